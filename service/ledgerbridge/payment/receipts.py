"""The flow of receipts: what is due becomes one bank or cash entry per journal, day and currency, once.

    rows due ─hold (a batch's key on each)─▶ claim the batch's row ─POST─▶ booked ─read back─▶ proved

A batch never changes once it is held: after a lost answer it is looked for by the marks of its lines. When Exact
refuses a batch, its lines go one by one, so that the one that is wrong is told and the others are booked.
Works under the drainer's lease: one process at a time talks to an administration.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, update

from ..errors import BudgetSpent, Parked, Permanent, Problem, Temporary
from ..exact import links as exact_links
from ..exact.calls import Exact, Journal
from ..exact.priorities import Priority
from ..money import plain
from ..setup import choices, kept
from ..setup.settings import Settings
from ..setup.suggest import CASH_JOURNAL, MONEY_JOURNALS
from ..state import attention, lease
from ..state.claims import Claim, Claims, Unsettled, Wish
from ..state.lease import Held, LeaseLost
from ..state.models import Connection, Document, Receipt, Shop
from ..tools import Tools
from . import bodies, open_items, reasons
from .shapes import Batch, Line, total

log = logging.getLogger(__name__)

PAUSE, PARKED_LOOK = timedelta(minutes=1), timedelta(minutes=10)
MOST_LINES = 100  # of one entry; so many due ones close a batch before the day is over
INVOICES = ("sales_invoice", "sales_entry", "day_share")  # kinds whose number a payment can name


@dataclass(frozen=True)
class Desk:
    """What the flow works with: one shop, one administration, one lease."""

    shop_id: str
    marker: str
    settings: Settings
    exact: Exact
    claims: Claims
    held: Held
    tools: Tools

    @property
    def division(self) -> int:
        return self.exact.division


def book_due(shop_id: str, tools: Tools) -> int:
    """Book what is due; how many entries were made. 0 when a drainer is at work (the sweep rings again)."""
    held = lease.take(tools.db, f"drain:{shop_id}", tools.clock)
    if held is None:
        return 0
    try:
        desk = open_desk(shop_id, held, tools)
        return _work(desk) if desk else 0
    except LeaseLost:
        return 0
    except Temporary as later:
        log.info("receipts wait: %s", later, extra={"shop": shop_id})
        _rest(shop_id, later.until or tools.clock.now() + (PARKED_LOOK if isinstance(later, Parked) else PAUSE), tools)
        return 0
    finally:
        lease.release(tools.db, held, tools.clock)


def open_desk(shop_id: str, held: Held, tools: Tools) -> Desk | None:
    """None while the shop has no settings. Raises Parked without a connection."""
    with tools.db.read() as session:
        settings = kept.in_force(session, shop_id)
        marker = session.get_one(Shop, shop_id).marker
    if settings is None:
        return None
    claims = Claims(tools.db, tools.clock, held, tools.config.lost_answer_quiet)
    return Desk(shop_id, marker, settings, tools.exact(shop_id, Priority.STATUS), claims, held, tools)


def _work(desk: Desk) -> int:
    made = 0
    for key in [*_unfinished(desk), *_hold(desk)]:
        try:
            made += _bring_about(key, desk)
        except (BudgetSpent, Parked):
            raise
        except Temporary as why:  # this one waits; the others go on
            log.info("a batch of receipts waits: %s", why, extra={"shop": desk.shop_id})
            _rest(desk.shop_id, why.until or desk.tools.clock.now() + PAUSE, desk.tools, key)
    prove(desk)
    return made


def _rest(shop_id: str, until: datetime, tools: Tools, batch: str = "") -> None:
    """Not before then: this batch, or all of the shop's."""
    which = [Receipt.batch == batch] if batch else []
    with tools.db.write() as session:
        session.execute(
            update(Receipt)
            .where(Receipt.shop_id == shop_id, Receipt.state.in_(["due", "held"]), Receipt.due_at < until, *which)
            .values(due_at=until)
        )


