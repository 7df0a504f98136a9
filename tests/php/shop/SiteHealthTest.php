<?php
declare(strict_types=1);

namespace Ledgerbridge\Tests;

use Ledgerbridge\Admin\Help;

/** What stands in Site Health, in WooCommerce's status report, and in the help of our screens. */
final class SiteHealthTest extends ShopTestCase
{
    public function test_site_health_says_whether_orders_go_through(): void
    {
        self::assertSame(['good', 'Orders go to Exact Online'], $this->health());
        $this->plugin()->health->connectionTold(['code' => 'consent_lost', 'what' => ['en' => 'Consent <is> lost.'], 'why' => [], 'do' => []]);
        self::assertSame('critical', $this->health()[0]);
        self::assertStringContainsString('Consent &lt;is&gt; lost.', $this->result()['description']);
        $this->plugin()->pairing->unpair();
        self::assertSame(['recommended', 'This shop is not connected to Exact Online'], $this->health());
    }

    public function test_the_reports_for_a_helpdesk_hold_no_secret(): void
    {
        $this->sentOrder();
        $this->seen();
        $report = $this->printed(static fn () => do_action('woocommerce_system_status_report'));
        $info = (string) wp_json_encode(apply_filters('debug_information', []));
        foreach ([$report, $info] as $said) {
            foreach ([LEDGERBRIDGE_VERSION, self::SHOP_ID, 'waiting'] as $piece) {
                self::assertStringContainsString($piece, $said);
            }
            self::assertStringNotContainsString(self::SECRET, $said);
            self::assertStringNotContainsString('klant@example.com', $said);
        }
        self::assertSame([], $this->seen('/v1/desk'), 'nobody is asked');
    }

    public function test_our_screens_have_help_and_others_have_not(): void
    {
        $_GET['tab'] = 'ledgerbridge';
        foreach (['woocommerce_page_wc-settings' => 3, 'toplevel_page_ledgerbridge' => 3, 'dashboard' => 0] as $id => $tabs) {
            set_current_screen($id);
            $screen = get_current_screen();
            $screen->remove_help_tabs();
            Help::addTo($screen);
            self::assertCount($tabs, $screen->get_help_tabs(), $id);
        }
        $_GET['tab'] = 'general';
        set_current_screen('woocommerce_page_wc-settings');
        get_current_screen()->remove_help_tabs();
        Help::addTo(get_current_screen());
        self::assertSame([], get_current_screen()->get_help_tabs());
    }

    /** @return array<string, mixed> */
    private function result(): array
    {
        return (apply_filters('site_status_tests', ['direct' => [], 'async' => []])['direct']['ledgerbridge']['test'])();
    }

    /** @return array{string, string} */
    private function health(): array
    {
        return [$this->result()['status'], $this->result()['label']];
    }
}
