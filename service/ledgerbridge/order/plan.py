"""The one plan: what should stand in the books for an order, with every cent and every reason. Pure.

The preview shows it, booking sends it, the proof compares Exact with it; amounts are worked out nowhere else.
The same snapshot, settings and books give the same plan, byte for byte.

What was decided where the shop leaves it open:

- A *refunded* order is booked as invoice and credit note, so that the books show both, also when it was refunded
  before it was ever booked; unless it was never paid: then there was no sale.
- A *gift card* is a means of payment. The invoice stays whole (revenue and VAT), and what the card paid of it is
  open on the debtor until it is matched; the document says so (facts/woocommerce B8).
- *Pending* after booking is an order being edited in the shop; cancelled, failed and binned are undone sales.
- A *chargeback* is no refund: the customer owes the money again, and the invoice stays (facts B7).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from ..customer.kind import is_company
from ..customer.rules import notes
from ..errors import Problem, Text
from ..exact.assumptions import YOUR_REF
from ..money import ZERO, cents
from ..setup.settings import Settings, payment_rule
from ..setup.settings import by_country as collective_accounts
from . import changes, contradictions, lines, periods, reasons, refunds, turns
from .shapes import Booked, Debtor, Plan, Snapshot, WantedDocument, WantedLine, current_invoice
from .stored import as_it_stands, restored, whole
from .turns import Turns
from .vat import destination

NEVER = frozenset({"checkout-draft", "auto-draft", "draft", "new", "pending", "failed", "cancelled", "trash"})
"""Statuses in which there is no sale, whatever the settings say (facts/woocommerce B10)."""
UNDONE = frozenset({"cancelled", "failed", "trash"})
RELY_ON_A_NUMBER = ("reverse_charge", "reverse_charge_services", "reverse_charge_home")
HALF = Decimal("0.50")
THOUSANDTHS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
"""Currencies with three decimals; the books here have two."""


def make(
    order: Snapshot,
    settings: Settings,
    booked: Sequence[Booked] = (),
    closed: Collection[date] = (),
    today: date = date.max,
) -> Plan:
    """The documents wanted for this order, or why there are none, or what a person must do.

    ``closed``: first days of months in which Exact books nothing; new documents go to the next open one, up to
    ``today``, where the settings say so. ``today``: the shop's calendar; what is taken back is dated so."""
    stands = [one for one in booked if one.state in ("booked", "sending", "checking")]
    standing = turns.of(stands)
    today = booking_date(order, settings) if today == date.max else today
    if standing.live and order.status in UNDONE and _refunded(order) < cents(order.total):
        return _undone(order, settings, standing, today)
    no_sale = None if standing.live else no_sale_reason(order, settings)
    if no_sale:
        return _taken_back(order, standing, *no_sale) if standing.past else _skip(order, *no_sale)
    plan = _plan(order, settings, standing, today)
    return _in_open_months(plan, stands, closed, today) if settings.closed_period == "next" else plan


def _in_open_months(plan: Plan, stands: Sequence[Booked], closed: Collection[date], today: date) -> Plan:
    """What stands keeps its date; what is new goes where it can be booked."""
    there = {one.key for one in stands}
    return replace(
        plan,
        documents=tuple(
            document if document.key in there else periods.moved(document, closed, today)
            for document in plan.documents
        ),
    )


def no_sale_reason(order: Snapshot, settings: Settings) -> tuple[str, Text] | None:
    """Why this order is not to be booked (now), if so."""
    if order.test_payment:
        return "test_payment", reasons.TEST_PAYMENT
    if order.parent_id:
        return "sub_order", reasons.sub_order(order.parent_id)
    if order.status in NEVER:
        return "status_no_sale", reasons.status_no_sale(order.status)
    if order.status == "refunded":
        return None if order.paid_at else ("refunded_unpaid", reasons.REFUNDED_UNPAID)
    if order.status not in settings.statuses:
        return "status_not_booked", reasons.status_not_booked(order.status, settings.statuses)
    nothing = not cents(order.total) and not cents(order.total_tax) and not order.refunds and not order.tenders
    if nothing and settings.zero_totals == "skip":
        return "zero_total", reasons.ZERO_TOTAL
    return None


