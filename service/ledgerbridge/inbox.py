"""The door for the shop's messages: verify, check, store once, ring, 202.

202 is said after the commit and not before; from then on the message cannot be lost. Ringing the bell may
fail (Redis away): the clock's sweep finds the order.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from . import flows
from .errors import Refused
from .order import glance
from .shop import signature
from .state.models import Message, Order, Shop
from .tools import Tools


def inbox(tools: Tools) -> Blueprint:
    """POST /v1/messages, as docs/contracts.md 2 says."""
    door, known = Blueprint("inbox", __name__), Secrets(tools)

    @door.post("/v1/messages")
    def take_message() -> tuple[Response, int]:
        body = read_body(tools.config.message_max_bytes)
        shop_id = request.headers.get("x-ledgerbridge-shop", "")
        webhook_id = signature.verify(request.headers, body, known.of(shop_id), tools.clock.now())
        message = glance.read(body)
        status = store(tools, shop_id, webhook_id, message, body)
        if message["type"] in flows.MESSAGES and status == "accepted":
            tools.ring(flows.MESSAGES[message["type"]], shop_id)
        return jsonify(status=status, message=webhook_id), 202

    return door


def read_body(limit: int) -> bytes:
    """The raw body, or 413 before it is read or hashed when it is over ``limit`` bytes."""
    body = b"" if (request.content_length or 0) > limit else request.stream.read(limit + 1)
    if (request.content_length or 0) > limit or len(body) > limit:
        raise Refused(
            413, "too_large", f"The message is over {limit} bytes.", do="Ask the host to raise MESSAGE_MAX_BYTES."
        )
    return body


def known_shop(tools: Tools, shop_id: str) -> Shop:
    """The shop that a request says it is from; the signature has yet to prove it. Raises Refused 401."""
    with tools.db.read() as session:
        shop = session.get(Shop, shop_id) if 0 < len(shop_id) <= 32 else None
    _must_be_paired(shop, shop_id)
    assert shop is not None
    return shop


class Secrets:
    """The same, only the secrets, remembered for a second: the path whose speed counts (docs/figures.md). An
    unpaired shop or a retired secret is shut out a second later."""

    REMEMBERED = timedelta(seconds=1)

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._known: dict[str, tuple[datetime, list[str]]] = {}

    def of(self, shop_id: str) -> list[str]:
        now = self._tools.clock.now()
        known = self._known.get(shop_id)
        if known is None or not now - self.REMEMBERED < known[0] <= now:
            shop = known_shop(self._tools, shop_id)
            known = (now, list(self._tools.vault.open(shop.id, shop.secrets)))
            self._known = {**self._known, shop_id: known} if len(self._known) < 1000 else {shop_id: known}
        return known[1]


def _must_be_paired(row: Any, shop_id: str) -> None:
    if not shop_id:
        raise Refused(401, "signature_missing", "The header x-ledgerbridge-shop is absent.")
    if row is None or row.state == "unpaired":
        raise Refused(401, "shop_unknown", "No shop with this id is paired here.", do="Pair the shop again.")


def store(tools: Tools, shop_id: str, webhook_id: str, message: dict[str, Any], body: bytes) -> str:
    """Keep the message and make its order due, in one transaction. "accepted" or "duplicate"; 409 when the
    id was used for another body.

    Written with two prepared statements: this is the path whose speed counts (docs/figures.md).
    """
    digest, now = hashlib.sha256(body).hexdigest(), tools.clock.now()
    kept = {
        "shop_id": shop_id,
        "webhook_id": webhook_id,
        "type": message["type"],
        "subject": str(message.get("order", {}).get("id", "")),
        "sequence": message.get("sequence", 0),
        "sha256": digest,
        "body": tools.vault.seal(shop_id, body),
        "received_at": now,
    }
    try:
        with tools.db.begin() as connection:
            message_id = int(connection.execute(_KEEP, kept).inserted_primary_key[0])  # type: ignore[index]
            if message["type"] != "ping":
                connection.execute(_DUE[tools.db.is_sqlite], _due_row(shop_id, message_id, message, now))
    except IntegrityError:
        return _seen_before(tools, shop_id, webhook_id, digest)
    return "accepted"


def _seen_before(tools: Tools, shop_id: str, webhook_id: str, digest: str) -> str:
    with tools.db.read() as session:
        seen = session.scalar(
            select(Message.sha256).where(Message.shop_id == shop_id, Message.webhook_id == webhook_id)
        )
    if seen is None:
        raise Refused(503, "not_stored", "The message could not be stored.", do="Send it again.")
    if seen != digest:
        raise Refused(409, "id_reused", "This webhook-id came before with another body.", field="webhook-id")
    return "duplicate"


def _due_row(shop_id: str, message_id: int, message: dict[str, Any], now: datetime) -> dict[str, Any]:
    order = message["order"]
    return {
        "shop_id": shop_id,
        "order_id": order["id"],
        "number": str(order.get("number") or order["id"])[:80],
        "message_id": message_id,
        "sequence": message.get("sequence", 0),
        "due_at": now,
        "asked": "push" if message.get("reason") == "push" else "",
        "first_seen_at": now,
        "changed_at": now,
    }


def _make_due(dialect: Any) -> Any:
    """Insert the order's row, or point it at this newer snapshot. An older sequence changes nothing."""
    fixed = {"state": "waiting", "cause": "", "attempts": 0, "calls": 0, "version": 1, "told_version": 0}
    insert = dialect.insert(Order).values(**fixed)
    fresh = insert.excluded
    newer = ("number", "message_id", "sequence", "due_at", "asked", "changed_at")
    return insert.on_conflict_do_update(
        index_elements=["shop_id", "order_id"],
        set_={"attempts": 0, **{name: getattr(fresh, name) for name in newer}},
        where=Order.sequence <= fresh.sequence,
    )


_KEEP = insert(Message)
_DUE = {True: _make_due(sqlite), False: _make_due(postgresql)}
