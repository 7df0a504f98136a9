"""Orders that a change of the connection or the settings may help go on at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, and_, or_, update
from sqlalchemy.orm import Session

from ..state.models import Order

MENDED_BY_SETTINGS = ("settings", "connect", "reverse")  # Problem.action
ALSO = ("item_unknown",)  # Problem.code: what to do with an unknown item is a setting too


def wake(session: Session, shop_id: str, now: datetime, skipped_for: Iterable[str] = ()) -> int:
    """Make them due: how many. ``skipped_for``: reasons to skip that the change may have taken away."""
    waits = and_(
        Order.state.in_(["attention", "parked"]),
        or_(
            Order.state == "parked",
            Order.problem["action"].as_string().in_(MENDED_BY_SETTINGS),
            Order.problem["code"].as_string().in_(ALSO),
        ),
    )
    skipped = and_(Order.state == "skipped", Order.cause.in_(list(skipped_for)))
    shares = and_(Order.state == "waiting", Order.cause == "day_total")  # nothing of it stands: it follows the settings
    return due(session, shop_id, now, or_(waits, skipped, shares))


def due(session: Session, shop_id: str, now: datetime, which: Any, asked: str = "") -> int:
    """Make the shop's orders that fit ``which`` due now; with ``asked="push"`` they go first."""
    values = {"due_at": now, "attempts": 0} | ({"asked": asked} if asked else {})
    changed = session.execute(
        update(Order).where(Order.shop_id == shop_id, which).values(values),
        execution_options={"synchronize_session": False},
    )
    assert isinstance(changed, CursorResult)  # an UPDATE has a row count
    return changed.rowcount
