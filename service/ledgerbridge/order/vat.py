"""Which VAT code a line gets, and why. Pure.

By (percent, country, business or consumer, what the shop charged), never by a rate's id or its label: Belgian
21 % is not Dutch 21 %, and no tax line is not a 0 % rate (facts/woocommerce B5). The shop's decision what to
charge is taken; here it is only recognised, and refused where no law can be behind it.
"""

from __future__ import annotations

import re
from decimal import Decimal

from ..errors import Problem
from ..money import ZERO
from ..setup.settings import Settings, VatRule
from . import reasons
from .boxes import box
from .shapes import Snapshot, SnapshotLine, TaxRate, VatChoice, VatReason
from .vat_number import EU, country_of

GOODS_IN_EU = EU | {"XI"}
"""Northern Ireland counts as EU for goods; its numbers begin with XI."""
OUTSIDE_SPAIN = {"GC": "IC", "TF": "IC", "CE": "EA", "ML": "EA"}
"""WooCommerce's Spanish states outside the EU's VAT area: the Canary Islands, Ceuta and Melilla."""
REVERSED_AT_HOME = re.compile(
    r"verlegd|medecontractant|co-?contractant|auto-?liquidation|reverse.?charge|§\s*13\s?b|steuerschuldner",
    re.IGNORECASE,
)
"""What shops call a zero rate for domestic sales whose VAT the customer pays (building, waste, telephones …)."""


FOR_SERVICES: dict[VatReason, VatReason] = {"reverse_charge": "reverse_charge_services", "export": "export_services"}


def choose(
    rate: TaxRate | None, order: Snapshot, settings: Settings, line: SnapshotLine | None = None
) -> VatChoice | Problem:
    """The VAT code for (the part of) a line that carries ``rate``; None: the line carries no tax."""
    if rate is not None and rate.percent is None:
        return reasons.rate_unknown(rate)
    percent = (rate.percent or ZERO) if rate else ZERO
    country = country_of_rate(rate, percent, order, settings)
    if isinstance(country, Problem):
        return country
    reason = recognise(rate, percent, country, order)
    if isinstance(reason, Problem):
        return reason
    reason = _of_services(reason, line, order, settings)
    rule = find_rule(settings.vat, reason, country, percent)
    if rule is None:
        return reasons.vat_rule_missing(reason, country, percent)
    why = reasons.vat(reason, country, percent, order.vat_number)
    return VatChoice(rule.code, percent, country, reason, why, box(reason, percent, order.shop_country))


def outside(settings: Settings) -> VatChoice | Problem:
    """The code of what VAT does not see: a gift card that is sold."""
    rule = next((rule for name in ("none", "exempt") for rule in settings.vat if rule.reason == name), None)
    if rule is None:
        return reasons.vat_rule_missing("none", "", ZERO)
    return VatChoice(rule.code, ZERO, "", "none", reasons.CARD_SOLD)


def destination(order: Snapshot) -> str:
    """Where the goods go, as VAT sees it: by the shipping address, else the billing address, else home. What is
    collected at the shop is sold at home."""
    if order.pickup:
        return order.shop_country
    where = order.shipping if order.shipping.country else order.billing
    country = where.country or order.shop_country
    if country == "ES":
        return OUTSIDE_SPAIN.get(where.state.upper(), country)
    if country == "GB" and where.postcode.upper().startswith("BT"):
        return "XI"
    return _with_neighbour(country)


def _with_neighbour(country: str) -> str:
    """Monaco is France for VAT, and WooCommerce charges it so."""
    return "FR" if country == "MC" else country


def country_of_rate(
    rate: TaxRate | None, percent: Decimal, order: Snapshot, settings: Settings
) -> str | Problem:
    """The country whose VAT this is. A rate "for everywhere" does not say: it is home's where only home has that
    percentage, and nobody guesses where both have it."""
    there = destination(order)
    if rate is None or rate.country:
        return _with_neighbour(rate.country) if rate else there
    home = order.shop_country
    if not percent or there == home:
        return there
    at_home = find_rule(settings.vat, "domestic", home, percent)
    if at_home and find_rule(settings.vat, "oss", there, percent):
        return reasons.rate_without_country(rate, home, there)
    return home if at_home else there


def recognise(rate: TaxRate | None, percent: Decimal, country: str, order: Snapshot) -> VatReason | Problem:
    """What the shop did, in the words of the VAT return."""
    if country == order.shop_country:
        if not percent and _reversed_at_home(rate, order):
            return _to_a_company_at_home(order)
        if order.pickup and not percent and _untaxed_stranger(order):
            return reasons.pickup_without_vat(order.billing.country)
        if rate is None:
            return "exempt"
        return "domestic" if percent else "zero"
    if percent:
        return "oss" if country in EU else reasons.foreign_vat(country, percent)
    if country not in GOODS_IN_EU:
        return "export"
    if is_business(order):
        return "reverse_charge"
    if any(other.percent for other in order.rates):
        # The order is taxed as usual, this line alone is not: its tax status, or that country's own zero rate.
        return "exempt" if rate is None else "oss"
    return reasons.eu_sale_without_vat(country, order.vat_number)


def is_service(line: SnapshotLine, order: Snapshot) -> bool:
    """WooCommerce's virtual products; what is sent or charged beside them (shipping, fees) goes with the goods, if
    there are any (facts/market 4: shipping carries the VAT of the goods)."""
    if line.kind == "product":
        return line.id in order.services
    goods = [one for one in order.lines if one.kind == "product"]
    return bool(goods) and all(one.id in order.services for one in goods)


def _of_services(reason: VatReason, line: SnapshotLine | None, order: Snapshot, settings: Settings) -> VatReason:
    """Services have their own listing within the EU and no export; where the owner chose no code of their own, they
    go with the goods."""
    own = FOR_SERVICES.get(reason)
    chosen = own and any(rule.reason == own for rule in settings.vat)
    return own if own and chosen and line is not None and is_service(line, order) else reason


def _reversed_at_home(rate: TaxRate | None, order: Snapshot) -> bool:
    """The shop says so: by the name of its zero rate, or by leaving VAT out for a company of its own country."""
    if rate is not None:
        return REVERSED_AT_HOME.search(rate.label) is not None
    return order.vat_exempt and country_of(order.vat_number) == order.shop_country


def _to_a_company_at_home(order: Snapshot) -> VatReason | Problem:
    if order.vat_number_valid and country_of(order.vat_number):
        return "reverse_charge_home"
    return reasons.reverse_charge_without_number(order.vat_number)


def _untaxed_stranger(order: Snapshot) -> bool:
    """A customer from abroad who was charged no VAT at all, as for an export or a supply within the EU."""
    abroad = order.billing.country not in ("", order.shop_country)
    return abroad and not any(rate.percent for rate in order.rates)


def is_business(order: Snapshot) -> bool:
    """A valid VAT number of another member state; the shop's "VAT exempt" alone proves nothing (facts B5)."""
    return order.vat_number_valid and country_of(order.vat_number) not in ("", order.shop_country)


def find_rule(rules: tuple[VatRule, ...], reason: str, country: str, percent: Decimal) -> VatRule | None:
    """The most particular rule that fits: country and percent named, then country, then percent, then any."""
    fitting = [
        rule
        for rule in rules
        if rule.reason == reason and rule.country in ("", country) and rule.percent in (None, percent)
    ]
    fitting.sort(key=lambda rule: (rule.country == "", rule.percent is None))
    return fitting[0] if fitting else None
