<?php
declare(strict_types=1);

namespace Ledgerbridge\Service;

use Ledgerbridge\Admin\Screen;
use Ledgerbridge\Order\Rows;
use Ledgerbridge\Status\Text;

defined('ABSPATH') || exit;

/**
 * What stops all orders, or keeps the owner from knowing, in one sentence; shown on the screens by Notices, and mailed
 * by watch(): once when it has lasted, and once when it is over. Works without the service, which may be what is silent,
 * and without WP-Cron, which may be what stands still: whoever comes by looks (Schedule, StatusRoutes, an admin page).
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

    /** All must be well for this long before it is called over: a service that comes and goes is one episode. */
    private const CALM = 10 * MINUTE_IN_SECONDS;

    /** What the service says only after it has lasted for hours (docs/contracts.md 5). */
    private const LASTED = ['shop_silent', 'orders_stuck'];

    public function __construct(
        private readonly Connection $connection,
        private readonly Health $health,
        private readonly Rows $rows
    ) {
    }

    /** How long no contact, or an order that is not taken, is borne: four hours, or as the site says. */
    public static function patience(): int
    {
        return max(2, (int) apply_filters('ledgerbridge_silence_hours', 4)) * HOUR_IN_SECONDS;
    }

    /** Mail what has lasted or is over. */
    public function watch(): void
    {
        $known = get_option(self::OPTION);
        $known = is_array($known) ? $known + ['since' => time(), 'mailed' => false, 'calm' => 0] : null;
        $text = $this->text();
        if ('' !== $text) {
            $this->goesOn($text, $known);
        } elseif (null !== $known) {
            $this->calms($known);
        }
    }

    /** An admin page: the mail goes out though nothing else in this shop may run. */
    public function glance(): void
    {
        if (time() - (int) get_option(self::OPTION . '_looked') >= self::MAIL_AFTER) {
            update_option(self::OPTION . '_looked', time(), false);
            $this->watch();
        }
    }

    /** @param array<string, mixed>|null $known the episode, when it has begun already */
    private function goesOn(string $text, ?array $known): void
    {
        $now = ['since' => time(), 'mailed' => false];
        $known = ['calm' => 0] + ($known ?? $now);
        $lasted = time() - $known['since'] >= self::MAIL_AFTER || in_array($this->health->connectionProblem()['code'] ?? '', self::LASTED, true);
        $mail = ! $known['mailed'] && $lasted;
        update_option(self::OPTION, ['mailed' => $known['mailed'] || $mail] + $known, false);
        $mail && $this->mailBegun($text);
    }

    /** @param array<string, mixed> $known */
    private function calms(array $known): void
    {
        if (! $known['mailed'] || ! $this->connection->paired()) {
            delete_option(self::OPTION); // nobody was worried, or nothing is booked from here any more
        } elseif (0 === $known['calm'] || $this->health->away()) {
            update_option(self::OPTION, ['calm' => time()] + $known, false); // away for minutes is no calm
        } elseif (time() - $known['calm'] >= self::CALM) {
            delete_option(self::OPTION);
            $this->mailOver((int) $known['since'], (int) $known['calm']);
        }
    }

    private function mailBegun(string $text): void
    {
        /* translators: %s: name of the shop */
        $subject = sprintf(__('%s: Exact Online needs attention', 'ledgerbridge'), self::shop());
        $calm = __('No order is lost: what waits goes on by itself when this is mended.', 'ledgerbridge');
        self::mail($subject, ucfirst($text) . "\n\n" . $calm . "\n\n" . Screen::url());
    }

    private function mailOver(int $since, int $until): void
    {
        /* translators: %s: name of the shop */
        $subject = sprintf(__('%s: Exact Online is well again', 'ledgerbridge'), self::shop());
        /* translators: %s: a length of time */
        $over = sprintf(__('What was wrong for %s is over, and nothing was lost.', 'ledgerbridge'), human_time_diff($since, $until));
        self::mail($subject, implode("\n\n", [$over, $this->wentThrough($since), Screen::url()]));
    }

    /** How many orders went through since it began, and what of it still waits: a backlog takes its time. */
    private function wentThrough(int $since): string
    {
        $count = $this->rows->bookedSince($since);
        /* translators: %s: number of orders */
        $said = [sprintf(_n('%s order was booked since it began.', '%s orders were booked since it began.', $count, 'ledgerbridge'), number_format_i18n($count))];
        $unsent = $this->rows->backlog()['count'];
        if ($unsent > 0) {
            /* translators: %s: number of orders */
            $said[] = sprintf(_n('%s order still waits in the shop and goes by itself.', '%s orders still wait in the shop and go by themselves, the oldest first.', $unsent, 'ledgerbridge'), number_format_i18n($unsent));
        }
        $states = $this->rows->states();
        $waits = array_sum(array_intersect_key($states, ['waiting' => 0, 'checking' => 0, 'parked' => 0]));
        if ($waits > 0) {
            /* translators: %s: number of orders */
            $said[] = sprintf(_n('%s order waits to be booked.', '%s orders wait to be booked.', $waits, 'ledgerbridge'), number_format_i18n($waits));
        }
        $attention = $states['attention'] ?? 0;
        if ($attention > 0) {
            /* translators: %s: number of orders */
            $said[] = sprintf(_n('%s order needs your attention.', '%s orders need your attention.', $attention, 'ledgerbridge'), number_format_i18n($attention));
        }
        return implode(' ', $said);
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
        return $this->absence() ?: $this->still() ?: $this->told() ?: $this->parked() ?: $this->standstill() ?: $this->noContact() ?: $this->refused() ?: $this->unheard();
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

    /** The service takes what is sent, and does nothing with it. */
    private function still(): string
    {
        $since = $this->health->all()['still_since'];
        /* translators: %s: a length of time */
        return 0 === $since ? '' : sprintf(__('the service takes orders, but has booked nothing for %s: its worker or clock stands still. Ask its host to start them.', 'ledgerbridge'), human_time_diff($since));
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

    /** Orders that nobody tried to send. */
    private function standstill(): string
    {
        $oldest = $this->rows->untried();
        if (null === $oldest || time() - $oldest < self::STALLED || $this->health->away()) {
            return '';
        }
        /* translators: %s: a length of time */
        return sprintf(__('orders have waited for %s without being sent. Check that WP-Cron runs: it empties the queue.', 'ledgerbridge'), human_time_diff($oldest));
    }

    /** Not even the sign of life that is given every hour: nothing of ours runs in this shop. */
    private function noContact(): string
    {
        $last = max($this->health->all()['reached_at'], $this->connection->pairedAt());
        if (0 === $last || time() - $last < self::patience() || $this->health->away()) {
            return '';
        }
        /* translators: %s: a length of time */
        return sprintf(__('this shop has not spoken to the service for %s. Check that WP-Cron runs.', 'ledgerbridge'), human_time_diff($last));
    }

    /** Orders that were tried for hours and that the service does not take, while it takes others. */
    private function refused(): string
    {
        $row = $this->rows->longestRefused();
        if (null === $row || time() - $row->changedAt < self::patience() || $this->health->away()) {
            return '';
        }
        /* translators: 1: number of an order, 2: a length of time, 3: what the service said */
        return sprintf(__('order %1$s has not been taken by the service for %2$s; it is tried again by itself. (%3$s)', 'ledgerbridge'), '' === $row->number ? $row->orderId : $row->number, human_time_diff($row->changedAt), $row->lastError);
    }

    /** Orders are booked, but their news does not come in. */
    private function unheard(): string
    {
        $since = $this->health->all()['unheard_since'];
        if (0 === $since || time() - $since < HOUR_IN_SECONDS) {
            return '';
        }
        /* translators: %s: a length of time */
        return sprintf(__('the service has not been able to tell this shop how its orders stand for %s. They are booked; check that its REST API can be reached, and that the key under WooCommerce → Settings → Advanced was not revoked.', 'ledgerbridge'), human_time_diff($since));
    }
}
