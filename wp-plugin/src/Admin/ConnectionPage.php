<?php
declare(strict_types=1);

namespace Ledgerbridge\Admin;

use Ledgerbridge\Plugin;
use Ledgerbridge\Service\Desk;
use Ledgerbridge\Service\Refused;

defined('ABSPATH') || exit;

/** Who is connected to what, and the steps that remain. */
final class ConnectionPage
{
    /** Exact Online's own countries (contracts 3, connect.start). */
    private const COUNTRIES = ['nl', 'be', 'de', 'co.uk', 'fr', 'es', 'com'];

    /** More administrations than this are a drop-down list. */
    private const MOST_RADIOS = 8;

    public function __construct(private readonly Plugin $plugin)
    {
    }

    /** @param array<string, mixed>|null $overview what the service said already, if it did */
    public function show(?array $overview = null): void
    {
        if (! $this->plugin->connection->paired()) {
            $this->showPairing();
            return;
        }
        if ($this->plugin->connection->moved()) {
            $this->showMoved();
            return;
        }
        $overview ??= (new OverviewPage($this->plugin))->read();
        $connection = is_array($overview['connection'] ?? null) ? $overview['connection'] : null;
        if (null !== $connection) {
            $this->showBack();
            $this->showExact($this->lookedRound($connection));
        }
        $this->showUnpair();
    }

    private function showPairing(): void
    {
        $fixed = defined('LEDGERBRIDGE_SERVICE_URL') ? (string) LEDGERBRIDGE_SERVICE_URL : '';
        self::heading(
            __('Pair this shop with a Ledgerbridge service', 'ledgerbridge'),
            __('Whoever hosts the service gives you its address and a one-time code. The code is valid for ten minutes.', 'ledgerbridge')
        );
        echo '<table class="form-table">';
        self::row(
            'ledgerbridge_url',
            __('Address of the service', 'ledgerbridge'),
            '<input type="url" class="regular-text" id="ledgerbridge_url" name="ledgerbridge_url" placeholder="https://" value="' . esc_attr($fixed) . '"' . ('' === $fixed ? '' : ' readonly') . '>'
        );
        self::row(
            'ledgerbridge_code',
            __('Pairing code', 'ledgerbridge'),
            '<input type="text" class="regular-text" id="ledgerbridge_code" name="ledgerbridge_code" placeholder="LB-…" autocomplete="off" spellcheck="false">'
        );
        echo '</table>';
        self::buttons(['pair' => __('Pair', 'ledgerbridge')]);
    }

    private function showMoved(): void
    {
        self::heading(__('Is this a copy of the shop?', 'ledgerbridge'), '');
        Said::notice(
            'warning',
            sprintf(
                /* translators: 1: address the shop was paired under, 2: address it has now */
                __('This shop was paired as %1$s, but runs at %2$s. Nothing is sent to Exact Online until you choose, so that a copy never books orders twice.', 'ledgerbridge'),
                $this->plugin->connection->pairedHome(),
                home_url()
            )
        );
        self::buttons(
            [
                'forget_copy' => __('It is a copy: do not send from here', 'ledgerbridge'),
                'accept_move' => __('The shop moved here: send from here', 'ledgerbridge'),
            ]
        );
    }

    /** Back from Exact's consent page: the service says how it went (contracts 6). Nothing is changed by it here. */
    private function showBack(): void
    {
        // phpcs:disable WordPress.Security.NonceVerification
        $news = isset($_GET['ledgerbridge']) ? sanitize_key(wp_unslash($_GET['ledgerbridge'])) : '';
        $reason = isset($_GET['reason']) ? sanitize_key(wp_unslash($_GET['reason'])) : '';
        // phpcs:enable
        if ('connected' === $news) {
            Said::notice('success', __('Exact Online is connected.', 'ledgerbridge'));
        } elseif ('failed' === $news) {
            Said::notice(
                'warning',
                match ($reason) {
                    'denied' => __('Exact Online was not connected: the consent was not given.', 'ledgerbridge'),
                    'try_again' => __('Exact Online was not connected: it gave no answer just now. Try again in a moment.', 'ledgerbridge'),
                    default => __('Exact Online was not connected: it refused. Check where you log in, and try again.', 'ledgerbridge'),
                }
            );
        }
    }

