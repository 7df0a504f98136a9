<?php
declare(strict_types=1);

namespace Ledgerbridge\Tests;

use Ledgerbridge\Admin\Screen;
use Ledgerbridge\Order\OrderBox;
use Ledgerbridge\Order\OrderList;

/** What the owner sees: escaped, guarded, and useful while the service is away. */
final class ScreensTest extends ShopTestCase
{
    private const HOSTILE = '<script>alert(1)</script>"\'><img src=x onerror=alert(2)>';

    protected function setUp(): void
    {
        parent::setUp();
        set_current_screen(wc_get_page_screen_id('shop-order'));
    }

    // --- the list ---

    public function test_both_order_lists_have_the_column_after_the_status(): void
    {
        foreach (['edit-shop_order', 'woocommerce_page_wc-orders'] as $screen) {
            $columns = apply_filters("manage_{$screen}_columns", ['cb' => '', 'order_number' => 'Order', 'order_status' => 'Status', 'order_total' => 'Total']);
            self::assertSame(['cb', 'order_number', 'order_status', 'ledgerbridge', 'order_total'], array_values(array_intersect(array_keys($columns), ['cb', 'order_number', 'order_status', 'ledgerbridge', 'order_total'])));
        }
    }

    public function test_the_badge_says_its_state_in_words_in_both_lists(): void
    {
        $order = $this->sentOrder();
        self::assertStringContainsString('Waiting', $this->cell($order));
        $this->rest('POST', '/status', ['orders' => [$this->report($order->get_id())]]);
        self::assertStringContainsString('ledgerbridge-badge--booked', $this->cell($order));
        self::assertStringContainsString('>Booked<', $this->cell($order));
        $unknown = $this->order();
        $this->plugin()->rows->forget($unknown->get_id());
        self::assertStringContainsString('Not sent', $this->cell($unknown));
    }

    public function test_bulk_push_sends_the_chosen_orders(): void
    {
        $orders = [$this->sentOrder(), $this->sentOrder()];
        foreach (['edit-shop_order', 'woocommerce_page_wc-orders'] as $screen) {
            self::assertArrayHasKey(OrderList::BULK, apply_filters("bulk_actions-$screen", []));
            $ids = array_map(static fn ($order) => (string) $order->get_id(), $orders);
            $back = apply_filters("handle_bulk_actions-$screen", 'http://example.com/list', OrderList::BULK, $ids);
            self::assertStringContainsString('ledgerbridge_pushed=2-0-0', $back);
            self::assertCount(2, $this->seen('/v1/messages'));
        }
        self::assertSame('http://x', apply_filters('handle_bulk_actions-edit-shop_order', 'http://x', 'trash', [1]));
    }

    public function test_bulk_push_is_not_for_everybody(): void
    {
        $order = $this->sentOrder();
        $this->actAs('subscriber');
        self::assertArrayNotHasKey(OrderList::BULK, apply_filters('bulk_actions-edit-shop_order', []));
        self::assertSame('http://x', apply_filters('handle_bulk_actions-edit-shop_order', 'http://x', OrderList::BULK, [$order->get_id()]));
        self::assertSame([], $this->seen('/v1/messages'));
    }

    public function test_the_result_of_a_push_is_said(): void
    {
        $_GET['ledgerbridge_pushed'] = '2-1-0';
        $html = $this->printed(static fn () => do_action('admin_notices'));
        self::assertStringContainsString('2 orders were handed over', $html);
        self::assertStringContainsString('nothing is lost', $html);
        $_GET['ledgerbridge_pushed'] = '<script>';
        self::assertStringNotContainsString('<script>', $this->printed(static fn () => do_action('admin_notices')));
    }

    // --- the box ---

    public function test_the_box_shows_what_stands_in_exact(): void
    {
        $order = $this->sentOrder();
        $this->rest('POST', '/status', ['orders' => [$this->report($order->get_id())]]);
        $html = $this->box($order);
        foreach (['Sales entry 700123', 'https://start.exactonline.nl/docs/x?Action=0', '16.45 EUR', '3.45 EUR', '19.90 EUR', '0.00 EUR', 'read back from Exact', 'Push to Exact'] as $piece) {
            self::assertStringContainsString($piece, $html);
        }
    }

    public function test_the_owner_and_by_choice_the_customer_see_the_invoice_of_exact(): void
    {
        $order = $this->sentOrder();
        $report = $this->report($order->get_id());
        $report['documents'][0]['life'] = ['processed' => true, 'sent' => ['Email'], 'pdf' => true, 'customer' => false];
        $report['documents'][0]['vat_codes'] = [['code' => '2', 'percent' => '21', 'box' => '1a', 'why' => ['en' => 'Sold in NL at 21 %.<i>'], 'net' => '16.45', 'vat' => '3.45']];
        $this->rest('POST', '/status', ['orders' => [$report]]);
        $html = $this->box($order);
        self::assertStringContainsString('Code 2, 21 % · box 1a', $html);
        self::assertStringContainsString('Sold in NL at 21 %.&lt;i&gt;', $html);
        self::assertStringContainsString('Processed and sent', $html);
        self::assertStringNotContainsString('VIES', $html);
        foreach (['form' => 'it was not looked up at VIES', 'valid' => 'is in force according to VIES (2026', 'invalid' => 'is not in force according to VIES'] as $outcome => $said) {
            $check = ['number' => 'BE0417497106<i>', 'outcome' => $outcome, 'at' => '2026-11-23T09:00:00+00:00', 'consultation' => 'valid' === $outcome ? 'WAPI1' : ''];
            $report['documents'][0]['vat_check'] = $check;
            $report['version']++;
            update_option('date_format', 'Y-m-d');
            $this->rest('POST', '/status', ['orders' => [$report]]);
            $told = $this->box($order);
            self::assertStringContainsString($said, $told);
            self::assertStringContainsString('VAT number BE0417497106&lt;i&gt;', $told);
            self::assertSame('valid' === $outcome, str_contains($told, 'Consultation number: WAPI1.'));
        }
        self::assertMatchesRegularExpression('/admin-post\.php\?action=ledgerbridge_pdf[^"]+_wpnonce=[^"]+"[^>]*>Invoice \(PDF\)/', $html);
        self::assertSame([], apply_filters('woocommerce_my_account_my_orders_actions', [], $order));

        $report['version']++;
        $report['documents'][0]['life']['customer'] = true;
        $this->rest('POST', '/status', ['orders' => [$report]]);
        $actions = apply_filters('woocommerce_my_account_my_orders_actions', [], $order);
        self::assertSame('Invoice 700123 (PDF)', $actions['ledgerbridge-pdf-0']['name']);
        $below = $this->printed(static fn () => do_action('woocommerce_order_details_after_order_table', $order));
        self::assertStringContainsString('Invoice 700123 (PDF)', $below);
    }

