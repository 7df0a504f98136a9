"""Orders that contradict themselves: the header says one thing, the lines another. Pure.

No order that WooCommerce works out itself fails one of these (tests/order/generate); imports, other plugins and
programs write such orders. None of them is booked by halves: the figures are shown, and Recalculate or a correction
in the shop mends them. That the lines come to the total is looked at where the lines are made cents of (plan.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from ..errors import Problem
from ..money import ZERO, cents, plain
from . import reasons
from .shapes import Snapshot, SnapshotLine

SLACK, WHOLE_SLACK = Decimal("0.05"), Decimal("1.00")
"""How far WooCommerce's own roundings of VAT lie apart: two cents seen, half a euro in shops without decimals."""


def of(order: Snapshot) -> Problem | None:
    """The first thing about this order that cannot be."""
    return next(_found(order), None)


def _found(order: Snapshot) -> Iterator[Problem]:
    slack = WHOLE_SLACK if order.whole_amounts else SLACK
    ids = Counter(line.id for line in order.lines)
    for line in order.lines:
        if ids[line.id] > 1:
            yield reasons.listed_twice(order, "line", "regel", line.id)
        if line.kind == "product" and line.quantity < 0:
            yield reasons.negative_quantity(order, line.name, line.quantity, line.net + line.vat)
        if _vat_is_wrong(line, slack):
            yield reasons.line_contradicts_itself(order, line.name, _rows(line))
    refunds = Counter(refund.id for refund in order.refunds)
    for refund, times in refunds.items():
        if times > 1:
            yield reasons.listed_twice(order, "refund", "terugbetaling", refund)
    for tender in order.tenders:
        if tender.amount < 0:
            yield reasons.negative_amount(order, tender.amount, "gift card or credit", "cadeaubon of tegoed")
    if order.total < -slack:
        yield reasons.negative_amount(order, order.total, "total", "totaal")
    vat = sum((line.vat for line in order.lines), ZERO)
    if abs(vat - order.total_tax) > slack:
        yield reasons.vat_does_not_add_up(order, vat, _vat_rows(order, vat))


def _vat_is_wrong(line: SnapshotLine, slack: Decimal) -> bool:
    """Against the net, or other than the taxes it lists; a line that lists none is the VAT rules' business."""
    against = line.net * line.vat < 0 and abs(line.vat) > slack
    listed = sum((share.total for share in line.taxes), ZERO)
    return against or (bool(line.taxes) and abs(listed - line.vat) > slack)


def _rows(line: SnapshotLine) -> list[str]:
    rows = [f"{plain(line.net)}  net", f"{plain(line.vat)}  VAT of the line"]
    return rows + [f"{plain(share.total)}  VAT of rate {share.rate_id}" for share in line.taxes]


def _vat_rows(order: Snapshot, vat: Decimal) -> list[str]:
    rows = [f"{plain(line.vat)} VAT  {line.name}" for line in order.lines if line.vat]
    return [*rows, f"= {cents(vat)}", f"order VAT {cents(order.total_tax)}, difference {cents(order.total_tax - vat)}"]
