<?php
declare(strict_types=1);

namespace Ledgerbridge\Admin;

use Ledgerbridge\Order\Snapshot;
use Ledgerbridge\Plugin;
use Ledgerbridge\Service\Desk;
use Ledgerbridge\Service\Refused;

defined('ABSPATH') || exit;

/** The second section: the settings the service describes, drawn with WordPress's own fields. */
final class BookingPage
{
    public function __construct(private readonly Plugin $plugin)
    {
    }

    public function show(): void
    {
        try {
            $form = $this->plugin->desk->call('settings.form', ['payment_methods' => self::paymentMethods(), 'statuses' => self::statuses()]);
        } catch (Refused $why) {
            Said::notice(
                'error',
                $why->away()
                    ? __('The settings are kept by the service, which does not answer just now. Orders are kept meanwhile; nothing is lost.', 'ledgerbridge') . ' (' . $why->getMessage() . ')'
                    : $why->getMessage()
            );
            return;
        }
        $entered = (array) (Said::more()['values'] ?? []);
        $errors = (array) (Said::more()['errors'] ?? []);
        $sections = array_filter((array) ($form['sections'] ?? []), 'is_array');
        self::showLooseErrors($sections, $errors);
        self::showContents($sections);
        foreach ($sections as $section) {
            $this->showSection($section, $entered, $errors);
        }
        if ([] === $sections) {
            Said::notice('info', __('Connect Exact Online and choose an administration first.', 'ledgerbridge'));
            return;
        }
        echo '<input type="hidden" name="ledgerbridge_version" value="' . esc_attr((string) (int) ($form['version'] ?? 0)) . '">';
        echo '<p class="submit"><button type="submit" name="save" value="save_booking" class="button button-primary">' . esc_html__('Save settings', 'ledgerbridge') . '</button></p>';
    }

    /**
     * Errors that belong to no field of the form ("somebody else saved meanwhile").
     *
     * @param array<array<string, mixed>> $sections
     * @param array<string, mixed> $errors
     */
    private static function showLooseErrors(array $sections, array $errors): void
    {
        $fields = array_merge(...array_map(static fn (array $section): array => array_column((array) ($section['fields'] ?? []), 'name'), array_values($sections)), ...[[]]);
        foreach (array_diff_key($errors, array_flip($fields)) as $error) {
            Said::notice('error', (string) $error);
        }
    }

    /**
     * The form is long: a row of links to its sections.
     *
     * @param array<array<string, mixed>> $sections
     */
    private static function showContents(array $sections): void
    {
        $links = array_map(
            static fn (array $section): string => '<a href="#' . esc_attr(self::anchor($section)) . '">' . esc_html((string) ($section['title'] ?? '')) . '</a>',
            $sections
        );
        echo count($links) > 1 ? '<p class="ledgerbridge-contents">' . implode(' · ', $links) . '</p>' : ''; // phpcs:ignore WordPress.Security.EscapeOutput
    }

    /** @param array<string, mixed> $section */
    private static function anchor(array $section): string
    {
        return 'ledgerbridge-section-' . sanitize_html_class((string) ($section['name'] ?? ''));
    }

    /** @return list<array{id: string, title: string}> every way to pay the shop has, switched on or not: old orders know them too */
    public static function paymentMethods(): array
    {
        $methods = [];
        foreach (WC()->payment_gateways()->payment_gateways() as $gateway) {
            $methods[] = ['id' => (string) $gateway->id, 'title' => wp_strip_all_tags((string) $gateway->get_method_title())];
        }
        return $methods;
    }

    /** @return list<array{value: string, label: string}> also those other plugins added */
    public static function statuses(): array
    {
        $statuses = [];
        foreach (wc_get_order_statuses() as $status => $label) {
            $name = (string) preg_replace('/^wc-/', '', $status);
            if (! in_array($name, Snapshot::DRAFTS, true)) {
                $statuses[] = ['value' => $name, 'label' => wp_strip_all_tags((string) $label)];
            }
        }
        return $statuses;
    }

    /**
     * @param array<string, mixed> $section
     * @param array<string, mixed> $entered
     * @param array<string, mixed> $errors
     */
    private function showSection(array $section, array $entered, array $errors): void
    {
        echo '<h2 id="' . esc_attr(self::anchor($section)) . '">' . esc_html((string) ($section['title'] ?? '')) . '</h2>';
        if ('' !== (string) ($section['text'] ?? '')) {
            echo '<p>' . esc_html((string) $section['text']) . '</p>';
        }
        echo '<table class="form-table">';
        foreach (array_filter((array) ($section['fields'] ?? []), 'is_array') as $field) {
            $name = (string) ($field['name'] ?? '');
            $value = array_key_exists($name, $entered) ? $entered[$name] : ($field['value'] ?? '');
            echo Field::row($field, $value, (string) ($errors[$name] ?? '')); // phpcs:ignore WordPress.Security.EscapeOutput -- Field escapes.
        }
        echo '</table>';
    }

    /**
     * @param array<string, mixed> $input the posted fields, unslashed
     * @throws Refused
     */
    public function save(array $input): string
    {
        $values = Field::read((array) ($input[Field::VALUES] ?? []), (array) ($input[Field::TYPES] ?? []));
        $args = ['version' => absint($input['ledgerbridge_version'] ?? 0), 'values' => (object) $values];
        try {
            $answer = $this->plugin->desk->call('settings.save', $args, Desk::ACTION);
        } catch (Refused $why) {
            Said::remember('error', $why->getMessage(), ['values' => $values]);
            return Screen::url('booking');
        }
        if (true === ($answer['saved'] ?? false)) {
            Said::remember('success', __('The settings are saved. Orders that waited for them are tried again by themselves.', 'ledgerbridge'));
        } else {
            Said::remember(
                'error',
                __('Nothing was saved yet: look at the marked fields.', 'ledgerbridge'),
                ['values' => $values, 'errors' => (array) ($answer['errors'] ?? [])]
            );
        }
        return Screen::url('booking');
    }
}
