"""Refunds as credit notes, made from the lines that were invoiced. Pure.

Three shapes (facts/woocommerce B7): itemised (its own stored amounts, the rate of the line it takes back: the
0 % row is lost on refunds), a bare amount (split over the invoiced rates), and a mix, in which the amount wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ..errors import Problem, Text
from ..money import ZERO, cents, round_to, share
from ..setup.settings import Settings
from . import lines, reasons, vat
from .shapes import Kind, Refund, Snapshot, SnapshotLine, VatChoice, WantedDocument, WantedLine

HUNDRED = Decimal(100)
KINDS: dict[str, Kind] = {"order": "sales_invoice", "invoice": "sales_invoice", "entry": "sales_entry"}
"""A sales order has no credit form: its refund is a credit invoice."""

Left = dict[str, Decimal]
"""Gross by VAT code that was invoiced and not yet credited."""


def credits(order: Snapshot, settings: Settings, invoice: WantedDocument) -> list[WantedDocument] | Problem:
    """A credit note per refund that moved money or lines, oldest first."""
    found: list[WantedDocument] = []
    if order.refunds and not settings.journal:
        return reasons.setting_missing("journal")
    for refund in order.refunds:
        left = left_per_code(invoice, found)
        credit = credit_of(refund, order, settings, invoice, left)
        if isinstance(credit, Problem):
            return credit
        if credit is not None:
            found.append(credit)
    over = sum((one.gross for one in found), ZERO) - invoice.gross
    # WooCommerce itself can refund a cent more than was paid (facts B7); more than that is a mistake.
    if over > settings.rounding_cap:
        return reasons.refunded_too_much(order, invoice.gross, over)
    return found


def left_per_code(invoice: WantedDocument, before: Sequence[WantedDocument]) -> Left:
    return {
        total.code: total.gross - sum((t.gross for one in before for t in one.per_code if t.code == total.code), ZERO)
        for total in invoice.per_code
    }


def credit_of(
    refund: Refund, order: Snapshot, settings: Settings, invoice: WantedDocument, left: Left
) -> WantedDocument | Problem | None:
    flags: list[Text] = []
    itemised = [line for one in refund.lines for line in taken_back(one, order, settings, invoice)]
    rest = cents(refund.amount) - sum((line.gross for line in itemised), ZERO)
    if rest and itemised and abs(rest) <= settings.rounding_cap:
        line = lines.rounding_line(rest, settings)
        if isinstance(line, Problem):
            return line
        itemised.append(line)
    elif rest:
        for line in itemised:
            left[line.choice.code] = left.get(line.choice.code, ZERO) - line.gross
        itemised += split(rest, left, invoice, settings)
        flags.append(reasons.SPLIT_OVER_RATES)
    if not itemised:
        return None
    if not refund.paid_back:
        flags.append(reasons.NO_MONEY_MOVED)
    return replace(
        invoice,
        key=f"order-{order.order_id}/refund-{refund.id}",
        kind=KINDS[settings.style],
        credit=True,
        subject_id=refund.id,
        on=refund.created_at.date(),
        description=reasons.credit_description(order.number),
        journal=settings.journal,
        lines=tuple(itemised),
        flags=tuple(flags),
    )


def taken_back(
    line: SnapshotLine, order: Snapshot, settings: Settings, invoice: WantedDocument
) -> list[WantedLine]:
    """A refund's line as lines to credit: its own amounts (turned positive), the invoiced line's VAT choice."""
    net, tax = cents(-line.net), cents(-line.vat)
    if not net and not tax:
        return []
    source = line.refunded_line_id or _same_product(line, order)
    invoiced = [one for one in invoice.lines if one.source == source]
    if not invoiced:
        return []  # an amount without a line behind it: the rest of the refund is split over the rates
    quantity = -line.quantity if line.quantity < 0 else Decimal(1)
    if line.kind != "product" or len(invoiced) > 1:
        quantity = Decimal(1)
    nets = round_to(net, _portions(net, [one.net for one in invoiced]))
    taxes = round_to(tax, _portions(tax, [one.vat for one in invoiced]))
    return [
        replace(one, quantity=quantity, net=n, vat=t)
        for one, n, t in zip(invoiced, nets, taxes, strict=True)
        if n or t
    ]


def _portions(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    whole = sum(weights, ZERO)
    if not whole:
        return [amount, *([ZERO] * (len(weights) - 1))]
    return [amount * weight / whole for weight in weights]


def _same_product(line: SnapshotLine, order: Snapshot) -> int:
    """Old refunds do not say which line they take back: the one with the same product, or of the same kind."""
    same = [
        one.id
        for one in order.lines
        if one.kind == line.kind and (one.product_id, one.variation_id) == (line.product_id, line.variation_id)
    ]
    return same[0] if same else 0


def split(amount: Decimal, left: Left, invoice: WantedDocument, settings: Settings) -> list[WantedLine]:
    """A bare amount over what is left per VAT code: gross by largest remainder, VAT out of the gross."""
    choices: dict[str, VatChoice] = {line.choice.code: line.choice for line in reversed(invoice.lines)}
    codes = [code for code, gross in left.items() if gross > 0] or list(left)[:1]
    found = []
    for code, gross in zip(codes, share(amount, [max(left[code], ZERO) for code in codes]), strict=True):
        if gross:
            choice = choices[code]
            tax = cents(gross * choice.percent / (HUNDRED + choice.percent))
            found.append(_lump(choice, gross - tax, tax, settings))
    return found


def _lump(choice: VatChoice, net: Decimal, tax: Decimal, settings: Settings) -> WantedLine:
    rule = vat.find_rule(settings.vat, choice.reason, choice.country, choice.percent)
    ledger = (rule.ledger if rule else "") or settings.revenue_ledger
    return WantedLine(
        "refund", 0, reasons.PARTIAL_REFUND, settings.fallback_item, ledger, Decimal(1), net, tax, choice,
        reasons.SPLIT_OVER_RATES,
    )  # fmt: skip
