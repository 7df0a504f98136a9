"""What was sent to Exact, and what Exact holds of it as it was read back last: as pieces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..exact.found import VatCode
from ..exact.links import document_url
from ..state.models import Document, Order, Receipt, Report
from . import pieces
from .compare import as_held
from .shapes import NOTHING, STRAY, Paid, Piece, Place, Subject

PAGE = 500
OWN = ("sales_order", "sales_invoice", "sales_entry")
INVOICED = "/invoiced"  # key of the invoice that Exact made of a sales order (life/due.py)


@dataclass
class Held:
    """``sent`` ─▶ ``there``; ``home``: by currency, what the administration counts it as; ``unread``: documents that
    were never read back."""

    sent: list[Piece] = field(default_factory=list)
    there: list[Piece] = field(default_factory=list)
    subjects: dict[str, Subject] = field(default_factory=dict)
    home: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: NOTHING))
    unread: int = 0


def documents(session: Session, report: Report, codes: Sequence[VatCode], home: str, base_url: str) -> Held:
    """``codes``: of the administration; ``home``: the shop's country."""
    found = Held()
    known = {one.code: one for one in codes}
    invoices = {row.key.removesuffix(INVOICED): row for row in _rows(session, report, ("order_invoice",))}
    for row in _rows(session, report, OWN):
        holder = invoices.get(row.key, row)
        _one(row.key, row, pieces.of_document(row.wanted, row.key), holder, known, home, report, found)
    days = {row.key: row for row in _rows(session, report, ("day_entry",))}
    shares: dict[str, list[Piece]] = defaultdict(list)
    for row in _rows(session, report, ("day_share",)):
        shares[row.batch] += pieces.of_document(row.wanted, row.key)
        found.subjects[row.key] = _subject(row, days.get(row.batch, row))
    for key, row in days.items():
        _one(key, row, shares.get(key, []), row, known, home, report, found)
    _strays(report, known, home, base_url, found)
    _number(session, report.shop_id, found)
    return found


def _rows(session: Session, report: Report, kinds: Sequence[str]) -> Iterator[Document]:
    rows = select(Document).where(
        Document.shop_id == report.shop_id, Document.division == report.division, Document.kind.in_(kinds),
        Document.state == "booked",
    )  # fmt: skip
    return iter(session.scalars(rows.order_by(Document.id).execution_options(yield_per=PAGE)))


def _one(
    key: str, row: Document, sent: list[Piece], holder: Document, known: Mapping[str, VatCode], home: str,
    report: Report, found: Held,
) -> None:  # fmt: skip
    """One document: what was sent, and what ``holder`` says Exact has."""
    found.subjects[key] = _subject(row, holder)
    found.sent += sent
    if holder.proved_at is None:
        found.unread += 1
        found.there += sent
        return
    if holder.read_back is None or not sent:
        return
    on = date.fromisoformat(holder.read_back.get("on") or row.wanted["on"])
    held, gross = pieces.held(holder.read_back, row.credit)
    where = {code: _place(code, known, home, row.wanted["currency"]) for code in held} | pieces.places(row.wanted)
    found.there += as_held(sent, held, gross, where, key, on)
    if holder.read_back.get("home") and report.first <= on.isoformat() <= report.last:
        found.home[row.wanted["currency"]] += Decimal(holder.read_back["home"]) * (1 if gross >= 0 else -1)


def _subject(row: Document, holder: Document) -> Subject:
    return Subject(row.order_id, credit=row.credit, entry=holder.exact_number, url=holder.url)


def _place(code: str, known: Mapping[str, VatCode], home: str, currency: str) -> Place:
    """Where a VAT code belongs that was not asked for: somebody chose it in Exact."""
    found = known.get(code)
    return Place(currency, found.country or home, found.percent) if found else Place(currency)


def _strays(report: Report, known: Mapping[str, VatCode], home: str, base_url: str, found: Held) -> None:
    for exact_id, one in report.reading.get("strays", {}).items():
        codes, gross = pieces.held(one, one["credit"])
        places = {code: _place(code, known, home, one["currency"]) for code in codes}
        on = date.fromisoformat(one["on"] or report.first)
        nothing = Piece(f"{STRAY}{exact_id}", on, Place(one["currency"]), NOTHING)
        held = as_held([nothing], codes, gross, places, nothing.key, on)
        found.there += [piece for piece in held if piece.gross or piece.net]
        found.subjects[nothing.key] = Subject(
            one["order_id"], entry=one["number"], url=document_url(base_url, report.division, one["kind"], exact_id)
        )


def _number(session: Session, shop_id: str, found: Held) -> None:
    """The orders' numbers, for the words."""
    rows = session.execute(select(Order.order_id, Order.number).where(Order.shop_id == shop_id))
    numbers = {order_id: number for order_id, number in rows}  # noqa: C416
    for key, one in found.subjects.items():
        found.subjects[key] = replace(one, number=numbers.get(one.order_id, str(one.order_id or "")))


# --- money ----------------------------------------------------------------------------------------------------


def payments(session: Session, report: Report) -> tuple[list[Piece], Held]:
    """(what came in by the shop's word, what was sent and is there): receipts that are booked here."""
    store, found = [], Held()
    lines: dict[str, Any] = report.reading.get("lines", {})
    rows = session.scalars(
        select(Receipt).where(Receipt.shop_id == report.shop_id, Receipt.division == report.division)
        .order_by(Receipt.id).execution_options(yield_per=PAGE)
    )  # fmt: skip
    for row in rows:
        where = Paid(row.currency, row.method, row.journal)
        piece = Piece(row.key, date.fromisoformat(row.day), where, Decimal(row.amount))
        problem = row.problem or {}
        found.subjects[row.key] = Subject(
            row.order_id, row.number, piece.net < 0, row.state, what=problem.get("what", {}), do=problem.get("do", {})
        )
        store.append(piece)
        if row.state != "booked":
            continue
        found.sent.append(piece)
        amount, on = _held_of(piece, lines.get(str(row.id), []), bool(row.contra))
        if not report.first <= row.day <= report.last:
            found.there.append(piece)  # not read: it counts in no sum
        elif amount is not None:
            found.there.append(replace(piece, net=amount, on=on))
    return store, found


def _held_of(piece: Piece, lines: Sequence[Sequence[str]], contra: bool) -> tuple[Decimal | None, date]:
    """What the debtor's line holds; None where there is none. A gift card's receipt has its other side beside it."""
    amounts = [Decimal(amount) for amount, _ in lines]
    if contra and -piece.net in amounts:
        amounts.remove(-piece.net)
    if not amounts:
        return None, piece.on
    return sum(amounts, NOTHING), date.fromisoformat(lines[0][1] or piece.on.isoformat())
