<?php
declare(strict_types=1);

namespace Ledgerbridge\Order;

defined('ABSPATH') || exit;

/**
 * An order's whole present state as the message of docs/contracts.md 2.
 *
 * Order and refunds come from WooCommerce's own REST routes, asked inside this process, so that they are to the
 * letter what `GET wc/v3/orders/ID?dp=6` says; dp=6 because at the shop's own two places WooCommerce rounds amounts
 * that it stores with more (facts B3).
 */
final class Snapshot
{
    /** Not orders yet (facts B10). */
    public const DRAFTS = ['checkout-draft', 'auto-draft', 'draft', 'new'];

    /** Would this order ever be told to the service? */
    public static function counts(\WC_Order $order): bool
    {
        return 'shop_order' === $order->get_type() && ! in_array($order->get_status(), self::DRAFTS, true);
    }

    /**
     * @return array<string, mixed>|null null when there is no such order (any more), or it does not count
     * @throws \RuntimeException when WooCommerce's REST route refuses
     */
    public function message(int $orderId, int $sequence, string $reason): ?array
    {
        $order = wc_get_order($orderId);
        if (! $order instanceof \WC_Order || ! self::counts($order)) {
            return null;
        }
        return [
            'type' => 'order.snapshot',
            'version' => 1,
            'sequence' => $sequence,
            'reason' => $reason,
            'sent_by' => LEDGERBRIDGE_VERSION,
            'shop' => self::shop(),
            'order' => $this->withoutLinks($this->ask("/wc/v3/orders/$orderId", [])),
            'refunds' => $this->refunds($orderId),
            'tax_rates' => self::taxRates($order),
            'extra' => Extra::of($order),
        ];
    }

    /** @return array<string, mixed> */
    public static function deleted(int $orderId, string $number, int $sequence): array
    {
        return [
            'type' => 'order.deleted',
            'version' => 1,
            'sequence' => $sequence,
            'order' => ['id' => $orderId, 'number' => '' === $number ? (string) $orderId : $number],
            'shop' => self::shop(),
        ];
    }

    /** @return array<string, mixed> the settings that decide amounts, and who speaks */
    public static function shop(): array
    {
        $orders = 'Automattic\WooCommerce\Utilities\OrderUtil';
        return [
            'url' => home_url(),
            'timezone' => wp_timezone_string(),
            'currency' => get_woocommerce_currency(),
            'base_country' => WC()->countries->get_base_country(),
            'prices_include_tax' => wc_prices_include_tax(),
            'tax_round_at_subtotal' => 'yes' === get_option('woocommerce_tax_round_at_subtotal'),
            'num_decimals' => wc_get_price_decimals(),
            'hpos' => class_exists($orders) && $orders::custom_orders_table_usage_is_enabled(),
            'woocommerce' => WC()->version,
            'wordpress' => get_bloginfo('version'),
            'plugin' => LEDGERBRIDGE_VERSION,
            'locale' => get_locale(),
        ];
    }

    /** @return list<array<string, mixed>> newest first */
    private function refunds(int $orderId): array
    {
        $found = [];
        for ($page = 1; $page <= 20; $page++) {
            $some = $this->ask("/wc/v3/orders/$orderId/refunds", ['per_page' => 100, 'page' => $page]);
            array_push($found, ...array_map([$this, 'withoutLinks'], $some));
            if (count($some) < 100) {
                break;
            }
        }
        return $found;
    }

    /** @return list<array<string, mixed>> the rows of the shop's rate table that the order used, as far as they still exist */
    private static function taxRates(\WC_Order $order): array
    {
        $found = [];
        foreach ($order->get_items('tax') as $tax) {
            $rate = $tax instanceof \WC_Order_Item_Tax ? \WC_Tax::_get_tax_rate($tax->get_rate_id(), ARRAY_A) : null;
            if (is_array($rate) && isset($rate['tax_rate_id'])) {
                $found[(int) $rate['tax_rate_id']] = [
                    'id' => (int) $rate['tax_rate_id'],
                    'country' => (string) $rate['tax_rate_country'],
                    'rate' => (string) $rate['tax_rate'],
                    'name' => (string) $rate['tax_rate_name'],
                    'class' => '' === (string) $rate['tax_rate_class'] ? 'standard' : (string) $rate['tax_rate_class'],
                ];
            }
        }
        return array_values($found);
    }

    /**
     * Ask WooCommerce's REST API inside this process. It runs in cron, where nobody is logged in: reading is allowed
     * for the length of this one call, through WooCommerce's own filter.
     *
     * @param array<string, int> $query
     * @return array<mixed>
     */
    private function ask(string $path, array $query): array
    {
        $request = new \WP_REST_Request('GET', $path);
        $request->set_query_params($query + ['dp' => 6]);
        $reading = static fn ($allowed, $context) => 'read' === $context ? true : $allowed;
        add_filter('woocommerce_rest_check_permissions', $reading, PHP_INT_MAX, 2);
        try {
            $answer = rest_do_request($request);
        } finally {
            remove_filter('woocommerce_rest_check_permissions', $reading, PHP_INT_MAX);
        }
        if ($answer->is_error()) {
            $why = $answer->as_error();
            throw new \RuntimeException(sprintf('WooCommerce would not read %s: %s', $path, $why ? $why->get_error_message() : '?'));
        }
        return (array) $answer->get_data();
    }

    /**
     * @param array<string, mixed> $data
     * @return array<string, mixed>
     */
    private function withoutLinks(array $data): array
    {
        unset($data['_links']);
        return $data;
    }
}
