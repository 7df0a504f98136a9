"""The client and a real WooCommerce with the plugin: the key it made is let in, and nothing else is."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import copies
import pytest

from ledgerbridge.errors import Permanent, Temporary
from ledgerbridge.shop.client import ShopClient
from shop import Shop

pytestmark = pytest.mark.shop

MAKE_KEY = """
    global $wpdb;
    $key = array( 'key' => 'ck_' . wc_rand_hash(), 'secret' => 'cs_' . wc_rand_hash() );
    $wpdb->insert( $wpdb->prefix . 'woocommerce_api_keys', array(
        'user_id' => get_current_user_id(), 'description' => 'test', 'permissions' => 'read_write',
        'consumer_key' => wc_api_hash( $key['key'] ), 'consumer_secret' => $key['secret'],
        'truncated_key' => substr( $key['key'], -7 ) ) );
    echo json_encode( $key + array( 'url' => rest_url( 'wc-ledgerbridge/v1/' ) ) );
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    if not copies.is_named("woocommerce"):
        pytest.skip("skipped: no WOOCOMMERCE_DIR")
    with Shop(tmp_path_factory.mktemp("real-shop")) as running:
        yield running


@pytest.fixture(scope="module")
def client(shop: Shop) -> ShopClient:
    made = json.loads(shop.php(MAKE_KEY))
    return ShopClient(made["url"], made["key"], made["secret"], development=True)


def test_oauth_with_sha256_is_let_in(client: ShopClient, shop: Shop) -> None:
    said = client.ping()
    assert said["url"].rstrip("/") == shop.url and said["woocommerce"]


def test_both_kinds_of_permalinks_are_let_in(client: ShopClient, shop: Shop) -> None:
    plain = f"{shop.url}/index.php?rest_route=/wc-ledgerbridge/v1/"
    pretty = f"{shop.url}/wp-json/wc-ledgerbridge/v1/"
    assert [replace(client, rest_url=url).ping()["plugin"] for url in (plain, pretty)] == ["0.1.0"] * 2


def test_snapshots_of_several_orders_come_whole(client: ShopClient, shop: Shop) -> None:
    ids = shop.ask("array_map(fn() => wc_create_order()->get_id(), range(1, 3))")
    bodies = [json.loads(body) for body in client.snapshots(ids)]
    assert [body["order"]["id"] for body in bodies] == ids
    assert {body["type"] for body in bodies} == {"order.snapshot"}


SOLD = """
    $line = static function ( bool $virtual ): WC_Product {
        $product = new WC_Product_Simple();
        $product->set_name( $virtual ? 'Cursus' : 'Mok' );
        $product->set_regular_price( '10' );
        $product->set_virtual( $virtual );
        $product->save();
        return $product;
    };
    $order = wc_create_order();
    list( $mug, $course, $gone ) = array( $line( false ), $line( true ), $line( true ) );
    $ids = array( $order->add_product( $mug ), $order->add_product( $course ), $order->add_product( $gone ) );
    $order->save();
    $gone->delete( true );
    echo json_encode( array( 'order' => $order->get_id(), 'service' => $ids[1] ) );
"""


def test_lines_of_virtual_products_are_named_and_a_product_that_is_gone_is_not(client: ShopClient, shop: Shop) -> None:
    sold = json.loads(shop.php(SOLD))
    (body,) = client.snapshots([sold["order"]])
    assert json.loads(body)["extra"]["services"] == [sold["service"]]


def test_a_report_is_taken_for_orders_that_are_there(client: ShopClient, shop: Shop) -> None:
    order_id = shop.ask("wc_create_order()->get_id()")
    status = {"version": 1, "state": "waiting", "reason": None, "problem": None, "documents": [], "total": "0.00",
              "difference": "", "at": "2026-11-23T09:00:00+00:00"}  # fmt: skip
    assert client.report([{"order_id": id, **status} for id in (order_id, 999_999)]) == {order_id, 999_999}


