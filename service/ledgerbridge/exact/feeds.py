"""Sync feeds: what changed in an administration, page by page, since a Timestamp (facts §3).

A Timestamp is a row version: no time, new on each change. Only it may be filtered on. Two reads may give a row
again and never miss one, so whoever takes a page must be able to take it twice. Deletions come in a feed of their
own, for all kinds together, and are kept for two months.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from .client import ExactClient

START = 1  # [D] "start with gt 1"
DELETED = "deleted"
DELETIONS_KEPT = timedelta(days=58)  # [D] two months

ACCOUNTS, ITEMS, SALES_INVOICES, SALES_ORDERS = 2, 9, 13, 32
STOCK_POSITIONS = 15  # sync/Deleted.EntityType [D]


@dataclass(frozen=True)
class Page:
    """Rows of one page as Exact gave them, and the highest Timestamp in it (or the cursor, when it is empty)."""

    rows: list[dict[str, Any]]
    cursor: int


@dataclass(frozen=True)
class Taking:
    """What a consumer is handed with a page: the transaction that the cursor is stored in, and whose rows they are."""

    session: Session
    shop_id: str
    division: int
    now: datetime


Apply = Callable[[Taking, list[dict[str, Any]]], int]
"""``apply(taking, rows)`` → how many of our own rows changed. Writes only through ``taking.session``, no HTTP."""

Gone = Callable[[Taking, list[str]], int]
"""The same for the ids that were deleted in Exact."""


@dataclass(frozen=True)
class Feed:
    """One consumer of one feed. ``topics``: webhook topics that say "pull this"; ``then``: a flow to ring after a
    page that changed something. ``priority``: low goes first. ``history``: read what was there before the shop was
    connected, too; ``told``: takes the key of a deletion straight from the notification, for kinds whose own
    deletions the log does not name; ``missed``: the log was not read for so long that it forgot some; ``wanted``: does
    this shop want it (else no call is made); ``alone``: read while no order is being booked."""

    path: str
    select: str
    topics: tuple[str, ...] = ()
    apply: Apply | None = None
    deleted_type: int = 0
    gone: Gone | None = None
    poll: timedelta = timedelta(hours=1)
    priority: int = 50
    then: str = ""
    history: bool = True
    told: Gone | None = None
    missed: Callable[[Taking], int] | None = None
    wanted: Callable[[Session, str], bool] | None = None
    alone: bool = False


def start_at(client: ExactClient, path: str, day: date) -> int:
    """The Timestamp from which a feed holds what changed since this day: one call instead of the whole history.

    [D] read/sync/Sync/SyncTimestamp, parameters beside $filter; the form of endPoint is [U]: the feed's last name."""
    name = path.rsplit("/", 1)[1]
    asked = {"modified": f"datetime'{day.isoformat()}'", "endPoint": f"'{name}'"}
    rows = client.get("read/sync/Sync/SyncTimestamp", select="TimeStampAsBigInt", more=asked)
    return max([START, *(int(row["TimeStampAsBigInt"]) - 1 for row in rows[:1])])


def read(client: ExactClient, path: str, select: str, after: int = START) -> Iterator[Page]:
    """The pages after a Timestamp, one in memory at a time. The caller stores each page's cursor with its work."""
    if not select or not path.startswith("sync/"):
        raise ValueError("a sync feed is read with $select")
    names = dict.fromkeys(["Timestamp", *select.split(",")])
    for rows in client.pages(path, select=",".join(names), filter=f"Timestamp gt {after}L"):
        after = max([after, *(int(row["Timestamp"]) for row in rows)])
        yield Page(rows, after)
