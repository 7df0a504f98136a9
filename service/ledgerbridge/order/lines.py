"""An order's stored amounts as cents per line and VAT code. Pure.

Cents are taken, never computed: where the shop stores VAT per line in cents (its default), these are the cents.
Only where it stores fractions (VAT rounded at subtotal, more decimals) are they rounded, per rate, so that net
and VAT per rate are what the shop's own totals say (facts/woocommerce B4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ..errors import Problem
from ..money import ZERO, cents, cents_half_down, round_to
from ..setup.settings import Settings
from . import reasons, vat
from .shapes import Snapshot, SnapshotLine, TaxRate, VatChoice, WantedLine

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Part:
    """A line, or the share of a line that carries one VAT rate; amounts still as the shop stores them."""

    line: SnapshotLine
    rate: TaxRate | None
    net: Decimal
    vat: Decimal


def parts_of(line: SnapshotLine, rates: Sequence[TaxRate]) -> list[Part]:
    """One part per VAT rate on the line; nearly always one. A cart's negative fee can carry several."""
    known = {rate.rate_id: rate for rate in rates}
    shares = [(known[share.rate_id], share.total) for share in line.taxes if share.rate_id in known]
    taxed = [(rate, total) for rate, total in shares if total]
    if len(taxed) + any(not rate.percent for rate, _ in shares) <= 1 or not all(rate.percent for rate, _ in taxed):
        only = (taxed or shares or [(None, ZERO)])[0][0]
        return [Part(line, only, line.net, line.vat)]
    zero = next((rate for rate, total in shares if not rate.percent), None)
    bases = [total * HUNDRED / (rate.percent or HUNDRED) for rate, total in taxed]
    rest = line.net - sum(bases, ZERO)
    found = [Part(line, rate, base, total) for (rate, total), base in zip(taxed, bases, strict=True)]
    if zero is not None and abs(rest) > Decimal("0.05"):
        return [*found, Part(line, zero, rest, ZERO)]
    largest = max(range(len(found)), key=lambda i: abs(found[i].net))
    found[largest] = replace(found[largest], net=found[largest].net + rest)
    return found


def in_cents(parts: Sequence[Part], order: Snapshot) -> list[Part]:
    """The parts in cents. Per line where the shop rounds per line; else per rate, to the rate's own total."""
    # WooCommerce rounds a shipping line's net to cents in every mode (facts B4).
    parts = [replace(part, net=cents(part.net)) if part.line.kind == "shipping" else part for part in parts]
    if not order.round_at_subtotal and all(_is_cents(part.line.vat) for part in parts):
        return _per_line(parts)
    made: dict[int, Part] = {}
    for rate_id in dict.fromkeys(part.rate.rate_id if part.rate else 0 for part in parts):
        group = [i for i, part in enumerate(parts) if (part.rate.rate_id if part.rate else 0) == rate_id]
        made |= dict(zip(group, _per_rate([parts[i] for i in group], order), strict=True))
    return [made[i] for i in range(len(parts))]


def _per_line(parts: Sequence[Part]) -> list[Part]:
    """Each line's cents as stored; a line that carries several rates is split so that the parts sum to them."""
    found: list[Part] = []
    for line in dict.fromkeys(part.line.id for part in parts):
        same = [part for part in parts if part.line.id == line]
        nets = round_to(cents(same[0].line.net), [part.net for part in same])
        vats = round_to(cents(same[0].line.vat), [part.vat for part in same])
        found += [replace(p, net=n, vat=v) for p, n, v in zip(same, nets, vats, strict=True)]
    return found


def _per_rate(parts: Sequence[Part], order: Snapshot) -> list[Part]:
    rounded = cents_half_down if order.prices_include_tax else cents
    nets = round_to(cents(sum((part.net for part in parts), ZERO)), [part.net for part in parts])
    vats = round_to(rounded(sum((part.vat for part in parts), ZERO)), [part.vat for part in parts])
    return [replace(part, net=net, vat=tax) for part, net, tax in zip(parts, nets, vats, strict=True)]


def _is_cents(value: Decimal) -> bool:
    return value == cents(value)


def wanted_lines(order: Snapshot, settings: Settings) -> list[WantedLine] | Problem:
    """The order's lines to book, without the remainder; lines of nothing (free shipping) are left out."""
    parts = [part for line in order.lines for part in parts_of(line, order.rates)]
    found: list[WantedLine] = []
    for part in in_cents(parts, order):
        if not part.net and not part.vat:
            continue
        choice = vat.choose(part.line, part.rate, order, settings)
        if isinstance(choice, Problem):
            return choice
        if part.vat and not choice.percent:
            return reasons.vat_on_zero_rate(part.line.name, part.vat)
        found.append(wanted_line(part.line, part.net, part.vat, choice, settings))
    return found


def wanted_line(
    line: SnapshotLine, net: Decimal, tax: Decimal, choice: VatChoice, settings: Settings
) -> WantedLine:
    return WantedLine(
        kind=line.kind,
        source=line.id,
        description=line.name[:60] or line.kind,
        item=item_of(line, settings),
        ledger=ledger_of(line, choice, settings),
        quantity=line.quantity or Decimal(1),
        net=net,
        vat=tax,
        choice=choice,
        why=choice.why,
    )


def item_of(line: SnapshotLine, settings: Settings) -> str:
    """The item code: the SKU; lines without one and lines that are no product have theirs in the settings."""
    if line.kind == "shipping":
        return settings.shipping_item
    if line.kind == "fee":
        return settings.fee_item
    return line.sku[:30] or settings.fallback_item


def ledger_of(line: SnapshotLine, choice: VatChoice, settings: Settings) -> str:
    """The revenue account: the VAT rule's own, else that for all; shipping and fees may have theirs."""
    own = {"shipping": settings.shipping_ledger, "fee": settings.fee_ledger}.get(line.kind, "")
    rule = vat.find_rule(settings.vat, choice.reason, choice.country, choice.percent)
    return own or (rule.ledger if rule else "") or settings.revenue_ledger


def rounding_line(amount: Decimal, settings: Settings) -> WantedLine | Problem:
    """The cents that remain: a line of its own on its own item or account, without VAT."""
    rule = next((rule for name in ("none", "zero", "exempt") for rule in settings.vat if rule.reason == name), None)
    if rule is None:
        return reasons.vat_rule_missing("none", "", ZERO)
    choice = VatChoice(rule.code, ZERO, "", "rounding", reasons.rounding_why(amount))
    return WantedLine(
        "rounding", 0, reasons.ROUNDING, settings.rounding_item, settings.rounding_ledger or settings.revenue_ledger,
        Decimal(1), amount, Decimal("0.00"), choice, reasons.rounding_why(amount),
    )  # fmt: skip
