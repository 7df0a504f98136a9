"""Time is handed in. Everything that needs "now" gets a Clock; tests hand in one they can move."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class Clock(Protocol):
    def now(self) -> datetime:
        """This moment, aware, in UTC."""

    def sleep(self, seconds: float) -> None:
        """Wait; a test's clock moves on instead."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def shop_zone(name: str) -> ZoneInfo:
    """The shop's calendar; WordPress may say an offset ("+01:00"), which names no zone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("Europe/Amsterdam")


def day_ends(day: date, zone: ZoneInfo) -> datetime:
    """Midnight after this day of the shop's calendar."""
    return datetime.combine(day + timedelta(days=1), time_of_day(), zone).astimezone(UTC)