    public function test_an_invoice_is_shown_to_nobody_else(): void
    {
        $order = $this->sentOrder();
        $this->actAs('customer'); // of another order
        $_GET = $_REQUEST = ['order_id' => (string) $order->get_id(), 'key' => 'x', '_wpnonce' => wp_create_nonce('ledgerbridge_pdf' . $order->get_id())];
        self::assertTrue($this->dies(static fn () => do_action('admin_post_ledgerbridge_pdf')));
        wp_set_current_user(1);
        $_GET = $_REQUEST = ['order_id' => (string) $order->get_id(), 'key' => 'x', '_wpnonce' => 'wrong'];
        self::assertTrue($this->dies(static fn () => do_action('admin_post_ledgerbridge_pdf')));
        self::assertSame([], $this->seen('/v1/desk'));
    }

    public function test_the_push_button_has_its_own_form_outside_the_orders_form(): void
    {
        $order = $this->sentOrder();
        self::assertStringContainsString('form="ledgerbridge-push"', $this->box($order));
        $footer = $this->printed(static fn () => do_action('admin_footer', ''));
        self::assertMatchesRegularExpression('/<form id="ledgerbridge-push" method="post".*admin-post\.php.*name="_wpnonce"/s', $footer);
    }

    public function test_a_problem_is_explained_with_its_button(): void
    {
        $order = $this->sentOrder();
        $problem = ['code' => 'sum', 'what' => ['en' => 'The sum is off.', 'nl' => 'De som klopt niet.'], 'why' => ['en' => 'Because.'], 'do' => ['en' => 'Look.'],
            'who' => 'owner', 'action' => 'settings', 'detail' => 'Fout: dagboek 70', 'arithmetic' => ['19.90 total', '16.45 + 3.44'], 'cause' => ''];
        $this->rest('POST', '/status', ['orders' => [$this->report($order->get_id(), 1, 'attention', ['problem' => $problem, 'documents' => []])]]);
        $html = $this->box($order);
        foreach (['The sum is off.', 'Because.', 'Look.', "19.90 total\n16.45 + 3.44", 'Fout: dagboek 70', 'section=booking'] as $piece) {
            self::assertStringContainsString($piece, $html);
        }
        update_user_meta(get_current_user_id(), 'locale', 'nl_NL');
        $dutch = $this->box($order);
        delete_user_meta(get_current_user_id(), 'locale');
        self::assertStringContainsString('De som klopt niet.', $dutch);
    }

    public function test_hostile_texts_are_shown_as_text_everywhere(): void
    {
        $order = $this->sentOrder();
        $text = ['en' => self::HOSTILE, 'nl' => self::HOSTILE];
        $problem = ['code' => self::HOSTILE, 'what' => $text, 'why' => $text, 'do' => $text, 'who' => 'x', 'action' => 'open_exact', 'detail' => self::HOSTILE, 'arithmetic' => [self::HOSTILE], 'cause' => ''];
        $document = array_fill_keys(['key', 'kind', 'number', 'currency', 'net', 'vat', 'gross', 'difference', 'proved_at', 'open'], self::HOSTILE) + ['payment' => 'open'] + ['url' => 'javascript:alert(1)', 'credit' => false];
        $reason = ['code' => 'x', 'text' => $text];
        $this->rest('POST', '/status', ['orders' => [$this->report($order->get_id(), 1, 'attention', ['problem' => $problem, 'reason' => $reason, 'documents' => [$document]])]]);
        $this->plugin()->rows->mark($order->get_id());
        $this->plugin()->rows->failed($order->get_id(), self::HOSTILE, time());
        $shown = $this->box($order) . $this->cell($order) . implode('', $this->notes($order->get_id()));
        self::assertStringContainsString('&lt;script&gt;', $shown);
        self::assertStringNotContainsString('<script', $shown);
        self::assertStringNotContainsString('<img', $shown);
        self::assertStringNotContainsString('javascript:', $shown);
    }

    public function test_pushing_from_the_order_screen(): void
    {
        $order = $this->sentOrder();
        $this->post(['order_id' => (string) $order->get_id()], OrderBox::PUSH . $order->get_id());
        $to = $this->redirect(static fn () => do_action('admin_post_' . OrderBox::PUSH));
        self::assertStringContainsString('ledgerbridge_pushed=1-0-0', $to);
        self::assertCount(1, $this->seen('/v1/messages'));
    }

    public function test_pushing_needs_the_nonce_and_the_capability(): void
    {
        $order = $this->sentOrder();
        $this->post(['order_id' => (string) $order->get_id()], 'another');
        self::assertTrue($this->dies(static fn () => do_action('admin_post_' . OrderBox::PUSH)));
        $this->actAs('subscriber');
        $this->post(['order_id' => (string) $order->get_id()], OrderBox::PUSH . $order->get_id());
        self::assertTrue($this->dies(static fn () => do_action('admin_post_' . OrderBox::PUSH)));
        self::assertSame([], $this->seen('/v1/messages'));
        self::assertFalse($this->plugin()->rows->find($order->get_id())->unsent());
    }

