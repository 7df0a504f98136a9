"""What the order box says of a day's share, of a VAT number's check, and of the shop's own invoice in the books."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import try_out
from playwright.sync_api import Page, expect

from browser import screens
from browser.look import look
from ledgerbridge.demo.stack import Stack
from shop import Shop
from vies.test_client import Register

PDF = "%PDF-1.4 own"
VALID, INVALID = "BE0417497106", "BE0202239951"


@pytest.fixture(scope="module")
def register() -> Iterator[Register]:
    with Register() as register:
        register.replies[VALID[2:]] = {"valid": True, "requestIdentifier": "WAPI1"}
        register.replies[INVALID[2:]] = {"valid": False, "userError": "INVALID"}
        yield register


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, register: Register) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("money"), environment={"VIES_URL": register.url}) as stack:
        yield stack


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, stack: Stack) -> Iterator[Shop]:
    """Books daily totals for consumers, with its own invoices beside the entries, and asks VIES."""
    with Shop(tmp_path_factory.mktemp("shop")) as shop:
        invoices = Path(shop.root) / "wp-content" / "mu-plugins" / "invoices.php"
        invoices.parent.mkdir(exist_ok=True)
        invoices.write_text(f"<?php add_filter('ledgerbridge_invoice_pdf', fn () => '{PDF}');")
        try_out.pair(shop, stack)
        try_out.connect(
            shop, stack, "daily", collective_account="1000", attach_pdf="yes", vies="yes",
            shop_vat_number="NL004495445B01",
        )  # fmt: skip
        yield shop


@pytest.fixture(scope="module")
def owner(shop: Shop, new_page) -> Iterator[Page]:
    page = new_page()
    screens.sign_in(page, shop)
    yield page
    page.context.close()


def hours_pass(stack: Stack) -> int:
    """The day's shares came in a while ago; how many there are. (A day is booked when no order came in just now.)"""
    with closing(sqlite3.connect(stack.folder / "ledgerbridge.sqlite3", timeout=30)) as books, books:
        return books.execute(
            "UPDATE document SET started_at = datetime(started_at, '-1 hour') WHERE kind = 'day_share'"
        ).rowcount


def test_a_consumers_order_of_yesterday_stands_in_the_day_s_total(owner: Page, shop: Shop, stack: Stack):
    order_id = screens.make_order(shop, "MOK-001", day="yesterday 11:00")
    screens.until(lambda: shop.cron() is None and hours_pass(stack))
    screens.wait_for_badge(owner, order_id, "Booked", shop, patience=90)  # days are looked at once a minute
    owner.goto(screens.order_url(shop, order_id))
    expect(screens.box(owner)).to_contain_text("Day total")
    expect(screens.box(owner)).to_contain_text("0.00 EUR")
    look(owner, "day-share", shop, around="#ledgerbridge")


@pytest.mark.parametrize("number, badge, said", [
    (VALID, "Booked", "is in force according to VIES"), (INVALID, "Needs attention", "is not in force"),
])  # fmt: skip
def test_the_answer_of_vies_is_shown_at_the_document(
    owner: Page, shop: Shop, number: str, badge: str, said: str
):
    order_id = screens.make_order(shop, "MOK-001", company=number)
    screens.wait_for_badge(owner, order_id, badge, shop)
    codes = screens.box(owner).locator("details", has_text="VAT codes and return")
    screens.until(lambda: owner.goto(screens.order_url(shop, order_id)) and said in (codes.text_content() or ""))
    codes.locator("summary").click()
    expect(codes).to_contain_text(f"VAT number {number} {said}")
    look(owner, f"vat-number-{'valid' if number == VALID else 'invalid'}", shop, around="#ledgerbridge")


def test_the_shop_s_invoice_lies_beside_the_entry(owner: Page, shop: Shop, stack: Stack):
    order_id = screens.make_order(shop, "MOK-001", company=VALID)
    screens.wait_for_badge(owner, order_id, "Booked", shop)

    owner.goto(screens.order_url(shop, order_id))
    with owner.context.expect_page() as opened:
        screens.box(owner).get_by_role("link").first.click()
    books = opened.value
    file = books.get_by_role("link", name=f"invoice-{order_id}.pdf")
    screens.until(lambda: shop.cron() is None and books.reload() and file.count() == 1)
    answer = books.request.get(f"{stack.exact_url}{file.get_attribute('href')}")
    assert answer.body().startswith(b"%PDF-")
    look(books, "exact-attached")
    books.close()
