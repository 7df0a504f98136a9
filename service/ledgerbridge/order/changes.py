"""An order whose documents stand in Exact, and which is something else now. Pure.

Nothing that was booked is changed silently. New refunds are new documents; what else differs is taken back and
booked anew (turns.py), when a person or the settings say so: the sums are put before him first. Compared are amounts
per VAT percentage and country, not codes: choosing another VAT code for the future does not make yesterday's
bookings wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..errors import Problem
from ..money import ZERO
from . import reasons
from .shapes import Booked, Snapshot, WantedDocument, as_dict
from .stored import restored

Group = tuple[Decimal, str]
"""(percent, country): Belgian 21 % is not Dutch 21 %; at 0 % the reason instead, because boxes differ by it."""
Sums = dict[Group, tuple[Decimal, Decimal]]


@dataclass(frozen=True)
class Change:
    """What stands and should not, and how it is said: credit notes without a refund, or the whole turn."""

    problem: Problem
    orphans: tuple[Booked, ...] = ()  # credit notes whose refund was deleted; empty: the order itself changed


def after_booking(order: Snapshot, wanted: Sequence[WantedDocument], live: Sequence[Booked]) -> Change | None:
    """What is wrong between what stands and what is wanted now; None when the difference is only new documents.

    A document whose answer was lost is not compared: first it is found out whether it stands at all.
    """
    by_key = {document.key: document for document in wanted}
    back = restored(live)
    for one in live:
        now = by_key.get(one.key)
        if now and one.state == "booked" and _differ(one, as_dict(now)):
            return Change(reasons.changed_after_booking(order, one.key, _rows(one.wanted), _rows(as_dict(now))))
    orphans = tuple(one for one in live if one.key not in by_key and one.key not in back)
    if orphans:
        first = orphans[0]
        return Change(reasons.refund_deleted(order, first.key, str(first.wanted.get("gross", ""))), orphans)
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
        # Whether a product was goods or a service is forgotten with the product: no reason to book anew.
        group = (percent, line["country"] if percent else line["reason"].removesuffix("_services"))
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
