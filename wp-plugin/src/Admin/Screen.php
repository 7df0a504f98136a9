<?php
declare(strict_types=1);

namespace Ledgerbridge\Admin;

use Ledgerbridge\Plugin;
use Ledgerbridge\Service\Desk;
use Ledgerbridge\Service\Refused;

defined('ABSPATH') || exit;

/**
 * WooCommerce → Settings → Exact Online: pair, connect, choose, set up. What the service decides (which settings there
 * are, what can be chosen) it describes; this screen draws it. Without the service the screen still opens, within
 * three seconds, and says so.
 */
final class Screen
{
    public const TAB = 'ledgerbridge';
    /** Sections that are for changing something; the others only show. */
    private const CHANGES = ['connection', 'booking', 'settlements'];
    private const LOOKS = ['preview', 'show_report', 'show_activity', 'make_report'];

    public function __construct(private readonly Plugin $plugin)
    {
    }

    public function register(): void
    {
        add_action('admin_post_' . DocumentPage::EXPORT, fn () => (new DocumentPage($this->plugin))->export());
        add_action('admin_post_' . ReportPage::CSV, fn () => (new ReportPage($this->plugin))->csv());
        add_action('admin_post_' . ActivityPage::CSV, fn () => (new ActivityPage($this->plugin))->csv());
        add_action('admin_menu', [self::class, 'addToMenu'], 70);
        (new AccountantPage($this))->register();
        add_filter(
            'woocommerce_get_settings_pages',
            function ($pages) {
                $pages[] = new SettingsTab($this);
                return $pages;
            }
        );
        add_filter(
            'plugin_action_links_' . plugin_basename(LEDGERBRIDGE_FILE),
            fn ($links) => array_merge(['<a href="' . esc_url(self::url()) . '">' . esc_html__('Settings', 'ledgerbridge') . '</a>'], (array) $links)
        );
    }

    /** WooCommerce → Exact Online: the same screen, where an owner looks for it. */
    public static function addToMenu(): void
    {
        add_submenu_page('woocommerce', __('Exact Online', 'ledgerbridge'), __('Exact Online', 'ledgerbridge'), 'manage_woocommerce', 'admin.php?page=wc-settings&tab=' . self::TAB);
    }

    /** @return array<string, string> title by name, of those that the user may see */
    public static function sections(): array
    {
        $all = ['' => __('Overview', 'ledgerbridge'), 'connection' => __('Connection', 'ledgerbridge'), 'booking' => __('Booking', 'ledgerbridge'), 'preview' => __('Preview', 'ledgerbridge'), 'report' => __('Report', 'ledgerbridge'), 'activity' => __('Activity', 'ledgerbridge'), 'settlements' => __('Settlements', 'ledgerbridge'), 'document' => __('How it is booked', 'ledgerbridge')];
        return Rights::mayChange() ? $all : array_diff_key($all, array_flip(self::CHANGES));
    }

    public static function url(string $section = ''): string
    {
        if (! Rights::mayChange() && Rights::mayRead()) {
            return AccountantPage::url($section);
        }
        return admin_url('admin.php?page=wc-settings&tab=' . self::TAB . ('' === $section ? '' : '&section=' . $section));
    }

    public function show(string $section): void
    {
        echo '<div class="ledgerbridge-screen">';
        Said::show();
        $section = $this->plugin->connection->paired() ? $section : 'connection';
        match (isset(self::sections()[$section]) || Rights::mayChange() ? $section : 'nothing') {
            'nothing' => self::notYet(),
            'booking' => (new BookingPage($this->plugin))->show(),
            'preview' => (new PreviewPage($this->plugin))->show(),
            'report' => (new ReportPage($this->plugin))->show(),
            'activity' => (new ActivityPage($this->plugin))->show(),
            'settlements' => (new SettlementsPage($this->plugin))->show(),
            'document' => (new DocumentPage($this->plugin))->show(),
            'connection' => (new ConnectionPage($this->plugin))->show(),
            default => (new OverviewPage($this->plugin))->show(),
        };
        echo '</div>';
    }

    /** For those who may not connect. */
    public static function notYet(): void
    {
        Said::notice('info', __('This shop is not connected to Exact Online yet. Who manages the shop can do it.', 'ledgerbridge'));
    }

