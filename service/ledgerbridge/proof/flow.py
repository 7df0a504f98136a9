"""The flow: reports that were asked for, one after the other: read Exact anew, compare, keep what was found.

Works under the drainer's lease, in slices, and leaves calls for orders that wait: a large period goes on where it was
when calls are to be had again.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..clock import shop_zone
from ..errors import Parked, Permanent
from ..exact.calls import Exact
from ..exact.priorities import Priority
from ..money import plain
from ..setup import choices, kept
from ..state import rests
from ..state.lease import Held
from ..state.models import Connection, Document, Report, Shop
from ..tools import Tools
from . import books, compare, deadline, read, result, store
from .mail import mail

log = logging.getLogger(__name__)

KEPT = 30  # reports of a shop; older ones are forgotten
LONGEST = timedelta(days=367)


def make(shop_id: str, tools: Tools) -> int:
    """Make what was asked for; how many reports. 0 when a drainer is at work (the sweep rings again)."""

    def work(held: Held) -> int:
        made = 0
        while report := _next(shop_id, tools):
            _one(report, held, tools)
            made += 1
        return made

    return rests.in_turn(work, f"drain:{shop_id}", _name(shop_id), tools.db, tools.clock, log)


def ask(
    session: Session, shop_id: str, division: int, first: date, last: date, now: datetime, by: str = "", due: str = ""
) -> Report:
    """Ask for a report, unless one of the same period is under way. ``due``: the day a VAT return is due."""
    row = session.scalar(
        select(Report).where(
            Report.shop_id == shop_id, Report.division == division, Report.first == first.isoformat(),
            Report.last == last.isoformat(), Report.state == "due",
        )
    )  # fmt: skip
    if row is None:
        row = Report(
            shop_id=shop_id, division=division, first=first.isoformat(), last=last.isoformat(), asked_at=now,
            asked_by=by, deadline=due,
        )
        session.add(row)
        session.flush()
    row.deadline = row.deadline or due
    return row


def _next(shop_id: str, tools: Tools) -> Report | None:
    with tools.db.read() as session:
        return session.scalar(
            select(Report).where(Report.shop_id == shop_id, Report.state == "due").order_by(Report.id).limit(1)
        )


def _one(report: Report, held: Held, tools: Tools) -> None:
    """Raises Temporary: it stays due. What Exact refuses is said in its place."""
    with tools.db.read() as session:
        shop = session.get_one(Shop, report.shop_id)
    exact: Exact | None = None
    try:
        exact = tools.exact(report.shop_id, Priority.BACKFILL, report.division)
        before = exact.reads
        read.read(
            read.Reader(
                report.id, report.shop_id, shop.marker, date.fromisoformat(report.first),
                date.fromisoformat(report.last), exact, held, tools,
            )
        )  # fmt: skip
        content = _content(report.id, shop, exact.base_url, tools)
    except (Parked, Permanent) as no:
        if no.problem is None:
            raise
        _end(report.id, tools, state="failed", problem=no.problem.as_dict())
    else:
        _end(report.id, tools, state="made", content=content)
        log.info("a report was made", extra={"shop": report.shop_id, "count": exact.reads - before})
    finally:
        if exact is not None:
            _bill(report.id, exact.reads, tools)
            exact.close()


def _content(report_id: int, shop: Shop, base_url: str, tools: Tools) -> dict[str, Any]:
    """What the database holds now, compared."""
    with tools.db.read() as session:
        report, settings = session.get_one(Report, report_id), kept.in_force(session, shop.id)
        assert settings is not None
        codes = choices.load(session, shop.id, report.division).vat_codes
        held = books.documents(session, report, codes, settings.shop_country, base_url)
        came_in, money = books.payments(session, report)
        open_now = _left_open(session, report)
        elsewhere = _elsewhere(session, report)
    first, last = date.fromisoformat(report.first), date.fromisoformat(report.last)
    sold = store.sold(shop, report.division, settings, tools)
    sold.pieces = [one for one in sold.pieces if one.key in held.subjects or one.key not in elsewhere]
    subjects = {**sold.subjects, **held.subjects}
    for key, one in sold.subjects.items():  # a document that stands, of an order that says why it differs
        if key in held.subjects:
            there = held.subjects[key]
            subjects[key] = replace(one, entry=there.entry, url=there.url)
    found = list(compare.compare(sold.pieces, held.sent, held.there, subjects, first, last))
    lacking = list(compare.compare(came_in, money.sent, money.there, money.subjects, first, last))
    made = result.content(sold.pieces, held.there, found, first, last, settings.shop_country)
    made |= result.paid(came_in, money.there, lacking, first, last)
    return made | {
        "left_out": _left_out(sold, first, last),
        "home": {"currency": settings.currency, "sums": {
            currency: plain(amount) for currency, amount in held.home.items() if currency != settings.currency
        }},
        "unread": held.unread,
        "open": open_now,
    }  # fmt: skip


def _elsewhere(session: Session, report: Report) -> set[str]:
    """Keys that stand in another administration, which the shop booked in before."""
    rows = select(Document.key).where(
        Document.shop_id == report.shop_id, Document.division != report.division, Document.state == "booked",
        Document.kind.in_([*books.OWN, "day_share"]),
    )  # fmt: skip
    return set(session.scalars(rows))


def _left_out(sold: store.Sold, first: date, last: date) -> list[dict[str, Any]]:
    """Orders that are no sale or not to be booked, by reason."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in store.each(sold, first, last):
        row = found.setdefault(
            (one.code, one.currency),
            {"code": one.code, "why": one.why, "currency": one.currency, "count": 0, "total": "0.00", "orders": []},
        )
        row["count"] += 1
        row["total"] = plain(Decimal(row["total"]) + one.total)
        row["orders"] = [*row["orders"], one.number][:10]
    return list(found.values())


