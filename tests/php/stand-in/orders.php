<?php
/** Orders, refunds and their items: data in one post meta, events in WooCommerce's order. */

defined('ABSPATH') || exit;

class WC_Order_Item
{
    /** @var array<string, mixed> */
    protected array $props = ['name' => '', 'quantity' => 1, 'total' => '0', 'subtotal' => '0', 'total_tax' => '0', 'taxes' => ['total' => []], 'sku' => ''];
    /** @var array<string, mixed> */
    protected array $meta = [];
    public int $id = 0;

    /** @return string */
    public function get_type()
    {
        return 'line_item';
    }

    public function get_id(): int
    {
        return $this->id;
    }

    /** @param array<string, mixed> $props */
    public function set_props(array $props): void
    {
        $this->props = array_merge($this->props, $props);
    }

    public function set_taxes(array $taxes): void
    {
        $this->props['taxes'] = $taxes;
        $this->props['total_tax'] = (string) array_sum($taxes['total'] ?? []);
    }

    public function get_total(): string
    {
        return (string) $this->props['total'];
    }

    /** @return array<string, mixed> */
    public function data(): array
    {
        return $this->props;
    }

    /** @return mixed */
    public function get_meta(string $key)
    {
        return $this->meta[$key] ?? '';
    }

    /** @param mixed $value */
    public function update_meta_data(string $key, $value): void
    {
        $this->meta[$key] = $value;
    }
}

class WC_Order_Item_Product extends WC_Order_Item
{
    /** The stand-in has no products: as when the product is gone. */
    public function get_product()
    {
        return false;
    }
}

class WC_Order_Item_Fee extends WC_Order_Item
{
    public function get_type()
    {
        return 'fee';
    }
}

class WC_Order_Item_Tax extends WC_Order_Item
{
    public function get_type()
    {
        return 'tax';
    }

    public function get_rate_id(): int
    {
        return (int) $this->props['rate_id'];
    }
}

abstract class WC_Abstract_Order
{
    protected string $object_type = 'order';
    protected int $id = 0;
    /** @var array<string, mixed> */
    protected array $data = [];
    /** @var array{from: string, to: string}|null */
    private ?array $transition = null;

    /** @param mixed $id */
    public function __construct($id = 0)
    {
        $this->data = [
            'status' => 'pending', 'currency' => 'EUR', 'total' => '0', 'parent_id' => 0, 'billing' => [], 'meta' => [], 'items' => [],
            'amount' => '0', 'reason' => '', 'modified' => time(), 'created' => time(), 'payment_method' => '', 'paid' => null,
        ];
        if ($id) {
            $this->id = (int) $id;
            $this->data = array_merge($this->data, (array) get_post_meta($this->id, '_stand_in', true));
            if ('trash' === get_post_status($this->id)) {
                $this->data['status'] = 'trash';
            }
        }
    }

    abstract public function get_type(): string;

    public function get_id(): int
    {
        return $this->id;
    }

    public function get_status(): string
    {
        return $this->data['status'];
    }

    public function get_order_number(): string
    {
        return (string) apply_filters('woocommerce_order_number', (string) $this->id, $this);
    }

    public function get_parent_id(): int
    {
        return (int) $this->data['parent_id'];
    }

    public function set_parent_id(int $id): void
    {
        $this->data['parent_id'] = $id;
    }

    public function get_date_modified(): DateTime
    {
        return new DateTime('@' . $this->data['modified']);
    }

    /** @return mixed */
    public function get_meta(string $key)
    {
        return $this->data['meta'][$key] ?? '';
    }

    /** @param mixed $value */
    public function update_meta_data(string $key, $value): void
    {
        $this->data['meta'][$key] = $value;
    }

    public function delete_meta_data(string $key): void
    {
        unset($this->data['meta'][$key]);
    }

    public function save_meta_data(): void
    {
        update_post_meta($this->id, '_stand_in', $this->data);
    }

    public function has_status(string $status): bool
    {
        return $status === $this->data['status'];
    }

    public function set_billing_email(string $email): void
    {
        $this->data['billing']['email'] = $email;
    }

    public function set_billing_country(string $country): void
    {
        $this->data['billing']['country'] = $country;
    }

    public function set_payment_method(string $method): void
    {
        $this->data['payment_method'] = $method;
    }

    /** @param mixed $total */
    public function set_total($total): void
    {
        $this->data['total'] = (string) $total;
    }

    public function get_total(): string
    {
        return $this->data['total'];
    }

    public function add_item(WC_Order_Item $item): void
    {
        $this->data['items'][] = $item;
    }

    /**
     * @param string|string[] $types
     * @return WC_Order_Item[]
     */
    public function get_items($types = 'line_item'): array
    {
        $items = array_filter($this->data['items'], static fn (WC_Order_Item $item): bool => in_array($item->get_type(), (array) $types, true));
        return apply_filters('woocommerce_order_get_items', $items, $this, $types);
    }