@pytest.mark.parametrize("change", [{"secret": "cs_" + "0" * 40}, {"key": "ck_" + "0" * 40}])
def test_any_other_key_is_refused(client: ShopClient, change: dict[str, str]) -> None:
    with pytest.raises(Permanent) as caught:
        replace(client, **change).ping()
    assert caught.value.problem.code == "shop_key_refused"


def test_a_plugin_that_is_switched_off_is_waited_for(client: ShopClient, shop: Shop) -> None:
    shop.php("deactivate_plugins( 'ledgerbridge/ledgerbridge.php' );")
    try:
        with pytest.raises(Temporary) as caught:
            client.ping()
        assert caught.value.problem is not None and caught.value.problem.code == "shop_plugin_missing"
    finally:
        shop.php("activate_plugin( 'ledgerbridge/ledgerbridge.php' );")


def test_a_revoked_key_needs_a_person(client: ShopClient, shop: Shop) -> None:
    shop.php("global $wpdb; $wpdb->query( \"DELETE FROM {$wpdb->prefix}woocommerce_api_keys\" );")
    with pytest.raises(Permanent) as caught:
        client.ping()
    assert caught.value.problem.action == "settings"


# --- stock ----------------------------------------------------------------------------------------------------

PRODUCT = """
    $product = new WC_Product_Simple();
    $product->set_props( array( 'name' => 'Mok', 'sku' => '%s', 'status' => 'publish', 'regular_price' => '10',
        'manage_stock' => true, 'stock_quantity' => %d ) );
    echo $product->save();
"""
SELL = """
    for ( $sold = 0; $sold < %d; $sold++ ) {
        wc_update_product_stock( wc_get_product( %d ), 1, 'decrease' );
    }
    echo 'sold';
"""
STORED = "echo get_post_meta( %d, '_stock', true );"
ROUNDS = 1000


@pytest.fixture
def stock(shop: Shop) -> ShopClient:
    """With a key of its own: the tests above revoke theirs."""
    made = json.loads(shop.php(MAKE_KEY))
    return ShopClient(made["url"], made["key"], made["secret"], development=True)


def test_sales_while_stock_comes_in_end_with_the_right_number(shop: Shop, stock: ShopClient) -> None:
    """1,000 sales, each as WooCommerce takes an order's pieces off, in a process of their own; beside them 1,000
    changes of Exact's over HTTP, every tenth call sent twice as after a lost answer."""
    product = int(shop.php(PRODUCT % ("LB-DRUK", ROUNDS)))
    deltas = [1 + number % 3 if number % 4 else -1 for number in range(ROUNDS)]
    changes = [
        {"id": hashlib.sha1(f"druk {number}".encode()).hexdigest(), "sku": "LB-DRUK", "delta": str(delta)}
        for number, delta in enumerate(deltas)
    ]  # fmt: skip
    with ThreadPoolExecutor(1) as beside:
        selling = beside.submit(shop.php, SELL % (ROUNDS, product))
        said: Counter[str] = Counter()
        for number, start in enumerate(range(0, ROUNDS, 20)):
            for _ in range(2 if number % 10 == 0 else 1):
                said.update(one["state"] for one in stock.stock(changes[start : start + 20]).values())
        assert selling.result().strip().endswith("sold")
    assert said == {"applied": ROUNDS, "known": 100}
    assert int(float(shop.php(STORED % product))) == sum(deltas)


def test_a_hundred_products_in_one_call(shop: Shop, stock: ShopClient) -> None:
    shop.php("""for ( $n = 0; $n < 100; $n++ ) { $p = new WC_Product_Simple(); $p->set_props( array( 'name' => 'P',
        'sku' => "LB-H-$n", 'status' => 'publish', 'manage_stock' => true, 'stock_quantity' => $n ) ); $p->save(); }""")
    ids = [hashlib.sha1(f"h {n}".encode()).hexdigest() for n in range(100)]
    changes = [{"id": id, "sku": f"LB-H-{n}", "delta": "5"} for n, id in enumerate(ids)]
    said = stock.stock(changes)
    assert [said[one["id"]] for one in changes] == [{"state": "applied", "quantity": str(n + 5)} for n in range(100)]
