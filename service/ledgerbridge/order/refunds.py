"""Refunds as credit notes, made from the lines that were invoiced. Pure.

Three shapes (facts/woocommerce B7): itemised (its own stored amounts, the rate of the line it takes back: the
0 % row is lost on refunds), a bare amount (split over the invoiced rates), and a mix, in which the amount wins.
What was credited fully leaves 0.00 net and 0.00 VAT in every VAT code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ..errors import Problem, Text
from ..money import ZERO, cents, round_to, share
from ..setup.settings import Settings
from . import lines, reasons
from .shapes import Booked, Kind, Refund, Snapshot, SnapshotLine, VatChoice, WantedDocument, WantedLine
from .stored import as_it_stands, fresh_key

HUNDRED, ONE = Decimal(100), Decimal(1)
KINDS: dict[Kind, Kind] = {
    "sales_order": "sales_invoice",  # a sales order has no credit form: its refund is a credit invoice
    "sales_invoice": "sales_invoice",
    "sales_entry": "sales_entry",
    "day_share": "day_share",
}


@dataclass(frozen=True)
class Open:
    """What was invoiced with one VAT code and not yet credited."""

    choice: VatChoice
    net: Decimal
    vat: Decimal

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat


Left = dict[str, Open]  # by VAT code


def credits(
    order: Snapshot, settings: Settings, invoice: WantedDocument, stands: Sequence[Booked] = (), turn: int = 1
) -> list[WantedDocument] | Problem:
    """A credit note per refund that gave something back, oldest first. ``invoice``: as it stands or will stand.
    What is booked anew (a later ``turn``) goes with it, on no earlier day than the invoice."""
    found: list[WantedDocument] = []
    for refund in order.refunds:
        credit = _credit(refund, order, settings, invoice, found)
        if isinstance(credit, Problem):
            return credit
        if credit is not None:
            if turn > 1:
                credit = replace(credit, key=f"{credit.key}/{turn}", turn=turn, on=max(credit.on, invoice.on))
            credit = replace(credit, key=fresh_key(credit.key, stands))
            found.append(as_it_stands(credit, stands))
    if found and not found[0].journal:
        return reasons.setting_missing("journal")
    return found


def left_of(invoice: WantedDocument, credited: Sequence[WantedDocument]) -> Left:
    invoiced = [replace(line, net=-line.net, vat=-line.vat) for line in invoice.lines]
    return _less({}, invoiced, *(one.lines for one in credited))


def _less(left: Left, *groups: Sequence[WantedLine]) -> Left:
    """What is left when these lines are credited, too."""
    after = dict(left)
    for line in (line for group in groups for line in group):
        seen = after.get(line.choice.code) or Open(line.choice, Decimal("0.00"), Decimal("0.00"))
        after[line.choice.code] = replace(seen, net=seen.net - line.net, vat=seen.vat - line.vat)
    return after


def _gross(left: Left) -> Decimal:
    return sum((one.gross for one in left.values()), Decimal("0.00"))


def _credit(
    refund: Refund, order: Snapshot, settings: Settings, invoice: WantedDocument, before: Sequence[WantedDocument]
) -> WantedDocument | Problem | None:
    left = left_of(invoice, before)
    given_back = sum((cents(one.amount) for one in order.refunds if one.id < refund.id), ZERO)
    on_cards = max(_gross(left) - (cents(order.total) - given_back), ZERO) if order.tenders else ZERO
    amount, over = cents(refund.amount), cents(refund.amount) - _gross(left)
    flags: list[Text] = []
    if over > settings.rounding_cap:
        return reasons.refunded_too_much(order, invoice.gross, over)
    if over > ZERO:  # WooCommerce itself can refund a cent more than was paid (facts B7, #64668)
        flags.append(reasons.capped(over))
        amount -= over
    found = _lines(refund, amount, on_cards, order, settings, invoice, left, flags)
    if isinstance(found, Problem):
        return found
    if not any(one.net or one.vat for one in _less({}, found).values()):
        return None  # nothing went back: pieces put on the shelf again, or lines that an amount of 0.00 takes away
    if not refund.paid_back:
        flags.append(reasons.NO_MONEY_MOVED)
    return replace(
        invoice,
        key=f"order-{order.order_id}/refund-{refund.id}",
        kind=KINDS[invoice.kind],
        credit=True,
        subject_id=refund.id,
        on=refund.created_at.date(),
        description=reasons.credit_description(order.number),
        journal=invoice.journal or settings.journal,
        lines=tuple(found),
        flags=tuple(flags),
    )


def _lines(
    refund: Refund, amount: Decimal, on_cards: Decimal, order: Snapshot, settings: Settings,
    invoice: WantedDocument, left: Left, flags: list[Text],
) -> list[WantedLine] | Problem:  # fmt: skip
    """The lines to credit; they come to the amount, or to more where a gift card got its part back."""
    itemised = [line for one in refund.lines for line in taken_back(one, order, invoice)]
    rest = amount - sum((line.gross for line in itemised), ZERO)
    if not refund.lines and amount and amount == invoice.gross == _gross(left):
        return list(invoice.lines)  # all of it, by hand: every line goes back as it was
    if not rest:
        return itemised
    if itemised and ZERO < -rest <= on_cards:
        flags.append(reasons.back_on_card(-rest, order.currency))
        return itemised
    if itemised and abs(rest) <= settings.rounding_cap:
        line = lines.rounding_line(rest, KINDS[invoice.kind], settings)
        return line if isinstance(line, Problem) else [*itemised, line]
    flags.append(reasons.SPLIT_OVER_RATES)
    return [*itemised, *split(rest, _less(left, itemised), itemised, settings, KINDS[invoice.kind])]


def taken_back(line: SnapshotLine, order: Snapshot, invoice: WantedDocument) -> list[WantedLine]:
    """A refund's line as lines to credit: its own amounts (turned positive), the invoiced line's VAT choice.

    None when there is no invoiced line behind it, one that cannot carry its VAT, or when it works the wrong way: then
    it counts as a bare amount.
    """
    source = next((one for one in order.lines if one.id == (line.refunded_line_id or _same_product(line, order))), None)
    invoiced = [one for one in invoice.lines if source and one.source == source.id]
    if not source or not invoiced or line.net * source.net > 0 or line.vat * source.vat > 0:
        return []
    if (-line.net, -line.vat) == (source.net, source.vat):
        return invoiced  # the whole line: its very cents
    net, tax = cents(-line.net), cents(-line.vat)
    nets = round_to(net, _portions(net, [one.net for one in invoiced]))
    taxes = round_to(tax, _portions(tax, [one.vat for one in invoiced]))
    found = [
        replace(one, quantity=_quantity(line, invoiced), net=n, vat=t)
        for one, n, t in zip(invoiced, nets, taxes, strict=True)
        if n or t
    ]
    return [] if any(one.vat and not one.choice.percent for one in found) else found


def _quantity(line: SnapshotLine, invoiced: Sequence[WantedLine]) -> Decimal:
    """Pieces taken back; one where only money was (quantity 0) or the line was split over rates."""
    return -line.quantity if line.quantity < 0 and line.kind == "product" and len(invoiced) == 1 else ONE


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
    return same[0] if len(same) == 1 else 0


# --- bare amounts ---------------------------------------------------------------------------------------------


def split(
    amount: Decimal, left: Left, itemised: Sequence[WantedLine], settings: Settings, kind: Kind
) -> list[WantedLine]:
    """A bare amount over the VAT codes: gross by largest remainder, VAT out of the gross. Below zero it takes back
    what the refund's own lines gave too much."""
    if amount == _gross(left):
        return lumps(left, settings, kind)
    sign = ONE if amount > 0 else -ONE
    weights = {code: max(sign * one.gross, ZERO) for code, one in left.items()}
    if not any(weights.values()):
        weights = {
            code: max(sum((line.gross for line in itemised if line.choice.code == code), ZERO), ZERO) for code in left
        }
    found = []
    for (code, one), gross in zip(left.items(), share(amount, list(weights.values())), strict=True):
        if gross == one.gross and weights[code]:
            found.append(_lump(one, one.net, one.vat, settings, kind))
        elif gross:
            tax = cents(gross * one.choice.percent / (HUNDRED + one.choice.percent))
            found.append(_lump(one, gross - tax, tax, settings, kind))
    return found


def lumps(left: Left, settings: Settings, kind: Kind) -> list[WantedLine]:
    """A line per VAT code for all that is left."""
    return [_lump(one, one.net, one.vat, settings, kind) for one in left.values() if one.net or one.vat]


def _lump(one: Open, net: Decimal, tax: Decimal, settings: Settings, kind: Kind) -> WantedLine:
    return WantedLine(
        kind="refund",
        source=0,
        description=reasons.PARTIAL_REFUND,
        item=lines.item_of("refund", "", kind, settings),
        ledger=lines.ledger_of("refund", one.choice, kind, settings),
        quantity=ONE,
        net=net,
        vat=tax,
        choice=one.choice,
        why=one.choice.why,
    )
