"""Read what Exact holds of a period anew, in batches: documents by their day, sixty a call, and those that are not
there any more by their id, twenty a call. Never one call a document.

How far it came is committed with the report's row, so that a call limit costs waiting and no reading twice. What was
read is kept with each document as after booking (order/prove.py): an order whose document differs needs attention.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from ..exact.calls import Exact, ReadBack
from ..exact.found import SHAPES
from ..money import plain
from ..order.prove import KINDS as DOCUMENTS
from ..order.prove import compare
from ..state.lease import Held
from ..state.models import Document, Report
from ..tools import Tools

MONEY = ("bank_entry", "cash_entry")
MANY = 300  # documents of one step: five calls, then what was found is committed


@dataclass(frozen=True)
class Reader:
    """One report's turn at Exact. ``marker``: by which this shop's documents are known again in texts."""

    report_id: int
    shop_id: str
    marker: str
    first: date
    last: date
    exact: Exact
    held: Held
    tools: Tools


def read(reader: Reader) -> None:
    """All of the period, from where an earlier turn came. Raises BudgetSpent, Temporary, Permanent, LeaseLost."""
    for kinds, journal in _lists(reader):
        while (start := _reached(reader, f"{kinds[0]}/{journal}")) <= reader.last:
            _documents(reader, kinds, journal, start)
    for kind in _money(reader):
        while (start := _reached(reader, kind)) <= reader.last:
            _lines(reader, kind, start)


# --- documents ------------------------------------------------------------------------------------------------


def _lists(reader: Reader) -> list[tuple[tuple[str, ...], str]]:
    """Kinds that stand in one list of Exact, and the journal: those of our documents of this period."""
    with reader.tools.db.read() as session:
        found = session.execute(
            select(Document.kind, Document.wanted["journal"].as_string()).where(*_ours(reader)).distinct()
        ).all()
    paths: dict[tuple[str, str], None] = {}
    for kind, journal in sorted((kind, journal or "") for kind, journal in found):
        shape = SHAPES[kind]
        paths[shape.path, journal if "Journal" in shape.own else ""] = None
    return [(tuple(kind for kind in DOCUMENTS if SHAPES[kind].path == path), journal) for path, journal in paths]


def _ours(reader: Reader, start: date | None = None, end: date | None = None) -> tuple[ColumnElement[bool], ...]:
    """Our documents that belong into these days (all of the period), or stood in them when they were read last."""
    days = [Document.wanted["on"].as_string(), Document.read_back["on"].as_string()]
    first, last = (start or reader.first).isoformat(), (end or reader.last).isoformat()
    return (
        Document.shop_id == reader.shop_id, Document.division == reader.exact.division, Document.kind.in_(DOCUMENTS),
        Document.state == "booked", or_(*(day.between(first, last) for day in days)),
    )  # fmt: skip


def _documents(reader: Reader, kinds: Sequence[str], journal: str, start: date) -> None:
    """One step: so many whole days that they hold a few hundred documents."""
    day = Document.wanted["on"].as_string()
    these = [Document.kind.in_(kinds), *([Document.wanted["journal"].as_string() == journal] if journal else [])]
    with reader.tools.db.read() as session:
        ahead = (*_ours(reader, start), *these, day >= start.isoformat())
        beyond = session.scalar(select(day).where(*ahead).order_by(day).offset(MANY).limit(1))
        end = max(start, date.fromisoformat(beyond) - timedelta(days=1)) if beyond else reader.last
        end = min(end, reader.last)
        rows = session.scalars(select(Document).where(*_ours(reader, start, end), *these)).all()
    listed = {one.exact_id: one for one in reader.exact.documents_of_days(kinds[0], start, end, journal)}
    with reader.tools.db.read() as session:
        known = session.scalars(
            select(Document).where(
                Document.shop_id == reader.shop_id, Document.division == reader.exact.division,
                Document.kind.in_(kinds), Document.state == "booked", Document.exact_id.in_(list(listed)),
            )
        ).all()  # fmt: skip
    by_id = {row.id: row for row in (*rows, *known)}
    missing = [row for row in by_id.values() if row.exact_id not in listed]
    elsewhere = reader.exact.read_documents(kinds[0], [row.exact_id or "" for row in missing]) if missing else []
    there = listed | {one.exact_id: one for one in elsewhere}
    for row in by_id.values():
        compare(row, there.get(row.exact_id or ""), reader.tools)
    ours = {row.exact_id for row in by_id.values()}
    strays = _strays(reader, [one for one in listed.values() if one.exact_id not in ours], kinds[0])
    _commit(reader, f"{kinds[0]}/{journal}", end, {"strays": strays})


def _strays(reader: Reader, found: Iterable[ReadBack], kind: str) -> dict[str, Any]:
    """Documents with our mark that no row of ours knows. An entry that Exact made of an invoice of ours is no stray."""
    mark = re.compile(rf"\[({re.escape(reader.marker)}-[^\]]+)\]")
    marked = [(one, match[1]) for one in found if (match := mark.search(one.text))]
    with reader.tools.db.read() as session:
        rows = session.execute(
            select(Document.reference, Document.order_id, Document.kind).where(
                Document.shop_id == reader.shop_id, Document.reference.in_([reference for _, reference in marked]),
                Document.state == "booked", Document.kind.in_((*DOCUMENTS, "day_share")),
            )
        ).all()  # fmt: skip
    of = {reference: (order_id, SHAPES[its].path if its in SHAPES else "") for reference, order_id, its in rows}
    return {
        one.exact_id: {
            "number": one.number, "on": "" if one.on is None else one.on.isoformat(), "currency": one.currency,
            "credit": one.credit, "gross": plain(one.gross), "order_id": of.get(reference, (0, ""))[0], "kind": kind,
            "per_code": [{"code": code, "net": plain(net), "vat": plain(vat)}
                         for code, (net, vat) in one.per_code.items()],
        }
        for one, reference in marked
        if of.get(reference, (0, SHAPES[kind].path))[1] in (SHAPES[kind].path, "")
    }  # fmt: skip


# --- money ----------------------------------------------------------------------------------------------------


def _money(reader: Reader) -> list[str]:
    """Kinds of entries that hold receipts of this period."""
    day = Document.wanted["day"].as_string()
    with reader.tools.db.read() as session:
        return list(
            session.scalars(
                select(Document.kind).where(
                    Document.shop_id == reader.shop_id, Document.division == reader.exact.division,
                    Document.kind.in_(MONEY), Document.state == "booked",
                    day.between(reader.first.isoformat(), reader.last.isoformat()),
                ).distinct().order_by(Document.kind)
            )
        )  # fmt: skip


def _lines(reader: Reader, kind: str, start: date) -> None:
    """One month of lines, those with our mark."""
    end = min(reader.last, (start.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1))
    mark = re.compile(rf"\[{re.escape(reader.marker)}-R(\d+)\]$")
    found: dict[str, list[list[str]]] = defaultdict(list)
    for line in reader.exact.find_money_lines(kind, start, end):
        if match := mark.search(line.text):
            found[match[1]].append([plain(line.amount), "" if line.on is None else line.on.isoformat()])
    _commit(reader, kind, end, {"lines": found})


# --- how far --------------------------------------------------------------------------------------------------


def _reached(reader: Reader, list_: str) -> date:
    """The first day of this list that was not read yet."""
    with reader.tools.db.read() as session:
        done = session.get_one(Report, reader.report_id).reading.get("reached", {}).get(list_)
    return date.fromisoformat(done) if done else reader.first


def _commit(reader: Reader, list_: str, end: date, found: dict[str, dict[str, Any]]) -> None:
    with reader.tools.db.write() as session:
        reader.held.confirm(session, reader.tools.clock.now())
        row = session.get_one(Report, reader.report_id)
        reached = {**row.reading.get("reached", {}), list_: (end + timedelta(days=1)).isoformat()}
        row.reading = {
            **row.reading, "reached": reached,
            **{name: {**row.reading.get(name, {}), **more} for name, more in found.items()},
        }  # fmt: skip
