<?php
declare(strict_types=1);

namespace Ledgerbridge\Admin;

defined('ABSPATH') || exit;

/** A table of a screen, and the plain texts its cells come from. */
final class Table
{
    /**
     * @param list<string> $heads
     * @param list<list<string>> $rows escaped
     */
    public static function show(array $heads, array $rows): void
    {
        $name = implode(', ', array_filter($heads, 'strlen'));
        echo '<div class="ledgerbridge-wide" tabindex="0" role="region" aria-label="' . esc_attr($name) . '"><table class="widefat striped"><thead><tr>';
        foreach ($heads as $head) {
            echo '<th scope="col">' . esc_html($head) . '</th>';
        }
        echo '</tr></thead><tbody>';
        foreach ($rows as $row) {
            echo '<tr><td>' . implode('</td><td>', $row) . '</td></tr>'; // phpcs:ignore WordPress.Security.EscapeOutput -- escaped by the caller.
        }
        echo '</tbody></table></div>';
    }

    /** @param array<mixed> $from what the service said; '' for what it did not */
    public static function text(array $from, string $name): string
    {
        return is_scalar($from[$name] ?? null) ? (string) $from[$name] : '';
    }
}
