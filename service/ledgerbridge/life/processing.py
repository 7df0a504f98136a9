"""Invoices are processed in Exact: final, in the ledger, with a PDF; and sent, by choice.

A success of this call says that the invoice is processed, not that it was mailed (facts 4): what was to be sent and
was not is put before the owner, by Exact's own words.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import Permanent, Temporary
from ..exact.calls import Processed
from ..state.claims import Claim, Unsettled
from ..state.models import Document
from . import due, reasons
from .desk import Desk

KIND = "processed"


def process(documents: Sequence[Document], desk: Desk) -> int:
    """Process these invoices; how many are processed now. Raises Temporary, Parked, BudgetSpent."""
    return sum(_one(document, desk) for document in documents)


def _one(document: Document, desk: Desk) -> int:
    wish = desk.wish(document, due.PROCESSED, KIND, {"send": desk.settings.send_invoices})
    try:
        claim = desk.claims.claim(wish)
    except Unsettled as early:
        raise Temporary(str(early), early.until) from None
    if claim.look_first:
        there = _standing(document, desk)
        if there is not None:
            _finish(document, claim, there, desk)
            return 1
        claim = desk.claims.again(claim, wish)
    if claim.booked:
        return 0
    try:
        with desk.claims.sending(claim):
            done = desk.exact.process_invoice(document.exact_id or "", **ways(document, desk.settings.send_invoices))
    except Permanent as no:
        there = _standing(document, desk) if no.problem.code == "already_processed" else None
        if there is None:
            desk.say(document, reasons.not_processed(document.exact_number, no.problem))
            return 0
        done = there  # by a person, in Exact
    _finish(document, claim, done, desk)
    return 1


def ways(document: Document, how: str) -> dict[str, bool]:
    """How it goes out. Peppol is for companies; consumers get mail."""
    company = bool(document.wanted.get("company"))
    return {
        "email": how == "email" or (how == "peppol" and not company),
        "peppol": how == "peppol" and company,
        "as_account": how == "account",
    }


def _standing(document: Document, desk: Desk) -> Processed | None:
    """What Exact says of the invoice, if it is processed."""
    return desk.exact.processed_invoices([document.exact_id or ""]).get(document.exact_id or "")


def _finish(document: Document, claim: Claim, done: Processed, desk: Desk) -> None:
    """``exact_id`` of the step is the id of the PDF's document; the invoice may have got its number only now."""
    desk.claims.booked(claim, done.document_id, done.number)
    with desk.tools.db.write() as session:
        step = session.get_one(Document, claim.row_id)
        step.read_back = {"sent": list(done.sent), "problems": list(done.problems)}
        invoice = session.get_one(Document, document.id)
        invoice.exact_number = done.number or invoice.exact_number
    if done.problems:
        desk.say(document, reasons.not_sent(done.number or document.exact_number, "; ".join(done.problems)))
