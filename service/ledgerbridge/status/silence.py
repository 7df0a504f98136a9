"""What nobody says, and nobody would notice: a shop that is silent, orders that do not move. The plugin gives a sign of
life every hour, also where nothing is sold, so that silence means something."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from ..errors import Problem
from ..state.models import Attempt, Message, Order, Shop
from . import alive

MOVES = timedelta(hours=1)
"""A shop with a try within this moves: what waits longer waits for Exact's call limit or its place in the queue."""
TRIES = 10
"""Tries in a row without success that take about three hours (order/drain.py, PAUSES)."""


def of(session: Session, shop: Shop, now: datetime, long: timedelta) -> Problem | None:
    """What to say of this shop. ``long``: how long nothing may be heard, or an order may wait."""
    count = session.scalar(select(func.count()).select_from(Order).where(Order.shop_id == shop.id, stuck(now - long)))
    if count and (tried_in_vain(session, shop.id, now - long) or not _moves(session, shop.id, now)):
        return _stuck(count, long)
    if silent(session, shop, now - long):
        return _silent(long)
    return None


def stuck(since: datetime) -> ColumnElement[bool]:
    """Orders that should have been booked since then: tried in vain all the time, or due and not come up. Orders that
    wait for a known moment (Exact's limit, the end of the day) are not due."""
    return and_(
        Order.state.in_(["waiting", "checking"]), Order.cause != "day_total", Order.changed_at < since,
        or_(Order.attempts >= TRIES, Order.due_at < since),
    )  # fmt: skip


def tried_in_vain(session: Session, shop_id: str, since: datetime) -> bool:
    tried = select(Order.order_id).where(Order.shop_id == shop_id, stuck(since), Order.attempts >= TRIES).limit(1)
    return session.scalar(tried) is not None


def _moves(session: Session, shop_id: str, now: datetime) -> bool:
    newest = session.scalar(
        select(Attempt.started_at).where(Attempt.shop_id == shop_id).order_by(Attempt.id.desc()).limit(1)
    )
    return newest is not None and newest > now - MOVES


def silent(session: Session, shop: Shop, since: datetime) -> bool:
    """Neither a screen's call nor a message came from the shop since then, though somebody was here to hear it."""
    if shop.state != "active" or (shop.heard_at or shop.paired_at) >= since or alive.up_at(session) > since:
        return False
    message = session.scalar(
        select(Message.received_at).where(Message.shop_id == shop.id).order_by(Message.id.desc()).limit(1)
    )
    return message is None or message < since


def _hours(long: timedelta) -> str:
    return f"{long / timedelta(hours=1):g}"


def _stuck(count: int, long: timedelta) -> Problem:
    hours = _hours(long)
    return Problem(
        code="orders_stuck",
        cause="orders_stuck",
        what={
            "en": f"Orders have waited for longer than {hours} hours and are not booked ({count} when this was seen).",
            "nl": f"Bestellingen wachten langer dan {hours} uur zonder geboekt te worden ({count} toen dit opviel).",
        },
        why={
            "en": "They are due and tried again by themselves, but nothing comes of it. No order is lost.",
            "nl": "Ze zijn aan de beurt en worden vanzelf opnieuw geprobeerd, maar er komt niets van. "
            "Er gaat niets verloren.",
        },
        do={
            "en": "Look under Activity what the tries say; ask the host of the service if that does not help.",
            "nl": "Kijk onder Activiteit wat de pogingen zeggen; vraag de beheerder van de dienst als dat niet helpt.",
        },
        who="host",
        action="none",
    )


def _silent(long: timedelta) -> Problem:
    hours = _hours(long)
    return Problem(
        code="shop_silent",
        cause="shop_silent",
        what={
            "en": f"The service has heard nothing from this shop for longer than {hours} hours.",
            "nl": f"De dienst heeft langer dan {hours} uur niets van deze winkel gehoord.",
        },
        why={
            "en": "Its own queue does not run, or it cannot reach the service. Orders stay in the shop until then.",
            "nl": "De wachtrij van de winkel draait niet, of hij kan de dienst niet bereiken. Bestellingen blijven "
            "zolang in de winkel.",
        },
        do={
            "en": "Check that WP-Cron runs, and that the shop can reach the service.",
            "nl": "Controleer of WP-Cron draait, en of de winkel de dienst kan bereiken.",
        },
        action="none",
    )


def shops(session: Session, now: datetime, long: timedelta) -> list[tuple[Shop, Problem]]:
    """Every shop of which something is to be said, for the host."""
    paired = session.scalars(select(Shop).where(Shop.state == "active").order_by(Shop.url)).all()
    return [(shop, problem) for shop in paired if (problem := of(session, shop, now, long)) is not None]
