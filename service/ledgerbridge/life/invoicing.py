"""Sales orders become invoices: one call for many orders, one invoice for each.

Exact's answer is a success even when it made nothing (facts 4): so what it made is read back, and an order without an
invoice is told with Exact's own words. Exact invoices nothing twice, and after a lost answer it is looked for first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import ExitStack

from ..errors import LostAnswer, Permanent, Temporary
from ..exact import links as exact_links
from ..exact.calls import Found
from ..state.claims import Claim, Unsettled, Wish
from ..state.models import Document
from . import due, reasons
from .desk import Desk

KIND = "order_invoice"


def invoice(documents: Sequence[Document], desk: Desk) -> int:
    """Invoice these sales orders; how many have an invoice now. Raises Temporary, Parked, BudgetSpent."""
    claimed, looking, later = _claim(documents, desk)
    made = 0
    if looking:
        there = desk.exact.invoices_of_orders([one.exact_id or "" for one, _ in looking])
        for document, claim in looking:
            if document.exact_id in there:
                _finish(document, claim, there[document.exact_id], desk)
                made += 1
            else:
                claimed.append((document, desk.claims.again(claim, _wish(document, desk))))
    if claimed:
        made += _send(claimed, desk)
    if later:
        raise Temporary("an earlier answer was lost", max(later, key=lambda one: one.until).until)
    return made


Claimed = list[tuple[Document, Claim]]


def _claim(documents: Sequence[Document], desk: Desk) -> tuple[Claimed, Claimed, list[Unsettled]]:
    """(to send, to look for first, too early to look for)."""
    claimed: Claimed = []
    looking: Claimed = []
    later: list[Unsettled] = []
    for document in documents:
        try:
            claim = desk.claims.claim(_wish(document, desk))
        except Unsettled as early:
            later.append(early)
            continue
        (looking if claim.look_first else claimed).append((document, claim))
    return [pair for pair in claimed if not pair[1].booked], looking, later


def _wish(document: Document, desk: Desk) -> Wish:
    return desk.wish(document, due.INVOICED, KIND, document.wanted)


def _send(claimed: Claimed, desk: Desk) -> int:
    """The one POST for all, and what it made of each."""
    ids = [document.exact_id or "" for document, _ in claimed]
    mode = desk.settings.invoice_orders
    try:
        with ExitStack() as stack:
            for _, claim in claimed:
                stack.enter_context(desk.claims.sending(claim))
            said = desk.exact.invoice_orders(desk.settings.journal, ids, delivered_only=mode == "delivered")
    except Permanent as no:
        if len(claimed) > 1:  # one of them spoils the call: each goes by itself
            return sum(invoice([document], desk) for document, _ in claimed)
        desk.say(claimed[0][0], reasons.not_invoiced(claimed[0][0].exact_number, no.problem.detail))
        return 0
    try:
        there = desk.exact.invoices_of_orders(ids)
    except (Temporary, Permanent) as why:  # made, but not seen yet: looked for when it is quiet
        until = max(desk.claims.lost(claim) for _, claim in claimed)
        raise LostAnswer(f"the invoices could not be read yet: {why}", until) from why
    for document, claim in claimed:
        if document.exact_id in there:
            _finish(document, claim, there[document.exact_id], desk)
        else:
            desk.claims.refused(claim)
            desk.say(document, reasons.not_invoiced(document.exact_number, _words(said, document.exact_number)))
    return sum(document.exact_id in there for document, _ in claimed)


def _words(errors: str, number: str) -> str:
    """Exact's lines about this order; all of them where none names it."""
    lines = [line for line in re.split(r"[\r\n]+", errors) if line.strip()]
    mine = [line for line in lines if re.search(rf"\b{re.escape(number)}\b", line)] if number else []
    return "; ".join(mine or lines)[:500]


def _finish(document: Document, claim: Claim, found: Found, desk: Desk) -> None:
    url = exact_links.document_url(desk.exact.base_url, desk.division, "sales_invoice", found.exact_id)
    desk.claims.booked(claim, found.exact_id, found.number, url)


def delivered(documents: Sequence[Document], desk: Desk) -> list[Document]:
    """Those whose goods have all left."""
    gone: Mapping[str, bool] = desk.exact.delivered_orders([one.exact_id or "" for one in documents])
    return [one for one in documents if gone.get(one.exact_id or "")]
