<?php
declare(strict_types=1);

namespace Ledgerbridge\Tests;

/** The message is WooCommerce's own REST order, and what REST leaves out. */
final class SnapshotTest extends ShopTestCase
{
    public function test_order_and_refunds_are_what_the_rest_api_says(): void
    {
        $order = $this->order();
        wc_create_refund(['order_id' => $order->get_id(), 'amount' => '1.00', 'reason' => 'een']);
        wc_create_refund(['order_id' => $order->get_id(), 'amount' => '2.00', 'reason' => 'twee']);
        $expected = $this->asked("/wc/v3/orders/{$order->get_id()}");
        $refunds = array_map(static fn (array $one): array => array_diff_key($one, ['_links' => 1]), $this->asked("/wc/v3/orders/{$order->get_id()}/refunds"));

        wp_set_current_user(0); // in cron nobody is signed in
        $message = json_decode((string) wp_json_encode($this->plugin()->snapshot->message($order->get_id(), 17, 'changed')), true);
        self::assertSame($expected, $message['order']);
        self::assertSame($refunds, $message['refunds']);
        self::assertCount(2, $message['refunds']);
        self::assertSame('16.446281', $message['order']['line_items'][0]['total'], 'six places, not the two of the shop');
        self::assertArrayNotHasKey('_links', $message['refunds'][0]);
        self::assertSame(17, $message['sequence']);
        self::assertSame(1, $message['version']);
    }

    public function test_reading_leaves_no_door_open(): void
    {
        $order = $this->order();
        wp_set_current_user(0);
        $this->plugin()->snapshot->message($order->get_id(), 1, 'changed');
        self::assertSame(401, rest_do_request(new \WP_REST_Request('GET', "/wc/v3/orders/{$order->get_id()}"))->get_status());
    }

    public function test_the_shop_says_what_decides_amounts(): void
    {
        $shop = $this->plugin()->snapshot->message($this->order()->get_id(), 1, 'changed')['shop'];
        self::assertSame(
            ['url', 'timezone', 'currency', 'base_country', 'prices_include_tax', 'tax_round_at_subtotal', 'num_decimals', 'hpos', 'woocommerce', 'wordpress', 'plugin', 'locale'],
            array_keys($shop)
        );
        self::assertSame('Europe/Amsterdam', $shop['timezone']);
        self::assertSame('EUR', $shop['currency']);
        self::assertSame('NL', $shop['base_country']);
        self::assertTrue($shop['prices_include_tax']);
        self::assertSame(2, $shop['num_decimals']);
        self::assertSame('posts' !== getenv('ORDER_STORAGE'), $shop['hpos']);
    }

    public function test_rates_used_come_with_their_country(): void
    {
        $order = $this->order();
        $tax = new \WC_Order_Item_Tax();
        $tax->set_props(['rate_id' => 1, 'label' => 'BTW', 'name' => 'NL-BTW-1']);
        $order->add_item($tax);
        $order->save();
        $rates = $this->plugin()->snapshot->message($order->get_id(), 1, 'changed')['tax_rates'];
        self::assertSame([['id' => 1, 'country' => 'NL', 'rate' => '21.0000', 'name' => 'BTW 21%', 'class' => 'standard']], $rates);
    }

    /** @dataProvider vatNumbers */
    public function test_the_vat_number_is_found_under_known_keys(string $key, $value, string $expected): void
    {
        $order = $this->order();
        $order->update_meta_data($key, $value);
        $order->save();
        self::assertSame(['number' => $expected, 'key' => $key], $this->extra($order)['vat_number']);
    }

    public static function vatNumbers(): array
    {
        return [
            'EU VAT Number' => ['_billing_vat_number', ' BE0123456749 ', 'BE0123456749'],
            'older' => ['_vat_number', 'DE123456788', 'DE123456788'],
            'compliance' => ['VAT Number', 'FR12345678901', 'FR12345678901'],
            'Aelia' => ['_eu_vat_evidence', ['exemption' => ['vat_number' => 'BE0123456749']], 'BE0123456749'],
        ];
    }

