"""The months of an administration that Exact is known to have closed.

Exact gives no open-or-closed flag with its periods (facts/exact-online 4); it says no when something is booked in
one. So a closed month is learned from its first refusal, kept for a day for all orders of the administration (the
bookkeeper may open it again), and known to the plan before anything is sent.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from ..errors import Permanent
from ..state.models import Choice

KIND = "closed_months"
KNOWN_FOR = timedelta(days=1)


def says(no: Permanent) -> bool:
    """Is this refusal about a closed period?"""
    return no.problem.code == "period_closed"


def months(session: Session, shop_id: str, division: int, now: datetime) -> frozenset[date]:
    """First days of the months that were found closed less than a day ago."""
    kept = session.get(Choice, (shop_id, division, KIND))
    rows = kept.rows if kept else []
    return frozenset(
        date.fromisoformat(row["month"]) for row in rows if now - datetime.fromisoformat(row["seen_at"]) < KNOWN_FOR
    )


def learn(session: Session, shop_id: str, division: int, on: date, now: datetime) -> None:
    """Exact refused a document of this date because its month is closed."""
    closed = months(session, shop_id, division, now) | {on.replace(day=1)}
    rows = [{"month": month.isoformat(), "seen_at": now.isoformat()} for month in sorted(closed)]
    session.merge(Choice(shop_id=shop_id, division=division, kind=KIND, rows=rows, read_at=now))
