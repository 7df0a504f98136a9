<?php
declare(strict_types=1);

namespace Ledgerbridge\Status;

use Ledgerbridge\Order\Row;

defined('ABSPATH') || exit;

/** An order's state in one word, with its colour class and the reason. Says it in text, never by colour alone. */
final class Badge
{
    /** States the service may report (docs/contracts.md 5). */
    public const STATES = ['waiting', 'checking', 'booked', 'credited', 'attention', 'skipped', 'parked'];

    /** This long an answer is waited for; an order that stands as it should gets none. */
    private const ANSWER_SECONDS = 120;

    private function __construct(public readonly string $state, public readonly string $label, public readonly string $title)
    {
    }

    public static function of(?Row $row): self
    {
        if (null === $row || ('' === $row->state && ! $row->unsent() && 0 === $row->sentSequence)) {
            return new self('none', __('Not sent', 'ledgerbridge'), __('This order was never sent to Exact Online.', 'ledgerbridge'));
        }
        $state = in_array($row->state, self::STATES, true) ? $row->state : 'waiting';
        return new self($state, self::label($state), self::title($row, $state));
    }

    public static function label(string $state): string
    {
        return match ($state) {
            'checking' => __('Checking', 'ledgerbridge'),
            'booked' => __('Booked', 'ledgerbridge'),
            'credited' => __('Credited', 'ledgerbridge'),
            'attention' => __('Needs attention', 'ledgerbridge'),
            'skipped' => __('Skipped', 'ledgerbridge'),
            'parked' => __('Parked', 'ledgerbridge'),
            default => __('Waiting', 'ledgerbridge'),
        };
    }

    /** Does the state change soon by itself, so that looking again is worth it? */
    public function moving(?Row $row): bool
    {
        return null !== $row && ($row->unsent() || in_array($this->state, ['waiting', 'checking'], true) || self::unanswered($row));
    }

    /** Handed over a moment ago, and the service has not said anything since: a push, or a change of a booked order. */
    private static function unanswered(Row $row): bool
    {
        return $row->changedAt > (int) $row->reportedAt && time() - $row->changedAt < self::ANSWER_SECONDS;
    }

    /** Escaped HTML. */
    public function html(): string
    {
        return sprintf(
            '<mark class="ledgerbridge-badge ledgerbridge-badge--%s" title="%s"><span>%s</span></mark>',
            esc_attr($this->state),
            esc_attr($this->title),
            esc_html($this->label)
        );
    }

    /** Why it stands there; what is still under way is said too. */
    private static function title(Row $row, string $state): string
    {
        $said = [];
        if (null !== $row->report) {
            $said[] = Text::of($row->report['problem']['what'] ?? null);
            $said[] = Text::of($row->report['reason']['text'] ?? null);
        }
        if ($row->unsent()) {
            $said[] = self::underWay($row);
        } elseif ('waiting' === $state && null === $row->report) {
            $said[] = __('The service has the order; its answer is on the way.', 'ledgerbridge');
        }
        return implode(' ', array_filter($said));
    }

    private static function underWay(Row $row): string
    {
        if ('' === $row->lastError) {
            return __('A change is on its way to the service.', 'ledgerbridge');
        }
        /* translators: %s: what went wrong, as the service or the network said it */
        return sprintf(__('Not delivered yet, tried again by itself: %s', 'ledgerbridge'), $row->lastError);
    }
}
