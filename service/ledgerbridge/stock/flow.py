"""The flow: items that are due become changes of the shop's stock, a hundred a call, each once.

    due ─difference to the base─▶ change (an id, committed) ─POST stock─▶ the shop added it ─▶ the base moves along

A change is never altered once it has an id: after a lost answer it is sent again as it was, and the shop, which keeps
the id in the transaction of the change, adds it once. What the shop cannot take (no such SKU, stock not kept) is noted
at the item, and the base moves along all the same: what changed meanwhile is not for later.

The feed is read while no order is being booked (``Feed.alone``), so every order that was booked before the read is in
its figures, and is counted as ours.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ..money import ZERO
from ..setup import kept
from ..setup.settings import Settings
from ..state import rests
from ..state.lease import Held
from ..state.models import Connection, Cursor, Document, StockItem, StockPosition
from ..tools import Tools
from . import reckon

log = logging.getLogger(__name__)

FEED = "stock"
BATCH = 100  # changes of one call
MOST_BATCHES = 20  # of one turn; then the bell rings again
OLDEST = timedelta(days=90)  # an order of before that is in the figures that a shop begins with


def push(shop_id: str, tools: Tools) -> int:
    """How many products' stock was changed in the shop."""
    name = _name(shop_id)
    return rests.in_turn(lambda held: _work(shop_id, held, tools), name, name, tools.db, tools.clock, log)


def _work(shop_id: str, held: Held, tools: Tools) -> int:
    with tools.db.read() as session:
        found = _where(session, shop_id)
    if found is None:
        return 0
    settings, division, read_at = found
    with tools.db.write() as session:
        held.confirm(session, tools.clock.now())
        _count_ours(session, shop_id, division, settings, read_at, tools.clock.now())
    changed = 0
    for _ in range(MOST_BATCHES):
        with tools.db.write() as session:
            held.confirm(session, tools.clock.now())
            batch, more = _hold(session, shop_id, division, settings, tools.clock.now())
        if batch:
            answers = tools.shop(shop_id).stock([_change(row) for row in batch])
            with tools.db.write() as session:
                held.confirm(session, tools.clock.now())
                changed += _settle(session, batch, answers, tools.clock.now())
        if not more:
            return changed
    tools.ring("stock", shop_id)
    return changed


def _where(session: Session, shop_id: str) -> tuple[Settings, int, datetime] | None:
    """(settings, administration, moment of the last read); None where stock is not followed (yet)."""
    settings, connection = kept.in_force(session, shop_id), session.get(Connection, shop_id)
    if settings is None or connection is None or connection.division is None or not reckon.follows(settings):
        return None
    cursor = session.get(Cursor, (shop_id, connection.division, FEED))
    return None if cursor is None or cursor.pulled_at is None else (settings, connection.division, cursor.pulled_at)


def begin(session: Session, shop_id: str, now: datetime, *, anew: bool) -> None:
    """The settings changed: every item is looked at again; ``anew``: from the shop's numbers as they are now."""
    values: dict[str, object] = {"due_at": now} | ({"base": "", "change_id": ""} if anew else {})
    session.execute(update(StockItem).where(StockItem.shop_id == shop_id).values(**values))


# --- what our own orders took ---------------------------------------------------------------------------------


def _count_ours(
    session: Session, shop_id: str, division: int, settings: Settings, read_at: datetime, now: datetime
) -> None:
    """Sales orders that Exact's figures hold by now, each once; those that were removed again, back."""
    if settings.style != "order":
        return
    mine = (Document.shop_id == shop_id, Document.division == division, Document.kind == "sales_order")
    added = session.scalars(
        select(Document).where(
            *mine, Document.state == "booked", Document.stocked.is_(False), Document.credit.is_(False),
            Document.started_at <= read_at, Document.started_at > now - OLDEST,
        )
    ).all()  # fmt: skip
    removed = session.scalars(
        select(Document).where(*mine, Document.state == "removed", Document.stocked.is_(True))
    ).all()
    for sign, documents in ((1, added), (-1, removed)):
        for document in documents:
            document.stocked = sign > 0
            for code, quantity in reckon.pieces(document.wanted).items():
                row = _item(session, shop_id, division, code)
                row.ours = _text(Decimal(row.ours or "0") + sign * quantity)
                row.due_at = now