    public function test_what_stands_is_credited_only_when_a_person_says_so(): void
    {
        $order = $this->sentOrder();
        $problem = ['code' => 'changed_after_booking', 'what' => ['en' => 'It changed.'], 'why' => ['en' => 'So.'], 'do' => ['en' => 'Press.'], 'who' => 'owner', 'action' => 'reverse', 'arithmetic' => ['booked', 'order now'], 'cause' => ''];
        $this->rest('POST', '/status', ['orders' => [$this->report($order->get_id(), 1, 'attention', ['problem' => $problem])]]);
        self::assertStringContainsString('form="ledgerbridge-reverse"', $this->box($order));
        self::assertStringContainsString('<form id="ledgerbridge-reverse"', $this->printed(static fn () => do_action('admin_footer', '')));
        $this->post(['order_id' => (string) $order->get_id()], OrderBox::PUSH . $order->get_id());
        self::assertTrue($this->dies(static fn () => do_action('admin_post_' . OrderBox::REVERSE)), 'the nonce of another button');
        foreach ([[200, ['result' => ['ringing' => 1]], 'reversing', 'is credited now'], [200, ['result' => ['ringing' => 0]], 'not-waiting', 'does not wait'], [503, '<html>', 'away', 'does not answer']] as [$status, $body, $code, $words]) {
            $this->say('/v1/desk', $status, $body);
            $this->post(['order_id' => (string) $order->get_id()], OrderBox::REVERSE . $order->get_id());
            $to = $this->redirect(static fn () => do_action('admin_post_' . OrderBox::REVERSE));
            self::assertStringContainsString("ledgerbridge_pushed=$code", $to);
            $_GET['ledgerbridge_pushed'] = $code;
            self::assertStringContainsString($words, $this->printed(static fn () => do_action('admin_notices')));
        }
        $calls = array_column(array_column($this->seen('/v1/desk'), 'body'), 'call');
        self::assertSame(['order.reverse', 'order.reverse', 'order.reverse'], $calls);
    }

    public function test_refreshing_needs_the_nonce_too(): void
    {
        $order = $this->sentOrder();
        $this->post(['order_id' => (string) $order->get_id()], 'another');
        add_filter('wp_doing_ajax', '__return_true');
        $died = $this->dies(static fn () => do_action('wp_ajax_ledgerbridge_box'));
        remove_filter('wp_doing_ajax', '__return_true');
        self::assertTrue($died);
    }

    // --- preview ---

    /** @return array<string, mixed> what the service says of one order */
    private static function previewOf(int $orderId): array
    {
        $line = ['description' => 'Mok wit <b>', 'quantity' => '2.000', 'item' => '', 'ledger' => '8000', 'net' => '16.45', 'vat' => '3.45', 'vat_code' => '2', 'box' => '1a',
            'why' => ['en' => 'Sold in NL at 21 %.']];
        $document = ['key' => "order-$orderId/invoice", 'kind' => 'sales_entry', 'credit' => false, 'on' => '2026-11-20', 'currency' => 'EUR', 'debtor' => 'collective', 'account' => '1000',
            'journal' => '70', 'reference' => '1042', 'net' => '16.45', 'vat' => '3.45', 'gross' => '19.90', 'lines' => [$line], 'flags' => [['en' => 'A flag.']]];
        $credit = ['key' => "order-$orderId/refund-5", 'credit' => true, 'net' => '1.00', 'vat' => '0.21', 'gross' => '1.21', 'lines' => [['net' => '1.00', 'vat' => '0.21'] + $line]] + $document;
        return ['order_id' => $orderId, 'number' => '1042', 'unreadable' => '', 'problem' => null, 'stands' => ["order-$orderId/invoice"],
            'plan' => ['decision' => 'book', 'currency' => 'EUR', 'total' => '19.90', 'reason' => [], 'arithmetic' => ['order total 19.90, difference 0.00'], 'documents' => [$document, $credit]],
            'payments' => [['of' => 'x', 'journal' => '22', 'ledger' => '', 'amount' => '19.90', 'currency' => 'EUR', 'on' => '2026-11-20', 'method' => 'ideal']]];
    }

    private const NAMES = ['vat_codes' => ['2' => 'VAT high'], 'ledgers' => ['8000' => 'Revenue'], 'journals' => ['70' => 'Sales', '22' => 'Mollie']];

    public function test_one_order_is_previewed_with_every_reason(): void
    {
        $order = $this->sentOrder();
        self::assertStringContainsString('section=preview&#038;order_id=' . $order->get_id(), $this->box($order));
        $this->seen();
        $_GET['order_id'] = (string) $order->get_id();
        $this->say('/v1/desk', 200, ['result' => ['previews' => [self::previewOf($order->get_id())], 'names' => self::NAMES]]);
        $html = $this->screen('preview');
        $pieces = ['<details class="ledgerbridge-preview" open>', '1 document would be booked', 'Sales entry – stands in Exact', 'Credit entry', 'collective account 1000', '70 – Sales', '8000 – Revenue',
            '2 – VAT high', '1a', 'Mok wit &lt;b&gt;', 'Sold in NL at 21 %.', 'A flag.', '22 – Mollie', 'order total 19.90, difference 0.00', '<th scope="col">'];
        foreach ($pieces as $piece) {
            self::assertStringContainsString($piece, $html);
        }
        self::assertStringNotContainsString('<b>', $html);
        $asked = $this->seen('/v1/desk');
        self::assertCount(1, $asked);
        self::assertSame('orders.preview', $asked[0]['body']['call']);
        self::assertSame($order->get_id(), $asked[0]['body']['args']['messages'][0]['order']['id']);
        unset($_GET['order_id']);
    }

    public function test_a_period_is_summed_per_vat_code_and_asked_in_one_call(): void
    {
        $orders = [$this->order(), $this->order()];
        $this->seen();
        $this->say('/v1/desk', 200, ['result' => ['previews' => array_map(static fn ($one) => self::previewOf($one->get_id()), $orders), 'names' => self::NAMES]]);
        $html = $this->screen('preview');
        self::assertStringContainsString('30.90 EUR', $html); // 2 × (16.45 − 1.00)
        self::assertStringContainsString('6.48 EUR', $html);
        self::assertCount(1, $this->seen('/v1/desk'));
        self::assertStringContainsString('from=2026-11-01&to=2026-11-30', $this->act('preview', ['ledgerbridge_from' => '2026-11-01', 'ledgerbridge_to' => '2026-11-30'], 'preview'));
        self::assertStringNotContainsString('from=', $this->act('preview', ['ledgerbridge_from' => '<script>'], 'preview'));
    }

