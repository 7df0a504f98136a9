<?php
declare(strict_types=1);

namespace Ledgerbridge\Order;

use Ledgerbridge\Service\Connection;

defined('ABSPATH') || exit;

/**
 * Finds orders that changed without any hook telling us (bulk SQL, a crashed request, a deactivated plugin).
 * Once an hour, with an hour of overlap; an order that was told already costs a reading and no message.
 */
final class Sweep
{
    private const EVERY = HOUR_IN_SECONDS;
    private const AT_ONCE = 200;
    private const OPTION = 'ledgerbridge_swept';

    public function __construct(private readonly Rows $rows, private readonly Connection $connection)
    {
    }

    /** Number of orders marked. Does nothing when the last sweep is younger than an hour. */
    public function run(bool $now = false): int
    {
        $last = max((int) get_option(self::OPTION, 0), $this->connection->pairedAt());
        $tooSoon = ! $now && time() - $last < self::EVERY;
        if (! $this->connection->usable() || 0 === $this->connection->pairedAt() || $tooSoon) {
            return 0; // never further back than the pairing: nobody asked to book the years before it
        }
        update_option(self::OPTION, time(), false);
        $since = max($last - self::EVERY, $this->connection->pairedAt());
        return $this->markMissed($this->changedSince($since));
    }

    /** @return \WC_Order[] */
    private function changedSince(int $since): array
    {
        $found = [];
        for ($page = 1; $page <= 50; $page++) {
            $some = wc_get_orders(
                ['type' => 'shop_order', 'date_modified' => '>=' . $since, 'limit' => self::AT_ONCE, 'paged' => $page, 'orderby' => 'ID', 'order' => 'ASC']
            );
            array_push($found, ...$some);
            if (count($some) < self::AT_ONCE) {
                break;
            }
        }
        return array_filter($found, static fn ($order): bool => $order instanceof \WC_Order && Snapshot::counts($order));
    }

    /** @param \WC_Order[] $orders */
    private function markMissed(array $orders): int
    {
        $rows = $this->rows->findMany(array_map(static fn (\WC_Order $order): int => $order->get_id(), $orders));
        $missed = 0;
        foreach ($orders as $order) {
            $row = $rows[$order->get_id()] ?? null;
            $modified = $order->get_date_modified();
            if (null === $row || ($modified && $row->changedAt < $modified->getTimestamp())) {
                $this->rows->mark($order->get_id(), 'sweep', 0);
                $missed++;
            }
        }
        return $missed;
    }
}
