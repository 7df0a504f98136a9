<?php
declare(strict_types=1);

namespace Ledgerbridge\Admin;

defined('ABSPATH') || exit;

/** One setting as the service describes it (docs/contracts.md 3, Section), as a row of a WordPress settings table. */
final class Field
{
    /** Posted under these names: values by field name, and each field's type (an unticked box posts nothing of itself). */
    public const VALUES = 'ledgerbridge_values';
    public const TYPES = 'ledgerbridge_types';

    /**
     * @param array<string, mixed> $field
     * @param mixed $value
     * @return string escaped HTML
     */
    public static function row(array $field, $value, string $error): string
    {
        $name = (string) ($field['name'] ?? '');
        $type = (string) ($field['type'] ?? 'text');
        $id = 'ledgerbridge-' . sanitize_html_class($name);
        $label = esc_html((string) ($field['label'] ?? $name));
        $head = in_array($type, ['radio', 'multiselect', 'checkbox'], true) ? $label : '<label for="' . esc_attr($id) . '">' . $label . '</label>';
        return '<tr data-field="' . esc_attr($name) . '"><th scope="row" class="titledesc">' . $head . '</th><td class="forminp forminp-' . esc_attr($type) . '">'
            . '<input type="hidden" name="' . esc_attr(self::TYPES . "[$name]") . '" value="' . esc_attr($type) . '">'
            . self::input($type, $field, $value, $id, self::VALUES . "[$name]", '' !== $error)
            . self::below($field, $error, $id, $value)
            . '</td></tr>';
    }

    /**
     * @param array<mixed> $posted values by name
     * @param array<mixed> $types types by name
     * @return array<string, string|bool|list<string>>
     */
    public static function read(array $posted, array $types): array
    {
        $values = [];
        foreach ($types as $name => $type) {
            $value = $posted[$name] ?? '';
            $values[sanitize_text_field((string) $name)] = match ($type) {
                'checkbox' => '1' === $value,
                'multiselect' => array_values(array_filter(array_map('sanitize_text_field', (array) $value), 'strlen')),
                default => is_scalar($value) ? sanitize_text_field((string) $value) : '',
            };
        }
        return $values;
    }

    /**
     * @param array<string, mixed> $field
     * @param mixed $value
     */
    private static function input(string $type, array $field, $value, string $id, string $name, bool $wrong): string
    {
        $choices = array_values(array_filter((array) ($field['choices'] ?? []), 'is_array'));
        $about = ' aria-describedby="' . esc_attr($id) . '-about"' . ($wrong ? ' aria-invalid="true"' : '');
        return match ($type) {
            'select' => '<select id="' . esc_attr($id) . '" name="' . esc_attr($name) . '" class="wc-enhanced-select"' . $about . '>' . self::options($choices, [self::plain($value)]) . '</select>',
            'radio' => self::ticks('radio', $choices, [self::plain($value)], $name, (string) ($field['label'] ?? '')),
            'multiselect' => self::ticks('checkbox', $choices, array_map([self::class, 'plain'], (array) $value), $name . '[]', (string) ($field['label'] ?? '')),
            'checkbox' => '<label><input type="checkbox" id="' . esc_attr($id) . '" name="' . esc_attr($name) . '" value="1"' . checked((bool) $value, true, false) . $about . '> ' . esc_html((string) ($field['label'] ?? '')) . '</label>',
            'number' => '<input type="number" step="any" class="small-text" id="' . esc_attr($id) . '" name="' . esc_attr($name) . '" value="' . esc_attr(self::plain($value)) . '"' . $about . '>',
            default => '<input type="text" class="regular-text" id="' . esc_attr($id) . '" name="' . esc_attr($name) . '" value="' . esc_attr(self::plain($value)) . '"' . $about . '>',
        };
    }

