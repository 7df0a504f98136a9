"""What the shop sold: every order it ever told, as pieces. From what was planned of it, which the shop's figures were
checked against; where it is not booked (yet), or was changed since, from its newest snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..clock import shop_zone
from ..errors import Refused, Text
from ..money import cents
from ..order import book, snapshot
from ..order.plan import UNDONE, booking_date, no_sale_reason
from ..order.shapes import Booked, Plan, Snapshot, as_dict
from ..setup.settings import Settings
from ..state.models import Message, Order, Shop
from ..tools import Tools
from . import pieces
from .shapes import NOTHING, Piece, Subject

PAGE = 500
SETTLED = ("cancelled_and_credited", "deleted")  # not sold after all; what was booked was taken back, and both count
PLANNED = ("booked", "credited", "attention", "checking")


@dataclass(frozen=True)
class LeftOut:
    """An order that is no sale, or not to be booked: why, and what it comes to."""

    order_id: int
    number: str
    on: date
    currency: str
    total: Decimal
    code: str
    why: Text


@dataclass
class Sold:
    pieces: list[Piece] = field(default_factory=list)
    subjects: dict[str, Subject] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)


def sold(shop: Shop, division: int, settings: Settings, tools: Tools) -> Sold:
    found = Sold()
    with tools.db.read() as session:
        for order in session.scalars(
            select(Order).where(Order.shop_id == shop.id).order_by(Order.order_id).execution_options(yield_per=PAGE)
        ):
            _take(order, shop, division, settings, tools, session, found)
            session.expunge(order)
    return found


def _take(
    order: Order, shop: Shop, division: int, settings: Settings, tools: Tools, session: Session, found: Sold
) -> None:  # fmt: skip
    plan = order.plan or {}
    gone = (order.problem or {}).get("code") == "deleted_after_booking"
    if order.due_at is None and gone:
        return  # the shop does not have it any more
    if order.due_at is None and plan.get("reason_code") in SETTLED:
        stands = book.booked(order.shop_id, division, order.order_id, tools)
        _add(order, _planned({"documents": [one.wanted for one in stands]}), found)
        return
    if order.due_at is None and plan.get("decision") == "book" and order.state in PLANNED:
        _add(order, _planned(plan), found)
        return
    now = _newest(order, tools, session)
    if now is None:  # its text was forgotten, or the shop deleted it
        if order.state == "skipped":
            on = order.first_seen_at.astimezone(shop_zone(shop.timezone)).date()
            _leave_out(order, on, plan.get("currency", ""), Decimal(plan.get("total") or 0), plan, found)
        elif plan.get("decision") == "book" and not gone:
            _add(order, _planned(plan), found)
        return
    fresh = book.planned(now, settings, order.shop_id, division, tools)
    if fresh.decision == "book":
        _add(order, _planned({"documents": [as_dict(document) for document in fresh.documents]}), found)
    elif fresh.decision == "skip":
        said = {"reason_code": fresh.reason_code, "reason": fresh.reason}
        _leave_out(order, booking_date(now, settings), now.currency, cents(now.total), said, found)
    elif not _no_sale(now, settings):
        stands = book.booked(order.shop_id, division, order.order_id, tools)
        _add(order, _or_as_it_stands(pieces.of_order(now, settings), stands), found, fresh)


def _or_as_it_stands(made: list[Piece], stands: Sequence[Booked]) -> list[Piece]:
    """A document that stands with the very amount the shop says: its rates are known from what was booked."""
    there = {one.key: _planned({"documents": [one.wanted]}) for one in stands}
    sums = {key: sum((one.gross for one in made if one.key == key), NOTHING) for key in there}
    same = {key for key, sent in there.items() if sums[key] == sum((one.gross for one in sent), NOTHING)}
    return [one for one in made if one.key not in same] + [one for key in same for one in there[key]]


def _planned(plan: dict[str, Any]) -> list[Piece]:
    return [one for document in plan["documents"] for one in pieces.of_document(document, meant=True)]


def _no_sale(order: Snapshot, settings: Settings) -> bool:
    """Cancelled after it was booked: the shop counts nothing, whatever stands."""
    return order.status in UNDONE or no_sale_reason(order, settings) is not None


def _newest(order: Order, tools: Tools, session: Session) -> Snapshot | None:
    message = session.get(Message, order.message_id)
    if message is None or message.body is None or message.type != "order.snapshot":
        return None
    try:
        return snapshot.snapshot(snapshot.read(tools.vault.open(order.shop_id, message.body)))
    except Refused:
        return None


def _add(order: Order, made: list[Piece], found: Sold, plan: Plan | None = None) -> None:
    """Its pieces, and what is to be said of each key while it does not stand."""
    problem: dict[str, Any] = order.problem or {}
    if plan is not None and plan.problem is not None and not problem:
        problem = plan.problem.as_dict()
    state = order.state if order.state in ("checking", "attention", "parked") else "waiting"
    for key in dict.fromkeys(one.key for one in made):
        credit = any(one.key == key and one.gross < 0 for one in made)
        found.subjects[key] = Subject(
            order.order_id, order.number, credit, state, what=problem.get("what", {}), do=problem.get("do", {})
        )
    found.pieces += made


def _leave_out(order: Order, on: date, currency: str, total: Decimal, said: dict[str, Any], found: Sold) -> None:
    code, why = said.get("reason_code", ""), said.get("reason") or {}
    found.left_out.append(LeftOut(order.order_id, order.number, on, currency, total, code, why))


def each(found: Sold, first: date, last: date) -> Iterator[LeftOut]:
    return (one for one in found.left_out if first <= one.on <= last)
