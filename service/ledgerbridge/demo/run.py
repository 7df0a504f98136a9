"""``ledgerbridge demo``: real WooCommerce orders through the whole path, and what the books say afterwards.

Real processes (Redis, gunicorn, RQ worker, clock, an Exact), real HTTP, the same calls a shop owner's clicks
make: pair, connect, choose the administration, choose the style. Then every order goes through the signed door
and is followed until nothing is left in doubt.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import simplejson

from ..order import snapshot
from . import consent, table
from .group import DidNotStart
from .shop import DemoShop, Refusal
from .stack import Stack

SANDBOX_PACE = ("--minutely-limit", "6000", "--daily-limit", "100000")
"""The sandbox plays Exact's 60 calls a minute as well; the demo lifts it so that nobody has to wait."""

STYLES = ("order", "invoice", "entry")
OPEN = ("waiting", "checking", "parked", "")
PATIENCE = 900  # seconds without any news before the demo gives up on what is still open


@dataclass
class Case:
    """One order file and what came of it."""

    name: str
    message: dict[str, Any]
    refused: str = ""
    report: dict[str, Any] = field(default_factory=dict)
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def order_id(self) -> int:
        return int(self.message["order"]["id"])


def main(options: argparse.Namespace) -> int:
    styles = STYLES if options.style == "all" else (options.style,)
    files = sample_files(Path(options.samples) if options.samples else bundled_samples())
    if not files:
        print(f"No order files (*.json) in {options.samples}.")
        return 2
    outcome: dict[str, Any] = {}
    doubtful = 0
    for style in styles:
        try:
            rows = run_style(style, files, options)
        except (DidNotStart, Refusal, consent.NoConsent) as why:
            print(f"\nThe demo stopped: {why}")
            return 1
        outcome[style] = rows
        doubtful += sum(row["in_doubt"] for row in rows)
    if options.json:
        one = outcome[styles[0]] if len(styles) == 1 else outcome
        Path(options.json).write_text(json.dumps(one, indent=1, ensure_ascii=False) + "\n")
        print(f"\nWritten: {options.json}")
    return 1 if doubtful else 0


def bundled_samples() -> Path:
    """The order files that come along: tests/samples/woocommerce of the checkout."""
    return Path(__file__).parents[3] / "tests" / "samples" / "woocommerce"


def sample_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"))


def run_style(style: str, files: Sequence[Path], options: argparse.Namespace) -> list[dict[str, Any]]:
    """One whole run on a fresh stack; a row per case."""
    with (
        tempfile.TemporaryDirectory(prefix="ledgerbridge-demo-") as folder,
        Stack(Path(folder), exact_url=options.exact_url.rstrip("/"), sandbox_arguments=SANDBOX_PACE) as stack,
        DemoShop(stack.url) as shop,
    ):
        division = connect(stack, shop, style)
        table.heading(style, division, len(files), stack.exact_url)
        began = time.monotonic()
        cases = send_all(shop, files)
        follow(shop, [case for case in cases if not case.refused])
        rows = [row_of(case, shop) for case in cases]
        table.rows(rows)
        table.closing(rows, time.monotonic() - began)
        if options.keep:
            table.keep(stack.url, stack.exact_url)
            wait_for_enter()
        return rows


def connect(stack: Stack, shop: DemoShop, style: str) -> str:
    """Pair, consent, choose the administration and the style. The administration's name."""
    code = next(word for word in stack.command("pair").split() if word.startswith("LB-"))
    shop.pair(code)
    url = shop.desk("connect.start", country="nl", return_url=f"{shop.url}/wp-admin/")["authorize_url"]
    back = consent.give(url, f"{stack.url}/exact/callback")
    shop._http.get(back, allow_redirects=False, timeout=60).raise_for_status()
    connection = shop.desk("connect.read")
    if connection["state"] != "connected":
        raise Refusal(f"the connection is {connection['state']}")
    usable = [division for division in connection["divisions"] if division["usable"]]
    if not usable:
        raise Refusal("the user has no administration that can be used")
    chosen = shop.desk("connect.choose", division=usable[0]["code"])
    form = shop.desk("settings.form")
    saved = shop.desk("settings.save", version=form["version"], values={"style": style})
    if not saved.get("saved"):
        raise Refusal(f"the style {style} cannot be used: {saved.get('errors')}")
    return str(chosen.get("division_name") or usable[0]["name"])


