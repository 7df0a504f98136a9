<?php
declare(strict_types=1);

namespace Ledgerbridge\Admin;

defined('ABSPATH') || exit;

/** The help that opens at the top of our screens: what each section is for, in the order in which an owner meets them. */
final class Help
{
    public static function register(): void
    {
        add_action('current_screen', [self::class, 'addTo'], 60); // after WooCommerce, which takes other tabs away
    }

    public static function addTo(\WP_Screen $screen): void
    {
        // phpcs:ignore WordPress.Security.NonceVerification -- only looking where we are.
        $settings = 'woocommerce_page_wc-settings' === $screen->id && Screen::TAB === ($_GET['tab'] ?? '');
        if (! $settings && 'toplevel_page_' . AccountantPage::PAGE !== $screen->id) {
            return;
        }
        foreach (self::tabs() as $id => [$title, $sentences]) {
            $content = implode('', array_map(static fn (string $one): string => '<p>' . esc_html($one) . '</p>', $sentences));
            $screen->add_help_tab(['id' => "ledgerbridge-$id", 'title' => $title, 'content' => $content]);
        }
    }

    /** @return array<string, array{string, list<string>}> */
    private static function tabs(): array
    {
        return [
            'begin' => [__('To begin', 'ledgerbridge'), [
                __('Under Connection: type the address of the service and the pairing code that its host gave you, connect Exact Online, and choose the administration.', 'ledgerbridge'),
                __('Under Booking: look through what is proposed, and save. Orders of the chosen statuses are booked from then on.', 'ledgerbridge'),
                __('Under Preview: see what would be booked of an order or of a period, and why. Looking sends nothing.', 'ledgerbridge'),
            ]],
            'daily' => [__('Every day', 'ledgerbridge'), [
                __('Overview says whether all is well, what was booked today and what needs you, by cause. Mend the cause and press its button: all its orders are tried again.', 'ledgerbridge'),
                __('An order is never booked twice, however often it is sent or tried again.', 'ledgerbridge'),
                __('Activity holds every attempt, with what came of it.', 'ledgerbridge'),
            ]],
            'books' => [__('For the books', 'ledgerbridge'), [
                __('Report compares what the shop sold with what Exact Online holds, read anew, and names every difference with its cause.', 'ledgerbridge'),
                __('Settlements compares the file of a payment provider with the clearing account.', 'ledgerbridge'),
                __('How it is booked is a page to print for the accountant. A user with the role "Accountant (Exact Online)" sees all this and can change nothing.', 'ledgerbridge'),
            ]],
        ];
    }
}
