<?php
declare(strict_types=1);

namespace Ledgerbridge\Tests;

use Ledgerbridge\Admin\AccountantPage;
use Ledgerbridge\Admin\Rights;
use Ledgerbridge\Admin\Screen;

/** The accountant looks, and changes nothing. */
final class RightsTest extends ShopTestCase
{
    private const CHANGES = ['pair', 'connect', 'choose', 'disconnect', 'unpair', 'forget_copy', 'accept_move', 'save_booking', 'read_settlement', 'book_settlement', 'read_import', 'save_import', 'back_to_1', 'retry_cause_0', 'nonsense'];

    protected function setUp(): void
    {
        parent::setUp();
        Rights::addRole();
        $this->actAs(Rights::ROLE);
    }

    public function test_who_has_which_power(): void
    {
        self::assertTrue(Rights::mayRead());
        foreach (['manage_woocommerce', 'edit_shop_orders', 'edit_products', 'edit_posts', 'list_users'] as $power) {
            self::assertFalse(current_user_can($power), $power);
        }
        foreach (['administrator' => true, 'shop_manager' => true, 'editor' => false, 'subscriber' => false] as $role => $may) {
            $this->actAs($role);
            self::assertSame([$may, $may], [Rights::mayRead(), Rights::mayChange()], $role);
        }
    }

    public function test_every_button_that_changes_something_is_refused(): void
    {
        $this->seen();
        foreach (self::CHANGES as $do) {
            self::assertTrue($this->dies(fn () => (new Screen($this->plugin()))->act($do, ['ledgerbridge_causes' => ['x'], 'ledgerbridge_division' => 1], '')), $do);
        }
        self::assertSame([], $this->seen('/v1/desk'));
        self::assertTrue($this->plugin()->connection->paired());
        self::assertSame(403, $this->rest('POST', '/status', ['orders' => []])->get_status());
        self::assertSame(403, $this->rest('POST', '/deliveries', ['orders' => []])->get_status());
    }

    public function test_what_only_looks_is_done_and_leads_to_his_own_page(): void
    {
        $to = (new Screen($this->plugin()))->act('show_report', ['ledgerbridge_period' => 'last_month'], 'report');
        self::assertStringEndsWith('admin.php?page=ledgerbridge&section=report&period=last_month', $to);
        (new Screen($this->plugin()))->act('make_report', ['ledgerbridge_period' => 'last_month'], 'report');
        self::assertSame('report.make', $this->seen('/v1/desk')[0]['body']['call']);
    }

    public function test_his_page_shows_the_books_without_a_button_that_changes_them(): void
    {
        foreach (['' => 'Seen from this shop', 'document' => 'Print', 'activity' => '', 'report' => 'Store against books', 'preview' => 'Preview'] as $section => $holds) {
            $_GET = ['section' => $section];
            $this->seen();
            $html = $this->printed(fn () => (new AccountantPage(new Screen($this->plugin())))->show());
            self::assertStringContainsStringIgnoringCase($holds, $html);
            self::assertLessThanOrEqual(1, count($this->seen('/v1/desk')), $section);
            preg_match_all('/name="save" value="([^"]+)"/', $html, $buttons);
            self::assertSame([], array_values(array_diff($buttons[1], ['preview', 'show_report', 'make_report', 'show_activity'])), $section);
            self::assertStringNotContainsString('action=edit', $html, $section);
            self::assertStringNotContainsString('ledgerbridge_settings_file', $html);
        }
    }

    public function test_what_is_not_his_is_not_shown_by_its_address(): void
    {
        foreach (['connection', 'booking', 'settlements'] as $section) {
            $html = $this->printed(fn () => (new Screen($this->plugin()))->show($section));
            self::assertStringNotContainsString('<button', $html, $section);
            $_GET = ['section' => $section];
            self::assertStringContainsString('Seen from this shop', $this->printed(fn () => (new AccountantPage(new Screen($this->plugin())))->show()));
        }
        $this->plugin()->pairing->unpair();
        $_GET = [];
        $html = $this->printed(fn () => (new AccountantPage(new Screen($this->plugin())))->show());
        self::assertStringContainsString('is not connected to Exact Online yet', $html);
        self::assertStringNotContainsString('ledgerbridge_code', $html);
    }

    public function test_files_are_for_those_who_may_look(): void
    {
        foreach (['ledgerbridge_settings_export', 'ledgerbridge_report_csv', 'ledgerbridge_activity_csv'] as $action) {
            $this->actAs('subscriber');
            $_GET = $_REQUEST = ['_wpnonce' => wp_create_nonce($action)];
            $this->seen();
            self::assertTrue($this->dies(static fn () => do_action("admin_post_$action")));
            self::assertSame([], $this->seen('/v1/desk'));
            $this->actAs(Rights::ROLE);
            $_GET = $_REQUEST = ['_wpnonce' => wp_create_nonce($action)];
            $this->say('/v1/desk', 503, '<html>');
            self::assertTrue($this->dies(static fn () => do_action("admin_post_$action")), 'the service was asked, and is away');
            self::assertCount(1, $this->seen('/v1/desk'));
        }
    }
}
