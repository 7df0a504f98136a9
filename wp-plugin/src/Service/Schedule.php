<?php
declare(strict_types=1);

namespace Ledgerbridge\Service;

use Ledgerbridge\Log;
use Ledgerbridge\Order\Sweep;

defined('ABSPATH') || exit;

/**
 * When the outbox is emptied: as soon as something became due, and every minute as a safety net.
 *
 * Two action names without arguments, so that "is it planned already?" means the same in Action Scheduler 3 and 4
 * (uniqueness counts the arguments from 4.0 on, facts A5). A run never throws: a recurring action that fails five
 * times in a row is not planned again.
 */
final class Schedule
{
    public const EVERY_MINUTE = 'ledgerbridge_drain';
    public const SOON = 'ledgerbridge_drain_soon';
    public const GROUP = 'ledgerbridge';

    public function __construct(
        private readonly Outbox $outbox,
        private readonly Sweep $sweep,
        private readonly Connection $connection,
        private readonly Alarm $alarm,
        private readonly SignOfLife $sign
    ) {
    }

    public function register(): void
    {
        add_action(self::EVERY_MINUTE, fn () => $this->run(true));
        add_action(self::SOON, fn () => $this->run(false));
        add_action('admin_init', fn () => $this->ensure());
        add_action('action_scheduler_ensure_recurring_actions', fn () => $this->ensure());
    }

    /** Plan a run as soon as the queue gets to it. Planning costs a few queries and no HTTP. */
    public function soon(): void
    {
        if (function_exists('as_enqueue_async_action') && ! self::pending(self::SOON)) {
            as_enqueue_async_action(self::SOON, [], self::GROUP);
        }
    }

    /** The safety net exists while there is a service to talk to. */
    public function ensure(): void
    {
        if (! function_exists('as_schedule_recurring_action')) {
            return;
        }
        $this->connection->adopt();
        $planned = as_has_scheduled_action(self::EVERY_MINUTE, [], self::GROUP);
        if ($this->connection->paired() && ! $planned) {
            as_schedule_recurring_action(time(), MINUTE_IN_SECONDS, self::EVERY_MINUTE, [], self::GROUP);
        }
        if (! $this->connection->paired() && $planned) {
            self::stop();
        }
    }

    public static function stop(): void
    {
        if (function_exists('as_unschedule_all_actions')) {
            as_unschedule_all_actions(self::EVERY_MINUTE, [], self::GROUP);
            as_unschedule_all_actions(self::SOON, [], self::GROUP);
        }
    }

    private function run(bool $sweep): void
    {
        try {
            if ($sweep) {
                $this->sign->give();
                $this->alarm->watch();
                $this->sweep->run();
            }
            if ($this->outbox->drain()) {
                $this->soon();
            }
        } catch (\Throwable $why) {
            Log::caught('A run of the outbox failed; the next one is a minute away', $why);
        }
    }

    /** Waiting to run. A run that is under way does not count: it may have passed our row already. */
    private static function pending(string $hook): bool
    {
        return [] !== as_get_scheduled_actions(
            ['hook' => $hook, 'group' => self::GROUP, 'status' => \ActionScheduler_Store::STATUS_PENDING, 'per_page' => 1],
            'ids'
        );
    }
}
