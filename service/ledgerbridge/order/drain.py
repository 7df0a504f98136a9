"""Work one shop's orders: one drainer at a time, oldest first, until nothing is due or the time slice is over.

What happened to an order is decided in ``book.py``; what it means for its row is decided here and nowhere else:

    Outcome     booked · credited · skipped                 done, until the next snapshot
                waiting                                     until the day's total is booked (daily/)
    Permanent   attention                                   until a person acts
    Checking    checking, due when it may be looked for
    BudgetSpent waiting, due when Exact opens again         the slice ends: no order can do better
    Parked      parked, all of the shop                     the slice ends
    Temporary   waiting, due after a growing pause
    a bug       attention "internal_error", logged          the next order goes on
"""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, select, update

from ..daily import shares
from ..errors import BudgetSpent, Parked, Permanent, Problem, Refused, Temporary
from ..exact.calls import Exact
from ..payment import receipts
from ..setup import kept
from ..setup.settings import Settings
from ..state import lease
from ..state.claims import Claims
from ..state.lease import Held, LeaseLost
from ..state.models import Attempt, Connection, Document, Message, Order, Shop
from ..status import tell
from ..tools import Tools
from . import book, changes, prove, troubles
from . import snapshot as snapshots
from .case import Case
from .shapes import Plan, Snapshot, as_dict

log = logging.getLogger(__name__)

SLICE = timedelta(seconds=45)
TELL_AFTER = 20  # orders between two reports to the shop (and one batched read-back)
PAUSES = (15, 60, 120, 300, 600, 1800, 3600)  # seconds, by tries in a row without success
PARKED_LOOK = timedelta(minutes=10)
PROVE_AGAIN = timedelta(minutes=5)
A_PERSON_WAITS = 5  # orders pushed at once for which a person looks at the screen; a hundred are work like any other


def drain(shop_id: str, tools: Tools) -> int:
    """Work what is due for the shop; how many orders had their turn. 0 when another drainer is at it."""
    held = lease.take(tools.db, f"drain:{shop_id}", tools.clock)
    if held is None:
        return 0
    try:
        return _work(shop_id, held, tools)
    except LeaseLost:
        log.warning("another drainer took over", extra={"shop": shop_id})
        return 0
    finally:
        lease.release(tools.db, held, tools.clock)


def _work(shop_id: str, held: Held, tools: Tools) -> int:
    end, turns = tools.clock.now() + SLICE, 0
    try:
        exact = tools.exact(shop_id)
        settings = _settings(shop_id, tools)
    except Parked as parked:
        _park_all(shop_id, parked, tools)
        tell.tell(shop_id, tools)
        return 0
    claims = Claims(tools.db, tools.clock, held, tools.config.lost_answer_quiet)
    try:
        while tools.clock.now() < end and (due := _due(shop_id, tools, TELL_AFTER)):
            pushed = sum(bool(order.asked) for order in due)
            for order in due:
                exact.asked_by_a_person(bool(order.asked) and pushed <= A_PERSON_WAITS)
                _turn(order, settings, exact, claims, held, tools)
                turns += 1
            exact.asked_by_a_person(False)
            prove.prove(shop_id, exact, tools)
            tell.tell(shop_id, tools)
        prove.prove(shop_id, exact, tools)
    except Parked as parked:
        _park_all(shop_id, parked, tools)
    except BudgetSpent as spent:
        log.info("call limit reached", extra={"shop": shop_id, "count": turns})
        if spent.until:
            tools.ring_at("drain", shop_id, spent.until)
    except Temporary as later:
        log.info("reading back failed for now: %s", later, extra={"shop": shop_id})
    except Permanent as no:
        log.error("Exact refuses to be read back: %s", no, extra={"shop": shop_id})
    tell.tell(shop_id, tools)
    if receipts.is_due(shop_id, tools):
        tools.ring("receipts", shop_id)
    if _due(shop_id, tools, 1) and tools.clock.now() >= end:
        tools.ring("drain", shop_id)  # the next slice; other shops get their turn in between
    return turns


def _settings(shop_id: str, tools: Tools) -> Settings:
    """The newest settings. Raises Parked when the shop has none yet."""
    with tools.db.read() as session:
        settings = kept.in_force(session, shop_id)
    if settings is None:
        raise Parked("no settings yet", problem=troubles.not_set_up())
    return settings


def _due(shop_id: str, tools: Tools, count: int) -> Sequence[Order]:
    """The next orders: those a person asked for, then in order of arrival. One that came to the books before has
    its place by its change, and one whose try failed by when it is due again: it must not hold up the others."""
    place = case(
        (Order.attempts > 0, Order.due_at), (Order.booked_at.is_not(None), Order.changed_at), else_=Order.first_seen_at
    )
    with tools.db.read() as session:
        return session.scalars(
            select(Order)
            .where(Order.shop_id == shop_id, Order.due_at <= tools.clock.now())
            .order_by(Order.asked.desc(), place, Order.message_id)
            .limit(count)
        ).all()