    /**
     * Do what the button says and tell where to go next.
     *
     * @param array<string, mixed> $input the posted fields, unslashed
     */
    public function act(string $do, array $input, string $section): string
    {
        if (! Rights::mayChange() && ! (Rights::mayRead() && in_array($do, self::LOOKS, true))) {
            wp_die(esc_html__('You may not change this.', 'ledgerbridge'), '', ['response' => 403]);
        }
        try {
            return match ($do) {
                'pair' => $this->pair($input),
                'connect' => $this->connect($input),
                'choose' => $this->choose($input),
                'disconnect' => $this->disconnect(),
                'unpair' => $this->unpair(true),
                'forget_copy' => $this->unpair(false),
                'accept_move' => $this->acceptMove(),
                'preview' => PreviewPage::filtered($input),
                'show_report' => ReportPage::filtered($input),
                'show_activity' => ActivityPage::filtered($input),
                'make_report' => (new ReportPage($this->plugin))->make($input),
                'save_booking' => (new BookingPage($this->plugin))->save($input),
                // phpcs:ignore WordPress.Security.NonceVerification -- WC_Admin_Settings::save() did.
                'read_settlement' => (new SettlementsPage($this->plugin))->read($_FILES, $input),
                'book_settlement' => (new SettlementsPage($this->plugin))->book($input),
                'read_import' => (new DocumentPage($this->plugin))->read($_FILES), // phpcs:ignore WordPress.Security.NonceVerification -- as above.
                'save_import' => (new DocumentPage($this->plugin))->save($input),
                default => match (preg_match('/^(back_to|retry_cause)_(\d{1,9})$/', $do, $found) ? $found[1] : '') {
                    'back_to' => (new DocumentPage($this->plugin))->goBack((int) $found[2]),
                    'retry_cause' => (new OverviewPage($this->plugin))->retry((int) $found[2], $input),
                    default => self::url($section),
                },
            };
        } catch (Refused $why) {
            Said::remember('error', $this->sentence($why));
            return self::url($section);
        }
    }

    /** @param array<string, mixed> $input */
    private function pair(array $input): string
    {
        $fixed = defined('LEDGERBRIDGE_SERVICE_URL') ? (string) LEDGERBRIDGE_SERVICE_URL : '';
        $url = '' !== $fixed ? $fixed : esc_url_raw(trim((string) ($input['ledgerbridge_url'] ?? '')), ['http', 'https']);
        $code = sanitize_text_field((string) ($input['ledgerbridge_code'] ?? ''));
        if ('' === $url || '' === $code) {
            Said::remember('error', __('Fill in both the address of the service and the pairing code.', 'ledgerbridge'));
            return self::url();
        }
        $this->plugin->pairing->pair($url, $code);
        Said::remember('success', __('The shop and the service know each other now. Next: connect Exact Online.', 'ledgerbridge'));
        return self::url();
    }

    /** @param array<string, mixed> $input */
    private function connect(array $input): string
    {
        $args = [
            'country' => preg_replace('/[^a-z.]/', '', (string) ($input['ledgerbridge_country'] ?? 'nl')),
            'return_url' => self::url(),
        ];
        foreach (['client_id', 'client_secret', 'webhook_secret'] as $name) {
            $value = sanitize_text_field((string) ($input['ledgerbridge_' . $name] ?? ''));
            $args += '' === $value ? [] : [$name => $value];
        }
        $url = (string) ($this->plugin->desk->call('connect.start', $args, Desk::ACTION)['authorize_url'] ?? '');
        $clean = esc_url_raw($url, ['http', 'https']);
        if ('' === $clean) {
            throw new Refused(__('The service gave no address of Exact Online to go to.', 'ledgerbridge'), 502, 'no_authorize_url');
        }
        return $clean;
    }

    /** @param array<string, mixed> $input */
    private function choose(array $input): string
    {
        $division = absint($input['ledgerbridge_division'] ?? 0);
        if (0 === $division) {
            Said::remember('error', __('Choose an administration first.', 'ledgerbridge'));
            return self::url();
        }
        $this->plugin->desk->call('connect.choose', ['division' => $division], Desk::ACTION);
        Said::remember('success', __('The administration is chosen. Look through the proposed settings and save them.', 'ledgerbridge'));
        return self::url('booking');
    }

    private function disconnect(): string
    {
        $this->plugin->desk->call('connect.end', [], Desk::ACTION);
        Said::remember('success', __('Exact Online is disconnected. Nothing that stands there was changed.', 'ledgerbridge'));
        return self::url();
    }

    /** Ends here even when the service cannot be told: the owner's word counts. */
    private function unpair(bool $tell): string
    {
        $told = true;
        try {
            $tell && $this->plugin->desk->call('unpair', [], Desk::ACTION);
        } catch (Refused) {
            $told = false;
        }
        $this->plugin->pairing->unpair();
        Said::remember(
            $told ? 'success' : 'warning',
            $told
                ? __('This shop is no longer paired. What was booked stays known here.', 'ledgerbridge')
                : __('This shop is no longer paired, but the service could not be told; tell its host.', 'ledgerbridge')
        );
        return self::url();
    }

    private function acceptMove(): string
    {
        $this->plugin->connection->acceptMove();
        Said::remember('success', __('Orders are sent from this address now. If no statuses come back, pair again with a new code.', 'ledgerbridge'));
        return self::url();
    }

    /** What went wrong, for the owner. */
    private function sentence(Refused $why): string
    {
        if (! $why->away()) {
            return $why->getMessage();
        }
        /* translators: %s: what the network said */
        return sprintf(__('The service does not answer: %s. Nothing was changed; try again in a moment.', 'ledgerbridge'), rtrim($why->getMessage(), '.'));
    }
}
