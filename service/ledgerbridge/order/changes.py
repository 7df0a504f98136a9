"""An order whose documents stand in Exact, and which is something else now. Pure.

Nothing that was booked is changed silently. New refunds are new documents; everything else a person decides, with
the sums before him. Compared are amounts per VAT percentage and country, not codes: choosing another VAT code for
the future does not make yesterday's bookings wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ..errors import Problem
from ..money import ZERO
from . import reasons
from .shapes import Booked, Snapshot, WantedDocument, as_dict

Group = tuple[Decimal, str]
"""(percent, country): Belgian 21 % is not Dutch 21 %; at 0 % the reason instead, because boxes differ by it."""
Sums = dict[Group, tuple[Decimal, Decimal]]


def after_booking(order: Snapshot, wanted: Sequence[WantedDocument], stands: Sequence[Booked]) -> Problem | None:
    """What is wrong between what stands and what is wanted now; None when the difference is only new documents.

    A document whose answer was lost is not compared: first it is found out whether it stands at all.
    """
    by_key = {document.key: document for document in wanted}
    for one in stands:
        now = by_key.get(one.key)
        if now is None:
            return reasons.refund_deleted(order, one.key, str(one.wanted.get("gross", "")))
        if one.state == "booked" and _differ(one, as_dict(now)):
            return reasons.changed_after_booking(order, one.key, _rows(one.wanted), _rows(as_dict(now)))
    return None


def _differ(one: Booked, now: Mapping[str, Any]) -> bool:
    """A refund cannot be edited in the shop, so of a credit note the amount says enough."""
    was = one.wanted
    if was.get("currency") != now["currency"] or Decimal(was.get("gross", "0")) != Decimal(now["gross"]):
        return True
    return not one.credit and "lines" in was and sums(was) != sums(now)


def sums(stored: Mapping[str, Any]) -> Sums:
    """Net and VAT of a stored document by (percent, country)."""
    found: Sums = {}
    for line in stored.get("lines", []):
        percent = Decimal(line["percent"]).normalize()
        group = (percent, line["country"] if percent else line["reason"])
        net, vat = found.get(group, (ZERO, ZERO))
        found[group] = (net + Decimal(line["net"]), vat + Decimal(line["vat"]))
    return {group: pair for group, pair in found.items() if any(pair)}


def open_gross(stands: Sequence[Booked]) -> Decimal:
    """What stands invoiced and not credited."""
    signed = (Decimal(one.wanted.get("gross", "0")) * (-1 if one.credit else 1) for one in stands)
    return sum(signed, Decimal("0.00"))


def _rows(stored: Mapping[str, Any]) -> list[str]:
    rows = [
        f"{net} + {vat} VAT  {percent:f} % {where}".rstrip() for (percent, where), (net, vat) in sums(stored).items()
    ]
    return [*rows, f"= {stored.get('gross', '')} {stored.get('currency', '')}".rstrip()]