    public function set_status(string $to): void
    {
        $to = preg_replace('/^wc-/', '', $to);
        if ($to !== $this->data['status']) {
            $this->transition = ['from' => $this->id ? $this->data['status'] : '', 'to' => $to];
            $this->data['status'] = $to;
        }
    }

    public function update_status(string $to): bool
    {
        $this->set_status($to);
        $this->save();
        return true;
    }

    /** The save sandwich of facts A6.1. */
    public function save(): int
    {
        do_action("woocommerce_before_{$this->object_type}_object_save", $this, null);
        $new = 0 === $this->id;
        $this->store();
        do_action($new ? "woocommerce_new_{$this->object_type}" : "woocommerce_update_{$this->object_type}", $this->id, $this);
        foreach ($this->data['items'] as $place => $item) {
            $item->id = $item->id ?: $this->id * 100 + $place + 1;
        }
        update_post_meta($this->id, '_stand_in', $this->data);
        do_action("woocommerce_after_{$this->object_type}_object_save", $this, null);
        $this->tellTransition();
        return $this->id;
    }

    private function store(): void
    {
        $this->data['modified'] = time();
        $type = 'shop_order_refund' === $this->get_type() ? 'shop_order_refund' : ledgerbridge_stand_in_post_type();
        $post = ['post_type' => $type, 'post_status' => 'wc-' . $this->data['status'], 'post_parent' => $this->get_parent_id(), 'post_title' => 'Order'];
        if ('trash' === $this->data['status']) {
            unset($post['post_status']);
        }
        $this->id = (int) ($this->id ? wp_update_post(['ID' => $this->id] + $post) : wp_insert_post($post));
    }

    private function tellTransition(): void
    {
        [$change, $this->transition] = [$this->transition, null];
        if (null === $change || 'trash' === $change['to']) {
            return;
        }
        do_action('woocommerce_order_status_' . $change['to'], $this->id, $this);
        if ('' !== $change['from']) {
            do_action('woocommerce_order_status_changed', $this->id, $change['from'], $change['to'], $this);
        }
    }

    public function delete(bool $force = false): bool
    {
        if (null !== apply_filters("woocommerce_pre_delete_{$this->object_type}", null, $this, $force)) {
            return false;
        }
        $id = $this->id;
        $isOrder = 'order' === $this->object_type;
        if ($force) {
            $isOrder && do_action('woocommerce_before_delete_order', $id, $this);
            wp_delete_post($id, true);
            $this->id = 0;
            $isOrder && do_action('woocommerce_delete_order', $id);
        } else {
            $isOrder && do_action('woocommerce_before_trash_order', $id, $this);
            wp_trash_post($id);
            $this->data['status'] = 'trash';
            $isOrder && do_action('woocommerce_trash_order', $id);
        }
        return true;
    }

    public function untrash(): bool
    {
        $before = (string) (get_post_meta($this->id, '_stand_in', true)['status'] ?? 'pending');
        wp_untrash_post($this->id);
        $this->data['status'] = $before;
        $this->store();
        if ('shop_order' !== ledgerbridge_stand_in_post_type()) {
            do_action('woocommerce_untrash_order', $this->id, $before);
        }
        return true;
    }

    /** @return array<string, mixed> */
    public function data(): array
    {
        return $this->data;
    }
}

class WC_Order extends WC_Abstract_Order
{
    public function get_type(): string
    {
        return 'shop_order';
    }

    public function add_order_note(string $note): int
    {
        return (int) wp_insert_comment(
            ['comment_post_ID' => $this->id, 'comment_content' => $note, 'comment_type' => 'order_note', 'comment_approved' => 1, 'comment_agent' => 'WooCommerce']
        );
    }

    public function get_edit_order_url(): string
    {
        return 'shop_order' === ledgerbridge_stand_in_post_type()
            ? admin_url("post.php?post={$this->id}&action=edit")
            : admin_url("admin.php?page=wc-orders&action=edit&id={$this->id}");
    }

    /** @return WC_Order_Refund[] newest first */
    public function get_refunds(): array
    {
        $ids = get_posts(['post_type' => 'shop_order_refund', 'post_parent' => $this->id, 'post_status' => 'any', 'fields' => 'ids', 'numberposts' => -1, 'orderby' => 'ID', 'order' => 'DESC']);
        return array_map(static fn (int $id): WC_Order_Refund => new WC_Order_Refund($id), $ids);
    }
}

class WC_Order_Refund extends WC_Abstract_Order
{
    protected string $object_type = 'order_refund';

    public function get_type(): string
    {
        return 'shop_order_refund';
    }

    public function set_amount(string $amount, string $reason): void
    {
        $this->data = ['amount' => $amount, 'reason' => $reason, 'total' => '-' . $amount] + $this->data;
    }
}

function ledgerbridge_stand_in_post_type(): string
{
    return 'yes' === get_option('woocommerce_custom_orders_table_enabled') ? 'shop_order_placehold' : 'shop_order';
}
