"""The story of one order: work out what should stand in Exact, and do the difference.

    plan → whom (customer) → what (items or ledgers) → for each document: claim a row, send, finish the row

Told again for every new snapshot, push, retry and sweep; a document that stands there already is left alone.
Raises Permanent (a person must act), Temporary (later, by itself); the caller keeps the order's row.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from ..customer import account, delivery
from ..daily import shares
from ..errors import LostAnswer, Permanent, Temporary, Text
from ..exact import links as exact_links
from ..payment import keep as receipts
from ..setup.settings import Settings
from ..state.claims import Claim, Unsettled, Wish
from ..state.models import Document
from ..tools import Tools
from . import bodies, closed, find, open_orders, reasons, resolve
from .case import Case
from .plan import make
from .shapes import Booked, Plan, Snapshot, WantedDocument, as_dict, fingerprint

KINDS = ("sales_order", "sales_invoice", "sales_entry", "day_share")
"""What of an order's own documents can stand in the books."""


@dataclass(frozen=True)
class Outcome:
    """Where an order stands after a try. ``state`` as Order.state: booked, credited, skipped, waiting (daily/)."""

    state: str
    plan: Plan
    reason_code: str = ""
    reason: Text = field(default_factory=dict)


class Checking(Temporary):
    """An answer was lost: the order waits until it may be looked for."""


def book(case: Case) -> Outcome:
    """Bring the order's documents about and say where it stands now."""
    plan = plan_of(case)
    wanted_now = [wanted.key for wanted in plan.documents]
    shares.keep_only(wanted_now, case.shop_id, case.division, case.snapshot.order_id, case.tools)
    if plan.decision == "skip":
        return Outcome("skipped", plan, plan.reason_code, plan.reason)
    if plan.decision == "attention":
        assert plan.problem is not None
        raise Permanent(plan.problem, {"plan": plan})
    for wanted in plan.documents:
        try:
            bring_about(wanted, case)
        except Permanent as no:
            if closed.says(no) and another_month(wanted, case):
                return book(case)
            raise Permanent(no.problem, {"plan": plan}) from no
        except open_orders.Withdrawn:
            return book(case)
    # A document found after a lost answer stands there as it was sent then: is it still what is wanted?
    now = plan_of(case)
    if now.problem is not None:
        raise Permanent(now.problem, {"plan": now})
    if {one.key for one in now.documents} - {one.key for one in plan.documents}:
        return book(case)  # it is found out what stands; now it can be taken back
    if any(wanted.kind == shares.KIND and not is_booked(wanted.key, case) for wanted in plan.documents):
        waits = replace(plan, reason_code="day_total", reason=reasons.DAY_TOTAL)
        return Outcome("waiting", waits, waits.reason_code, waits.reason)
    receipts.keep(case, plan.documents)
    return Outcome("credited" if fully_credited(plan) else "booked", plan)


def plan_of(case: Case) -> Plan:
    return planned(case.snapshot, case.settings, case.shop_id, case.division, case.tools)


def planned(snapshot: Snapshot, settings: Settings, shop_id: str, division: int, tools: Tools) -> Plan:
    """The plan for this snapshot, given what stands or may stand in Exact: what booking does, and what the preview
    (desk/preview.py) shows of it."""
    now = tools.clock.now()
    months: frozenset[date] = frozenset()
    if settings.closed_period == "next":
        with tools.db.read() as session:
            months = closed.months(session, shop_id, division, now)
    today = now.astimezone(snapshot.created_at.tzinfo).date()
    return make(snapshot, settings, booked(shop_id, division, snapshot.order_id, tools), months, today)


def another_month(wanted: WantedDocument, case: Case) -> bool:
    """Exact has closed the month of this document: remember it. Is there an open one the settings let it go to?"""
    if case.settings.closed_period != "next":
        return False
    with case.tools.db.write() as session:
        closed.learn(session, case.shop_id, case.division, wanted.on, case.tools.clock.now())
    now = next((one for one in plan_of(case).documents if one.key == wanted.key), wanted)
    return now.on != wanted.on


def booked(shop_id: str, division: int, order_id: int, tools: Tools) -> list[Booked]:
    """An order's documents that stand in the administration, or may."""
    with tools.db.read() as session:
        rows = session.scalars(
            select(Document).where(
                Document.shop_id == shop_id,
                Document.division == division,
                Document.order_id == order_id,
                Document.kind.in_(KINDS),
                Document.state.in_(["booked", "sending", "checking"]),
            )
        ).all()
    return [Booked(row.key, row.kind, row.credit, row.state, row.wanted) for row in rows]  # type: ignore[arg-type]


