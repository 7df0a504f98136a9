"""What we would choose for an administration, from what Exact offers in it. Pure.

Codes differ from division to division, so nothing is assumed of a code: percentages, types, listings and words
decide (facts/exact-online 4). Never proposed: purchase codes, blocked ones, and codes of type I (they take an
amount as gross, which would make the shop's net amounts shrink).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Literal, TypeVar

from ..errors import Text
from ..exact.found import Journal, Ledger, PaymentCondition, VatCode
from ..money import ZERO
from .choices import Choices
from .settings import PaymentRule, Settings, Suggestion, VatRule

SALES_JOURNAL, REVENUE = 20, 110  # Journals.Type, GLAccounts.Type [D]
RESULT = (REVENUE, 111, 120, 121, 122, 123, 125)  # accounts of the profit and loss statement
DEBTORS, VAT = 20, 24  # GLAccounts.Type [D]
CASH_JOURNAL, BANK_JOURNAL, PROVIDER_JOURNAL = 10, 12, 16  # Journals.Type [D]
MONEY_JOURNALS = (BANK_JOURNAL, PROVIDER_JOURNAL, CASH_JOURNAL)
NUMBER_BASE = 10_000_000
"""[A] Own numbers start here, so that they stay clear of Exact's own series (which count from the journal's first
number, or by year). An owner may choose another start."""

EXPORT = re.compile(r"export|uitvoer|buiten\s+(de\s+)?e[ug]|outside", re.IGNORECASE)
SERVED = re.compile(r"(?:dienst|service|leistung).*(?:buiten|outside|außerhalb|hors)", re.IGNORECASE)
EXEMPT = re.compile(r"vrijgesteld|exempt|geen\s+btw|no\s+vat|befreit|exonéré", re.IGNORECASE)
REVERSED = re.compile(r"verlegd|reverse|autoliquidation", re.IGNORECASE)
WORDS: dict[str, re.Pattern[str]] = {
    "high": re.compile(r"hoog|high|normal|21\s*%", re.IGNORECASE),
    "low": re.compile(r"laag|low|reduced|\b9\s*%|\b6\s*%", re.IGNORECASE),
    "zero": re.compile(r"nul|zero|vrij|exempt|0\s*%", re.IGNORECASE),
    "eu": re.compile(r"icp|icl|binnen\s+(de\s+)?e[ug]|intra|\beu\b", re.IGNORECASE),
    "export": EXPORT,
    "oss": re.compile(r"oss|éénloket|eenloket|one.stop", re.IGNORECASE),
    "shipping": re.compile(r"verzend|shipping|vracht|porto|transport", re.IGNORECASE),
    "fee": re.compile(r"toeslag|surcharge|betaalkosten|fee", re.IGNORECASE),
    "rounding": re.compile(r"afrond|rounding", re.IGNORECASE),
    "differences": re.compile(r"(betalings?|klein\w*\s+)verschil|payment difference", re.IGNORECASE),
    "gift_card": re.compile(r"cadeau|gift|waardebon|voucher|gutschein", re.IGNORECASE),
    "store_credit": re.compile(r"tegoed|store credit|guthaben", re.IGNORECASE),
    "provider_costs": re.compile(r"betaal(dienst|provider)|transactiekosten|bankkosten|payment (provider|service)|bank "
                                 r"(charges|costs)|\bpsp\b", re.IGNORECASE),
    "cross_posting": re.compile(r"kruispost|cross.?post|gelden onderweg|money in transit", re.IGNORECASE),
}

LATER = ("bacs", "cheque", "cod")  # WooCommerce's own methods whose money does not pass a provider
PROVIDERS = tuple(  # what a journal is called, and which payment methods are its (facts/woocommerce B11)
    (re.compile(words, re.IGNORECASE), re.compile(methods))
    for words, methods in (
        ("mollie", "mollie_"), ("stripe", "stripe|woocommerce_payments"), ("paypal", "ppcp|paypal"),
        ("adyen", ".*adyen"), ("klarna", "klarna|kco"),
        ("multisafepay|msp", "multisafepay"), ("pay\\.nl|paynl", "pay_gateway|paynl"), ("buckaroo", "buckaroo"),
    )
)  # fmt: skip

Thing = TypeVar("Thing", VatCode, Journal, Ledger)


def suggest(offered: Choices, styles: Sequence[str], country: str) -> Suggestion:
    """The settings we would start with, why, and what the administration lacks for them."""
    codes = sales_codes(offered.vat_codes)
    revenue = [ledger for ledger in offered.ledgers if ledger.type == REVENUE and not ledger.blocked]
    rules = vat_rules(codes, revenue, country)
    journal = first(offered.journals, lambda one: one.type == SALES_JOURNAL and not one.blocked)
    main = by_words(revenue, "high") or first(revenue, lambda one: True)
    result = [ledger for ledger in offered.ledgers if ledger.type in RESULT and not ledger.blocked]
    costs = [ledger for ledger in result if ledger.type != REVENUE]
    balance = [ledger for ledger in offered.ledgers if ledger.type not in (*RESULT, VAT) and not ledger.blocked]
    rounding = by_words(result, "rounding") or by_words(result, "differences")
    style: Literal["order", "invoice", "entry"] = "entry" if "entry" in styles or not styles else styles[0]  # type: ignore[assignment]
    found = Settings(
        style=style,
        journal=journal.code if journal else "",
        vat=tuple(rules),
        revenue_ledger=main.code if main else "",
        shipping_ledger=code_of(by_words(revenue, "shipping")),
        fee_ledger=code_of(by_words(revenue, "fee")),
        rounding_ledger=code_of(rounding) or code_of(main),
        payments=payments(offered.payment_conditions, offered.journals),
        debtors_ledger=code_of(first(offered.ledgers, lambda one: one.type == DEBTORS and not one.blocked)),
        gift_card_ledger=code_of(by_words(balance, "gift_card")),
        store_credit_ledger=code_of(by_words(balance, "store_credit")),
        provider_costs_ledger=code_of(by_words(costs, "provider_costs")),
        payout_ledger=code_of(by_words(balance, "cross_posting")),
        number_base=NUMBER_BASE,
        shop_country=country,
    )
    return Suggestion(found, reasons(found, rules), tuple(lacking(found, country)))


def payments(conditions: Sequence[PaymentCondition], journals: Sequence[Journal] = ()) -> tuple[PaymentRule, ...]:
    """Web orders are paid before they are booked, so nobody should be dunned for them; a bank transfer has a term.
    Where Exact has no such condition it is left to the account. Orders are booked as paid only where Exact has a
    journal for a payment provider; money that comes on the bank or at the door stays open until it is there."""
    at_once = [one for one in conditions if not one.days]
    prepaid = next((one for one in at_once if one.method == "Q"), None) or next(iter(at_once), None)
    term = next((one for one in conditions if one.method == "B" and one.days), None)
    clearing = provider_journal("", journals)
    transfer = (PaymentRule("bacs", term.code if term else "", "open" if clearing else ""),)
    later = tuple(PaymentRule(method, "", "open") for method in LATER if clearing and method != "bacs")
    others = PaymentRule("*", prepaid.code if prepaid else "", "paid" if clearing else "", clearing)
    return (*(transfer if term or clearing else ()), *later, others)


def provider_journal(method: str, journals: Sequence[Journal]) -> str:
    """The clearing journal for a payment method: the one that names its provider, else the only one that Exact itself
    calls a payment provider's; "" where there is none, and for money that comes by bank or at the door."""
    usable = [one for one in journals if one.type in MONEY_JOURNALS and not one.blocked]
    named = [one for one in usable if any(words.search(one.description) for words, _ in PROVIDERS)]
    if method in LATER:
        return ""
    own = next((words for words, methods in PROVIDERS if method and methods.match(method)), None)
    if own:
        found = next((one for one in usable if own.search(one.description)), None)
        if found:
            return found.code
    provided = [one for one in usable if one.type == PROVIDER_JOURNAL]
    several = list(dict.fromkeys(one.code for one in (*named, *provided)))
    return several[0] if len(several) == 1 else ""


