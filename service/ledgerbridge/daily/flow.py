"""The flow: shares of a day that is over become one sales entry per day, journal, debtor and currency, once.

    due ─hold (the entry's key on each share)─▶ claim the entry's row ─POST─▶ booked; its orders have their turn again

A batch never changes once it is held: after a lost answer it is looked for by the mark in its text. A late order makes
another entry of that day; an entry that stands is never edited. Works under the drainer's lease.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from ..clock import day_ends, shop_zone
from ..errors import BudgetSpent, Parked, Permanent, Temporary
from ..exact import links as exact_links
from ..exact.calls import Exact
from ..exact.priorities import Priority
from ..order import bodies, closed
from ..order.prove import prove
from ..order.shapes import Booked, WantedDocument, as_dict, fingerprint
from ..order.stored import whole
from ..setup import choices, kept
from ..setup.settings import Settings
from ..state import attention, rests
from ..state.claims import Claim, Claims, Unsettled, Wish
from ..state.lease import Held
from ..state.models import Connection, Document, Order, Shop
from ..tools import Tools
from . import reasons, total
from .shares import KIND

log = logging.getLogger(__name__)

ENTRY = "day_entry"
AFTER_MIDNIGHT = timedelta(minutes=5)
QUIET = timedelta(minutes=10)  # a day that still gets orders (a backlog) waits for the others …
PATIENCE = timedelta(hours=6)  # … but not longer than this


@dataclass(frozen=True)
class Desk:
    """What the flow works with: one shop, one administration, one lease."""

    shop: Shop
    settings: Settings
    exact: Exact
    claims: Claims
    held: Held
    tools: Tools

    @property
    def shop_id(self) -> str:
        return self.shop.id

    @property
    def division(self) -> int:
        return self.exact.division


def book_days(shop_id: str, tools: Tools) -> int:
    """Book the days that are over; how many entries were made. 0 when a drainer is at work (the clock rings again)."""

    def work(held: Held) -> int:
        desk = _open(shop_id, held, tools)
        return _work(desk) if desk else 0

    return rests.in_turn(work, f"drain:{shop_id}", _name(shop_id), tools.db, tools.clock, log)


def _open(shop_id: str, held: Held, tools: Tools) -> Desk | None:
    """None while the shop has no settings. Raises Parked without a connection."""
    with tools.db.read() as session:
        settings, shop = kept.in_force(session, shop_id), session.get_one(Shop, shop_id)
    if settings is None:
        return None
    claims = Claims(tools.db, tools.clock, held, tools.config.lost_answer_quiet)
    return Desk(shop, settings, tools.exact(shop_id, Priority.STATUS), claims, held, tools)


def _work(desk: Desk) -> int:
    made, later = 0, None
    for key in [*_unfinished(desk), *_hold(desk)]:
        try:
            made += _bring_about(key, desk)
        except (BudgetSpent, Parked):
            raise
        except Temporary as why:  # this day waits; the others go on
            later = why
    if made:
        prove(desk.shop_id, desk.exact, desk.tools)
        desk.tools.ring("drain", desk.shop_id)
    if later is not None:
        raise later
    return made


# --- which shares ---------------------------------------------------------------------------------------------


def _unfinished(desk: Desk) -> list[str]:
    """Entries that were held and are not known to stand in Exact."""
    with desk.tools.db.read() as session:
        keys = select(Document.batch).where(*_mine(desk.shop_id, desk.division), Document.state == "sending")
        return list(session.scalars(keys.distinct().order_by(Document.batch)))


def _hold(desk: Desk) -> list[str]:
    """Put the shares of days that are over into batches, committed; the keys of their entries."""
    now, keys = desk.tools.clock.now(), []
    with desk.tools.db.write() as session:
        desk.held.confirm(session, now)
        for rows in _ready(session, desk.shop, desk.division, now):
            first = rows[0].wanted
            key = f"day-{first['on']}/{first['currency']}/{first['journal']}/{rows[0].id}"
            keys.append(key)
            for row in rows:
                row.state, row.batch = "sending", key
    return keys


def _ready(session: Session, shop: Shop, division: int, now: datetime) -> list[list[Document]]:
    """Due shares by day, currency, journal and debtor, of days that are over and had no news for a while.

    Only of orders that wait for nothing else: one whose newer state was not looked at yet, or that needs a person, is
    not booked as it was."""
    zone = shop_zone(shop.timezone)
    today = (now - AFTER_MIDNIGHT).astimezone(zone).date().isoformat()  # asked each minute: the rest is not read at all
    rows = session.scalars(
        select(Document)
        .join(Order, (Order.shop_id == Document.shop_id) & (Order.order_id == Document.order_id))
        .where(*_mine(shop.id, division), Document.state == "due", Order.state == "waiting", Order.due_at.is_(None))
        .where(Document.wanted["on"].as_string() < today)
        .order_by(Document.id)
    ).all()
    groups: dict[tuple[str, ...], list[Document]] = defaultdict(list)
    for row in rows:
        groups[tuple(str(row.wanted[name]) for name in ("on", "currency", "rate", "journal", "account_id"))].append(row)
    return [group for (on, *_), group in groups.items() if is_over(date.fromisoformat(on), group, zone, now)]


def is_over(on: date, group: Sequence[Document], zone: ZoneInfo, now: datetime) -> bool:
    """The shop's day is over, and no order of it came in just now (or some wait long enough)."""
    moments = [row.started_at for row in group]
    calm = max(moments) + QUIET <= now or min(moments) + PATIENCE <= now
    return calm and day_ends(on, zone) + AFTER_MIDNIGHT <= now


