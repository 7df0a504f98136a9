"""Do the parts of the service that work still work? Read from their signs of life; no call to anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..state.models import Beat
from ..tools import Tools

STILL = timedelta(minutes=15)
"""The clock's turns are done by a worker, every 15 seconds: without one for this long, clock or worker stands still.
A long job of the only worker holds a turn up, for minutes at most."""

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Alive:
    """Last signs of life. ``still_since``: since when nothing is worked on; None while all is well."""

    worker_at: datetime | None
    clock_at: datetime | None
    still_since: datetime | None


def look(session: Session, now: datetime, since: datetime) -> Alive:
    """``since``: where neither ever gave a sign, this counts as the last (the shop's pairing)."""
    rows = session.scalars(select(Beat).where(Beat.name.in_(["worker", "clock"])))
    seen = {row.name: row.at for row in rows}
    last = seen.get("clock", since)
    return Alive(seen.get("worker"), seen.get("clock"), last if now - last > STILL else None)


def beat(tools: Tools, name: str) -> None:
    """A sign of life. The clock's first after a standstill is remembered: who was silent meanwhile is not to blame."""
    now = tools.clock.now()
    with tools.db.write() as session:
        last = session.get(Beat, name)
        if name == "clock" and (last is None or now - last.at > STILL):
            session.merge(Beat(name="up", at=now, info={}))
        session.merge(Beat(name=name, at=now, info={}))


def up_at(session: Session) -> datetime:
    """Since when the service has worked without a standstill."""
    row = session.get(Beat, "up")
    return row.at if row is not None else NEVER
