<?php
declare(strict_types=1);

namespace Ledgerbridge\Tests;

use Ledgerbridge\Order\Deliveries;

/** Goods left Exact's warehouse: noted once, seen by the customer, and the order is completed. */
final class DeliveriesTest extends ShopTestCase
{
    public function test_who_may_and_how_many_at_once(): void
    {
        $this->actAs('subscriber');
        self::assertSame(403, $this->rest('POST', '/deliveries', ['orders' => []])->get_status());
        $this->actAs('shop_manager');
        self::assertSame(422, $this->rest('POST', '/deliveries', ['nothing' => 1])->get_status());
        self::assertSame(422, $this->rest('POST', '/deliveries', ['orders' => array_fill(0, 101, [])])->get_status());
        self::assertSame(['taken' => [], 'unknown' => [999999]], $this->rest('POST', '/deliveries', ['orders' => [['order_id' => 999999]]])->get_data());
    }

    public function test_a_part_is_noted_once_and_the_rest_completes_the_order(): void
    {
        $order = $this->order();
        $first = ['id' => 'a', 'on' => '2026-11-23', 'tracking' => '3SABC'];
        $this->tell($order, [$first], false);
        $this->tell($order, [$first], false);
        self::assertSame('processing', $this->again($order)->get_status());
        self::assertCount(1, $this->noted($order, '3SABC'));
        $this->tell($order, [$first, ['id' => 'b', 'on' => '2026-11-24', 'tracking' => 'https://carrier.example/?a=1&b=2']], true);
        self::assertSame('completed', $this->again($order)->get_status());
        self::assertCount(1, $this->noted($order, '3SABC'));
        self::assertStringContainsString('<a href="https://carrier.example/?a=1&#038;b=2">', $this->noted($order, 'carrier')[0]);
    }

    public function test_it_is_completed_once_and_a_hand_is_not_overruled(): void
    {
        $order = $this->order();
        $this->tell($order, [['id' => 'a', 'on' => '2026-11-23', 'tracking' => '']], true);
        $this->again($order)->update_status('processing');
        $this->tell($order, [['id' => 'a', 'on' => '2026-11-23', 'tracking' => '3SLATER']], true);
        self::assertSame('processing', $this->again($order)->get_status());
        self::assertCount(1, $this->noted($order, '3SLATER'), 'the track & trace that came later is noted');
    }

    public function test_what_is_not_paid_or_was_refunded_stays_as_it_is(): void
    {
        foreach (['on-hold', 'cancelled', 'refunded'] as $status) {
            $order = $this->order($status);
            $this->tell($order, [['id' => 'a', 'on' => '2026-11-23', 'tracking' => '']], true);
            self::assertSame($status, $this->again($order)->get_status());
        }
    }

    public function test_what_left_unpaid_is_completed_when_it_is_paid(): void
    {
        $order = $this->order('on-hold');
        $this->tell($order, [['id' => 'a', 'on' => '2026-11-23', 'tracking' => '']], true);
        self::assertSame('on-hold', $this->again($order)->get_status());
        $this->again($order)->update_status('processing');
        self::assertSame('completed', $this->again($order)->get_status());
        $this->again($order)->update_status('processing');
        self::assertSame('processing', $this->again($order)->get_status(), 'once');
        $part = $this->order('on-hold');
        $this->tell($part, [['id' => 'a', 'on' => '2026-11-23', 'tracking' => '']], false);
        $this->again($part)->update_status('processing');
        self::assertSame('processing', $this->again($part)->get_status(), 'not all of it has left');
    }

    public function test_the_customer_sees_it_in_the_mail_and_in_my_account(): void
    {
        $order = $this->order();
        $this->tell($order, [['id' => 'a', 'on' => '2026-11-23', 'tracking' => '3S<b>ABC']], false);
        $order = $this->again($order);
        self::assertStringContainsString('track &amp; trace 3SABC', $this->said('woocommerce_email_order_meta', $order, false, false));
        self::assertStringContainsString('track & trace 3SABC', html_entity_decode($this->said('woocommerce_email_order_meta', $order, false, true)));
        self::assertStringNotContainsString('3SABC', $this->said('woocommerce_email_order_meta', $order, true, false), 'the owner has his note');
        self::assertStringContainsString('3SABC', $this->said('woocommerce_order_details_after_order_table', $order));
        self::assertSame('', $this->said('woocommerce_email_order_meta', $this->order(), false, false));
    }

    public function test_nonsense_is_left_aside(): void
    {
        $order = $this->order();
        $this->tell($order, ['x', ['id' => 'a'], ['id' => ['b'], 'on' => '2026-11-23'], ['id' => 'c', 'on' => 'never', 'tracking' => '']], false);
        self::assertSame('', $this->again($order)->get_meta(Deliveries::META));
    }

    /** @param array<mixed> $deliveries */
    private function tell(\WC_Order $order, array $deliveries, bool $complete): void
    {
        $said = ['order_id' => $order->get_id(), 'complete' => $complete, 'deliveries' => $deliveries];
        self::assertSame(['taken' => [$order->get_id()], 'unknown' => []], $this->rest('POST', '/deliveries', ['orders' => [$said]])->get_data());
    }

    private function again(\WC_Order $order): \WC_Order
    {
        $found = wc_get_order($order->get_id());
        self::assertInstanceOf(\WC_Order::class, $found);
        return $found;
    }

    /** @return string[] */
    private function noted(\WC_Order $order, string $holding): array
    {
        return array_values(array_filter($this->notes($order->get_id()), static fn (string $note): bool => str_contains($note, $holding)));
    }

    private function said(string $action, mixed ...$args): string
    {
        return $this->printed(static fn () => do_action($action, ...$args));
    }
}
