<?php
declare(strict_types=1);

namespace Ledgerbridge\Order;

defined('ABSPATH') || exit;

/**
 * Does this message say anything new? A hash over everything that could change a booking.
 *
 * What is left out is listed, not what is taken in: a message too many costs a moment, one too few costs a wrong book.
 */
final class Fingerprint
{
    /** Fields of an order or refund that change without the order changing. */
    private const RESTLESS = [
        'date_modified',
        'date_modified_gmt',
        'version',
        'cart_hash',
        'customer_ip_address',
        'customer_user_agent',
        'payment_url',
        'is_editable',
        'needs_payment',
        'needs_processing',
        'currency_symbol',
    ];

    /** Bookkeeping of other plugins in the order's meta. */
    private const RESTLESS_META = '/^(_edit_(lock|last)|_wc_order_attribution_.*|_.*_hash|_debug_log_.*|_new_order_email_sent'
        . '|_download_permissions_granted|_recorded_(sales|coupon_usage_counts)|_order_stock_reduced|_wcpdf_.*|_ga_tracked.*'
        . '|_pys_.*|_wc_shipment_tracking_items|_wp_old_slug|_wp_desired_post_slug|_wp_trash_meta_.*|_ledgerbridge_.*)$/';

    /**
     * @param array<string, mixed> $message docs/contracts.md 2, before or after JSON
     * @param string $shopId another pairing knows nothing yet
     */
    public static function of(array $message, string $shopId): string
    {
        $plain = json_decode((string) json_encode($message, JSON_INVALID_UTF8_SUBSTITUTE), true);
        $telling = [
            $shopId,
            $plain['type'] ?? '',
            self::calm($plain['order'] ?? []),
            array_map([self::class, 'calm'], $plain['refunds'] ?? []),
            $plain['tax_rates'] ?? [],
            $plain['extra'] ?? [],
            array_intersect_key($plain['shop'] ?? [], array_flip(['timezone', 'currency', 'base_country', 'num_decimals'])),
        ];
        return hash('sha256', (string) json_encode(self::sorted($telling)));
    }

    /**
     * @param array<string, mixed> $order
     * @return array<string, mixed>
     */
    private static function calm(array $order): array
    {
        $order = array_diff_key($order, array_flip(self::RESTLESS));
        $metas = [];
        foreach ($order['meta_data'] ?? [] as $meta) {
            if (! preg_match(self::RESTLESS_META, (string) ($meta['key'] ?? ''))) {
                $metas[] = [$meta['key'] ?? '', $meta['value'] ?? null];
            }
        }
        sort($metas);
        $order['meta_data'] = $metas;
        return $order;
    }

    /**
     * The order of an object's fields says nothing; the order of a list does.
     *
     * @param mixed $value
     * @return mixed
     */
    private static function sorted($value)
    {
        if (! is_array($value)) {
            return $value;
        }
        if (! array_is_list($value)) {
            ksort($value);
        }
        return array_map([self::class, 'sorted'], $value);
    }
}
