"""What would be booked for these orders, and why: the very plan that booking makes. Nothing is sent, nothing is kept.

The shop sends the orders along as they are now (contracts 2), also those that were never told before.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marshmallow import Schema, fields, validate

from ..errors import Refused
from ..order import book, message, snapshot
from ..order.drain import plan_as_dict
from ..order.shapes import Plan, Snapshot
from ..payment.wanted import wanted
from ..setup import choices, kept
from ..setup.settings import Settings
from ..state.models import Connection
from .asker import Asker

MOST = 25  # orders of one call


class _Preview(Schema):
    messages = fields.List(fields.Dict(), required=True, validate=validate.Length(1, MOST))


def preview(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """``{"previews": [one an order], "names": {kind: {code: name}}}``. Raises Refused before an administration and
    settings are chosen."""
    given, tools = asker.read(_Preview, args), asker.tools
    with tools.db.read() as session:
        settings, connection = kept.in_force(session, asker.shop_id), session.get(Connection, asker.shop_id)
        if settings is None or connection is None or connection.division is None:
            raise asker.no("not_set_up", 409)
        offered = choices.load(session, asker.shop_id, connection.division)
    shown = [_one(asker, said, settings, connection.division) for said in given["messages"]]
    return {
        "previews": shown,
        "names": {
            "vat_codes": {one.code: one.description for one in offered.vat_codes},
            "ledgers": {one.code: one.description for one in offered.ledgers},
            "journals": {one.code: one.description for one in offered.journals},
        },
    }


def _one(asker: Asker, said: dict[str, Any], settings: Settings, division: int) -> dict[str, Any]:
    """One order's plan. What cannot be read is said at its order; the others are shown."""
    try:
        order = snapshot.snapshot(message.check({**said, "type": "order.snapshot"}))
    except Refused as why:
        return {"order_id": _id(said), "number": "", "plan": None, "problem": None, "unreadable": str(why),
                "stands": [], "payments": []}  # fmt: skip
    plan = book.planned(order, settings, asker.shop_id, division, asker.tools)
    stands = book.booked(asker.shop_id, division, order.order_id, asker.tools)
    return {
        "order_id": order.order_id,
        "number": order.number,
        "plan": plan_as_dict(plan),
        "problem": plan.problem.as_dict() if plan.problem else None,
        "unreadable": "",
        "stands": [one.key for one in stands if one.state == "booked"],
        "payments": list(_payments(order, settings, plan)),
    }


def _payments(order: Snapshot, settings: Settings, plan: Plan) -> Iterable[dict[str, str]]:
    """The receipts that would be booked beside the documents."""
    for one in wanted(order, settings, plan.documents):
        yield {"of": one.of, "journal": one.journal, "ledger": one.contra, "amount": f"{one.amount:f}",
               "currency": one.currency, "on": one.day.isoformat(), "method": one.method}  # fmt: skip


def _id(said: dict[str, Any]) -> int:
    order = said.get("order")
    found = order.get("id") if isinstance(order, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 < found < 2**63 else 0
