"""A real shop, the real service, a stand-in for Exact, and two people with a browser: the owner and a customer.

One town for all tests of this folder; each test leaves it working.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import copies
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from browser.look import DESKTOP
from browser.town import Town
from ledgerbridge.demo.stack import Stack
from shop import Shop

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.shop)
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    if not copies.is_named("woocommerce"):
        pytest.skip("skipped: no WOOCOMMERCE_DIR")
    folder = tmp_path_factory.mktemp("town")
    with Stack(folder / "service") as stack, Shop(folder / "shop") as shop:
        yield Town(shop, stack)


@pytest.fixture(scope="session")
def browser(town: Town) -> Iterator[Browser]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("skipped: no Chromium on this machine (name one in CHROMIUM)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def complaints() -> list[str]:
    """What the browser's console and scripts complained of, since the last test."""
    return []


@pytest.fixture(scope="session")
def new_page(browser: Browser, complaints: list[str]) -> Callable[[], Page]:
    """A page in a browser of its own: nobody is signed in, the cart is empty."""

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"{message.text} at {message.location.get('url')}")

    def make() -> Page:
        page = browser.new_context(viewport=DESKTOP, locale="en-GB", timezone_id="Europe/Amsterdam").new_page()
        page.set_default_timeout(20_000)
        page.on("console", said)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        return page

    return make


@pytest.fixture(autouse=True)
def nobody_complains(town: Town, complaints: list[str]) -> Iterator[None]:
    """After each test: no error in the browser's console, and not a line from PHP."""
    complaints.clear()
    before = len(town.shop.complaints())
    yield
    assert complaints == []
    assert town.shop.complaints()[before:] == []
