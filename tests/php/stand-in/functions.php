<?php
/** WooCommerce's functions, as far as the plugin and its tests call them. */

defined('ABSPATH') || exit;

/** @param mixed $id */
function wc_get_order($id = 0)
{
    $id = is_object($id) ? ($id instanceof WP_Post ? $id->ID : $id->get_id()) : (int) $id;
    return match (get_post_type($id)) {
        'shop_order', 'shop_order_placehold' => new WC_Order($id),
        'shop_order_refund' => new WC_Order_Refund($id),
        default => false,
    };
}

/** @param array<string, mixed> $args only what the plugin asks for: date_modified ">=unix", limit, paged */
function wc_get_orders(array $args): array|stdClass
{
    $ids = get_posts(
        ['post_type' => ledgerbridge_stand_in_post_type(), 'post_status' => array_keys(wc_get_order_statuses()), 'fields' => 'ids', 'orderby' => 'ID', 'order' => 'ASC',
            'posts_per_page' => $args['limit'], 'paged' => $args['paged'] ?? 1]
    );
    $since = (int) ltrim((string) ($args['date_modified'] ?? '0'), '>=');
    $orders = array_map(static fn (int $id): WC_Order => new WC_Order($id), $ids);
    $found = array_values(array_filter($orders, static fn (WC_Order $order): bool => $order->get_date_modified()->getTimestamp() >= $since));
    $found = 'ids' === ($args['return'] ?? '') ? array_map(static fn (WC_Order $order): int => $order->get_id(), $found) : $found;
    return empty($args['paginate']) ? $found : (object) ['orders' => $found, 'total' => count($found), 'max_num_pages' => 1];
}

/** @param array<string, mixed> $args */
function wc_create_order(array $args = []): WC_Order
{
    $order = new WC_Order();
    if (isset($args['status'])) {
        $order->set_status($args['status']);
    }
    $order->save();
    return $order;
}

/** @param array<string, mixed> $args */
function wc_create_refund(array $args)
{
    $refund = new WC_Order_Refund();
    $refund->set_parent_id((int) $args['order_id']);
    $refund->set_amount((string) $args['amount'], (string) ($args['reason'] ?? ''));
    $refund->save();
    do_action('woocommerce_refund_created', $refund->get_id(), $args);
    do_action('woocommerce_order_refunded', (int) $args['order_id'], $refund->get_id());
    return $refund;
}

/** @return array<string, string> */
function wc_get_order_statuses(): array
{
    $names = ['pending', 'processing', 'on-hold', 'completed', 'cancelled', 'refunded', 'failed', 'checkout-draft'];
    return array_combine(array_map(static fn (string $name): string => "wc-$name", $names), array_map('ucfirst', $names));
}

/** @param array<string, mixed> $args */
function wc_get_order_notes(array $args): array
{
    $found = get_comments(['post_id' => $args['order_id'], 'type' => 'order_note', 'orderby' => 'comment_ID', 'order' => 'DESC']);
    return array_map(static fn (WP_Comment $note): object => (object) ['content' => $note->comment_content], $found);
}

function wc_get_page_screen_id(string $for): string
{
    return 'shop_order' === ledgerbridge_stand_in_post_type() ? 'shop_order' : 'woocommerce_page_wc-orders';
}

function wc_get_logger(): object
{
    return new class {
        /** @param mixed[] $said */
        public function __call(string $level, array $said): void
        {
            file_put_contents(WP_CONTENT_DIR . '/uploads/stand-in.log', "$level {$said[0]}\n", FILE_APPEND);
        }
    };
}

function wc_prices_include_tax(): bool
{
    return 'yes' === get_option('woocommerce_prices_include_tax');
}

function get_woocommerce_currency(): string
{
    return 'EUR';
}

function wc_get_price_decimals(): int
{
    return 2;
}

/** @param mixed $number */
function wc_format_decimal($number, int $places = 6): string
{
    return number_format((float) $number, $places, '.', '');
}

function wc_rand_hash(): string
{
    return bin2hex(random_bytes(20));
}

function wc_api_hash(string $text): string
{
    return hash_hmac('sha256', $text, 'wc-api');
}

final class WC_Tax
{
    /** @return array<string, string>|null */
    public static function _get_tax_rate(int $id): ?array
    {
        $rate = get_option('woocommerce_stand_in_rates')[$id] ?? null;
        return $rate ? array_combine(['tax_rate_id', 'tax_rate_country', 'tax_rate', 'tax_rate_name', 'tax_rate_class'], [(string) $id, ...$rate]) : null;
    }
}
