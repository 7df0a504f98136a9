<?php
declare(strict_types=1);

namespace Ledgerbridge\Order;

use Ledgerbridge\Service\Outbox;
use Ledgerbridge\Service\Schedule;

defined('ABSPATH') || exit;

/** "Push to Exact": a person asked, so the order goes first and is sent while that person waits a moment. */
final class Push
{
    /** Seconds a person waits for the service at most, all orders together. */
    private const PATIENCE = 5;

    public function __construct(
        private readonly Rows $rows,
        private readonly Outbox $outbox,
        private readonly Schedule $schedule
    ) {
    }

    /**
     * @param int[] $orderIds
     * @return array{sent: int, queued: int, ignored: int} queued orders are sent later by themselves
     */
    public function orders(array $orderIds): array
    {
        $counted = array_values(array_filter($orderIds, [$this, 'counts']));
        foreach ($counted as $orderId) {
            $this->rows->mark($orderId, 'push', 0);
        }
        $sent = $this->outbox->sendNow($counted, self::PATIENCE);
        if ($sent < count($counted)) {
            $this->schedule->soon();
        }
        return ['sent' => $sent, 'queued' => count($counted) - $sent, 'ignored' => count($orderIds) - count($counted)];
    }

    private function counts(int $orderId): bool
    {
        $order = wc_get_order($orderId);
        return $order instanceof \WC_Order && Snapshot::counts($order);
    }
}
