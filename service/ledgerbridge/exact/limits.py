"""Calls left at Exact, per app and administration, shared by all shops and processes through one row.

Before a call one is taken off in one short write transaction; what Exact's headers say afterwards may lower
the count (other apps, other processes) or correct the limit. In steady state the headers agree with the
count, so a call costs one small write. A 429 is never earned on purpose, and never twice.

Refused calls (400, 401, 403, 404) are counted per endpoint: Exact closes an endpoint for an hour after more
than ten in an hour, and longer when they go on (facts §2), so we stop at five.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ..clock import Clock
from ..errors import BudgetSpent
from ..state import models
from ..state.db import Database
from . import windows
from .assumptions import BARE_429_CLOSES, DAY_LIMIT, ERROR_WINDOW, ERRORS_ALLOWED, MINUTE_LIMIT
from .priorities import ORDERS, RELEASED, Others, Standing, wait_until
from .windows import DAY, MINUTE, Said, Window

GOING_ON = 2  # calls left to who takes more than ever
NOISE = 1  # a call that was under way when a minute turned is nobody else's
SEEN_LASTS = timedelta(hours=1)  # how long another app's calls are reckoned with after they were last seen,
HIT_LASTS = timedelta(hours=6)  # and after they earned us a 429
ALONE_LASTS = timedelta(hours=1)  # how long a look late in a minute that found nobody is good for


class Budget:
    """The calls one app may make in one administration (0: calls that name none, such as Me). Exact counts per
    app and company [D]; two shops that share both share the row."""

    def __init__(
        self,
        db: Database,
        app: str,
        division: int,
        clock: Clock,
        patience: timedelta = timedelta(0),
        asks: Standing = ORDERS,
    ) -> None:
        """``app``: the client id at Exact. ``patience``: the longest wait for calls to sit out here instead of
        raising BudgetSpent. ``asks``: who wants them."""
        self._db, self._app, self._division, self._clock = db, app[:80], division, clock
        self.patience, self.asks = patience, asks
        self._skew = timedelta(0)
        self._seen: tuple[Window, Window] | None = None  # as the last ``take`` left them
        self._alone_until: datetime | None = None

    def take(self, endpoint: str) -> None:
        """One call to ``endpoint`` is about to leave. Raises BudgetSpent(until) when there is none left."""
        while (until := self._try(endpoint)) is not None:
            wait = until - self._clock.now()
            if wait > self.patience:
                raise BudgetSpent(f"No call to Exact is left for {endpoint} until {until.isoformat()}.", until)
            self._clock.sleep(max(wait.total_seconds(), 0.05))

    def learn(self, headers: Mapping[str, str]) -> None:
        """What an answer's headers say. An absent header says nothing."""
        now = self._clock.now()
        self._skew = windows.skew(headers, now, self._skew)
        said = windows.minute(headers, self._skew), windows.day(headers, self._skew)
        if self._seen is not None and self._seen == tuple(
            window.told(news, now) for window, news in zip(self._seen, said, strict=True)
        ) and not self._is_a_look(said[0], now):
            return  # the headers know nothing that the row does not
        with self._db.write() as session:
            row = self._row(session)
            minute, day = _windows(row, now)
            told = minute.told(said[0], now)
            if told.ends != minute.ends:
                _turned(row, now)
            elif told.left < minute.left:
                _others(row, minute.left - told.left, now, SEEN_LASTS)
            elif self._is_a_look(said[0], now) and row.others_seen <= NOISE:
                row.alone_until = self._alone_until = now + ALONE_LASTS
            self._keep(row, told, day.told(said[1], now))

    def _is_a_look(self, said: Said, now: datetime) -> bool:
        """Does this answer, late in its minute, say something about others that was not known for a while?"""
        if said.left is None or said.ends is None or not said.ends - RELEASED <= now < said.ends:
            return False
        return self._alone_until is None or self._alone_until < now + ALONE_LASTS / 2

    def hit(self, endpoint: str, headers: Mapping[str, str]) -> datetime:
        """A 429 came back, with the headers of the limit that was hit and of no other (facts §2). Nothing is
        sent before the moment returned. Without any limit header it is taken for the error block [U]."""
        now = self._clock.now()
        self._skew = windows.skew(headers, now, self._skew)
        said = windows.minute(headers, self._skew), windows.day(headers, self._skew)
        with self._db.write() as session:
            row = self._row(session)
            minute, day = _windows(row, now)
            if said[0].silent and said[1].silent:
                return _close(row, endpoint, now + BARE_429_CLOSES)
            spent_day = said[1].is_spent
            spent_minute = said[0].is_spent or not spent_day
            if spent_minute and minute.left > 0:
                _others(row, minute.left, now, HIT_LASTS)
            minute = minute.hit(said[0], now) if spent_minute else minute
            day = day.hit(said[1], now) if spent_day else day
            self._keep(row, minute, day)
            return max(until for until in (minute.spent_until(), day.spent_until()) if until)

    def refused(self, endpoint: str) -> None:
        """Exact answered 400, 401, 403 or 404: one of the few errors an endpoint may have in an hour."""
        now = self._clock.now()
        with self._db.write() as session:
            row = self._row(session)
            recent = [at for at in row.errors.get(endpoint, []) if _moment(at) > now - ERROR_WINDOW]
            recent.append(now.isoformat())
            row.errors = {**row.errors, endpoint: recent}
            if len(recent) >= ERRORS_ALLOWED:
                _close(row, endpoint, now + ERROR_WINDOW)

    def unexplained(self, text: str, endpoint: str) -> None:
        """A refusal whose words no entry of the catalogue explains: counted over all processes and shops."""
        now, key = self._clock.now(), hashlib.sha256(f"{endpoint}\n{text}".encode()).hexdigest()
        with self._db.write() as session:
            row = session.get(models.Unexplained, key, with_for_update=True)
            if row is None:
                row = models.Unexplained(key=key, text=text[:300], endpoint=endpoint[:120], count=0, first_at=now)
                session.add(row)
            row.count, row.last_at = row.count + 1, now

    def _try(self, endpoint: str) -> datetime | None:
        """Take one, committed; or the moment from which there is one again."""
        try:
            return self._take_one(endpoint)
        except IntegrityError:  # two processes made the row at once; it is there now
            return self._take_one(endpoint)

    def _take_one(self, endpoint: str) -> datetime | None:
        now = self._clock.now()
        with self._db.write() as session:
            row = self._row(session)
            minute, day = _windows(row, now)
            if row.minute_reset != minute.ends:
                _turned(row, now)
            blocked = _closed_until(row, endpoint, now)
            blocked = blocked or wait_until(now, minute, day, self.asks, row.background_used, _known(row, now))
            if blocked is None:
                minute, day = minute.taken(), day.taken()
                row.background_used += self.asks.priority.is_background
            self._alone_until = row.alone_until
            self._keep(row, minute, day)
        return blocked

    def _row(self, session: Session) -> models.Budget:
        row = session.scalar(
            select(models.Budget)
            .where(models.Budget.app == self._app, models.Budget.division == self._division)
            .with_for_update()
        )
        if row is None:
            row = models.Budget(app=self._app, division=self._division, closed={}, errors={}, background_used=0,
                                others_seen=0, others_most=0)  # fmt: skip
            row.minute_limit = row.minute_left = MINUTE_LIMIT
            row.day_limit = row.day_left = DAY_LIMIT
            session.add(row)
            session.flush()
        return row

    def _keep(self, row: models.Budget, minute: Window, day: Window) -> None:
        row.minute_limit, row.minute_left, row.minute_reset = minute.limit, minute.left, minute.ends
        row.day_limit, row.day_left, row.day_reset = day.limit, day.left, day.ends
        self._seen = minute, day


