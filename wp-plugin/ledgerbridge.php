<?php
/**
 * Plugin Name: Ledgerbridge
 * Plugin URI: https://github.com/ledgerbridge/ledgerbridge
 * Description: Books WooCommerce orders in Exact Online: every order, once, to the cent. Works together with a Ledgerbridge service.
 * Version: 0.1.0
 * Author: Ledgerbridge contributors
 * Developer: Ledgerbridge contributors
 * Text Domain: ledgerbridge
 * Domain Path: /languages
 * Requires at least: 6.5
 * Requires PHP: 8.1
 * Requires Plugins: woocommerce
 * WC requires at least: 9.0
 * WC tested up to: 10.0
 * License: GPL-2.0-or-later
 * License URI: https://www.gnu.org/licenses/gpl-2.0.html
 *
 * @package Ledgerbridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

define('LEDGERBRIDGE_VERSION', '0.1.0');
define('LEDGERBRIDGE_FILE', __FILE__);

spl_autoload_register(
    static function (string $class_name): void {
        if (! str_starts_with($class_name, 'Ledgerbridge\\')) {
            return;
        }
        $file = __DIR__ . '/src/' . strtr(substr($class_name, 13), '\\', '/') . '.php';
        if (is_file($file)) {
            require $file;
        }
    }
);

/**
 * The plugin's parts, wired once. Null while WooCommerce is absent.
 */
function ledgerbridge(): ?Ledgerbridge\Plugin
{
    static $plugin = null;
    if (null === $plugin && class_exists('WooCommerce')) {
        $plugin = new Ledgerbridge\Plugin();
    }
    return $plugin;
}

add_action(
    'before_woocommerce_init',
    static function (): void {
        $features = 'Automattic\WooCommerce\Utilities\FeaturesUtil';
        if (class_exists($features)) {
            $features::declare_compatibility('custom_order_tables', __FILE__, true);
            $features::declare_compatibility('cart_checkout_blocks', __FILE__, true);
        }
    }
);

add_action(
    'plugins_loaded',
    static function (): void {
        ledgerbridge()?->register();
    }
);

register_activation_hook(__FILE__, [Ledgerbridge\Order\Rows::class, 'install']);
register_deactivation_hook(__FILE__, [Ledgerbridge\Service\Schedule::class, 'stop']);
