<?php
/** The queue: actions in an option, run by do_action('action_scheduler_run_queue'). Version 3's manners. */

defined('ABSPATH') || exit;

final class ActionScheduler_Store
{
    public const STATUS_PENDING = 'pending';
}

function as_enqueue_async_action(string $hook, array $args = [], string $group = '', bool $unique = false): int
{
    return ledgerbridge_stand_in_plan(['hook' => $hook, 'group' => $group, 'at' => time(), 'every' => 0]);
}

function as_schedule_recurring_action(int $at, int $every, string $hook, array $args = [], string $group = ''): int
{
    return ledgerbridge_stand_in_plan(['hook' => $hook, 'group' => $group, 'at' => $at, 'every' => $every]);
}

function ledgerbridge_stand_in_plan(array $action): int
{
    $planned = get_option('stand_in_actions', []);
    $planned[] = $action;
    update_option('stand_in_actions', $planned, false);
    return count($planned);
}

function as_has_scheduled_action(string $hook, ?array $args = null, string $group = ''): bool
{
    return [] !== as_get_scheduled_actions(['hook' => $hook, 'group' => $group]);
}

function as_get_scheduled_actions(array $args = [], string $format = ''): array
{
    $fits = static fn (array $action): bool => $action['hook'] === $args['hook'] && $action['group'] === ($args['group'] ?? $action['group']);
    return array_keys(array_filter(get_option('stand_in_actions', []), $fits));
}

function as_unschedule_all_actions(string $hook, array $args = [], string $group = ''): void
{
    $stays = static fn (array $action): bool => ('' !== $hook && $action['hook'] !== $hook) || $action['group'] !== $group;
    update_option('stand_in_actions', array_values(array_filter(get_option('stand_in_actions', []), $stays)), false);
}

add_action(
    'action_scheduler_run_queue',
    static function (): void {
        $planned = get_option('stand_in_actions', []);
        $due = array_filter($planned, static fn (array $action): bool => $action['at'] <= time());
        $later = array_diff_key($planned, $due);
        foreach ($due as $action) {
            if ($action['every']) {
                $later[] = ['at' => time() + $action['every']] + $action;
            }
        }
        update_option('stand_in_actions', array_values($later), false);
        foreach ($due as $action) {
            do_action($action['hook']);
        }
    }
);
