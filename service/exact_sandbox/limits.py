"""Call limits per app and division: clock minute, UTC day, and refused calls per endpoint (facts 2)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

DAY, HOUR, MINUTE = 86_400, 3_600, 60
ERRORS_THAT_COUNT = frozenset({400, 401, 403, 404})

Place = tuple[str, str, int, str]  # app, user, division, endpoint


@dataclass
class _Count:
    window: int = -1
    used: int = 0


@dataclass
class Limits:
    per_minute: int = 60
    per_day: int = 5000
    errors_per_hour: int = 10
    _minutes: dict[tuple[str, int], _Count] = field(default_factory=lambda: defaultdict(_Count))
    _days: dict[tuple[str, int], _Count] = field(default_factory=lambda: defaultdict(_Count))
    _errors: dict[Place, list[float]] = field(default_factory=lambda: defaultdict(list))
    _blocked: dict[Place, float] = field(default_factory=dict)

    def take(self, app: str, division: int, now: float) -> tuple[bool, dict[str, str]]:
        """(allowed, headers). A 429 carries only the headers of the limit that was hit."""
        minute, day = self._minutes[app, division], self._days[app, division]
        for count, length in ((minute, MINUTE), (day, DAY)):
            if count.window != int(now // length):
                count.window, count.used = int(now // length), 0
        if day.used >= self.per_day:
            return False, self.day_headers(day.used, now)
        if minute.used >= self.per_minute:
            return False, self.minute_headers(minute.used, now)
        minute.used, day.used = minute.used + 1, day.used + 1
        return True, {**self.day_headers(day.used, now), **self.minute_headers(minute.used, now)}

    def day_headers(self, used: int, now: float) -> dict[str, str]:
        return _headers("X-RateLimit-", self.per_day, used, now, DAY)

    def minute_headers(self, used: int, now: float) -> dict[str, str]:
        return _headers("X-RateLimit-Minutely-", self.per_minute, used, now, MINUTE)

    def used(self, app: str, division: int, now: float) -> dict[str, int]:
        minute, day = self._minutes[app, division], self._days[app, division]
        return {
            "minute": minute.used if minute.window == int(now // MINUTE) else 0,
            "day": day.used if day.window == int(now // DAY) else 0,
        }

    def blocked(self, place: Place, now: float) -> bool:
        return self._blocked.get(place, 0) > now

    def learn(self, place: Place, status: int, now: float) -> None:
        """More than ten refused calls in an hour close the endpoint for an hour."""
        if status not in ERRORS_THAT_COUNT:
            return
        self._errors[place] = [at for at in self._errors[place] if at > now - HOUR] + [now]
        if len(self._errors[place]) > self.errors_per_hour:
            self._blocked[place] = now + HOUR


def _headers(prefix: str, limit: int, used: int, now: float, length: int) -> dict[str, str]:
    """Resets are absolute epoch milliseconds."""
    reset = (int(now // length) + 1) * length * 1000
    return {f"{prefix}Limit": str(limit), f"{prefix}Remaining": str(max(limit - used, 0)), f"{prefix}Reset": str(reset)}
