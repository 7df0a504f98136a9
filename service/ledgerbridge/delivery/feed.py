"""Deliveries of our sales orders, as Exact's feed says: one row per line, new on each change (facts 3, 4)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..exact.feeds import Taking
from ..exact.found import day
from ..setup import kept
from ..state.models import Delivery, Document

SELECT = "ID,EntryID,SalesOrderNumber,DeliveryDate,TrackingNumber"
LONGEST = 200  # of a track & trace text: a number, or an address of the carrier


def wanted(session: Session, shop_id: str) -> bool:
    """Does the owner deliver in Exact? Else the feed is not read."""
    settings = kept.in_force(session, shop_id)
    return settings is not None and settings.style == "order" and settings.deliveries == "exact"


def take(taking: Taking, rows: list[dict[str, Any]]) -> int:
    """Note deliveries of our orders; one that is new, or has another track & trace, is told to the shop. Taken twice,
    the second time changes nothing."""
    orders = _orders(taking, {str(row.get("SalesOrderNumber") or "") for row in rows})
    changed = 0
    for row in rows:
        order_id = orders.get(str(row.get("SalesOrderNumber") or ""))
        if order_id is not None:
            changed += _note(taking, order_id, row)
    return changed


def _note(taking: Taking, order_id: int, row: dict[str, Any]) -> bool:
    entry_id, tracking = str(row["EntryID"]), str(row.get("TrackingNumber") or "").strip()[:LONGEST]
    known = taking.session.get(Delivery, (taking.shop_id, taking.division, entry_id, order_id))
    if known is None:
        on = day(row, "DeliveryDate")
        taking.session.add(
            Delivery(
                shop_id=taking.shop_id, division=taking.division, exact_id=entry_id, order_id=order_id,
                on=(on or taking.now.date()).isoformat(), tracking=tracking, told=False,
            )
        )  # fmt: skip
        taking.session.flush()  # the next line may be of the same delivery
        return True
    if tracking in ("", known.tracking):  # a line without one says nothing of the other lines' parcel
        return False
    known.tracking, known.told = tracking, False
    return True


def _orders(taking: Taking, numbers: set[str]) -> dict[str, int]:
    """By number in Exact, the shop's order."""
    rows = taking.session.execute(
        select(Document.exact_number, Document.order_id).where(
            Document.shop_id == taking.shop_id, Document.division == taking.division,
            Document.kind == "sales_order", Document.state == "booked", Document.exact_number.in_(numbers - {""}),
        )
    )  # fmt: skip
    return {row.exact_number: row.order_id for row in rows}
