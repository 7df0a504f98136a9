<?php
declare(strict_types=1);

namespace Ledgerbridge\Admin;

use Ledgerbridge\Plugin;
use Ledgerbridge\Service\Desk;
use Ledgerbridge\Service\Refused;
use Ledgerbridge\Status\Badge;

defined('ABSPATH') || exit;

/**
 * The first section: what needs attention, is it alive, what was booked today, what waits. The service describes it;
 * what the shop itself knows (its outbox, who reached whom) stands above, also while the service is away.
 */
final class OverviewPage
{
    public function __construct(private readonly Plugin $plugin)
    {
    }

    public function show(): void
    {
        $overview = $this->plugin->connection->usable() ? $this->read() : null;
        if (! $this->plugin->connection->usable() || self::unfinished($overview)) {
            Rights::mayChange() ? (new ConnectionPage($this->plugin))->show($overview) : Screen::notYet();
            return;
        }
        foreach (array_filter((array) ($overview['notices'] ?? []), 'is_array') as $notice) {
            Said::notice(sanitize_html_class(Table::text($notice, 'kind')), Table::text($notice, 'text'));
        }
        echo Shown::html((array) ($overview['sections'] ?? []), fn (array $table, int $row): string => self::actions($table, $row)); // phpcs:ignore WordPress.Security.EscapeOutput -- Shown escapes, and so does actions().
        echo Shown::html([$this->here(null === $overview)]); // phpcs:ignore WordPress.Security.EscapeOutput -- Shown escapes.
    }

    /** @return array<string, mixed>|null null when the service is away: said on the screen, and the rest is shown without it */
    public function read(): ?array
    {
        try {
            return $this->plugin->desk->call('overview');
        } catch (Refused $why) {
            Said::notice(
                'error',
                $why->away()
                    ? __('The service does not answer just now. Orders are kept and sent by themselves when it is back; nothing is lost.', 'ledgerbridge') . ' (' . $why->getMessage() . ')'
                    : $why->getMessage()
            );
            return null;
        }
    }

    /**
     * Every order with this cause is tried again, however many there are.
     *
     * @param array<string, mixed> $input the posted fields, unslashed; the button's value names the cause
     * @throws Refused
     */
    public function retry(int $number, array $input): string
    {
        $causes = array_filter((array) ($input['ledgerbridge_causes'] ?? []), 'is_string');
        $cause = $causes[$number] ?? '';
        if ('' === $cause) {
            return Screen::url();
        }
        $count = (int) ($this->plugin->desk->call('order.retry', ['cause' => $cause], Desk::ACTION)['ringing'] ?? 0);
        /* translators: %s: number of orders */
        $tried = _n('%s order is tried again now.', '%s orders are tried again now.', $count, 'ledgerbridge');
        Said::remember('success', sprintf($tried, number_format_i18n($count)));
        return Screen::url();
    }

    /** @param array<mixed> $table its rows' causes stand beside it */
    private static function actions(array $table, int $row): string
    {
        $cause = ((array) ($table['causes'] ?? []))[$row] ?? '';
        if (! is_string($cause) || '' === $cause || ! Rights::mayChange()) {
            return '';
        }
        return '<input type="hidden" name="ledgerbridge_causes[' . $row . ']" value="' . esc_attr($cause) . '">'
            . '<button type="submit" name="save" value="retry_cause_' . $row . '" class="button">' . esc_html__('Retry all of this cause', 'ledgerbridge') . '</button>';
    }

    /**
     * Not connected yet, no administration, or just back from Exact: the steps come first.
     *
     * @param array<string, mixed>|null $overview
     */
    private static function unfinished(?array $overview): bool
    {
        $connection = $overview['connection'] ?? null;
        // phpcs:ignore WordPress.Security.NonceVerification -- only chooses what is looked at.
        $back = isset($_GET['ledgerbridge']);
        return is_array($connection) && ($back || 'connected' !== ($connection['state'] ?? '') || empty($connection['division']));
    }

    /** @return array<string, mixed> a section as docs/contracts.md 3, Shown: what the shop itself knows */
    private function here(bool $alone): array
    {
        $health = $this->plugin->health->all();
        $facts = [
            ['label' => __('Waiting to be sent', 'ledgerbridge'), 'text' => self::backlogText($this->plugin->rows->backlog())],
            ['label' => __('Shop reached the service', 'ledgerbridge'), 'text' => self::ago($health['reached_at'])],
            ['label' => __('Service reached the shop', 'ledgerbridge'), 'text' => self::ago($health['heard_at'])],
        ];
        if ($health['away_since'] > 0) {
            $facts[] = ['label' => __('Away since', 'ledgerbridge'), 'text' => self::ago($health['away_since']), 'note' => $health['away_why']];
        }
        if ($alone) {
            $facts[] = ['label' => __('Orders', 'ledgerbridge'), 'text' => self::countsText($this->plugin->rows->states())];
        }
        return ['title' => __('Seen from this shop', 'ledgerbridge'), 'facts' => $facts];
    }

    /** @param array{count: int, oldest: int|null} $backlog */
    private static function backlogText(array $backlog): string
    {
        if (0 === $backlog['count']) {
            return __('nothing', 'ledgerbridge');
        }
        /* translators: 1: number of orders, 2: a length of time */
        return sprintf(_n('%1$d order, for %2$s', '%1$d orders, the oldest for %2$s', $backlog['count'], 'ledgerbridge'), $backlog['count'], human_time_diff((int) $backlog['oldest']));
    }

    /** @param array<string, int> $counts orders by state */
    private static function countsText(array $counts): string
    {
        $said = [];
        foreach (Badge::STATES as $state) {
            if (($counts[$state] ?? 0) > 0) {
                $said[] = Badge::label($state) . ': ' . $counts[$state];
            }
        }
        return [] === $said ? '–' : implode(' · ', $said);
    }

    private static function ago(int $moment): string
    {
        /* translators: %s: a length of time, "5 mins" */
        return $moment > 0 ? sprintf(__('%s ago', 'ledgerbridge'), human_time_diff($moment)) : __('never yet', 'ledgerbridge');
    }
}
