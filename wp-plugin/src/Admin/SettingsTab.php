<?php
declare(strict_types=1);

namespace Ledgerbridge\Admin;

defined('ABSPATH') || exit;

/** The tab under WooCommerce → Settings. Loaded only there, where WC_Settings_Page exists; the work is Screen's. */
final class SettingsTab extends \WC_Settings_Page
{
    public function __construct(private readonly Screen $screen)
    {
        $this->id = Screen::TAB;
        $this->label = __('Exact Online', 'ledgerbridge');
        parent::__construct();
    }

    /** @return array<string, string> */
    protected function get_own_sections(): array // phpcs:ignore PSR1.Methods.CamelCapsMethodName -- WooCommerce's name.
    {
        return Screen::sections();
    }

    public function output(): void
    {
        $GLOBALS['hide_save_button'] = true; // every part has its own button
        $this->screen->show(self::section());
    }

    /** WooCommerce checked the nonce before it comes here; the pressed button's value says what to do. */
    public function save(): void
    {
        // phpcs:ignore WordPress.Security.NonceVerification -- WC_Admin_Settings::save() did.
        $input = wp_unslash($_POST);
        $goTo = $this->screen->act(sanitize_key((string) ($input['save'] ?? '')), $input, self::section());
        // The consent page of Exact is on another host; Screen made sure that it is an address of the web.
        wp_redirect($goTo); // phpcs:ignore WordPress.Security.SafeRedirect
        exit;
    }

    private static function section(): string
    {
        global $current_section;
        return (string) $current_section;
    }
}
