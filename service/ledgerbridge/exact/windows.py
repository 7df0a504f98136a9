"""One call limit of Exact as a window of time: how many calls, how many left, until when. Pure.

Exact counts in clock minutes and UTC days, by its own clock; an answer's headers tell its count and the end
of its window in epoch milliseconds (facts §2). Here both are brought onto our clock and into one count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

# Two clocks are never quite the same: a window ends for us when it has ended for Exact without doubt, and two
# ends that lie this close are the same end. The Date header tells a difference from two seconds on (see ``skew``),
# so what is smaller must be sat out.
GRACE = timedelta(seconds=3)
SAME = timedelta(seconds=3)


@dataclass(frozen=True)
class Window:
    """``length`` MINUTE or DAY; ``ends`` on our clock, None before the first call."""

    length: timedelta
    limit: int
    left: int
    ends: datetime | None

    def turned(self, now: datetime) -> Window:
        """The window that ``now`` lies in; a new one has all its calls."""
        if self.ends is not None and now < self.ends + GRACE:
            return self
        return replace(self, left=self.limit, ends=_end(now, self.length))

    def spent_until(self) -> datetime | None:
        """The moment this window has calls again, or None while it has some."""
        return self.ends + GRACE if self.left <= 0 and self.ends else None

    def over_at(self) -> datetime:
        """The moment a window that has begun is over without doubt."""
        assert self.ends is not None
        return self.ends + GRACE

    def taken(self) -> Window:
        return replace(self, left=self.left - 1)

    def told(self, said: Said, now: datetime) -> Window:
        """This window after an answer. What is said of a window that is over is old news; in the same window
        it can only lower the count; a later window replaces this one."""
        limit = self.limit if said.limit is None else said.limit
        if said.left is None or (said.ends is not None and said.ends <= now):
            return replace(self, limit=limit)
        ends = self.ends if said.ends is None else min(said.ends, now + self.length)
        if limit != self.limit or (ends and self.ends and ends > self.ends + SAME):
            return replace(self, limit=limit, left=said.left, ends=ends)
        if ends and self.ends and abs(ends - self.ends) <= SAME:
            ends = self.ends
        return replace(self, left=min(self.left, said.left), ends=ends)

    def hit(self, said: Said, now: datetime) -> Window:
        """This window after a 429 that named it: empty, and for twice the grace at least."""
        ends = self.turned(now).ends if said.ends is None else min(said.ends, now + self.length)
        assert ends is not None
        return replace(self, left=0, ends=max(ends, now + GRACE))


@dataclass(frozen=True)
class Said:
    """One limit as an answer's headers tell it; None where they are silent. ``ends`` on our clock."""

    limit: int | None
    left: int | None
    ends: datetime | None

    @property
    def silent(self) -> bool:
        return self.limit is None and self.left is None and self.ends is None

    @property
    def is_spent(self) -> bool:
        """Named in a 429 without calls left; a lone reset header says so too."""
        return not self.silent and (self.left is None or self.left <= 0)


def minute(headers: Mapping[str, str], skew: timedelta) -> Said:
    return _said(headers, "X-RateLimit-Minutely-", skew)


def day(headers: Mapping[str, str], skew: timedelta) -> Said:
    return _said(headers, "X-RateLimit-", skew)


def skew(headers: Mapping[str, str], now: datetime, known: timedelta) -> timedelta:
    """Exact's clock minus ours, from the Date header. It counts whole seconds, so small ones are noise."""
    try:
        theirs = parsedate_to_datetime(headers.get("Date", ""))
    except (TypeError, ValueError):
        return known
    found = (theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)) - now
    if abs(found) <= timedelta(seconds=2):
        return timedelta(0)
    return known if abs(found - known) <= timedelta(seconds=2) else found


def _said(headers: Mapping[str, str], prefix: str, skew: timedelta) -> Said:
    reset = _number(headers.get(f"{prefix}Reset"))
    ends = None if reset is None else datetime.fromtimestamp(reset / 1000, UTC) - skew
    return Said(_number(headers.get(f"{prefix}Limit")), _number(headers.get(f"{prefix}Remaining")), ends)


def _number(value: str | None) -> int | None:
    try:
        return None if value is None else int(value)
    except ValueError:
        return None


def _end(now: datetime, length: timedelta) -> datetime:
    start = now.replace(second=0, microsecond=0)
    return (start if length == MINUTE else start.replace(hour=0, minute=0)) + length
