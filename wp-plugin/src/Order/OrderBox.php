<?php
declare(strict_types=1);

namespace Ledgerbridge\Order;

use Ledgerbridge\Admin\AccountantPage;
use Ledgerbridge\Admin\PreviewPage;
use Ledgerbridge\Admin\Screen;
use Ledgerbridge\Plugin;
use Ledgerbridge\Service\Refused;
use Ledgerbridge\Status\Badge;

defined('ABSPATH') || exit;

/** The box on the order screen: where it stands, what is in Exact, what is wrong and which button mends it. */
final class OrderBox
{
    public const PUSH = 'ledgerbridge_push';
    public const REVERSE = 'ledgerbridge_reverse';
    private const BOX = 'ledgerbridge_box';
    private const TIMELINE = 'ledgerbridge_timeline';

    private ?int $orderId = null;

    public function __construct(private readonly Plugin $plugin)
    {
    }

    public function register(): void
    {
        add_action('add_meta_boxes', fn () => $this->addBox(), 50); // after WooCommerce's own
        add_action('admin_footer', fn () => $this->showForms());
        add_action('admin_enqueue_scripts', fn () => $this->enqueue());
        add_action('admin_post_' . self::PUSH, fn () => $this->push());
        add_action('admin_post_' . self::REVERSE, fn () => $this->reverse());
        add_action('wp_ajax_' . self::BOX, fn () => $this->answer(self::BOX, fn (int $id) => $this->refreshed($id)));
        add_action('wp_ajax_' . self::TIMELINE, fn () => $this->answer(self::TIMELINE, fn (int $id) => $this->timeline($id)));
    }

    private function addBox(): void
    {
        if (! current_user_can('edit_shop_orders') || ! $this->plugin->connection->paired()) {
            return;
        }
        $screen = wc_get_page_screen_id('shop-order');
        add_meta_box('ledgerbridge', __('Exact Online', 'ledgerbridge'), fn ($order) => $this->show($order), $screen, 'side', 'high');
        self::putSecond($screen);
    }

    /** Right below the order's actions: what needs a person should not wait below the fold. A person may drag it elsewhere. */
    private static function putSecond(string $screen): void
    {
        global $wp_meta_boxes;
        $boxes = $wp_meta_boxes[$screen]['side']['high'];
        $first = array_intersect_key($boxes, ['woocommerce-order-actions' => 1]);
        $wp_meta_boxes[$screen]['side']['high'] = $first + ['ledgerbridge' => $boxes['ledgerbridge']] + $boxes;
    }

    /** @param mixed $shown WP_Post (orders in posts) or WC_Order (HPOS) */
    private function show($shown): void
    {
        $order = $shown instanceof \WP_Post ? wc_get_order($shown->ID) : $shown;
        if (! $order instanceof \WC_Order) {
            return;
        }
        if (! Snapshot::counts($order)) {
            echo '<p>' . esc_html__('A draft is not sent to Exact Online.', 'ledgerbridge') . '</p>';
            return;
        }
        $this->orderId = $order->get_id();
        printf(
            '<div id="ledgerbridge-box" data-order="%d" data-nonce="%s" data-timeline-nonce="%s" aria-live="polite">%s</div>',
            (int) $this->orderId,
            esc_attr(wp_create_nonce(self::BOX . $this->orderId)),
            esc_attr(wp_create_nonce(self::TIMELINE . $this->orderId)),
            $this->html($this->orderId) // phpcs:ignore WordPress.Security.EscapeOutput -- html() escapes.
        );
        echo '<p><button type="submit" form="ledgerbridge-push" class="button button-primary">' . esc_html__('Push to Exact', 'ledgerbridge') . '</button>';
        if (current_user_can('manage_woocommerce')) {
            echo ' <a class="button" href="' . esc_url(PreviewPage::url($this->orderId)) . '">' . esc_html__('Preview', 'ledgerbridge') . '</a>';
        }
        echo '</p>';
        echo '<details id="ledgerbridge-timeline" class="hide-if-no-js"><summary>' . esc_html__('What happened so far', 'ledgerbridge') . '</summary><div></div></details>';
    }

