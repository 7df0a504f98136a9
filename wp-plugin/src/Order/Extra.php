<?php
declare(strict_types=1);

namespace Ledgerbridge\Order;

defined('ABSPATH') || exit;

/** What the REST order leaves out or hides under some plugin's key. One place for all of those keys. */
final class Extra
{
    /** Who writes which is told in facts B5; the order is the order of asking. */
    private const VAT_NUMBER_KEYS = [
        '_billing_vat_number',
        '_vat_number',
        'vat_number',
        '_billing_eu_vat_number',
        'VAT Number',
        'yweu_billing_vat',
        '_billing_yweu_vat',
        '_billing_vat_id',
        '_shipping_vat_id',
        'billing_vat',
        '_billing_dic',
        '_billing_nif',
        '_billing_vat',
        '_billing_btw_nummer',
        '_wc_billing/ledgerbridge/vat-number',
    ];

    /** [A] No plugin sets a standard here; these are the keys met most in Dutch shops. */
    private const CHAMBER_KEYS = ['_billing_kvk', '_billing_kvk_number', '_billing_kvk_nummer', '_billing_coc_number', 'kvk_number', '_kvk'];

    /** Gift cards as order items (WooCommerce Gift Cards, PW, YITH 4.11+): kind by item type. Facts B8. */
    private const GIFT_CARD_ITEMS = ['gift_card', 'pw_gift_card', 'yith_gift_card'];

    /** Product types of gift cards: PW, YITH. WooCommerce Gift Cards marks products with `_gift_card`. */
    private const GIFT_CARD_TYPES = ['pw-gift-card', 'gift-card'];

    /** Keys that say "this was no real money" (facts B11). */
    private const TEST_MODE_KEYS = ['_mollie_payment_mode', '_wcpay_mode'];

    /** @return array<string, mixed> */
    public static function of(\WC_Order $order): array
    {
        return [
            'vat_number' => self::vatNumber($order),
            'chamber_of_commerce' => self::firstOf($order, self::CHAMBER_KEYS),
            'tenders' => self::tenders($order),
            ...self::kinds($order),
            'test_payment' => self::testPayment($order),
            'trashed' => 'trash' === $order->get_status(),
        ];
    }

    /**
     * Lines that sell no goods (a product that is gone counts as goods), and those that sell a gift card (PW, YITH,
     * WooCommerce Gift Cards).
     *
     * @return array{services: list<int>, cards_sold: list<int>} ids of lines
     */
    private static function kinds(\WC_Order $order): array
    {
        $found = ['services' => [], 'cards_sold' => []];
        foreach ($order->get_items() as $item) {
            $product = $item instanceof \WC_Order_Item_Product ? $item->get_product() : false;
            $there = $product instanceof \WC_Product;
            if ($there && $product->is_virtual()) {
                $found['services'][] = $item->get_id();
            }
            $sold = $there && (in_array($product->get_type(), self::GIFT_CARD_TYPES, true) || 'yes' === $product->get_meta('_gift_card'));
            /** Does this line sell a gift card that can buy anything (and carries no VAT)? */
            if (apply_filters('ledgerbridge_is_gift_card', $sold, $item, $order)) {
                $found['cards_sold'][] = $item->get_id();
            }
        }
        return $found;
    }

    /** @return array{number: string, key: string}|null */
    private static function vatNumber(\WC_Order $order): ?array
    {
        $found = self::firstOf($order, (array) apply_filters('ledgerbridge_vat_number_keys', self::VAT_NUMBER_KEYS, $order));
        if (null !== $found) {
            return $found;
        }
        $evidence = $order->get_meta('_eu_vat_evidence');
        $number = is_array($evidence) ? ($evidence['exemption']['vat_number'] ?? '') : '';
        return is_string($number) && '' !== trim($number) ? ['number' => trim($number), 'key' => '_eu_vat_evidence'] : null;
    }

    /**
     * @param string[] $keys
     * @return array{number: string, key: string}|null
     */
    private static function firstOf(\WC_Order $order, array $keys): ?array
    {
        foreach ($keys as $key) {
            $value = $order->get_meta($key);
            if (is_scalar($value) && '' !== trim((string) $value)) {
                return ['number' => trim((string) $value), 'key' => $key];
            }
        }
        return null;
    }

    /** @return list<array{kind: string, code: string, amount: string}> money that paid without lowering a price */
    private static function tenders(\WC_Order $order): array
    {
        $tenders = [];
        foreach ($order->get_items(self::GIFT_CARD_ITEMS) as $item) {
            $amount = self::read($item, ['amount', '_amount', 'card_amount']);
            $code = self::read($item, ['code', 'card_number', 'gift_card_code', '_code']);
            if ('' !== $amount) {
                $tenders[] = self::tender($code, $amount);
            }
        }
        // Cards as items win: YITH writes both from 4.11 on.
        return [] === $tenders ? self::yithTenders($order) : $tenders;
    }

    /** @return list<array{kind: string, code: string, amount: string}> */
    private static function yithTenders(\WC_Order $order): array
    {
        $cards = $order->get_meta('_ywgc_applied_gift_cards');
        $tenders = [];
        foreach (is_array($cards) ? $cards : [] as $code => $amount) {
            if (is_numeric($amount)) {
                $tenders[] = self::tender((string) $code, (string) $amount);
            }
        }
        return $tenders;
    }

    /**
     * A property of an order item by its getter, or its meta: the plugins differ.
     *
     * @param string[] $names
     */
    private static function read(\WC_Order_Item $item, array $names): string
    {
        foreach ($names as $name) {
            $getter = 'get_' . ltrim($name, '_');
            $value = is_callable([$item, $getter]) && method_exists($item, $getter) ? $item->$getter() : $item->get_meta($name);
            if (is_scalar($value) && '' !== (string) $value) {
                return (string) $value;
            }
        }
        return '';
    }

    /** @return array{kind: string, code: string, amount: string} the code is money: only its end is told */
    private static function tender(string $code, string $amount): array
    {
        return [
            'kind' => 'gift_card',
            'code' => '' === $code ? '' : '…' . mb_substr($code, -4),
            'amount' => (string) wc_format_decimal($amount, 2),
        ];
    }

    private static function testPayment(\WC_Order $order): bool
    {
        foreach (self::TEST_MODE_KEYS as $key) {
            if (in_array($order->get_meta($key), ['test', 'dev'], true)) {
                return true;
            }
        }
        return false;
    }
}
