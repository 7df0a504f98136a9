"""A row before a call: how one thing comes to stand in Exact once.

    (no row) ─claim─▶ sending ─POST─▶ booked
                        │  ├─ "no" ──────────▶ refused      Exact said no; may be claimed again
                        │  ├─ certainly unsent ▶ open       no effect; may be claimed again
                        │  └─ answer lost ────▶ checking    may or may not stand there
                        └─ process died ─────  (stays sending: the same as checking)

After sending or checking nothing is written again before a quiet period longer than Exact's longest late
commit has passed *and* a look in Exact found nothing. The row is committed, under the lease, before the POST
leaves; so whatever dies, the next one knows that something may be there (facts/reliability 2.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..clock import Clock
from ..errors import LostAnswer, Permanent, Temporary
from .db import Database
from .lease import Held
from .models import Document


class Unsettled(Exception):
    """An earlier try's answer was lost; until this moment it is too early to look."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"an earlier answer was lost; look at {until.isoformat()}")
        self.until = until


@dataclass(frozen=True)
class Wish:
    """What should stand in Exact, and how it is known again there."""

    shop_id: str
    division: int
    order_id: int
    key: str
    kind: str
    reference: str
    wanted: dict[str, Any]
    fingerprint: str = ""
    credit: bool = False
    own_number: int | None = None
    vat_number: str = ""  # of the customer, where the booking relies on it


@dataclass(frozen=True)
class Claim:
    """The right to bring one wish about. ``look_first``: an earlier POST may have got through.
    ``booked``: nothing to do, it stands there as ``exact_id``."""

    row_id: int
    attempt: int
    look_first: bool = False
    booked: bool = False
    exact_id: str = ""


class Claims:
    """Claims of one drainer, each commit fenced by its lease."""

    def __init__(self, db: Database, clock: Clock, held: Held, quiet: timedelta) -> None:
        self._db, self._clock, self._held, self._quiet = db, clock, held, quiet

    def claim(self, wish: Wish) -> Claim:
        """Claim the wish, committed. Raises Unsettled while an earlier answer is too fresh to check."""
        now = self._clock.now()
        with self._db.write() as session:
            self._held.confirm(session, now)
            row = session.scalar(
                select(Document).where(
                    Document.shop_id == wish.shop_id,
                    Document.division == wish.division,
                    Document.key == wish.key,
                )
            )
            if row is None:
                row = Document(shop_id=wish.shop_id, division=wish.division, key=wish.key, attempt=1)
                session.add(row)
                return self._start(session, row, wish, now)
            if row.state == "booked":
                return Claim(row.id, row.attempt, booked=True, exact_id=row.exact_id or "")
            if row.state in ("sending", "checking"):
                if now < row.started_at + self._quiet:
                    raise Unsettled(row.started_at + self._quiet)
                row.state = "checking"
                return Claim(row.id, row.attempt, look_first=True)
            row.attempt += 1
            return self._start(session, row, wish, now)

    def _start(self, session: Session, row: Document, wish: Wish, now: datetime) -> Claim:
        row.order_id, row.kind, row.credit = wish.order_id, wish.kind, wish.credit
        row.state, row.started_at, row.finished_at = "sending", now, None
        row.own_number, row.reference = wish.own_number, wish.reference
        row.wanted, row.fingerprint, row.lease_epoch = wish.wanted, wish.fingerprint, self._held.epoch
        row.vat_number = wish.vat_number
        session.flush()
        return Claim(row.id, row.attempt)

    def again(self, claim: Claim, wish: Wish) -> Claim:
        """Looked, and it is not there: a new try, committed before it is sent."""
        now = self._clock.now()
        with self._db.write() as session:
            self._held.confirm(session, now)
            row = session.get_one(Document, claim.row_id)
            row.attempt += 1
            return self._start(session, row, wish, now)

    @contextmanager
    def sending(self, claim: Claim) -> Iterator[None]:
        """Around the one POST: how it ended is written down before it is told. A lost answer is raised as LostAnswer
        with the moment from which a look is worth something; Temporary and Permanent as they came."""
        try:
            yield
        except LostAnswer as lost:
            raise LostAnswer(str(lost), self.lost(claim)) from lost
        except Temporary:
            self.unsent(claim)
            raise
        except Permanent:
            self.refused(claim)
            raise

    def booked(self, claim: Claim, exact_id: str, number: str = "", url: str = "") -> None:
        """It stands in Exact. Written even when the lease was lost meanwhile: it is the truth."""
        with self._db.write() as session:
            row = session.get_one(Document, claim.row_id)
            row.state, row.exact_id, row.exact_number, row.url = "booked", exact_id, number, url
            row.finished_at = self._clock.now()

    def refused(self, claim: Claim) -> None:
        self._end(claim, "refused")

    def unsent(self, claim: Claim) -> None:
        self._end(claim, "open")

    def lost(self, claim: Claim) -> datetime:
        """The answer was lost; the moment from which a look is worth something. The quiet period starts now,
        not when the call left: nobody knows when Exact got it."""
        now = self._clock.now()
        with self._db.write() as session:
            row = session.get_one(Document, claim.row_id)
            if row.attempt == claim.attempt and row.state == "sending":
                row.state, row.started_at = "checking", now
        return now + self._quiet

    def _end(self, claim: Claim, state: str) -> None:
        with self._db.write() as session:
            row = session.get_one(Document, claim.row_id)
            if row.attempt == claim.attempt and row.state in ("sending", "checking"):
                row.state, row.finished_at = state, self._clock.now()
