<?php
declare(strict_types=1);

namespace Ledgerbridge\Admin;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Ledgerbridge\Order\OrderList;
use Ledgerbridge\Status\Badge;

defined('ABSPATH') || exit;

/**
 * Draws what the service describes (docs/contracts.md 3, "Shown"): sections of facts, tables and notes, with WordPress's
 * own looks. Everything in it came over the network: every piece is escaped where it is printed.
 */
final class Shown
{
    /**
     * @param array<mixed> $sections
     * @param (callable(array<mixed>, int): string)|null $actions escaped HTML for the last cell of a table's row
     */
    public static function html(array $sections, ?callable $actions = null): string
    {
        return implode('', array_map(static fn (array $section): string => self::section($section, $actions), self::arrays($sections)));
    }

    /** @param array<string, mixed> $section */
    private static function section(array $section, ?callable $actions): string
    {
        $html = '<section class="ledgerbridge-shown"><h2>' . esc_html(self::text($section, 'title')) . '</h2>';
        $facts = '';
        foreach (self::arrays($section['facts'] ?? []) as $fact) {
            $facts .= '<tr><th scope="row">' . esc_html(self::text($fact, 'label')) . '</th><td>' . self::cell($fact) . '</td></tr>';
        }
        $html .= '' === $facts ? '' : '<table class="form-table ledgerbridge-facts"><tbody>' . $facts . '</tbody></table>';
        $html .= implode('', array_map(static fn (array $table): string => self::table($table, $actions), self::arrays($section['tables'] ?? [])));
        foreach (array_filter((array) ($section['notes'] ?? []), 'is_scalar') as $note) {
            $html .= '<p class="description">' . esc_html((string) $note) . '</p>';
        }
        $sum = self::text($section, 'sum');
        return $html . ('' === $sum ? '' : '<pre class="ledgerbridge-sum">' . esc_html($sum) . '</pre>') . '</section>';
    }

    /** @param array<string, mixed> $table wider than a phone: it scrolls by itself, also by keyboard */
    private static function table(array $table, ?callable $actions): string
    {
        $columns = self::arrays($table['columns'] ?? []);
        $rows = self::arrays($table['rows'] ?? []);
        $last = null === $actions ? [] : array_map(static fn (int $number): string => $actions($table, $number), array_keys($rows));
        $acts = '' !== implode('', $last);
        $caption = self::text($table, 'caption');
        $html = '<div class="ledgerbridge-wide" tabindex="0" role="region" aria-label="' . esc_attr($caption) . '"><table class="widefat striped' . ($acts ? ' ledgerbridge-acts' : '') . '"><caption class="screen-reader-text">' . esc_html($caption) . '</caption><thead><tr>';
        foreach ($columns as $column) {
            $html .= '<th scope="col"' . self::side($column) . '>' . esc_html(self::text($column, 'label')) . '</th>';
        }
        $html .= ($acts ? '<td class="ledgerbridge-no-print"></td>' : '') . '</tr></thead><tbody>';
        foreach ($rows as $number => $row) {
            $html .= '<tr>';
            foreach (self::arrays($row) as $place => $cell) {
                $label = $acts ? ' data-label="' . esc_attr(self::text($columns[$place] ?? [], 'label')) . '"' : '';
                $html .= 0 === $place ? '<th scope="row">' . self::cell($cell) . '</th>' : '<td' . self::side($columns[$place] ?? []) . $label . '>' . self::cell($cell) . '</td>';
            }
            $html .= ($acts ? '<td class="ledgerbridge-no-print">' . $last[$number] . '</td>' : '') . '</tr>';
        }
        return $html . '</tbody></table></div>';
    }

    /** @param array<string, mixed> $column */
    private static function side(array $column): string
    {
        return true === ($column['number'] ?? false) ? ' class="ledgerbridge-number"' : '';
    }

    /** @param array<string, mixed> $cell a value, and in small why; it may lead to an order, to the orders in a state, or to Exact */
    private static function cell(array $cell): string
    {
        $note = self::text($cell, 'note');
        $order = absint($cell['order_id'] ?? 0);
        $state = self::text($cell, 'orders');
        $url = match (true) {
            ! current_user_can('edit_shop_orders') && (0 !== $order || '' !== $state) => '', // the accountant's
            0 !== $order => esc_url(OrderUtil::get_order_admin_edit_url($order)),
            in_array($state, Badge::STATES, true) => esc_url(OrderList::url($state)),
            default => esc_url(self::text($cell, 'url'), ['http', 'https']),
        };
        $text = esc_html(self::text($cell, 'text'));
        return ('' === $url ? $text : '<a href="' . $url . '">' . $text . '</a>') . ('' === $note ? '' : '<br><span class="description">' . esc_html($note) . '</span>');
    }

    /**
     * @param mixed $value
     * @return list<array<mixed>>
     */
    private static function arrays($value): array
    {
        return array_values(array_filter((array) $value, 'is_array'));
    }

    /** @param array<mixed> $from */
    private static function text(array $from, string $name): string
    {
        return is_scalar($from[$name] ?? null) ? (string) $from[$name] : '';
    }
}
