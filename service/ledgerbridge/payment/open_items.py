"""Which invoices are paid: asked of Exact's receivables for what is left open, and told to the shop.

About twenty invoices a call. An invoice that Exact calls paid is not asked again; one that a receipt of ours settled
is paid by our own word. What the receivables do not know stays unsaid.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from ..errors import Temporary
from ..exact.calls import Exact, OpenItem
from ..exact.priorities import Priority
from ..money import plain
from ..state import lease
from ..state.models import Connection, Document, Order, Receipt
from ..tools import Tools
from .shapes import total

log = logging.getLogger(__name__)

KINDS = ("sales_entry", "sales_invoice", "order_invoice")  # of a day's entry it is not told which order is open
SETTLED = (*KINDS, "day_share")
ASK_AGAIN = timedelta(hours=6)
LONGEST = timedelta(days=180)  # after which nobody waits for the money any more
MOST = 200  # of one turn: ten calls


def ask(shop_id: str, tools: Tools) -> int:
    """Ask for what is due to be asked; how many invoices changed. 0 while a drainer is at work."""
    held = lease.take(tools.db, f"drain:{shop_id}", tools.clock)
    if held is None:
        return 0
    try:
        exact = tools.exact(shop_id, Priority.STATUS)
        rows = _due(shop_id, exact.division, tools)
        changed = _store(rows, _found(rows, exact), tools) if rows else 0
    except Temporary as later:
        log.info("receivables wait: %s", later, extra={"shop": shop_id})
        return 0
    finally:
        lease.release(tools.db, held, tools.clock)
    if changed:
        tools.ring("report", shop_id)
    return changed


def _due(shop_id: str, division: int, tools: Tools) -> Sequence[Document]:
    with tools.db.read() as session:
        return session.scalars(
            select(Document).where(Document.shop_id == shop_id, Document.division == division, *_open(tools))
            .order_by(Document.payment_at.asc().nulls_first(), Document.id).limit(MOST)
        ).all()  # fmt: skip


def _open(tools: Tools) -> tuple[ColumnElement[bool], ...]:
    now = tools.clock.now()
    return (
        Document.kind.in_(KINDS),
        Document.credit.is_(False),
        Document.state == "booked",
        Document.payment != "paid",
        Document.started_at > now - LONGEST,
        or_(Document.payment_at.is_(None), Document.payment_at < now - ASK_AGAIN),
    )  # fmt: skip


def due_shops(tools: Tools) -> list[str]:
    """Connected shops with invoices to ask for: for the clock."""
    with tools.db.read() as session:
        return list(
            session.scalars(
                select(Document.shop_id)
                .join(Connection, Connection.shop_id == Document.shop_id)
                .where(Connection.state == "connected", *_open(tools))
                .group_by(Document.shop_id)
            )
        )


def _found(rows: Sequence[Document], exact: Exact) -> dict[int, list[OpenItem]]:
    """What the receivables say, by row: entries by their id, invoices by their number."""
    entries = {row.exact_id: row.id for row in rows if row.kind == "sales_entry"}
    numbers = {row.exact_number: row.id for row in rows if row.kind != "sales_entry" and row.exact_number}
    items: dict[int, list[OpenItem]] = defaultdict(list)
    for item in exact.receivables([one for one in entries if one], list(numbers)):
        row_id = entries.get(item.entry_id) or numbers.get(item.number)
        if row_id is not None:
            items[row_id].append(item)
    return items


def _store(rows: Sequence[Document], found: dict[int, list[OpenItem]], tools: Tools) -> int:
    now, changed = tools.clock.now(), 0
    with tools.db.write() as session:
        for row in rows:
            document = session.get_one(Document, row.id)
            document.payment_at = now
            if row.id in found:
                changed += _say(document, *judged(found[row.id], Decimal(str(row.wanted["gross"]))), session, now)
    return changed


def judged(items: Sequence[OpenItem], gross: Decimal) -> tuple[str, Decimal]:
    """(open | part | paid, what is open): an invoice paid in parts has several items (facts §4)."""
    left = total([item.amount for item in items if not item.paid])
    return _word(left, gross), left


def _word(left: Decimal, gross: Decimal) -> str:
    return "paid" if not left else "part" if left < gross else "open"


def _say(document: Document, payment: str, left: Decimal, session: Session, now: datetime) -> int:
    """Store it, and let the shop hear when it is news."""
    if (document.payment, document.open_amount) == (payment, plain(left)):
        return 0
    document.payment, document.open_amount, document.payment_at = payment, plain(left), now
    session.execute(
        update(Order)
        .where(Order.shop_id == document.shop_id, Order.order_id == document.order_id)
        .values(version=Order.version + 1)
    )
    return 1


def settled_by(receipts: Sequence[Receipt], session: Session, now: datetime) -> None:
    """Receipts of ours were booked: the invoices they settle wholly are paid."""
    for of in {row.of for row in receipts}:
        one = next(row for row in receipts if row.of == of)
        document = session.scalar(
            select(Document).where(
                Document.shop_id == one.shop_id, Document.division == one.division, Document.key == of,
                Document.kind.in_(SETTLED), Document.credit.is_(False),
            )
        )  # fmt: skip
        if document is None:
            continue
        booked = session.scalars(
            select(Receipt.amount).where(
                Receipt.shop_id == one.shop_id, Receipt.division == one.division, Receipt.of == of,
                Receipt.state == "booked",
            )
        )  # fmt: skip
        gross = Decimal(str(document.wanted["gross"]))
        left = max(gross - total([Decimal(amount) for amount in booked]), Decimal("0.00"))
        _say(document, _word(left, gross), left, session, now)