def _refunded(order: Snapshot) -> Decimal:
    return sum((cents(refund.amount) for refund in order.refunds), ZERO)


def _undone(order: Snapshot, settings: Settings, standing: Turns, today: date) -> Plan:
    """Booked, and then cancelled or binned: fine when it was credited; else it is taken back, if it may be."""
    live = standing.live
    if not changes.open_gross(live):
        return _skip(order, "cancelled_and_credited", reasons.CANCELLED_AND_CREDITED)
    if settings.after_booking != "reverse":
        return _attention(order, reasons.cancelled_after_booking(order, [one.key for one in live]))
    stays = [whole(one) for one in (*standing.past, *live)]
    if any(one.state != "booked" for one in live):
        return _book(order, tuple(stays), ())  # first it is found out what stands
    invoice = current_invoice([whole(one) for one in live])
    back = turns.reversal(order.number, settings, invoice, live, standing.now, today) if invoice else None
    if back is None:
        return _attention(order, reasons.cancelled_after_booking(order, [one.key for one in live]))
    return replace(_book(order, (*stays, back), ()), reason_code="cancelled", reason=reasons.CANCELLED)


def _taken_back(order: Snapshot, standing: Turns, code: str, why: Text) -> Plan:
    """Nothing should stand, and what stood was taken back."""
    return replace(_book(order, tuple(whole(one) for one in standing.past), ()), reason_code=code, reason=why)


def _plan(order: Snapshot, settings: Settings, standing: Turns, today: date) -> Plan:
    """The turn that counts, behind those that were closed."""
    plan = _turn(order, settings, standing.live, standing.now, today)
    past = tuple(whole(one) for one in standing.past)
    return replace(plan, documents=past + plan.documents) if past and plan.decision == "book" else plan


def _turn(order: Snapshot, settings: Settings, stands: Sequence[Booked], turn: int, today: date) -> Plan:
    sum_shown: list[str] = []
    planned = invoice_of(order, settings, sum_shown)
    if not isinstance(planned, Problem):
        planned = turns.again(planned, turn, today)
    if isinstance(planned, Problem):
        unchanged = None if contradictions.of(order) else _stands_unchanged(order, settings, stands, turn)
        if unchanged is None:
            return _attention(order, planned, sum_shown)
        planned = unchanged
    if not planned.lines and not stands:
        return _skip(order, "nothing_to_book", reasons.NOTHING_TO_BOOK)
    if order.status == "refunded" and _refunded(order) + settings.rounding_cap < cents(order.total):
        return _attention(order, reasons.refunds_missing(order, _refunded(order)), sum_shown)
    # Credit notes follow the invoice as it stands in the books.
    invoice = as_it_stands(planned, stands)
    credits = refunds.credits(order, settings, invoice, stands, turn)
    refunded = [] if isinstance(credits, Problem) else credits
    change = changes.after_booking(order, (planned, *refunded), stands)
    # An order that shrank may have refunds above what is left of it: the change is the reason, not the refund.
    if isinstance(credits, Problem) and (change is None or change.orphans):
        return _attention(order, credits, sum_shown)
    if change and settings.after_booking != "reverse":
        return _attention(order, change.problem, sum_shown)
    if change and change.orphans:
        gone = [part for one in change.orphans for part in (whole(one), turns.restoring(order.number, one, today))]
        return _book(order, (invoice, *refunded, *_restored(stands), *gone), sum_shown)
    if change:
        return _anew(order, settings, stands, turn, today, change.problem)
    return _book(order, (invoice, *refunded, *_restored(stands)), sum_shown)


