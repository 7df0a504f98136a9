"""Who may use Exact's calls, and how many must be left for others. Pure.

A minute has some 60 calls and a day some 5,000, for everything a shop does. A person in front of a screen goes
first, then orders, then what tells about them; stock, catalogue and backfill take what is not needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from .windows import Window

HELD_FOR_A_PERSON = 2  # calls of a minute that work leaves to a screen, besides the spare ones,
RELEASED = timedelta(seconds=10)  # until this long before its end: then work takes them all,
EDGE = timedelta(seconds=2)  # but not so late that Exact might count them in the next minute
BACKGROUND_SHARE = 5  # background takes at most a fifth of a minute while orders wait


class Priority(IntEnum):
    """Lower goes first."""

    PERSON = 0  # somebody looks at a screen and waits
    ORDERS = 1
    STATUS = 2  # payments, what was paid, reading back
    STOCK = 3
    CATALOGUE = 4  # products, prices, pictures
    BACKFILL = 5

    @property
    def is_background(self) -> bool:
        return self >= Priority.STOCK


@dataclass(frozen=True)
class Standing:
    """Who asks, and who else needs calls. ``orders_wait``: is anything before the background due?
    ``reserve``: calls of the day that orders still to come today will need."""

    priority: Priority = Priority.ORDERS
    orders_wait: bool = False
    reserve: int = 0


ORDERS = Standing()


def wait_until(
    now: datetime, minute: Window, day: Window, asks: Standing, background_used: int = 0, alone: bool = True
) -> datetime | None:
    """The moment from which there may be a call, or None: now. ``background_used``: calls of this minute that went
    to the background; ``alone``: nobody else was seen to use this minute. With others about, nothing is held
    and the spare calls stay unused: they may be gone by the time we ask for them, and a 429 is never earned."""
    if day.spent_until():
        return day.spent_until()
    if asks.priority is Priority.PERSON:
        return None if alone and minute.left > 0 else minute.spent_until()
    assert minute.ends is not None
    if minute.left <= minute.spare + (HELD_FOR_A_PERSON if alone else 0):
        if not alone or minute.left <= 0 or now > minute.ends - EDGE:
            return minute.over_at()
        if now < minute.ends - RELEASED:
            return minute.ends - RELEASED
    if not asks.priority.is_background:
        return None
    if day.left <= asks.reserve:
        return day.ends
    if asks.orders_wait and background_used >= max(1, minute.limit // BACKGROUND_SHARE):
        return minute.over_at()
    return None
