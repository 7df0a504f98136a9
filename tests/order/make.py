"""Orders to test with: the real ones of tests/samples by name, and small ones built line by line.

What is built goes through the door's own check (``snapshot.read``), so a test cannot invent a shape that the
shop could not send.
"""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import simplejson

from ledgerbridge.order import snapshot
from ledgerbridge.order.shapes import Booked, Plan, Snapshot, WantedDocument, as_dict
from ledgerbridge.setup.settings import PaymentRule, Settings, VatRule

SAMPLES = Path(__file__).parents[1] / "samples" / "woocommerce"
STYLES = ("order", "invoice", "entry", "daily")

RULES = (
    VatRule("domestic", "NL", Decimal(21), "2", "8000"),
    VatRule("domestic", "NL", Decimal(9), "1", "8010"),
    VatRule("zero", "NL", None, "0", "8020"),
    VatRule("exempt", "", None, "3", "8030"),
    VatRule("reverse_charge", "", None, "7", "8040"),
    VatRule("export", "", None, "6", "8050"),
    VatRule("none", "", None, "N", ""),
    VatRule("oss", "DE", Decimal(19), "D1", "8060"),
    VatRule("oss", "DE", Decimal(7), "D2", "8060"),
    VatRule("oss", "FR", Decimal(20), "F1", "8060"),
    VatRule("oss", "FR", Decimal("5.5"), "F2", "8060"),
    VatRule("oss", "BE", Decimal(21), "B1", "8060"),
    VatRule("oss", "BE", Decimal(6), "B2", "8060"),
)

RATES: dict[str, tuple[int, str, str]] = {  # name → (rate id, country, percent)
    "21": (1, "NL", "21"),
    "9": (2, "NL", "9"),
    "0": (3, "NL", "0"),
    "DE19": (4, "DE", "19"),
    "BE21": (8, "BE", "21"),
    "GB0": (10, "GB", "0"),
    "IE0": (12, "IE", "0"),
    "IE23": (13, "IE", "23"),
}


def settings(style: str = "entry", **changes: Any) -> Settings:
    """Settings that can book everything in the samples."""
    base: dict[str, Any] = {
        "style": style, "journal": "70", "vat": RULES, "revenue_ledger": "8000", "shipping_ledger": "8090",
        "fee_ledger": "8095", "rounding_ledger": "4999", "number_base": 10_000_000,
        "payments": (PaymentRule("*", "WEB"), PaymentRule("bacs", "30")),
    }  # fmt: skip
    if style == "daily":
        base["collective_account"] = "WEB1"
    return Settings(**(base | changes))


@cache
def sample(name: str) -> dict[str, Any]:
    """An order file as it lies there; amounts exact."""
    found: dict[str, Any] = simplejson.loads((SAMPLES / f"{name}.json").read_text(), use_decimal=True)
    return found


def sample_names() -> list[str]:
    return sorted(path.stem for path in SAMPLES.glob("*.json"))


def sample_order(name: str) -> Snapshot:
    return through_the_door(snapshot.message_from_sample(sample(name)))


def through_the_door(message: dict[str, Any]) -> Snapshot:
    """The order as the service reads it when the shop sends this message."""
    return snapshot.snapshot(snapshot.read(simplejson.dumps(message, use_decimal=True).encode()))


def booked(*documents: WantedDocument, state: str = "booked") -> list[Booked]:
    """These documents as the database gives them back: through JSON."""
    return [
        Booked(one.key, one.kind, one.credit, state, json.loads(json.dumps(as_dict(one)))) for one in documents
    ]


def plan_text(plan: Plan) -> str:
    """A plan byte for byte."""
    return repr(plan)


# --- orders built line by line ------------------------------------------------------------------------------


def line(net: str, vat: str = "0", rate: str | None = "21", *, id: int = 0, **more: Any) -> dict[str, Any]:
    """A line of a message; ``rate`` names one of RATES, None is a line that no tax applies to."""
    taxes = [] if rate is None else [{"id": RATES[rate][0], "total": vat}]
    made = {"name": "Mok wit", "product_id": 11, "variation_id": 0, "quantity": 1, "sku": "MOK-001"}
    return {"id": id, **made, "total": net, "total_tax": vat, "taxes": taxes, "_rates": [rate] if rate else [], **more}


