"""What keeps the house in order: keep-alive of consents, and forgetting what need not be kept."""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from .errors import Parked, Temporary
from .state.models import Connection, Message, OAuthState, Order, PairingCode
from .tools import Tools

log = logging.getLogger(__name__)

SPENT = timedelta(days=1)  # after which ids, codes and states that no request may use again are let go
KEEP_ALIVE = timedelta(hours=12)  # Exact forgets a refresh token that was not used for 30 days [D]


def keep_alive(shop_id: str, tools: Tools) -> None:
    """Use the consent once, so that it lives on."""
    try:
        tools.exact(shop_id).me()
    except (Parked, Temporary) as why:
        log.warning("keep-alive: %s", why, extra={"shop": shop_id})


def idle_shops(tools: Tools) -> list[str]:
    """Connected shops whose token was last renewed long ago."""
    with tools.db.read() as session:
        return list(
            session.scalars(
                select(Connection.shop_id).where(
                    Connection.state == "connected",
                    Connection.division.is_not(None),
                    Connection.refreshed_at < tools.clock.now() - KEEP_ALIVE,
                )
            )
        )


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
