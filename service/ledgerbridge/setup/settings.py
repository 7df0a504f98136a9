"""The settings of one shop, as a typed document. Stored as JSON, one row a version; pure.

Codes are Exact's own codes, trimmed (VAT "2", journal "70", ledger "8000"), so that the document reads well
and survives an export. Ids are looked up when something is sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, validate


@dataclass(frozen=True)
class VatRule:
    """(country, percent, reason) → VAT code. ``percent`` None fits any; country "" fits any."""

    reason: str  # domestic | zero | exempt | reverse_charge[_services|_home] | oss | export[_services] | none
    country: str
    percent: Decimal | None
    code: str
    ledger: str = ""  # entry style: revenue account for this rule; "" = Settings.revenue_ledger


@dataclass(frozen=True)
class PaymentRule:
    """How orders paid by one method are booked. ``method`` is WooCommerce's gateway id, "*" for all others."""

    method: str
    condition: str = ""  # payment condition code; "" as all others, and then as the account says
    book_as: Literal["", "open", "paid"] = ""  # "" as all others; of "*": open
    journal: str = ""  # paid: the bank or cash journal of Exact in which the receipt is booked (its clearing account)


Owner = Literal["shop", "exact", "empty"]
"""Who has the say over a detail of a customer: see customer/owners.py."""
OWNERS = ("owner_name", "owner_email", "owner_phone", "owner_address", "owner_vat_number", "owner_chamber",
          "owner_language")  # fmt: skip
COUNTRY_ACCOUNT = re.compile(r"([A-Z]{2})\s*=\s*([^\s,;=]{1,18})")


@dataclass(frozen=True)
class Settings:
    style: Literal["order", "invoice", "entry", "daily"] = "entry"
    statuses: tuple[str, ...] = ("processing", "completed")
    booking_date: Literal["paid", "ordered", "completed"] = "paid"
    closed_period: Literal["hold", "next"] = "hold"
    after_booking: Literal["ask", "reverse"] = "ask"  # cancelled, changed, refund deleted: credit it by itself?
    deliveries: Literal["no", "exact", "shop"] = "no"  # style order: where goods are delivered, the other side follows
    invoice_orders: Literal["no", "ordered", "delivered"] = "no"  # style order: who makes the invoice, and when
    process_invoices: Literal["no", "yes"] = "no"  # styles order and invoice: final, in the ledger, with a PDF
    send_invoices: Literal["no", "email", "peppol", "account"] = "no"  # what Exact does with a processed one
    attach_pdf: Literal["no", "yes"] = "no"  # style entry: the shop's own invoice beside its entry in Exact
    customer_pdf: Literal["no", "yes"] = "no"  # Exact's PDF in the customer's My Account
    journal: str = ""
    vat: tuple[VatRule, ...] = ()
    revenue_ledger: str = ""
    shipping_ledger: str = ""  # "" = as the goods
    fee_ledger: str = ""
    rounding_ledger: str = ""
    missing_item: Literal["create", "fallback", "hold"] = "create"
    fallback_item: str = "WEBSHOP"  # lines without a SKU, and unknown ones when missing_item = fallback
    shipping_item: str = "VERZENDKOSTEN"
    fee_item: str = "TOESLAG"
    rounding_item: str = "AFRONDING"
    rounding_cap: Decimal = Decimal("0.05")
    consumers: Literal["own", "collective"] = "own"
    collective_account: str = ""  # code of the account consumers are booked on
    collective_countries: str = ""  # "BE=1200 DE=1300": consumers of these countries on another collective account
    vies: Literal["no", "yes"] = "no"  # look the VAT numbers of reverse-charged sales up
    shop_vat_number: str = ""  # of the shop itself: with it VIES gives a consultation number
    owner_name: Owner = "shop"
    owner_email: Owner = "shop"
    owner_phone: Owner = "shop"
    owner_address: Owner = "shop"
    owner_vat_number: Owner = "shop"
    owner_chamber: Owner = "shop"
    owner_language: Owner = "empty"
    contacts: bool = True  # contact persons of companies
    delivery_addresses: bool = True  # orders, invoices: a delivery address that differs from the invoice's
    account_condition: str = ""  # payment condition of accounts that are made here; "" leaves it to Exact
    payments: tuple[PaymentRule, ...] = (PaymentRule("*"),)
    receipts_at: Literal["day_end", "at_once"] = "day_end"  # when the receipts of a journal and day are booked
    debtors_ledger: str = ""  # what a receipt takes away: the account of open customer invoices
    gift_card_ledger: str = ""  # what a redeemed gift card takes away: the liability it was sold as
    store_credit_ledger: str = ""  # the same of store credit; "" = as gift cards
    provider_costs_ledger: str = ""  # what a payment provider keeps
    provider_vat_code: str = ""  # VAT code of those costs when they are reverse-charged; "" = no VAT on them
    payout_ledger: str = ""  # cross-posting account between the clearing journal and the bank
    order_rate: Literal["order", "exact"] = "order"  # entries in foreign currency: the order's own rate, if it has one
    zero_totals: Literal["skip", "book"] = "skip"
    own_numbers: bool = True  # OrderNumber / EntryNumber from our range: Exact refuses a repeat
    number_base: int = 0  # own number = base + WooCommerce id
    stock: Literal["no", "exact"] = "no"  # who says what lies there: the shop alone, or Exact, whose changes it follows
    stock_figure: Literal["free", "in_stock", "projected"] = "free"
    stock_warehouses: str = ""  # codes of the warehouses that count; "" = all
    vat_period: Literal["month", "quarter", "year"] = "quarter"  # of the return: reports are mailed before it is due
    vat_mail_days: int = 7  # so many days before; 0: no mail
    stock_margin: Decimal = Decimal(0)  # pieces of each item that the shop may not sell
    shop_country: str = "NL"
    currency: str = ""  # what the administration counts in, "" where not known: read off it (setup/kept.py), not kept
    version: int = 0


