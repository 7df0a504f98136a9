<?php
declare(strict_types=1);

namespace Ledgerbridge\Tests;

/** More or less of a product, as Exact says: added or taken away, once per change. Group products: needs real ones. */
final class StockTest extends ShopTestCase
{
    public function test_who_may_and_how_much_at_once(): void
    {
        $this->actAs('subscriber');
        self::assertSame(403, $this->rest('POST', '/stock', ['changes' => []])->get_status());
        $this->actAs('shop_manager');
        self::assertSame(422, $this->rest('POST', '/stock', ['nothing' => 1])->get_status());
        self::assertSame(422, $this->rest('POST', '/stock', ['changes' => array_fill(0, 101, [])])->get_status());
        self::assertSame([], $this->rest('POST', '/stock', ['changes' => [['id' => 'x', 'sku' => 'A', 'delta' => '1'], 'nonsense', ['id' => $this->id(1), 'sku' => 'A', 'delta' => '1e9']]])->get_data()['changes']);
    }

    /** @group products */
    public function test_a_change_is_applied_once(): void
    {
        $mug = $this->product('LB-MOK', 10);
        self::assertSame(['applied', '15'], $this->change(1, 'LB-MOK', '5'));
        self::assertSame(['known', '15'], $this->change(1, 'LB-MOK', '5'));
        self::assertSame(['applied', '-1'], $this->change(2, 'LB-MOK', '-16'), 'below zero is said as it is');
        self::assertSame('outofstock', wc_get_product($mug->get_id())->get_stock_status());
        self::assertSame(['applied', '3'], $this->change(3, 'LB-MOK', '4.000'));
        self::assertSame('instock', wc_get_product($mug->get_id())->get_stock_status());
        self::assertSame('3', (string) $this->stored($mug->get_id()));
    }

    /** @group products */
    public function test_a_variation_has_its_own_stock_and_one_that_shares_its_parents_is_refused(): void
    {
        $parent = new \WC_Product_Variable();
        $parent->set_props(['name' => 'Trui', 'status' => 'publish', 'sku' => 'LB-TRUI', 'manage_stock' => true, 'stock_quantity' => 40]);
        $parent->save();
        $own = new \WC_Product_Variation();
        $own->set_props(['parent_id' => $parent->get_id(), 'sku' => 'LB-TRUI-M', 'manage_stock' => true, 'stock_quantity' => 4, 'regular_price' => '10', 'status' => 'publish']);
        $own->save();
        $shared = new \WC_Product_Variation();
        $shared->set_props(['parent_id' => $parent->get_id(), 'sku' => 'LB-TRUI-L', 'manage_stock' => false, 'regular_price' => '10', 'status' => 'publish']);
        $shared->save();
        self::assertSame(['applied', '6'], $this->change(11, 'LB-TRUI-M', '2'));
        self::assertSame('parent', $this->change(12, 'LB-TRUI-L', '2')[0]);
        self::assertSame(['applied', '41'], $this->change(13, 'LB-TRUI', '1'));
    }

    /** @group products */
    public function test_what_cannot_take_it_is_named_and_left_alone(): void
    {
        $free = $this->product('LB-VRIJ', null);
        self::assertSame('unmanaged', $this->change(21, 'LB-VRIJ', '2')[0]);
        self::assertNull(wc_get_product($free->get_id())->get_stock_quantity());
        self::assertSame('unknown_sku', $this->change(22, 'LB-NERGENS', '2')[0]);
        self::assertSame('unknown_sku', $this->change(23, '', '2')[0]);
        $kop = $this->product('LB-KOP', 5);
        self::assertSame('other_case', $this->change(24, 'lb-kop', '2')[0]);
        self::assertSame('fraction', $this->change(25, 'LB-KOP', '0.5')[0]);
        $twin = $this->product('LB-KOP-2', 5);
        update_post_meta($twin->get_id(), '_sku', 'LB-KOP');
        clean_post_cache($twin->get_id());
        wp_cache_flush();
        self::assertSame('duplicate_sku', $this->change(26, 'LB-KOP', '2')[0]);
        self::assertSame('5', (string) $this->stored($kop->get_id()));
        wp_trash_post($twin->get_id());
        self::assertSame(['applied', '7'], $this->change(26, 'LB-KOP', '2'), 'what was refused was not taken as done');
    }

    /** @group products */
    public function test_a_change_that_breaks_off_leaves_neither_stock_nor_id(): void
    {
        $mug = $this->product('LB-BREEK', 10);
        $broken = static function (): void {
            throw new \RuntimeException('a plugin of the shop fell over');
        };
        add_action('woocommerce_product_set_stock', $broken);
        try {
            $this->change(31, 'LB-BREEK', '5');
            self::fail('it should have been told');
        } catch (\RuntimeException) {
            remove_action('woocommerce_product_set_stock', $broken);
        }
        wp_cache_flush();
        self::assertSame('10', (string) $this->stored($mug->get_id()));
        self::assertSame(['applied', '15'], $this->change(31, 'LB-BREEK', '5'));
    }

    private function product(string $sku, ?int $stock): \WC_Product
    {
        $product = new \WC_Product_Simple();
        $product->set_props(['name' => $sku, 'status' => 'publish', 'sku' => $sku, 'regular_price' => '10', 'manage_stock' => null !== $stock, 'stock_quantity' => $stock]);
        $product->save();
        return $product;
    }

    /** @return mixed what the database holds */
    private function stored(int $id)
    {
        global $wpdb;
        return $wpdb->get_var($wpdb->prepare("SELECT meta_value FROM $wpdb->postmeta WHERE post_id = %d AND meta_key = '_stock'", $id));
    }

    /** @return array{string, string} state and quantity */
    private function change(int $number, string $sku, string $delta): array
    {
        $said = $this->rest('POST', '/stock', ['changes' => [['id' => $this->id($number), 'sku' => $sku, 'delta' => $delta]]])->get_data()['changes'][0];
        self::assertSame($this->id($number), $said['id']);
        return [$said['state'], $said['quantity']];
    }

    private function id(int $number): string
    {
        return sha1("change $number");
    }
}
