"""The settings as a form: what can be filled in, in the reader's language.

Pure. ``filled.py`` reads by the same fields, so nothing can be saved that could not be chosen. Names are flat:
``journal``, ``vat.domestic.NL.21`` (reason, country, percent; ``any`` where a rule fits all),
``ledger.domestic.NL.21``, ``payment.bacs`` (``payment.*`` for all other methods).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from .. import texts
from ..exact.calls import Journal, VatCode
from .choices import Choices
from .settings import OWNERS, PaymentRule, Settings, Suggestion, VatRule
from .suggest import DEBTORS, MONEY_JOURNALS, VAT, WORDS, provider_journal

REVENUE, COSTS = (110,), (111, 120, 121, 122, 123, 125)  # GLAccounts.Type [D]: revenue; what rounding may cost
SALES_JOURNAL = 20
STYLES = ("order", "invoice", "entry", "daily")
ENTRIES = ("entry", "daily")
STATUSES = ("pending", "on-hold", "processing", "completed")
METHOD = re.compile(r"[A-Za-z0-9_\-]{1,100}", re.ASCII)
LONGEST = {"collective_account": 18}  # Account.Code [D]; items below
ITEM_CODE = 30

Value = str | bool | list[str]


OWN_CODES = ("exempt", "reverse_charge", "reverse_charge_services", "reverse_charge_home", "export", "export_services",
             "none")  # fmt: skip
ALWAYS_OFFERED = tuple(VatRule(reason, "", None, "") for reason in OWN_CODES)
"""What an owner may want to choose a code for, also when the proposal found none."""


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    help: str = ""


@dataclass(frozen=True)
class Field:
    """One thing to fill in. ``styles``: the booking styles it matters for."""

    name: str
    type: str  # select | multiselect | text | number | checkbox | radio
    label: str
    value: Value
    options: tuple[Option, ...] = ()
    help: str = ""
    suggested: str = ""
    styles: tuple[str, ...] = STYLES
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    most: int = ITEM_CODE

    def as_dict(self) -> dict[str, Any]:
        """Contracts 3, a field of a Section."""
        shown: dict[str, Any] = {"name": self.name, "type": self.type, "label": self.label, "help": self.help}
        shown |= {"value": self.value, "choices": [_option(option) for option in self.options]}
        return shown | ({"suggested": self.suggested} if self.suggested else {})


def _option(option: Option) -> dict[str, str]:
    return {"value": option.value, "label": option.label} | ({"help": option.help} if option.help else {})


@dataclass(frozen=True)
class Form:
    """What a form is made from. ``methods``, ``statuses``: (id, title) pairs that the shop says it has."""

    settings: Settings
    proposed: Suggestion
    choices: Choices
    styles: Sequence[str]
    locale: str
    methods: Sequence[tuple[str, str]] = ()
    statuses: Sequence[tuple[str, str]] = ()
    lacks: frozenset[str] = frozenset()  # modules that licence or user do not allow (exact/calls.MODULES)

    # --- drawing --------------------------------------------------------------------------------------------

    def sections(self) -> list[dict[str, Any]]:
        """Contracts 3, Sections; only the fields that matter for the style that is set."""
        drawn = []
        for name, fields in self._all():
            fitting = [field.as_dict() for field in fields if self.settings.style in field.styles]
            if fitting:
                title, text = self._say(f"section.{name}"), self._say(f"section.{name}.text")
                drawn.append({"name": name, "title": title, "text": text, "fields": fitting})
        return drawn

    def _all(self) -> list[tuple[str, list[Field]]]:
        return [
            ("booking", self._booking()),
            ("vat", [self._vat(rule) for rule in self.rules()]),
            ("ledgers", self._ledgers()),
            ("items", self._items()),
            ("customers", self._customers()),
            ("payments", self._payments()),
            ("receipts", self._receipts()),
            ("stock", self._stock()),
            ("vat_return", self._vat_return()),
        ]

    def titled(self) -> list[tuple[str, list[Field]]]:
        """Every section by its title, also with the fields of other styles."""
        return [(self._say(f"section.{name}"), fields) for name, fields in self._all()]

    def fields(self) -> dict[str, Field]:
        """Every field by name, also those of other styles: saving a style may bring its fields along."""
        return {field.name: field for _, fields in self._all() for field in fields}

    def _booking(self) -> list[Field]:
        numbered = ("order", *ENTRIES)
        return [
            self._style(),
            self._statuses(),
            self._radio("booking_date", ("paid", "ordered", "completed")),
            self._radio("closed_period", ("hold", "next"), styles=ENTRIES),
            self._radio("after_booking", ("ask", "reverse")),
            self._select("journal", self._journals()),
            *self._life(),
            self._radio("order_rate", ("order", "exact"), styles=ENTRIES),
            self._radio("zero_totals", ("skip", "book")),
            Field("own_numbers", "checkbox", self._say("own_numbers"), self.settings.own_numbers,
                  help=self._help("own_numbers"), styles=numbered),
            self._number("number_base", Decimal(2_000_000_000), styles=numbered),
            self._number("rounding_cap", Decimal(1)),
        ]  # fmt: skip

    def _life(self) -> list[Field]:
        """What becomes of an order or invoice after it was booked."""
        return [
            self._radio("deliveries", ("no", "exact", "shop"), styles=("order",)),
            self._radio("invoice_orders", ("no", "ordered", "delivered"), styles=("order",)),
            self._radio("process_invoices", ("no", "yes"), styles=("order", "invoice")),
            self._radio("send_invoices", ("no", "email", "peppol", "account"), styles=("order", "invoice")),
            self._radio("attach_pdf", ("no", "yes"), styles=ENTRIES),
            self._radio("customer_pdf", ("no", "yes"), styles=("order", "invoice")),
        ]

    def _style(self) -> Field:
        """The styles that the licence allows, and why the others are not there."""
        refused = [self._say(f"style:{one}") for one in STYLES if one not in self.styles]
        offered = self._radio("style", self.styles)
        if not refused:
            return offered
        return replace(offered, help=self._say("style.not_allowed", styles=", ".join(refused)))

    def _ledgers(self) -> list[Field]:
        revenue, either = self._ledgers_of(REVENUE), self._ledgers_of(REVENUE + COSTS)
        as_goods = [Option("", self._say("ledger.as_goods")), *revenue]
        fields = [self._select("revenue_ledger", revenue, styles=ENTRIES)]
        fields += [self._rule_ledger(rule, revenue) for rule in self.rules()]
        fields += [self._select(name, as_goods, styles=ENTRIES) for name in ("shipping_ledger", "fee_ledger")]
        return [*fields, self._select("rounding_ledger", either, styles=ENTRIES)]

    def _items(self) -> list[Field]:
        traded = ("order", "invoice")
        fields = [self._radio("missing_item", ("create", "fallback", "hold"), styles=traded)]
        for name in ("fallback_item", "shipping_item", "fee_item", "rounding_item"):
            fields.append(self._text(name, styles=traded))
        return fields

    def _customers(self) -> list[Field]:
        traded = ("order", "invoice")
        conditions = [Option("", self._say("account_condition.none"))]
        conditions += [Option(one.code, f"{one.code} – {one.description}") for one in self.choices.payment_conditions]
        return [
            self._radio("consumers", ("own", "collective"), styles=("order", "invoice", "entry")),
            self._text("collective_account", most=18),
            self._text("collective_countries", most=500),
            self._radio("vies", ("no", "yes")),
            self._text("shop_vat_number", most=20),
            *(self._owner(name) for name in OWNERS),
            self._checkbox("contacts"),
            self._checkbox("delivery_addresses", styles=traded),
            self._select("account_condition", conditions),
        ]

    def _owner(self, name: str) -> Field:
        options = tuple(Option(one, self._say(f"owner:{one}")) for one in ("shop", "empty", "exact"))
        return Field(name, "select", self._say(name), getattr(self.settings, name), options, self._help("owner"))

    def _checkbox(self, name: str, styles: tuple[str, ...] = Field.styles) -> Field:
        return Field(name, "checkbox", self._say(name), getattr(self.settings, name), help=self._help(name),
                     styles=styles)  # fmt: skip

    def _payments(self) -> list[Field]:
        titles = dict(self.methods)
        known = [rule.method for rule in self.settings.payments if rule.method != "*"]
        methods = list(dict.fromkeys([*titles, *known]))
        others = "payment.others" if methods else "payment.all"
        fields = [self._payment(method, titles.get(method, method), "payment.as_others") for method in methods]
        return [*fields, self._payment("*", self._say(others), "payment.default")]

    def _receipts(self) -> list[Field]:
        """Which orders are booked as paid, where, and what else moves a clearing account."""
        titles = dict(self.methods)
        known = [rule.method for rule in self.settings.payments if rule.method != "*"]
        methods = list(dict.fromkeys([*titles, *known]))
        every = [*((method, titles.get(method, method)) for method in methods),
                 ("*", self._say("payment.others" if methods else "payment.all"))]  # fmt: skip
        fields = [self._clearing(method, title) for method, title in every]
        nothing = Option("", self._say("ledger.none"))
        fields.append(self._radio("receipts_at", ("day_end", "at_once")))
        fields.append(self._select("debtors_ledger", [nothing, *self._ledgers_of((DEBTORS,))]))
        balance = [nothing, *self._balance_ledgers()]
        fields += [self._select(name, balance) for name in ("gift_card_ledger", "store_credit_ledger")]
        fields.append(self._select("provider_costs_ledger", [nothing, *self._ledgers_of(COSTS)]))
        codes = [_vat_option(code) for code in self.choices.vat_codes if reverse_charged(code)]
        fields.append(self._select("provider_vat_code", [Option("", self._say("provider_vat.none")), *codes]))
        fields.append(self._select("payout_ledger", balance))
        return fields

    def _stock(self) -> list[Field]:
        """Whether the shop follows Exact's stock. Not with invoices: when these take goods away only Exact knows."""
        if "stock" in self.lacks and self.settings.stock == "no":
            return []
        followed = ("order", *ENTRIES)
        figures = ("free", "projected") if self.settings.style == "order" else ("free", "in_stock", "projected")
        return [
            self._radio("stock", ("no", "exact"), styles=followed),
            self._radio("stock_figure", figures, styles=followed),
            self._text("stock_warehouses", styles=followed, most=200),
            self._number("stock_margin", Decimal(1_000_000), styles=followed),
        ]

    def _vat_return(self) -> list[Field]:
        """For which periods store and books are compared before a return is due, and when that is mailed."""
        return [self._radio("vat_period", ("month", "quarter", "year")), self._number("vat_mail_days", Decimal(60))]

    def _clearing(self, method: str, title: str) -> Field:
        """One choice a method: leave open, or book as paid in this journal."""
        rule = next((one for one in self.settings.payments if one.method == method), PaymentRule(method))
        options = [Option("open", self._say("clearing.open"))]
        if method != "*":
            options.insert(0, Option("", self._say("payment.as_others")))
        allowed = "payments" not in self.lacks
        journals = self.money() if allowed else [one for one in self.money() if one.code == rule.journal]
        options += [Option(one.code, self._say("clearing.paid", journal=_journal_label(one))) for one in journals]
        value = rule.journal if rule.book_as == "paid" else rule.book_as or ("open" if method == "*" else "")
        proposal = provider_journal("" if method == "*" else method, self.choices.journals) if allowed else ""
        help = "" if allowed else self._say("clearing.not_allowed")
        return Field(f"clearing.{method}", "select", title, value, tuple(options), help, proposal or "open")

    def money(self) -> list[Journal]:
        """Journals that a receipt can be booked in."""
        return [one for one in self.choices.journals if one.type in MONEY_JOURNALS and not one.blocked]

    def _balance_ledgers(self) -> list[Option]:
        fitting = [one for one in self.choices.ledgers if one.type not in (*REVENUE, *COSTS, VAT) and not one.blocked]
        return [Option(one.code, f"{one.code} – {one.description}") for one in fitting]

    # --- fields of one kind -----------------------------------------------------------------------------------

    def _radio(self, name: str, values: Iterable[str], styles: tuple[str, ...] = Field.styles) -> Field:
        options = tuple(
            Option(value, self._say(f"{name}:{value}"), self._help(f"{name}:{value}")) for value in values
        )
        value = getattr(self.settings, name)
        return Field(name, "radio", self._say(name), value, options, self._help(name), styles=styles)

    def _select(self, name: str, options: Iterable[Option], styles: tuple[str, ...] = Field.styles) -> Field:
        proposal = getattr(self.proposed.settings, name)
        help = self._why(name) or self._help(name)
        value = getattr(self.settings, name)
        return Field(name, "select", self._say(name), value, tuple(options), help, proposal, styles)

    def _text(self, name: str, styles: tuple[str, ...] = Field.styles, most: int = ITEM_CODE) -> Field:
        value = getattr(self.settings, name)
        return Field(name, "text", self._say(name), value, help=self._help(name), styles=styles, most=most)

    def _number(self, name: str, high: Decimal, styles: tuple[str, ...] = Field.styles) -> Field:
        value = f"{getattr(self.settings, name)}"
        return Field(name, "number", self._say(name), value, help=self._help(name), styles=styles, high=high)

    def _statuses(self) -> Field:
        titles = {value: self._say(f"statuses:{value}") for value in STATUSES} | dict(self.statuses)
        values = dict.fromkeys([*titles, *self.settings.statuses])
        options = tuple(Option(value, titles.get(value, value)) for value in values)
        chosen = list(self.settings.statuses)
        return Field("statuses", "multiselect", self._say("statuses"), chosen, options, self._help("statuses"))

    def _vat(self, rule: VatRule) -> Field:
        name = f"vat.{rule_name(rule)}"
        fitting = [code for code in self.choices.vat_codes if fits(rule, code)]
        options = (Option("", self._say("vat.unused")), *(_vat_option(code) for code in fitting))
        value, proposal = code_of(self.settings.vat, rule), code_of(self.proposed.settings.vat, rule)
        return Field(name, "select", self._rule_label(rule), value, options, self._why(name), proposal)

    def _rule_ledger(self, rule: VatRule, revenue: Sequence[Option]) -> Field:
        label = self._say("ledger.rule", rule=self._rule_label(rule))
        options = (Option("", self._say("ledger.as_revenue")), *revenue)
        value, proposal = ledger_of(self.settings.vat, rule), ledger_of(self.proposed.settings.vat, rule)
        return Field(f"ledger.{rule_name(rule)}", "select", label, value, options, "", proposal, ENTRIES)

    def _payment(self, method: str, label: str, blank: str) -> Field:
        options = [Option("", self._say(blank))]
        options += [Option(one.code, f"{one.code} – {one.description}") for one in self.choices.payment_conditions]
        value, proposal = condition_of(self.settings, method), condition_of(self.proposed.settings, method)
        return Field(f"payment.{method}", "select", label, value, tuple(options), "", proposal)

    # --- choices ----------------------------------------------------------------------------------------------

    def _journals(self) -> list[Option]:
        fitting = [one for one in self.choices.journals if one.type == SALES_JOURNAL and not one.blocked]
        return [Option(one.code, f"{one.code} – {one.description}") for one in fitting]

    def _ledgers_of(self, types: tuple[int, ...]) -> list[Option]:
        fitting = [one for one in self.choices.ledgers if one.type in types and not one.blocked]
        return [Option(one.code, f"{one.code} – {one.description}") for one in fitting]

    def rules(self) -> list[VatRule]:
        """The rules proposed, then those the shop has besides, then what no code was found for; each once."""
        by_name: dict[str, VatRule] = {}
        for rule in (*self.proposed.settings.vat, *self.settings.vat, *ALWAYS_OFFERED):
            by_name.setdefault(rule_name(rule), rule)
        return list(by_name.values())

    # --- words ------------------------------------------------------------------------------------------------

    def _rule_label(self, rule: VatRule) -> str:
        country = texts.country(self.locale, rule.country) if rule.country else self._say("vat.any_country")
        percent = "" if rule.percent is None else f"{rule.percent.normalize():f}"
        if texts.language(self.locale) == "nl":
            percent = percent.replace(".", ",")
        return self._say(f"vat.{rule.reason}", country=country, percent=percent)

    def _why(self, name: str) -> str:
        return texts.pick(self.locale, self.proposed.why.get(name, {}))

    def _say(self, key: str, **values: object) -> str:
        return texts.say(self.locale, key, **values)

    def _help(self, key: str) -> str:
        return texts.beside(self.locale, key, "help")


