<?php
declare(strict_types=1);

namespace Ledgerbridge\Admin;

use Ledgerbridge\Plugin;
use Ledgerbridge\Service\Desk;
use Ledgerbridge\Service\Refused;

defined('ABSPATH') || exit;

/** Every attempt to book an order, newest first: searched, a page at a time, and as a file. Without personal data. */
final class ActivityPage
{
    public const CSV = 'ledgerbridge_activity_csv';

    /** What can be asked for: docs/contracts.md 3, activity.read. */
    private const FILTERS = ['find', 'outcome', 'first', 'last'];

    public function __construct(private readonly Plugin $plugin)
    {
    }

    /** @param array<string, mixed> $input the posted fields, unslashed; where the filter's button leads */
    public static function filtered(array $input): string
    {
        return add_query_arg(array_map('rawurlencode', self::chosen($input, 'ledgerbridge_')), Screen::url('activity'));
    }

    public function show(): void
    {
        // phpcs:disable WordPress.Security.NonceVerification -- only chooses what is looked at.
        $chosen = self::chosen(wp_unslash($_GET), '');
        $before = isset($_GET['before']) ? absint($_GET['before']) : 0;
        // phpcs:enable
        echo '<h2>' . esc_html__('Activity', 'ledgerbridge') . '</h2>';
        echo '<p class="ledgerbridge-no-print">' . esc_html__('Every attempt to book an order, what came of it and what it cost. No names, no addresses: numbers, amounts and causes only.', 'ledgerbridge') . '</p>';
        try {
            $read = $this->plugin->desk->call('activity.read', $chosen + (0 === $before ? [] : ['before' => $before]));
        } catch (Refused $why) {
            Said::refused($why);
            return;
        }
        $this->showFilter($chosen, (array) ($read['outcomes'] ?? []));
        echo Shown::html((array) ($read['sections'] ?? [])); // phpcs:ignore WordPress.Security.EscapeOutput -- Shown escapes.
        $here = add_query_arg(array_map('rawurlencode', $chosen), Screen::url('activity'));
        $next = absint($read['next'] ?? 0);
        $links = 0 === $before ? [] : [__('Newest', 'ledgerbridge') => $here];
        $links += 0 === $next ? [] : [__('Older', 'ledgerbridge') => add_query_arg('before', $next, $here)];
        echo '<p class="ledgerbridge-no-print">';
        foreach ($links as $label => $url) {
            echo '<a class="button" href="' . esc_url($url) . '">' . esc_html($label) . '</a> ';
        }
        echo '</p>';
    }

    /**
     * @param array<string, string> $chosen
     * @param array<mixed> $outcomes
     */
    private function showFilter(array $chosen, array $outcomes): void
    {
        echo '<p class="ledgerbridge-filter ledgerbridge-no-print"><span><label for="ledgerbridge_find">' . esc_html__('Order, document or cause', 'ledgerbridge') . '</label> ';
        echo '<input type="search" id="ledgerbridge_find" name="ledgerbridge_find" value="' . esc_attr($chosen['find'] ?? '') . '"></span> ';
        echo '<span><label for="ledgerbridge_outcome">' . esc_html__('Came of it', 'ledgerbridge') . '</label> <select id="ledgerbridge_outcome" name="ledgerbridge_outcome">';
        echo '<option value="">' . esc_html__('Anything', 'ledgerbridge') . '</option>';
        foreach (array_filter($outcomes, 'is_array') as $one) {
            $value = Table::text($one, 'value');
            echo '<option value="' . esc_attr($value) . '"' . selected($value, $chosen['outcome'] ?? '', false) . '>' . esc_html(Table::text($one, 'label')) . '</option>';
        }
        echo '</select></span> ';
        foreach (['first' => __('From', 'ledgerbridge'), 'last' => __('To', 'ledgerbridge')] as $name => $label) {
            printf('<span><label for="ledgerbridge_%1$s">%2$s</label> <input type="date" id="ledgerbridge_%1$s" name="ledgerbridge_%1$s" value="%3$s"></span> ', esc_attr($name), esc_html($label), esc_attr($chosen[$name] ?? ''));
        }
        $csv = wp_nonce_url(add_query_arg(array_map('rawurlencode', $chosen), admin_url('admin-post.php?action=' . self::CSV)), self::CSV);
        echo '<button type="submit" name="save" value="show_activity" class="button button-primary">' . esc_html__('Show', 'ledgerbridge') . '</button> ';
        echo '<a class="button" href="' . esc_url($csv) . '">' . esc_html__('Download as CSV', 'ledgerbridge') . '</a></p>';
    }

    /** All of what the filter shows, however much it is, in as many parts as that takes. */
    public function csv(): void
    {
        $chosen = self::chosen(wp_unslash($_GET), ''); // phpcs:ignore WordPress.Security.NonceVerification -- Download checks it first.
        Download::send(
            self::CSV,
            'text/csv',
            fn (int $before): array => $this->plugin->desk->call('activity.csv', $chosen + (0 === $before ? [] : ['before' => $before]), Desk::ACTION)
        );
    }

    /**
     * @param array<mixed> $given
     * @return array<string, string> only what is filled in, and days that are days
     */
    private static function chosen(array $given, string $prefix): array
    {
        $chosen = [];
        foreach (self::FILTERS as $name) {
            $text = mb_substr(sanitize_text_field(Table::text($given, $prefix . $name)), 0, 80);
            $day = in_array($name, ['first', 'last'], true);
            $chosen += '' === $text || ($day && 1 !== preg_match('/^\d{4}-\d{2}-\d{2}$/', $text)) ? [] : [$name => $text];
        }
        return $chosen;
    }
}
