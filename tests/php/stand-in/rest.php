<?php
/** wc/v3/orders/ID and its refunds, with WooCommerce's permission filter. The shape is the REST API's, the fields are fewer. */

defined('ABSPATH') || exit;

add_action(
    'rest_api_init',
    static function (): void {
        $reading = static fn (): bool => (bool) apply_filters('woocommerce_rest_check_permissions', current_user_can('read_private_shop_orders'), 'read', 0, 'shop_order');
        $routes = [
            '/orders/(?P<id>[\d]+)' => 'ledgerbridge_stand_in_order',
            '/orders/(?P<id>[\d]+)/refunds' => 'ledgerbridge_stand_in_refunds',
        ];
        foreach ($routes as $path => $answer) {
            register_rest_route('wc/v3', $path, ['methods' => 'GET', 'callback' => $answer, 'permission_callback' => $reading]);
        }
    }
);

function ledgerbridge_stand_in_order(WP_REST_Request $request)
{
    $order = wc_get_order((int) $request['id']);
    if (! $order instanceof WC_Order) {
        return new WP_Error('woocommerce_rest_shop_order_invalid_id', 'Invalid ID.', ['status' => 404]);
    }
    $data = ledgerbridge_stand_in_json($order, (int) ($request['dp'] ?? 2));
    $data['refunds'] = array_map(static fn (WC_Order_Refund $refund): array => ['id' => $refund->get_id(), 'reason' => $refund->data()['reason'], 'total' => $refund->get_total()], $order->get_refunds());
    return new WP_REST_Response($data);
}

function ledgerbridge_stand_in_refunds(WP_REST_Request $request): WP_REST_Response
{
    $order = wc_get_order((int) $request['id']);
    $places = (int) ($request['dp'] ?? 2);
    $found = [];
    foreach ($order->get_refunds() as $refund) {
        $data = $refund->data();
        $found[] = [
            'id' => $refund->get_id(), 'parent_id' => $refund->get_parent_id(), 'date_created' => gmdate('Y-m-d\TH:i:s', $data['created']),
            'amount' => wc_format_decimal($data['amount'], $places), 'reason' => $data['reason'], 'refunded_payment' => false,
            'meta_data' => [], 'line_items' => [], 'shipping_lines' => [], 'tax_lines' => [], 'fee_lines' => [],
            '_links' => ['self' => [['href' => rest_url()]]],
        ];
    }
    return new WP_REST_Response($found);
}

function ledgerbridge_stand_in_json(WC_Order $order, int $places): array
{
    $data = $order->data();
    $meta = [];
    foreach ($data['meta'] as $key => $value) {
        $meta[] = ['id' => count($meta) + 1, 'key' => $key, 'value' => $value];
    }
    $lines = [];
    foreach ($order->get_items() as $item) {
        $props = $item->data();
        $taxes = [];
        foreach ($props['taxes']['total'] as $rate => $total) {
            $taxes[] = ['id' => $rate, 'total' => wc_format_decimal($total, $places), 'subtotal' => wc_format_decimal($total, $places)];
        }
        $lines[] = [
            'id' => $item->get_id(), 'name' => $props['name'], 'product_id' => 0, 'variation_id' => 0, 'quantity' => $props['quantity'], 'tax_class' => '',
            'subtotal' => wc_format_decimal($props['subtotal'], $places), 'subtotal_tax' => wc_format_decimal($props['total_tax'], $places),
            'total' => wc_format_decimal($props['total'], $places), 'total_tax' => wc_format_decimal($props['total_tax'], $places),
            'taxes' => $taxes, 'meta_data' => [], 'sku' => $props['sku'], 'price' => (float) $props['total'] / max(1, $props['quantity']),
        ];
    }
    $address = array_fill_keys(['first_name', 'last_name', 'company', 'address_1', 'address_2', 'city', 'state', 'postcode', 'country', 'phone'], '');
    return [
        'id' => $order->get_id(), 'parent_id' => 0, 'number' => $order->get_order_number(), 'status' => $order->get_status(), 'currency' => 'EUR', 'version' => '10.0.2',
        'prices_include_tax' => wc_prices_include_tax(), 'date_created' => gmdate('Y-m-d\TH:i:s', $data['created']), 'date_modified' => gmdate('Y-m-d\TH:i:s', $data['modified']),
        'total' => wc_format_decimal($order->get_total(), $places), 'total_tax' => wc_format_decimal(array_sum(array_column($lines, 'total_tax')), $places),
        'customer_id' => 0, 'billing' => $data['billing'] + $address, 'shipping' => $address, 'payment_method' => $data['payment_method'], 'transaction_id' => '', 'created_via' => 'checkout',
        'date_paid' => null, 'date_completed' => null, 'meta_data' => $meta, 'line_items' => $lines, 'tax_lines' => [], 'shipping_lines' => [], 'fee_lines' => [], 'coupon_lines' => [],
    ];
}