@dataclass(frozen=True)
class State:
    """What is left now, and until when which endpoints are closed."""

    minute: Window
    day: Window
    closed: dict[str, datetime]
    others: int = 0  # calls that other apps take of a minute


def state(session: Session, app: str, division: int, now: datetime) -> State:
    """For a look; a window that has passed is full again."""
    row = session.get(models.Budget, (app[:80], division))
    if row is None:
        minute, day = Window(MINUTE, MINUTE_LIMIT, MINUTE_LIMIT, None), Window(DAY, DAY_LIMIT, DAY_LIMIT, None)
        return State(minute.turned(now), day.turned(now), {})
    closed = {endpoint: _moment(until) for endpoint, until in row.closed.items() if _moment(until) > now}
    return State(*_windows(row, now), closed, others_of(row, now))


def _windows(row: models.Budget, now: datetime) -> tuple[Window, Window]:
    """The minute and the day that ``now`` lies in."""
    return (
        Window(MINUTE, row.minute_limit, row.minute_left, row.minute_reset).turned(now),
        Window(DAY, row.day_limit, row.day_left, row.day_reset).turned(now),
    )


def _known(row: models.Budget, now: datetime) -> Others:
    """They take in a minute what they took before; who takes more than ever may go on."""
    most, seen = others_of(row, now), row.others_seen if row.others_seen > NOISE else 0
    if seen > most:
        return Others(GOING_ON, seen, known=False)
    if most:
        return Others(most - seen, most)
    return Others(known=row.alone_until is not None and row.alone_until > now)


def _turned(row: models.Budget, now: datetime) -> None:
    """Another minute: what others took of the last one is known now."""
    if row.others_seen > NOISE:
        row.others_most = max(others_of(row, now), row.others_seen)
    row.others_seen = row.background_used = 0


def others_of(row: models.Budget, now: datetime) -> int:
    """Calls of a minute that other apps of the same id were seen to take, at most, not long ago."""
    return row.others_most if row.others_until is not None and row.others_until > now else 0


def _others(row: models.Budget, calls: int, now: datetime, lasts: timedelta) -> None:
    """Somebody else took calls of this minute."""
    if others_of(row, now) == 0:
        row.others_most = 0
    row.others_seen += calls
    if row.others_seen > NOISE:
        row.others_until = max(row.others_until or now, now + lasts)


def _close(row: models.Budget, endpoint: str, until: datetime) -> datetime:
    row.closed = {**row.closed, endpoint: until.isoformat()}
    return until


def _closed_until(row: models.Budget, endpoint: str, now: datetime) -> datetime | None:
    if endpoint not in row.closed:
        return None
    until = _moment(row.closed[endpoint])
    if until > now:
        return until
    row.closed = {name: at for name, at in row.closed.items() if name != endpoint}
    row.errors = {name: at for name, at in row.errors.items() if name != endpoint}
    return None


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