def _item(session: Session, shop_id: str, division: int, code: str) -> StockItem:
    row = session.get(StockItem, (shop_id, division, code[:60]))
    if row is None:
        row = StockItem(shop_id=shop_id, division=division, code=code[:60])
        session.add(row)
        session.flush()
    return row


# --- changes --------------------------------------------------------------------------------------------------


def _hold(
    session: Session, shop_id: str, division: int, settings: Settings, now: datetime
) -> tuple[list[StockItem], bool]:
    """(changes to send, is there more): those that were sent before and not settled, then what is due now."""
    mine = (StockItem.shop_id == shop_id, StockItem.division == division)
    batch = list(session.scalars(select(StockItem).where(*mine, StockItem.change_id != "").limit(BATCH)))
    if batch:
        return batch, True
    due = session.scalars(
        select(StockItem).where(*mine, StockItem.due_at <= now).order_by(StockItem.due_at, StockItem.code).limit(BATCH)
    ).all()
    lies = _positions(session, shop_id, division, [row.code for row in due])
    for row in due:
        target = reckon.usable(lies.get(row.code, ()), Decimal(row.ours or "0"), settings)
        row.due_at = None
        difference = target - Decimal(row.base) if row.base else ZERO
        row.base = row.base or _text(target)  # met for the first time: the shop's number stays as it is
        if difference:
            row.changes += 1
            row.change_id = _id(shop_id, division, row)
            row.delta = _text(difference)
            batch.append(row)
    return batch, len(due) == BATCH


Lies = dict[str, list[tuple[str, Mapping[str, str]]]]


def _positions(session: Session, shop_id: str, division: int, codes: Sequence[str]) -> Lies:
    found: Lies = {}
    for row in session.scalars(
        select(StockPosition).where(
            StockPosition.shop_id == shop_id, StockPosition.division == division, StockPosition.code.in_(codes)
        )
    ):
        found.setdefault(row.code, []).append((row.warehouse, row.figures))
    return found


def _id(shop_id: str, division: int, row: StockItem) -> str:
    """The same at every try, another for every change."""
    return hashlib.sha256(f"{shop_id}/{division}/{row.code}/{row.changes}".encode()).hexdigest()[:40]


def _change(row: StockItem) -> dict[str, str]:
    return {"id": row.change_id, "sku": row.code, "delta": row.delta}


def _settle(
    session: Session, batch: Sequence[StockItem], answers: Mapping[str, Mapping[str, str]], now: datetime
) -> int:
    """What the shop said of each; one it said nothing of is sent again."""
    changed = 0
    for held in batch:
        answer = answers.get(held.change_id)
        if answer is None:
            continue
        row = session.get_one(StockItem, (held.shop_id, held.division, held.code))
        row.base, row.change_id = _text(Decimal(row.base) + Decimal(row.delta)), ""
        row.problem = "" if answer["state"] in ("applied", "known") else answer["state"][:24]
        if not row.problem:
            row.quantity, row.applied_at = answer.get("quantity", "")[:24], now
            changed += 1
    return changed


def _text(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"


# --- when -----------------------------------------------------------------------------------------------------


def _name(shop_id: str) -> str:
    return f"stock:{shop_id}"


def due_shops(tools: Tools) -> list[str]:
    """Connected shops with changes to send: for the clock."""
    now = tools.clock.now()
    with tools.db.read() as session:
        shops = session.scalars(
            select(StockItem.shop_id)
            .join(Connection, Connection.shop_id == StockItem.shop_id)
            .where(Connection.state == "connected", (StockItem.due_at <= now) | (StockItem.change_id != ""))
            .group_by(StockItem.shop_id)
        ).all()
        awake = [one for one in shops if not rests.rests(session, _name(one), now)]
        return [one for one in awake if _where(session, one) is not None]
