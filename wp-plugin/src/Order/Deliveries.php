<?php
declare(strict_types=1);

namespace Ledgerbridge\Order;

defined('ABSPATH') || exit;

/**
 * Goods of an order left Exact's warehouse: noted at the order, with track & trace, and when all have left the order is
 * completed. WooCommerce's own mail then tells the customer, with the track & trace in it; My account shows it, too.
 *
 * A delivery is known by its id, so one that is told again changes nothing. The order is completed once: who sets it back
 * by hand is not overruled.
 */
final class Deliveries
{
    public const META = '_ledgerbridge_deliveries';

    public function register(): void
    {
        add_action('woocommerce_email_order_meta', fn ($order, $toAdmin, $plain) => $this->mail($order, (bool) $toAdmin, (bool) $plain), 10, 3);
        add_action('woocommerce_order_status_processing', static fn ($id, $order) => $order instanceof \WC_Order && self::complete($order), 20, 2);
        add_action('woocommerce_order_details_after_order_table', fn ($order) => $this->page($order));
    }

    /**
     * @param array<mixed> $orders docs/contracts.md 5
     * @return array{taken: int[], unknown: int[]}
     */
    public static function take(array $orders): array
    {
        $said = ['taken' => [], 'unknown' => []];
        foreach ($orders as $one) {
            $id = is_array($one) ? absint($one['order_id'] ?? 0) : 0;
            $order = wc_get_order($id);
            if (! $order instanceof \WC_Order) {
                $said['unknown'][] = $id;
                continue;
            }
            self::note($order, (array) ($one['deliveries'] ?? []), true === ($one['complete'] ?? false));
            $said['taken'][] = $id;
        }
        return $said;
    }

    /** @param array<mixed> $deliveries each {"id", "on", "tracking"} */
    private static function note(\WC_Order $order, array $deliveries, bool $complete): void
    {
        $known = self::of($order);
        $changed = false;
        foreach ($deliveries as $one) {
            $text = static fn (string $name): string => is_array($one) && is_string($one[$name] ?? null) ? sanitize_text_field($one[$name]) : '';
            if ('' === $text('id') || ! strtotime($text('on'))) {
                continue;
            }
            $new = ['on' => $text('on'), 'tracking' => $text('tracking')];
            if (($known['deliveries'][$text('id')] ?? null) !== $new) {
                $known['deliveries'][$text('id')] = $new;
                $order->add_order_note('Exact Online: ' . wp_kses_post(self::sentence($new, $order)));
                $changed = true;
            }
        }
        if ($changed || ($complete && ! $known['gone'])) {
            self::keep($order, ['gone' => $complete] + $known);
        }
        self::complete($order);
    }

    /** Once, and only what is paid: completing an order on hold would say that it is. It is completed when it is paid. */
    private static function complete(\WC_Order $order): void
    {
        $known = self::of($order);
        if ($known['gone'] && ! $known['completed'] && $order->has_status('processing')) {
            self::keep($order, ['completed' => true] + $known);
            $order->update_status('completed', __('All goods of the order have left the warehouse.', 'ledgerbridge'));
        }
    }

    /** @return array{deliveries: array<string, array{on: string, tracking: string}>, gone: bool, completed: bool} gone: all of it has left */
    private static function of(\WC_Order $order): array
    {
        $kept = $order->get_meta(self::META);
        $kept = is_array($kept) ? $kept : [];
        return ['deliveries' => (array) ($kept['deliveries'] ?? []), 'gone' => (bool) ($kept['gone'] ?? false), 'completed' => (bool) ($kept['completed'] ?? false)];
    }

    /** @param array<string, mixed> $known */
    private static function keep(\WC_Order $order, array $known): void
    {
        $order->update_meta_data(self::META, $known);
        $order->save_meta_data();
    }

    /** @param array{on: string, tracking: string} $delivery HTML */
    private static function sentence(array $delivery, \WC_Order $order): string
    {
        $day = (string) wp_date((string) get_option('date_format'), (int) strtotime($delivery['on'] . ' 12:00 UTC'));
        if ('' === $delivery['tracking']) {
            /* translators: %s: a date */
            return esc_html(sprintf(__('Sent on %s.', 'ledgerbridge'), $day));
        }
        /* translators: 1: a date, 2: a track & trace number or link */
        return sprintf(esc_html__('Sent on %1$s, track & trace %2$s.', 'ledgerbridge'), esc_html($day), self::link($delivery['tracking'], $order));
    }

    private static function link(string $tracking, \WC_Order $order): string
    {
        $url = preg_match('#^https?://#', $tracking) ? $tracking : '';
        /**
         * Where the customer follows a parcel.
         *
         * @param string   $url      what was typed in Exact, where that is an address; else ""
         * @param string   $tracking the track & trace text of the delivery
         * @param WC_Order $order
         */
        $url = (string) apply_filters('ledgerbridge_tracking_url', $url, $tracking, $order);
        return '' === $url ? esc_html($tracking) : sprintf('<a href="%s">%s</a>', esc_url($url), esc_html($tracking));
    }

    /** @return string[] HTML */
    private static function sentences(mixed $order): array
    {
        $kept = $order instanceof \WC_Order ? self::of($order)['deliveries'] : [];
        return array_values(array_map(static fn (array $one): string => self::sentence($one, $order), $kept));
    }

    private function mail(mixed $order, bool $toAdmin, bool $plain): void
    {
        foreach ($toAdmin ? [] : self::sentences($order) as $sentence) {
            // An address is written out where nothing can be clicked.
            echo $plain ? esc_html(wp_strip_all_tags($sentence)) . "\n" : '<p>' . wp_kses_post($sentence) . '</p>';
        }
    }

    private function page(mixed $order): void
    {
        foreach (self::sentences($order) as $sentence) {
            echo '<p class="ledgerbridge-delivery">' . wp_kses_post($sentence) . '</p>';
        }
    }
}
