<?php
declare(strict_types=1);

namespace Ledgerbridge\Order;

use Ledgerbridge\Log;
use Ledgerbridge\Service\Connection;
use Ledgerbridge\Service\Schedule;
use Ledgerbridge\Service\Transaction;

defined('ABSPATH') || exit;

/**
 * Everything that may change an order marks its row, and nothing else: no HTTP, no reading of lines, no exception.
 *
 * Written twice at most per order and request. At the first event at once, inside the same database transaction as
 * the order and safe from a request that dies later; ten seconds in the future, so that no sender reads the order
 * half-way. And at shutdown, when the request is done with the order: the row is due now, under a higher sequence
 * when more happened after the first event. Reading the order is the sender's work (the items are not even saved
 * when the first hooks fire, facts A6.1).
 */
final class OrderHooks
{
    /** After this many seconds a long-running process (import, cron) marks again without waiting for its end. */
    private const MARK_AGAIN_SECONDS = 5;

    /** @var array<int, array{at: int, again: bool}> by order id: when it was marked, and whether more happened since */
    private array $touched = [];

    public function __construct(
        private readonly Rows $rows,
        private readonly Connection $connection,
        private readonly Schedule $schedule
    ) {
    }

    public function register(): void
    {
        // Status changes, payment, cancelling: whatever path the order took (checkout, REST, admin, gateway).
        add_action('woocommerce_order_status_changed', fn ($id, $from, $to, $order = null) => $this->changed($order ?? $id), 20, 4);
        // Edits: the first hook after which the lines are saved too.
        add_action('woocommerce_after_order_object_save', fn ($order) => $this->changed($order), 20);
        add_action('woocommerce_after_order_refund_object_save', fn ($refund) => $this->refundChanged($refund), 20);
        add_action('woocommerce_refund_created', fn ($id) => $this->refundChanged($id), 20);
        add_action('woocommerce_refund_deleted', fn ($id, $orderId) => $this->changed($orderId), 20, 2);
        // A refund deleted through REST fires no hook of its own (facts B7); this filter runs before every deletion.
        add_filter('woocommerce_pre_delete_order_refund', fn ($check, $refund) => $this->passing($check, $refund), 20, 2);
        add_action('woocommerce_trash_order', fn ($id) => $this->changed($id), 20);
        add_action('woocommerce_untrash_order', fn ($id) => $this->changed($id), 20);
        add_action('woocommerce_before_delete_order', fn ($id, $order = null) => $this->deleting($order ?? $id), 20, 2);
        // Orders that are posts can also be binned by WordPress itself.
        add_action('trashed_post', fn ($id) => $this->postChanged($id), 20);
        add_action('untrashed_post', fn ($id) => $this->postChanged($id), 20);
        add_action('before_delete_post', fn ($id) => $this->postDeleting($id), 20);
        add_action('shutdown', fn () => $this->settle(), 5);
    }

    /** @param mixed $order an order or its id */
    private function changed($order): void
    {
        $this->safely(
            function () use ($order): void {
                $order = $order instanceof \WC_Abstract_Order ? $order : wc_get_order($order);
                if ($order instanceof \WC_Order && Snapshot::counts($order)) {
                    $this->touch($order->get_id());
                }
            }
        );
    }

    /** @param mixed $refund a refund or its id */
    private function refundChanged($refund): void
    {
        $this->safely(
            function () use ($refund): void {
                $refund = $refund instanceof \WC_Order_Refund ? $refund : wc_get_order($refund);
                if ($refund instanceof \WC_Order_Refund && $refund->get_parent_id()) {
                    $this->changed($refund->get_parent_id());
                }
            }
        );
    }

    /**
     * @param mixed $check whatever earlier filters say; handed on untouched
     * @param mixed $refund
     * @return mixed
     */
    private function passing($check, $refund)
    {
        $this->refundChanged($refund);
        return $check;
    }

    /** @param mixed $order an order or its id */
    private function deleting($order): void
    {
        $this->safely(
            function () use ($order): void {
                $order = $order instanceof \WC_Abstract_Order ? $order : wc_get_order($order);
                if ($order instanceof \WC_Order && 'shop_order' === $order->get_type()) {
                    $this->rows->markDeleted($order->get_id(), (string) $order->get_order_number());
                    $this->touched[$order->get_id()] = ['at' => time(), 'again' => false];
                }
            }
        );
    }

    /** @param mixed $postId */
    private function postChanged($postId): void
    {
        if ('shop_order' === get_post_type((int) $postId)) {
            $this->changed((int) $postId);
        }
    }

    /** @param mixed $postId */
    private function postDeleting($postId): void
    {
        if ('shop_order' === get_post_type((int) $postId)) {
            $this->deleting((int) $postId);
        }
    }

    private function touch(int $orderId): void
    {
        $before = $this->touched[$orderId] ?? null;
        if (null !== $before && time() - $before['at'] < self::MARK_AGAIN_SECONDS) {
            $this->touched[$orderId]['again'] = true;
            return;
        }
        $this->rows->mark($orderId);
        $this->touched[$orderId] = ['at' => time(), 'again' => false];
    }

    /** The request is over: what it touched is due now. Public for programs that never shut down, and for tests. */
    public function settle(): void
    {
        if ([] === $this->touched) {
            return;
        }
        $touched = $this->touched;
        $this->touched = [];
        $this->safely(
            function () use ($touched): void {
                Transaction::around(
                    function () use ($touched): void {
                        foreach ($touched as $orderId => $mark) {
                            $mark['again'] ? $this->rows->mark($orderId, 'changed', 0) : $this->rows->settle([$orderId]);
                        }
                        $this->schedule->soon();
                    }
                );
            }
        );
    }

    /** A customer's order must never fail because of us. */
    private function safely(callable $work): void
    {
        try {
            if ($this->connection->usable()) {
                $work();
            }
        } catch (\Throwable $why) {
            Log::caught('An order change could not be noted; the hourly sweep will find it', $why);
        }
    }
}
