"""The right to work one administration, held by one process at a time and fenced.

A lease runs out by itself when its holder dies. Every new holder gets a higher epoch; what is written in a
holder's name carries the epoch and is refused when a newer holder exists. So a worker that was paused and
wakes up late can do no harm (facts/reliability 1.5).
"""

from __future__ import annotations

import os
import socket
import threading
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ..clock import Clock
from .db import Database
from .models import Lease

LENGTH = timedelta(seconds=90)


class LeaseLost(Exception):
    """Another process holds the lease now: stop at once, it goes on where we were."""


@dataclass(frozen=True)
class Held:
    """A lease we hold. ``confirm`` inside a transaction makes that transaction ours alone."""

    name: str
    holder: str
    epoch: int

    def confirm(self, session: Session, now: datetime) -> None:
        """Prolong the lease, or raise LeaseLost. Part of every transaction that claims work."""
        held = session.execute(
            update(Lease)
            .where(Lease.name == self.name, Lease.epoch == self.epoch, Lease.holder == self.holder)
            .values(until=now + LENGTH)
        )
        if held.rowcount != 1:  # type: ignore[attr-defined]
            raise LeaseLost(self.name)


def take(db: Database, name: str, clock: Clock) -> Held | None:
    """The lease, or None while somebody else holds it."""
    now = clock.now()
    holder = f"{socket.gethostname()}-{os.getpid()}-{threading.get_ident()}-{uuid.uuid4().hex[:6]}"[:80]
    with db.write() as session:
        row = session.scalar(select(Lease).where(Lease.name == name).with_for_update())
        if row is None:
            session.add(Lease(name=name, holder=holder, epoch=1, until=now + LENGTH))
            return Held(name, holder, 1)
        if row.holder and row.until > now:
            return None
        row.holder, row.epoch, row.until = holder, row.epoch + 1, now + LENGTH
        return Held(name, holder, row.epoch)


def release(db: Database, held: Held, clock: Clock) -> None:
    """Give it back so that the next may start at once; harmless when it was lost."""
    with db.write() as session:
        session.execute(
            update(Lease)
            .where(Lease.name == held.name, Lease.epoch == held.epoch, Lease.holder == held.holder)
            .values(holder="", until=clock.now())
        )
