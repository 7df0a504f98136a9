"""Where each sync feed stands, and which are due. A cursor moves in the transaction of the work it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from .models import Connection, Cursor

START = 1


def ensure(session: Session, shop_id: str, division: int, feeds: Iterable[str], now: datetime) -> None:
    """Rows for these feeds, due at once when new."""
    known = set(
        session.scalars(select(Cursor.feed).where(Cursor.shop_id == shop_id, Cursor.division == division))
    )
    for feed in feeds:
        if feed not in known:
            session.add(Cursor(shop_id=shop_id, division=division, feed=feed, at=START, rows=0, next_at=now))


def mark(session: Session, shop_id: str, division: int, feeds: Iterable[str], now: datetime) -> int:
    """Somebody said that these feeds have news: how many rows were marked. A hundred marks are one pull."""
    done = session.execute(
        update(Cursor)
        .where(Cursor.shop_id == shop_id, Cursor.division == division, Cursor.feed.in_(list(feeds)))
        .values(dirty_at=now)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def due(session: Session, shop_id: str, division: int, now: datetime) -> Sequence[Cursor]:
    return session.scalars(
        select(Cursor).where(Cursor.shop_id == shop_id, Cursor.division == division, _is_due(now))
    ).all()


def due_shops(session: Session, now: datetime) -> list[str]:
    """Connected shops with a due feed in their chosen administration."""
    return list(
        session.scalars(
            select(Cursor.shop_id)
            .join(Connection, Connection.shop_id == Cursor.shop_id)
            .where(Connection.state == "connected", Connection.division == Cursor.division, _is_due(now))
            .group_by(Cursor.shop_id)
        )
    )


def start(session: Session, cursor: Cursor, moved_at: datetime | None) -> int:
    """Where to read on. An administration that moved to another server has new Timestamps: from the beginning."""
    row = session.get_one(Cursor, (cursor.shop_id, cursor.division, cursor.feed))
    if row.moved_at != moved_at:
        row.at, row.moved_at = START, moved_at
    return row.at


def advance(session: Session, cursor: Cursor, at: int, rows: int) -> None:
    """A page's work is in this transaction: so is its cursor."""
    row = session.get_one(Cursor, (cursor.shop_id, cursor.division, cursor.feed))
    row.at, row.rows = at, row.rows + rows


def finish(
    session: Session, cursor: Cursor, now: datetime, next_at: datetime, problem: dict[str, Any] | None = None
) -> bool:
    """The feed was read to its end, or refused. True when a new word came while it was read: then it is still due."""
    row = session.get_one(Cursor, (cursor.shop_id, cursor.division, cursor.feed), with_for_update=True)
    row.pulled_at, row.next_at, row.problem = now, next_at, problem
    if row.dirty_at == cursor.dirty_at:
        row.dirty_at = None
    return row.dirty_at is not None


def put_off(session: Session, cursor: Cursor, until: datetime) -> None:
    """Not wanted now: no word of Exact's makes it due before then."""
    row = session.get_one(Cursor, (cursor.shop_id, cursor.division, cursor.feed))
    row.dirty_at, row.next_at = None, until


def _is_due(now: datetime) -> ColumnElement[bool]:
    return or_(Cursor.dirty_at.is_not(None), Cursor.next_at <= now)
