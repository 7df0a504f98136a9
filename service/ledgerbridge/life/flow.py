"""The flow: what is booked goes on. Works under the drainer's lease: one process at a time talks to an administration.

Deliveries first, then orders, then what they became: an order can be delivered, invoiced, proved and processed in one
go.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import select

from ..exact.priorities import Priority
from ..order.prove import prove
from ..setup import kept
from ..setup.settings import Settings
from ..state import rests
from ..state.claims import Claims
from ..state.lease import Held
from ..state.models import Connection, Document
from ..tools import Tools
from . import attaching, delivering, due, invoicing, processing
from .desk import Desk

log = logging.getLogger(__name__)

GOODS_LOOK = timedelta(minutes=30)  # how often it is asked which orders were delivered


def go_on(shop_id: str, tools: Tools) -> int:
    """Invoice and process what is due; how many steps. 0 when a drainer is at work (the clock rings again)."""

    def work(held: Held) -> int:
        desk = _open(shop_id, held, tools)
        return _work(desk) if desk else 0

    return rests.in_turn(work, f"drain:{shop_id}", _name(shop_id), tools.db, tools.clock, log)


def _open(shop_id: str, held: Held, tools: Tools) -> Desk | None:
    """None while the shop has no settings. Raises Parked without a connection."""
    with tools.db.read() as session:
        settings = kept.in_force(session, shop_id)
    if settings is None:
        return None
    claims = Claims(tools.db, tools.clock, held, tools.config.lost_answer_quiet)
    return Desk(shop_id, settings, tools.exact(shop_id, Priority.STATUS), claims, tools)


def _work(desk: Desk) -> int:
    steps, now = 0, desk.tools.clock.now()
    with desk.tools.db.read() as session:
        completed = due.to_deliver(session, desk.shop_id, desk.division, desk.settings, now)
    steps += delivering.deliver(completed, desk)
    orders = _to_invoice(desk, now)
    if orders:
        steps += invoicing.invoice(orders, desk)
        desk.tell(orders)
        prove(desk.shop_id, desk.exact, desk.tools)
    with desk.tools.db.read() as session:
        invoices = due.to_process(session, desk.shop_id, desk.division, desk.settings, now)
    if invoices:
        steps += processing.process(invoices, desk)
        desk.tell(invoices)
    steps += _attached(desk, now)
    if orders or invoices:
        desk.tools.ring("report", desk.shop_id)
    if steps and is_due(desk.shop_id, desk.tools):
        desk.tools.ring("life", desk.shop_id)
    return steps


def _attached(desk: Desk, now: datetime) -> int:
    """Lay the shop's invoices beside their entries. One the shop does not have yet is asked for later."""
    with desk.tools.db.read() as session:
        entries = due.to_attach(session, desk.shop_id, desk.division, desk.settings, now)
    if not entries or _rests(_papers(desk.shop_id), desk.tools):
        return 0
    made, missing = attaching.attach(entries, desk)
    if missing:
        rests.rest(desk.tools.db, _papers(desk.shop_id), now + attaching.LOOK)
    return made


def _to_invoice(desk: Desk, now: datetime) -> list[Document]:
    """The orders to invoice now."""
    where = desk.shop_id, desk.division, desk.settings, now
    if desk.settings.invoice_orders != "delivered":
        with desk.tools.db.read() as session:
            return due.to_invoice(session, *where)
    with desk.tools.db.read() as session:
        waiting = due.waiting_for_goods(session, *where)
    if not waiting or _rests(_goods(desk.shop_id), desk.tools):
        return []
    rests.rest(desk.tools.db, _goods(desk.shop_id), now + GOODS_LOOK)
    return due.fitting(invoicing.delivered(waiting, desk))


# --- when -----------------------------------------------------------------------------------------------------


def _name(shop_id: str) -> str:
    return f"life:{shop_id}"


def _goods(shop_id: str) -> str:
    return f"goods:{shop_id}"


def _papers(shop_id: str) -> str:
    return f"papers:{shop_id}"


def _rests(name: str, tools: Tools) -> bool:
    with tools.db.read() as session:
        return rests.rests(session, name, tools.clock.now())


def is_due(shop_id: str, tools: Tools) -> bool:
    """Is there anything for the flow now?"""
    now = tools.clock.now()
    with tools.db.read() as session:
        settings, connection = kept.in_force(session, shop_id), session.get(Connection, shop_id)
        if settings is None or connection is None or connection.division is None:
            return False
        if connection.state != "connected" or _nothing_chosen(settings):
            return False
        where = shop_id, connection.division, settings, now
        orders = due.to_invoice(session, *where)
        invoices = due.to_process(session, *where)
        entries = due.to_attach(session, *where)
        completed = due.to_deliver(session, *where)
    if settings.invoice_orders == "delivered" and _rests(_goods(shop_id), tools):
        orders = []
    if _rests(_papers(shop_id), tools):
        entries = []
    return bool(completed or orders or invoices or entries) and not _rests(_name(shop_id), tools)


def _nothing_chosen(settings: Settings) -> bool:
    chosen = {settings.invoice_orders, settings.process_invoices, settings.attach_pdf, settings.deliveries}
    return not chosen - {"no", "exact"}


def due_shops(tools: Tools) -> list[str]:
    """Connected shops with documents that go on: for the sweep."""
    with tools.db.read() as session:
        connected = session.scalars(select(Connection.shop_id).where(Connection.state == "connected")).all()
    return [shop_id for shop_id in connected if is_due(shop_id, tools)]
