<?php
/** The settings screen's frame: tabs, one form, the nonce, the save. */

defined('ABSPATH') || exit;

/** Declared when it is asked for, as WooCommerce does: it exists on the settings screen only. */
function ledgerbridge_stand_in_settings_pages(): array
{
    if (! class_exists('WC_Settings_Page', false)) {
        require __DIR__ . '/settings-page.php';
    }
    static $pages = null;
    return $pages ??= apply_filters('woocommerce_get_settings_pages', []);
}

final class WC_Admin_Settings
{
    /** @return object[] */
    public static function get_settings_pages(): array
    {
        return ledgerbridge_stand_in_settings_pages();
    }

    public static function save(): void
    {
        check_admin_referer('woocommerce-settings');
        do_action('woocommerce_settings_save_' . $GLOBALS['current_tab']);
    }

    public static function output(): void
    {
        echo '<div class="wrap woocommerce"><form method="post" id="mainform" action="">';
        do_action('woocommerce_sections_' . $GLOBALS['current_tab']);
        do_action('woocommerce_settings_' . $GLOBALS['current_tab']);
        wp_nonce_field('woocommerce-settings');
        echo '</form></div>';
    }
}

add_action('admin_menu', static fn () => add_menu_page('WooCommerce', 'WooCommerce', 'manage_woocommerce', 'wc-settings', ['WC_Admin_Settings', 'output']));
add_action(
    'wp_loaded',
    static function (): void {
        if (is_admin() && 'wc-settings' === ($_GET['page'] ?? '')) {
            $GLOBALS['current_tab'] = sanitize_title($_GET['tab'] ?? 'general');
            $GLOBALS['current_section'] = sanitize_title($_REQUEST['section'] ?? '');
            WC_Admin_Settings::get_settings_pages();
            if (! empty($_POST['save'])) {
                WC_Admin_Settings::save();
            }
        }
    }
);