    public function test_what_a_person_must_do_and_what_cannot_be_read_is_said_in_the_preview(): void
    {
        $order = $this->order();
        $preview = self::previewOf($order->get_id());
        $preview['plan'] = ['decision' => 'attention', 'currency' => 'EUR', 'total' => '19.90', 'documents' => [], 'arithmetic' => []];
        $preview['problem'] = ['what' => ['en' => 'It does not add up.'], 'why' => ['en' => 'Why.'], 'do' => ['en' => 'Do this.'], 'arithmetic' => ['1 + 1 = 3']];
        $other = ['order_id' => 0, 'number' => '77', 'plan' => null, 'problem' => null, 'unreadable' => 'order.total is no amount', 'stands' => [], 'payments' => []];
        $this->say('/v1/desk', 200, ['result' => ['previews' => [$preview, $other], 'names' => []]]);
        $html = $this->screen('preview');
        foreach (['needs attention', 'It does not add up.', 'Do this.', '1 + 1 = 3', 'cannot be read', 'order.total is no amount'] as $piece) {
            self::assertStringContainsString($piece, $html);
        }
        $this->say('/v1/desk', 503, ['error' => ['code' => 'away', 'message' => 'x', 'field' => '', 'do' => '']]);
        self::assertStringContainsString('does not answer just now', $this->screen('preview'));
    }

    // --- store against books ---

    public function test_the_report_costs_one_request_and_leads_to_its_orders(): void
    {
        $_GET = ['period' => 'own', 'from' => '2026-11-01', 'to' => '2026-11-30<script>'];
        $html = $this->screen('report');
        $asked = $this->seen('/v1/desk');
        self::assertSame([['report.read', ['period' => 'own', 'first' => '2026-11-01']]], [[$asked[0]['body']['call'], array_diff_key($asked[0]['body']['args'], ['payment_methods' => 1])]]);
        self::assertCount(1, $asked);
        foreach (['Deze &lt;maand&gt;', 'Eén &lt;verschil&gt;.', '=1042&lt;b&gt;</a>', 'href="https://start.exactonline.nl/x"', 'value="make_report"', 'action=ledgerbridge_report_csv', '<label for="ledgerbridge_period">', 'window.print()'] as $piece) {
            self::assertStringContainsString($piece, $html);
        }
        self::assertMatchesRegularExpression('/<a href="[^"]+=1042&[^"]+edit[^"]*">=1042|<a href="[^"]+edit&[^"]*id=1042">=1042/', $html);
        self::assertStringNotContainsString('javascript:', $html);
        self::assertStringNotContainsString('<script', $html);
        $this->say('/v1/desk', 503, '<html>');
        self::assertStringContainsString('The service does not answer just now', $this->screen('report'));
    }

    public function test_a_report_is_made_anew_for_the_period_that_is_chosen(): void
    {
        $to = $this->act('make_report', ['ledgerbridge_period' => 'own', 'ledgerbridge_from' => '2026-11-05', 'ledgerbridge_to' => ''], 'report');
        $asked = $this->seen('/v1/desk')[0]['body'];
        self::assertSame(['report.make', ['period' => 'own', 'first' => '2026-11-05']], [$asked['call'], $asked['args']]);
        self::assertStringContainsString('section=report&period=own&from=2026-11-05', $to);
        $named = ['ledgerbridge_period' => 'this_month', 'ledgerbridge_shown' => 'this_month', 'ledgerbridge_days' => '2026-11-01/2026-11-30', 'ledgerbridge_from' => '2026-11-01'];
        self::assertStringEndsWith('section=report&period=this_month', $this->act('show_report', $named + ['ledgerbridge_to' => '2026-11-30'], 'report'));
        self::assertStringEndsWith('period=own&from=2026-11-01&to=2026-11-02', $this->act('show_report', $named + ['ledgerbridge_to' => '2026-11-02'], 'report'));
        self::assertStringEndsWith('section=report&period=last_quarter', $this->act('show_report', ['ledgerbridge_period' => 'last_quarter', 'ledgerbridge_from' => '2026-11-01'], 'report'));
    }

    public function test_the_csv_is_given_to_nobody_without_the_right_or_the_nonce(): void
    {
        $_GET = $_REQUEST = ['report' => '7', '_wpnonce' => 'wrong'];
        self::assertTrue($this->dies(static fn () => do_action('admin_post_ledgerbridge_report_csv')));
        $this->actAs('customer');
        $_GET = $_REQUEST = ['report' => '7', '_wpnonce' => wp_create_nonce('ledgerbridge_report_csv')];
        self::assertTrue($this->dies(static fn () => do_action('admin_post_ledgerbridge_report_csv')));
        self::assertSame([], $this->seen('/v1/desk'));
    }

    // --- the settings as a document ---

    // --- activity ---

    public function test_activity_is_searched_and_paged_with_one_request(): void
    {
        $_GET = ['find' => '26200001 <b>', 'outcome' => 'booked', 'first' => '2026-11-01', 'last' => 'gisteren', 'before' => '120'];
        $html = $this->screen('activity');
        $asked = array_map(static fn (array $one): array => [$one['body']['call'], $one['body']['args']], $this->seen('/v1/desk'));
        self::assertSame([['activity.read', ['find' => '26200001', 'outcome' => 'booked', 'first' => '2026-11-01', 'before' => 120]]], $asked);
        foreach (['Geboekt &lt;b&gt;', 'before=77', 'Newest', 'Older', 'action=ledgerbridge_activity_csv', 'value="show_activity"', '<label for="ledgerbridge_find">', 'value="booked" selected'] as $piece) {
            self::assertStringContainsString($piece, $html);
        }
        $_GET = [];
        self::assertStringNotContainsString('Newest', $this->screen('activity'));
        $this->say('/v1/desk', 503, '<html>');
        self::assertStringContainsString('The service does not answer just now', $this->screen('activity'));
        $to = $this->act('show_activity', ['ledgerbridge_find' => '#10&x=1', 'ledgerbridge_outcome' => '', 'ledgerbridge_first' => '2026-11-05'], 'activity');
        self::assertStringEndsWith('section=activity&find=%2310%26x%3D1&first=2026-11-05', $to);
    }

