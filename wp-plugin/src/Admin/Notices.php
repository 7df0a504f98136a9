<?php
declare(strict_types=1);

namespace Ledgerbridge\Admin;

use Ledgerbridge\Service\Alarm;

defined('ABSPATH') || exit;

/** Silence is loud: what stops orders is said on WooCommerce's screens, to those who can do something about it. */
final class Notices
{
    public function __construct(private readonly Alarm $alarm)
    {
    }

    public function register(): void
    {
        add_action('admin_notices', fn () => $this->show());
    }

    private function show(): void
    {
        if (current_user_can('manage_woocommerce')) {
            $this->alarm->glance();
        }
        $screen = get_current_screen();
        $ours = $screen && (str_contains((string) $screen->id, 'woocommerce') || str_contains((string) $screen->id, 'shop_order') || in_array($screen->id, ['plugins', 'dashboard'], true));
        if (! $ours || self::onOurTab() || ! current_user_can('manage_woocommerce')) {
            return;
        }
        $text = $this->alarm->text();
        if ('' !== $text) {
            printf(
                '<div class="notice notice-error"><p><strong>Exact Online:</strong> %s <a href="%s">%s</a></p></div>',
                esc_html($text),
                esc_url(Screen::url()),
                esc_html__('Have a look', 'ledgerbridge')
            );
        }
    }

    private static function onOurTab(): bool
    {
        // phpcs:ignore WordPress.Security.NonceVerification -- only looking where we are.
        return Screen::TAB === ($_GET['tab'] ?? '');
    }
}
