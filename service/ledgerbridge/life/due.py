"""What of the booked documents goes on now. Level-triggered: the settings as they are, against the rows as they are.

A step's row has the document's key and the step: ``order-1042/invoice/invoiced``, ``order-1042/invoice/processed``.
An order that needs a person goes on when he pressed Retry and it is booked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, String, cast, exists, literal, select
from sqlalchemy.orm import Session, aliased

from ..setup.settings import Settings
from ..state.models import Document, Order

INVOICED, PROCESSED, ATTACHED, DELIVERED = "/invoiced", "/processed", "/attached", "/delivered"
DELIVERY = "goods_delivery"
ORDERS, INVOICES, ENTRIES = ("sales_order",), ("sales_invoice", "order_invoice"), ("sales_entry",)
MOST = 50  # orders of one call
MOST_LINES = 500  # of one call, when it names more than one order [D] facts 2
LONGEST = timedelta(days=400)  # an order that was not delivered by then will not be
EQUAL = "0.00"
NEW = timedelta(days=14)  # a shop that made no PDF by then will make none


def to_invoice(session: Session, shop_id: str, division: int, settings: Settings, now: datetime) -> list[Document]:
    """Sales orders that stand as they should and are not known to be invoiced, oldest first, as many as fit a call."""
    return fitting(waiting_for_goods(session, shop_id, division, settings, now))


def waiting_for_goods(
    session: Session, shop_id: str, division: int, settings: Settings, now: datetime
) -> Sequence[Document]:
    """All of them, whether their goods have left or not."""
    if settings.invoice_orders == "no" or settings.style != "order":
        return []
    return _without(INVOICED, ORDERS, session, shop_id, division, now, Document.credit.is_(False))


def fitting(documents: Sequence[Document]) -> list[Document]:
    """As many as one call takes; one order always does."""
    taken: list[Document] = []
    lines = 0
    for document in documents[:MOST]:
        lines += len(document.wanted.get("lines", ()))
        if taken and lines > MOST_LINES:
            break
        taken.append(document)
    return taken


def to_process(session: Session, shop_id: str, division: int, settings: Settings, now: datetime) -> list[Document]:
    """Invoices and credit notes that stand as they should and are not known to be processed, oldest first."""
    if settings.process_invoices == "no" or settings.style in ("entry", "daily"):
        return []
    return list(_without(PROCESSED, INVOICES, session, shop_id, division, now)[:MOST])


def to_deliver(
    session: Session, shop_id: str, division: int, settings: Settings, now: datetime
) -> list[tuple[Document, date]]:
    """Sales orders that the shop completed and whose delivery is not known, each with its day, oldest first.

    Each of them, also one that was taken back and the one that stands instead: a credit note puts its goods back, so
    the sum is what left."""
    if settings.deliveries != "shop" or settings.style != "order":
        return []
    found = _without(DELIVERED, ORDERS, session, shop_id, division, now, Order.completed_on != "")[:MOST]
    ids = [document.order_id for document in found]
    orders = session.scalars(select(Order).where(Order.shop_id == shop_id, Order.order_id.in_(ids)))
    days = {order.order_id: date.fromisoformat(order.completed_on) for order in orders}
    return [(document, days[document.order_id]) for document in found]


def to_attach(session: Session, shop_id: str, division: int, settings: Settings, now: datetime) -> list[Document]:
    """Entries beside which the shop's own invoice is not laid yet, oldest first. What takes a booking back is of the
    bookkeeping alone: the shop makes no invoice of it."""
    if settings.attach_pdf == "no":
        return []
    fresh = _without(ATTACHED, ENTRIES, session, shop_id, division, now, Document.started_at > now - NEW)
    return [document for document in fresh if not document.wanted.get("reverses")]


def _without(
    step: str, kinds: Sequence[str], session: Session, shop_id: str, division: int, now: datetime,
    *more: ColumnElement[bool],
) -> Sequence[Document]:  # fmt: skip
    """Proved documents of these kinds whose step is not done, of orders that are in order."""
    done = aliased(Document)
    key = cast(Document.key, String) + literal(step)
    is_done = exists().where(
        done.shop_id == shop_id, done.division == division, done.key == key, done.state == "booked"
    )
    return session.scalars(
        select(Document)
        .join(Order, (Order.shop_id == Document.shop_id) & (Order.order_id == Document.order_id))
        .where(
            Document.shop_id == shop_id, Document.division == division, Document.kind.in_(kinds),
            Document.state == "booked", Document.proved_at.is_not(None), Document.difference == EQUAL,
            Document.started_at > now - LONGEST, Order.state.in_(["booked", "credited"]), ~is_done, *more,
        )
        .order_by(Document.id)
    ).all()  # fmt: skip
