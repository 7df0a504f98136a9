"""What people do on the screens, in their own words. Each function leaves the page where its last click led."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, Request, expect

from ledgerbridge.demo.stack import Stack
from shop import Shop

PATIENCE = 40  # seconds for an order to travel: queue, service, Exact, and back
EMAIL = "sanne@example.nl"
ADDRESS = {
    "First name": "Sanne", "Last name": "de Boer",
    "Address": "Keizersgracht 100", "Postal code": "1015 AA", "City": "Amsterdam",
}  # fmt: skip


# --- the customer ---


def put_in_cart(page: Page, shop: Shop, sku: str) -> None:
    page.goto(f"{shop.url}/product/{sku.lower()}/")
    page.get_by_role("button", name="Add to cart", exact=True).click()
    expect(page.get_by_text("has been added to your cart")).to_be_visible()


def check_out(page: Page, shop: Shop, payment: str = "iDEAL (test)") -> int:
    """From the cart to "order received"; the order's id."""
    page.goto(f"{shop.url}/cart/")
    page.get_by_role("link", name="Proceed to Checkout").click()
    page.get_by_role("radio", name=payment).wait_for()
    # The checkout sends the shop what is typed, a moment later. No person presses the button within that moment;
    # a robot does, and then the shop takes a half-empty address after the order's own.
    with page.expect_response(lambda answer: _told_the_shop(answer.request, *ADDRESS.values(), EMAIL)):
        for label, text in {**ADDRESS, "Email address": EMAIL}.items():
            page.get_by_label(label, exact=True).first.fill(text)
        page.get_by_label("Email address", exact=True).blur()
    page.get_by_role("radio", name=payment).check()
    place_order = page.get_by_role("button", name="Place Order")
    expect(place_order).to_be_enabled()
    place_order.click()
    page.wait_for_url(re.compile(r"/order-received/\d+/"))
    found = re.search(r"/order-received/(\d+)/", page.url)
    assert found
    return int(found.group(1))


def _told_the_shop(request: Request, *typed: str) -> bool:
    sent = request.post_data or ""
    return "/store/v1/batch" in request.url and all(text in sent for text in typed)


# --- the owner: setting up ---


def sign_in(page: Page, shop: Shop, user: str = Shop.user, password: str = Shop.password) -> None:
    page.goto(f"{shop.url}/wp-login.php")
    name = page.get_by_label("Username or Email Address")
    expect(name).to_be_focused()  # WordPress's script does it a moment after loading, and would take what is typed
    name.fill(user)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Log In").click()
    expect(page.locator("#wpadminbar")).to_be_visible()
    page.wait_for_load_state()  # WordPress's profile, where some land, complains when it is left before


def sign_in_customer(page: Page, shop: Shop, name: str) -> None:
    """By the shop's own page; customers never see WordPress's."""
    page.goto(f"{shop.url}/my-account/")
    form = page.locator("form.login")
    form.locator("#username").fill(name)
    form.locator("#password").fill(name)
    form.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("link", name="Log out").first).to_be_visible()


def until(look: Callable[[], object]) -> None:
    """Look again until it is so."""
    end = time.monotonic() + PATIENCE
    while not look():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.5)


def settings_url(shop: Shop, section: str = "") -> str:
    tail = f"&section={section}" if section else ""
    return f"{shop.url}/wp-admin/admin.php?page=wc-settings&tab=ledgerbridge{tail}"


def pair(page: Page, shop: Shop, service_url: str, code: str) -> None:
    page.goto(settings_url(shop))
    page.get_by_label("Address of the service").fill(service_url)
    page.get_by_label("Pairing code").fill(code)
    page.get_by_role("button", name="Pair", exact=True).click()


def pairing_code(stack: Stack) -> str:
    return next(word for word in stack.command("pair").split() if word.startswith("LB-"))


def connect_exact(page: Page) -> None:
    """As far as the consent page of Exact."""
    page.get_by_role("button", name="Connect Exact Online").click()
    page.locator("#allow").wait_for()


def allow(page: Page) -> None:
    page.locator("#allow").click()


