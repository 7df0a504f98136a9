"""Each screen of ours beside WooCommerce's own settings screen, in turn, by one signed-in owner: time to the last byte,
and requests to the service. A real WooCommerce, the real service, and the sandbox; 20 booked orders.

And with the service stopped: how long until each screen is there and says so.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "wordpress-test-env"))
sys.path.insert(0, str(Path(__file__).parents[1]))
import copies
import requests
import try_out

from browser import screens
from browser.town import Town
from ledgerbridge.demo.stack import Stack
from shop import Shop

ROUNDS, ORDERS = 9, 20
SECTIONS = ("", "connection", "booking", "preview", "report", "activity", "settlements", "document")
AWAY = "does not answer"


def measure() -> dict[str, Any]:
    """Milliseconds (medians). Without a copy of WooCommerce: why not."""
    if not copies.is_named("woocommerce"):
        return {"skipped": "no WOOCOMMERCE_DIR"}
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder) / "service") as stack, Shop(
        Path(folder) / "shop"
    ) as shop, requests.Session() as owner:
        try_out.pair(shop, stack)
        try_out.connect(shop, stack, "entry")
        for _ in range(ORDERS):
            screens.make_order(shop, "MOK-001")
        shop.cron()
        owner.get(shop.login_url(), timeout=60).raise_for_status()
        found = _beside(owner, Town(shop, stack))
        stack.stop("web")
        return found | {"without the service, ms (slowest)": _away(owner, shop)}


def _beside(owner: requests.Session, town: Town) -> dict[str, Any]:
    own = f"{town.shop.url}/wp-admin/admin.php?page=wc-settings&tab=general"
    addresses = {name: screens.settings_url(town.shop, name) for name in SECTIONS}
    took: dict[str, list[float]] = {name: [] for name in ("WooCommerce's own", *SECTIONS)}
    most = 0
    for _ in range(ROUNDS):
        took["WooCommerce's own"].append(_open(owner, own)[0])
        for name, address in addresses.items():
            before = town.requests_to_the_service("/v1/desk")
            took[name].append(_open(owner, address)[0])
            most = max(most, town.requests_to_the_service("/v1/desk") - before)
    medians = {name or "overview": round(statistics.median(times)) for name, times in took.items()}
    base = medians["WooCommerce's own"]
    slowest = max(value for name, value in medians.items() if name != "WooCommerce's own")
    return {"ms (median)": medians, "slowest against WooCommerce's own": round(slowest / base, 2),
            "requests to the service, most": most}  # fmt: skip


def _away(owner: requests.Session, shop: Shop) -> int:
    slowest = 0.0
    for name in SECTIONS:
        took, text = _open(owner, screens.settings_url(shop, name))
        if AWAY not in text:
            raise AssertionError(f"{name or 'overview'} does not say that the service is away")
        slowest = max(slowest, took)
    return round(slowest)


def _open(owner: requests.Session, address: str) -> tuple[float, str]:
    begun = time.perf_counter()
    answer = owner.get(address, timeout=60)
    took = (time.perf_counter() - begun) * 1000
    answer.raise_for_status()
    if "wp-login.php" in answer.url:
        raise AssertionError("not signed in")
    return took, answer.text