# --- which code fits which rule -------------------------------------------------------------------------------


def rule_name(rule: VatRule) -> str:
    """``domestic.NL.21``, ``export.any.0``."""
    percent = "any" if rule.percent is None else f"{rule.percent.normalize():f}"
    return f"{rule.reason}.{rule.country or 'any'}.{percent}"


def fits(rule: VatRule, code: VatCode) -> bool:
    """Can this VAT code carry what the rule stands for? The percentage must be the same, so that what the shop
    charged is what the code says; the amounts that are sent exclude VAT, so codes of type I do not fit."""
    if code.blocked or code.transaction == "P" or code.type == "I":
        return False
    if rule.reason in ("reverse_charge", "reverse_charge_services", "reverse_charge_home"):
        return not code.country and (not code.percent or code.charged)
    return code.percent == (rule.percent or 0) and not code.charged and _of_country(rule, code)


def _of_country(rule: VatRule, code: VatCode) -> bool:
    """One Stop Shop codes name their country, or at least say what they are."""
    one_stop = bool(WORDS["oss"].search(code.description))
    if rule.reason == "oss":
        return code.country == rule.country or (not code.country and one_stop)
    return code.country in ("", rule.country) and not one_stop


def _vat_option(code: VatCode) -> Option:
    return Option(code.code, f"{code.code} – {code.description} ({code.percent.normalize():f} %)")


def reverse_charged(code: VatCode) -> bool:
    """Can this code stand on a provider's costs whose VAT is reverse-charged: a purchase code, charged."""
    return code.charged and not code.blocked and code.transaction in ("P", "B", "") and code.type != "I"


def _journal_label(journal: Journal) -> str:
    return f"{journal.code} – {journal.description}" + (f" ({journal.ledger})" if journal.ledger else "")


def code_of(rules: Iterable[VatRule], wanted: VatRule) -> str:
    return next((rule.code for rule in rules if rule_name(rule) == rule_name(wanted)), "")


def ledger_of(rules: Iterable[VatRule], wanted: VatRule) -> str:
    return next((rule.ledger for rule in rules if rule_name(rule) == rule_name(wanted)), "")


def condition_of(settings: Settings, method: str) -> str:
    return next((rule.condition for rule in settings.payments if rule.method == method), "")