    /**
     * Right after consent the service has not looked round in Exact yet; asking for the connection makes it do so.
     *
     * @param array<string, mixed> $connection
     * @return array<string, mixed>
     */
    private function lookedRound(array $connection): array
    {
        if ('connected' !== ($connection['state'] ?? '') || [] !== (array) ($connection['divisions'] ?? [])) {
            return $connection;
        }
        try {
            return $this->plugin->desk->call('connect.read', [], Desk::ACTION);
        } catch (Refused $why) {
            Said::notice('warning', $why->getMessage());
            return $connection;
        }
    }

    /** @param array<string, mixed> $connection */
    private function showExact(array $connection): void
    {
        $state = (string) ($connection['state'] ?? 'new');
        if ('connected' !== $state) {
            $this->showConnect($state);
            return;
        }
        self::heading(__('Exact Online', 'ledgerbridge'), '');
        echo '<table class="form-table ledgerbridge-facts">';
        self::fact(__('Connected as', 'ledgerbridge'), (string) ($connection['user_name'] ?? '') . ' (' . (string) ($connection['exact_url'] ?? '') . ')');
        $modules = array_filter((array) ($connection['modules'] ?? []), 'is_bool');
        if ([] !== $modules) {
            self::fact(__('The licence allows', 'ledgerbridge'), self::modulesText($modules));
        }
        echo '</table>';
        $this->showDivisions($connection);
    }

    private function showConnect(string $state): void
    {
        self::heading(
            __('Connect Exact Online', 'ledgerbridge'),
            'consent_lost' === $state
                ? __('Exact Online no longer accepts the consent that was given. Connect again; orders wait and nothing is lost.', 'ledgerbridge')
                : __('You log in at Exact Online itself and allow the service to book. Your password stays there.', 'ledgerbridge')
        );
        echo '<table class="form-table">';
        $base = strtolower((string) WC()->countries->get_base_country());
        $base = 'gb' === $base ? 'co.uk' : $base;
        $options = '';
        foreach (self::COUNTRIES as $country) {
            $options .= '<option value="' . esc_attr($country) . '"' . selected($base, $country, false) . '>' . esc_html('start.exactonline.' . $country) . '</option>';
        }
        self::row('ledgerbridge_country', __('Where you log in', 'ledgerbridge'), '<select id="ledgerbridge_country" name="ledgerbridge_country">' . $options . '</select>');
        echo '</table><details><summary>' . esc_html__('Use an Exact app of my own', 'ledgerbridge') . '</summary><table class="form-table">';
        self::row('ledgerbridge_client_id', __('Client ID', 'ledgerbridge'), '<input type="text" class="regular-text" id="ledgerbridge_client_id" name="ledgerbridge_client_id" autocomplete="off">');
        self::row('ledgerbridge_client_secret', __('Client secret', 'ledgerbridge'), '<input type="password" class="regular-text" id="ledgerbridge_client_secret" name="ledgerbridge_client_secret" autocomplete="new-password">');
        self::row(
            'ledgerbridge_webhook_secret',
            __('Webhook secret', 'ledgerbridge'),
            '<input type="password" class="regular-text" id="ledgerbridge_webhook_secret" name="ledgerbridge_webhook_secret" autocomplete="new-password"><p class="description">'
                . esc_html__('Of the same app. Without it changes in Exact are fetched every ten minutes instead of being told.', 'ledgerbridge') . '</p>'
        );
        echo '</table></details>';
        self::buttons(['connect' => __('Connect Exact Online', 'ledgerbridge')]);
    }

    /** @param array<string, mixed> $connection */
    private function showDivisions(array $connection): void
    {
        $divisions = array_values(array_filter((array) ($connection['divisions'] ?? []), 'is_array'));
        $chosen = (int) ($connection['division'] ?? 0);
        $usable = array_filter($divisions, static fn (array $division): bool => (bool) ($division['usable'] ?? true));
        $marked = 1 === count($usable) ? (int) (current($usable)['code'] ?? 0) : $chosen;
        $list = count($divisions) > self::MOST_RADIOS ? self::divisionSelect($divisions, $marked) : self::divisionRadios($divisions, $marked);
        echo '<table class="form-table">';
        self::row(count($divisions) > self::MOST_RADIOS ? 'ledgerbridge_division' : '', __('Administration', 'ledgerbridge'), $list);
        echo '</table>';
        if (0 !== $chosen) {
            echo '<p><a class="button button-primary" href="' . esc_url(Screen::url('booking')) . '">' . esc_html__('Booking settings', 'ledgerbridge') . '</a></p>';
        }
        self::buttons(
            [
                'choose' => 0 === $chosen ? __('Book in this administration', 'ledgerbridge') : __('Change the administration', 'ledgerbridge'),
                'disconnect' => __('Disconnect Exact Online', 'ledgerbridge'),
            ],
            0 === $chosen
        );
    }