def sales_codes(codes: Iterable[VatCode]) -> list[VatCode]:
    """Codes that may be proposed, in the order of Exact's codes."""
    usable = [
        code for code in codes if not code.blocked and code.transaction in ("S", "B", "") and code.type != "I"
    ]
    return sorted(usable, key=lambda code: (code.transaction != "S", code.code.rjust(3)))


def vat_rules(codes: Sequence[VatCode], revenue: Sequence[Ledger], country: str) -> list[VatRule]:
    """Domestic rates, zero, exempt, reverse charge, export, OSS per country and rate, and "none" for rounding."""
    plain = [code for code in codes if is_plain(code, country)]
    rules = [
        VatRule("domestic", country, percent, code.code, ledger(revenue, code, "high" if n == 0 else "low"))
        for n, (percent, code) in enumerate(sorted(per_percent(plain).items(), reverse=True))
    ]
    no_vat = first(codes, lambda one: one.type == "N") or first(codes, lambda one: bool(EXEMPT.search(one.description)))
    zero = first(
        plain,
        lambda one: not one.percent and one.type != "N" and not EXEMPT.search(one.description),
    )
    exempt = first(codes, lambda one: not one.percent and bool(EXEMPT.search(one.description))) or no_vat or zero
    goods = first(codes, lambda one: one.eu_listing == "L" and not one.percent)
    services = first(codes, lambda one: one.eu_listing == "S" and not one.percent)
    at_home = first(codes, lambda one: reverses_at_home(one, country))
    served = first(codes, lambda one: not one.percent and bool(SERVED.search(one.description)))
    export = first(codes, lambda one: not one.percent and bool(EXPORT.search(one.description)))
    for reason, code, words, where in (
        ("zero", zero or exempt, "zero", country),
        ("exempt", exempt, "zero", ""),
        ("reverse_charge", goods, "eu", ""),
        ("reverse_charge_services", services, "eu", ""),
        ("reverse_charge_home", at_home, "zero", ""),
        ("export", export, "export", ""),
        ("export_services", served, "export", ""),
        ("none", no_vat or zero, "zero", ""),
    ):
        if code:
            rules.append(VatRule(reason, where, None, code.code, ledger(revenue, code, words)))
    rules += [
        VatRule("oss", code.country, code.percent, code.code, ledger(revenue, code, "oss"))
        for code in codes
        if code.country and code.country != country and code.percent
    ]
    return rules


