<?php
declare(strict_types=1);

namespace Ledgerbridge\Tests;

use Ledgerbridge\Order\Rows;
use Ledgerbridge\Service\Schedule;

/** A message reaches the service once and complete, whatever happens on the way. */
final class OutboxTest extends ShopTestCase
{
    public function test_a_due_order_is_sent_signed_and_once(): void
    {
        $order = $this->order();
        $this->endRequest();
        $this->plugin()->outbox->drain();
        $this->plugin()->outbox->drain();
        $seen = $this->seen('/v1/messages');
        self::assertCount(1, $seen);
        $row = $this->plugin()->rows->find($order->get_id());
        self::assertTrue($seen[0]['signed']);
        self::assertSame("msg_testshop_{$order->get_id()}_{$row->sequence}", $seen[0]['id']);
        self::assertSame($row->sequence, $seen[0]['body']['sequence']);
        self::assertSame($row->sequence, $row->sentSequence);
        self::assertFalse($row->unsent());
        self::assertSame('order.snapshot', $seen[0]['body']['type']);
    }

    public function test_after_a_500_the_same_id_and_body_are_sent_again(): void
    {
        $order = $this->order();
        $this->endRequest();
        $this->say('/v1/messages', 500, ['error' => ['code' => 'internal_error', 'message' => 'Broken <b>inside</b>.', 'field' => '', 'do' => '']]);
        $this->plugin()->outbox->drain();
        $row = $this->plugin()->rows->find($order->get_id());
        self::assertTrue($row->unsent());
        self::assertGreaterThan(time() + 50, $row->dueAt);
        self::assertStringContainsString('Broken <b>inside</b>.', $row->lastError);

        $this->makeDue();
        $this->plugin()->outbox->drain();
        [$first, $second] = $this->seen('/v1/messages');
        self::assertSame($first['id'], $second['id']);
        self::assertSame($first['raw'], $second['raw']);
        self::assertFalse($this->plugin()->rows->find($order->get_id())->unsent());
        self::assertSame('', $this->plugin()->rows->find($order->get_id())->lastError);
    }

    public function test_an_answer_that_never_comes_keeps_the_order_in_the_queue(): void
    {
        $order = $this->order();
        $this->endRequest();
        $this->say('/v1/messages', 202, ['status' => 'accepted'], 2.5);
        $start = microtime(true);
        self::assertSame(0, $this->plugin()->outbox->sendNow([$order->get_id()], 1));
        self::assertLessThan(2.2, microtime(true) - $start);
        self::assertTrue($this->plugin()->rows->find($order->get_id())->unsent());
        self::assertTrue($this->plugin()->health->away());

        delete_option('ledgerbridge_health');
        $this->makeDue();
        $this->plugin()->outbox->drain();
        [$first, $second] = $this->seen('/v1/messages');
        self::assertSame($first['id'], $second['id'], 'the service can tell that it is the same message');
    }

    public function test_a_service_that_is_away_is_left_alone_and_everything_goes_when_it_is_back(): void
    {
        $orders = [$this->order(), $this->order(), $this->order()];
        $this->endRequest();
        $this->say('/v1/messages', 503, '<html>Service Unavailable</html>', 0, 9);
        $this->plugin()->outbox->drain();
        $this->plugin()->outbox->drain();
        self::assertCount(1, $this->seen('/v1/messages'), 'one try tells enough');
        self::assertSame(3, $this->plugin()->rows->backlog()['count']);
        self::assertTrue($this->plugin()->health->resting());

        $this->say('/v1/messages', 202, ['status' => 'accepted']);
        $this->plugin()->health->heard(); // the service called us: it is alive
        $this->plugin()->outbox->drain();
        self::assertCount(3, $this->seen('/v1/messages'));
        self::assertSame(0, $this->plugin()->rows->backlog()['count']);
        self::assertFalse($this->plugin()->health->away());
        self::assertCount(3, $orders);
    }

    public function test_a_screen_that_reaches_the_service_ends_the_rest(): void
    {
        $this->order();
        $this->endRequest();
        $this->say('/v1/messages', 503, 'away');
        $this->plugin()->outbox->drain();
        self::assertTrue($this->plugin()->health->resting());
        $this->plugin()->desk->call('overview');
        $this->plugin()->outbox->drain();
        self::assertSame(0, $this->plugin()->rows->backlog()['count']);
    }