    /** The buttons' own forms: the box stands inside the order's form, and forms do not nest. They work without JavaScript. */
    private function showForms(): void
    {
        foreach (null === $this->orderId ? [] : ['ledgerbridge-push' => self::PUSH, 'ledgerbridge-reverse' => self::REVERSE] as $id => $action) {
            printf(
                '<form id="%s" method="post" action="%s"><input type="hidden" name="action" value="%s"><input type="hidden" name="order_id" value="%d">%s</form>',
                esc_attr($id),
                esc_url(admin_url('admin-post.php')),
                esc_attr($action),
                (int) $this->orderId,
                wp_nonce_field($action . $this->orderId, '_wpnonce', true, false) // phpcs:ignore WordPress.Security.EscapeOutput
            );
        }
    }

    private function push(): void
    {
        $order = $this->asked(self::PUSH);
        $result = $this->plugin->push->orders([$order->get_id()]);
        wp_safe_redirect(add_query_arg(PushResult::ARG, PushResult::code($result), $order->get_edit_order_url()));
        exit;
    }

    /** What stands in Exact is credited and the order booked anew: a person saw both sums in the box and says yes. */
    private function reverse(): void
    {
        $order = $this->asked(self::REVERSE);
        try {
            $answer = $this->plugin->desk->call('order.reverse', ['order_id' => $order->get_id()]);
            $said = 1 === (int) ($answer['ringing'] ?? 0) ? PushResult::REVERSING : PushResult::NOT_WAITING;
        } catch (Refused) {
            $said = PushResult::AWAY;
        }
        wp_safe_redirect(add_query_arg(PushResult::ARG, $said, $order->get_edit_order_url()));
        exit;
    }

    /** The order of a button that was pressed, if this user may. */
    private function asked(string $action): \WC_Order
    {
        $orderId = isset($_POST['order_id']) ? absint($_POST['order_id']) : 0;
        check_admin_referer($action . $orderId);
        $order = wc_get_order($orderId);
        if (! current_user_can('edit_shop_orders') || ! $order instanceof \WC_Order) {
            wp_die(esc_html__('You may not send this order to Exact Online.', 'ledgerbridge'), '', ['response' => 403]);
        }
        return $order;
    }

    /** Escaped HTML of the box's changing part. */
    public function html(int $orderId): string
    {
        $row = $this->plugin->rows->find($orderId);
        $settings = current_user_can('manage_woocommerce') ? Screen::url('booking') : '';
        $connect = current_user_can('manage_woocommerce') ? Screen::url() : '';
        return OrderReport::html($row, ['settings' => $settings, 'connect' => $connect]);
    }

    /** @return array{html: string, moving: bool} */
    private function refreshed(int $orderId): array
    {
        $row = $this->plugin->rows->find($orderId);
        return ['html' => $this->html($orderId), 'moving' => Badge::of($row)->moving($row)];
    }

    /** @return array{html: string} */
    private function timeline(int $orderId): array
    {
        try {
            $read = $this->plugin->desk->call('order.read', ['order_id' => $orderId]);
        } catch (Refused $why) {
            return ['html' => '<p>' . esc_html__('The service does not answer just now.', 'ledgerbridge') . ' ' . esc_html($why->getMessage()) . '</p>'];
        }
        return ['html' => OrderReport::timeline((array) ($read['attempts'] ?? []))];
    }

    /** @param callable(int): array<string, mixed> $work */
    private function answer(string $nonce, callable $work): void
    {
        $orderId = isset($_POST['order_id']) ? absint($_POST['order_id']) : 0;
        check_ajax_referer($nonce . $orderId);
        if (! current_user_can('edit_shop_orders') || ! wc_get_order($orderId) instanceof \WC_Order) {
            wp_send_json_error(null, 403);
        }
        wp_send_json_success($work($orderId));
    }

    private function enqueue(): void
    {
        $screen = get_current_screen();
        $orders = [wc_get_page_screen_id('shop-order'), 'edit-shop_order', 'woocommerce_page_wc-orders'];
        if (! $screen || ! in_array($screen->id, [...$orders, 'woocommerce_page_wc-settings', 'toplevel_page_' . AccountantPage::PAGE], true)) {
            return;
        }
        wp_enqueue_style('ledgerbridge', plugins_url('assets/admin.css', LEDGERBRIDGE_FILE), [], LEDGERBRIDGE_VERSION);
        if (in_array($screen->id, $orders, true)) {
            wp_enqueue_script('ledgerbridge-order', plugins_url('assets/order.js', LEDGERBRIDGE_FILE), [], LEDGERBRIDGE_VERSION, true);
        }
    }
}
