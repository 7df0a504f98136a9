"""The desk: what the shop's screens ask for, call by call (docs/contracts.md 3).

The door (``doors.py``) has proved who asks. A call gets an Asker and its arguments, and gives plain JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import Refused
from ..tools import Tools
from . import activity, alive, connect, document, orders, overview, preview, report, settings, settlements, unpair
from .asker import Asker

Call = Callable[[Asker, dict[str, Any]], dict[str, Any]]

CALLS: dict[str, Call] = {
    "overview": overview.overview,
    "alive": alive.read,
    "connect.start": connect.start,
    "connect.read": connect.read,
    "connect.choose": connect.choose,
    "connect.end": connect.end,
    "settings.form": settings.form,
    "settings.save": settings.save,
    "settings.read": document.read,
    "settings.export": document.export,
    "settings.import": document.import_,
    "order.read": orders.read,
    "order.retry": orders.retry,
    "order.reverse": orders.reverse,
    "order.pdf": orders.pdf,
    "orders.preview": preview.preview,
    "settlements": settlements.read,
    "settlement_book": settlements.book,
    "activity.read": activity.read,
    "activity.csv": activity.csv,
    "receipts.book": settlements.book_receipts,
    "report.read": report.read,
    "report.make": report.make,
    "report.csv": report.csv,
    "unpair": unpair.unpair,
}


def envelope(body: Any) -> dict[str, Any]:
    """The body of a desk call. Raises Refused 422 when it is none."""
    if not isinstance(body, dict) or not isinstance(body.get("call"), str):
        raise Refused(422, "wrong_type", "The body is not a call of the desk.", "call")
    return body


def handle(tools: Tools, shop_id: str, envelope: dict[str, Any]) -> dict[str, Any]:
    """Answer one call. Raises Refused."""
    user, args = envelope.get("user"), envelope.get("args")
    asker = Asker(
        tools,
        shop_id,
        locale=str(envelope.get("locale") or "en")[:20],
        user_name=str(user.get("name") or "")[:120] if isinstance(user, dict) else "",
    )
    call = CALLS.get(envelope["call"])
    if call is None:
        raise asker.no("call_unknown", field="call", call=envelope["call"][:40])
    return call(asker, args if isinstance(args, dict) else {})
