"""What holds up all orders of a shop, told to it at once and not only with the next order; and that it is over."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from ..errors import Permanent, Problem, Temporary
from ..state.models import Connection, Order, Shop
from ..tools import Tools
from . import silence

log = logging.getLogger(__name__)

UNUSED = timedelta(days=20)  # Exact forgets a refresh token that was not used for 30 days [D]


def of(session: Session, shop_id: str, now: datetime, long: timedelta) -> dict[str, Any] | None:
    """The one thing to mend first, as ``Problem.as_dict``; None when all is well, or nothing was connected yet.
    ``long``: how long a shop may be silent, or an order may wait."""
    row = session.get(Connection, shop_id)
    if row is None or row.state == "new":
        return None
    if row.problem:
        return row.problem
    if row.refreshed_at is not None and row.refreshed_at < now - UNUSED:
        return DYING.as_dict()
    unsaid = silence.of(session, session.get_one(Shop, shop_id), now, long)
    return None if unsaid is None else unsaid.as_dict()


def untold_shops(tools: Tools) -> list[str]:
    """Shops that know something else than what is so: for the sweep."""
    now, long = tools.clock.now(), tools.config.silence
    stuck = select(Order.shop_id).where(silence.stuck(now - long))
    with tools.db.read() as session:
        maybe = session.scalars(
            select(Shop.id)
            .join(Connection, Connection.shop_id == Shop.id)
            .where(
                Shop.state != "unpaired",
                or_(
                    Shop.told_alarm != "", Connection.problem.is_not(None), Connection.refreshed_at < now - UNUSED,
                    func.coalesce(Shop.heard_at, Shop.paired_at) < now - long, Shop.id.in_(stuck),
                ),
            )
        ).all()  # fmt: skip
        return [shop_id for shop_id in maybe if _code(of(session, shop_id, now, long)) != _told(session, shop_id)]


def tell(shop_id: str, tools: Tools) -> bool:
    """Tell the shop how it stands, if it knows otherwise. False when it could not be told; the sweep tries again."""
    with tools.db.read() as session:
        problem, told = of(session, shop_id, tools.clock.now(), tools.config.silence), _told(session, shop_id)
    if _code(problem) == told:
        return True
    try:
        tools.shop(shop_id).alarm(problem)
    except (Temporary, Permanent) as why:
        log.info("the shop did not take the alarm: %s", why, extra={"shop": shop_id})
        return False
    with tools.db.write() as session:
        session.get_one(Shop, shop_id).told_alarm = _code(problem)
    return True


def _code(problem: dict[str, Any] | None) -> str:
    return str(problem["code"])[:80] if problem else ""


def _told(session: Session, shop_id: str) -> str:
    return session.get_one(Shop, shop_id).told_alarm


DYING = Problem(
    code="consent_dying",
    cause="consent_dying",
    what={
        "en": "The connection with Exact Online ends within days.",
        "nl": "De verbinding met Exact Online loopt binnen enkele dagen af.",
    },
    why={
        "en": "It could not be used for twenty days; after thirty Exact forgets it. No order is lost.",
        "nl": "Zij kon twintig dagen niet gebruikt worden; na dertig vergeet Exact haar. Er gaat niets verloren.",
    },
    do={
        "en": "Connect Exact Online again now; it takes one click.",
        "nl": "Verbind Exact Online nu opnieuw; het kost één klik.",
    },
    action="connect",
)
