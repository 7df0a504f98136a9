<?php
declare(strict_types=1);

namespace Ledgerbridge\Admin;

use Ledgerbridge\Plugin;
use Ledgerbridge\Service\Desk;
use Ledgerbridge\Service\Refused;

defined('ABSPATH') || exit;

/**
 * Store against books of a period: what was sold beside what Exact holds, and every difference with its order and cause.
 * The service makes it; looking costs one request and asks nothing of Exact.
 */
final class ReportPage
{
    public const CSV = 'ledgerbridge_report_csv';

    public function __construct(private readonly Plugin $plugin)
    {
    }

    /** @param array<string, mixed> $input the posted fields, unslashed; where the filter's button leads */
    public static function filtered(array $input): string
    {
        return add_query_arg(self::chosen($input, 'ledgerbridge_'), Screen::url('report'));
    }

    /**
     * A new one, read anew from Exact.
     *
     * @param array<string, mixed> $input the posted fields, unslashed
     * @throws Refused
     */
    public function make(array $input): string
    {
        $this->plugin->desk->call('report.make', self::args(self::chosen($input, 'ledgerbridge_')), Desk::ACTION);
        return self::filtered($input);
    }

    public function show(): void
    {
        // phpcs:ignore WordPress.Security.NonceVerification -- only chooses what is looked at.
        $chosen = self::chosen(wp_unslash($_GET), '');
        echo '<h2>' . esc_html__('Report: store against books', 'ledgerbridge') . '</h2>';
        echo '<p class="ledgerbridge-no-print">' . esc_html__('What the shop sold in a period beside what Exact Online holds of it, read anew from there; and every difference with its order and cause.', 'ledgerbridge') . '</p>';
        try {
            $read = $this->plugin->desk->call('report.read', self::args($chosen) + ['payment_methods' => BookingPage::paymentMethods()]);
        } catch (Refused $why) {
            Said::refused($why);
            echo '<p><a class="button" href="' . esc_url(Screen::url('report')) . '">' . esc_html__('Choose another period', 'ledgerbridge') . '</a></p>';
            return;
        }
        $making = true === ($read['making'] ?? false);
        $this->showFilter((array) ($read['period'] ?? []), (array) ($read['periods'] ?? []), $making);
        foreach (array_filter((array) ($read['notices'] ?? []), 'is_array') as $notice) {
            Said::notice(sanitize_html_class(Table::text($notice, 'kind')), Table::text($notice, 'text'));
        }
        if ($making) {
            echo '<p class="ledgerbridge-no-print"><a class="button" href="' . esc_url(add_query_arg($chosen, Screen::url('report'))) . '">' . esc_html__('Load again', 'ledgerbridge') . '</a></p>';
        }
        $id = absint($read['id'] ?? 0);
        if (0 !== $id) {
            $csv = wp_nonce_url(admin_url('admin-post.php?action=' . self::CSV . "&report=$id"), self::CSV);
            echo '<p class="ledgerbridge-no-print"><button type="button" class="button hide-if-no-js" onclick="window.print()">' . esc_html__('Print', 'ledgerbridge') . '</button> ';
            echo '<a class="button" href="' . esc_url($csv) . '">' . esc_html__('Download as CSV', 'ledgerbridge') . '</a></p>';
        }
        echo Shown::html((array) ($read['sections'] ?? [])); // phpcs:ignore WordPress.Security.EscapeOutput -- Shown escapes.
    }

    /**
     * @param array<mixed> $period
     * @param array<mixed> $periods
     */
    private function showFilter(array $period, array $periods, bool $making): void
    {
        $name = Table::text($period, 'name');
        echo '<p class="ledgerbridge-filter ledgerbridge-no-print"><label for="ledgerbridge_period">' . esc_html__('Period', 'ledgerbridge') . '</label> <select id="ledgerbridge_period" name="ledgerbridge_period">';
        foreach (array_filter($periods, 'is_array') as $one) {
            $value = Table::text($one, 'value');
            echo '<option value="' . esc_attr($value) . '"' . selected($value, $name, false) . '>' . esc_html(Table::text($one, 'label')) . '</option>';
        }
        echo '</select> ';
        foreach (['from' => [__('From', 'ledgerbridge'), 'first'], 'to' => [__('To', 'ledgerbridge'), 'last']] as $id => [$label, $day]) {
            printf('<label for="ledgerbridge_%1$s">%2$s</label> <input type="date" id="ledgerbridge_%1$s" name="ledgerbridge_%1$s" value="%3$s"> ', esc_attr($id), esc_html($label), esc_attr(Table::text($period, $day)));
        }
        $shown = ['shown' => $name, 'days' => Table::text($period, 'first') . '/' . Table::text($period, 'last')];
        foreach ($shown as $id => $value) {
            printf('<input type="hidden" name="ledgerbridge_%s" value="%s">', esc_attr($id), esc_attr($value));
        }
        echo '<button type="submit" name="save" value="show_report" class="button">' . esc_html__('Show', 'ledgerbridge') . '</button> ';
        echo '<button type="submit" name="save" value="make_report" class="button button-primary"' . disabled($making, true, false) . '>' . esc_html__('Make anew', 'ledgerbridge') . '</button></p>';
    }

    public function csv(): void
    {
        Download::send(self::CSV, 'text/csv', fn (): array => $this->plugin->desk->call('report.csv', ['id' => isset($_GET['report']) ? absint($_GET['report']) : 0])); // phpcs:ignore WordPress.Security.NonceVerification -- Download checks it first.
    }

    /**
     * What was asked for, as it stands in the address. Whoever changes the days of a named period asks for those days.
     *
     * @param array<mixed> $given
     * @return array<string, string> period, from, to
     */
    private static function chosen(array $given, string $prefix): array
    {
        $period = sanitize_key(Table::text($given, $prefix . 'period'));
        if ('' !== $prefix && Table::text($given, $prefix . 'shown') === $period && self::days($given, $prefix) !== Table::text($given, $prefix . 'days')) {
            $period = 'own';
        }
        if ('own' !== $period) {
            return '' === $period ? [] : ['period' => $period];
        }
        $days = ['from' => Table::text($given, $prefix . 'from'), 'to' => Table::text($given, $prefix . 'to')];
        return ['period' => $period] + array_filter($days, static fn (string $day): bool => 1 === preg_match('/^\d{4}-\d{2}-\d{2}$/', $day));
    }

    /** @param array<mixed> $given */
    private static function days(array $given, string $prefix): string
    {
        return Table::text($given, $prefix . 'from') . '/' . Table::text($given, $prefix . 'to');
    }

    /**
     * @param array<string, string> $chosen
     * @return array<string, string>
     */
    private static function args(array $chosen): array
    {
        $named = ['period' => 'period', 'from' => 'first', 'to' => 'last'];
        return array_combine(array_map(static fn (string $name): string => $named[$name], array_keys($chosen)), $chosen);
    }
}
