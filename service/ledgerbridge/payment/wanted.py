"""The receipts wanted for one order: from its snapshot, its settings and its planned documents. Pure.

- An order that is paid by a method booked as paid wants one receipt of the order total, on the day of payment.
- A payment that the customer's bank took back is taken back here, too: the invoice is open again.
- A refund that the gateway paid back wants one, negative, on the refund's own day. One set by hand moved no money.
- A gift card or store credit that paid wants one on its liability, where that account is chosen; else it stays open.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..money import ZERO, cents
from ..order.shapes import Snapshot, WantedDocument, current_invoice
from ..setup.settings import Settings, payment_rule
from .shapes import WantedReceipt


def wanted(order: Snapshot, settings: Settings, documents: Sequence[WantedDocument]) -> list[WantedReceipt]:
    """What should stand; nothing for an order without an invoice."""
    invoice = current_invoice(documents)
    if invoice is None:
        return []
    rule = payment_rule(settings, order.payment_method)
    found = _cards(order, settings, invoice, rule.journal)
    if rule.book_as != "paid" or not rule.journal:
        return found
    credits = {one.subject_id: one for one in documents if one.credit and not one.reverses}
    if order.paid_at is not None and cents(order.total) and not order.charged_back:
        found.append(
            WantedReceipt(
                f"order-{order.order_id}/receipt", invoice.key, order.payment_method, rule.journal,
                cents(order.total), order.currency, order.paid_at.date(), order.transaction_id,
            )
        )  # fmt: skip
    found += [
        WantedReceipt(
            f"order-{order.order_id}/refund-{refund.id}/receipt", credits[refund.id].key, order.payment_method,
            rule.journal, -cents(refund.amount), order.currency, refund.created_at.date(), order.transaction_id,
        )
        for refund in order.refunds
        if refund.paid_back and cents(refund.amount) and refund.id in credits
    ]  # fmt: skip
    return found


def _cards(order: Snapshot, settings: Settings, invoice: WantedDocument, journal: str) -> list[WantedReceipt]:
    """What cards paid. Not where the card's plugin lowered the price itself: then the invoice holds it already."""
    paid = sum((cents(tender.amount) for tender in order.tenders), ZERO)
    through = journal or next((rule.journal for rule in settings.payments if rule.journal), "")
    if not through or invoice.gross != cents(order.total) + paid:
        return []
    day = (order.paid_at or order.created_at).date()
    return [
        WantedReceipt(
            f"order-{order.order_id}/tender-{place}/receipt", invoice.key, tender.kind, through,
            cents(tender.amount), order.currency, day, "", ledger,
        )
        for place, tender in enumerate(order.tenders, 1)
        if (ledger := liability(tender.kind, settings)) and cents(tender.amount)
    ]  # fmt: skip


def liability(kind: str, settings: Settings) -> str:
    """The account a tender is taken from; "" leaves it open."""
    if kind == "gift_card":
        return settings.gift_card_ledger
    return settings.store_credit_ledger or settings.gift_card_ledger
