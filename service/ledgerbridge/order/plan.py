"""The one plan: what should stand in the books for an order, with every cent and every reason. Pure.

The preview shows it, booking sends it, the proof compares Exact with it; amounts are worked out nowhere else.
The same snapshot, settings and books give the same plan, byte for byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ..errors import Problem, Text
from ..money import ZERO, cents
from ..setup.settings import Settings
from . import changes, lines, reasons, refunds
from .shapes import Booked, Debtor, Kind, Plan, Snapshot, WantedDocument, WantedLine

NEVER = frozenset({"checkout-draft", "auto-draft", "draft", "new", "pending", "failed", "cancelled", "trash"})
"""Statuses in which there is no sale, whatever the settings say (facts/woocommerce B10)."""

KINDS: dict[str, Kind] = {"order": "sales_order", "invoice": "sales_invoice", "entry": "sales_entry"}


def make(order: Snapshot, settings: Settings, booked: Sequence[Booked] = ()) -> Plan:
    """The documents wanted for this order, or why there are none, or what a person must do."""
    stands = [one for one in booked if one.state in ("booked", "sending", "checking")]
    no_sale = no_sale_reason(order, settings)
    if no_sale and stands:
        return undone(order, stands) if order.status in NEVER else _plan(order, settings, stands)
    if no_sale:
        return _skip(order, *no_sale)
    return _plan(order, settings, stands)


def no_sale_reason(order: Snapshot, settings: Settings) -> tuple[str, Text] | None:
    """Why this order is not to be booked (now), if so."""
    if order.test_payment:
        return "test_payment", reasons.TEST_PAYMENT
    if order.parent_id:
        return "sub_order", reasons.sub_order(order.parent_id)
    if order.status in NEVER:
        return "status_no_sale", reasons.status_no_sale(order.status)
    # "refunded" is where a booked sale ends: invoice and credit note both belong in the books.
    if order.status not in settings.statuses and order.status != "refunded":
        return "status_not_booked", reasons.status_not_booked(order.status, settings.statuses)
    if not cents(order.total) and settings.zero_totals == "skip" and not order.refunds and not order.tenders:
        return "zero_total", reasons.ZERO_TOTAL
    return None


def undone(order: Snapshot, stands: Sequence[Booked]) -> Plan:
    """Booked, and then cancelled or binned: fine when it was credited, else a person decides."""
    if changes.open_gross(stands):
        return _attention(order, reasons.cancelled_after_booking(order, [one.key for one in stands]))
    return _skip(order, "cancelled_and_credited", reasons.CANCELLED_AND_CREDITED)


def _plan(order: Snapshot, settings: Settings, stands: Sequence[Booked]) -> Plan:
    problem = missing_setting(settings) or (reasons.deposit(order) if order.deposit else None)
    if problem:
        return _attention(order, problem)
    found = lines.wanted_lines(order, settings)
    if isinstance(found, Problem):
        return _attention(order, found)
    full = with_remainder(order, found, settings)
    sum_shown = arithmetic(order, found)
    if isinstance(full, Problem):
        return _attention(order, full, sum_shown)
    if not full:
        return _skip(order, "nothing_to_book", reasons.NOTHING_TO_BOOK)
    invoice = document(order, settings, full)
    credits = refunds.credits(order, settings, invoice)
    if isinstance(credits, Problem):
        return _attention(order, credits, sum_shown)
    problem = changes.after_booking(order, (invoice, *credits), stands)
    if problem:
        return _attention(order, problem, sum_shown)
    return Plan(
        order_id=order.order_id,
        number=order.number,
        decision="book",
        documents=(invoice, *credits),
        arithmetic=tuple(arithmetic(order, full)),
        currency=order.currency,
        total=invoice.gross,
    )


def with_remainder(order: Snapshot, found: list[WantedLine], settings: Settings) -> list[WantedLine] | Problem:
    """The lines and what makes them the order total: nothing, or a rounding line; else the sum is shown.

    What gift cards or credit paid is no lower price: the lines stay whole, and the money is another means of
    payment (facts/woocommerce B8).
    """
    paid_otherwise = sum((cents(tender.amount) for tender in order.tenders), ZERO)
    remainder = cents(order.total) + paid_otherwise - sum((line.gross for line in found), ZERO)
    if not remainder:
        return found
    if abs(remainder) > settings.rounding_cap:
        return reasons.does_not_add_up(order, arithmetic(order, found), remainder)
    line = lines.rounding_line(remainder, settings)
    return line if isinstance(line, Problem) else [*found, line]


def arithmetic(order: Snapshot, found: Sequence[WantedLine]) -> list[str]:
    """The sum as a person would write it down."""
    rows = [reasons.sum_row(line.net, line.vat, line.description) for line in found]
    whole = sum((line.gross for line in found), Decimal("0.00"))
    rows.append(f"= {whole}")
    rows += [reasons.tender_row(tender.amount, tender.code) for tender in order.tenders]
    rows.append(reasons.total_row(cents(order.total), whole - sum((cents(t.amount) for t in order.tenders), ZERO)))
    return rows


def document(order: Snapshot, settings: Settings, found: Sequence[WantedLine]) -> WantedDocument:
    """The invoice (sales order, sales invoice or sales entry) of the order."""
    flags = [reasons.tender_flag(cents(t.amount), order.currency) for t in order.tenders]
    if any(line.kind == "rounding" for line in found):
        flags.append(reasons.rounding_why(found[-1].net))
    return WantedDocument(
        key=f"order-{order.order_id}/invoice",
        kind=KINDS[settings.style],
        credit=False,
        subject_id=order.order_id,
        debtor=debtor(order, settings),
        on=booking_date(order, settings),
        currency=order.currency,
        reference=order.number[:30],
        description=reasons.description(order.number),
        journal="" if settings.style == "order" else settings.journal,
        payment_condition=payment_condition(order.payment_method, settings),
        payment_reference=order.transaction_id[:30],
        lines=tuple(found),
        flags=tuple(flags),
    )


def debtor(order: Snapshot, settings: Settings) -> Debtor:
    """Whom it is booked on: companies always as themselves, consumers as the settings say."""
    company = bool(order.billing.company) or order.vat_number_valid
    if settings.consumers == "collective" and not company:
        return Debtor("collective", settings.collective_account, reasons.COLLECTIVE)
    return Debtor("own", "", reasons.OWN_COMPANY if company else reasons.OWN_CONSUMER)


def booking_date(order: Snapshot, settings: Settings) -> date:
    """The chosen moment by the shop's calendar; the next best one where it has not come yet (COD is not paid)."""
    choice = {
        "paid": (order.paid_at, order.completed_at),
        "completed": (order.completed_at, order.paid_at),
        "ordered": (),
    }[settings.booking_date]
    return next((moment for moment in choice if moment), order.created_at).date()


def payment_condition(method: str, settings: Settings) -> str:
    exact = next((rule for rule in settings.payments if rule.method == method), None)
    other = next((rule for rule in settings.payments if rule.method == "*"), None)
    chosen = exact or other
    return chosen.condition if chosen else ""


def missing_setting(settings: Settings) -> Problem | None:
    """What must be chosen before anything can be booked; found here so that Exact need not be asked."""
    if settings.style != "order" and not settings.journal:
        return reasons.setting_missing("journal")
    if settings.style == "entry" and not settings.revenue_ledger:
        return reasons.setting_missing("revenue_ledger")
    if settings.consumers == "collective" and not settings.collective_account:
        return reasons.setting_missing("collective_account")
    return None


def _skip(order: Snapshot, code: str, why: Text) -> Plan:
    return Plan(
        order.order_id, order.number, "skip", reason_code=code, reason=why, currency=order.currency,
        total=cents(order.total),
    )  # fmt: skip


def _attention(order: Snapshot, problem: Problem, sum_shown: Sequence[str] = ()) -> Plan:
    return Plan(
        order.order_id, order.number, "attention", problem=problem, currency=order.currency,
        total=cents(order.total), arithmetic=tuple(sum_shown),
    )  # fmt: skip
