<?php
declare(strict_types=1);

namespace Ledgerbridge\Order;

use Ledgerbridge\Status\Badge;

defined('ABSPATH') || exit;

/** The orders list: a column with the badge, a filter by state, and the bulk action. For orders in posts and in HPOS. */
final class OrderList
{
    private const COLUMN = 'ledgerbridge';
    private const FILTER = 'ledgerbridge_state';
    public const BULK = 'ledgerbridge_push';

    /** The list's screen: orders as posts, and High-Performance Order Storage. */
    private const SCREENS = ['edit-shop_order', 'woocommerce_page_wc-orders'];

    public function __construct(private readonly Rows $rows, private readonly Push $push)
    {
    }

    public function register(): void
    {
        foreach (self::SCREENS as $screen) {
            add_filter("manage_{$screen}_columns", [$this, 'addColumn'], 20);
            add_filter("bulk_actions-$screen", [$this, 'addBulkAction']);
            add_filter("handle_bulk_actions-$screen", [$this, 'pushSelected'], 10, 3);
        }
        add_action('manage_shop_order_posts_custom_column', [$this, 'showCell'], 20, 2);
        add_action('manage_woocommerce_page_wc-orders_custom_column', [$this, 'showCell'], 20, 2);
        add_action('restrict_manage_posts', fn ($type) => 'shop_order' === $type ? $this->showFilter() : null);
        add_action('woocommerce_order_list_table_restrict_manage_orders', fn ($type) => 'shop_order' === $type ? $this->showFilter() : null);
        add_filter('posts_where', [$this, 'filterPosts'], 10, 2);
        add_filter('woocommerce_orders_table_query_clauses', [$this, 'filterOrders'], 10, 2);
        add_action('admin_notices', [$this, 'showResult']);
        add_filter('removable_query_args', fn ($args) => array_merge((array) $args, [PushResult::ARG]));
    }

    /** The orders list, showing one state only. */
    public static function url(string $state): string
    {
        $list = 'shop_order' === wc_get_page_screen_id('shop-order') ? 'edit.php?post_type=shop_order' : 'admin.php?page=wc-orders';
        return add_query_arg(self::FILTER, $state, admin_url($list));
    }

    /**
     * @param array<string, string> $columns
     * @return array<string, string>
     */
    public function addColumn(array $columns): array
    {
        $column = [self::COLUMN => __('Exact Online', 'ledgerbridge')];
        $place = array_search('order_status', array_keys($columns), true);
        $place = false === $place ? count($columns) : $place + 1;
        return array_slice($columns, 0, $place, true) + $column + array_slice($columns, $place, null, true);
    }

    /** @param mixed $order an order (HPOS) or its id (posts) */
    public function showCell(string $column, $order): void
    {
        if (self::COLUMN === $column) {
            $row = $this->rows->find($order instanceof \WC_Abstract_Order ? $order->get_id() : (int) $order);
            echo Badge::of($row)->html(); // phpcs:ignore WordPress.Security.EscapeOutput -- Badge::html() escapes.
        }
    }

    /**
     * @param array<string, string> $actions
     * @return array<string, string>
     */
    public function addBulkAction(array $actions): array
    {
        return current_user_can('edit_shop_orders') ? $actions + [self::BULK => __('Push to Exact', 'ledgerbridge')] : $actions;
    }

    /**
     * WordPress and WooCommerce checked the list's nonce before they come here.
     *
     * @param mixed $back where to go afterwards
     * @param mixed $action
     * @param mixed $ids
     * @return mixed
     */
    public function pushSelected($back, $action, $ids)
    {
        if (self::BULK !== $action || ! current_user_can('edit_shop_orders')) {
            return $back;
        }
        $result = $this->push->orders(array_map('absint', (array) $ids));
        return add_query_arg(PushResult::ARG, PushResult::code($result), (string) $back);
    }

    public function showResult(): void
    {
        $screen = get_current_screen();
        $screens = [...self::SCREENS, 'shop_order'];
        if ($screen && in_array($screen->id, $screens, true)) {
            PushResult::show();
        }
    }

    private function showFilter(): void
    {
        $chosen = self::chosenState();
        echo '<select name="' . esc_attr(self::FILTER) . '" aria-label="' . esc_attr__('Exact Online', 'ledgerbridge') . '">';
        echo '<option value="">' . esc_html__('Exact Online: all', 'ledgerbridge') . '</option>';
        foreach (Badge::STATES as $state) {
            printf('<option value="%s"%s>%s</option>', esc_attr($state), selected($chosen, $state, false), esc_html(Badge::label($state)));
        }
        echo '</select>';
    }

    /** Orders as posts. */
    public function filterPosts(string $where, \WP_Query $query): string
    {
        global $wpdb;
        if (is_admin() && $query->is_main_query() && 'shop_order' === $query->get('post_type') && '' !== self::chosenState()) {
            $where .= " AND {$wpdb->posts}.ID IN (" . self::ordersInState(self::chosenState()) . ')';
        }
        return $where;
    }

    /**
     * Orders in WooCommerce's own tables; the list's query only, told by its page.
     *
     * @param array<string, string> $clauses
     * @param mixed $query WooCommerce's OrdersTableQuery
     * @return array<string, string>
     */
    public function filterOrders($clauses, $query)
    {
        // phpcs:ignore WordPress.Security.NonceVerification -- choosing what to look at.
        $onList = is_admin() && 'wc-orders' === ($_GET['page'] ?? '') && did_action('current_screen');
        if ($onList && '' !== self::chosenState() && is_object($query) && method_exists($query, 'get_table_name')) {
            $clauses['where'] .= ' AND ' . $query->get_table_name('orders') . '.id IN (' . self::ordersInState(self::chosenState()) . ')';
        }
        return $clauses;
    }

    private static function ordersInState(string $state): string
    {
        global $wpdb;
        return $wpdb->prepare('SELECT order_id FROM %i WHERE state = %s', Rows::table(), $state);
    }

    private static function chosenState(): string
    {
        // phpcs:ignore WordPress.Security.NonceVerification -- choosing what to look at.
        $state = isset($_GET[self::FILTER]) ? sanitize_key(wp_unslash($_GET[self::FILTER])) : '';
        return in_array($state, Badge::STATES, true) ? $state : '';
    }
}