    public function test_what_is_not_there_is_empty(): void
    {
        $extra = $this->extra($this->order());
        self::assertNull($extra['vat_number']);
        self::assertNull($extra['chamber_of_commerce']);
        self::assertSame([], $extra['tenders']);
        self::assertFalse($extra['test_payment']);
        self::assertFalse($extra['trashed']);
    }

    public function test_chamber_of_commerce_and_test_payments(): void
    {
        $order = $this->order();
        $order->update_meta_data('_billing_kvk', '12345678');
        $order->update_meta_data('_mollie_payment_mode', 'test');
        $order->save();
        self::assertSame(['number' => '12345678', 'key' => '_billing_kvk'], $this->extra($order)['chamber_of_commerce']);
        self::assertTrue($this->extra($order)['test_payment']);
        $order->update_meta_data('_mollie_payment_mode', 'live');
        $order->save();
        self::assertFalse($this->extra($order)['test_payment']);
    }

    public function test_gift_cards_are_told_without_their_code(): void
    {
        $order = $this->order();
        $order->update_meta_data('_ywgc_applied_gift_cards', ['GIFT-1111-2222' => 20, 'rommel' => 'x']);
        $order->save();
        self::assertSame([['kind' => 'gift_card', 'code' => '…2222', 'amount' => '20.00']], $this->extra($order)['tenders']);
    }

    public function test_gift_cards_as_order_items_are_tenders(): void
    {
        $card = new class extends \WC_Order_Item {
            public function __construct()
            {
            }

            public function get_type()
            {
                return 'pw_gift_card';
            }

            public function get_card_number(): string
            {
                return 'ABCD-9876';
            }

            public function get_amount(): float
            {
                return 12.5;
            }
        };
        $cards = static fn (array $items, $order, $types): array => in_array('pw_gift_card', (array) $types, true) ? [$card] : $items;
        $order = $this->order();
        add_filter('woocommerce_order_get_items', $cards, 10, 3);
        $tenders = $this->extra($order)['tenders'];
        remove_filter('woocommerce_order_get_items', $cards);
        self::assertSame([['kind' => 'gift_card', 'code' => '…9876', 'amount' => '12.50']], $tenders);
    }

    public function test_lines_that_sell_a_gift_card_are_named(): void
    {
        $order = $this->order();
        self::assertSame([], $this->extra($order)['cards_sold']);
        $line = array_values($order->get_items())[0]->get_id();
        $told = static fn ($sold, $item, $of): bool => $item->get_id() === $line && $of->get_id() === $order->get_id();
        add_filter('ledgerbridge_is_gift_card', $told, 10, 3);
        self::assertSame([$line], $this->extra($order)['cards_sold']);
        remove_filter('ledgerbridge_is_gift_card', $told);
    }

    /** @group products */
    public function test_gift_card_products_of_the_known_plugins_are_named(): void
    {
        $order = $this->order();
        $line = array_values($order->get_items())[0]->get_id();
        foreach (['pw-gift-card', 'gift-card'] as $type) {
            $product = $this->createConfiguredMock(\WC_Product_Simple::class, ['get_type' => $type, 'is_virtual' => true]);
            $sells = static fn (): \WC_Product => $product;
            add_filter('woocommerce_order_item_product', $sells);
            self::assertSame([$line], $this->extra($order)['cards_sold']);
            remove_filter('woocommerce_order_item_product', $sells);
        }
    }

    private function extra(\WC_Order $order): array
    {
        return $this->plugin()->snapshot->message($order->get_id(), 1, 'changed')['extra'];
    }

    /** What an administrator gets from the REST API. */
    private function asked(string $path): array
    {
        $request = new \WP_REST_Request('GET', $path);
        $request->set_query_params(['dp' => 6]);
        $answer = rest_do_request($request);
        self::assertSame(200, $answer->get_status());
        return json_decode((string) wp_json_encode($answer->get_data()), true);
    }
}
