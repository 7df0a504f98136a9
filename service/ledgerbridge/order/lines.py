"""An order's stored amounts as cents per line and VAT code. Pure.

Cents are taken, never computed: where the shop stores VAT per line in cents (its default), these are the cents.
Only where it stores fractions (VAT rounded at subtotal, more decimals) are they rounded, per rate, so that net
and VAT per rate are what the shop's own totals say (facts/woocommerce B4).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from ..customer.kind import is_company
from ..errors import Problem
from ..exact.assumptions import DESCRIPTION, ITEM_CODE
from ..money import CENT, ZERO, cents, cents_half_down, round_to
from ..setup.settings import Settings
from . import reasons, vat
from .shapes import Kind, LineKind, Snapshot, SnapshotLine, TaxRate, VatChoice, WantedLine

HUNDRED, ONE = Decimal(100), Decimal(1)
KINDS: dict[str, Kind] = {"order": "sales_order", "invoice": "sales_invoice", "entry": "sales_entry"}
ENTRIES = ("sales_entry", "day_share")  # booked on ledger accounts, without items


@dataclass(frozen=True)
class Part:
    """A line, or the share of a line that carries one VAT rate; amounts as the shop stores them, then in cents."""

    line: SnapshotLine
    rate: TaxRate | None
    net: Decimal
    vat: Decimal

    @property
    def rate_id(self) -> int:
        return self.rate.rate_id if self.rate else 0


def kind_of(order: Snapshot, settings: Settings) -> Kind:
    """What this order becomes. Daily totals are for consumers: what is sold to a company stands by itself, for its
    VAT number is listed (facts/market 4)."""
    if settings.style == "daily":
        return "sales_entry" if is_company(order) else "day_share"
    return KINDS[settings.style]


def wanted_lines(order: Snapshot, settings: Settings) -> list[WantedLine] | Problem:
    """The order's lines to book, without the remainder; lines of nothing (free shipping) are left out."""
    parts: list[Part] = []
    untaxed = any(line.net > 0 and not line.taxes for line in order.lines)
    for line in order.lines:
        found = parts_of(line, order.rates, untaxed)
        if isinstance(found, Problem):
            return found
        parts += found
    wanted: list[WantedLine] = []
    for part in in_cents(parts, order):
        if not part.net and not part.vat and not _counts_at_zero(part.line, order, settings):
            continue
        part, choice = _chosen(part, order, settings)
        if isinstance(choice, Problem):
            return choice
        if part.vat and not choice.percent:
            return reasons.vat_on_zero_rate(part.line.name, part.vat)
        wanted.append(wanted_line(part, choice, settings, kind_of(order, settings)))
    return wanted


def _chosen(part: Part, order: Snapshot, settings: Settings) -> tuple[Part, VatChoice | Problem]:
    """A gift card that was sold without VAT can buy anything later: it is a debt, and no sale (facts B8). One sold with
    VAT buys one thing, and is that sale."""
    if part.line.id not in order.cards_sold or part.line.kind != "product" or part.vat:
        return part, vat.choose(part.rate, order, settings, part.line)
    return replace(part, line=replace(part.line, kind="gift_card")), vat.outside(settings)


def _counts_at_zero(line: SnapshotLine, order: Snapshot, settings: Settings) -> bool:
    """The goods of an order of 0.00, where the owner wants to see such orders in Exact."""
    return line.kind == "product" and not order.total and settings.zero_totals == "book"


# --- one line over its rates ----------------------------------------------------------------------------------


def parts_of(line: SnapshotLine, rates: Sequence[TaxRate], untaxed: bool = False) -> list[Part] | Problem:
    """One part per VAT rate on the line; nearly always one. A cart's negative fee carries those of its goods, and
    where some of these carry no tax (``untaxed``), a share without."""
    if line.kind == "shipping":
        line = replace(line, net=cents(line.net))  # WooCommerce counts a shipping line's cents in every mode
    known = {rate.rate_id: rate for rate in rates}
    shares = [(known[share.rate_id], share.total) for share in line.taxes if share.rate_id in known]
    taxed = [(rate, total) for rate, total in shares if total]
    zero = next((rate for rate, total in shares if not total and not rate.percent), None)
    unknown = next((rate for rate, _ in taxed if not rate.percent), None)
    shared = untaxed and line.kind == "fee" and line.net < 0 and bool(taxed)
    if unknown or (len(taxed) + (zero is not None) <= 1 and not shared):
        first = (taxed or shares)[0][0] if shares else None
        return [Part(line, unknown or first, line.net, line.vat)]
    return _over_rates(line, taxed, zero, shared)


