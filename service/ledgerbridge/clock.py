"""Time is handed in. Everything that needs "now" gets a Clock; tests hand in one they can move."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


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
