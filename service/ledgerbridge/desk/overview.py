"""Is it alive, how far is it, and what needs a person: the first screen. Asks Exact nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from .. import __version__
from ..state.models import Beat, Budget, Connection, Listener, Order, Shop
from . import connection
from .asker import Asker

MOST_CAUSES = 20
MOST_EXAMPLES = 5
OPEN = ("waiting", "checking", "parked")


def overview(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """Contracts 3, overview."""
    tools, shop_id = asker.tools, asker.shop_id
    with tools.db.read() as session:
        shop = session.get_one(Shop, shop_id)
        row = session.get(Connection, shop_id)
        return {
            "service": {"version": __version__, "url": tools.config.url, **_beats(session)},
            "shop": {**_shop(shop), "untold": _untold(session, shop_id)},
            "connection": connection.as_dict(row),
            "webhooks": _webhooks(session.get(Listener, shop_id)),
            "counts": _counts(session, shop_id),
            "oldest_waiting_at": _iso(_oldest(session, shop_id)),
            "budget": _budget(session, shop_id, row, tools.clock.now()),
            "attention": _attention(session, shop_id),
        }


def _beats(session: Session) -> dict[str, Any]:
    """When the parts of the service that do the work last gave a sign of life."""
    seen = {beat.name: beat.at for beat in session.scalars(select(Beat).where(Beat.name.in_(["worker", "clock"])))}
    return {f"{name}_seen_at": _iso(seen.get(name)) for name in ("worker", "clock")}


def _webhooks(row: Listener | None) -> dict[str, Any]:
    """Does Exact report changes by itself? ``problem``: why they are polled every ten minutes instead."""
    if row is None:
        return {"state": "new", "problem": None, "heard_at": None, "counts": {}}
    return {"state": row.state, "problem": row.problem, "heard_at": _iso(row.heard_at), "counts": row.counts}


def _shop(shop: Shop) -> dict[str, Any]:
    return {
        "id": shop.id,
        "url": shop.url,
        "name": shop.name,
        "marker": shop.marker,
        "state": shop.state,
        "paired_at": _iso(shop.paired_at),
        "heard_at": _iso(shop.heard_at),
        "told_at": _iso(shop.told_at),
    }


def _counts(session: Session, shop_id: str) -> dict[str, int]:
    rows = session.execute(select(Order.state, func.count()).where(Order.shop_id == shop_id).group_by(Order.state))
    return {row[0]: row[1] for row in rows}


def _untold(session: Session, shop_id: str) -> int:
    """Orders whose newest state the shop has not been told: many, for long, says that it takes no reports."""
    untold = select(func.count()).where(Order.shop_id == shop_id, Order.version > Order.told_version)
    return session.scalar(untold) or 0


def _oldest(session: Session, shop_id: str) -> datetime | None:
    """Since when the order that waits longest has waited."""
    return session.scalar(
        select(func.min(Order.changed_at)).where(Order.shop_id == shop_id, Order.state.in_(OPEN))
    )


def _budget(session: Session, shop_id: str, row: Connection | None, now: datetime) -> dict[str, int] | None:
    """Calls left at Exact; a window that has passed is full again. None before the first call."""
    budget = session.get(Budget, (shop_id, row.division)) if row is not None and row.division else None
    if budget is None:
        return None
    minute_over = budget.minute_reset is not None and budget.minute_reset <= now
    day_over = budget.day_reset is not None and budget.day_reset <= now
    return {
        "minute_left": budget.minute_limit if minute_over else budget.minute_left,
        "minute_limit": budget.minute_limit,
        "day_left": budget.day_limit if day_over else budget.day_left,
        "day_limit": budget.day_limit,
    }


def _attention(session: Session, shop_id: str) -> list[dict[str, Any]]:
    """What needs a person, by cause, most orders first."""
    causes = session.execute(
        select(Order.cause, func.count())
        .where(Order.shop_id == shop_id, Order.state.in_(["attention", "parked"]))
        .group_by(Order.cause)
        .order_by(func.count().desc(), Order.cause)
        .limit(MOST_CAUSES)
    ).all()
    return [_cause(session, shop_id, cause, count) for cause, count in causes]


def _cause(session: Session, shop_id: str, cause: str, count: int) -> dict[str, Any]:
    examples = session.scalars(
        select(Order)
        .where(Order.shop_id == shop_id, Order.cause == cause, Order.state.in_(["attention", "parked"]))
        .order_by(Order.changed_at.desc())
        .limit(MOST_EXAMPLES)
    ).all()
    problem = next((order.problem for order in examples if order.problem), {})
    said = {name: problem.get(name, "") for name in ("code", "what", "why", "do", "who", "action")}
    return {"cause": cause, **said, "count": count, "orders": [order.order_id for order in examples]}


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
