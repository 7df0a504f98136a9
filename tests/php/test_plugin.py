"""The plugin in real WordPress: on a stand-in for WooCommerce always, on real WooCommerce where a copy is named.

Each kind of shop is run with orders in WooCommerce's own tables and with orders as posts. The PHP tests in ``shop/``
run inside the site; what needs a browser's or the service's own request is asked over HTTP here.
"""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import copies
import pytest
import requests
from authlib.integrations.requests_client import OAuth1Auth

from ledgerbridge.order import snapshot
from php.fake_service import CODE, FakeService
from shop import Shop

pytestmark = pytest.mark.shop

HERE = Path(__file__).parent
PLUGIN = HERE.parents[1] / "wp-plugin"

KINDS = [("stand-in", "hpos"), ("stand-in", "posts"), ("woocommerce", "hpos"), ("woocommerce", "posts")]


@pytest.fixture(scope="module", params=KINDS, ids="-".join)
def shop(request, tmp_path_factory) -> Iterator[Shop]:
    kind, storage = request.param
    if kind == "woocommerce" and not copies.is_named("woocommerce"):
        pytest.skip("skipped: no WOOCOMMERCE_DIR or WOOCOMMERCE_ZIP names a copy of WooCommerce")
    stand_in = HERE / "stand-in" if kind == "stand-in" else None
    with Shop(tmp_path_factory.mktemp("shop"), storage=storage, woocommerce=stand_in, workers=4) as running:
        yield running


@pytest.fixture
def service() -> Iterator[FakeService]:
    with FakeService() as running:
        yield running


@pytest.fixture
def owner(shop) -> requests.Session:
    """The administrator, signed in, in a browser without JavaScript."""
    session = requests.Session()
    assert session.get(shop.login_url()).status_code == 200
    return session


TAB = "/wp-admin/admin.php?page=wc-settings&tab=ledgerbridge"


def press(owner: requests.Session, shop: Shop, do: str, section: str = "", **fields: str) -> requests.Response:
    """Press a button of the settings tab, with the nonce its page holds."""
    page = owner.get(shop.url + TAB + section).text
    nonce = re.search(r'name="_wpnonce" value="(\w+)"', page)
    assert nonce, "the settings form has no nonce"
    return owner.post(shop.url + TAB + section, data={"save": do, "_wpnonce": nonce.group(1), **fields})


def pair(owner: requests.Session, shop: Shop, service: FakeService) -> requests.Response:
    return press(owner, shop, "pair", ledgerbridge_url=service.url, ledgerbridge_code=CODE)


def test_products_inside_wordpress(shop, service):
    """Those that need WooCommerce's own products; first, for the others end with taking the plugin away."""
    if shop.ask("class_exists('WC_Product_Simple')") is not True:
        pytest.skip("skipped: the stand-in for WooCommerce has no products")
    assert inside(shop, service, "--group=products") >= 5


def test_inside_wordpress(shop, service):
    """Every PHP test of shop/ but those of products, in this site."""
    assert inside(shop, service, "--exclude-group=products") >= 10


