"""The flow: deliveries the shop was not told of. Each is told until the shop has taken it; the shop knows a delivery by
its id, so one that is told again changes nothing there."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ..exact.priorities import Priority
from ..state import rests
from ..state.lease import Held
from ..state.models import Connection, Delivery, Document
from ..tools import Tools
from . import feed

log = logging.getLogger(__name__)

BATCH = 100  # orders of one call


def push(shop_id: str, tools: Tools) -> int:
    """How many orders the shop was told of."""
    name = _name(shop_id)
    return rests.in_turn(lambda held: _work(shop_id, held, tools), name, name, tools.db, tools.clock, log)


def _work(shop_id: str, held: Held, tools: Tools) -> int:
    told = 0
    while batch := _untold(shop_id, tools):
        taken = tools.shop(shop_id).deliveries(_said(shop_id, batch, tools))
        with tools.db.write() as session:
            held.confirm(session, tools.clock.now())
            for row in batch:
                if row.order_id in taken:
                    _settle(session, row)
        if not taken:
            break  # it takes none of them just now; the clock rings again
        told += len(taken)
    return told


def _untold(shop_id: str, tools: Tools) -> Sequence[Delivery]:
    """Every delivery of the next orders that have news: the shop gets an order's deliveries together."""
    with tools.db.read() as session:
        if not feed.wanted(session, shop_id):
            return []
        division = session.get_one(Connection, shop_id).division
        mine = (Delivery.shop_id == shop_id, Delivery.division == division)
        orders = session.scalars(
            select(Delivery.order_id).where(*mine, Delivery.told.is_(False)).group_by(Delivery.order_id).limit(BATCH)
        ).all()
        rows = select(Delivery).where(*mine, Delivery.order_id.in_(orders))
        return session.scalars(rows.order_by(Delivery.order_id, Delivery.on, Delivery.exact_id)).all()


def _said(shop_id: str, batch: Sequence[Delivery], tools: Tools) -> list[dict[str, Any]]:
    """Per order its deliveries, and whether nothing is left to deliver. Raises Temporary, Parked, BudgetSpent."""
    of: dict[int, list[Delivery]] = defaultdict(list)
    for row in batch:
        of[row.order_id].append(row)
    with tools.db.read() as session:
        rows = session.scalars(
            select(Document)
            .where(
                Document.shop_id == shop_id, Document.division == batch[0].division, Document.kind == "sales_order",
                Document.state == "booked", Document.order_id.in_(of),
            )
            .order_by(Document.id)
        )  # fmt: skip
        stands = {row.order_id: row.exact_id or "" for row in rows}  # the newest: an earlier one was taken back
    with tools.exact(shop_id, Priority.STATUS) as exact:
        gone = exact.delivered_orders(stands.values())
        # An order of nothing but services is delivered when its lines are: its status follows the invoice [A].
        lines = exact.undelivered_lines(exact_id for exact_id, complete in gone.items() if not complete)
    whole = {order_id for order_id, exact_id in stands.items() if exact_id in gone and exact_id not in lines}
    return [
        {
            "order_id": order_id,
            "complete": order_id in whole,
            "deliveries": [{"id": row.exact_id, "on": row.on, "tracking": row.tracking} for row in rows],
        }
        for order_id, rows in of.items()
    ]


def _settle(session: Session, row: Delivery) -> None:
    """Told, unless it has another track & trace by now."""
    session.execute(
        update(Delivery)
        .where(
            Delivery.shop_id == row.shop_id, Delivery.division == row.division, Delivery.exact_id == row.exact_id,
            Delivery.order_id == row.order_id, Delivery.tracking == row.tracking,
        )
        .values(told=True)
    )  # fmt: skip


# --- when -----------------------------------------------------------------------------------------------------


def _name(shop_id: str) -> str:
    return f"deliveries:{shop_id}"


def due_shops(tools: Tools) -> list[str]:
    """Connected shops with news of deliveries: for the clock."""
    now = tools.clock.now()
    with tools.db.read() as session:
        shops = session.scalars(
            select(Delivery.shop_id)
            .join(Connection, (Connection.shop_id == Delivery.shop_id) & (Connection.division == Delivery.division))
            .where(Connection.state == "connected", Delivery.told.is_(False))
            .group_by(Delivery.shop_id)
        ).all()
        return [one for one in shops if not rests.rests(session, _name(one), now) and feed.wanted(session, one)]