def _turn(
    order: Order, settings: Settings, exact: Exact, claims: Claims, held: Held, tools: Tools
) -> None:
    """One order's try: an attempt row before, its outcome after. Raises BudgetSpent and Parked onwards."""
    attempt = _begin(order, held, tools)
    reads, writes = exact.reads, exact.writes
    spent: Temporary | None = None
    change: dict[str, Any]
    try:
        change = _done(_outcome(order, settings, exact, claims, tools))
    except Permanent as no:
        change = _attention(no.problem, no.context.get("plan"))
    except (BudgetSpent, Parked) as stop:
        spent = stop
        change = _wait(order, stop, tools)
    except Temporary as later:
        change = _wait(order, later, tools)
    except LeaseLost:
        raise
    except Refused as unreadable:
        change = _attention(troubles.unreadable(unreadable), None)
    except Exception as bug:
        log.exception("a bug while booking", extra={"shop": order.shop_id, "order": order.order_id})
        change = _attention(troubles.internal_error(type(bug).__name__), None)
    _end(order, attempt, change, exact.reads - reads, exact.writes - writes, tools)
    if spent is not None:
        raise spent


def _outcome(
    order: Order, settings: Settings, exact: Exact, claims: Claims, tools: Tools
) -> book.Outcome:
    """What the newest message leads to: the story of the order, or of its disappearance."""
    said = _newest(order, tools)
    if said["type"] == "order.deleted":
        return _deleted(order, exact.division, tools)
    with tools.db.read() as session:
        marker = session.get_one(Shop, order.shop_id).marker
    snapshot = snapshots.snapshot(said)
    order.transaction_id = snapshot.transaction_id[:120]  # by which a provider's settlement names it
    order.completed_on = _to_deliver(snapshot, settings)
    if order.reverse_message == order.message_id:
        settings = replace(settings, after_booking="reverse")
    return book.book(Case(order.shop_id, marker, snapshot, settings, exact, claims, tools))


def _to_deliver(snapshot: Snapshot, settings: Settings) -> str:
    """The day the shop completed the order, while the owner delivers there; "" else. (Kept only then: who switches it
    on later does not deliver what was completed before.)"""
    if settings.deliveries != "shop" or snapshot.status != "completed":
        return ""
    return (snapshot.completed_at or snapshot.paid_at or snapshot.created_at).date().isoformat()


def _newest(order: Order, tools: Tools) -> dict[str, Any]:
    """The newest message, checked. Where its text was forgotten after the retention, the shop says it again."""
    with tools.db.read() as session:
        message = session.get_one(Message, order.message_id)
    if message.body is not None:
        return snapshots.read(tools.vault.open(order.shop_id, message.body))
    if message.type == "order.deleted":
        return {"type": "order.deleted"}
    return snapshots.read(tools.shop(order.shop_id).snapshots([order.order_id])[0])


def _deleted(order: Order, division: int, tools: Tools) -> book.Outcome:
    """Deleted in the shop: fine unless it stands in the books. Raises Permanent then."""
    with tools.db.read() as session:
        stands = session.scalars(
            select(Document.exact_number).where(
                Document.shop_id == order.shop_id,
                Document.division == division,
                Document.order_id == order.order_id,
                Document.kind.in_(book.KINDS),
                Document.state.in_(["booked", "sending", "checking"]),
            )
        ).all()
    if stands and changes.open_gross(book.booked(order.shop_id, division, order.order_id, tools)):
        raise Permanent(troubles.deleted_after_booking([number or "?" for number in stands]))
    shares.keep_only((), order.shop_id, division, order.order_id, tools)
    plan = Plan(order.order_id, order.number, "skip", reason_code="deleted", reason=troubles.DELETED)
    return book.Outcome("skipped", plan, "deleted", troubles.DELETED)


def _begin(order: Order, held: Held, tools: Tools) -> int:
    now = tools.clock.now()
    with tools.db.write() as session:
        held.confirm(session, now)
        attempt = Attempt(shop_id=order.shop_id, order_id=order.order_id, started_at=now)
        session.add(attempt)
        session.flush()
        return attempt.id


