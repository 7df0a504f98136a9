<?php
declare(strict_types=1);

namespace Ledgerbridge\Tests;

use Ledgerbridge\Service\VatMail;

/** What the service reports is stored, shown and noted once; the order itself is never touched. */
final class StatusTest extends ShopTestCase
{
    public function test_a_report_is_stored_and_noted_once(): void
    {
        $order = $this->sentOrder();
        $answer = $this->rest('POST', '/status', ['orders' => [$this->report($order->get_id(), 1)]]);
        self::assertSame(200, $answer->get_status());
        self::assertSame(['taken' => [$order->get_id()], 'unknown' => []], $answer->get_data());
        $row = $this->plugin()->rows->find($order->get_id());
        self::assertSame('booked', $row->state);
        self::assertSame('700123', $row->report['documents'][0]['number']);
        $notes = $this->notes($order->get_id());
        self::assertCount(1, $notes);
        self::assertStringContainsString('700123', $notes[0]);
        self::assertStringContainsString('19.90 EUR', $notes[0]);
    }

    public function test_the_same_report_again_changes_nothing(): void
    {
        $order = $this->sentOrder();
        foreach ([1, 1, 2] as $version) {
            $answer = $this->rest('POST', '/status', ['orders' => [$this->report($order->get_id(), $version)]]);
            self::assertSame([$order->get_id()], $answer->get_data()['taken']);
        }
        self::assertCount(1, $this->notes($order->get_id()), 'one note per change of state');
        self::assertSame(2, $this->plugin()->rows->find($order->get_id())->version);
    }

    public function test_an_older_report_does_not_overwrite_a_newer_one(): void
    {
        $order = $this->sentOrder();
        $this->rest('POST', '/status', ['orders' => [$this->report($order->get_id(), 5)]]);
        $answer = $this->rest('POST', '/status', ['orders' => [$this->report($order->get_id(), 4, 'waiting')]]);
        self::assertSame([$order->get_id()], $answer->get_data()['taken']);
        self::assertSame('booked', $this->plugin()->rows->find($order->get_id())->state);
    }

    public function test_a_report_never_saves_the_order_and_sends_nothing_back(): void
    {
        $order = $this->sentOrder();
        $saves = did_action('woocommerce_after_order_object_save');
        $updates = did_action('woocommerce_update_order');
        $modified = wc_get_order($order->get_id())->get_date_modified()->getTimestamp();
        $this->rest('POST', '/status', ['orders' => [$this->report($order->get_id(), 1)]]);
        $this->endRequest();
        self::assertSame($saves, did_action('woocommerce_after_order_object_save'));
        self::assertSame($updates, did_action('woocommerce_update_order'));
        self::assertSame($modified, wc_get_order($order->get_id())->get_date_modified()->getTimestamp());
        self::assertFalse($this->plugin()->rows->find($order->get_id())->unsent());
        $this->plugin()->outbox->drain();
        self::assertSame([], $this->seen('/v1/messages'));
    }

    public function test_every_transition_worth_telling_makes_one_note(): void
    {
        $order = $this->sentOrder();
        $problem = ['code' => 'item_unknown', 'what' => ['en' => 'Item MOK-001 is unknown.', 'nl' => 'Artikel MOK-001 is onbekend.'],
            'why' => ['en' => 'Why.', 'nl' => 'Waarom.'], 'do' => ['en' => 'Make it.', 'nl' => 'Maak het.'], 'who' => 'owner', 'action' => 'retry'];
        $id = $order->get_id();
        foreach (['waiting', 'checking', 'attention', 'attention', 'booked', 'skipped', 'credited'] as $version => $state) {
            $this->rest('POST', '/status', ['orders' => [$this->report($id, $version + 1, $state, 'attention' === $state ? ['problem' => $problem] : [])]]);
        }
        $notes = $this->notes($id);
        self::assertCount(3, $notes);
        self::assertStringContainsString('Item MOK-001 is unknown. Why. Make it.', $notes[2]);
    }

    public function test_orders_that_are_not_ours_are_named(): void
    {
        $order = $this->sentOrder();
        $answer = $this->rest('POST', '/status', ['orders' => [$this->report(99999999), $this->report($order->get_id()), 'nonsense', ['order_id' => $order->get_id(), 'state' => 'invented', 'version' => 9]]]);
        self::assertSame([$order->get_id()], $answer->get_data()['taken']);
        self::assertSame([99999999, 0, $order->get_id()], $answer->get_data()['unknown']);
    }

    public function test_more_than_a_hundred_reports_are_refused(): void
    {
        $many = array_map(fn (int $id): array => $this->report($id), range(1, 101));
        self::assertSame(422, $this->rest('POST', '/status', ['orders' => $many])->get_status());
        self::assertSame(422, $this->rest('POST', '/status', ['nothing' => 1])->get_status());
    }

