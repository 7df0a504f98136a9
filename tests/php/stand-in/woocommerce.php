<?php
/**
 * Plugin Name: WooCommerce (stand-in for tests)
 * Description: The small part of WooCommerce that Ledgerbridge touches, for machines without a copy of the real one.
 * Version: 10.0.2
 * Requires at least: 6.5
 *
 * Written for this project; no line is WooCommerce's. It keeps to WooCommerce's order of events (a save: data, items,
 * after_save, then the status hooks) and to its names. Every test that runs on it also runs, unchanged, on the real
 * WooCommerce, which is what keeps it honest.
 *
 * @package Ledgerbridge\Tests
 */

namespace Automattic\WooCommerce\Utilities {
    final class FeaturesUtil
    {
        /** @var array<string, bool> what plugins declared */
        public static array $declared = [];

        public static function declare_compatibility(string $feature, string $file, bool $positive = true): bool
        {
            self::$declared[$feature] = $positive;
            return true;
        }
    }

    final class OrderUtil
    {
        public static function custom_orders_table_usage_is_enabled(): bool
        {
            return 'yes' === get_option('woocommerce_custom_orders_table_enabled');
        }

        public static function get_order_admin_edit_url(int $id): string
        {
            return admin_url("admin.php?page=wc-orders&action=edit&id=$id");
        }
    }
}

namespace {
    defined('ABSPATH') || exit;

    require __DIR__ . '/orders.php';
    require __DIR__ . '/functions.php';
    require __DIR__ . '/rest.php';
    require __DIR__ . '/admin.php';
    require __DIR__ . '/action-scheduler.php';

    final class WooCommerce
    {
        public string $version = '10.0.2';
        public object $countries;

        public function __construct()
        {
            $this->countries = new class {
                public function get_base_country(): string
                {
                    return 'NL';
                }
            };
        }

        public function payment_gateways(): object
        {
            return new class {
                /** @return LedgerbridgeStandInGateway[] */
                public function payment_gateways(): array
                {
                    return ['bacs' => new LedgerbridgeStandInGateway()];
                }
            };
        }
    }

    final class LedgerbridgeStandInGateway
    {
        public string $id = 'bacs';

        public function get_method_title(): string
        {
            return 'Direct bank transfer';
        }
    }

    function WC(): WooCommerce
    {
        static $shop = null;
        return $shop ??= new WooCommerce();
    }

    add_action('plugins_loaded', static fn () => do_action('before_woocommerce_init'), -1);
    add_action(
        'init',
        static function (): void {
            $type = ['public' => false, 'show_ui' => true, 'capability_type' => 'shop_order', 'map_meta_cap' => true, 'labels' => ['name' => 'Orders']];
            register_post_type('shop_order', $type);
            register_post_type('shop_order_placehold', ['public' => false]);
            register_post_type('shop_order_refund', ['public' => false]);
            foreach (array_keys(wc_get_order_statuses()) as $status) {
                register_post_status($status, ['public' => false, 'exclude_from_search' => false, 'show_in_admin_all_list' => true]);
            }
        },
        5
    );
    register_activation_hook(__FILE__, 'ledgerbridge_stand_in_install');

    function ledgerbridge_stand_in_install(): void
    {
        global $wpdb;
        require_once ABSPATH . 'wp-admin/includes/upgrade.php';
        dbDelta(
            "CREATE TABLE {$wpdb->prefix}woocommerce_api_keys (
            key_id bigint(20) unsigned NOT NULL auto_increment,
            user_id bigint(20) unsigned NOT NULL,
            description varchar(200) NULL,
            permissions varchar(10) NOT NULL,
            consumer_key char(64) NOT NULL,
            consumer_secret char(43) NOT NULL,
            nonces longtext NULL,
            truncated_key char(7) NOT NULL,
            last_access datetime NULL default null,
            PRIMARY KEY  (key_id)
            )"
        );
        $capabilities = ['manage_woocommerce', 'edit_shop_orders', 'edit_products', 'edit_others_shop_orders', 'read_private_shop_orders', 'edit_shop_order', 'delete_shop_orders'];
        add_role('shop_manager', 'Shop manager', ['read' => true]);
        foreach (['administrator', 'shop_manager'] as $role) {
            array_map([get_role($role), 'add_cap'], $capabilities);
        }
        add_option('woocommerce_prices_include_tax', 'yes');
        add_option('woocommerce_custom_orders_table_enabled', 'posts' === getenv('ORDER_STORAGE') ? 'no' : 'yes');
        add_option('woocommerce_stand_in_rates', [1 => ['NL', '21.0000', 'BTW 21%', ''], 2 => ['NL', '9.0000', 'BTW 9%', 'reduced-rate']]);
    }
}
