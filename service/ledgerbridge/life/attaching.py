"""The shop's own invoice is laid beside its sales entry in Exact: a document of the archive with the PDF, which the
entry then shows.

    ask the shop for the PDF → claim → POST Documents → POST DocumentAttachments → PUT SalesEntries.Document

The step's row stays "sending" until all three are done; after a lost answer the document is looked for by the mark in
its subject, and what is missing is done. An invoice that the shop's plugin has not made yet is asked for again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from ..errors import Permanent, Temporary
from ..state.claims import Claim, Unsettled
from ..state.models import Document
from . import due, reasons
from .desk import Desk

KIND = "attached"
MOST = 20  # of one turn: each is three calls
LOOK = timedelta(minutes=30)  # how often the shop is asked again for what it did not have


def attach(documents: Sequence[Document], desk: Desk) -> tuple[int, bool]:
    """(how many entries show the shop's invoice now, whether the shop had none for some). Raises Temporary, Parked,
    BudgetSpent."""
    shop, made, missing = desk.tools.shop(desk.shop_id), 0, False
    for document in documents[:MOST]:
        found = shop.invoice(document.order_id, refund_of(document))
        if found is None:
            missing = True
            continue
        made += _one(document, *found, desk)
    return made, missing


def refund_of(document: Document) -> int:
    """The refund that a credit note is of; 0 for an invoice."""
    return int(document.wanted["subject_id"]) if document.credit else 0


def _one(document: Document, name: str, pdf: bytes, desk: Desk) -> int:
    wish = desk.wish(document, due.ATTACHED, KIND, {})
    try:
        claim = desk.claims.claim(wish)
    except Unsettled as early:
        raise Temporary(str(early), early.until) from None
    if claim.booked:
        return 0
    subject, on = _subject(document), date.fromisoformat(document.wanted["on"])
    try:
        there = desk.exact.find_document(f"[{document.reference}]", on) if _may_stand(claim) else None
        if there is None:
            if claim.look_first:
                claim = desk.claims.again(claim, wish)
            with desk.claims.sending(claim):
                there = desk.exact.create_document(subject, document.wanted.get("account_id", ""), on)
        if not (_may_stand(claim) and desk.exact.has_attachment(there)):
            desk.exact.attach(there, name, pdf)
        desk.exact.show_document(document.exact_id or "", there)
    except Permanent as no:
        desk.claims.refused(claim)
        desk.say(document, reasons.not_attached(document.exact_number, no.problem))
        return 0
    desk.claims.booked(claim, there, "")
    return 1


def _may_stand(claim: Claim) -> bool:
    """An earlier try may have made the document, or all of it."""
    return claim.look_first or claim.attempt > 1


def _subject(document: Document) -> str:
    return f"{document.wanted.get('description', '')} [{document.reference}]".strip()
