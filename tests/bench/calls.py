"""Calls to Exact per order, counted by the sandbox's own log over the sample set.

First the samples as they are (customers and items are new), then the same orders under new ids (all known),
then under new ids and from customers nobody knows.
"""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

import requests

from ledgerbridge.demo import run
from ledgerbridge.demo.shop import DemoShop
from ledgerbridge.demo.stack import Stack


def measure() -> dict[str, Any]:
    return {style: measure_style(style) for style in run.STYLES}


def measure_style(style: str) -> dict[str, Any]:
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(Path(folder), sandbox_arguments=run.SANDBOX_PACE) as stack,
        DemoShop(stack.url) as shop,
    ):
        run.connect(stack, shop, style)
        files = run.sample_files(run.bundled_samples())
        messages = [message for message in map(run.message_of, files) if wanted(message)]
        book(shop, messages)
        known = count(stack, shop, [renumbered(message, 500_000) for message in messages])
        new = count(stack, shop, [stranger(renumbered(message, 700_000)) for message in messages])
        return {"known customer, known items": known, "new customer, known items": new}


def wanted(message: dict[str, Any]) -> bool:
    """Orders that lead to exactly one document: booked, and not refunded."""
    return message["order"]["status"] in ("processing", "completed") and not message["refunds"]


def renumbered(message: dict[str, Any], more: int) -> dict[str, Any]:
    twin = copy.deepcopy(message)
    twin["order"]["id"] += more
    twin["order"]["number"] = str(twin["order"]["id"])
    return twin


def stranger(message: dict[str, Any]) -> dict[str, Any]:
    order = message["order"]
    order["customer_id"] = 0
    order["billing"]["email"] = f"nieuw-{order['id']}@example.nl"
    order["billing"]["company"] = ""
    order["meta_data"] = [meta for meta in order["meta_data"] if "vat" not in str(meta.get("key", "")).lower()]
    message["extra"]["vat_number"] = {}
    return message


def book(shop: DemoShop, messages: list[dict[str, Any]]) -> int:
    cases = [run.Case(str(message["order"]["id"]), message) for message in messages]
    for case in cases:
        shop.send(case.message)
    run.follow(shop, cases)
    return sum(shop.reports.get(case.order_id, {}).get("state") == "booked" for case in cases)


def count(stack: Stack, shop: DemoShop, messages: list[dict[str, Any]]) -> dict[str, Any]:
    requests.delete(f"{stack.exact_url}/_sandbox/log", timeout=30)
    booked = book(shop, messages)
    log = requests.get(f"{stack.exact_url}/_sandbox/log", timeout=30).json()
    calls = log["requests"] if isinstance(log, dict) else log
    calls = [call for call in calls if "/api/v1/" in call["path"]]
    apart = [call for call in calls if "/webhooks/" in call["path"] or "/sync/" in call["path"]]  # by the clock
    calls = [call for call in calls if call not in apart]
    writes = sum(call["method"] in ("POST", "PUT") for call in calls)
    return {
        "orders booked": booked,
        "writes per order": round(writes / booked, 3) if booked else None,
        "calls per order": round(len(calls) / booked, 3) if booked else None,
        "calls for feeds and webhooks, all together": len(apart),
        "refused (429)": sum(call["status"] == 429 for call in calls),
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