def inside(shop: Shop, service: FakeService, *which: str) -> int:
    """Run PHP tests in the site: how many ran. Fails with what they say."""
    command = ["php", "-d", "error_reporting=-1", str(HERE / "shop" / "run.php"), str(shop.root), shop.url]
    done = subprocess.run(
        [*command, "--colors=never", *which], env={**shop.env, "FAKE_SERVICE": service.url}, capture_output=True,
        text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    ran = re.search(r"OK \((\d+) tests", done.stdout)
    assert ran, done.stdout[-500:]
    return int(ran.group(1))


def test_pairing_through_the_screen(shop, service, owner):
    assert "LB-…" in owner.get(shop.url + TAB).text
    wrong = press(owner, shop, "pair", ledgerbridge_url=service.url, ledgerbridge_code="LB-WRONG")
    assert "This code is not known. Ask the host for a new one." in wrong.text
    assert shop.ask("ledgerbridge()->connection->paired()") is False
    assert keys(shop) == []

    paired = pair(owner, shop, service)
    assert "know each other now" in paired.text
    assert "Seen from this shop" in paired.text
    assert "Sanne de Boer" in owner.get(f"{shop.url}{TAB}&section=connection").text
    assert len(keys(shop)) == 1
    asked = next(seen["body"] for seen in service.seen if seen["path"] == "/v1/pair" and seen["body"]["code"] == CODE)
    assert asked["shop"]["rest_url"].startswith(shop.url)
    assert asked["rest_key"]["key"].startswith("ck_")

    press(owner, shop, "unpair")
    assert keys(shop) == [], "the service's key ends with the pairing"


def test_the_services_key_opens_the_routes_and_nothing_else_does(shop, service, owner):
    pair(owner, shop, service)
    key = next(seen["body"]["rest_key"] for seen in service.seen if seen["path"] == "/v1/pair")
    ping = f"{shop.url}/wp-json/wc-ledgerbridge/v1/ping"
    assert requests.get(ping, timeout=20).status_code == 401
    assert (
        requests.post(f"{shop.url}/wp-json/wc-ledgerbridge/v1/status", json={"orders": []}, timeout=20).status_code
        == 401
    )
    if (shop.root / "wp-content/plugins/woocommerce/includes/class-wc-rest-authentication.php").exists():
        signed = OAuth1Auth(key["key"], key["secret"], signature_method="HMAC-SHA1", signature_type="QUERY")
        assert requests.get(ping, auth=signed, timeout=20).json()["url"] == shop.url
        told = requests.get(f"{shop.url}/index.php?rest_route=/wc-ledgerbridge/v1/ping", auth=signed, timeout=20)
        assert told.status_code == 200, told.text


def test_pushing_an_order_without_javascript(shop, service, owner):
    pair(owner, shop, service)
    order_id, edit = shop.ask(
        "(function(){ $o = wc_create_order(); $o->set_total('12.50'); $o->save();"
        " $o->update_status('processing'); return [$o->get_id(), $o->get_edit_order_url()]; })()"
    )
    door, fields = f"{shop.url}/wp-admin/admin-post.php", {"action": "ledgerbridge_push", "order_id": order_id}
    nonce = push_nonce(owner, edit)
    refused = owner.post(door, data={**fields, "_wpnonce": "0123456789"})
    assert refused.status_code == 403
    service.seen.clear()
    if not nonce:
        return  # the stand-in has no order screen; ScreensTest presses the button without one
    owner.post(door, data={**fields, "_wpnonce": nonce}, allow_redirects=False)
    pushed = [seen for seen in service.seen if seen["path"] == "/v1/messages"]
    assert [seen["body"]["order"]["id"] for seen in pushed] == [order_id]
    assert pushed[0]["signed"]
    assert pushed[0]["body"]["reason"] == "push"


def push_nonce(owner: requests.Session, edit: str) -> str:
    """The nonce of the push form on the order's screen; "" where the stand-in has no order screen."""
    form = re.search(r'<form id="ledgerbridge-push".*?name="_wpnonce" value="(\w+)"', owner.get(edit).text, re.S)
    return form.group(1) if form else ""


def test_a_hanging_service_does_not_hold_up_the_checkout(shop, service, owner):
    pair(owner, shop, service)
    service.say("/v1/messages", 202, {"status": "accepted"}, wait=10)
    start = time.monotonic()
    shop.php("$o = wc_create_order(); $o->set_total('5.00'); $o->save(); $o->update_status('processing');")
    assert time.monotonic() - start < 5
    assert shop.ask("ledgerbridge()->rows->backlog()['count']") >= 1
    service.planned.clear()
    shop.cron()
    assert [seen for seen in service.seen if seen["path"] == "/v1/messages"]


def test_the_service_reads_what_the_plugin_sends(shop, service, owner):
    pair(owner, shop, service)
    order_id = shop.ask(
        "(function(){ $o = wc_create_order(); $l = new WC_Order_Item_Product(); $l->set_props(array('name' => 'Thee',"
        " 'quantity' => 3, 'subtotal' => '5.93', 'total' => '5.93')); $l->set_taxes(array('total' => array(2 => '0.53')"
        ", 'subtotal' => array(2 => '0.53'))); $o->add_item($l); $o->set_total('6.46'); $o->set_billing_country('BE');"
        " $o->update_meta_data('_billing_vat_number', 'BE0123456749'); $o->save(); $o->update_status('processing');"
        " wc_create_refund(array('order_id' => $o->get_id(), 'amount' => '1.00', 'reason' => 'x'));"
        " return $o->get_id(); })()"
    )
    order = None
    end = time.monotonic() + 30  # where WordPress set its queue going by itself already, cron does nothing
    while order is None and time.monotonic() < end:
        shop.cron()
        sent = [seen["raw"] for seen in service.seen if seen["path"] == "/v1/messages"]
        read = [snapshot.snapshot(snapshot.read(raw.encode())) for raw in sent]
        order = next((one for one in read if one.order_id == order_id), None)
    assert order is not None
    assert (order.total, order.lines[0].net, order.lines[0].vat) == (Decimal("6.46"), Decimal("5.93"), Decimal("0.53"))
    assert order.vat_number == "BE0123456749"
    assert [refund.amount for refund in order.refunds] == [Decimal("1.00")]
    assert order.sequence > 0


def test_the_debug_log_stays_empty(shop):
    """Comes last: after all of the above, no notice and no warning that is ours (or that we provoked)."""
    cores = r"wp_(version_check|update_(plugins|themes))\(\)|kses\.php"  # no way out to wordpress.org; WordPress itself
    assert [line for line in shop.complaints() if not re.search(cores, line)] == []


def keys(shop: Shop) -> list[str]:
    return shop.ask(
        "$GLOBALS['wpdb']->get_col(\"SELECT truncated_key FROM {$GLOBALS['wpdb']->prefix}woocommerce_api_keys\")"
    )