def _mine(shop_id: str, division: int) -> tuple[ColumnElement[bool], ...]:
    return Document.shop_id == shop_id, Document.division == division, Document.kind == KIND


def _shares(key: str, desk: Desk) -> Sequence[Document]:
    with desk.tools.db.read() as session:
        held = select(Document).where(*_mine(desk.shop_id, desk.division), Document.batch == key)
        return session.scalars(held.where(Document.state == "sending").order_by(Document.id)).all()


# --- one entry, once ------------------------------------------------------------------------------------------


def _bring_about(key: str, desk: Desk) -> int:
    """One day's entry. What stands in its way is said at its orders."""
    rows = _shares(key, desk)
    wanted = total.entry(key, rows[0].id, [whole(_booked(row)) for row in rows])
    try:
        _entry(wanted, desk)
    except Unsettled as early:
        raise Temporary(str(early), early.until) from None
    except Permanent as no:
        _refused(wanted, rows, no, desk)
        return 0
    return 1


def _booked(row: Document) -> Booked:
    return Booked(row.key, "day_share", row.credit, row.state, row.wanted)


def _entry(wanted: WantedDocument, desk: Desk) -> None:
    """Claim, send, finish. Raises Permanent (nothing stands), Unsettled, Temporary."""
    with desk.tools.db.read() as session:
        ledgers = choices.ids_by_code(session, desk.shop_id, desk.division, "ledgers")
    ids = bodies.Ids(wanted.debtor.exact_id, ledgers, {})
    body = bodies.body(wanted, ids, desk.settings, desk.shop.marker)
    wish = _wish(wanted, desk)
    claim = desk.claims.claim(wish)
    if claim.look_first:
        there = [
            found
            for found in desk.exact.find_sales_entries(entry_date=wanted.on, journal=wanted.journal)
            if f"[{wish.reference}]" in found.description
        ]
        if there:
            _finish(claim, there[0].exact_id, there[0].number, wanted, desk)
            return
        claim = desk.claims.again(claim, wish)
    if not claim.booked:
        with desk.claims.sending(claim):
            posted = desk.exact.create_sales_entry(body)
        _finish(claim, posted.exact_id, posted.number, wanted, desk)
    else:
        _settle(wanted.key, desk)