def choose_administration(page: Page, division: int) -> None:
    page.get_by_role("radio", name=re.compile(rf"\({division}\)")).check()
    page.get_by_role("button", name="Book in this administration").click()


def choose_style(page: Page, label: str) -> None:
    page.get_by_role("radio", name=re.compile(f"^{label}")).check()


def save_settings(page: Page) -> None:
    page.get_by_role("button", name="Save settings").click()


# --- the owner: orders ---


def make_order(shop: Shop, sku: str, company: str = "", day: str = "now") -> int:
    """A paid order of this day, made in PHP; the checkout has its own tests. ``company``: the VAT number of a Belgian
    company that buys without VAT."""
    made = shop.php(f"""
        $order = wc_create_order();
        $order->add_product(wc_get_product(wc_get_product_id_by_sku('{sku}')), 1);
        $order->set_address(array('first_name' => 'Sanne', 'last_name' => 'de Boer', 'address_1' => 'Keizersgracht 100',
            'postcode' => '1015 AA', 'city' => 'Amsterdam', 'country' => 'NL', 'email' => '{EMAIL}'), 'billing');
        if ('' !== '{company}') {{
            $order->set_billing_company('De Kroon BV');
            $order->set_billing_country('BE');
            $order->set_billing_postcode('1000');
            $order->set_billing_city('Brussel');
            $order->update_meta_data('_billing_vat_number', '{company}');
            $order->update_meta_data('is_vat_exempt', 'yes');
        }}
        $order->set_payment_method('mollie_wc_gateway_ideal');
        $order->set_date_created('{day}');
        $order->set_date_paid('{day}');
        $order->calculate_totals();
        $order->payment_complete('tr_test');
        echo $order->get_id();""")
    return int(made)


def documents_of(documents: list[dict[str, Any]], order_id: int) -> list[dict[str, Any]]:
    """Those that carry the shop's order number as their reference."""
    return [document for document in documents if str(order_id) == str(document.get("YourRef", "")).strip("#")]


def order_url(shop: Shop, order_id: int) -> str:
    return f"{shop.orders_url}&action=edit&id={order_id}"


def badge_in_list(page: Page, order_id: int) -> Locator:
    return row_in_list(page, order_id).locator(".ledgerbridge-badge")


def row_in_list(page: Page, order_id: int) -> Locator:
    return page.locator(f"tr#order-{order_id}, tr#post-{order_id}")


def box(page: Page) -> Locator:
    return page.locator("#ledgerbridge-box")


def push(page: Page) -> None:
    page.get_by_role("button", name="Push to Exact", exact=True).click()
    page.wait_for_url(lambda url: "ledgerbridge_pushed" in url or "message" in parse_qs(urlsplit(url).query))


def push_selected(page: Page, shop: Shop, order_ids: list[int]) -> None:
    page.goto(shop.orders_url)
    for order_id in order_ids:
        row_in_list(page, order_id).locator("input[type=checkbox]").check()
    page.locator("#bulk-action-selector-top").select_option(label="Push to Exact")
    page.locator("#doaction").click()


def refund_everything(page: Page, shop: Shop, order_id: int) -> None:
    """With WooCommerce's own refund button, line by line, by hand (no payment service is asked)."""
    page.goto(order_url(shop, order_id))
    page.get_by_role("button", name="Refund", exact=True).click()
    page.locator("input.refund_order_item_qty").first.fill("1")
    page.locator("input.refund_order_item_qty").first.blur()
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("manually")).click()


def wait_for_badge(page: Page, order_id: int, words: str, shop: Shop, patience: float = PATIENCE) -> None:
    """Look at the orders list until the order's badge says this, letting the shop's queue run meanwhile."""
    end = time.monotonic() + patience
    while True:
        shop.cron()
        page.goto(shop.orders_url)
        said = badge_in_list(page, order_id).inner_text()
        if said == words:
            return
        assert time.monotonic() < end, f"order {order_id}: the badge still says {said!r}, not {words!r}"
        time.sleep(0.5)
