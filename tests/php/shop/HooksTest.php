<?php
declare(strict_types=1);

namespace Ledgerbridge\Tests;

/** What happens to an order marks its row; a customer's request does no more than that. */
final class HooksTest extends ShopTestCase
{
    public function test_a_new_order_is_due_after_the_request(): void
    {
        $order = $this->order();
        $during = $this->plugin()->rows->find($order->get_id());
        self::assertGreaterThan(time(), $during->dueAt, 'nobody reads the order while the request still works on it');
        $this->endRequest();
        $after = $this->plugin()->rows->find($order->get_id());
        self::assertLessThanOrEqual(time(), $after->dueAt);
        self::assertGreaterThan($during->sequence, $after->sequence, 'more happened after the first event');
    }

    public function test_a_request_that_dies_leaves_the_order_due_all_the_same(): void
    {
        $order = $this->order();
        $row = $this->plugin()->rows->find($order->get_id());
        self::assertNotNull($row);
        self::assertLessThanOrEqual(time() + 10, $row->dueAt);
    }

    public function test_a_checkout_does_no_http(): void
    {
        $calls = 0;
        add_filter(
            'pre_http_request',
            static function ($nothing) use (&$calls) {
                $calls++;
                return $nothing;
            }
        );
        $this->order();
        $this->endRequest();
        self::assertSame(0, $calls);
    }

    public function test_noting_costs_less_than_five_milliseconds(): void
    {
        $order = $this->order();
        $this->endRequest();
        $best = INF;
        for ($turn = 0; $turn < 10; $turn++) { // the best of ten: other programs share this machine
            $start = microtime(true);
            $this->plugin()->rows->mark($order->get_id());
            $this->plugin()->rows->settle([$order->get_id()]);
            $this->plugin()->schedule->soon();
            $best = min($best, microtime(true) - $start);
        }
        self::assertLessThan(0.005, $best);
    }

    public function test_drafts_are_left_alone(): void
    {
        $order = wc_create_order(['status' => 'checkout-draft']);
        $order->set_total('10.00');
        $order->save();
        $this->endRequest();
        self::assertNull($this->plugin()->rows->find($order->get_id()));
    }

    public function test_an_edit_of_a_booked_order_is_noticed(): void
    {
        $order = $this->sentOrder();
        self::assertNull($this->plugin()->rows->find($order->get_id())->dueAt);
        $order->set_billing_email('ander@example.com');
        $order->save();
        $this->endRequest();
        self::assertTrue($this->plugin()->rows->find($order->get_id())->unsent());
    }

    public function test_a_refund_and_its_deletion_mark_the_order(): void
    {
        $order = $this->sentOrder();
        $refund = wc_create_refund(['order_id' => $order->get_id(), 'amount' => '5.00', 'reason' => 'kapot']);
        self::assertInstanceOf(\WC_Order_Refund::class, $refund);
        $this->endRequest();
        $made = $this->plugin()->rows->find($order->get_id());
        self::assertTrue($made->unsent());

        $this->plugin()->outbox->drain();
        self::assertFalse($this->plugin()->rows->find($order->get_id())->unsent());
        $refund->delete(true);
        $this->endRequest();
        $gone = $this->plugin()->rows->find($order->get_id());
        self::assertTrue($gone->unsent());
        self::assertGreaterThan($made->sequence, $gone->sequence);
    }

    public function test_bin_and_back_are_noticed(): void
    {
        $order = $this->sentOrder();
        $id = $order->get_id();
        $order->delete(false);
        $this->endRequest();
        $this->plugin()->outbox->drain();
        $told = $this->seen('/v1/messages');
        self::assertCount(1, $told);
        self::assertTrue($told[0]['body']['extra']['trashed']);

        wc_get_order($id)->untrash();
        $this->endRequest();
        $this->plugin()->outbox->drain();
        $told = $this->seen('/v1/messages');
        self::assertCount(1, $told);
        self::assertFalse($told[0]['body']['extra']['trashed']);
    }

    public function test_nothing_is_noted_before_pairing(): void
    {
        $this->plugin()->connection->forget();
        $order = $this->order();
        $this->endRequest();
        self::assertNull($this->plugin()->rows->find($order->get_id()));
    }

    public function test_a_copied_shop_notes_and_sends_nothing(): void
    {
        $order = $this->order();
        $this->endRequest();
        $copy = static fn (): string => 'https://staging.example.nl';
        add_filter('home_url', $copy);
        try {
            self::assertTrue($this->plugin()->connection->moved());
            $this->plugin()->outbox->drain();
            $sentNow = $this->plugin()->outbox->sendNow([$order->get_id()], 5);
        } finally {
            remove_filter('home_url', $copy);
        }
        self::assertSame(0, $sentNow);
        self::assertSame([], $this->seen());
        self::assertFalse($this->plugin()->connection->moved());
    }

    public function test_https_and_www_are_the_same_place(): void
    {
        $same = static fn (string $url): string => str_replace('http://', 'https://www.', $url);
        add_filter('home_url', $same);
        $moved = $this->plugin()->connection->moved();
        remove_filter('home_url', $same);
        self::assertFalse($moved);
    }

    public function test_a_broken_table_does_not_break_the_order(): void
    {
        global $wpdb;
        $prefix = $wpdb->prefix;
        $quiet = $wpdb->suppress_errors(true);
        $gone = static fn ($query) => str_contains($query, 'ledgerbridge_orders') ? 'SELECT nothing FROM nowhere_at_all' : $query;
        add_filter('query', $gone);
        $order = $this->order();
        $this->endRequest();
        remove_filter('query', $gone);
        $wpdb->suppress_errors($quiet);
        self::assertSame($prefix, $wpdb->prefix);
        self::assertSame('processing', wc_get_order($order->get_id())->get_status());
    }

    public function test_the_sweep_finds_what_no_hook_told(): void
    {
        $order = $this->sentOrder();
        global $wpdb;
        $wpdb->query($wpdb->prepare('UPDATE %i SET changed_at = changed_at - 100', \Ledgerbridge\Order\Rows::table()));
        $pairing = get_option('ledgerbridge_pairing');
        update_option('ledgerbridge_pairing', ['paired_at' => time() - 500] + $pairing);
        self::assertGreaterThanOrEqual(1, $this->plugin()->sweep->run(true));
        self::assertSame('sweep', $this->plugin()->rows->find($order->get_id())->reason);
        $this->plugin()->outbox->drain();
        $told = array_map(static fn (array $one): int => $one['body']['order']['id'], $this->seen('/v1/messages'));
        self::assertNotContains($order->get_id(), $told, 'it says nothing new, so nothing is sent');
        self::assertFalse($this->plugin()->rows->find($order->get_id())->unsent());
        self::assertSame(0, $this->plugin()->sweep->run(), 'once an hour is enough');
    }

    public function test_the_sweep_never_goes_back_before_the_pairing(): void
    {
        $order = $this->order();
        $this->plugin()->hooks->settle();
        global $wpdb;
        $wpdb->query('TRUNCATE TABLE ' . \Ledgerbridge\Order\Rows::table());
        $pairing = get_option('ledgerbridge_pairing');
        update_option('ledgerbridge_pairing', ['paired_at' => time() + 60] + $pairing);
        self::assertSame(0, $this->plugin()->sweep->run(true));
        update_option('ledgerbridge_pairing', ['paired_at' => 0] + $pairing);
        self::assertSame(0, $this->plugin()->sweep->run(true));
        self::assertNull($this->plugin()->rows->find($order->get_id()));
    }
}