def _wish(wanted: WantedDocument, desk: Desk) -> Wish:
    stored = as_dict(wanted) | {"account_id": wanted.debtor.exact_id}
    return Wish(
        shop_id=desk.shop_id,
        division=desk.division,
        order_id=0,
        key=wanted.key,
        kind=ENTRY,
        credit=wanted.credit,
        reference=bodies.marker_text(desk.shop.marker, wanted.tag),
        wanted=stored,
        fingerprint=fingerprint(stored),
    )


def _finish(claim: Claim, exact_id: str, number: str, wanted: WantedDocument, desk: Desk) -> None:
    url = exact_links.document_url(desk.exact.base_url, desk.division, ENTRY, exact_id)
    desk.claims.booked(claim, exact_id, number, url)
    _settle(wanted.key, desk)


def _settle(key: str, desk: Desk) -> None:
    """The entry stands: its shares stand with it, and their orders have their turn again."""
    now = desk.tools.clock.now()
    with desk.tools.db.write() as session:
        entry = session.scalars(
            select(Document).where(
                Document.shop_id == desk.shop_id, Document.division == desk.division, Document.key == key
            )
        ).one()
        rows = session.scalars(
            select(Document).where(*_mine(desk.shop_id, desk.division), Document.batch == key)
        ).all()
        for row in rows:
            row.state, row.finished_at = "booked", now
            row.exact_id, row.exact_number, row.url = entry.exact_id, entry.exact_number, entry.url
        _again(rows, session, now)


def _again(rows: Sequence[Document], session: Session, now: datetime) -> None:
    """Their orders, which are all of one shop, in one statement."""
    ids = {row.order_id for row in rows}
    shop_id = next(row.shop_id for row in rows)
    session.execute(
        update(Order)
        .where(Order.shop_id == shop_id, Order.order_id.in_(ids), Order.due_at.is_(None))
        .values(due_at=now, version=Order.version + 1)
    )


def _refused(wanted: WantedDocument, rows: Sequence[Document], no: Permanent, desk: Desk) -> None:
    """Exact said no: nothing stands. A closed month is learned, where the settings let the orders go to the next one;
    else every order of the day says so, under one cause, and goes on when a person pressed Retry."""
    now = desk.tools.clock.now()
    moves = closed.says(no) and desk.settings.closed_period == "next"
    problem = reasons.not_booked(wanted.on, no.problem)
    with desk.tools.db.write() as session:
        if moves:
            closed.learn(session, desk.shop_id, desk.division, wanted.on, now)
        shares = [session.get_one(Document, row.id) for row in rows]
        for share in shares:
            share.state, share.batch = "refused", ""
        if moves:
            _again(shares, session, now)
            return
        for order_id in {share.order_id for share in shares}:
            attention.call(session, desk.shop_id, order_id, problem, of=("waiting",))


# --- when -----------------------------------------------------------------------------------------------------


def _name(shop_id: str) -> str:
    return f"daily:{shop_id}"


def is_due(shop_id: str, tools: Tools) -> bool:
    """Is there a day to book now?"""
    now = tools.clock.now()
    with tools.db.read() as session:
        connection = session.get(Connection, shop_id)
        if connection is None or connection.state != "connected" or connection.division is None:
            return False
        if rests.rests(session, _name(shop_id), now):
            return False
        mine = _mine(shop_id, connection.division)
        if session.scalar(select(Document.id).where(*mine, Document.state == "sending").limit(1)):
            return True
        return bool(_ready(session, session.get_one(Shop, shop_id), connection.division, now))


def due_shops(tools: Tools) -> list[str]:
    """Connected shops with a day to book: for the clock."""
    with tools.db.read() as session:
        shops = session.scalars(
            select(Document.shop_id)
            .where(Document.kind == KIND, Document.state.in_(["due", "sending"]))
            .group_by(Document.shop_id)
        ).all()
    return [shop_id for shop_id in shops if is_due(shop_id, tools)]
