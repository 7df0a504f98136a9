"""The flow: numbers of booked documents that were not asked about yet, each once a day at most.

    document booked, its number not looked up ─▶ ask ─▶ yes or no: kept with the document; no: the order says so
                                                  └─ no answer: later, up to 30 days

No call to Exact is made, so the drainer is not waited for; a lease of its own keeps two from asking the same.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update

from ..order.vat_number import judged
from ..setup import kept
from ..setup.settings import Settings
from ..state import attention, rests
from ..state.lease import Held
from ..state.models import Connection, Document, Order
from ..tools import Tools
from . import client, reasons

log = logging.getLogger(__name__)

MOST = 20  # documents of one turn
GOOD_FOR = timedelta(days=1)  # an answer counts for other documents of the number as long
GIVE_UP = timedelta(days=30)
LATER = timedelta(minutes=30)


def check(shop_id: str, tools: Tools) -> int:
    """How many documents have their answer now."""

    def work(_: Held) -> int:
        with tools.db.read() as session:
            settings = kept.in_force(session, shop_id)
        return _work(shop_id, settings, tools) if settings and is_due(shop_id, tools) else 0

    return rests.in_turn(work, _name(shop_id), _name(shop_id), tools.db, tools.clock, log)


def _work(shop_id: str, settings: Settings, tools: Tools) -> int:
    asker, fits = judged(settings.shop_vat_number, settings.shop_country)
    answers: dict[str, dict[str, str]] = {}
    done, silent = 0, set[str]()
    for document in _unasked(shop_id, tools):
        number = document.vat_number
        if number not in answers and number not in silent:
            found = _known(shop_id, number, tools) or _ask(number, asker if fits else "", tools)
            if found is None:
                silent.add(number)
            else:
                answers[number] = found
        if number in answers:
            _keep(document, answers[number], tools)
            done += 1
    if silent:
        rests.rest(tools.db, _name(shop_id), tools.clock.now() + LATER)
    if done:
        tools.ring("report", shop_id)
        if is_due(shop_id, tools):
            tools.ring("vies", shop_id)
    return done


def _unasked(shop_id: str, tools: Tools) -> Sequence[Document]:
    with tools.db.read() as session:
        rows = select(Document).where(Document.shop_id == shop_id, *_open(tools.clock.now()))
        return session.scalars(rows.order_by(Document.id).limit(MOST)).all()


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Document.vat_number != "", Document.vat_check.is_(None),
        Document.state == "booked", Document.credit.is_(False), Document.started_at > now - GIVE_UP,
    )  # fmt: skip


def _known(shop_id: str, number: str, tools: Tools) -> dict[str, str] | None:
    """The answer of today, where another document has it."""
    with tools.db.read() as session:
        newest: dict[str, str] | None = session.scalar(
            select(Document.vat_check)
            .where(Document.shop_id == shop_id, Document.vat_number == number, Document.vat_check.is_not(None))
            .order_by(Document.id.desc()).limit(1)
        )  # fmt: skip
    if newest is None or datetime.fromisoformat(newest["at"]) < tools.clock.now() - GOOD_FOR:
        return None
    return newest


def _ask(number: str, asker: str, tools: Tools) -> dict[str, str] | None:
    answer = client.ask(number, asker, tools.config.vies_url, tools.config.development_shops)
    if answer.outcome == "no_answer":
        return None
    at = tools.clock.now().isoformat()
    return {"number": number, "outcome": answer.outcome, "at": at, "consultation": answer.consultation}


def _keep(document: Document, answer: dict[str, str], tools: Tools) -> None:
    """With the document, for good; an order that has its own trouble already keeps that."""
    with tools.db.write() as session:
        row = session.get_one(Document, document.id)
        row.vat_check = answer
        session.execute(
            update(Order)
            .where(Order.shop_id == row.shop_id, Order.order_id == row.order_id)
            .values(version=Order.version + 1)
        )
        if answer["outcome"] == "invalid":
            problem = reasons.not_in_force(row.vat_number, row.exact_number or row.key)
            attention.call(session, row.shop_id, row.order_id, problem, of=("booked",))


# --- when -----------------------------------------------------------------------------------------------------


def _name(shop_id: str) -> str:
    return f"vies:{shop_id}"


def is_due(shop_id: str, tools: Tools) -> bool:
    now = tools.clock.now()
    with tools.db.read() as session:
        settings = kept.in_force(session, shop_id)
        if settings is None or settings.vies != "yes" or rests.rests(session, _name(shop_id), now):
            return False
        return session.scalar(select(Document.id).where(Document.shop_id == shop_id, *_open(now)).limit(1)) is not None


def due_shops(tools: Tools) -> list[str]:
    """Connected shops with numbers to look up: for the clock."""
    with tools.db.read() as session:
        shops = session.scalars(
            select(Document.shop_id)
            .join(Connection, Connection.shop_id == Document.shop_id)
            .where(Connection.state == "connected", *_open(tools.clock.now()))
            .group_by(Document.shop_id)
        ).all()
    return [shop_id for shop_id in shops if is_due(shop_id, tools)]
