"""What keeps the house in order: keep-alive of consents, and forgetting what need not be kept."""

from __future__ import annotations

import logging
import zlib
from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from .errors import Parked, Temporary
from .state.models import Connection, Message, OAuthState, Order, PairingCode
from .tools import Tools

log = logging.getLogger(__name__)

SPENT = timedelta(days=1)  # after which ids, codes and states that no request may use again are let go
SPREAD = timedelta(hours=6)
KEEP_ALIVE = timedelta(hours=12)  # Exact forgets a refresh token that was not used for 30 days [D]


def keep_alive(shop_id: str, tools: Tools) -> None:
    """Use the consent once, so that it lives on."""
    try:
        with tools.exact(shop_id, division=0) as exact:
            exact.me()
    except (Parked, Temporary) as why:
        log.warning("keep-alive: %s", why, extra={"shop": shop_id})


def idle_shops(tools: Tools) -> list[str]:
    """Connected shops whose token was last renewed long ago, with or without an administration. Each has a moment of
    its own, so that a thousand shops that were connected in one hour do not come back in one."""
    now = tools.clock.now()
    with tools.db.read() as session:
        rows = session.execute(
            select(Connection.shop_id, Connection.refreshed_at).where(
                Connection.state == "connected", Connection.refreshed_at < now - KEEP_ALIVE
            )
        ).all()
    latest = {shop_id: now - KEEP_ALIVE - _apart(shop_id) for shop_id, _ in rows}
    return [shop_id for shop_id, refreshed_at in rows if refreshed_at and refreshed_at < latest[shop_id]]


def _apart(shop_id: str) -> timedelta:
    return SPREAD * (zlib.crc32(shop_id.encode()) / 2**32)


def forget_bodies(tools: Tools) -> int:
    """Empty the text of messages that are older than the retention and no longer needed to book.

    Hash, ids and amounts stay as evidence; if the order changes or must be tried again, the shop is asked for
    its snapshot. How many were emptied.
    """
    old = tools.clock.now() - tools.config.body_retention
    unfinished = select(Order.message_id).where(Order.state.in_(["waiting", "checking", "attention", "parked"]))
    with tools.db.write() as session:
        done = session.execute(
            update(Message)
            .where(Message.received_at < old, Message.body.is_not(None), Message.id.not_in(unfinished))
            .values(body=None)
        )
    return int(done.rowcount)  # type: ignore[attr-defined]


def forget_spent(tools: Tools) -> int:
    """Let go of what can no longer be used: ids of desk calls (a repeat fails on its age by now), pairing codes and
    consents that ran out. How many rows went."""
    old = tools.clock.now() - SPENT
    spent = (
        delete(Message).where(Message.type == "desk", Message.received_at < old),
        delete(PairingCode).where(PairingCode.expires_at < old),
        delete(OAuthState).where(or_(OAuthState.expires_at < old, OAuthState.used_at < old)),
    )
    with tools.db.write() as session:
        gone = [session.execute(one).rowcount for one in spent]  # type: ignore[attr-defined]
    return sum(gone)
