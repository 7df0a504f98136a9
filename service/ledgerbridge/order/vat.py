"""Which VAT code a line gets, and why. Pure.

By (percent, country, business or consumer, what the shop charged), never by a rate's id or its label: Belgian
21 % is not Dutch 21 %, and no tax line is not a 0 % rate (facts/woocommerce B5). The shop's decision what to
charge is taken; here it is only recognised, and refused where no law can be behind it.
"""

from __future__ import annotations

from decimal import Decimal

from ..errors import Problem
from ..money import ZERO
from ..setup.settings import Settings, VatRule
from . import reasons
from .shapes import Snapshot, SnapshotLine, TaxRate, VatChoice, VatReason
from .vat_number import EU, country_of


def choose(line: SnapshotLine, rate: TaxRate | None, order: Snapshot, settings: Settings) -> VatChoice | Problem:
    """The VAT code for the part of a line that carries ``rate`` (None: the line carries no tax)."""
    if rate is not None and rate.percent is None:
        return reasons.rate_unknown(rate)
    home, there = order.shop_country, destination(order)
    country = (rate.country or there) if rate else there
    percent = (rate.percent or ZERO) if rate else ZERO
    reason = recognise(line, rate, percent, country, home, order)
    if isinstance(reason, Problem):
        return reason
    rule = find_rule(settings.vat, reason, country, percent)
    if rule is None:
        return reasons.vat_rule_missing(reason, country, percent)
    return VatChoice(
        rule.code, percent, country, reason, reasons.vat(reason, country, percent, order.vat_number), box(reason, percent)
    )


def destination(order: Snapshot) -> str:
    """Where the goods go: the shipping country, else the billing country, else the shop's own."""
    return order.shipping.country or order.billing.country or order.shop_country


def recognise(
    line: SnapshotLine, rate: TaxRate | None, percent: Decimal, country: str, home: str, order: Snapshot
) -> VatReason | Problem:
    """What the shop did, in the words of the VAT return."""
    if country == home:
        if rate is None:
            return "exempt"
        return "domestic" if percent else "zero"
    if percent:
        return "oss" if country in EU else reasons.foreign_vat(country, percent)
    if country not in EU:
        return "export"
    if is_business(order, home):
        return "reverse_charge"
    if rate is None and any(other.percent for other in order.rates):
        return "exempt"  # this line alone is untaxed: its tax status says so, the order is taxed as usual
    return reasons.eu_sale_without_vat(country, order.vat_number)


def is_business(order: Snapshot, home: str) -> bool:
    """A valid VAT number of another member state; the shop's "VAT exempt" alone proves nothing (facts B5)."""
    return order.vat_number_valid and country_of(order.vat_number) not in ("", home)


def find_rule(rules: tuple[VatRule, ...], reason: str, country: str, percent: Decimal) -> VatRule | None:
    """The most particular rule that fits: country and percent named, then country, then percent, then any."""
    fitting = [
        rule
        for rule in rules
        if rule.reason == reason and rule.country in ("", country) and rule.percent in (None, percent)
    ]
    fitting.sort(key=lambda rule: (rule.country == "", rule.percent is None))
    return fitting[0] if fitting else None


def box(reason: VatReason, percent: Decimal) -> str:
    """The box of the Dutch VAT return that this lands in; "" for none."""
    if reason == "domestic":
        return {Decimal(21): "1a", Decimal(9): "1b"}.get(percent, "1c")
    return {"zero": "1e", "reverse_charge": "3b", "export": "3a", "oss": "OSS"}.get(reason, "")