def several(net: str, taxes: dict[str, str], *, id: int = 0, **more: Any) -> dict[str, Any]:
    """A line that carries several rates, as a cart's negative fee does."""
    whole = sum((Decimal(vat) for vat in taxes.values()), Decimal(0))
    made = line(net, f"{whole:f}", None, id=id, **more)
    shares = [{"id": RATES[rate][0], "total": vat} for rate, vat in taxes.items()]
    return {**made, "taxes": shares, "_rates": list(taxes)}


def message(
    *products: dict[str, Any],
    shipping: tuple[dict[str, Any], ...] = (),
    fees: tuple[dict[str, Any], ...] = (),
    refunds: tuple[dict[str, Any], ...] = (),
    total: str | None = None,
    shop: dict[str, Any] | None = None,
    extra: dict[str, Any] | None = None,
    **order: Any,
) -> dict[str, Any]:
    """A message of an order that was paid in the Netherlands; the total is the lines' unless it is given."""
    groups = {"line_items": products, "shipping_lines": shipping, "fee_lines": fees}
    number = iter(range(1, 1000))
    made = {name: [{**one, "id": one["id"] or next(number)} for one in group] for name, group in groups.items()}
    every = [one for group in made.values() for one in group]
    tax = sum((Decimal(one["total_tax"]) for one in every), Decimal(0))
    whole = tax + sum((Decimal(one["total"]) for one in every), Decimal(0))
    who = {"first_name": "Mila", "last_name": "Mulder", "country": "NL", "email": "mila@example.nl"}
    return {
        "type": "order.snapshot",
        "version": 1,
        "sequence": 1,
        "shop": {"currency": "EUR", "base_country": "NL", "timezone": "Europe/Amsterdam"} | (shop or {}),
        "order": {
            "id": 1042, "number": "1042", "status": "processing", "currency": "EUR", "prices_include_tax": True,
            "date_created": "2026-11-20T00:12:09", "date_paid": "2026-11-20T00:12:41",
            "total": total or f"{whole:.2f}", "total_tax": f"{tax:.2f}", "payment_method": "mollie_wc_gateway_ideal",
            "billing": who, "shipping": {"country": "NL"}, "tax_lines": tax_lines(every), **made, **order,
        },
        "refunds": list(refunds),
        "tax_rates": [{"id": id, "country": country, "rate": rate} for id, country, rate in RATES.values()],
        "extra": extra or {},
    }  # fmt: skip


def tax_lines(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rates that the lines use, as WooCommerce lists them in the order."""
    used = dict.fromkeys(rate for one in lines for rate in one.pop("_rates", []))
    return [
        {"rate_id": RATES[rate][0], "rate_code": f"{RATES[rate][1]}-BTW-1", "rate_percent": RATES[rate][2],
         "label": f"BTW {RATES[rate][2]}%"}
        for rate in used
    ]  # fmt: skip


def refund(amount: str, *lines: dict[str, Any], id: int = 1060, **more: Any) -> dict[str, Any]:
    """A refund; its lines are negative and name the line they take back (``takes``)."""
    return {
        "id": id, "date_created": "2026-11-22T10:00:00", "amount": amount, "reason": "", "refunded_payment": True,
        "line_items": [{key: value for key, value in one.items() if key != "_rates"} for one in lines], **more,
    }  # fmt: skip


def takes(order_line: int, net: str, vat: str = "0", rate: str | None = "21", **more: Any) -> dict[str, Any]:
    """A refund's line that takes back (part of) an order's line; amounts negative."""
    metas = [{"key": "_refunded_item_id", "value": str(order_line)}]
    return line(net, vat, rate, **{"id": 900 + order_line, "quantity": -1, "meta_data": metas, **more})


def order(*products: dict[str, Any], **more: Any) -> Snapshot:
    return through_the_door(message(*products, **more))