def _end(order: Order, attempt_id: int, change: dict[str, Any], reads: int, writes: int, tools: Tools) -> None:
    """Finish the attempt and the order's row, unless a newer snapshot came meanwhile: then it stays due."""
    now = tools.clock.now()
    said = change.pop("say")
    with tools.db.write() as session:
        session.execute(
            update(Attempt)
            .where(Attempt.id == attempt_id)
            .values(
                finished_at=now, outcome=change["state"], code=change.get("cause", "")[:80], text=said,
                reads=reads, writes=writes,
            )
        )
        row = session.get_one(Order, (order.shop_id, order.order_id), with_for_update=True)
        if change["state"] == row.state == "parked" and change.get("cause") == row.cause:
            session.execute(delete(Attempt).where(Attempt.id == attempt_id))  # a look whether it is over is no try
        newer = row.message_id != order.message_id
        if change["state"] in ("booked", "credited") and row.booked_at is None:
            row.booked_at = now
        if _differs(row, change) or order.asked:  # who pushed sees that it was tried, also when nothing changed
            row.version += 1
        for name, value in change.items():
            setattr(row, name, value)
        row.calls += reads + writes
        row.transaction_id, row.completed_on = order.transaction_id, order.completed_on
        row.asked = row.asked if newer else ""
        if newer:
            row.due_at = now
        if order.cause.startswith("read_back_differs"):
            prove.once_more(session, row)


def _differs(row: Order, change: dict[str, Any]) -> bool:
    """Is there anything the shop should hear?"""
    return (
        row.state != change["state"] or row.problem != change["problem"] or row.plan != change.get("plan", row.plan)
    )


def _done(outcome: book.Outcome) -> dict[str, Any]:
    return {
        "state": outcome.state,
        "problem": None,
        "cause": outcome.reason_code,
        "due_at": None,
        "attempts": 0,
        "plan": plan_as_dict(outcome.plan),
        "say": outcome.reason.get("en", ""),
    }


def _attention(problem: Problem, plan: Plan | None) -> dict[str, Any]:
    change: dict[str, Any] = {
        "state": "attention",
        "problem": problem.as_dict(),
        "cause": problem.cause or problem.code,
        "due_at": None,
        "say": f"{problem.what.get('en', '')} {problem.detail}".strip(),
    }
    return change | ({"plan": plan_as_dict(plan)} if plan else {})


def _wait(order: Order, later: Temporary, tools: Tools) -> dict[str, Any]:
    """The row of an order that is tried again by itself."""
    state = "checking" if isinstance(later, book.Checking) else "parked" if isinstance(later, Parked) else "waiting"
    pause = timedelta(seconds=PAUSES[min(order.attempts, len(PAUSES) - 1)] * random.uniform(0.75, 1.25))  # noqa: S311
    problem = later.problem or (troubles.checking() if state == "checking" else None)
    return {
        "state": state,
        "problem": problem.as_dict() if problem else None,
        "cause": problem.code if problem else "",
        "due_at": later.until or tools.clock.now() + (PARKED_LOOK if state == "parked" else pause),
        "attempts": order.attempts + (0 if isinstance(later, (BudgetSpent, Parked)) else 1),
        "say": str(later),
    }


def _park_all(shop_id: str, parked: Parked, tools: Tools) -> None:
    """All due orders of the shop wait for a person. They are looked at again now and then, and at once after
    connecting or saving settings."""
    problem = parked.problem.as_dict() if parked.problem else None
    now = tools.clock.now()
    with tools.db.write() as session:
        session.execute(
            update(Order)
            .where(Order.shop_id == shop_id, Order.due_at <= now, Order.state.in_(["waiting", "parked"]))
            .values(
                state="parked", problem=problem, cause=parked.problem.code if parked.problem else "parked",
                due_at=now + PARKED_LOOK, version=Order.version + 1,
            )
        )


def plan_as_dict(plan: Plan) -> dict[str, Any]:
    """The plan for the row and the screen: no personal data in it."""
    return {
        "decision": plan.decision,
        "currency": plan.currency,
        "total": f"{plan.total:f}",
        "reason_code": plan.reason_code,
        "reason": plan.reason,
        "arithmetic": list(plan.arithmetic),
        "documents": [as_dict(document) for document in plan.documents],
    }


def due_shops(tools: Tools, now: datetime) -> list[str]:
    """Shops with orders that are due: for the sweep."""
    with tools.db.read() as session:
        return list(session.scalars(select(Order.shop_id).where(Order.due_at <= now).group_by(Order.shop_id)))


def unproved_shops(tools: Tools) -> list[str]:
    """Shops with a document that was booked a while ago and could not be read back then: for the sweep."""
    with tools.db.read() as session:
        return list(
            session.scalars(
                select(Document.shop_id)
                .join(Connection, Connection.shop_id == Document.shop_id)
                .where(
                    Connection.state == "connected", Connection.problem.is_(None),
                    Connection.division == Document.division,
                    Document.kind.in_(prove.KINDS), Document.state == "booked", Document.proved_at.is_(None),
                    Document.finished_at < tools.clock.now() - PROVE_AGAIN,
                )
                .group_by(Document.shop_id)
            )
        )  # fmt: skip


def untold_shops(tools: Tools) -> list[str]:
    """Shops that do not know all yet: for the sweep."""
    with tools.db.read() as session:
        return list(
            session.scalars(
                select(Order.shop_id).where(Order.version > Order.told_version).group_by(Order.shop_id)
            )
        )