    public function test_the_file_of_the_activity_is_whole_or_not_given(): void
    {
        $_GET = $_REQUEST = ['_wpnonce' => 'wrong'];
        self::assertTrue($this->dies(static fn () => do_action('admin_post_ledgerbridge_activity_csv')));
        $this->actAs('customer');
        $_GET = $_REQUEST = ['_wpnonce' => wp_create_nonce('ledgerbridge_activity_csv')];
        self::assertTrue($this->dies(static fn () => do_action('admin_post_ledgerbridge_activity_csv')));
        self::assertSame([], $this->seen('/v1/desk'));
        wp_set_current_user(1);
        $this->say('/v1/desk', 200, ['result' => ['name' => 'a.csv', 'content' => "kop\r\n", 'next' => 41]]);
        $asked = [];
        [$name, $file] = \Ledgerbridge\Admin\Download::whole(function (int $before) use (&$asked): array {
            $asked[] = $before;
            return $this->plugin()->desk->call('activity.csv', 0 === $before ? [] : ['before' => $before]);
        });
        self::assertSame([[0, 41], "kop\r\neen\r\n"], [$asked, stream_get_contents($file, -1, 0)]);
        $_GET = $_REQUEST = ['_wpnonce' => wp_create_nonce('ledgerbridge_activity_csv')];
        $calls = 0;
        add_filter('pre_http_request', static function ($answer) use (&$calls) {
            return 1 === $calls++ ? new \WP_Error('gone', 'Connection reset') : ['response' => ['code' => 200], 'headers' => [], 'body' => '{"result": {"name": "a.csv", "content": "kop", "next": 41}}'];
        });
        self::assertSame('', $this->printed(fn () => self::assertTrue($this->dies(static fn () => do_action('admin_post_ledgerbridge_activity_csv')))));
    }

    public function test_how_the_shop_is_booked_is_a_page_with_every_version(): void
    {
        $html = $this->screen('document');
        foreach (['Sanne &lt;de Boer&gt;', 'Mok &lt;wit&gt;', 'Export these settings', 'Export version 3', 'value="back_to_2"', 'type="file"', '<label for="ledgerbridge_settings_file">'] as $piece) {
            self::assertStringContainsString($piece, $html);
        }
        self::assertStringNotContainsString('value="back_to_3"', $html, 'the newest is no way back');
        self::assertSame(['settings.read'], array_column(array_column($this->seen('/v1/desk'), 'body'), 'call'));
        $this->say('/v1/desk', 503, '<html>');
        self::assertStringContainsString('The service does not answer just now', $this->screen('document'));
    }

    public function test_a_file_is_taken_over_only_after_a_look(): void
    {
        $content = "{\n  \"ledgerbridge_settings\": 1, \"é\": \"<b>\"\n}";
        $file = wp_tempnam('settings.json');
        file_put_contents($file, $content);
        $_FILES = ['ledgerbridge_settings_file' => ['tmp_name' => $file, 'error' => UPLOAD_ERR_OK]];
        $this->act('read_import', [], 'document');
        $asked = $this->seen('/v1/desk')[0]['body'];
        self::assertSame(['settings.import', $content], [$asked['call'], $asked['args']['content']]);
        self::assertContains('bacs', array_column($asked['args']['payment_methods'], 'id'));
        self::assertFileDoesNotExist($file);

        $html = $this->screen('document');
        self::assertStringContainsString('Nothing is changed yet', $html);
        self::assertStringContainsString('value="save_import"', $html);
        self::assertSame([], $this->seen(), 'what was said a moment ago is shown');
        preg_match_all('/name="(ledgerbridge_import_\w+)" value="([^"]*)"/', $html, $found);
        $this->say('/v1/desk', 200, ['result' => ['saved' => true, 'version' => 4, 'errors' => []]]);
        $this->act('save_import', array_combine($found[1], array_map('html_entity_decode', $found[2])), 'document');
        $args = $this->seen('/v1/desk')[0]['body']['args'];
        self::assertSame([3, $content], [$args['version'], $args['content']]);
        self::assertStringContainsString('The settings are saved.', $this->screen('document'));
    }

    public function test_going_back_is_shown_first_and_what_is_wrong_cannot_be_saved(): void
    {
        $this->act('back_to_2', [], 'document');
        $args = $this->seen('/v1/desk')[0]['body']['args'];
        self::assertSame([2, false, false], [$args['back_to'], isset($args['version']), isset($args['content'])]);
        $html = $this->screen('document');
        self::assertMatchesRegularExpression('/name="ledgerbridge_import_back_to" value="2"/', $html);
        $this->say('/v1/desk', 200, ['result' => ['version' => 3, 'changes' => 1, 'errors' => ['journal' => 'x'], 'sections' => []]]);
        $this->act('back_to_2', [], 'document');
        $html = $this->screen('document');
        self::assertStringContainsString('Nothing was changed.', $html);
        self::assertStringNotContainsString('save_import', $html);
        $this->seen();
        $this->say('/v1/desk', 200, ['result' => ['saved' => false, 'errors' => ['version' => 'Somebody <else>.']]]);
        $this->act('save_import', ['ledgerbridge_import_version' => '3', 'ledgerbridge_import_back_to' => '2'], 'document');
        $args = $this->seen('/v1/desk')[0]['body']['args'];
        self::assertSame([3, 2], [$args['version'], $args['back_to']]);
        self::assertStringContainsString('Nothing was changed. Somebody &lt;else&gt;.', $this->screen('document'));
    }

