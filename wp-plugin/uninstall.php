<?php
/**
 * Removing the plugin takes the pairing and the plans with it, and keeps the links between orders and Exact:
 * installing it again must never book an order twice. They go too when LEDGERBRIDGE_REMOVE_ALL_DATA is set in
 * wp-config.php or the option ledgerbridge_remove_data says "yes".
 *
 * @package Ledgerbridge
 */

declare(strict_types=1);

defined('WP_UNINSTALL_PLUGIN') || exit;

/** One site's share. */
function ledgerbridge_uninstall_site(): void
{
    global $wpdb;
    $pairing = get_option('ledgerbridge_pairing');
    $key = is_array($pairing) ? (int) ($pairing['key_id'] ?? 0) : 0;
    // phpcs:disable WordPress.DB.DirectDatabaseQuery
    if ($key > 0) {
        $wpdb->delete($wpdb->prefix . 'woocommerce_api_keys', ['key_id' => $key], ['%d']);
    }
    $everything = 'yes' === get_option('ledgerbridge_remove_data') || (defined('LEDGERBRIDGE_REMOVE_ALL_DATA') && LEDGERBRIDGE_REMOVE_ALL_DATA);
    foreach (['pairing', 'pairing_now', 'health', 'alarm', 'alarm_looked', 'swept', 'vat_mailed', 'remove_data'] as $name) {
        delete_option('ledgerbridge_' . $name);
    }
    remove_role('ledgerbridge_accountant');
    if (function_exists('as_unschedule_all_actions')) {
        as_unschedule_all_actions('', [], 'ledgerbridge');
    }
    $wpdb->query($wpdb->prepare('DROP TABLE IF EXISTS %i', $wpdb->prefix . 'ledgerbridge_stock'));
    delete_option('ledgerbridge_stock_schema');
    if ($everything) {
        $wpdb->query($wpdb->prepare('DROP TABLE IF EXISTS %i', $wpdb->prefix . 'ledgerbridge_orders'));
        delete_option('ledgerbridge_schema');
    }
    // phpcs:enable
}

if (is_multisite()) {
    foreach (get_sites(['fields' => 'ids', 'number' => 0]) as $ledgerbridge_site) {
        switch_to_blog($ledgerbridge_site);
        ledgerbridge_uninstall_site();
        restore_current_blog();
    }
} else {
    ledgerbridge_uninstall_site();
}
