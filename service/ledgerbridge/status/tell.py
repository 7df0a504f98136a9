"""Telling a shop with patience: one that is down is asked again after 15 s, 30, 60 … 10 minutes, and nothing of
what it does not know is lost. A shop that cannot be told never turns a booked order into a failed one."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..errors import Permanent, Temporary
from ..state.models import Beat, Order
from ..tools import Tools
from . import alarm, report, vat_return

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=10)


def tell(shop_id: str, tools: Tools) -> int:
    """Report what the shop does not know; how many orders it took. 0 while it rests after a failure."""
    if tools.clock.now() < _rests_until(shop_id, tools):
        return 0
    if not (alarm.tell(shop_id, tools) and vat_return.tell(shop_id, tools)):
        _rest(shop_id, tools)
        return 0
    try:
        told = report.report(shop_id, tools)
    except (Temporary, Permanent) as why:
        until = _rest(shop_id, tools)
        log.info("the shop did not take the report (%s); again at %s", why, until, extra={"shop": shop_id})
        return 0
    if told:
        _reached(shop_id, tools)
    return told


def _name(shop_id: str) -> str:
    return f"unheard:{shop_id}"


def _rests_until(shop_id: str, tools: Tools) -> datetime:
    with tools.db.read() as session:
        row = session.get(Beat, _name(shop_id))
    return row.at if row else datetime.min.replace(tzinfo=tools.clock.now().tzinfo)


def untold(session: Session, shop_id: str) -> int:
    """Orders whose newest state the shop has not been told: many, for long, says that it takes no reports."""
    count = select(func.count()).where(Order.shop_id == shop_id, Order.version > Order.told_version)
    return session.scalar(count) or 0


def unheard_since(session: Session, shop_id: str) -> datetime | None:
    """Since when the shop takes no news; None when it does, or there is none."""
    row = session.get(Beat, _name(shop_id))
    return datetime.fromisoformat(row.info["since"]) if row and "since" in row.info else None


def _rest(shop_id: str, tools: Tools) -> datetime:
    """Note one failure more; until when the shop is left alone."""
    with tools.db.write() as session:
        row = session.get(Beat, _name(shop_id))
        times = int(row.info.get("times", 0)) + 1 if row else 1
        since = row.info.get("since") if row else None
        info = {"times": times, "since": since or tools.clock.now().isoformat()}
        until: datetime = tools.clock.now() + min(FIRST_PAUSE * 2 ** min(times - 1, 10), LONGEST_PAUSE)
        session.merge(Beat(name=_name(shop_id), at=until, info=info))
        return until


def _reached(shop_id: str, tools: Tools) -> None:
    with tools.db.write() as session:
        row = session.get(Beat, _name(shop_id))
        if row is not None:
            session.delete(row)