    public function test_a_file_that_cannot_hold_settings_is_said_and_not_sent(): void
    {
        $binary = wp_tempnam('binary.json');
        $huge = wp_tempnam('huge.json');
        file_put_contents($binary, "\xff\xfe{}");
        file_put_contents($huge, str_repeat(' ', 210 * 1024));
        foreach ([[], ['tmp_name' => wp_tempnam('empty.json'), 'error' => UPLOAD_ERR_OK], ['tmp_name' => $binary, 'error' => UPLOAD_ERR_OK], ['tmp_name' => $huge, 'error' => UPLOAD_ERR_OK]] as $file) {
            $_FILES = ['ledgerbridge_settings_file' => $file];
            $this->act('read_import', [], 'document');
        }
        self::assertSame([], $this->seen());
    }

    public function test_the_export_is_for_shop_managers_with_a_nonce(): void
    {
        $_GET = $_REQUEST = ['_wpnonce' => 'wrong'];
        self::assertTrue($this->dies(static fn () => do_action('admin_post_ledgerbridge_settings_export')));
        $this->actAs('customer');
        $_GET = $_REQUEST = ['_wpnonce' => wp_create_nonce('ledgerbridge_settings_export')];
        self::assertTrue($this->dies(static fn () => do_action('admin_post_ledgerbridge_settings_export')));
        self::assertSame([], $this->seen());
        wp_set_current_user(1);
        $_GET = $_REQUEST = ['_wpnonce' => wp_create_nonce('ledgerbridge_settings_export')];
        $this->say('/v1/desk', 404, ['error' => ['code' => 'version_unknown', 'message' => 'No such version.', 'field' => '', 'do' => '']]);
        self::assertTrue($this->dies(static fn () => do_action('admin_post_ledgerbridge_settings_export')));
    }

    // --- settlements ---

    public function test_a_settlement_is_read_shown_and_booked_only_on_a_click(): void
    {
        $report = ['currency' => 'EUR', 'gross' => '100.00', 'fees' => '-2.00', 'paid_out' => '98.00', 'booked' => '87.60', 'balance' => '12.40', 'matched' => 3, 'causes' => [
            ['kind' => 'not_booked', 'amount' => '12.40', 'order_id' => 0, 'number' => '<b>1042</b>', 'what' => 'payment', 'reference' => 'tr_1', 'booked' => '0.00', 'settled' => '12.40'],
        ]];
        $one = ['id' => 7, 'provider' => 'mollie', 'journal' => '22', 'currency' => 'EUR', 'last_day' => '2026-11-20', 'read_at' => 'x', 'read_by' => 'beheerder', 'booked' => null, 'report' => $report];
        $file = wp_tempnam('settlement.csv');
        file_put_contents($file, "Datum,Bedrag\n2026-11-20,12.40\n");
        $_FILES = ['ledgerbridge_settlement' => ['tmp_name' => $file, 'error' => UPLOAD_ERR_OK]];
        $this->say('/v1/desk', 200, ['result' => ['settlements' => [$one + ['new' => true, 'known_rows' => 0]], 'skipped' => 0]]);
        self::assertStringContainsString('settlement=7', $this->act('read_settlement', [], 'settlements'));
        $asked = $this->seen('/v1/desk')[0]['body'];
        self::assertSame("Datum,Bedrag\n2026-11-20,12.40\n", gzdecode((string) base64_decode($asked['args']['content'], true)));
        self::assertFileDoesNotExist($file);

        $_GET['settlement'] = '7';
        $this->say('/v1/desk', 200, ['result' => ['settlements' => [$one]]]);
        $html = $this->screen('settlements');
        foreach (['and is 12.40 EUR', 'Settled by the provider, not booked as received', '&lt;b&gt;1042&lt;/b&gt;', 'tr_1', 'value="book_settlement"'] as $piece) {
            self::assertStringContainsString($piece, $html);
        }
        self::assertStringNotContainsString('<b>1042', $html);
        $this->seen();
        $this->say('/v1/desk', 200, ['result' => ['settlements' => [$one]]]);
        $this->act('book_settlement', ['ledgerbridge_settlement_id' => '7'], 'settlements');
        self::assertSame(['settlement_book', ['id' => 7]], [$this->seen('/v1/desk')[0]['body']['call'], ['id' => 7]]);
    }

    public function test_no_file_an_empty_one_and_a_huge_one_are_said_and_not_sent(): void
    {
        $empty = wp_tempnam('empty.csv');
        $huge = wp_tempnam('huge.csv');
        file_put_contents($huge, random_bytes(1200000)); // does not shrink
        foreach ([[], ['tmp_name' => $empty, 'error' => UPLOAD_ERR_OK], ['tmp_name' => $huge, 'error' => UPLOAD_ERR_OK], ['tmp_name' => '', 'error' => UPLOAD_ERR_INI_SIZE]] as $file) {
            $_FILES = ['ledgerbridge_settlement' => $file];
            $this->act('read_settlement', [], 'settlements');
        }
        self::assertSame([], $this->seen('/v1/desk'));
        self::assertMatchesRegularExpression('/Choose a file first/', $this->screen('settlements'));
    }

    // --- the settings ---

    public function test_the_connection_screen_shows_names_as_text(): void
    {
        $html = $this->screen('connection');
        self::assertStringContainsString('Sanne de Boer', $html);
        self::assertStringContainsString('&lt;script&gt;alert(&#039;division&#039;)&lt;/script&gt; (102)', $html);
        self::assertStringNotContainsString('<script>', $html);
        self::assertStringNotContainsString(self::SECRET, $html);
    }

    // --- the overview ---

    public function test_the_overview_comes_first_with_one_request(): void
    {
        $html = $this->screen('');
        self::assertSame(['overview'], array_map(static fn (array $one): string => $one['body']['call'], $this->seen('/v1/desk')));
        foreach (['De dienst &lt;staat&gt; stil.', 'Artikel &lt;MOK-001&gt; bestaat niet.', 'value="item_unknown:&lt;MOK&gt;"', 'value="retry_cause_0"', 'ledgerbridge_state=attention', 'Seen from this shop', 'Shop reached the service'] as $piece) {
            self::assertStringContainsString($piece, $html);
        }
        self::assertStringNotContainsString('retry_cause_1', $html, 'what asks for a word on each order has no button for all');
        self::assertStringNotContainsString('javascript:', $html);
        self::assertSame(1, substr_count($html, '<td class="ledgerbridge-no-print"></td></tr></thead>'), 'only the table with buttons has a column for them');
    }