# --- batches ------------------------------------------------------------------------------------------------


def _unfinished(desk: Desk) -> list[str]:
    """Batches that were held and are not known to stand in Exact."""
    with desk.tools.db.read() as session:
        return list(
            session.scalars(
                select(Receipt.batch)
                .where(Receipt.shop_id == desk.shop_id, Receipt.division == desk.division, Receipt.state == "held")
                .group_by(Receipt.batch)
                .order_by(func.min(Receipt.id))
            )
        )


def _hold(desk: Desk) -> list[str]:
    """Put due rows into batches, committed; their keys. A journal, day and currency with many rows closes early."""
    now = desk.tools.clock.now()
    mine = (Receipt.shop_id == desk.shop_id, Receipt.division == desk.division, Receipt.state == "due")
    keys: list[str] = []
    with desk.tools.db.write() as session:
        desk.held.confirm(session, now)
        groups: dict[tuple[str, str, str], list[Receipt]] = defaultdict(list)
        for row in session.scalars(select(Receipt).where(*mine).order_by(Receipt.id).with_for_update()):
            groups[row.journal, row.day, row.currency].append(row)
        for (journal, day, currency), rows in groups.items():
            ready = rows if len(rows) >= MOST_LINES else [row for row in rows if row.due_at <= now]
            for start in range(0, len(ready), MOST_LINES):
                key = f"receipts/{journal}/{day}/{currency}/{ready[start].id}"
                keys.append(key)
                for row in ready[start : start + MOST_LINES]:
                    row.state, row.batch = "held", key
    return keys


def _rows_of(key: str, desk: Desk) -> Sequence[Receipt]:
    with desk.tools.db.read() as session:
        return session.scalars(
            select(Receipt).where(
                Receipt.shop_id == desk.shop_id, Receipt.division == desk.division, Receipt.batch == key
            ).order_by(Receipt.id)
        ).all()  # fmt: skip


def _bring_about(key: str, desk: Desk) -> int:
    """One batch, once. What stands in its way is said at its orders."""
    rows = _rows_of(key, desk)
    if not rows:
        return 0
    try:
        batch, ids = _batch(key, rows, desk)
        entry(batch, ids, desk)
    except Unsettled as early:
        raise Temporary(str(early), early.until) from None
    except Permanent as no:
        return _one_by_one(rows, no.problem, desk)
    _booked(key, desk)
    return 1


def _batch(key: str, rows: Sequence[Receipt], desk: Desk) -> tuple[Batch, Mapping[str, str]]:
    """The entry and the ids it names. Raises Permanent for a setting that does not hold any more."""
    first = rows[0]
    with desk.tools.db.read() as session:
        journals = {one.code: one for one in choices.load(session, desk.shop_id, desk.division).journals}
        ids = choices.ids_by_code(session, desk.shop_id, desk.division, "ledgers")
    numbers = _numbers(rows, desk)
    journal = usable(journals, first.journal, first.currency)
    lines: list[Line] = []
    for row in rows:
        lines += _lines(row, numbers.get(row.of), desk)
    gone = next((line.ledger for line in lines if line.ledger not in ids), None)
    if gone is not None:
        raise Permanent(reasons.ledger_gone(gone))
    cash = journal.type == CASH_JOURNAL
    return Batch(key, cash, first.journal, first.currency, date.fromisoformat(first.day), tuple(lines)), ids


def usable(journals: Mapping[str, Journal], code: str, currency: str) -> Journal:
    """The journal, if money of this currency can be booked in it. Raises Permanent."""
    journal = journals.get(code)
    if journal is None or journal.blocked or journal.type not in MONEY_JOURNALS:
        raise Permanent(reasons.journal_gone(code))
    if journal.currency not in ("", currency) and not journal.foreign_currency:
        raise Permanent(reasons.currency(code, journal.currency, currency))
    return journal