def send_all(shop: DemoShop, files: Sequence[Path]) -> list[Case]:
    """Every order file through the signed door. A refusal at the door is an outcome, not an error."""
    cases = []
    for path in files:
        case = Case(path.stem, {})
        try:
            case.message = message_of(path)
            shop.send(case.message)
        except Refusal as no:
            case.refused = str(no)
        except (ValueError, KeyError, TypeError, AttributeError) as unreadable:
            case.refused = f"not_an_order: {path.name} is no order file ({unreadable})"
        cases.append(case)
    return cases


def message_of(path: Path) -> dict[str, Any]:
    """An order file as the message the plugin would send for it."""
    sample = simplejson.loads(path.read_text(), use_decimal=True)
    message: dict[str, Any] = plain_json(snapshot.message_from_sample(sample))
    return message


def plain_json(value: Any) -> Any:
    """Decimals as strings, so that the standard json can send them without a float in between."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dict):
        return {key: plain_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain_json(inner) for inner in value]
    return value


def follow(shop: DemoShop, cases: Sequence[Case]) -> None:
    """Wait until the shop was told how every order ended, and that what is booked was proved."""
    waiting, news = list(cases), time.monotonic()
    while waiting and time.monotonic() - news < PATIENCE:
        with shop.heard:
            shop.heard.wait(0.5)
            settled = [case for case in waiting if is_settled(shop.reports.get(case.order_id, {}))]
        if settled:
            news = time.monotonic()
        waiting = [case for case in waiting if case not in settled]


def is_settled(report: dict[str, Any]) -> bool:
    if report.get("state", "") in OPEN:
        return False
    return all(document["proved_at"] for document in report["documents"] if document["state"] == "booked")


def row_of(case: Case, shop: DemoShop) -> dict[str, Any]:
    """What the JSON file and the table say of one case. Amounts are strings."""
    if case.refused:
        return {
            "case": case.name, "status": "refused", "total": "", "documents": [], "difference": "", "calls": 0,
            "writes": 0, "reason": case.refused, "in_doubt": False,
        }  # fmt: skip
    detail = shop.desk("order.read", order_id=case.order_id)
    documents = list(documents_of(detail))
    order, signed = case.message["order"], sum((signed_gross(document) for document in documents), Decimal(0))
    refunded = sum((Decimal(str(refund["amount"])) for refund in case.message.get("refunds", [])), Decimal(0))
    booked = detail["state"] in ("booked", "credited")
    # A gift card pays a part of what was sold: then the plan says what the sale is worth, and flags it.
    worth = Decimal(detail["total"] or "0") if booked and paid_otherwise(case.message) else Decimal(str(order["total"]))
    expected = worth - refunded
    return {
        "case": case.name,
        "order_id": case.order_id,
        "number": str(order.get("number", case.order_id)),
        "status": detail["state"],
        "currency": order["currency"],
        "total": f"{Decimal(str(order['total'])):.2f}",
        "refunded": f"{refunded:.2f}",
        "documents": documents,
        "in_exact": f"{signed:.2f}" if documents else "",
        "difference": f"{signed - expected:.2f}" if booked else "",
        "calls": sum(attempt["reads"] + attempt["writes"] for attempt in detail["attempts"]),
        "writes": sum(attempt["writes"] for attempt in detail["attempts"]),
        "reason": reason_of(detail),
        "arithmetic": (detail.get("problem") or {}).get("arithmetic", []),
        "in_doubt": detail["state"] in OPEN or (booked and signed != expected),
    }


def paid_otherwise(message: dict[str, Any]) -> bool:
    """Was a part paid with gift cards or credit?"""
    return bool(message.get("extra", {}).get("tenders") or message["order"].get("gift_cards"))


def documents_of(detail: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Documents with what Exact really holds (read back), not what we meant to send."""
    for document in detail["documents"]:
        if document["state"] != "booked":
            continue
        held = document.get("read_back") or {}
        yield {
            "kind": document["kind"],
            "credit": document["credit"],
            "number": document["number"],
            "net": held.get("net", ""),
            "vat": held.get("vat", ""),
            "gross": held.get("gross", ""),
            "per_vat_code": [
                {**total, "gross": f"{Decimal(total['net']) + Decimal(total['vat']):.2f}"}
                for total in held.get("per_code", [])
            ],
            "url": document["url"],
        }


def signed_gross(document: dict[str, Any]) -> Decimal:
    gross = Decimal(document["gross"] or "0")
    return -gross if document["credit"] else gross


def reason_of(detail: dict[str, Any]) -> str:
    if detail.get("problem"):
        problem = detail["problem"]
        return f"{problem['what']['en']} {problem['do']['en']}".strip()
    return str(((detail.get("reason") or {}).get("text") or {}).get("en", ""))


def wait_for_enter() -> None:
    try:
        input("Press Enter to stop everything. ")
    except (EOFError, KeyboardInterrupt):
        print()