    public function test_all_orders_of_a_cause_are_tried_again_on_one_click(): void
    {
        $to = $this->act('retry_cause_3', ['ledgerbridge_causes' => [3 => 'item_unknown:<MOK>', 4 => 'other']], '');
        self::assertSame(Screen::url(), $to);
        $asked = $this->seen('/v1/desk')[0]['body'];
        self::assertSame(['order.retry', ['cause' => 'item_unknown:<MOK>']], [$asked['call'], $asked['args']]);
        self::assertStringContainsString('1,200 orders are tried again now.', $this->screen(''));
        $this->seen();
        foreach ([['ledgerbridge_causes' => 'x'], ['ledgerbridge_causes' => [['x']]], []] as $input) {
            $this->act('retry_cause_3', $input, '');
        }
        self::assertSame([], $this->seen('/v1/desk'));
        $this->actAs('subscriber');
        self::assertTrue($this->dies(fn () => $this->act('retry_cause_3', ['ledgerbridge_causes' => [3 => 'x']], '')));
    }

    public function test_what_the_shop_knows_is_shown_while_the_service_is_away(): void
    {
        $order = $this->sentOrder();
        $this->rest('POST', '/status', ['orders' => [$this->report($order->get_id())]]);
        $this->say('/v1/desk', 503, '<html>');
        $html = $this->screen('');
        foreach (['does not answer just now', 'Booked: 1', 'Service reached the shop', 'nothing'] as $piece) {
            self::assertStringContainsString($piece, $html);
        }
    }

    public function test_the_steps_come_before_the_overview_until_they_are_done(): void
    {
        foreach ([['state' => 'new', 'division' => null], ['state' => 'consent_lost', 'division' => 101]] as $connection) {
            $this->say('/v1/desk', 200, ['result' => ['connection' => $connection + ['divisions' => []]]]);
            $html = $this->screen('');
            self::assertStringContainsString('name="ledgerbridge_country"', $html);
            self::assertCount(1, $this->seen('/v1/desk'));
        }
    }

    public function test_woocommerces_menu_leads_there(): void
    {
        global $submenu;
        Screen::addToMenu();
        self::assertContains('admin.php?page=wc-settings&tab=ledgerbridge', array_column((array) ($submenu['woocommerce'] ?? []), 2));
        $this->actAs('subscriber');
        $submenu = [];
        Screen::addToMenu();
        self::assertSame([], $submenu);
    }

    public function test_the_booking_screen_draws_what_the_service_describes(): void
    {
        $html = $this->screen('booking');
        foreach (['Boeken als', 'type="radio"', 'name="ledgerbridge_values[statuses][]" value="processing" checked', 'type="number"', 'type="checkbox"', 'value="WEBSHOP"', '71 &lt;b&gt;Webshop&lt;/b&gt;', '9 weg (no longer there)', 'ledgerbridge_values[vat.domestic.NL.21]'] as $piece) {
            self::assertStringContainsString($piece, $html);
        }
        self::assertSame(1, substr_count($html, 'value="save_booking"'));
    }

    public function test_settings_are_saved_with_their_types(): void
    {
        $input = [
            'ledgerbridge_version' => '3',
            'ledgerbridge_types' => ['style' => 'radio', 'statuses' => 'multiselect', 'own_numbers' => 'checkbox', 'number_base' => 'number', 'fallback_item' => 'text'],
            'ledgerbridge_values' => ['style' => 'order', 'statuses' => ['processing', 'completed'], 'number_base' => '5000', 'fallback_item' => ' WEB<b>SHOP</b> '],
        ];
        $this->plugin();
        $to = $this->act('save_booking', $input, 'booking');
        self::assertStringContainsString('section=booking', $to);
        $call = $this->seen('/v1/desk')[0]['body'];
        self::assertSame('settings.save', $call['call']);
        self::assertSame(
            ['version' => 3, 'values' => ['style' => 'order', 'statuses' => ['processing', 'completed'], 'own_numbers' => false, 'number_base' => '5000', 'fallback_item' => 'WEBSHOP']],
            $call['args']
        );
    }

    public function test_errors_stand_at_their_fields_and_what_was_entered_stays(): void
    {
        $this->say('/v1/desk', 200, ['result' => ['saved' => false, 'errors' => ['journal' => 'Dagboek <71> is gesloten.']]]);
        $this->act('save_booking', ['ledgerbridge_types' => ['journal' => 'select', 'fallback_item' => 'text'], 'ledgerbridge_values' => ['journal' => '71', 'fallback_item' => 'IETS']], 'booking');
        $html = $this->screen('booking');
        self::assertStringContainsString('Dagboek &lt;71&gt; is gesloten.', $html);
        self::assertStringContainsString('value="IETS"', $html);
        self::assertMatchesRegularExpression('/<option value="71"\s+selected/', $html);
    }

    public function test_connecting_goes_to_exact_and_comes_back_here(): void
    {
        $to = $this->act('connect', ['ledgerbridge_country' => 'co.uk', 'ledgerbridge_client_id' => '', 'ledgerbridge_client_secret' => '', 'ledgerbridge_webhook_secret' => 'whs-1'], '');
        self::assertSame('https://start.exactonline.nl/api/oauth2/auth?state=abc', $to);
        $args = $this->seen('/v1/desk')[0]['body']['args'];
        self::assertSame('co.uk', $args['country']);
        self::assertSame(admin_url('admin.php?page=wc-settings&tab=ledgerbridge'), $args['return_url']);
        self::assertArrayNotHasKey('client_id', $args);
    }

    public function test_coming_back_from_exact_is_told(): void
    {
        $_GET = ['ledgerbridge' => 'connected'];
        self::assertStringContainsString('Exact Online is connected.', $this->screen(''));
        $_GET = ['ledgerbridge' => 'failed', 'reason' => 'denied'];
        self::assertStringContainsString('the consent was not given', $this->screen(''));
    }

