<?php
declare(strict_types=1);

namespace Ledgerbridge\Order;

use Ledgerbridge\Service\Desk;
use Ledgerbridge\Service\Refused;
use Ledgerbridge\Status\Document;

defined('ABSPATH') || exit;

/**
 * The PDF that Exact made of a processed invoice: for the owner on the order screen, and for the customer in My account
 * where the owner chose so. It is fetched when somebody asks and stored nowhere.
 */
final class InvoicePdf
{
    private const ACTION = 'ledgerbridge_pdf';

    public function __construct(private readonly Desk $desk, private readonly Rows $rows)
    {
    }

    public function register(): void
    {
        add_action('admin_post_' . self::ACTION, fn () => $this->show());
        add_filter('woocommerce_my_account_my_orders_actions', fn ($actions, $order) => $this->actions((array) $actions, $order), 10, 2);
        add_action('woocommerce_order_details_after_order_table', fn ($order) => $this->links($order));
    }

    public static function url(int $orderId, string $key): string
    {
        $args = ['action' => self::ACTION, 'order_id' => $orderId, 'key' => $key];
        return wp_nonce_url(add_query_arg($args, admin_url('admin-post.php')), self::ACTION . $orderId);
    }

    /**
     * @param array<string, mixed> $actions
     * @param mixed $order
     * @return array<string, mixed>
     */
    private function actions(array $actions, $order): array
    {
        foreach ($order instanceof \WC_Order ? $this->forCustomer($order) : [] as $at => $document) {
            $actions["ledgerbridge-pdf-$at"] = ['url' => self::url($order->get_id(), $document->key), 'name' => self::name($document)];
        }
        return $actions;
    }

    /** @param mixed $order below the order in My account, which only its customer sees there */
    private function links($order): void
    {
        foreach ($order instanceof \WC_Order && is_user_logged_in() ? $this->forCustomer($order) : [] as $document) {
            printf(
                '<p class="ledgerbridge-invoice"><a class="button" href="%s">%s</a></p>',
                esc_url(self::url($order->get_id(), $document->key)),
                esc_html(self::name($document))
            );
        }
    }

    /** @return Document[] */
    private function forCustomer(\WC_Order $order): array
    {
        $row = $this->rows->find($order->get_id());
        return array_values(array_filter(Document::of($row->report ?? null), static fn (Document $one): bool => $one->pdf && $one->forCustomer));
    }

    private static function name(Document $document): string
    {
        /* translators: %s: the number of an invoice */
        return sprintf(__('Invoice %s (PDF)', 'ledgerbridge'), $document->number);
    }

    private function show(): void
    {
        $orderId = isset($_GET['order_id']) ? absint($_GET['order_id']) : 0;
        $key = isset($_GET['key']) ? sanitize_text_field(wp_unslash((string) $_GET['key'])) : '';
        check_admin_referer(self::ACTION . $orderId);
        $owner = current_user_can('edit_shop_orders');
        if (! $owner && ! current_user_can('view_order', $orderId)) {
            wp_die(esc_html__('You may not see this invoice.', 'ledgerbridge'), '', ['response' => 403]);
        }
        try {
            $found = $this->desk->call('order.pdf', ['order_id' => $orderId, 'key' => $key, 'customer' => ! $owner], Desk::ACTION);
        } catch (Refused $why) {
            wp_die(esc_html(__('The invoice cannot be shown just now.', 'ledgerbridge') . ' ' . ($owner ? $why->getMessage() : '')), '', ['response' => 404, 'back_link' => true]);
        }
        $content = base64_decode((string) ($found['content'] ?? ''), true);
        if (false === $content || ! str_starts_with($content, '%PDF-')) {
            wp_die(esc_html__('The invoice cannot be shown just now.', 'ledgerbridge'), '', ['response' => 502, 'back_link' => true]);
        }
        nocache_headers();
        header('Content-Type: application/pdf');
        header('X-Content-Type-Options: nosniff');
        header('Content-Disposition: inline; filename="' . sanitize_file_name((string) ($found['name'] ?? 'invoice.pdf')) . '"');
        header('Content-Length: ' . strlen($content));
        echo $content; // phpcs:ignore WordPress.Security.EscapeOutput -- a PDF.
        exit;
    }
}