def _restored(stands: Sequence[Booked]) -> list[WantedDocument]:
    """Credit notes whose refund was deleted, and what took them back: they stand, and cancel each other out."""
    back = restored(stands)
    return [whole(one) for one in stands if one.key in back]


def _anew(
    order: Snapshot, settings: Settings, stands: Sequence[Booked], turn: int, today: date, problem: Problem
) -> Plan:
    """The order is something else now: what stands is taken back, and what it is now is booked."""
    stays = [whole(one) for one in stands]
    if any(one.state != "booked" for one in stands):
        return _book(order, tuple(stays), ())  # first it is found out what stands
    invoice = current_invoice(stays)
    back = turns.reversal(order.number, settings, invoice, stands, turn, today) if invoice else None
    if back is None:
        return _attention(order, problem)
    now = _turn(order, settings, (), turn + 1, today)
    if now.decision == "skip":  # nothing is left to book
        return replace(_book(order, (*stays, back), ()), reason_code=now.reason_code, reason=now.reason)
    return replace(now, documents=(*stays, back, *now.documents)) if now.decision == "book" else now


def _book(order: Snapshot, documents: tuple[WantedDocument, ...], sum_shown: Sequence[str]) -> Plan:
    code, why = "", Text()
    if order.status == "refunded":
        code, why = "refunded", reasons.REFUNDED
    elif order.charged_back:
        code, why = "charged_back", reasons.CHARGED_BACK
    counts = current_invoice(documents) or documents[0]
    return Plan(
        order_id=order.order_id,
        number=order.number,
        decision="book",
        documents=documents,
        reason_code=code,
        reason=why,
        arithmetic=tuple(sum_shown),
        currency=order.currency,
        total=counts.gross,
    )


def _stands_unchanged(
    order: Snapshot, settings: Settings, stands: Sequence[Booked], turn: int
) -> WantedDocument | None:
    """The booked invoice, when only newer settings would not book it so again: same currency, same total."""
    blank = turns.again(document(order, settings, ()), turn, date.min)
    kept = as_it_stands(blank, [one for one in stands if one.state == "booked"])
    return kept if kept.lines and (kept.currency, kept.gross) == (order.currency, lines.goal_of(order)) else None


def invoice_of(order: Snapshot, settings: Settings, sum_shown: list[str]) -> WantedDocument | Problem:
    """The order's invoice as planned today; ``sum_shown`` gets the sum as far as it came."""
    problem = missing_setting(settings) or cannot_be_booked(order)
    if problem:
        return problem
    found = lines.wanted_lines(order, settings)
    if isinstance(found, Problem):
        return found
    if order.tenders and sum((line.gross for line in found), ZERO) == cents(order.total):
        order = replace(order, tenders=())  # the card's plugin lowered the price itself: it counts once
    sum_shown[:] = arithmetic(order, found)
    full = with_remainder(order, found, settings)
    if isinstance(full, Problem):
        return full
    sum_shown[:] = arithmetic(order, full)
    nowhere = next((line for line in full if not (line.item or line.ledger)), None)
    return reasons.place_missing(nowhere.kind, settings.style) if nowhere else document(order, settings, full)


def cannot_be_booked(order: Snapshot) -> Problem | None:
    """What about the order itself stands in the way."""
    if order.deposit:
        return reasons.deposit(order)
    if order.currency in THOUSANDTHS:
        return reasons.three_decimals(order.currency)
    return contradictions.of(order)


def with_remainder(order: Snapshot, found: list[WantedLine], settings: Settings) -> list[WantedLine] | Problem:
    """The lines and what makes them the order total: nothing, or a rounding line; else the sum is shown.

    What gift cards paid beforehand is no lower price: the lines stay whole.
    """
    whole = sum((line.gross for line in found), ZERO)
    remainder = lines.goal_of(order) - whole
    if not remainder:
        return found
    # A shop without decimals rounds its total to whole euros: that much is its own rounding, and no mistake.
    cap = max(settings.rounding_cap, HALF) if order.whole_amounts else settings.rounding_cap
    if abs(remainder) > cap:
        return reasons.does_not_add_up(order, arithmetic(order, found), remainder)
    line = lines.rounding_line(remainder, lines.kind_of(order, settings), settings)
    return line if isinstance(line, Problem) else [*found, line]