def is_plain(code: VatCode, country: str) -> bool:
    """A code for an ordinary sale at home: no One Stop Shop, no listing, no reverse charge, no export."""
    special = EXPORT.search(code.description) or REVERSED.search(code.description)
    return code.country in ("", country) and code.eu_listing in ("N", "") and not code.charged and not special


def reverses_at_home(code: VatCode, country: str) -> bool:
    """A code for a sale at home whose VAT the customer pays."""
    abroad = WORDS["eu"].search(code.description) or EXPORT.search(code.description)
    said = code.charged or (not code.percent and REVERSED.search(code.description))
    return bool(said) and not abroad and code.country in ("", country) and code.eu_listing in ("N", "")


def per_percent(codes: Iterable[VatCode]) -> dict[Decimal, VatCode]:
    """The first code of each percentage above zero."""
    found: dict[Decimal, VatCode] = {}
    for code in codes:
        if code.percent > ZERO and code.type == "E":
            found.setdefault(code.percent, code)
    return found


def ledger(revenue: Sequence[Ledger], code: VatCode, words: str) -> str:
    """The revenue account for a VAT code: the one Exact itself ties to it, else the one whose name says so."""
    tied = first(revenue, lambda one: one.vat_code == code.code and not WORDS["shipping"].search(one.description))
    return code_of(tied or by_words(revenue, words))


def by_words(ledgers: Sequence[Ledger], words: str) -> Ledger | None:
    return first(ledgers, lambda one: bool(WORDS[words].search(one.description)))


def first(things: Iterable[Thing], fits: Callable[[Thing], bool]) -> Thing | None:
    return next((thing for thing in things if fits(thing)), None)


def code_of(thing: Ledger | None) -> str:
    return thing.code if thing else ""


def reasons(found: Settings, rules: Sequence[VatRule]) -> dict[str, Text]:
    """Per field of the form, why it is proposed."""
    why: dict[str, Text] = {
        "style": {
            "en": "Sales entries work with every licence of Exact Online.",
            "nl": "Verkoopboekingen werken met elke licentie van Exact Online.",
        },
        "number_base": {
            "en": "Far from Exact's own numbers, so that the two never meet.",
            "nl": "Ver van de eigen nummers van Exact, zodat ze elkaar nooit raken.",
        },
    }
    if found.journal:
        why["journal"] = {
            "en": "The first sales journal that is not blocked.",
            "nl": "Het eerste verkoopboek dat niet geblokkeerd is.",
        }
    for rule in rules:
        percent = "any" if rule.percent is None else f"{rule.percent.normalize():f}"
        why[f"vat.{rule.reason}.{rule.country or 'any'}.{percent}"] = {
            "en": "Percentage, type and country of the VAT code fit.",
            "nl": "Percentage, soort en land van de btw-code passen.",
        }
    return why


def lacking(found: Settings, country: str) -> list[str]:
    """What somebody has to make in Exact, or choose by hand."""
    have = {rule.reason for rule in found.vat}
    needed = ("domestic", "zero", "exempt", "export")
    missing = [f"a sales VAT code for {reason}" for reason in needed if reason not in have]
    if not found.journal:
        missing.append("a sales journal")
    if not found.revenue_ledger:
        missing.append("a revenue account")
    return missing
