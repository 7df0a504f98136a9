"""Read back what was booked and compare it with what was wanted, per VAT code.

Batched: one read proves up to twenty documents. A difference is never mended silently: the order needs
attention, with the arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from ..errors import Problem
from ..exact.calls import Exact, ReadBack
from ..money import plain
from ..state.models import Document, Order
from ..tools import Tools

BATCH = 20
KINDS = ("sales_order", "sales_invoice", "sales_entry", "order_invoice", "day_entry")


def prove(shop_id: str, exact: Exact, tools: Tools) -> int:
    """Prove all booked documents of this shop that are not yet proved. How many were proved equal."""
    equal = 0
    for kind in KINDS:
        while rows := _unproved(shop_id, exact.division, kind, tools):
            ids = [row.exact_id or "" for row in rows]
            there = {found.exact_id: found for found in exact.read_documents(kind, ids)}
            equal += sum(compare(row, there.get(row.exact_id or ""), tools) for row in rows)
            if len(rows) < BATCH:
                break
    return equal


def _unproved(shop_id: str, division: int, kind: str, tools: Tools) -> Sequence[Document]:
    with tools.db.read() as session:
        return session.scalars(
            select(Document)
            .where(
                Document.shop_id == shop_id,
                Document.division == division,
                Document.kind == kind,
                Document.state == "booked",
                Document.proved_at.is_(None),
            )
            .order_by(Document.id)
            .limit(BATCH)
        ).all()


def compare(row: Document, found: ReadBack | None, tools: Tools) -> bool:
    """Store what was read and whether it is what was wanted; each order it is about hears of it."""
    lines = differences(row.wanted, found)
    with tools.db.write() as session:
        document = session.get_one(Document, row.id)
        document.proved_at = tools.clock.now()
        document.read_back = None if found is None else _as_dict(found)
        gross = Decimal("0") if found is None else found.gross
        document.difference = plain(gross - Decimal(row.wanted["gross"]))
        news = bool(lines) or document.read_back != row.read_back  # else it was read back once more, and is still so
        for order_id in _orders_of(document, session, equal=not lines):
            order = session.get_one(Order, (row.shop_id, order_id))
            if lines:
                problem = _differs(row, lines)
                order.state = "attention"  # what is still to be done of it stays due: then it is proved once more
                order.problem, order.cause = problem.as_dict(), problem.cause
            order.version += news
    return not lines


def _orders_of(document: Document, session: Session, *, equal: bool) -> list[int]:
    """The order it is of; of a day's entry all whose shares it holds, and these are proved with it."""
    if document.kind != "day_entry":
        return [document.order_id]
    shares = session.scalars(_shares(document.shop_id, document.division, [document.key])).all()
    for share in shares:
        share.proved_at, share.difference = document.proved_at, "0.00" if equal else ""
    return list({share.order_id for share in shares})


def _shares(shop_id: str, division: int, batches: Sequence[str]) -> Select[Document]:
    return select(Document).where(
        Document.shop_id == shop_id, Document.division == division, Document.kind == "day_share",
        Document.batch.in_(batches), Document.state == "booked",
    )  # fmt: skip


def once_more(session: Session, order: Order) -> None:
    """Read this order's documents back again: somebody mended them in Exact and pressed Retry."""
    mine = (Document.shop_id == order.shop_id, Document.order_id == order.order_id)
    session.execute(update(Document).where(*mine, Document.kind.in_(KINDS)).values(proved_at=None))
    held = select(Document.batch).where(*mine, Document.kind == "day_share", Document.state == "booked")
    session.execute(
        update(Document)
        .where(Document.shop_id == order.shop_id, Document.kind == "day_entry", Document.key.in_(held))
        .values(proved_at=None)
    )


def differences(wanted: dict[str, object], found: ReadBack | None) -> list[str]:
    """Sums that do not agree, as lines of text; empty when the books say what the plan said."""
    if found is None:
        return ["Exact Online no longer has this document."]
    asked = {
        str(total["code"]).strip(): (Decimal(total["net"]), Decimal(total["vat"]))
        for total in wanted["per_code"]  # type: ignore[attr-defined]
    }
    lines = []
    for code in sorted(asked.keys() | found.per_code.keys()):
        ours, theirs = asked.get(code, (Decimal(0), Decimal(0))), found.per_code.get(code, (Decimal(0), Decimal(0)))
        if ours != theirs:
            lines.append(
                f"VAT code {code}: wanted {plain(ours[0])} + {plain(ours[1])} VAT, "
                f"Exact has {plain(theirs[0])} + {plain(theirs[1])} VAT"
            )
    if not lines and found.gross != Decimal(str(wanted["gross"])):
        lines.append(f"total: wanted {wanted['gross']}, Exact has {plain(found.gross)}")
    if not lines and found.gross and found.credit != wanted["credit"]:  # amounts are compared without their sign
        lines.append(f"{_way(wanted['credit'])} was wanted, Exact has {_way(found.credit)} of {plain(found.gross)}")
    return lines


def _way(credit: object) -> str:
    return "a credit note" if credit else "an invoice"


def _as_dict(found: ReadBack) -> dict[str, object]:
    return {
        "number": found.number,
        "net": plain(found.net),
        "vat": plain(found.vat),
        "gross": plain(found.gross),
        "home": None if found.home is None else plain(found.home),
        "on": "" if found.on is None else found.on.isoformat(),
        "credit": found.credit,
        "per_code": [
            {"code": code, "net": plain(net), "vat": plain(vat)} for code, (net, vat) in found.per_code.items()
        ],
    }


def _differs(row: Document, lines: list[str]) -> Problem:
    name = row.exact_number or row.key
    return Problem(
        code="read_back_differs",
        cause="read_back_differs" if row.kind != "day_entry" else f"read_back_differs:{row.key}",
        what={
            "en": f"Document {name} in Exact Online is not what was sent.",
            "nl": f"Stuk {name} in Exact Online is niet wat er verstuurd is.",
        },
        why={
            "en": "It was booked and then read back; the amounts below differ.",
            "nl": "Het is geboekt en daarna teruggelezen; de bedragen hieronder verschillen.",
        },
        do={
            "en": "Open the document in Exact Online and compare; correct it there, then press Try again.",
            "nl": "Open het stuk in Exact Online en vergelijk; verbeter het daar en klik dan op Opnieuw proberen.",
        },
        who="accountant",
        action="open_exact",
        arithmetic=tuple(lines),
    )
