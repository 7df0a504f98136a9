<?php
declare(strict_types=1);

namespace Ledgerbridge\Tests;

/** The shop's own invoice, as the service asks for it. */
final class InvoiceTest extends ShopTestCase
{
    private const PDF = "%PDF-1.7\nfactuur";

    protected function tearDown(): void
    {
        remove_all_filters('ledgerbridge_invoice_pdf');
        parent::tearDown();
    }

    public function test_a_shop_without_an_invoice_plugin_has_none(): void
    {
        $order = $this->order();
        self::assertSame(['name' => '', 'pdf' => null], $this->ask($order->get_id())->get_data());
        self::assertNull($this->ask(987654)->get_data()['pdf']);
        self::assertNull($this->ask(0)->get_data()['pdf']);
    }

    public function test_a_filter_gives_bytes_or_a_file(): void
    {
        $order = $this->order();
        add_filter('ledgerbridge_invoice_pdf', fn ($pdf, $of) => $of->get_id() === $order->get_id() ? self::PDF : $pdf, 10, 2);
        $this->gives(self::PDF, $order->get_id());
        remove_all_filters('ledgerbridge_invoice_pdf');
        $file = tempnam(sys_get_temp_dir(), 'pdf');
        file_put_contents($file, self::PDF);
        add_filter('ledgerbridge_invoice_pdf', static fn () => $file);
        $this->gives(self::PDF, $order->get_id());
        unlink($file);
        self::assertNull($this->ask($order->get_id())->get_data()['pdf'], 'the file is gone');
    }

    /** @dataProvider nonsense */
    public function test_what_is_no_pdf_is_not_sent($given): void
    {
        $order = $this->order();
        add_filter('ledgerbridge_invoice_pdf', static fn () => $given);
        self::assertNull($this->ask($order->get_id())->get_data()['pdf']);
    }

    public static function nonsense(): array
    {
        return [['<html>Fout</html>'], [null], [['an array']], [__FILE__], ['%PDF-' . str_repeat('0', 6 * 1024 * 1024)], ['/etc/passwd']];
    }

    public function test_only_an_invoice_that_exists_is_taken_from_the_invoice_plugin(): void
    {
        require_once __DIR__ . '/../invoice-plugin.php';
        $order = $this->order();
        self::assertNull($this->ask($order->get_id())->get_data()['pdf'], 'nothing was made for the asking');
        \InvoicePlugin::$made[$order->get_id()] = self::PDF;
        $this->gives(self::PDF, $order->get_id());
        self::assertSame("factuur-{$order->get_id()}.pdf", $this->ask($order->get_id())->get_data()['name']);
        self::assertSame(['invoice'], array_unique(\InvoicePlugin::$asked));
    }

    public function test_a_refund_has_its_own_and_only_under_its_order(): void
    {
        $order = $this->order();
        $refund = wc_create_refund(['order_id' => $order->get_id(), 'amount' => '1.00']);
        add_filter('ledgerbridge_invoice_pdf', static fn ($pdf, $of) => $of instanceof \WC_Order_Refund ? self::PDF : '', 10, 2);
        $this->gives(self::PDF, $order->get_id(), $refund->get_id());
        self::assertNull($this->ask($order->get_id())->get_data()['pdf']);
        self::assertNull($this->ask($order->get_id() + 1, $refund->get_id())->get_data()['pdf'], "another order's refund");
    }

    public function test_strangers_and_customers_may_not(): void
    {
        $order = $this->order();
        foreach (['', 'customer'] as $role) {
            $this->actAs($role);
            self::assertContains($this->ask($order->get_id())->get_status(), [401, 403]);
        }
    }

    private function gives(string $pdf, int $orderId, int $refundId = 0): void
    {
        self::assertSame($pdf, base64_decode((string) $this->ask($orderId, $refundId)->get_data()['pdf'], true));
    }

    private function ask(int $orderId, int $refundId = 0): \WP_REST_Response
    {
        return $this->rest('GET', '/invoice', null, ['order_id' => $orderId, 'refund_id' => $refundId]);
    }
}