    public function test_after_consent_the_administrations_are_asked_for(): void
    {
        $connection = ['state' => 'connected', 'user_name' => 'Sanne', 'exact_url' => '', 'divisions' => [], 'division' => null];
        $this->say('/v1/desk', 200, ['result' => ['connection' => $connection]]);
        $html = $this->screen('');
        self::assertSame(['overview', 'connect.read'], array_map(static fn (array $one): string => $one['body']['call'], $this->seen('/v1/desk')));
        self::assertStringContainsString('Koffie &amp; Keuken B.V. (101)', $html);
    }

    public function test_the_form_is_told_what_the_shop_has(): void
    {
        $this->screen('booking');
        $args = $this->seen('/v1/desk')[0]['body']['args'];
        self::assertContains('bacs', array_column($args['payment_methods'], 'id'));
        self::assertContains('processing', array_column($args['statuses'], 'value'));
        self::assertNotContains('checkout-draft', array_column($args['statuses'], 'value'));
    }

    public function test_an_error_without_a_field_is_said_above_the_form(): void
    {
        $this->say('/v1/desk', 200, ['result' => ['saved' => false, 'errors' => ['version' => 'Iemand anders <b>bewaarde</b> intussen.']]]);
        $this->act('save_booking', ['ledgerbridge_types' => [], 'ledgerbridge_values' => []], 'booking');
        self::assertStringContainsString('Iemand anders &lt;b&gt;bewaarde&lt;/b&gt; intussen.', $this->screen('booking'));
    }

    public function test_an_address_that_is_no_web_address_is_not_followed(): void
    {
        $this->say('/v1/desk', 200, ['result' => ['authorize_url' => 'javascript:alert(1)']]);
        self::assertSame(Screen::url(), $this->act('connect', [], ''));
    }

    public function test_the_screens_open_within_three_seconds_while_the_service_hangs(): void
    {
        $this->say('/v1/desk', 200, [], 6);
        $start = microtime(true);
        $html = $this->screen('');
        self::assertLessThan(3.9, microtime(true) - $start);
        self::assertStringContainsString('does not answer just now', $html);
        $this->say('/v1/desk', 503, '<html>Bad gateway</html>');
        self::assertStringContainsString('Unpair this shop', $this->screen('connection'));
        $this->say('/v1/desk', 503, '<html>Bad gateway</html>');
        $html = $this->screen('booking');
        self::assertStringContainsString('does not answer just now', $html);
        self::assertStringNotContainsString('save_booking', $html);
    }

    public function test_changing_needs_the_capability(): void
    {
        $this->actAs('subscriber');
        self::assertTrue($this->dies(fn () => $this->act('unpair', [], '')));
        self::assertTrue($this->plugin()->connection->paired());
    }

    public function test_unpairing_works_without_the_service_and_keeps_the_links(): void
    {
        $order = $this->sentOrder();
        $this->say('/v1/desk', 503, 'away');
        $this->act('unpair', [], '');
        self::assertFalse($this->plugin()->connection->paired());
        self::assertNotNull($this->plugin()->rows->find($order->get_id()));
        self::assertStringContainsString('Pair this shop', $this->screen(''));
    }

    public function test_a_copy_is_asked_about_and_sends_nothing(): void
    {
        $copy = static fn (): string => 'https://staging.example.nl';
        add_filter('home_url', $copy);
        $html = $this->screen('');
        set_current_screen('dashboard');
        $notice = $this->printed(static fn () => do_action('admin_notices'));
        remove_filter('home_url', $copy);
        self::assertStringContainsString('Is this a copy of the shop?', $html);
        self::assertStringContainsString('value="forget_copy"', $html);
        self::assertStringContainsString('Is it a copy?', $notice);
        self::assertSame([], $this->seen('/v1/desk'));
    }

    public function test_dutch_readers_read_dutch(): void
    {
        $folder = dirname(LEDGERBRIDGE_FILE) . '/languages/';
        self::assertTrue(load_textdomain('ledgerbridge', $folder . 'ledgerbridge-nl_NL.mo', 'nl_NL'));
        add_filter('locale', $dutch = static fn (): string => 'nl_NL');
        $label = \Ledgerbridge\Status\Badge::label('booked');
        $many = sprintf(_n('%s order is tried again now.', '%s orders are tried again now.', 3, 'ledgerbridge'), 3);
        remove_filter('locale', $dutch);
        unload_textdomain('ledgerbridge', true);
        self::assertSame('Geboekt', $label);
        self::assertSame('3 bestellingen worden nu opnieuw geprobeerd.', $many);
        self::assertSame('Booked', \Ledgerbridge\Status\Badge::label('booked'));
    }

    // --- helpers ---

    private function cell(\WC_Order $order): string
    {
        $posts = $this->printed(static fn () => do_action('manage_shop_order_posts_custom_column', 'ledgerbridge', $order->get_id()));
        $hpos = $this->printed(static fn () => do_action('manage_woocommerce_page_wc-orders_custom_column', 'ledgerbridge', $order));
        self::assertSame($posts, $hpos);
        return $posts;
    }

    private function box(\WC_Order $order): string
    {
        global $wp_meta_boxes;
        $screen = wc_get_page_screen_id('shop-order');
        $wp_meta_boxes = [];
        do_action('add_meta_boxes', $screen, $order);
        $box = $wp_meta_boxes[$screen]['side']['high']['ledgerbridge'];
        $shown = 'posts' === getenv('ORDER_STORAGE') ? get_post($order->get_id()) : $order;
        return $this->printed(static fn () => $box['callback']($shown, $box));
    }

    private function screen(string $section): string
    {
        $screen = new Screen($this->plugin());
        return $this->printed(static fn () => $screen->show($section));
    }

    /** @param array<string, mixed> $input */
    private function act(string $do, array $input, string $section): string
    {
        return (new Screen($this->plugin()))->act($do, $input, $section);
    }

    /** @param array<string, string> $fields */
    private function post(array $fields, string $nonceFor): void
    {
        $_POST = $fields + ['_wpnonce' => wp_create_nonce($nonceFor), '_ajax_nonce' => wp_create_nonce($nonceFor)];
        $_REQUEST = $_POST;
    }
}
