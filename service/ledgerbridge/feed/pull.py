"""Read the due feeds of a shop's administration. Each page's work and its cursor are one transaction.

A crash between two pages goes on after the last one stored; a page may be taken twice, never missed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ..errors import BudgetSpent, Parked, Permanent, Temporary
from ..exact.calls import Exact
from ..exact.feeds import DELETED, DELETIONS_KEPT, Feed, Taking
from ..exact.priorities import Priority
from ..state import cursors, lease
from ..state.models import Connection, Cursor, Listener
from ..tools import Tools

log = logging.getLogger(__name__)

POLL_ALONE = timedelta(minutes=10)  # without webhooks
REFUSED_WAIT = timedelta(hours=6)  # a feed that Exact refuses (a right, the licence) is asked again seldom
DELETED_PATH, DELETED_SELECT = "sync/Deleted", "EntityKey,EntityType"

Feeds = Mapping[str, Feed]


def names(feeds: Feeds) -> list[str]:
    """The cursors these feeds need: their own and that of the deletions, which all share."""
    own = [name for name, feed in feeds.items() if feed.apply is not None]
    return [*own, *([DELETED] if any(feed.gone for feed in feeds.values()) else [])]


def puller(feeds: Feeds) -> Callable[[str, Tools], int]:
    """The flow that reads these feeds: how many rows it read."""

    def pull(shop_id: str, tools: Tools) -> int:
        held = lease.take(tools.db, f"feeds:{shop_id}", tools.clock)
        if held is None:
            return 0  # who holds it sees the new mark when it finishes
        try:
            return _pull(shop_id, feeds, held, tools)
        except lease.LeaseLost:
            return 0
        except BudgetSpent as spent:
            if spent.until:
                tools.ring_at("feeds", shop_id, spent.until)
            return 0
        except (Parked, Temporary) as later:
            log.info("the feeds wait: %s", later, extra={"shop": shop_id})
            return 0
        finally:
            lease.release(tools.db, held, tools.clock)

    return pull


def _pull(shop_id: str, feeds: Feeds, held: lease.Held, tools: Tools) -> int:
    with tools.db.read() as session:
        connection = session.get(Connection, shop_id)
        listener = session.get(Listener, shop_id)
        if connection is None or connection.division is None:
            return 0
        due = cursors.due(session, shop_id, connection.division, tools.clock.now())
    connected = connection.connected_at or tools.clock.now()
    listening = listener is not None and listener.state == "listening" and listener.division == connection.division
    known = [cursor for cursor in due if cursor.feed in feeds or cursor.feed == DELETED]
    known = [cursor for cursor in known if not _put_off(cursor, feeds.get(cursor.feed), tools)]
    taken = 0
    with tools.exact(shop_id, Priority.STOCK) as exact:
        for cursor in sorted(known, key=lambda one: feeds[one.feed].priority if one.feed in feeds else 0):
            alone = cursor.feed in feeds and feeds[cursor.feed].alone
            with _apart(shop_id, alone, tools) as free:
                if free:
                    moved = connection.division_moved_at
                    taken += _one(cursor, exact, feeds, listening, connected, moved, held, tools)
    return taken


def _put_off(cursor: Cursor, feed: Feed | None, tools: Tools) -> bool:
    """A feed that this shop does not want: looked at again later, without a call."""
    if feed is None or feed.wanted is None:
        return False
    with tools.db.read() as session:
        if feed.wanted(session, cursor.shop_id):
            return False
    with tools.db.write() as session:
        cursors.put_off(session, cursor, tools.clock.now() + POLL_ALONE)
    return True


@contextmanager
def _apart(shop_id: str, alone: bool, tools: Tools) -> Iterator[bool]:
    """True, where it need not be alone or no drainer is at work; none begins meanwhile. False: later."""
    if not alone:
        yield True
        return
    held = lease.take(tools.db, f"drain:{shop_id}", tools.clock)
    try:
        yield held is not None
    finally:
        if held is not None:
            lease.release(tools.db, held, tools.clock)
            tools.ring("drain", shop_id)


def _one(
    cursor: Cursor,
    exact: Exact,
    feeds: Feeds,
    listening: bool,
    connected: datetime,
    moved_at: datetime | None,
    held: lease.Held,
    tools: Tools,
) -> int:
    feed = feeds.get(cursor.feed)
    path, select = (feed.path, feed.select) if feed else (DELETED_PATH, DELETED_SELECT)
    poll = feed.poll if feed else timedelta(hours=1)
    wait, problem, taken = (poll if listening else min(poll, POLL_ALONE)), None, 0
    with tools.db.write() as session:
        after = cursors.start(session, cursor, moved_at)
        ring = _forgotten(cursor, feeds, session, tools.clock.now())
    try:
        if after == cursors.START and feed is not None and not feed.history:
            after = exact.feed_start(path, connected.date())
        for page in exact.feed(path, select, after):
            now = tools.clock.now()
            with tools.db.write() as session:
                held.confirm(session, now)
                taking = Taking(session, cursor.shop_id, cursor.division, now)
                ring |= _apply(feed, page.rows, taking, feeds)
                cursors.advance(session, cursor, page.cursor, len(page.rows))
            taken += len(page.rows)
    except Permanent as no:
        log.warning("Exact refuses the feed %s: %s", cursor.feed, no, extra={"shop": cursor.shop_id})
        wait, problem = REFUSED_WAIT, no.problem.as_dict()
    now = tools.clock.now()
    with tools.db.write() as session:
        again = cursors.finish(session, cursor, now, now + wait, problem)
    for flow in sorted(ring | ({"feeds"} if again else set())):
        tools.ring(flow, cursor.shop_id)
    return taken


def _forgotten(cursor: Cursor, feeds: Feeds, session: Session, now: datetime) -> set[str]:
    """Exact keeps deletions for two months; who was away longer cannot know them all. The flows to ring for that."""
    if cursor.feed != DELETED or cursor.pulled_at is None or now - cursor.pulled_at < DELETIONS_KEPT:
        return set()
    taking = Taking(session, cursor.shop_id, cursor.division, now)
    told = [one for one in feeds.values() if one.missed is not None]
    return {one.then for one in told if one.missed is not None and one.missed(taking) and one.then}


def _apply(feed: Feed | None, rows: list[dict[str, object]], taking: Taking, feeds: Feeds) -> set[str]:
    """Hand a page to its consumer, deletions to the consumer of their kind; the flows to ring for what changed."""
    if feed is not None:
        changed = feed.apply(taking, rows) if feed.apply is not None else 0
        return {feed.then} if changed and feed.then else set()
    ring = set()
    for one in (one for one in feeds.values() if one.gone is not None):
        ids = [str(row["EntityKey"]) for row in rows if row["EntityType"] == one.deleted_type]
        if ids and one.gone is not None and one.gone(taking, ids) and one.then:
            ring.add(one.then)
    return ring
