"""An order that was completed in the shop is delivered in Exact: all of its sales order that is still open, by choice.

    claim → GET SalesOrderLines (what is open) → POST GoodsDeliveries

After a lost answer the delivery is looked for by its text. What a person delivered there meanwhile counts: where
nothing is open any more, nothing is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ..errors import Permanent, Temporary
from ..exact.assumptions import DESCRIPTION
from ..state.claims import Claim, Unsettled
from ..state.models import Document
from . import due, reasons
from .desk import Desk


def deliver(documents: Sequence[tuple[Document, date]], desk: Desk) -> int:
    """Deliver these sales orders, each on its day; how many are delivered now. Raises Temporary, Parked,
    BudgetSpent."""
    return sum(_one(document, on, desk) for document, on in documents)


def _one(document: Document, on: date, desk: Desk) -> int:
    wish = desk.wish(document, due.DELIVERED, due.DELIVERY, {"on": on.isoformat()})
    try:
        claim = desk.claims.claim(wish)
    except Unsettled as early:
        raise Temporary(str(early), early.until) from None
    if claim.booked:
        return 0
    text = _text(document)
    there = desk.exact.find_delivery(text) if claim.look_first else None
    if there is None:
        if claim.look_first:
            claim = desk.claims.again(claim, wish)
        left = desk.exact.undelivered_lines([document.exact_id or ""])
        if left:
            return _send(claim, document, left[document.exact_id or ""], on, text, desk)
    desk.claims.booked(claim, *(there or ("", "")))
    return 1


def _send(
    claim: Claim, document: Document, lines: Sequence[tuple[str, Decimal]], on: date, text: str, desk: Desk
) -> int:
    try:
        with desk.claims.sending(claim):
            made = desk.exact.deliver(lines, on, text)
    except Permanent as no:
        desk.say(document, reasons.not_delivered(document.exact_number, no.problem))
        return 0
    desk.claims.booked(claim, *made)
    return 1


def _text(document: Document) -> str:
    return f"[{document.reference}] {document.wanted.get('description', '')}".strip()[:DESCRIPTION]