    public function test_one_refused_order_does_not_hold_up_the_others(): void
    {
        $bad = $this->order();
        $good = $this->order();
        $this->endRequest();
        $this->say('/v1/messages', 422, ['error' => ['code' => 'unknown_currency', 'message' => 'XXX is no currency.', 'field' => 'order.currency', 'do' => '']]);
        $this->plugin()->outbox->drain();
        self::assertSame('XXX is no currency.', $this->plugin()->rows->find($bad->get_id())->lastError);
        self::assertTrue($this->plugin()->rows->find($bad->get_id())->unsent());
        self::assertFalse($this->plugin()->rows->find($good->get_id())->unsent());
    }

    public function test_waits_grow_from_a_minute_to_an_hour_and_never_end(): void
    {
        $waits = array_map([\Ledgerbridge\Service\Health::class, 'wait'], [1, 2, 3, 6, 7, 100, 5000]);
        self::assertSame([60, 120, 240, 1920, 3600, 3600, 3600], $waits);
    }

    public function test_a_save_that_changes_nothing_sends_nothing(): void
    {
        $order = $this->sentOrder();
        $order->update_meta_data('_wc_order_attribution_referrer', 'https://example.com');
        $order->save();
        $order->save();
        $this->endRequest();
        self::assertTrue($this->plugin()->rows->find($order->get_id())->unsent());
        $this->plugin()->outbox->drain();
        self::assertSame([], $this->seen('/v1/messages'));
        self::assertFalse($this->plugin()->rows->find($order->get_id())->unsent());
    }

    public function test_a_push_is_sent_though_nothing_changed(): void
    {
        $order = $this->sentOrder();
        $result = $this->plugin()->push->orders([$order->get_id()]);
        self::assertSame(['sent' => 1, 'queued' => 0, 'ignored' => 0], $result);
        $seen = $this->seen('/v1/messages');
        self::assertCount(1, $seen);
        self::assertSame('push', $seen[0]['body']['reason']);
    }

    public function test_a_push_stays_queued_while_the_service_is_away(): void
    {
        $order = $this->sentOrder();
        $this->say('/v1/messages', 502, 'Bad Gateway', 0, 5);
        self::assertSame(['sent' => 0, 'queued' => 1, 'ignored' => 0], $this->plugin()->push->orders([$order->get_id()]));
        self::assertTrue($this->plugin()->rows->find($order->get_id())->unsent());
    }

    public function test_a_body_that_changed_between_two_tries_gets_a_new_id(): void
    {
        $order = $this->order();
        $this->endRequest();
        $this->say('/v1/messages', 500);
        $this->plugin()->outbox->drain();
        // Behind the hooks' back: a product's SKU changes like this, no order event tells.
        $changed = static fn (): string => 'W-2026-0001';
        add_filter('woocommerce_order_number', $changed);
        $this->makeDue();
        $this->plugin()->outbox->drain();
        remove_filter('woocommerce_order_number', $changed);
        [$first, $second] = $this->seen('/v1/messages');
        self::assertNotSame($first['id'], $second['id']);
        self::assertGreaterThan($first['body']['sequence'], $second['body']['sequence']);
        self::assertFalse($this->plugin()->rows->find($order->get_id())->unsent());
    }

    public function test_an_id_the_service_knows_with_another_body_is_replaced_at_once(): void
    {
        $order = $this->order();
        $this->endRequest();
        $this->say('/v1/messages', 409, ['error' => ['code' => 'id_reused', 'message' => 'Same id, other body.', 'field' => '', 'do' => '']]);
        $this->plugin()->outbox->drain();
        [$first, $second] = $this->seen('/v1/messages');
        self::assertNotSame($first['id'], $second['id']);
        self::assertFalse($this->plugin()->rows->find($order->get_id())->unsent());
    }

