"""When what waits will be done, and how many calls orders still to come will need. The sums are pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..state.models import Order
from .priorities import Priority, Standing, most_left_to_others
from .windows import DAY, GRACE, MINUTE, Window

SECONDS_A_CALL = 0.25  # [A] Exact answers within a quarter of a second; only the last minute's part depends on it
FARTHEST = 366  # days looked ahead
WEEKS = 8  # same weekdays looked back
LEAST_RESERVE = 10  # a tenth of the day's calls, whatever the past says (facts/reliability 4.4: 500 of 5,000)
CALLS_AN_ORDER = Decimal("1.5")  # until the shop's own orders say


@dataclass(frozen=True)
class Forecast:
    """``calls`` to make; ``done_at``: when the last one leaves; ``over_midnight``: the day's limit is in the way."""

    calls: int
    done_at: datetime
    over_midnight: bool


def forecast(calls: int, now: datetime, minute: Window, day: Window, others: int = 0) -> Forecast:
    """When ``calls`` calls will have been made, if nothing else needs any but what ``others`` take of each minute
    (and of the day with it). Pure."""
    minute, day, left, at = minute.turned(now), day.turned(now), calls, now
    theirs = most_left_to_others(others, minute)
    minute = replace(minute, left=max(0, minute.left - theirs), limit=minute.limit - theirs)
    for _ in range(FARTHEST):
        assert minute.ends and day.ends
        today = min(day.left, _until(day.ends, minute))
        if left <= today:
            return Forecast(calls, _last(left, at, minute), at != now)
        left -= max(today, 0)
        at = day.ends + GRACE
        day = replace(day, left=day.limit, ends=day.ends + DAY)
        minute = replace(minute, left=minute.limit, ends=at.replace(second=0) + MINUTE)
    return Forecast(calls, at, True)


def _until(end: datetime, minute: Window) -> int:
    """Calls that the minutes allow before ``end``."""
    assert minute.ends
    whole = max(0, math.ceil((end - minute.ends) / MINUTE))
    return max(0, minute.left) + whole * minute.limit


def _last(left: int, at: datetime, minute: Window) -> datetime:
    """When the last of ``left`` calls leaves, from ``at`` on, within one day."""
    assert minute.ends
    first, each = max(0, minute.left), minute.limit
    if left <= first:
        return at + timedelta(seconds=left * SECONDS_A_CALL)
    minutes, rest = divmod(left - first - 1, each)
    return minute.ends + GRACE + minutes * MINUTE + timedelta(seconds=(rest + 1) * SECONDS_A_CALL)


def reserve(still_came: Sequence[int], calls_an_order: Decimal, day_limit: int) -> int:
    """Calls of the day to leave for orders still to come: what came from this hour on at the busiest of the last
    same weekdays (with eight of them the 95th percentile is the highest), and never less than a tenth. Pure."""
    expected = math.ceil(max(still_came, default=0) * calls_an_order)
    return max(expected, day_limit // LEAST_RESERVE)


def standing(session: Session, shop_id: str, priority: Priority, now: datetime, day_limit: int) -> Standing:
    """Who asks for calls, and what must be left for others. Only the background looks at the past."""
    if not priority.is_background:
        return Standing(priority)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + DAY
    came = [_came(session, shop_id, now - week * 7 * DAY, midnight - week * 7 * DAY) for week in range(1, WEEKS + 1)]
    wait = session.scalar(
        select(func.count()).where(Order.shop_id == shop_id, Order.due_at.is_not(None), Order.due_at <= now)
    )
    return Standing(priority, bool(wait), reserve(came, calls_an_order(session, shop_id), day_limit))


def calls_an_order(session: Session, shop_id: str) -> Decimal:
    """What an order of this shop has cost on average, over the last thousand booked ones; never below one."""
    last = (
        select(Order.calls)
        .where(Order.shop_id == shop_id, Order.booked_at.is_not(None), Order.calls > 0)
        .order_by(Order.booked_at.desc())
        .limit(1000)
        .subquery()
    )
    orders, calls = session.execute(select(func.count(), func.sum(last.c.calls))).one()
    return max(Decimal(1), Decimal(calls) / orders) if orders else CALLS_AN_ORDER


def _came(session: Session, shop_id: str, start: datetime, end: datetime) -> int:
    return session.scalar(
        select(func.count()).where(
            Order.shop_id == shop_id, Order.first_seen_at >= start, Order.first_seen_at < end
        )
    ) or 0