def _numbers(rows: Iterable[Receipt], desk: Desk) -> dict[str, int]:
    """The number in Exact of the invoice or credit note each row settles, where it has one that a payment can name."""
    with desk.tools.db.read() as session:
        found = session.execute(
            select(Document.key, Document.exact_number).where(
                Document.shop_id == desk.shop_id,
                Document.division == desk.division,
                Document.key.in_([row.of for row in rows]),
                Document.kind.in_(INVOICES),
                Document.state == "booked",
            )
        )
        return {key: int(number) for key, number in found if number.isascii() and number.isdigit()}


def _lines(row: Receipt, number: int | None, desk: Desk) -> list[Line]:
    """The debtor's line; for a gift card also the liability's, so that the clearing account does not move."""
    amount = Decimal(row.amount)
    text = bodies.line_text(row.number, row.transaction, bodies.receipt_mark(desk.marker, row.id))
    lines = [Line(desk.settings.debtors_ledger, amount, text, row.account, number)]
    if row.contra:
        lines.append(Line(row.contra, -amount, text))
    return lines


# --- one entry, once ----------------------------------------------------------------------------------------


def entry(batch: Batch, ids: Mapping[str, str], desk: Desk) -> None:
    """Claim, send, finish. Raises Permanent (nothing stands), Unsettled, Temporary."""
    wish = Wish(
        shop_id=desk.shop_id,
        division=desk.division,
        order_id=0,
        key=batch.key,
        kind="cash_entry" if batch.cash else "bank_entry",
        reference=batch.lines[0].text[-20:],
        wanted=_as_dict(batch),
    )
    claim = desk.claims.claim(wish)
    if claim.look_first:
        there = _standing(batch, desk)
        if there:
            finish(claim, *there, wish.kind, desk)
            return
        claim = desk.claims.again(claim, wish)
    if not claim.booked:
        _send(claim, wish, bodies.body(batch, ids), desk)


def _send(claim: Claim, wish: Wish, body: dict[str, Any], desk: Desk) -> None:
    with desk.claims.sending(claim):
        posted = desk.exact.create_money_entry(wish.kind, body)
    finish(claim, posted.exact_id, posted.number, wish.kind, desk)


def finish(claim: Claim, exact_id: str, number: str, kind: str, desk: Desk) -> None:
    url = exact_links.document_url(desk.exact.base_url, desk.division, kind, exact_id)
    desk.claims.booked(claim, exact_id, number, url)


def _standing(batch: Batch, desk: Desk) -> tuple[str, str] | None:
    """After a lost answer: the entry that holds one of our lines, known by the mark in its text."""
    texts = {line.text for line in batch.lines}
    marks = {text[text.rindex("[") :] for text in texts}
    lines = desk.exact.find_money_lines("cash_entry" if batch.cash else "bank_entry", batch.day)
    return next(
        ((line.entry_id, line.entry_number) for line in lines if any(line.text.endswith(mark) for mark in marks)), None
    )


def prove(desk: Desk) -> None:
    """Read back what is booked and not yet proved, one read a kind and day, and compare line by line. What Exact
    holds otherwise is said at the orders."""
    with desk.tools.db.read() as session:
        rows = session.scalars(
            select(Document).where(
                Document.shop_id == desk.shop_id,
                Document.division == desk.division,
                Document.kind.in_(["bank_entry", "cash_entry"]),
                Document.state == "booked",
                Document.proved_at.is_(None),
            )
        ).all()
    days: dict[tuple[str, str], list[Document]] = defaultdict(list)
    for row in rows:
        days[row.kind, row.wanted["day"]].append(row)
    for (kind, day), documents in days.items():
        lines = desk.exact.find_money_lines(kind, date.fromisoformat(day))
        for document in documents:
            found = sorted((line.text, line.amount) for line in lines if line.entry_id == document.exact_id)
            _compare(document, found, desk)


