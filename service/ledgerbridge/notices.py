"""The door for Exact's notifications: verify, mark the feed, ring, 200. No work is done here.

    POST /exact/webhooks/<path>     empty: Exact's validation, 200

A shop is known by its opaque path, proved by the signature. What is refused is counted per shop (contracts 8).
"""

from __future__ import annotations

import logging

from flask import Blueprint, Response, jsonify
from sqlalchemy import select

from . import flows
from .errors import Refused
from .exact import webhooks
from .exact.feeds import DELETED, Taking
from .feed import listen
from .inbox import read_body
from .state import cursors
from .state.models import Connection, Listener
from .tools import Tools

logger = logging.getLogger(__name__)


def notices(tools: Tools) -> Blueprint:
    door = Blueprint("notices", __name__)

    @door.post(f"{listen.DOOR}<path>")
    def hear(path: str) -> Response:
        shop_id = _shop(path, tools)
        try:
            body = read_body(webhooks.LIMIT)
            if not body:
                return jsonify(status="ready")
            shops = _mark(shop_id, webhooks.verify(body, listen.secret(shop_id, tools)), tools)
        except Refused as no:
            _count(shop_id, no.code, tools)
            logger.warning("a notification was refused: %s", no.code, extra={"shop": shop_id})
            raise
        for one in shops:
            tools.ring("feeds", one)
        return jsonify(status="heard")

    return door


def _shop(path: str, tools: Tools) -> str:
    with tools.db.read() as session:
        shop_id = session.scalar(select(Listener.shop_id).where(Listener.path_hash == listen.hashed(path)))
    if shop_id is None:
        raise Refused(404, "listener_unknown", "Nothing listens here.")
    return shop_id


def _mark(shop_id: str, notice: webhooks.Notice, tools: Tools) -> list[str]:
    """Mark the feeds of the topic, or that of the deletions, for every shop it concerns: which. Raises Refused for what
    was not subscribed to."""
    feeds = [name for name, feed in flows.FEEDS.items() if notice.topic in feed.topics]
    if not feeds:
        raise Refused(422, "topic_unknown", f"The topic {notice.topic[:40]} is not listened to.")
    now = tools.clock.now()
    with tools.db.write() as session:
        connection = session.get(Connection, shop_id)
        if connection is None or connection.division != notice.division:
            raise Refused(422, "division_unknown", "The administration is not the one this shop books in.")
        shops = listen.sharing(session, shop_id)
        for one in shops:
            cursors.mark(session, one, notice.division, [DELETED] if notice.action == "Delete" else feeds, now)
            if notice.action == "Delete":
                _tell(feeds, Taking(session, one, notice.division, now), notice.key)
        row = session.get_one(Listener, shop_id, with_for_update=True)
        row.heard_at, row.counts = now, _more(row, "heard")
    return shops


def _tell(feeds: list[str], taking: Taking, key: str) -> None:
    """Deletions that Exact's log of deletions does not name. A false word costs a read: nothing is believed."""
    for feed in (flows.FEEDS[name] for name in feeds):
        if feed.told is not None and key:
            feed.told(taking, [key.strip("{}").lower()])


def _count(shop_id: str, code: str, tools: Tools) -> None:
    with tools.db.write() as session:
        row = session.get_one(Listener, shop_id, with_for_update=True)
        row.counts = _more(row, code)


def _more(row: Listener, code: str) -> dict[str, int]:
    return {**row.counts, code: int(row.counts.get(code, 0)) + 1}
