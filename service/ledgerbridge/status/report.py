"""Back to the shop: how its orders stand (docs/contracts.md 5).

The rows say what the shop does not know yet: ``version`` above ``told_version``. A shop that is down changes
nothing about an order; it is only told later. What is marked as told is the version that was sent, so a change
that comes in between is told with the next report.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from ..errors import Temporary
from ..money import plain
from ..setup import kept
from ..state.models import Document, Order, Shop
from ..tools import Tools

BATCH = 100
TOLD_WHY = ("skipped", "booked", "credited")
MOST_BATCHES = 30  # of one turn; then the bell rings again, and other shops get theirs
KINDS = ("sales_order", "sales_invoice", "sales_entry", "day_share", "order_invoice")
STANDING = ("due", "sending", "checking", "booked")  # of a refused or unsent document nothing stands in Exact;
# "due" is a share of a day that is not over


def report(shop_id: str, tools: Tools) -> int:
    """Tell the shop all it does not know yet; how many orders it took. Raises Temporary, Permanent (shop/client)."""
    told = 0
    for _ in range(MOST_BATCHES):
        with tools.db.read() as session:
            batch = rows(shop_id, session, BATCH)
        if not batch:
            return told
        taken = tools.shop(shop_id).report(batch)
        if not taken:
            raise Temporary("The shop answered the report but took no order.")
        _mark(shop_id, [status for status in batch if status["order_id"] in taken], tools)
        told += len(taken)
    tools.ring("report", shop_id)
    return told


def rows(shop_id: str, session: Session, limit: int = BATCH) -> list[dict[str, Any]]:
    """Statuses that the shop has not been told, longest untouched orders first."""
    due = session.scalars(
        select(Order)
        .where(Order.shop_id == shop_id, Order.version > Order.told_version)
        .order_by(Order.changed_at, Order.order_id)
        .limit(limit)
    ).all()
    return statuses(shop_id, due, session)


def statuses(shop_id: str, orders: Sequence[Order], session: Session) -> list[dict[str, Any]]:
    """The status of each order, with its documents; for reports and for the order screen."""
    documents: dict[int, list[Document]] = defaultdict(list)
    lives: dict[tuple[int, str], Document] = {}  # (order, key of the document) → its step "processed"
    for document in session.scalars(
        select(Document)
        .where(
            Document.shop_id == shop_id,
            Document.order_id.in_([order.order_id for order in orders]),
            Document.kind.in_((*KINDS, "processed")),
            Document.state.in_(STANDING),
        )
        .order_by(Document.id)
    ):
        if document.kind == "processed":
            lives[document.order_id, document.key.removesuffix("/processed")] = document
        else:
            documents[document.order_id].append(document)
    settings = kept.in_force(session, shop_id)
    open_to_customers = settings is not None and settings.customer_pdf == "yes"
    return [status(order, documents[order.order_id], lives, open_to_customers) for order in orders]


def status(
    order: Order, documents: Sequence[Document], lives: Mapping[tuple[int, str], Document] = MappingProxyType({}),
    open_to_customers: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Contracts 5, one element of ``orders``. Amounts as text; "" where nothing is known yet."""
    plan = order.plan or {}
    return {
        "order_id": order.order_id,
        "version": order.version,
        "state": order.state,
        "reason": _reason(order, plan),
        "problem": order.problem,
        "documents": [
            _document(one, lives.get((order.order_id, one.key)), open_to_customers) for one in documents
        ],
        "total": str(plan.get("total", "")),
        "difference": difference(documents),
        "at": _latest(order, documents).isoformat(),
    }


def difference(documents: Sequence[Document]) -> str:
    """What the books hold more than was wanted, all documents together; "" when none was read back yet.
    A credit note that is too high takes away, so it counts the other way round."""
    proved = [document for document in documents if document.difference]
    if not proved:
        return ""
    signed = (Decimal(document.difference) * (-1 if document.credit else 1) for document in proved)
    return plain(sum(signed, Decimal("0.00")))


def _reason(order: Order, plan: dict[str, Any]) -> dict[str, Any] | None:
    """Why it was skipped (or booked as it was, or waits for its day); a problem speaks for itself."""
    code = plan.get("reason_code")
    if order.problem is not None or not code or (order.state not in TOLD_WHY and code != "day_total"):
        return None
    return {"code": code, "text": plan.get("reason") or {}}


def _document(document: Document, processed: Document | None, open_to_customers: bool) -> dict[str, Any]:
    """What Exact holds where that was read back, else what was asked."""
    amounts = document.read_back or document.wanted
    return {
        "key": document.key,
        "kind": document.kind,
        "credit": document.credit,
        "state": document.state,
        "number": document.exact_number,
        "url": document.url,
        "currency": document.wanted.get("currency", ""),
        "net": amounts.get("net", ""),
        "vat": amounts.get("vat", ""),
        "gross": amounts.get("gross", ""),
        "difference": document.difference,
        "payment": document.payment,
        "open": document.open_amount,
        "proved_at": None if document.proved_at is None else document.proved_at.isoformat(),
        "life": _life(processed, open_to_customers),
        "vat_check": _vat_check(document),
        "vat_codes": _vat_codes(document.wanted.get("lines", ())),
    }


def _vat_check(document: Document) -> dict[str, Any] | None:
    """How the customer's VAT number was checked, where the booking relies on it: form and check digits always."""
    if not document.vat_number:
        return None
    form = {"number": document.vat_number, "outcome": "form", "at": document.started_at.isoformat(), "consultation": ""}
    return document.vat_check or form


def _vat_codes(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Which VAT code and box of the return it lands in, how much, and why: one row a code, box and reason."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for line in lines:
        place = line["vat_code"], line["box"], line["reason"]
        percent = f"{Decimal(line['percent']).normalize():f}"
        row = found.setdefault(place, {"code": line["vat_code"], "percent": percent, "box": line["box"],
                                       "why": line["why"], "net": Decimal("0.00"), "vat": Decimal("0.00")})  # fmt: skip
        row["net"], row["vat"] = row["net"] + Decimal(line["net"]), row["vat"] + Decimal(line["vat"])
    return [row | {"net": plain(row["net"]), "vat": plain(row["vat"])} for row in found.values()]


def _life(processed: Document | None, open_to_customers: bool) -> dict[str, Any] | None:
    """What became of it after booking; None while it is a draft, or final by nature (an entry)."""
    if processed is None or processed.state != "booked":
        return None
    said = processed.read_back or {}
    pdf = bool(processed.exact_id)
    sent = list(said.get("sent", []))
    return {"processed": True, "sent": sent, "pdf": pdf, "customer": pdf and open_to_customers}


def _latest(order: Order, documents: Sequence[Document]) -> datetime:
    moments = [order.changed_at, order.booked_at]
    for document in documents:
        moments += [document.started_at, document.finished_at, document.proved_at]
    return max(moment for moment in moments if moment is not None)


def _mark(shop_id: str, told: Sequence[dict[str, Any]], tools: Tools) -> None:
    """The shop knows these versions. Never backwards: another report may have told a newer one meanwhile."""
    orders = cast(Table, Order.__table__)
    mark = (
        update(orders)
        .where(
            orders.c.shop_id == shop_id,
            orders.c.order_id == bindparam("id"),
            orders.c.told_version < bindparam("sent"),
        )
        .values(told_version=bindparam("sent"))
    )
    with tools.db.write() as session:
        session.connection().execute(mark, [{"id": row["order_id"], "sent": row["version"]} for row in told])
        session.execute(update(Shop).where(Shop.id == shop_id).values(told_at=tools.clock.now()))
