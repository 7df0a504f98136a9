<?php
declare(strict_types=1);

namespace Ledgerbridge\Admin;

defined('ABSPATH') || exit;

/** What the shop may tell its customers, offered under Settings → Privacy. Our own table holds no personal data. */
final class Privacy
{
    public function register(): void
    {
        add_action('admin_init', fn () => $this->suggest());
    }

    private function suggest(): void
    {
        wp_add_privacy_policy_content(
            'Ledgerbridge',
            '<p>' . esc_html__('Orders are sent to our bookkeeping (Exact Online, by way of a Ledgerbridge service) to keep the books as the law asks: name, addresses, e-mail address, telephone number, VAT number, what was ordered and how it was paid. Tax law requires that books are kept for years; what stands in them is therefore not erased together with an order.', 'ledgerbridge') . '</p>'
        );
    }
}
