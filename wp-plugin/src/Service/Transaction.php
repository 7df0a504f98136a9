<?php
declare(strict_types=1);

namespace Ledgerbridge\Service;

defined('ABSPATH') || exit;

// phpcs:disable WordPress.DB.DirectDatabaseQuery

/** Several small writes, one flush to the disk: what a hook costs is the flushes, not the statements. */
final class Transaction
{
    /**
     * Do the work in one transaction, or just do it when somebody's transaction is open: to start one then would
     * commit theirs behind their back. What was written before an exception stays.
     */
    public static function around(callable $work): void
    {
        global $wpdb;
        $ours = self::noneIsOpen() && false !== $wpdb->query('START TRANSACTION');
        try {
            $work();
        } finally {
            if ($ours) {
                $wpdb->query('COMMIT');
            }
        }
    }

    /** Both MySQL and MariaDB refuse SET TRANSACTION (for the next one) inside a transaction: error 1568. */
    private static function noneIsOpen(): bool
    {
        global $wpdb;
        $before = $wpdb->suppress_errors(true);
        $free = false !== $wpdb->query('SET TRANSACTION READ WRITE');
        $wpdb->suppress_errors($before);
        return $free;
    }
}
