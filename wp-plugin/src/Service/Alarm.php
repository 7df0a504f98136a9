<?php
declare(strict_types=1);

namespace Ledgerbridge\Service;

use Ledgerbridge\Admin\Screen;
use Ledgerbridge\Order\Rows;
use Ledgerbridge\Status\Text;

defined('ABSPATH') || exit;

/**
 * What stops all orders, in one sentence; shown on the screens by Notices, and mailed by watch(): once when it has
 * lasted, and once when it is over. Works without the service, which may be what is silent.
 */
final class Alarm
{
    public const OPTION = 'ledgerbridge_alarm';

    /** Away for shorter than this mends itself unseen. */
    private const PATIENCE = 15 * MINUTE_IN_SECONDS;

    /** Orders that nobody even tries to send for this long: the shop's own queue stands still. */
    private const STALLED = 30 * MINUTE_IN_SECONDS;

    /** What lasts for longer than this is worth a mail; a restart or a short outage is not. */
    private const MAIL_AFTER = 10 * MINUTE_IN_SECONDS;

    public function __construct(
        private readonly Connection $connection,
        private readonly Health $health,
        private readonly Rows $rows
    ) {
    }

    /** Every minute: mail what has begun or is over. */
    public function watch(): void
    {
        $text = $this->text();
        $known = get_option(self::OPTION);
        $known = is_array($known) ? $known + ['since' => 0, 'mailed' => false] : null;
        if ('' === $text) {
            if (null !== $known) {
                delete_option(self::OPTION);
                $known['mailed'] && $this->mailOver((int) $known['since']);
            }
            return;
        }
        if (null === $known) {
            update_option(self::OPTION, ['since' => time(), 'mailed' => false], false);
        } elseif (! $known['mailed'] && time() - $known['since'] >= self::MAIL_AFTER) {
            update_option(self::OPTION, ['since' => $known['since'], 'mailed' => true], false);
            $this->mailBegun($text);
        }
    }

    private function mailBegun(string $text): void
    {
        /* translators: %s: name of the shop */
        $subject = sprintf(__('%s: orders are not booked in Exact Online', 'ledgerbridge'), self::shop());
        $calm = __('No order is lost: they wait, and go on by themselves when this is mended.', 'ledgerbridge');
        self::mail($subject, ucfirst($text) . "\n\n" . $calm . "\n\n" . Screen::url());
    }

    private function mailOver(int $since): void
    {
        /* translators: %s: name of the shop */
        $subject = sprintf(__('%s: orders go on to Exact Online', 'ledgerbridge'), self::shop());
        /* translators: %s: a length of time */
        $text = sprintf(__('What held up the orders for %s is over. Nothing was lost: what waited is being booked, the oldest first.', 'ledgerbridge'), human_time_diff($since));
        self::mail($subject, $text . "\n\n" . Screen::url());
    }

    public static function mail(string $subject, string $text): void
    {
        wp_mail((string) apply_filters('ledgerbridge_alarm_recipient', get_option('admin_email')), $subject, $text);
    }

    /** The shop's name, as text. */
    public static function shop(): string
    {
        return wp_specialchars_decode((string) get_option('blogname'), ENT_QUOTES);
    }

    /** The one thing to mend first; '' when all is well. */
    public function text(): string
    {
        if ($this->connection->moved()) {
            return __('this shop runs at another address than it was paired under, so nothing is sent. Is it a copy?', 'ledgerbridge');
        }
        if (! $this->connection->paired()) {
            return '';
        }
        return $this->absence() ?: $this->told() ?: $this->parked() ?: $this->standstill();
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

    /** What the service said about the connection with Exact, also while no order waits. */
    private function told(): string
    {
        $problem = $this->health->connectionProblem();
        return trim(Text::of($problem['what'] ?? '') . ' ' . Text::of($problem['do'] ?? ''));
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
}
