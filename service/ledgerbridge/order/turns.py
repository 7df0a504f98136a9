"""Turns of an order in the books: booked, taken back as a whole, booked again. Pure.

A document that stands in Exact is never edited. Where the order became something else, its invoice is taken back
by a *reversal* (a credit note for all that is left of it), which closes the turn; what the order is now is booked
in the next one. A credit note whose refund was deleted is taken back by itself, by an invoice of its very lines.

    turn 1   order-1042/invoice     order-1042/refund-1060     order-1042/reversal
    turn 2   order-1042/invoice/2   order-1042/refund-1060/2   order-1042/reversal/2 …
             order-1042/refund-1060/restored            back again: order-1042/refund-1060+1

A reversal is dated on the day it is made, and so is what is booked anew: the VAT of a period that may be filed
already is not touched (facts/market 4: a correction belongs to the current return).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..setup.settings import Settings
from . import reasons, refunds
from .shapes import Booked, WantedDocument
from .stored import restored, reversed_key, whole

ORDER = "sales_order"


@dataclass(frozen=True)
class Turns:
    """What stands, apart: turns that are closed, and the one that counts now."""

    past: tuple[Booked, ...]
    live: tuple[Booked, ...]
    now: int  # the number of the one that counts, from 1


def of(stands: Sequence[Booked]) -> Turns:
    closed = {turn_of(one) for one in stands if is_reversal(one)}
    now = max(closed, default=0) + 1
    return Turns(
        tuple(one for one in stands if turn_of(one) in closed), tuple(one for one in stands if turn_of(one) == now), now
    )


def turn_of(one: Booked) -> int:
    return int(one.wanted.get("turn", 1))


def is_reversal(one: Booked) -> bool:
    return one.credit and bool(reversed_key(one))


def suffix(turn: int) -> str:
    return "" if turn == 1 else f"/{turn}"


def again(document: WantedDocument, turn: int, today: date) -> WantedDocument:
    """A document of a later turn: under a key of its own, booked today and not in a month that may be filed."""
    if turn == 1:
        return document
    later = max(document.on, today)
    moved = later != document.on
    return replace(
        document,
        key=f"{document.key}{suffix(turn)}",
        turn=turn,
        on=later,
        description=reasons.moved_description(document.description, document.on) if moved else document.description,
        flags=(*document.flags, reasons.again_flag(document.on)),
    )


def reversal(
    number: str, settings: Settings, invoice: WantedDocument, live: Sequence[Booked], turn: int, today: date
) -> WantedDocument | None:
    """The credit note for all that is left of a turn; None when nothing is. ``invoice``: as it stands.

    Without refunds in between it holds the invoice's very lines, else what is left of each VAT code."""
    back = restored(live)
    credits = [whole(one) for one in live if one.credit and one.key not in back]
    left = refunds.left_of(invoice, credits)
    kind = refunds.KINDS[invoice.kind]
    lines = invoice.lines if not credits else refunds.lumps(left, settings, kind)
    if not lines:
        return None
    return replace(
        invoice,
        key=f"order-{invoice.subject_id}/reversal{suffix(turn)}",
        kind=kind,
        credit=True,
        on=max(today, invoice.on),
        description=reasons.reversal_description(number),
        journal=invoice.journal or settings.journal,
        lines=tuple(lines),
        flags=(reasons.REVERSAL,),
        turn=turn,
        reverses=invoice.key,
    )


def restoring(number: str, credit: Booked, today: date) -> WantedDocument:
    """The invoice that takes a credit note back whose refund is no more."""
    document = whole(credit)
    return replace(
        document,
        key=f"{credit.key}/restored",
        credit=False,
        on=max(today, document.on),
        description=reasons.restored_description(number),
        flags=(reasons.RESTORED,),
        reverses=credit.key,
    )
