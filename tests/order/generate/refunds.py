"""Refunds as a shop makes them: filled in on the order's screen (meta-boxes-order.js), stored by wc_create_refund().

The screen multiplies a line's stored net and taxes by the pieces, adds everything up rounded half up per field, and
WooCommerce stores the fields as they are: the tax a line says of itself is then rounded by the shop's own rule. So an
amount can be a cent off its lines, and the 0 % taxes are lost (facts/woocommerce B7).
"""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from .woocommerce import Counts, php_round, stored, text

GROUPS = ("line_items", "shipping_lines", "fee_lines")
WAYS = ("line", "pieces", "all_lines", "part", "amount", "tax", "by_status")


def give_back(dice: random.Random, counts: Counts, order: dict[str, Any], how_many: int) -> list[dict[str, Any]]:
    """``how_many`` refunds of this order at most; never more than it came to, as the shop refuses that."""
    found: list[dict[str, Any]] = []
    left, taken = float(order["total"]), set[int]()
    for number in range(how_many):
        way = dice.choice(WAYS)
        lines = _lines(dice, counts, order, way, taken)
        if lines is None or (way in ("all_lines", "by_status") and found):
            continue
        if way == "amount":
            amount = php_round(left * dice.randint(1, 40) / 100, counts.decimals)
        elif way == "by_status":
            amount = left
        else:
            amount = _amount(lines, counts)
            kept = dice.choice((0, 0, 0, 0, -500, 250)) / 100  # a charge kept back, a favour on top
            if kept and way != "all_lines":
                amount = php_round(amount + kept, counts.decimals)
        if not 0 < amount <= left + 1e-9:
            continue
        left = php_round(left - amount, counts.decimals)
        taken |= {line["_of"] for group in lines.values() for line in group}
        found.append(_refund(order, number, amount, lines, counts, way != "by_status" and dice.random() < 0.8))
        if way == "by_status":
            order["status"] = "refunded"
            break
    return found


def _lines(
    dice: random.Random, counts: Counts, order: dict[str, Any], way: str, taken: set[int]
) -> dict[str, list[dict[str, Any]]] | None:
    """What is typed on the screen: per group, lines with a positive net, taxes and pieces; None: nothing fits."""
    if way in ("amount", "by_status"):
        return {}
    goods = [line for line in order["line_items"] if line["id"] not in taken]
    if way == "all_lines":
        every = {group: list(order[group]) for group in GROUPS}
        return {group: [_typed(line, 1.0, line.get("quantity", 1)) for line in lines] for group, lines in every.items()}
    if not goods:
        return None
    line = dice.choice(goods)
    pieces = line["quantity"]
    if way == "line":
        return {"line_items": [_typed(line, 1.0, pieces)]}
    if way == "pieces":
        some = float(dice.randint(1, max(1, int(pieces) - 1)))
        return {"line_items": [_typed(line, some / pieces, some)]} if pieces > 1 else None
    if way == "part":  # money only: net and tax typed by hand, in cents
        share = dice.randint(10, 50) / 100
        typed = _typed(line, share, 0)
        typed["net"] = php_round(typed["net"], counts.decimals)
        typed["taxes"] = {rate: php_round(tax, counts.decimals) for rate, tax in typed["taxes"].items()}
        return {"line_items": [typed]}
    typed = _typed(line, 1.0, 0)  # the tax only
    return {"line_items": [typed | {"net": 0.0}]} if any(typed["taxes"].values()) else None


def _typed(line: dict[str, Any], share: float, pieces: float) -> dict[str, Any]:
    taxes = {one["id"]: php_round(float(one["total"]) * share, 6) for one in line["taxes"]}
    return {"_line": line, "_of": line["id"], "net": php_round(float(line["total"]) * share, 6), "taxes": taxes,
            "pieces": pieces}  # fmt: skip


def _amount(lines: dict[str, list[dict[str, Any]]], counts: Counts) -> float:
    """input_changed(): each field half up to the shop's decimals, unless tax is rounded at subtotal."""
    fields = [value for group in lines.values() for one in group for value in (one["net"], *one["taxes"].values())]
    if not counts.at_subtotal:
        fields = [php_round(value, counts.decimals) for value in fields]
    return php_round(sum(fields), counts.decimals)


def _refund(
    order: dict[str, Any], number: int, amount: float, lines: dict[str, list[dict[str, Any]]], counts: Counts,
    paid: bool,
) -> dict[str, Any]:  # fmt: skip
    """wc_create_refund(): lines turned negative, taxes of nothing left out, the amount as it was typed."""
    ids = iter(range(900_000 + 100 * number, 900_100 + 100 * number))
    groups = {group: [_negative(one, next(ids), counts) for one in some] for group, some in lines.items()}
    return {
        "id": 500_000 + 10 * order["id"] + number,
        "date_created": f"2026-11-2{2 + number}T10:00:00",
        "amount": f"{Decimal(text(amount, counts.decimals)):f}",
        "reason": "",
        "refunded_payment": paid,
        **{group: [line for line in some if line is not None] for group, some in groups.items()},
    }


def _negative(typed: dict[str, Any], id: int, counts: Counts) -> dict[str, Any] | None:
    line = typed["_line"]
    if not typed["pieces"] and not typed["net"] and not any(typed["taxes"].values()):
        return None
    net = text(-typed["net"], counts.precision) if typed["net"] else "0"
    taxes = {rate: text(-tax, counts.precision) for rate, tax in typed["taxes"].items() if tax}
    made = stored(net, taxes, counts)
    return {
        **{name: line[name] for name in ("name", "product_id", "variation_id", "sku", "method_id") if name in line},
        "id": id,
        "quantity": -typed["pieces"],
        "total": made.total,
        "total_tax": made.total_tax,
        "taxes": [{"id": rate, "total": tax} for rate, tax in made.taxes.items()],
        "meta_data": [{"key": "_refunded_item_id", "value": str(line["id"])}],
    }
