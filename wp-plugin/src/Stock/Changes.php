<?php
declare(strict_types=1);

namespace Ledgerbridge\Stock;

defined('ABSPATH') || exit;

// phpcs:disable WordPress.DB.DirectDatabaseQuery

/**
 * The service says how much more or less of a product there is; it is added or taken away, once per change.
 *
 * Always a difference, applied by WooCommerce's own atomic statement: a sale in the same moment is not lost. The
 * change's id is stored in the same transaction, so a change that is sent again (its answer was lost) is known.
 * Nothing here listens to stock, so nothing echoes.
 */
final class Changes
{
    private const SCHEMA = '1';
    private const KEPT_DAYS = 90;

    public static function table(): string
    {
        global $wpdb;
        return $wpdb->prefix . 'ledgerbridge_stock';
    }

    /** The table of ids, where it is missing; and ids that nobody sends again any more are forgotten. */
    public static function upgrade(): void
    {
        if (self::SCHEMA === get_option('ledgerbridge_stock_schema')) {
            return;
        }
        global $wpdb;
        require_once ABSPATH . 'wp-admin/includes/upgrade.php';
        dbDelta(
            'CREATE TABLE ' . self::table() . " (
            change_id char(40) NOT NULL,
            product_id bigint(20) unsigned NOT NULL,
            delta varchar(24) NOT NULL,
            applied_at bigint(20) unsigned NOT NULL,
            PRIMARY KEY  (change_id),
            KEY applied_at (applied_at)
            ) ENGINE=InnoDB " . $wpdb->get_charset_collate() . ';'
        );
        update_option('ledgerbridge_stock_schema', self::SCHEMA, true);
    }

    /**
     * @param array<mixed> $changes each {"id", "sku", "delta"}
     * @return list<array{id: string, state: string, quantity: string}>
     */
    public static function take(array $changes): array
    {
        global $wpdb;
        self::upgrade();
        $wpdb->query($wpdb->prepare('DELETE FROM %i WHERE applied_at < %d', self::table(), time() - self::KEPT_DAYS * DAY_IN_SECONDS));
        $said = [];
        foreach ($changes as $change) {
            $id = is_array($change) && is_string($change['id'] ?? null) ? $change['id'] : '';
            $sku = is_array($change) && is_string($change['sku'] ?? null) ? $change['sku'] : '';
            $delta = is_array($change) && is_string($change['delta'] ?? null) ? $change['delta'] : '';
            if (preg_match('/^[0-9a-f]{40}$/', $id) && preg_match('/^-?\d{1,9}(\.\d{1,6})?$/', $delta)) {
                $said[] = ['id' => $id] + self::one($id, $sku, $delta);
            }
        }
        return $said;
    }

    /** @return array{state: string, quantity: string} */
    private static function one(string $id, string $sku, string $delta): array
    {
        $product = self::product($sku);
        if (is_string($product)) {
            return ['state' => $product, 'quantity' => ''];
        }
        if ((float) wc_stock_amount($delta) !== (float) $delta) {
            return ['state' => 'fraction', 'quantity' => '']; // this shop counts in whole pieces
        }
        $known = ! self::applied($id, $product, $delta);
        $now = wc_get_product($product->get_id());
        return ['state' => $known ? 'known' : 'applied', 'quantity' => $now instanceof \WC_Product ? (string) $now->get_stock_quantity() : ''];
    }

    /** Id and stock in one transaction. False: this change was applied before. */
    private static function applied(string $id, \WC_Product $product, string $delta): bool
    {
        global $wpdb;
        $wpdb->query('START TRANSACTION');
        try {
            $new = $wpdb->query($wpdb->prepare('INSERT IGNORE INTO %i (change_id, product_id, delta, applied_at) VALUES (%s, %d, %s, %d)', self::table(), $id, $product->get_id(), $delta, time()));
            if (1 === $new) {
                wc_update_product_stock($product, abs((float) $delta), str_starts_with($delta, '-') ? 'decrease' : 'increase');
            }
            $wpdb->query('COMMIT');
        } catch (\Throwable $why) {
            $wpdb->query('ROLLBACK');
            throw $why;
        }
        return 1 === $new;
    }

    /** @return \WC_Product|string the product of this SKU whose stock is kept, or why there is none */
    private static function product(string $sku)
    {
        global $wpdb;
        if ('' === $sku) {
            return 'unknown_sku';
        }
        $ids = $wpdb->get_col(
            $wpdb->prepare(
                "SELECT p.ID FROM %i p JOIN %i m ON m.post_id = p.ID AND m.meta_key = '_sku' AND m.meta_value = %s WHERE p.post_type IN ('product', 'product_variation') AND p.post_status NOT IN ('trash', 'auto-draft')",
                $wpdb->posts,
                $wpdb->postmeta,
                $sku
            )
        );
        $same = array_values(array_filter(array_map('wc_get_product', $ids), static fn ($one): bool => $one instanceof \WC_Product && $sku === $one->get_sku('edit')));
        if (1 !== count($same)) {
            // The database compares without case, Exact does not.
            return [] !== $same ? 'duplicate_sku' : ([] !== $ids ? 'other_case' : 'unknown_sku');
        }
        $product = $same[0];
        if (! $product->managing_stock()) {
            return 'unmanaged';
        }
        return $product->get_stock_managed_by_id() === $product->get_id() ? $product : 'parent';
    }
}