    public function test_a_wrong_clock_is_corrected_once(): void
    {
        $this->order();
        $this->endRequest();
        $this->say('/v1/messages', 401, ['error' => ['code' => 'clock_skew', 'message' => 'The clock is off.', 'field' => '', 'do' => '', 'now' => time() + 100]]);
        $this->plugin()->outbox->drain();
        $seen = $this->seen('/v1/messages');
        self::assertCount(2, $seen);
        self::assertSame($seen[0]['id'], $seen[1]['id']);
        self::assertEqualsWithDelta(100, $this->plugin()->health->clockOffset(), 2);
    }

    public function test_a_change_while_it_is_being_sent_is_not_lost(): void
    {
        $order = $this->order();
        $this->endRequest();
        $rows = $this->plugin()->rows;
        $before = $rows->find($order->get_id());
        self::assertTrue($rows->claim($before));
        self::assertFalse($rows->claim($before), 'another run leaves it alone');
        $rows->mark($order->get_id());
        $rows->sent($order->get_id(), $before->sequence, 'hash');
        self::assertTrue($rows->find($order->get_id())->unsent());
    }

    public function test_sequences_grow_even_after_a_restored_backup(): void
    {
        global $wpdb;
        $order = $this->sentOrder();
        $toldBefore = time() - 1;
        $wpdb->query($wpdb->prepare('UPDATE %i SET sequence = 3, sent_sequence = 3', Rows::table()));
        $this->plugin()->rows->mark($order->get_id());
        self::assertGreaterThan($toldBefore, $this->plugin()->rows->find($order->get_id())->sequence);
    }

    public function test_a_deleted_order_is_told_with_its_number(): void
    {
        $order = $this->sentOrder();
        $id = $order->get_id();
        $order->delete(true);
        $this->endRequest();
        $this->plugin()->outbox->drain();
        $seen = $this->seen('/v1/messages');
        self::assertCount(1, $seen);
        self::assertSame('order.deleted', $seen[0]['body']['type']);
        self::assertSame(['id' => $id, 'number' => (string) $id], $seen[0]['body']['order']);
        self::assertNotNull($this->plugin()->rows->find($id), 'the link stays');
    }

    public function test_an_order_deleted_before_it_was_ever_told_is_forgotten(): void
    {
        $order = $this->order();
        $this->endRequest();
        $id = $order->get_id();
        $order->delete(true);
        $this->endRequest();
        $this->plugin()->outbox->drain();
        self::assertSame([], $this->seen('/v1/messages'));
        self::assertSame(0, $this->plugin()->rows->backlog()['count']);
        self::assertSame('none', \Ledgerbridge\Status\Badge::of($this->plugin()->rows->find($id))->state);
    }

    public function test_an_unknown_shop_stops_the_run_and_is_said(): void
    {
        $this->order();
        $this->order();
        $this->endRequest();
        $this->say('/v1/messages', 401, ['error' => ['code' => 'shop_unknown', 'message' => 'No such shop.', 'field' => '', 'do' => 'Pair again.']], 0, 3);
        $this->plugin()->outbox->drain();
        self::assertCount(1, $this->seen('/v1/messages'));
        self::assertSame('No such shop. Pair again.', $this->plugin()->health->all()['away_why']);
    }

    public function test_a_run_is_planned_once_and_sends(): void
    {
        Schedule::stop();
        $this->plugin()->schedule->ensure();
        $this->plugin()->schedule->ensure();
        $this->plugin()->schedule->soon();
        $this->plugin()->schedule->soon();
        self::assertCount(1, as_get_scheduled_actions(['hook' => Schedule::EVERY_MINUTE, 'group' => Schedule::GROUP, 'status' => 'pending'], 'ids'));
        self::assertCount(1, as_get_scheduled_actions(['hook' => Schedule::SOON, 'group' => Schedule::GROUP, 'status' => 'pending'], 'ids'));
        $order = $this->order();
        $this->endRequest();
        do_action(Schedule::SOON); // what the queue does; test_plugin.py lets the queue itself do it
        self::assertFalse($this->plugin()->rows->find($order->get_id())->unsent());
    }

    private function makeDue(): void
    {
        global $wpdb;
        $wpdb->query($wpdb->prepare('UPDATE %i SET due_at = %d WHERE due_at IS NOT NULL', Rows::table(), time()));
    }
}
