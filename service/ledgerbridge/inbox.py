"""The door for the shop's messages: verify, check, store once, ring, 202.

202 is said after the commit and not before; from then on the message cannot be lost. Ringing the bell may
fail (Redis away): the clock's sweep finds the order.
"""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from .errors import Refused
from .order import snapshot
from .shop import signature
from .state.models import Message, Order, Shop
from .tools import Tools


def inbox(tools: Tools) -> Blueprint:
    """POST /v1/messages, as docs/contracts.md 2 says."""
    door = Blueprint("inbox", __name__)

    @door.post("/v1/messages")
    def take_message() -> tuple[Response, int]:
        body = read_body(tools.config.message_max_bytes)
        shop = known_shop(tools, request.headers.get("x-ledgerbridge-shop", ""))
        webhook_id = signature.verify(
            request.headers, body, tools.vault.open(shop.id, shop.secrets), tools.clock.now()
        )
        message = snapshot.read(body)
        status = store(tools, shop.id, webhook_id, message, body)
        if message["type"] != "ping" and status == "accepted":
            tools.ring("drain", shop.id)
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
    """The shop that a request says it is from; the signature has yet to prove it."""
    if not shop_id:
        raise Refused(401, "signature_missing", "The header x-ledgerbridge-shop is absent.")
    with tools.db.read() as session:
        shop = session.get(Shop, shop_id) if len(shop_id) <= 32 else None
    if shop is None or shop.state == "unpaired":
        raise Refused(401, "shop_unknown", "No shop with this id is paired here.", do="Pair the shop again.")
    return shop


def store(tools: Tools, shop_id: str, webhook_id: str, message: dict[str, Any], body: bytes) -> str:
    """Keep the message and make its order due, in one transaction. "accepted" or "duplicate"; 409 when the
    id was used for another body."""
    digest = hashlib.sha256(body).hexdigest()
    try:
        with tools.db.write() as session:
            kept = Message(
                shop_id=shop_id,
                webhook_id=webhook_id,
                type=message["type"],
                subject=str(message.get("order", {}).get("id", "")),
                sequence=message.get("sequence", 0),
                sha256=digest,
                body=tools.vault.seal(shop_id, body),
                received_at=tools.clock.now(),
            )
            session.add(kept)
            session.flush()
            if message["type"] != "ping":
                _make_due(session, tools, shop_id, kept.id, message)
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


def _make_due(session: Session, tools: Tools, shop_id: str, message_id: int, message: dict[str, Any]) -> None:
    """Insert the order's row, or point it at this newer snapshot. An older sequence changes nothing."""
    now = tools.clock.now()
    pushed = "push" if message.get("reason") == "push" else ""
    row = {
        "shop_id": shop_id,
        "order_id": message["order"]["id"],
        "number": str(message["order"].get("number") or message["order"]["id"])[:80],
        "message_id": message_id,
        "sequence": message.get("sequence", 0),
        "state": "waiting",
        "due_at": now,
        "asked": pushed,
        "first_seen_at": now,
        "changed_at": now,
        "cause": "",
        "attempts": 0,
        "calls": 0,
        "version": 1,
        "told_version": 0,
    }
    insert = (sqlite if tools.db.is_sqlite else postgresql).insert(Order).values(**row)
    fresh = insert.excluded
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["shop_id", "order_id"],
            set_={
                "number": fresh.number,
                "message_id": fresh.message_id,
                "sequence": fresh.sequence,
                "due_at": fresh.due_at,
                "asked": fresh.asked,
                "changed_at": fresh.changed_at,
                "attempts": 0,
            },
            where=Order.sequence <= fresh.sequence,
        )
    )