class _VatRuleSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    reason = fields.String(required=True)
    country = fields.String(load_default="")
    percent = fields.Decimal(allow_none=True, load_default=None, as_string=True)
    code = fields.String(required=True)
    ledger = fields.String(load_default="")

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> VatRule:
        return VatRule(**data)


class _PaymentRuleSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    method = fields.String(required=True)
    condition = fields.String(load_default="")
    book_as = fields.String(load_default="", validate=validate.OneOf(["", "open", "paid"]))
    journal = fields.String(load_default="")

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> PaymentRule:
        return PaymentRule(**data)


class SettingsSchema(Schema):
    """JSON ↔ Settings. ``load`` raises marshmallow.ValidationError that names each wrong field."""

    class Meta:
        unknown = EXCLUDE

    style = fields.String(validate=validate.OneOf(["order", "invoice", "entry", "daily"]))
    statuses = fields.List(fields.String(), validate=validate.Length(min=1))
    booking_date = fields.String(validate=validate.OneOf(["paid", "ordered", "completed"]))
    closed_period = fields.String(validate=validate.OneOf(["hold", "next"]))
    after_booking = fields.String(validate=validate.OneOf(["ask", "reverse"]))
    deliveries = fields.String(validate=validate.OneOf(["no", "exact", "shop"]))
    invoice_orders = fields.String(validate=validate.OneOf(["no", "ordered", "delivered"]))
    process_invoices = fields.String(validate=validate.OneOf(["no", "yes"]))
    send_invoices = fields.String(validate=validate.OneOf(["no", "email", "peppol", "account"]))
    attach_pdf = fields.String(validate=validate.OneOf(["no", "yes"]))
    customer_pdf = fields.String(validate=validate.OneOf(["no", "yes"]))
    journal = fields.String()
    vat = fields.List(fields.Nested(_VatRuleSchema))
    revenue_ledger = fields.String()
    shipping_ledger = fields.String()
    fee_ledger = fields.String()
    rounding_ledger = fields.String()
    missing_item = fields.String(validate=validate.OneOf(["create", "fallback", "hold"]))
    fallback_item = fields.String()
    shipping_item = fields.String()
    fee_item = fields.String()
    rounding_item = fields.String()
    rounding_cap = fields.Decimal(as_string=True, validate=validate.Range(min=0, max=1))
    consumers = fields.String(validate=validate.OneOf(["own", "collective"]))
    collective_account = fields.String()
    collective_countries = fields.String(validate=lambda text: _is_by_country(text))
    vies = fields.String(validate=validate.OneOf(["no", "yes"]))
    shop_vat_number = fields.String()
    owner_name = fields.String(validate=validate.OneOf(["shop", "exact", "empty"]))
    owner_email = fields.String(validate=validate.OneOf(["shop", "exact", "empty"]))
    owner_phone = fields.String(validate=validate.OneOf(["shop", "exact", "empty"]))
    owner_address = fields.String(validate=validate.OneOf(["shop", "exact", "empty"]))
    owner_vat_number = fields.String(validate=validate.OneOf(["shop", "exact", "empty"]))
    owner_chamber = fields.String(validate=validate.OneOf(["shop", "exact", "empty"]))
    owner_language = fields.String(validate=validate.OneOf(["shop", "exact", "empty"]))
    contacts = fields.Boolean()
    delivery_addresses = fields.Boolean()
    account_condition = fields.String()
    payments = fields.List(fields.Nested(_PaymentRuleSchema))
    receipts_at = fields.String(validate=validate.OneOf(["day_end", "at_once"]))
    debtors_ledger = fields.String()
    gift_card_ledger = fields.String()
    store_credit_ledger = fields.String()
    provider_costs_ledger = fields.String()
    provider_vat_code = fields.String()
    payout_ledger = fields.String()
    order_rate = fields.String(validate=validate.OneOf(["order", "exact"]))
    zero_totals = fields.String(validate=validate.OneOf(["skip", "book"]))
    own_numbers = fields.Boolean()
    number_base = fields.Integer(validate=validate.Range(min=0, max=2_000_000_000))
    stock = fields.String(validate=validate.OneOf(["no", "exact"]))
    stock_figure = fields.String(validate=validate.OneOf(["free", "in_stock", "projected"]))
    stock_warehouses = fields.String()
    stock_margin = fields.Decimal(as_string=True, validate=validate.Range(min=0, max=1_000_000))
    vat_period = fields.String(validate=validate.OneOf(["month", "quarter", "year"]))
    vat_mail_days = fields.Integer(validate=validate.Range(min=0, max=60))
    shop_country = fields.String(validate=validate.Length(equal=2))

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Settings:
        for name in ("statuses", "vat", "payments"):
            if name in data:
                data[name] = tuple(data[name])
        return Settings(**data)