def _over_rates(
    line: SnapshotLine, taxed: Sequence[tuple[TaxRate, Decimal]], zero: TaxRate | None, shared: bool
) -> list[Part] | Problem:
    """Each rate's base follows from its VAT; what is left of the net is zero-rated, untaxed, or mere rounding."""
    percents = [rate.percent or HUNDRED for rate, _ in taxed]
    bases = [total * HUNDRED / percent for (_, total), percent in zip(taxed, percents, strict=True)]
    found = [Part(line, rate, base, total) for (rate, total), base in zip(taxed, bases, strict=True)]
    rest = line.net - sum(bases, ZERO)
    # VAT that is stored in cents may be half a cent off, and its base so much more.
    if abs(rest) <= sum((Decimal("0.6") / percent for percent in percents), Decimal("0.01")):
        largest = max(range(len(found)), key=lambda i: abs(found[i].net))
        found[largest] = replace(found[largest], net=found[largest].net + rest)
        return found
    if (zero is not None or shared) and abs(rest) < abs(line.net) and (rest > 0) == (line.net > 0):
        return [*found, Part(line, zero, rest, ZERO)]
    return reasons.stacked_taxes(line.name, [rate.label for rate, _ in taxed])


# --- cents ----------------------------------------------------------------------------------------------------


def in_cents(parts: Sequence[Part], order: Snapshot) -> list[Part]:
    """The parts in cents: per line where the shop stores cents per line, else per rate, to the rate's own total.

    A shop that rounds per line can still carry fractions in a net amount (fees, more decimals), and charge other VAT
    than its lines say. Where the lines' own cents miss the total, the VAT of the order's tax rows is tried, then the
    sums of each rate. A shop without decimals counts each line in whole euros, whatever fractions it stores (facts
    B4: R rounds to the price decimals).
    """
    per_rate = _per_rate(parts, order)
    if order.round_at_subtotal or not all(_is_cents(part.line.vat) for part in parts):
        return per_rate
    per_line = _per_line(parts)
    goal = goal_of(order)
    for found in (per_line, _per_row(per_line, order), per_rate):
        if _gross(found) == goal:
            return found
    if all(_is_whole(part.line.vat) for part in parts) and _is_whole(goal):
        in_whole = _per_line(parts, ONE)
        return in_whole if _gross(in_whole) == goal else per_line
    return per_line


def goal_of(order: Snapshot) -> Decimal:
    """What the lines must come to: the order total, and what gift cards paid of it beforehand."""
    return cents(order.total) + sum((cents(tender.amount) for tender in order.tenders), ZERO)


def _per_line(parts: Sequence[Part], unit: Decimal = CENT) -> list[Part]:
    """Each line's cents (or whole euros) as stored; a line that carries several rates is split so that the parts sum
    to them."""
    found: list[Part] = []
    for line in dict.fromkeys(part.line.id for part in parts):
        same = [part for part in parts if part.line.id == line]
        nets = round_to(cents(same[0].line.net.quantize(unit, ROUND_HALF_UP)), [part.net for part in same])
        found += _with(same, nets, _vats(cents(same[0].line.vat), same))
    return found


def _vats(total: Decimal, parts: Sequence[Part]) -> list[Decimal]:
    """The VAT of one line over its parts: never on a part without VAT, however far the line itself was rounded."""
    places = [i for i, part in enumerate(parts) if part.vat] or list(range(len(parts)))
    found = [Decimal("0.00")] * len(parts)
    for i, tax in zip(places, round_to(total, [parts[i].vat for i in places]), strict=True):
        found[i] = tax
    return found


def _per_row(parts: Sequence[Part], order: Snapshot) -> list[Part]:
    """Parts in cents, with the VAT that the order's tax rows say, of shipping and of the rest.

    The classic checkout charges shipping's VAT rounded half up, and its line says half down where prices include tax
    (0.945: charged 0.95, the line says 0.94); only the total and the tax rows have what the customer paid."""
    made = list(parts)
    for rate in order.rates:
        for shipping, told in ((True, rate.shipping_vat), (False, rate.vat)):
            of_rate = [i for i, part in enumerate(parts) if part.rate_id == rate.rate_id and part.vat]
            places = [i for i in of_rate if (parts[i].line.kind == "shipping") is shipping]
            if places and told:
                vats = round_to(cents(told), [parts[i].vat for i in places])
                for i, tax in zip(places, vats, strict=True):
                    made[i] = replace(parts[i], vat=tax)
    return made


