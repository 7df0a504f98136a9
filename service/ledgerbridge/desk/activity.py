"""Activity: every attempt to book an order, newest first; searched, paged, and as a file.

No personal data: order ids and numbers, document numbers, amounts, causes and codes. Exact's own words, which may name
a customer, stay on the order's screen (``Attempt.text`` is not read here).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, fields, validate
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from ..clock import day_ends, shop_zone
from ..order.prove import KINDS
from ..state.models import Attempt, Document, Order, Shop
from . import activity_page
from .activity_page import Tried
from .asker import Asker

A_PAGE, A_PART = 50, 2000  # attempts on a screen, and in one part of the file
ID = validate.Range(0, 2**63 - 1)
OUTCOMES = ("booked", "credited", "attention", "waiting", "checking", "parked", "skipped", "open")


class _Asked(Schema):
    find = fields.String(load_default="", validate=validate.Length(max=80))
    outcome = fields.String(load_default="", validate=validate.OneOf(["", *OUTCOMES]))
    first = fields.Date()
    last = fields.Date()
    before = fields.Integer(load_default=0, validate=ID)


def read(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """``{"outcomes": [{"value", "label"}], "sections": [Shown], "next": id or 0}``; ``before``: only attempts older
    than this one, as ``next`` of a page says."""
    found, zone, more = _found(asker, asker.read(_Asked, args), A_PAGE)
    return {
        "outcomes": [{"value": one, "label": activity_page.outcome(asker, one)} for one in OUTCOMES],
        "sections": [activity_page.section(asker, found, zone)],
        "next": more,
    }


def csv(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """One part of the file, with its head where it begins; ``next``: ask again with it as ``before``, 0 at the end."""
    given = asker.read(_Asked, args)
    found, zone, more = _found(asker, given, A_PART)
    content = activity_page.csv(asker, found, zone, head=not given["before"])
    return {"name": "exact-online-activity.csv", "content": content, "next": more}


def _found(asker: Asker, given: dict[str, Any], most: int) -> tuple[list[Tried], ZoneInfo, int]:
    with asker.tools.db.read() as session:
        zone = shop_zone(session.get_one(Shop, asker.shop_id).timezone)
        rows = session.execute(
            select(Attempt, Order)
            .outerjoin(Order, (Order.shop_id == Attempt.shop_id) & (Order.order_id == Attempt.order_id))
            .where(Attempt.shop_id == asker.shop_id, *_wanted(asker.shop_id, given, zone))
            .order_by(Attempt.id.desc())
            .limit(most + 1)
        ).all()
        page = rows[:most]
        made = _documents(session, asker.shop_id, {attempt.order_id for attempt, _ in page})
    found = [Tried(attempt, order, _of(attempt, made[attempt.order_id])) for attempt, order in page]
    return found, zone, page[-1][0].id if len(rows) > most else 0


def _wanted(shop_id: str, given: dict[str, Any], zone: ZoneInfo) -> list[ColumnElement[bool]]:
    wanted = []
    if given["before"]:
        wanted.append(Attempt.id < given["before"])
    if given["outcome"]:
        wanted.append(Attempt.outcome == ("" if given["outcome"] == "open" else given["outcome"]))
    if "first" in given:
        wanted.append(Attempt.started_at >= _begins(given["first"], zone))
    if "last" in given:
        wanted.append(Attempt.started_at < day_ends(given["last"], zone))
    if find := given["find"].strip().lstrip("#"):
        wanted.append(_named(shop_id, find))
    return wanted


def _begins(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _named(shop_id: str, find: str) -> ColumnElement[bool]:
    """The order's number, the number of a document of it (also of a day's entry it has a share in), or a cause."""
    document = select(Document.order_id).where(Document.shop_id == shop_id)
    entry = select(Document.key).where(Document.shop_id == shop_id, Document.exact_number == find)
    return or_(
        Attempt.order_id.in_(select(Order.order_id).where(Order.shop_id == shop_id, Order.number == find)),
        Attempt.order_id.in_(document.where(Document.exact_number == find)),
        Attempt.order_id.in_(document.where(Document.batch != "", Document.batch.in_(entry))),
        Attempt.code.startswith(find, autoescape=True),
    )


def _documents(session: Session, shop_id: str, order_ids: Iterable[int]) -> dict[int, list[Document]]:
    found: dict[int, list[Document]] = defaultdict(list)
    ids = sorted(order_ids)
    for place in range(0, len(ids), 500):  # a database takes so many values at once
        for row in session.scalars(
            select(Document)
            .where(
                Document.shop_id == shop_id, Document.order_id.in_(ids[place : place + 500]), Document.kind.in_(KINDS),
                Document.finished_at.is_not(None), Document.exact_number != "",
            )
            .order_by(Document.id)
        ):  # fmt: skip
            found[row.order_id].append(row)
    return found


def _of(attempt: Attempt, documents: list[Document]) -> list[Document]:
    """Those that came to stand while it ran. One drainer works a shop's order at a time, so they are its own."""
    end = attempt.finished_at or attempt.started_at
    return [row for row in documents if row.finished_at and attempt.started_at <= row.finished_at <= end]
