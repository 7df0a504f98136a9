<?php
declare(strict_types=1);

namespace Ledgerbridge\Order;

defined('ABSPATH') || exit;

// The one table: outbox and status in one, so that nothing of ours ever re-saves an order (facts A2: under HPOS
// writing order meta saves the order again). Prepared statements; %i needs WordPress 6.2.
// phpcs:disable WordPress.DB.DirectDatabaseQuery

/** `{prefix}ledgerbridge_orders`. Every method is one statement; what must be atomic is atomic in SQL. */
final class Rows
{
    private const SCHEMA = '1';

    /** How long a row stays untouched while a request may still be working on its order. */
    private const SETTLE_SECONDS = 10;

    /** How long one sender may keep a row before another may take it. */
    private const CLAIM_SECONDS = 60;

    public static function table(): string
    {
        global $wpdb;
        return $wpdb->prefix . 'ledgerbridge_orders';
    }

    public static function install(): void
    {
        global $wpdb;
        require_once ABSPATH . 'wp-admin/includes/upgrade.php';
        dbDelta(
            'CREATE TABLE ' . self::table() . " (
            order_id bigint(20) unsigned NOT NULL,
            number varchar(80) NOT NULL DEFAULT '',
            sequence bigint(20) unsigned NOT NULL DEFAULT 0,
            sent_sequence bigint(20) unsigned NOT NULL DEFAULT 0,
            reason varchar(10) NOT NULL DEFAULT 'changed',
            deleted tinyint(1) NOT NULL DEFAULT 0,
            due_at bigint(20) unsigned DEFAULT NULL,
            attempts int(10) unsigned NOT NULL DEFAULT 0,
            last_error text,
            hash char(64) NOT NULL DEFAULT '',
            body_hash char(64) NOT NULL DEFAULT '',
            state varchar(16) NOT NULL DEFAULT '',
            version bigint(20) unsigned NOT NULL DEFAULT 0,
            report longtext,
            reported_at bigint(20) unsigned DEFAULT NULL,
            changed_at bigint(20) unsigned NOT NULL DEFAULT 0,
            PRIMARY KEY  (order_id),
            KEY due_at (due_at),
            KEY state (state)
            ) " . $wpdb->get_charset_collate()
        );
        update_option('ledgerbridge_schema', self::SCHEMA, true);
    }

    /** After an update, or where activation never ran (files copied, a new site of a network). */
    public static function upgrade(): void
    {
        if (self::SCHEMA !== get_option('ledgerbridge_schema')) {
            self::install();
        }
    }

    /**
     * The order changed: a higher sequence, due soon.
     *
     * The sequence follows the clock but always grows: a database restored from a backup would otherwise repeat
     * old numbers, and the service would take new changes for old ones.
     */
    public function mark(int $orderId, string $reason = 'changed', int $wait = self::SETTLE_SECONDS): void
    {
        global $wpdb;
        $now = time();
        $wpdb->query(
            $wpdb->prepare(
                'INSERT INTO %i (order_id, sequence, reason, due_at, changed_at) VALUES (%d, %d, %s, %d, %d)
                ON DUPLICATE KEY UPDATE sequence = GREATEST(sequence + 1, VALUES(sequence)),
                    reason = IF(reason = \'push\' AND due_at IS NOT NULL, reason, VALUES(reason)),
                    due_at = VALUES(due_at), attempts = 0, changed_at = VALUES(changed_at)',
                self::table(),
                $orderId,
                $now,
                $reason,
                $now + $wait,
                $now
            )
        );
    }

    /** The order is about to go for good: remember its number, the order itself cannot be asked any more. */
    public function markDeleted(int $orderId, string $number): void
    {
        global $wpdb;
        $wpdb->query(
            $wpdb->prepare(
                'UPDATE %i SET sequence = GREATEST(sequence + 1, %d), deleted = 1, number = %s, reason = \'changed\',
                    due_at = %d, attempts = 0, changed_at = %d WHERE order_id = %d',
                self::table(),
                time(),
                mb_substr($number, 0, 80),
                time() + self::SETTLE_SECONDS,
                time(),
                $orderId
            )
        );
    }

    /**
     * The request that changed these orders is over: they need not wait any longer.
     *
     * @param int[] $orderIds
     */
    public function settle(array $orderIds): void
    {
        global $wpdb;
        foreach ($orderIds as $orderId) {
            $wpdb->query(
                $wpdb->prepare(
                    'UPDATE %i SET due_at = LEAST(due_at, %d) WHERE order_id = %d AND due_at IS NOT NULL AND attempts = 0',
                    self::table(),
                    time(),
                    $orderId
                )
            );
        }
    }

    /**
     * @return Row[] due rows, what a person asked for first, then the longest waiting
     */
    public function due(int $limit): array
    {
        global $wpdb;
        return $this->all(
            $wpdb->prepare(
                'SELECT * FROM %i WHERE due_at <= %d ORDER BY reason = \'push\' DESC, due_at, order_id LIMIT %d',
                self::table(),
                time(),
                $limit
            )
        );
    }

    public function find(int $orderId): ?Row
    {
        return $this->findMany([$orderId])[$orderId] ?? null;
    }

    /**
     * @param int[] $orderIds
     * @return array<int, Row> by order id
     */
    public function findMany(array $orderIds): array
    {
        global $wpdb;
        if ([] === $orderIds) {
            return [];
        }
        $places = implode(',', array_fill(0, count($orderIds), '%d'));
        $rows = $this->all($wpdb->prepare("SELECT * FROM %i WHERE order_id IN ($places)", self::table(), ...$orderIds));
        return array_column(array_map(static fn (Row $row): array => [$row->orderId, $row], $rows), 1, 0);
    }

    /** Take the row for sending. False when another process was faster. A sender that dies gives it back by time. */
    public function claim(Row $row): bool
    {
        global $wpdb;
        return 1 === $wpdb->query(
            $wpdb->prepare(
                'UPDATE %i SET due_at = %d WHERE order_id = %d AND due_at = %d AND sequence = %d',
                self::table(),
                time() + self::CLAIM_SECONDS,
                $row->orderId,
                (int) $row->dueAt,
                $row->sequence
            )
        );
    }

    /**
     * Before a body leaves: the same id must never carry another body (409 id_reused), so a body that differs from
     * the last one tried under this sequence gets a new sequence. Returns the sequence to send under, null when the
     * order changed again meanwhile (its row is due again by itself).
     */
    public function numberBody(Row $row, string $bodyHash, bool $taken = false): ?int
    {
        global $wpdb;
        $fresh = $taken || ('' !== $row->bodyHash && $row->bodyHash !== $bodyHash && $row->attempts > 0);
        $sequence = $fresh ? max($row->sequence + 1, time()) : $row->sequence;
        $changed = $wpdb->query(
            $wpdb->prepare(
                'UPDATE %i SET sequence = %d, body_hash = %s, attempts = attempts + 1 WHERE order_id = %d AND sequence = %d',
                self::table(),
                $sequence,
                $bodyHash,
                $row->orderId,
                $row->sequence
            )
        );
        return 1 === $changed ? $sequence : null;
    }

    /** The service took it (or there was nothing new to tell): done, unless the order changed while it was sent. */
    public function sent(int $orderId, int $sequence, string $hash): void
    {
        global $wpdb;
        $wpdb->query(
            $wpdb->prepare(
                'UPDATE %i SET sent_sequence = %d, hash = %s, last_error = NULL, reason = IF(sequence > %d, reason, \'changed\'),
                    attempts = 0, due_at = IF(sequence > %d, due_at, NULL) WHERE order_id = %d',
                self::table(),
                $sequence,
                $hash,
                $sequence,
                $sequence,
                $orderId
            )
        );
    }

    /** It did not get there: why, and when it is tried again. */
    public function failed(int $orderId, string $why, int $again): void
    {
        global $wpdb;
        $wpdb->query(
            $wpdb->prepare(
                'UPDATE %i SET last_error = %s, due_at = %d WHERE order_id = %d AND due_at IS NOT NULL',
                self::table(),
                mb_substr($why, 0, 500),
                $again,
                $orderId
            )
        );
    }

    /** Nothing to send about this order after all (a draft, another order type, gone before it was ever told). */
    public function forget(int $orderId): void
    {
        global $wpdb;
        $wpdb->query(
            $wpdb->prepare(
                'UPDATE %i SET due_at = NULL, attempts = 0, last_error = NULL WHERE order_id = %d',
                self::table(),
                $orderId
            )
        );
    }

    /** The service is back: what failed while it was away need not wait for its own turn. */
    public function wake(): void
    {
        global $wpdb;
        $now = time();
        $wpdb->query(
            $wpdb->prepare('UPDATE %i SET due_at = %d WHERE due_at > %d AND last_error IS NOT NULL', self::table(), $now, $now)
        );
    }

    /**
     * Store a report if it is newer than what is there.
     *
     * @param array<string, mixed> $report
     * @return string|null the state before, '' when there was none; null when the report was not newer
     */
    public function report(int $orderId, int $version, string $state, array $report): ?string
    {
        global $wpdb;
        $now = time();
        $wpdb->query($wpdb->prepare('INSERT IGNORE INTO %i (order_id, changed_at) VALUES (%d, %d)', self::table(), $orderId, $now));
        $before = $wpdb->get_var($wpdb->prepare('SELECT state FROM %i WHERE order_id = %d', self::table(), $orderId));
        $stored = $wpdb->query(
            $wpdb->prepare(
                'UPDATE %i SET version = %d, state = %s, report = %s, reported_at = %d WHERE order_id = %d AND version < %d',
                self::table(),
                $version,
                $state,
                (string) wp_json_encode($report),
                $now,
                $orderId,
                $version
            )
        );
        return 1 === $stored ? (string) $before : null;
    }

    /** A new pairing starts its own count of reports and knows none of our hashes. */
    public function startOver(): void
    {
        global $wpdb;
        $wpdb->query($wpdb->prepare('UPDATE %i SET version = 0, hash = \'\', body_hash = \'\'', self::table()));
    }

    /** @return array{count: int, oldest: int|null} what waits, and since when (Unix seconds) */
    public function backlog(): array
    {
        global $wpdb;
        $found = $wpdb->get_row(
            $wpdb->prepare('SELECT COUNT(*) AS waiting, MIN(changed_at) AS oldest FROM %i WHERE due_at IS NOT NULL', self::table()),
            ARRAY_A
        );
        $count = (int) ($found['waiting'] ?? 0);
        return ['count' => $count, 'oldest' => $count ? (int) $found['oldest'] : null];
    }

    /** Since when an order waits that nobody tried to send (Unix seconds); null when there is none. */
    public function untried(): ?int
    {
        global $wpdb;
        $oldest = $wpdb->get_var($wpdb->prepare('SELECT MIN(changed_at) FROM %i WHERE due_at IS NOT NULL AND last_error IS NULL', self::table()));
        return null === $oldest ? null : (int) $oldest;
    }

    /** The order that was tried in vain for the longest time. */
    public function longestRefused(): ?Row
    {
        global $wpdb;
        return $this->all($wpdb->prepare('SELECT * FROM %i WHERE due_at IS NOT NULL AND last_error IS NOT NULL ORDER BY changed_at LIMIT 1', self::table()))[0] ?? null;
    }

    /** How many orders the service reported as booked or credited since then. */
    public function bookedSince(int $since): int
    {
        global $wpdb;
        return (int) $wpdb->get_var($wpdb->prepare('SELECT COUNT(*) FROM %i WHERE state IN (\'booked\', \'credited\') AND reported_at >= %d', self::table(), $since));
    }

    /** The order that was last reported in this state. */
    public function newestIn(string $state): ?Row
    {
        global $wpdb;
        return $this->all($wpdb->prepare('SELECT * FROM %i WHERE state = %s ORDER BY reported_at DESC LIMIT 1', self::table(), $state))[0] ?? null;
    }

    /** @return array<string, int> how many orders stand in which state */
    public function states(): array
    {
        global $wpdb;
        $found = $wpdb->get_results(
            $wpdb->prepare('SELECT state, COUNT(*) AS orders FROM %i WHERE state <> \'\' GROUP BY state', self::table()),
            ARRAY_A
        );
        return array_map('intval', array_column((array) $found, 'orders', 'state'));
    }

    /** @return Row[] */
    private function all(string $sql): array
    {
        global $wpdb;
        // phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared -- prepared by the callers above.
        return array_map([Row::class, 'from'], (array) $wpdb->get_results($sql, ARRAY_A));
    }
}