def arithmetic(order: Snapshot, found: Sequence[WantedLine]) -> list[str]:
    """The sum as a person would write it down."""
    rows = [reasons.sum_row(line.net, line.vat, line.description) for line in found]
    whole = sum((line.gross for line in found), Decimal("0.00"))
    rows.append(f"= {whole}")
    rows += [reasons.tender_row(tender.amount, tender.code) for tender in order.tenders]
    rows.append(reasons.total_row(cents(order.total), whole + cents(order.total) - lines.goal_of(order)))
    return rows


def document(order: Snapshot, settings: Settings, found: Sequence[WantedLine]) -> WantedDocument:
    """The invoice (sales order, sales invoice or sales entry) of the order."""
    flags = [reasons.tender_flag(cents(tender.amount), order.currency) for tender in order.tenders]
    flags += [line.why for line in found if line.kind == "rounding"]
    debtor = debtor_of(order, settings)
    if debtor.kind == "own" and found:
        flags += notes(order)
    return WantedDocument(
        key=f"order-{order.order_id}/invoice",
        kind=lines.kind_of(order, settings),
        credit=False,
        subject_id=order.order_id,
        debtor=debtor,
        on=booking_date(order, settings),
        currency=order.currency,
        rate=rate_of(order, settings),
        reference=order.number[:YOUR_REF],
        description=reasons.description(order.number),
        journal="" if settings.style == "order" else settings.journal,
        payment_condition=payment_condition(order.payment_method, settings),
        payment_reference=order.transaction_id[:YOUR_REF],
        lines=tuple(found),
        flags=tuple(flags),
        destination=destination(order),
        vat_number=order.vat_number if any(line.choice.reason in RELY_ON_A_NUMBER for line in found) else "",
    )


def rate_of(order: Snapshot, settings: Settings) -> Decimal | None:
    """The order's own rate, where it says what the administration counts in and an entry can carry it (orders and
    invoices have no field for it: Exact converts them)."""
    trusted = settings.order_rate == "order" and order.shop_currency == settings.currency
    return order.rate if trusted and lines.kind_of(order, settings) in lines.ENTRIES else None


def debtor_of(order: Snapshot, settings: Settings) -> Debtor:
    """Whom it is booked on: companies always as themselves, consumers as the settings say."""
    company = is_company(order)
    if (settings.consumers == "collective" or settings.style == "daily") and not company:
        by_country = collective_accounts(settings.collective_countries)
        account = by_country.get(order.billing.country, settings.collective_account)
        return Debtor("collective", account, reasons.COLLECTIVE)
    return Debtor("own", "", reasons.OWN_COMPANY if company else reasons.OWN_CONSUMER, company)


def booking_date(order: Snapshot, settings: Settings) -> date:
    """The chosen moment by the shop's calendar; the next best one where it has not come yet (COD is not paid)."""
    choice = {
        "paid": (order.paid_at, order.completed_at),
        "completed": (order.completed_at, order.paid_at),
        "ordered": (),
    }[settings.booking_date]
    return next((moment for moment in choice if moment), order.created_at).date()


def payment_condition(method: str, settings: Settings) -> str:
    return payment_rule(settings, method).condition


def missing_setting(settings: Settings) -> Problem | None:
    """What must be chosen before anything can be booked; found here so that Exact need not be asked."""
    if settings.style != "order" and not settings.journal:
        return reasons.setting_missing("journal")
    if settings.style in ("entry", "daily") and not settings.revenue_ledger:
        return reasons.setting_missing("revenue_ledger")
    if (settings.consumers == "collective" or settings.style == "daily") and not settings.collective_account:
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