def _left_open(session: Session, report: Report) -> dict[str, int]:
    """How many invoices of the period Exact calls open, partly paid, paid; "" where it was not asked yet."""
    day = Document.wanted["on"].as_string()
    rows = session.scalars(
        select(Document.payment).where(
            Document.shop_id == report.shop_id, Document.division == report.division, Document.state == "booked",
            Document.kind.in_(["sales_entry", "sales_invoice", "order_invoice"]), Document.credit.is_(False),
            day.between(report.first, report.last),
        )
    )  # fmt: skip
    return dict(Counter(rows))


def _end(report_id: int, tools: Tools, **values: Any) -> None:
    with tools.db.write() as session:
        row = session.get_one(Report, report_id)
        for name, value in values.items():
            setattr(row, name, value)
        row.made_at = tools.clock.now()
        if row.deadline:
            first, last, until = (date.fromisoformat(day) for day in (row.first, row.last, row.deadline))
            row.mail = mail(first, last, until, row.content)
            tools.ring("report", row.shop_id)
        old = session.scalars(
            select(Report).where(Report.shop_id == row.shop_id, Report.state != "due", Report.deadline == "")
            .order_by(Report.id.desc()).offset(KEPT)
        )  # fmt: skip
        for one in old:
            session.delete(one)


def _bill(report_id: int, calls: int, tools: Tools) -> None:
    with tools.db.write() as session:
        row = session.get_one(Report, report_id)
        row.reading = {**row.reading, "calls": int(row.reading.get("calls", 0)) + calls}


# --- when -----------------------------------------------------------------------------------------------------


def _name(shop_id: str) -> str:
    return f"proof:{shop_id}"


def due_shops(tools: Tools) -> list[str]:
    """Shops with a report that was asked for: for the sweep."""
    now = tools.clock.now()
    with tools.db.read() as session:
        shops = session.scalars(select(Report.shop_id).where(Report.state == "due").group_by(Report.shop_id)).all()
        return [shop_id for shop_id in shops if not rests.rests(session, _name(shop_id), now)]


def remind(tools: Tools) -> int:
    """Ask for the report of every VAT period whose return is due soon, once a period; how many: for the clock."""
    now, asked = tools.clock.now(), 0
    with tools.db.write() as session:
        rows = session.execute(
            select(Shop, Connection).join(Connection, Connection.shop_id == Shop.id)
            .where(Shop.state == "active", Connection.state == "connected", Connection.division.is_not(None))
        ).all()  # fmt: skip
        for shop, connection in rows:
            settings = kept.in_force(session, shop.id)
            if settings is None or not settings.vat_mail_days:
                continue
            today = now.astimezone(shop_zone(shop.timezone)).date()
            period = deadline.due(today, settings.vat_period, settings.shop_country, settings.vat_mail_days)
            if period is None or _reminded(session, shop.id, *period):
                continue
            until = deadline.deadline(period[1], settings.vat_period, settings.shop_country)
            ask(session, shop.id, connection.division or 0, *period, now, due=until.isoformat())
            asked += 1
    return asked


def _reminded(session: Session, shop_id: str, first: date, last: date) -> bool:
    return (
        session.scalar(
            select(Report.id).where(
                Report.shop_id == shop_id, Report.first == first.isoformat(), Report.last == last.isoformat(),
                Report.deadline != "",
            ).limit(1)
        )
        is not None
    )  # fmt: skip