    /**
     * @param list<array<string, mixed>> $choices
     * @param string[] $chosen
     */
    private static function options(array $choices, array $chosen): string
    {
        $html = '';
        $choices = [...self::gone($choices, $chosen), ...$choices];
        $known = array_map(static fn (array $choice): string => self::plain($choice['value'] ?? ''), $choices);
        if ([] === array_intersect($chosen, $known) && ! in_array('', $known, true)) {
            $html .= '<option value="">' . esc_html__('– choose –', 'ledgerbridge') . '</option>';
        }
        foreach ($choices as $choice) {
            $value = self::plain($choice['value'] ?? '');
            $html .= '<option value="' . esc_attr($value) . '"' . selected(in_array($value, $chosen, true), true, false) . '>' . esc_html(self::plain($choice['label'] ?? $value)) . '</option>';
        }
        return $html;
    }

    /**
     * What is chosen and no longer offered.
     *
     * @param list<array<string, mixed>> $choices
     * @param string[] $chosen
     * @return list<array{value: string, label: string}>
     */
    private static function gone(array $choices, array $chosen): array
    {
        $known = array_map(static fn (array $choice): string => self::plain($choice['value'] ?? ''), $choices);
        $gone = array_values(array_diff(array_filter($chosen, 'strlen'), $known));
        /* translators: %s: a code that Exact no longer knows */
        return array_map(static fn (string $one): array => ['value' => $one, 'label' => sprintf(__('%s (no longer there)', 'ledgerbridge'), $one)], $gone);
    }

    /**
     * Radio buttons or boxes: all of them in sight, and usable without a script.
     *
     * @param list<array<string, mixed>> $choices
     * @param string[] $chosen
     */
    private static function ticks(string $type, array $choices, array $chosen, string $name, string $label): string
    {
        $html = '<fieldset><legend class="screen-reader-text">' . esc_html($label) . '</legend><ul>';
        foreach ([...('checkbox' === $type ? self::gone($choices, $chosen) : []), ...$choices] as $choice) {
            $value = self::plain($choice['value'] ?? '');
            $help = self::plain($choice['help'] ?? '');
            $html .= '<li><label><input type="' . $type . '" name="' . esc_attr($name) . '" value="' . esc_attr($value) . '"' . checked(in_array($value, $chosen, true), true, false) . '> '
                . esc_html(self::plain($choice['label'] ?? $value))
                . ('' === $help ? '' : ' <span class="description">' . esc_html($help) . '</span>') . '</label></li>';
        }
        return $html . '</ul></fieldset>';
    }

    /**
     * The error, the help, and what is proposed where something else is chosen.
     *
     * @param array<string, mixed> $field
     * @param mixed $value
     */
    private static function below(array $field, string $error, string $id, $value): string
    {
        $said = '' === $error ? '' : '<p class="ledgerbridge-error" role="alert">' . esc_html($error) . '</p>';
        $help = self::plain($field['help'] ?? '');
        $suggested = self::plain($field['suggested'] ?? '');
        $suggested = $suggested === self::plain($value) ? '' : $suggested;
        $about = ('' === $help ? '' : esc_html($help) . ' ')
            /* translators: %s: what the service proposes, and why */
            . ('' === $suggested ? '' : '<em>' . esc_html(sprintf(__('Proposed: %s', 'ledgerbridge'), self::labelOf($field, $suggested))) . '</em>');
        return $said . '<p class="description" id="' . esc_attr($id) . '-about">' . trim($about) . '</p>';
    }

    /** @param array<string, mixed> $field */
    private static function labelOf(array $field, string $value): string
    {
        foreach (array_filter((array) ($field['choices'] ?? []), 'is_array') as $choice) {
            if (self::plain($choice['value'] ?? '') === $value) {
                return self::plain($choice['label'] ?? $value);
            }
        }
        return $value;
    }

    /** @param mixed $value */
    private static function plain($value): string
    {
        return is_scalar($value) ? (string) $value : '';
    }
}