def _compare(document: Document, found: list[tuple[str, Decimal]], desk: Desk) -> None:
    asked = sorted((line["text"], Decimal(line["amount"])) for line in document.wanted["lines"])
    wanted, there = total([amount for _, amount in asked]), total([amount for _, amount in found])
    with desk.tools.db.write() as session:
        row = session.get_one(Document, document.id)
        row.proved_at, row.difference = desk.tools.clock.now(), plain(there - wanted)
        row.read_back = {"gross": plain(there), "lines": len(found)}
    if found != asked:
        problem = reasons.reads_back_wrong(document.exact_number, plain(wanted), plain(there))
        _say(_rows_of(document.key, desk), problem, desk)


def _as_dict(batch: Batch) -> dict[str, Any]:
    lines = [{"text": line.text, "ledger": line.ledger, "amount": plain(line.amount)} for line in batch.lines]
    gross = plain(total([line.amount for line in batch.lines]))
    return {"journal": batch.journal, "day": batch.day.isoformat(), "currency": batch.currency, "gross": gross,
            "lines": lines}  # fmt: skip


# --- what became of the rows --------------------------------------------------------------------------------


def _booked(key: str, desk: Desk) -> None:
    rows = _rows_of(key, desk)
    with desk.tools.db.write() as session:
        session.execute(
            update(Receipt)
            .where(Receipt.shop_id == desk.shop_id, Receipt.division == desk.division, Receipt.batch == key)
            .values(state="booked", problem=None, changed_at=desk.tools.clock.now())
        )
        session.flush()
        open_items.settled_by([row for row in rows if not row.base.count("/refund-")], session, desk.tools.clock.now())


def _one_by_one(rows: Sequence[Receipt], problem: Problem, desk: Desk) -> int:
    """Exact refused the batch. Alone: a person must act. Together: each line tries by itself."""
    if len(rows) == 1:
        with desk.tools.db.write() as session:
            row = session.get_one(Receipt, rows[0].id)
            row.state, row.problem, row.changed_at = "attention", problem.as_dict(), desk.tools.clock.now()
        _say(rows, problem, desk)
        return 0
    keys = [f"receipts/{row.journal}/{row.day}/{row.currency}/{row.id}/alone" for row in rows]
    with desk.tools.db.write() as session:
        desk.held.confirm(session, desk.tools.clock.now())
        for row, key in zip(rows, keys, strict=True):
            session.get_one(Receipt, row.id).batch = key
    return sum(_bring_about(key, desk) for key in keys)


def _say(rows: Sequence[Receipt], problem: Problem, desk: Desk) -> None:
    """The orders need attention. An order that has its own trouble already keeps that."""
    with desk.tools.db.write() as session:
        for row in rows:
            attention.call(session, row.shop_id, row.order_id, problem)


# --- when -----------------------------------------------------------------------------------------------------


def due_shops(tools: Tools, now: datetime) -> list[str]:
    """Connected shops whose receipts are due, or held and not finished: for the sweep."""
    with tools.db.read() as session:
        return list(
            session.scalars(
                select(Receipt.shop_id)
                .join(Connection, Connection.shop_id == Receipt.shop_id)
                .where(Connection.state == "connected", Receipt.state.in_(["held", "due"]), Receipt.due_at <= now)
                .group_by(Receipt.shop_id)
            )
        )


def is_due(shop_id: str, tools: Tools) -> bool:
    """For the drainer: is there anything for the flow now?"""
    now = tools.clock.now()
    with tools.db.read() as session:
        mine = (Receipt.shop_id == shop_id, Receipt.state == "due")
        due = session.scalar(select(func.count()).where(*mine, Receipt.due_at <= now))
        many = session.scalar(
            select(func.count()).where(*mine).group_by(Receipt.journal, Receipt.day, Receipt.currency)
            .order_by(func.count().desc()).limit(1)
        )  # fmt: skip
    return bool(due) or (many or 0) >= MOST_LINES