    /** @param list<array<string, mixed>> $divisions */
    private static function divisionRadios(array $divisions, int $chosen): string
    {
        $html = '<fieldset><legend class="screen-reader-text">' . esc_html__('Administration', 'ledgerbridge') . '</legend><ul>';
        foreach ($divisions as $division) {
            $code = (int) ($division['code'] ?? 0);
            $html .= '<li><label><input type="radio" name="ledgerbridge_division" value="' . esc_attr((string) $code) . '"'
                . checked($chosen, $code, false) . disabled(! ($division['usable'] ?? true), true, false) . '> '
                . esc_html(self::divisionName($division)) . '</label></li>';
        }
        return $html . '</ul></fieldset>';
    }

    /** @param list<array<string, mixed>> $divisions */
    private static function divisionSelect(array $divisions, int $chosen): string
    {
        $html = '<select id="ledgerbridge_division" name="ledgerbridge_division" class="wc-enhanced-select"><option value="0"></option>';
        foreach ($divisions as $division) {
            $code = (int) ($division['code'] ?? 0);
            $html .= '<option value="' . esc_attr((string) $code) . '"' . selected($chosen, $code, false)
                . disabled(! ($division['usable'] ?? true), true, false) . '>' . esc_html(self::divisionName($division)) . '</option>';
        }
        return $html . '</select>';
    }

    /** @param array<string, mixed> $division */
    private static function divisionName(array $division): string
    {
        $name = (string) ($division['name'] ?? '') . ' (' . (string) ($division['code'] ?? '') . ')';
        return ($division['usable'] ?? true) ? $name : $name . ' – ' . __('cannot be used', 'ledgerbridge');
    }

    private function showUnpair(): void
    {
        echo '<hr>';
        echo '<p class="description">' . esc_html__('Unpairing ends the connection between this shop and the service: orders are no longer sent to Exact Online.', 'ledgerbridge') . '</p>';
        self::buttons(['unpair' => __('Unpair this shop', 'ledgerbridge')], false);
    }

    /** @param array<string, bool> $modules docs/contracts.md 3, Connection */
    private static function modulesText(array $modules): string
    {
        $names = [
            'orders' => __('sales orders', 'ledgerbridge'),
            'invoices' => __('sales invoices', 'ledgerbridge'),
            'entries' => __('sales entries', 'ledgerbridge'),
            'payments' => __('bank and cash entries', 'ledgerbridge'),
            'deliveries' => __('goods deliveries', 'ledgerbridge'),
            'stock' => __('stock', 'ledgerbridge'),
            'documents' => __('documents', 'ledgerbridge'),
        ];
        $allowed = implode(', ', array_intersect_key($names, array_filter($modules)));
        $refused = implode(', ', array_intersect_key($names, array_filter($modules, static fn (bool $may): bool => ! $may)));
        /* translators: %s: parts of Exact Online */
        $not = '' === $refused ? '' : sprintf(__('Not: %s. What needs these is not offered.', 'ledgerbridge'), $refused);
        return trim(ucfirst($allowed) . '. ' . $not);
    }

    private static function heading(string $title, string $text): void
    {
        echo '<h2>' . esc_html($title) . '</h2>' . ('' === $text ? '' : '<p>' . esc_html($text) . '</p>');
    }

    /** @param string $field escaped HTML of the input */
    private static function row(string $for, string $label, string $field): void
    {
        $label = '' === $for ? esc_html($label) : '<label for="' . esc_attr($for) . '">' . esc_html($label) . '</label>';
        // phpcs:ignore WordPress.Security.EscapeOutput -- both pieces are escaped where they are made.
        echo '<tr><th scope="row" class="titledesc">' . $label . '</th><td class="forminp">' . $field . '</td></tr>';
    }

    private static function fact(string $label, string $value): void
    {
        echo '<tr><th scope="row">' . esc_html($label) . '</th><td>' . esc_html($value) . '</td></tr>';
    }

    /**
     * One row of buttons; the first is what Enter presses.
     *
     * @param array<string, string> $buttons label by what it does
     */
    private static function buttons(array $buttons, bool $primary = true): void
    {
        echo '<p class="submit">';
        foreach ($buttons as $do => $label) {
            printf('<button type="submit" name="save" value="%s" class="button%s">%s</button> ', esc_attr($do), $primary ? ' button-primary' : '', esc_html($label));
            $primary = false;
        }
        echo '</p>';
    }
}