def _per_rate(parts: Sequence[Part], order: Snapshot) -> list[Part]:
    """Per rate the cents of its sum, handed out over its parts by largest remainder."""
    rounded = cents_half_down if order.prices_include_tax else cents
    made: dict[int, Part] = {}
    for rate_id in dict.fromkeys(part.rate_id for part in parts):
        places = [i for i, part in enumerate(parts) if part.rate_id == rate_id]
        group = [parts[i] for i in places]
        nets = round_to(cents(sum((part.net for part in group), ZERO)), [part.net for part in group])
        vats = round_to(rounded(sum((part.vat for part in group), ZERO)), [part.vat for part in group])
        made |= dict(zip(places, _with(group, nets, vats), strict=True))
    return [made[i] for i in range(len(parts))]


def _with(parts: Sequence[Part], nets: Sequence[Decimal], vats: Sequence[Decimal]) -> list[Part]:
    return [replace(part, net=net, vat=tax) for part, net, tax in zip(parts, nets, vats, strict=True)]


def _gross(parts: Sequence[Part]) -> Decimal:
    return sum((part.net + part.vat for part in parts), ZERO)


def _is_whole(value: Decimal) -> bool:
    return value == value.to_integral_value()


def _is_cents(value: Decimal) -> bool:
    return value == cents(value)


# --- where it is booked ---------------------------------------------------------------------------------------


def wanted_line(part: Part, choice: VatChoice, settings: Settings, kind: Kind) -> WantedLine:
    line = part.line
    return WantedLine(
        kind=line.kind,
        source=line.id,
        description=line.name[:DESCRIPTION] or line.kind,
        item=item_of(line.kind, line.sku, kind, settings),
        ledger=ledger_of(line.kind, choice, kind, settings),
        quantity=line.quantity or ONE,  # a line with an amount is a line of something
        net=part.net,
        vat=part.vat,
        choice=choice,
        why=choice.why,
    )


def item_of(line: LineKind, sku: str, document: Kind, settings: Settings) -> str:
    """The item code of an order or invoice line: the SKU, else what the settings say for this kind of line."""
    if document in ENTRIES:
        return ""
    own = {"shipping": settings.shipping_item, "fee": settings.fee_item, "rounding": settings.rounding_item}
    return own.get(line, (item_code(sku) if line in ("product", "gift_card") else "") or settings.fallback_item)


def item_code(sku: str) -> str:
    """A SKU as Exact can hold it. Cutting alone would make one item of two products."""
    if len(sku) <= ITEM_CODE:
        return sku
    return f"{sku[: ITEM_CODE - 9]}-{hashlib.sha256(sku.encode()).hexdigest()[:8]}"


def ledger_of(line: LineKind, choice: VatChoice, document: Kind, settings: Settings) -> str:
    """The ledger account of an entry line: for shipping and fees their own if there is one, else by VAT rule."""
    if document not in ENTRIES:
        return ""
    if line == "gift_card":
        return settings.gift_card_ledger  # never on revenue: without one the order waits
    own = {"shipping": settings.shipping_ledger, "fee": settings.fee_ledger, "rounding": settings.rounding_ledger}
    rule = vat.find_rule(settings.vat, choice.reason, choice.country, choice.percent)
    return own.get(line) or (rule.ledger if rule else "") or settings.revenue_ledger


def rounding_line(amount: Decimal, document: Kind, settings: Settings) -> WantedLine | Problem:
    """The cents that remain: a line of its own on its own item or account, without VAT."""
    rule = next((rule for name in ("none", "zero", "exempt") for rule in settings.vat if rule.reason == name), None)
    if rule is None:
        return reasons.vat_rule_missing("none", "", ZERO)
    choice = VatChoice(rule.code, ZERO, "", "rounding", reasons.rounding_why(amount))
    item = item_of("rounding", "", document, settings)
    ledger = ledger_of("rounding", choice, document, settings)
    return WantedLine(
        "rounding", 0, reasons.ROUNDING, item, ledger, ONE, amount, Decimal("0.00"), choice, choice.why
    )  # fmt: skip