def bring_about(wanted: WantedDocument, case: Case) -> None:
    """One document, once."""
    if is_booked(wanted.key, case):
        return
    if wanted.reverses:
        open_orders.withdraw(wanted, case)
    account_id = wanted.debtor.exact_id or account.ensure_account(wanted.debtor, case)
    ids = resolve.ids_for(wanted, case, account_id)
    if wanted.kind == shares.KIND:  # no call: the day's entry is booked when the day is over
        shares.keep(wish_for(wanted, account_id, case), case)
        return
    ids = replace(ids, delivery=delivery.ensure(wanted.debtor, wanted.kind, wanted.credit, account_id, case))
    body = bodies.body(wanted, ids, case.settings, case.marker)
    wish = wish_for(wanted, account_id, case)
    try:
        claim = case.claims.claim(wish)
        if claim.look_first:
            claim = settle(claim, wish, wanted, case)
        if not claim.booked:
            send(claim, wish, wanted, body, case)
    except Unsettled as early:
        raise Checking(str(early), early.until) from None


def is_booked(key: str, case: Case) -> bool:
    with case.tools.db.read() as session:
        state = session.scalar(
            select(Document.state).where(
                Document.shop_id == case.shop_id, Document.division == case.division, Document.key == key
            )
        )
    return state == "booked"


def send(claim: Claim, wish: Wish, wanted: WantedDocument, body: dict[str, Any], case: Case) -> None:
    """The one POST, and every way it can end."""
    try:
        with case.claims.sending(claim):
            posted = POSTS[wanted.kind](case, body)
    except LostAnswer as lost:
        raise Checking(str(lost), lost.until) from lost
    except Permanent as no:
        if no.problem.code == "already_exists" and wish.own_number is not None:
            adopt_or_raise(claim, wish, wanted, no, case)
            return
        raise
    finish(claim, wanted, posted.exact_id, posted.number, case)


POSTS = {
    "sales_order": lambda case, body: case.exact.create_sales_order(body),
    "sales_invoice": lambda case, body: case.exact.create_sales_invoice(body),
    "sales_entry": lambda case, body: case.exact.create_sales_entry(body),
}


def settle(claim: Claim, wish: Wish, wanted: WantedDocument, case: Case) -> Claim:
    """An earlier answer was lost and the quiet period is over: look, then adopt or try again."""
    there = find.standing_in_exact(wish, wanted, case)
    if there is None:
        return case.claims.again(claim, wish)
    finish(claim, wanted, there.exact_id, there.number, case)
    return Claim(claim.row_id, claim.attempt, booked=True, exact_id=there.exact_id)


def adopt_or_raise(claim: Claim, wish: Wish, wanted: WantedDocument, no: Permanent, case: Case) -> None:
    """Exact says our own number is taken: by this very document (an answer was lost), or by a stranger."""
    there = find.standing_in_exact(wish, wanted, case)
    if there is None:
        raise Permanent(find.number_taken(wish, wanted, no.problem.detail))
    finish(claim, wanted, there.exact_id, there.number, case)


def finish(claim: Claim, wanted: WantedDocument, exact_id: str, number: str, case: Case) -> None:
    url = exact_links.document_url(case.exact.base_url, case.division, wanted.kind, exact_id)
    case.claims.booked(claim, exact_id, number, url)


def wish_for(wanted: WantedDocument, account_id: str, case: Case) -> Wish:
    stored = as_dict(wanted) | {"account_id": account_id}
    return Wish(
        shop_id=case.shop_id,
        division=case.division,
        order_id=case.snapshot.order_id,
        key=wanted.key,
        kind=wanted.kind,
        credit=wanted.credit,
        reference=bodies.marker_text(case.marker, wanted.tag),
        own_number=bodies.own_number(wanted, case.settings),
        vat_number=wanted.vat_number,
        wanted=stored,
        fingerprint=fingerprint(stored),
    )


def fully_credited(plan: Plan) -> bool:
    """All that was invoiced was credited."""
    invoiced = sum(document.gross for document in plan.documents if not document.credit)
    credited = sum(document.gross for document in plan.documents if document.credit)
    return bool(credited) and invoiced == credited


