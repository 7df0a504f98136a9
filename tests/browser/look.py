"""What is looked at on every screen of ours: that everybody can use it (axe-core), at desktop and phone width; and its
pictures, when asked for (UPDATE_IMAGES=1)."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page

from shop import Shop

IMAGES = Path(__file__).parents[2] / "docs" / "images"
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
OURS = (".ledgerbridge-screen", "#ledgerbridge", ".ledgerbridge-badge")  # the rest is WordPress's and WooCommerce's
GRAVE = ("serious", "critical")
COLOURS = 64


def look(page: Page, name: str, shop: Shop | None = None, around: str = "", posted: bool = False) -> None:
    """Look at the screen that is open; in ``shop``'s admin also at phone width and, for the pictures, in Dutch.

    ``around``: scroll this part into view. ``shop``: None where it is not a screen of the shop's admin. ``posted``: it
    answers a form and cannot be opened again in the other language."""
    _show(page, around)
    _keep(page, name)
    if shop is None:
        return
    usable(page)
    page.set_viewport_size(PHONE)
    _show(page, around)
    usable(page)
    assert fits(page), f"{name}: our part is wider than a phone, without a scroll bar of its own"
    _keep(page, f"{name}-phone")
    page.set_viewport_size(DESKTOP)
    if _wanted() and not posted:
        with _in_dutch(page, shop):
            _show(page, around)
            _keep(page, f"{name}-nl")


def usable(page: Page) -> None:
    """Nothing in our part of the screen that axe-core calls serious or critical."""
    ours = [part for part in OURS if page.locator(part).count()]
    assert ours, f"nothing of ours on {page.url}"
    found = Axe().run(page, {"include": ours})
    grave = [one for one in found.response["violations"] if one["impact"] in GRAVE]
    said = [f"{one['id']}: {one['help']}: {node['html'][:200]}" for one in grave for node in one["nodes"]]
    assert not said, "\n".join(said)


def fits(page: Page) -> bool:
    """Our part is not wider than the screen; a wide table may scroll in a frame of its own."""
    inside = "parts => parts.every(part => part.getBoundingClientRect().right <= innerWidth + 1)"
    return bool(page.eval_on_selector_all(", ".join(OURS[:2]), inside))


def _show(page: Page, around: str) -> None:
    page.wait_for_load_state("load")
    if around:
        page.locator(around).scroll_into_view_if_needed()
    if _wanted():
        page.wait_for_timeout(500)  # WooCommerce's bars fade in


def _wanted() -> bool:
    return os.environ.get("UPDATE_IMAGES") == "1"


def _keep(page: Page, name: str) -> None:
    if not _wanted():
        return
    IMAGES.mkdir(exist_ok=True)
    with Image.open(io.BytesIO(page.screenshot(animations="disabled"))) as picture:
        picture.convert("RGB").quantize(COLOURS).save(IMAGES / f"{name}.png", optimize=True)  # a third of the size


@contextmanager
def _in_dutch(page: Page, shop: Shop) -> Iterator[None]:
    """The same screen for a user who reads Dutch. (WordPress's own words stay English: its translation is not here.)"""
    user = f"get_user_by('login', '{shop.user}')->ID"
    shop.php(f"update_user_meta({user}, 'locale', 'nl_NL');")
    page.reload()
    yield
    shop.php(f"delete_user_meta({user}, 'locale');")
    page.reload()
