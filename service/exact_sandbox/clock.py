"""The sandbox's own time: real time plus an offset, optionally faster."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class Clock:
    def __init__(self) -> None:
        self._base_real, self._base, self.speed = time.time(), time.time(), 1.0

    def seconds(self) -> float:
        return self._base + (time.time() - self._base_real) * self.speed

    def now(self) -> datetime:
        """This moment, naive UTC, as Exact's dates are."""
        return datetime.fromtimestamp(self.seconds(), UTC).replace(tzinfo=None)

    @property
    def offset(self) -> float:
        """Seconds ahead of real time."""
        return self.seconds() - time.time()

    def advance(self, seconds: float) -> None:
        self._set(self.seconds() + seconds, self.speed)

    def run_at(self, speed: float) -> None:
        self._set(self.seconds(), speed)

    def _set(self, at: float, speed: float) -> None:
        self._base_real, self._base, self.speed = time.time(), at, speed
