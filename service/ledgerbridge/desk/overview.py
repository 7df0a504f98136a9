"""Is it alive, how far is it, and what needs a person: the first screen. Asks Exact nothing."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from .. import __version__
from ..clock import shop_zone
from ..exact import forecast, limits, login
from ..order import oss
from ..state.models import Connection, Listener, Order, Shop
from ..state.vault import Sealed
from ..status import alive, tell
from . import connection, overview_page, overview_today
from .asker import Asker

MOST_EXAMPLES = 5
OPEN = ("waiting", "checking", "parked")


def overview(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """Contracts 3, overview."""
    tools, shop_id = asker.tools, asker.shop_id
    with tools.db.read() as session:
        shop = session.get_one(Shop, shop_id)
        row = session.get(Connection, shop_id)
        zone, now = shop_zone(shop.timezone), tools.clock.now()
        beats = alive.look(session, now, shop.paired_at)
        told = {
            "service": {
                "version": __version__, "url": tools.config.url, "worker_seen_at": _iso(beats.worker_at),
                "clock_seen_at": _iso(beats.clock_at), "still_since": _iso(beats.still_since),
            },
            "shop": {**_shop(shop), "untold": tell.untold(session, shop_id)},
            "connection": connection.as_dict(row),
            "webhooks": _webhooks(session.get(Listener, shop_id)),
            "counts": _counts(session, shop_id),
            "oldest_waiting_at": _iso(_oldest(session, shop_id)),
            **_calls(asker, session, row),
            "attention": _attention(session, shop_id),
            "distance_sales": oss.said(session, shop_id),
        }
        today = overview_today.totals(session, shop_id, now, zone)
        return told | overview_page.page(asker, told, today, zone)


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


def _oldest(session: Session, shop_id: str) -> datetime | None:
    """Since when the order that waits longest has waited."""
    return session.scalar(
        select(func.min(Order.changed_at)).where(Order.shop_id == shop_id, Order.state.in_(OPEN))
    )


def _calls(asker: Asker, session: Session, row: Connection | None) -> dict[str, Any]:
    """Calls left at Exact, endpoints that it closed for us, and when what waits will be done."""
    tools, now = asker.tools, asker.tools.clock.now()
    if row is None or not row.division:
        return {"budget": None, "forecast": None}
    try:
        app = login.app_id(asker.shop_id, row, tools.vault, tools.config)
    except Sealed:  # the host lost a key; the connection says so, and this screen stays
        return {"budget": None, "forecast": None}
    state = limits.state(session, app, row.division, now)
    budget = {
        "minute_left": state.minute.left,
        "minute_limit": state.minute.limit,
        "day_left": state.day.left,
        "day_limit": state.day.limit,
        "others": state.others,
        "closed": {endpoint: until.isoformat() for endpoint, until in state.closed.items()},
    }
    return {"budget": budget, "forecast": _forecast(session, asker.shop_id, state, now)}


def _forecast(session: Session, shop_id: str, state: limits.State, now: datetime) -> dict[str, Any] | None:
    """None when nothing waits. Orders that need a person, and those parked with the shop, are no backlog."""
    waiting = session.scalar(
        select(func.count()).where(Order.shop_id == shop_id, Order.state == "waiting", Order.due_at.is_not(None))
    )
    if not waiting:
        return None
    calls = math.ceil(waiting * forecast.calls_an_order(session, shop_id))
    when = forecast.forecast(calls, now, state.minute, state.day, state.others)
    return {
        "waiting": waiting,
        "calls": calls,
        "done_at": when.done_at.isoformat(timespec="seconds"),
        "over_midnight": when.over_midnight,
    }


def _attention(session: Session, shop_id: str) -> list[dict[str, Any]]:
    """What needs a person, by cause, most orders first."""
    causes = session.execute(
        select(Order.cause, func.count())
        .where(Order.shop_id == shop_id, Order.state.in_(["attention", "parked"]))
        .group_by(Order.cause)
        .order_by(func.count().desc(), Order.cause)
        .limit(overview_page.MOST_CAUSES)
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
    newest = examples[0] if examples else None
    return {
        "cause": cause, **said, "count": count, "orders": [order.order_id for order in examples],
        "newest": newest.number if newest else "",
    }  # fmt: skip


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
