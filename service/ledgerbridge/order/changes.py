"""An order whose documents stand in Exact, and which is something else now. Pure.

Nothing that was booked is changed silently. New refunds are new documents; everything else a person decides,
with the sums before him. Compared are amounts per VAT percentage, not codes: choosing another VAT code for the
future does not make yesterday's bookings wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ..errors import Problem
from ..money import ZERO
from . import reasons
from .shapes import Booked, Snapshot, WantedDocument, as_dict

Sums = dict[Decimal, tuple[Decimal, Decimal]]


def after_booking(
    order: Snapshot, wanted: Sequence[WantedDocument], stands: Sequence[Booked]
) -> Problem | None:
    """What is wrong between what stands and what is wanted now; None when the difference is only new documents."""
    by_key = {document.key: document for document in wanted}
    for one in stands:
        now = by_key.get(one.key)
        if now is None:
            return reasons.refund_deleted(order, one.key, one.wanted.get("gross", ""))
        was, becomes = per_percent(one.wanted), per_percent(as_dict(now))
        if was != becomes or one.wanted.get("currency") != now.currency:
            return reasons.changed_after_booking(order, one.key, _rows(was, one.wanted), _rows(becomes, as_dict(now)))
    return None


def per_percent(stored: Mapping[str, Any]) -> Sums:
    """Net and VAT per VAT percentage of a stored document."""
    sums: Sums = {}
    for total in stored.get("per_code", []):
        percent = Decimal(total["percent"]).normalize()
        net, vat = sums.get(percent, (ZERO, ZERO))
        sums[percent] = (net + Decimal(total["net"]), vat + Decimal(total["vat"]))
    return sums


def open_gross(stands: Sequence[Booked]) -> Decimal:
    """What stands invoiced and not credited."""
    return sum(
        (Decimal(one.wanted.get("gross", "0")) * (-1 if one.credit else 1) for one in stands), Decimal("0.00")
    )


def _rows(sums: Sums, stored: Mapping[str, Any]) -> list[str]:
    rows = [f"{percent:f} %: {net} + {vat} VAT" for percent, (net, vat) in sorted(sums.items())]
    return [*rows, f"= {stored.get('gross', '')} {stored.get('currency', '')}"]