    public function test_strangers_and_customers_may_not(): void
    {
        foreach ([0, 'subscriber'] as $who) {
            0 === $who ? wp_set_current_user(0) : $this->actAs($who);
            $expected = 0 === $who ? 401 : 403;
            self::assertSame($expected, $this->rest('POST', '/status', ['orders' => []])->get_status());
            self::assertSame($expected, $this->rest('GET', '/ping')->get_status());
            self::assertSame($expected, $this->rest('GET', '/snapshots', null, ['ids' => '1'])->get_status());
        }
        $this->actAs('shop_manager');
        self::assertSame(200, $this->rest('POST', '/status', ['orders' => []])->get_status());
    }

    public function test_ping_tells_versions_and_backlog(): void
    {
        $this->order();
        $this->endRequest();
        $said = $this->rest('GET', '/ping')->get_data();
        self::assertSame(LEDGERBRIDGE_VERSION, $said['plugin']);
        self::assertSame(home_url(), $said['url']);
        self::assertSame(1, $said['waiting']);
        self::assertEqualsWithDelta(time(), $this->plugin()->health->all()['heard_at'], 2);
    }

    public function test_pairing_is_proved_only_while_it_runs_and_with_its_nonce(): void
    {
        wp_set_current_user(0);
        self::assertSame(404, $this->rest('GET', '/pairing', null, ['nonce' => ''])->get_status());
        update_option('ledgerbridge_pairing_now', ['nonce' => 'abc', 'code' => 'LB-1', 'at' => time()], false);
        self::assertSame(404, $this->rest('GET', '/pairing', null, ['nonce' => 'abd'])->get_status());
        $proof = $this->rest('GET', '/pairing', null, ['nonce' => 'abc']);
        self::assertSame(['nonce' => hash('sha256', 'abcLB-1')], $proof->get_data());
        update_option('ledgerbridge_pairing_now', ['nonce' => 'abc', 'code' => 'LB-1', 'at' => time() - 601], false);
        self::assertSame(404, $this->rest('GET', '/pairing', null, ['nonce' => 'abc'])->get_status());
    }

    public function test_snapshots_are_the_messages_the_outbox_sends(): void
    {
        $order = $this->order();
        $this->endRequest();
        $this->plugin()->outbox->drain();
        $sent = $this->seen('/v1/messages')[0]['body'];
        $answer = $this->rest('GET', '/snapshots', null, ['ids' => $order->get_id() . ',99999999']);
        $messages = json_decode((string) wp_json_encode($answer->get_data()['messages']), true);
        self::assertCount(1, $messages);
        self::assertSame('sweep', $messages[0]['reason']);
        self::assertEquals(['reason' => 'changed'] + $messages[0], $sent);
        self::assertSame(422, $this->rest('GET', '/snapshots', null, ['ids' => implode(',', range(1, 21))])->get_status());
    }

    public function test_plain_permalinks_reach_woocommerces_key_check(): void
    {
        $_GET['rest_route'] = '/wc-ledgerbridge/v1/ping';
        self::assertTrue(apply_filters('woocommerce_rest_is_request_to_rest_api', false));
        $_GET['rest_route'] = '/wp/v2/users';
        self::assertFalse(apply_filters('woocommerce_rest_is_request_to_rest_api', false));
    }

    public function test_a_report_before_the_vat_return_is_mailed_once(): void
    {
        delete_option(VatMail::OPTION);
        $mails = [];
        $catch = static function ($sent, array $mail) use (&$mails): bool {
            $mails[] = $mail;
            return true;
        };
        add_filter('pre_wp_mail', $catch, 10, 2);
        $said = ['first' => '2026-07-01', 'last' => '2026-09-30', 'subject' => ['en' => 'VAT return due 2026-10-31: equal'], 'text' => ['en' => 'To the cent.']];
        foreach ([$said, $said, ['first' => 'x'] + $said, 'x', []] as $one) {
            self::assertSame(200, $this->rest('POST', '/status', ['orders' => [], 'vat_return' => $one])->get_status());
        }
        remove_filter('pre_wp_mail', $catch);
        self::assertCount(1, $mails);
        self::assertStringContainsString('VAT return due 2026-10-31: equal', $mails[0]['subject']);
        self::assertStringContainsString("To the cent.\n\n", $mails[0]['message']);
        self::assertStringContainsString('section=report&period=own&from=2026-07-01&to=2026-09-30', $mails[0]['message']);
        self::assertSame(get_option('admin_email'), $mails[0]['to']);
    }
}
