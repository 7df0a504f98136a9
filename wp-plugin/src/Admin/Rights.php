<?php
declare(strict_types=1);

namespace Ledgerbridge\Admin;

defined('ABSPATH') || exit;

/**
 * Who may look, and who may change. Whoever manages the shop may do both; the role "Accountant" may look at the books'
 * side of it (overview, preview, report, activity, how it is booked) and has no other power in the shop.
 */
final class Rights
{
    public const READ = 'ledgerbridge_read';
    public const ROLE = 'ledgerbridge_accountant';
    private const CHANGE = 'manage_woocommerce';

    public static function register(): void
    {
        add_filter('user_has_cap', static fn ($has) => empty($has[self::CHANGE]) ? $has : [self::READ => true] + $has);
        add_action('admin_init', [self::class, 'addRole']);
    }

    /** Roles are kept in the database: made once, and taken away when the plugin is removed. */
    public static function addRole(): void
    {
        if (null === get_role(self::ROLE)) {
            // Without view_admin_dashboard WooCommerce keeps customers and the like out of WP admin.
            add_role(self::ROLE, __('Accountant (Exact Online)', 'ledgerbridge'), ['read' => true, 'view_admin_dashboard' => true, self::READ => true]);
        }
    }

    public static function mayRead(): bool
    {
        return current_user_can(self::READ);
    }

    public static function mayChange(): bool
    {
        return current_user_can(self::CHANGE);
    }
}
