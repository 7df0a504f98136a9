<?php
declare(strict_types=1);

namespace Ledgerbridge\Status;

use Ledgerbridge\Order\Deliveries;
use Ledgerbridge\Order\ShopInvoice;
use Ledgerbridge\Plugin;
use Ledgerbridge\Service\VatMail;
use Ledgerbridge\Stock\Changes;

defined('ABSPATH') || exit;

/**
 * What the service may ask of the shop: docs/contracts.md 4 and 5. The namespace begins with `wc-` because
 * WooCommerce then checks its REST keys for us (facts A8).
 */
final class StatusRoutes
{
    public const SPACE = 'wc-ledgerbridge/v1';

    private const MOST_REPORTS = 100;
    private const MOST_SNAPSHOTS = 20;
    private const MOST_CHANGES = 100;

    public function __construct(private readonly Plugin $plugin)
    {
    }

    public function register(): void
    {
        add_action('rest_api_init', fn () => $this->addRoutes());
        add_filter('woocommerce_rest_is_request_to_rest_api', [self::class, 'isOurs']);
    }

    private function addRoutes(): void
    {
        $orders = static fn (): bool => current_user_can('edit_shop_orders');
        $routes = [
            'status' => ['POST', fn ($request) => $this->status($request), $orders],
            'ping' => ['GET', fn () => $this->ping(), $orders],
            'snapshots' => ['GET', fn ($request) => $this->snapshots($request), $orders],
            'stock' => ['POST', fn ($request) => $this->stock($request), static fn (): bool => current_user_can('edit_products')],
            'deliveries' => ['POST', fn ($request) => $this->deliveries($request), $orders],
            'invoice' => ['GET', fn ($request) => $this->invoice($request), $orders],
            // No key exists yet while pairing; what is answered is worthless without the nonce and the code.
            'pairing' => ['GET', fn ($request) => $this->pairing($request), '__return_true'],
        ];
        foreach ($routes as $name => [$method, $answer, $allowed]) {
            register_rest_route(self::SPACE, '/' . $name, ['methods' => $method, 'callback' => $answer, 'permission_callback' => $allowed]);
        }
    }

    /**
     * WooCommerce looks for its keys only where the address says /wp-json/wc-…; shops without pretty permalinks say
     * ?rest_route=/wc-ledgerbridge/….
     *
     * @param mixed $already
     */
    public static function isOurs($already): bool
    {
        // phpcs:ignore WordPress.Security.NonceVerification -- only decides who checks the key.
        $route = isset($_GET['rest_route']) ? sanitize_text_field(wp_unslash((string) $_GET['rest_route'])) : '';
        return (bool) $already || str_starts_with(ltrim($route, '/'), self::SPACE . '/');
    }

    private function status(\WP_REST_Request $request): \WP_REST_Response
    {
        $this->plugin->health->heard();
        $said = (array) $request->get_json_params();
        if (array_key_exists('connection', $said)) {
            $this->plugin->health->connectionTold(is_array($said['connection']) ? $said['connection'] : null);
        }
        VatMail::take((array) ($said['vat_return'] ?? []));
        $reports = $said['orders'] ?? null;
        if (! is_array($reports) || count($reports) > self::MOST_REPORTS) {
            return self::refuse(422, 'orders_expected', sprintf('Send {"orders": […]} with at most %d orders.', self::MOST_REPORTS));
        }
        $taken = $this->plugin->reports->take($reports);
        $this->plugin->alarm->watch(); // the service comes by also where WP-Cron does not
        return new \WP_REST_Response($taken);
    }

    private function ping(): \WP_REST_Response
    {
        $this->plugin->health->heard();
        $waiting = $this->plugin->rows->backlog()['count'];
        if ($waiting > 0) {
            $this->plugin->schedule->soon();
        }
        return new \WP_REST_Response(
            ['plugin' => LEDGERBRIDGE_VERSION, 'woocommerce' => WC()->version, 'url' => home_url(), 'waiting' => $waiting]
        );
    }

    private function snapshots(\WP_REST_Request $request): \WP_REST_Response
    {
        $ids = wp_parse_id_list((string) $request->get_param('ids'));
        if ([] === $ids || count($ids) > self::MOST_SNAPSHOTS) {
            return self::refuse(422, 'ids_expected', sprintf('Ask for ids=1,2,… with at most %d ids.', self::MOST_SNAPSHOTS));
        }
        $rows = $this->plugin->rows->findMany($ids);
        $messages = [];
        foreach ($ids as $id) {
            $messages[] = $this->plugin->snapshot->message($id, isset($rows[$id]) ? $rows[$id]->sequence : 0, 'sweep');
        }
        return new \WP_REST_Response(['messages' => array_values(array_filter($messages))]);
    }

    /** More or less of products, as Exact says: each change once. */
    private function stock(\WP_REST_Request $request): \WP_REST_Response
    {
        $changes = $request->get_json_params()['changes'] ?? null;
        if (! is_array($changes) || count($changes) > self::MOST_CHANGES) {
            return self::refuse(422, 'changes_expected', sprintf('Send {"changes": […]} with at most %d changes.', self::MOST_CHANGES));
        }
        return new \WP_REST_Response(['changes' => Changes::take($changes)]);
    }

    /** Goods that left Exact's warehouse. */
    private function deliveries(\WP_REST_Request $request): \WP_REST_Response
    {
        $orders = $request->get_json_params()['orders'] ?? null;
        if (! is_array($orders) || count($orders) > self::MOST_REPORTS) {
            return self::refuse(422, 'orders_expected', sprintf('Send {"orders": […]} with at most %d orders.', self::MOST_REPORTS));
        }
        return new \WP_REST_Response(Deliveries::take($orders));
    }

    /** The shop's own invoice of one order, or credit note of one refund. */
    private function invoice(\WP_REST_Request $request): \WP_REST_Response
    {
        $found = ShopInvoice::of(absint($request->get_param('order_id')), absint($request->get_param('refund_id')));
        return new \WP_REST_Response($found ?? ['name' => '', 'pdf' => null], 200, ['Cache-Control' => 'no-store']);
    }

    private function pairing(\WP_REST_Request $request): \WP_REST_Response
    {
        $proof = $this->plugin->pairing->proof((string) $request->get_param('nonce'));
        if (null === $proof) {
            return self::refuse(404, 'no_pairing', 'No pairing with this nonce is under way.');
        }
        return new \WP_REST_Response(['nonce' => $proof], 200, ['Cache-Control' => 'no-store']);
    }

    private static function refuse(int $status, string $code, string $message): \WP_REST_Response
    {
        return new \WP_REST_Response(['error' => ['code' => $code, 'message' => $message, 'field' => '', 'do' => '']], $status);
    }
}
