"""Who may use Exact's calls, and how many must be left for others. Pure.

A minute has some 60 calls and a day some 5,000, for everything a shop does. A person in front of a screen goes
first, then orders, then what tells about them; stock, catalogue and backfill take what is not needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import IntEnum

from .windows import Window

HELD_FOR_A_PERSON = 2  # calls of a minute that work leaves to a screen,
HELD_TO_LOOK = Decimal("0.4")  # or this share, while nothing is known of others,
RELEASED = timedelta(seconds=15)  # until this long before its end: then work takes them all
OTHERS_AT_MOST = Decimal(1) / 3  # of a minute's calls that are left to other apps: we do not starve for them
OF_THE_DAY = 50  # and a fiftieth of the day's
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


def most_left_to_others(wanted: int, minute: Window) -> int:
    return min(wanted, int(minute.limit * OTHERS_AT_MOST))


@dataclass(frozen=True)
class Others:
    """Other apps of the same id that use these minutes, too. ``to_come``: calls they will still take of this one, as
    far as they were seen; ``most``: of any minute; ``known``: a look late in a minute, not long ago, found how many
    these are, or nobody."""

    to_come: int = 0
    most: int = 0
    known: bool = True


def wait_until(
    now: datetime, minute: Window, day: Window, asks: Standing, background_used: int = 0, others: Others | None = None
) -> datetime | None:
    """The moment from which there may be a call, or None: now. ``background_used``: calls of this minute that went
    to the background.

    A 429 is earned by asking for what is gone. So what others are known to take is left to them; and while nothing is
    known, work uses a minute in two goes: the first call of the second shows what was taken in between, while
    there is still something left. What is held meanwhile serves a person who comes."""
    others = others or Others()
    if day.spent_until():
        return day.spent_until()
    if asks.priority is Priority.PERSON:
        return minute.spent_until()
    assert minute.ends is not None
    theirs = most_left_to_others(others.to_come, minute)
    if minute.left <= theirs:
        return minute.over_at()
    if day.left <= min(others.most, day.limit // OF_THE_DAY):
        return day.over_at()  # the day's last ones may be gone by the time we ask for them
    # While others' calls are left to them a person may use those; once they had theirs, some are held for a person.
    for_a_person = 0 if others.to_come else HELD_FOR_A_PERSON
    held = for_a_person if others.known else int(minute.limit * HELD_TO_LOOK)
    if minute.left <= held and now < minute.ends - RELEASED:
        return minute.ends - RELEASED
    if not asks.priority.is_background:
        return None
    if day.left <= asks.reserve:
        return day.over_at()
    if asks.orders_wait and background_used >= max(1, minute.limit // BACKGROUND_SHARE):
        return minute.over_at()
    return None
