<?php
declare(strict_types=1);

namespace Ledgerbridge\Admin;

use Ledgerbridge\Order\Rows;
use Ledgerbridge\Service\Connection;
use Ledgerbridge\Service\Health;
use Ledgerbridge\Status\Text;

defined('ABSPATH') || exit;

/** Silence is loud: what stops orders is said on WooCommerce's screens, to those who can do something about it. */
final class Notices
{
    /** Away for shorter than this mends itself unseen. */
    private const PATIENCE = 15 * MINUTE_IN_SECONDS;

    /** Orders that nobody even tries to send for this long: the shop's own queue stands still. */
    private const STALLED = 30 * MINUTE_IN_SECONDS;

    public function __construct(
        private readonly Connection $connection,
        private readonly Health $health,
        private readonly Rows $rows
    ) {
    }

    public function register(): void
    {
        add_action('admin_notices', fn () => $this->show());
    }

    private function show(): void
    {
        $screen = get_current_screen();
        $ours = $screen && (str_contains((string) $screen->id, 'woocommerce') || str_contains((string) $screen->id, 'shop_order') || in_array($screen->id, ['plugins', 'dashboard'], true));
        if (! $ours || self::onOurTab() || ! current_user_can('manage_woocommerce')) {
            return;
        }
        $text = $this->alarm();
        if ('' !== $text) {
            printf(
                '<div class="notice notice-error"><p><strong>Exact Online:</strong> %s <a href="%s">%s</a></p></div>',
                esc_html($text),
                esc_url(Screen::url()),
                esc_html__('Have a look', 'ledgerbridge')
            );
        }
    }

    /** The one thing to mend first; '' when all is well. */
    private function alarm(): string
    {
        if ($this->connection->moved()) {
            return __('this shop runs at another address than it was paired under, so nothing is sent. Is it a copy?', 'ledgerbridge');
        }
        if (! $this->connection->paired()) {
            return '';
        }
        return $this->absence() ?: $this->parked() ?: $this->standstill();
    }

    private function absence(): string
    {
        $health = $this->health->all();
        if (0 === $health['away_since'] || time() - $health['away_since'] < self::PATIENCE) {
            return '';
        }
        return sprintf(
            /* translators: 1: a length of time, 2: number of orders, 3: what went wrong */
            __('the service has not answered for %1$s; %2$d orders wait here and are sent by themselves when it is back. (%3$s)', 'ledgerbridge'),
            human_time_diff($health['away_since']),
            $this->rows->backlog()['count'],
            $health['away_why']
        );
    }

    /** The whole shop waits for a person (consent withdrawn, no administration): the newest such report says why. */
    private function parked(): string
    {
        $row = $this->rows->newestIn('parked');
        $problem = $row->report['problem'] ?? null;
        return is_array($problem) ? trim(Text::of($problem['what'] ?? '') . ' ' . Text::of($problem['do'] ?? '')) : '';
    }

    private function standstill(): string
    {
        $oldest = $this->rows->backlog()['oldest'];
        if (null === $oldest || time() - $oldest < self::STALLED || $this->health->away()) {
            return '';
        }
        /* translators: %s: a length of time */
        return sprintf(__('orders have waited for %s without being sent. Check that WP-Cron runs: it empties the queue.', 'ledgerbridge'), human_time_diff($oldest));
    }

    private static function onOurTab(): bool
    {
        // phpcs:ignore WordPress.Security.NonceVerification -- only looking where we are.
        return Screen::TAB === ($_GET['tab'] ?? '');
    }
}
