"""One order on its screen, and trying orders again."""

from __future__ import annotations

import base64
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from ..setup import kept
from ..state.models import Attempt, Document, Order
from ..status import report
from . import connection, wake
from .asker import Asker

MOST_ATTEMPTS = 50
MOST_RETRIED = 500
ID = validate.Range(0, 2**63 - 1)  # what the database can hold
OPEN = ("attention", "parked", "waiting", "checking")


class _Read(Schema):
    order_id = fields.Integer(required=True, validate=ID)


class _Reverse(Schema):
    order_id = fields.Integer(required=True, validate=ID)


class _Pdf(Schema):
    order_id = fields.Integer(required=True, validate=ID)
    key = fields.String(required=True, validate=validate.Length(1, 80))
    customer = fields.Boolean(load_default=False)


class _Retry(Schema):
    order_ids = fields.List(fields.Integer(validate=ID), validate=validate.Length(max=MOST_RETRIED))
    cause = fields.String(validate=validate.Length(1, 200))

    @validates_schema
    def _one_of_them(self, data: dict[str, Any], **_: Any) -> None:
        if not data.get("order_ids") and not data.get("cause"):
            raise ValidationError("order_ids or cause", "order_ids")


def read(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """Status (contracts 5), every attempt, and the plan of the last one. 404 for an order not known here."""
    order_id = asker.read(_Read, args)["order_id"]
    with asker.tools.db.read() as session:
        order = session.get(Order, (asker.shop_id, order_id))
        if order is None:
            raise asker.no("order_unknown", 404, field="args.order_id", id=order_id)
        status = report.statuses(asker.shop_id, [order], session)[0]
        return {
            **status,
            "documents": _with_read_back(status["documents"], asker.shop_id, order_id, session),
            "number": order.number,
            "due_at": None if order.due_at is None else order.due_at.isoformat(),
            "attempts": _attempts(asker.shop_id, order_id, session),
            "plan": order.plan,
        }


def _with_read_back(
    documents: list[dict[str, Any]], shop_id: str, order_id: int, session: Session
) -> list[dict[str, Any]]:
    """The proof in full: per VAT code what Exact holds."""
    rows = session.execute(
        select(Document.key, Document.read_back).where(Document.shop_id == shop_id, Document.order_id == order_id)
    )
    held = {row.key: row.read_back for row in rows}
    return [{**document, "read_back": held.get(document["key"])} for document in documents]


def _attempts(shop_id: str, order_id: int, session: Session) -> list[dict[str, Any]]:
    """The last tries, newest last."""
    newest = session.scalars(
        select(Attempt)
        .where(Attempt.shop_id == shop_id, Attempt.order_id == order_id)
        .order_by(Attempt.id.desc())
        .limit(MOST_ATTEMPTS)
    ).all()
    return [
        {
            "at": attempt.started_at.isoformat(),
            "outcome": attempt.outcome,
            "code": attempt.code,
            "text": attempt.text,
            "reads": attempt.reads,
            "writes": attempt.writes,
        }
        for attempt in reversed(newest)
    ]


def pdf(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """The PDF that Exact made of a processed invoice, as base64: fetched now, kept nowhere. ``customer``: for the
    customer himself; the plugin knows that the order is his, and the settings say whether he may."""
    given, tools = asker.read(_Pdf, args), asker.tools
    with tools.db.read() as session:
        settings = kept.in_force(session, asker.shop_id)
        step = session.scalar(
            select(Document).where(
                Document.shop_id == asker.shop_id, Document.order_id == given["order_id"],
                Document.key == f"{given['key']}/processed", Document.kind == "processed", Document.state == "booked",
            )
        )  # fmt: skip
    hidden = given["customer"] and (settings is None or settings.customer_pdf != "yes")
    if step is None or not step.exact_id or hidden:
        raise asker.no("pdf_unknown", 404, field="args.key")
    with asker.exact_may_fail(), connection.open_exact(tools, asker.shop_id, step.division) as exact:
        found = exact.pdf(step.exact_id)
    if found is None or not found[1].startswith(b"%PDF-"):
        raise asker.no("pdf_unknown", 404, field="args.key")
    return {"name": found[0], "content": base64.b64encode(found[1]).decode()}


def reverse(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """A person lets what stands of this order be credited and booked anew, as the order is at this moment; goes
    first. A newer change of the order is asked about again. ``ringing``: 0 when it asks for nothing of the kind."""
    order_id, tools = asker.read(_Reverse, args)["order_id"], asker.tools
    with tools.db.write() as session:
        order = session.get(Order, (asker.shop_id, order_id), with_for_update=True)
        if order is None:
            raise asker.no("order_unknown", 404, field="args.order_id", id=order_id)
        if order.state != "attention" or (order.problem or {}).get("action") != "reverse":
            return {"ringing": 0}
        order.reverse_message = order.message_id
        wake.due(session, asker.shop_id, tools.clock.now(), Order.order_id == order_id, asked="push")
    tools.ring("drain", asker.shop_id)
    return {"ringing": 1}


def retry(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """Try these orders (or all with this cause) again now, before others. Orders of another shop are not among
    them, whatever their id."""
    given, tools = asker.read(_Retry, args), asker.tools
    by_id = Order.order_id.in_(given.get("order_ids") or [])
    which = by_id if given.get("order_ids") else and_(Order.cause == given["cause"], Order.state.in_(OPEN))
    with tools.db.write() as session:
        ringing = wake.due(session, asker.shop_id, tools.clock.now(), which, asked="push")
    if ringing:
        tools.ring("drain", asker.shop_id)
    return {"ringing": ringing}