def payment_rule(settings: Settings, method: str) -> PaymentRule:
    """How orders paid by this method are booked: its own rule, and the one for all others where that is silent."""
    own = next((rule for rule in settings.payments if rule.method == method), PaymentRule(method))
    others = next((rule for rule in settings.payments if rule.method == "*"), PaymentRule("*"))
    paying = own if own.book_as else others
    return PaymentRule(method, own.condition or others.condition, paying.book_as or "open", paying.journal)


@dataclass(frozen=True)
class Suggestion:
    """A proposed settings document and, per field, why (for the screen)."""

    settings: Settings
    why: dict[str, dict[str, str]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()  # what Exact does not have and somebody must make


def by_country(text: str) -> dict[str, str]:
    """``BE=1200, DE=1300`` → account code by country. Raises ValueError when it says anything else."""
    if re.sub(r"[\s,;]", "", COUNTRY_ACCOUNT.sub("", text)):
        raise ValueError("this is no list of COUNTRY=account")
    return dict(COUNTRY_ACCOUNT.findall(text))


def _is_by_country(text: str) -> None:
    try:
        by_country(text)
    except ValueError as wrong:
        raise ValidationError(str(wrong)) from None


def load(document: dict[str, Any], version: int = 0) -> Settings:
    settings: Settings = SettingsSchema().load(document)
    return Settings(**{**settings.__dict__, "version": version})


def dump(settings: Settings) -> dict[str, Any]:
    document: dict[str, Any] = SettingsSchema().dump(settings)
    return document
