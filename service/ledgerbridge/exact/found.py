"""What the named calls give back: Exact's records in this service's words.

Codes come trimmed (Exact pads them), percentages in percent (Exact: 0.21), amounts as Decimal in the document's
currency, and credit notes with positive amounts and ``credit`` set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from ..money import ZERO, cents
from .assumptions import CREDIT_TYPES

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Me:
    user_name: str
    language: str  # nl-NL; in which Exact's refusals come
    division: int  # the one open in the browser: never a target of writes (facts §1)


@dataclass(frozen=True)
class Division:
    code: int
    name: str
    usable: bool
    country: str = ""
    currency: str = ""
    vat_number: str = ""


@dataclass(frozen=True)
class VatCode:
    code: str
    description: str
    percent: Decimal
    type: str  # E excluding, I including, B base only, N none
    transaction: str  # S sales, P purchase, B both
    country: str  # OSS country, "" for others
    eu_listing: str  # N none, L goods, S services, T triangular
    charged: bool  # reverse charge
    blocked: bool


@dataclass(frozen=True)
class Journal:
    exact_id: str
    code: str
    description: str
    type: int  # 20 sales, 21 credit notes, 12 bank, 10 cash, 90 general
    currency: str
    blocked: bool
    allows_vat: bool
    foreign_currency: bool


@dataclass(frozen=True)
class Ledger:
    exact_id: str
    code: str
    description: str
    type: int  # 110 revenue, 111 cost of goods, 20 debtors, 24 VAT …
    balance_side: str  # D or C
    vat_code: str
    blocked: bool


@dataclass(frozen=True)
class PaymentCondition:
    exact_id: str
    code: str
    description: str
    method: str  # B on credit, I collection, K cash, Q payment provider
    days: int


@dataclass(frozen=True)
class ItemGroup:
    exact_id: str
    code: str
    description: str
    default: bool


@dataclass(frozen=True)
class Unit:
    code: str
    description: str
    default: bool


@dataclass(frozen=True)
class ItemFound:
    exact_id: str
    code: str
    description: str
    sales: bool
    vat_code: str
    unit: str


ACCOUNT_DETAILS = ("Name", "Email", "Phone", "AddressLine1", "AddressLine2", "AddressLine3", "Postcode", "City",
                   "Country", "VATNumber", "ChamberOfCommerce", "Language")  # fmt: skip


@dataclass(frozen=True)
class AccountFound:
    exact_id: str
    code: str
    name: str
    status: str  # C customer, A none, S suspect, P prospect, "" none
    email: str
    vat_number: str
    search_code: str
    blocked: bool = False
    details: Mapping[str, str] = field(default_factory=dict)  # what else Exact holds of him, by field


@dataclass(frozen=True)
class Posted:
    """A document as Exact says it made it. Totals are None where Exact did not fill them."""

    exact_id: str
    number: str
    net: Decimal | None
    vat: Decimal | None
    gross: Decimal | None
    raw: dict[str, Any]


@dataclass(frozen=True)
class Found:
    """A document that stands in Exact, found by a number or a reference."""

    exact_id: str
    number: str
    your_ref: str
    description: str
    customer: str  # account id
    gross: Decimal | None
    credit: bool = False
    journal: str = ""
    currency: str = ""


@dataclass(frozen=True)
class ReadBack:
    """A document read back from Exact, to compare with what was asked. ``per_code``: VAT code → (net, VAT)."""

    exact_id: str
    number: str
    net: Decimal
    vat: Decimal
    gross: Decimal
    per_code: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    credit: bool = False
    currency: str = ""


def row(thing: Any) -> dict[str, Any]:
    """One of these as plain JSON (Decimals as text), for the table of choices."""
    plain = {item.name: getattr(thing, item.name) for item in fields(thing)}
    return {name: f"{value:f}" if isinstance(value, Decimal) else value for name, value in plain.items()}


@dataclass(frozen=True)
class Shape:
    """How one kind of document is written in Exact (facts §4). "" where the field does not exist."""

    path: str
    key: str
    number: str
    lines: str
    customer: str
    net: str
    vat: str
    line_vat: str
    own: tuple[str, ...]  # further header fields this kind has

    @property
    def header(self) -> str:
        """$select of the header."""
        always = (self.key, self.number, self.customer, "YourRef", "Description", "Currency", "AmountFC")
        return ",".join((*always, *(name for name in (self.net, self.vat) if name), *self.own))


SHAPES: dict[str, Shape] = {
    "sales_order": Shape(
        "salesorder/SalesOrders",
        "OrderID",
        "OrderNumber",
        "SalesOrderLines",
        "OrderedBy",
        "AmountFCExclVat",
        "",
        "VATAmount",
        (),
    ),
    "sales_invoice": Shape(
        "salesinvoice/SalesInvoices",
        "InvoiceID",
        "InvoiceNumber",
        "SalesInvoiceLines",
        "OrderedBy",
        "AmountFCExclVat",
        "VATAmountFC",
        "VATAmountFC",
        ("Journal", "Type"),
    ),
    "sales_entry": Shape(
        "salesentry/SalesEntries",
        "EntryID",
        "EntryNumber",
        "SalesEntryLines",
        "Customer",
        "",
        "VATAmountFC",
        "VATAmountFC",
        ("Journal", "Type"),
    ),
}


def posted(shape: Shape, record: Record) -> Posted:
    net, vat, gross = _totals(shape, record)
    sign = Decimal(-1) if gross is not None and gross < 0 else Decimal(1)
    return Posted(
        _text(record, shape.key),
        _number(record, shape.number),
        None if net is None else sign * net,
        None if vat is None else sign * vat,
        None if gross is None else sign * gross,
        dict(record),
    )


def found(shape: Shape, record: Record) -> Found:
    gross = _amount(record, "AmountFC")
    return Found(
        _text(record, shape.key),
        _number(record, shape.number),
        _text(record, "YourRef"),
        _text(record, "Description"),
        _text(record, shape.customer),
        None if gross is None else abs(gross),
        _is_credit(record, gross),
        _text(record, "Journal"),
        _text(record, "Currency"),
    )


def read_back(shape: Shape, record: Record) -> ReadBack:
    """Net, VAT and gross of the header where Exact gives them, else of the lines; per VAT code from the lines."""
    net, vat, gross = _totals(shape, record)
    codes = _per_code(shape, _lines(record, shape.lines), gross)
    if vat is None:
        vat = sum((code_vat for _, code_vat in codes.values()), ZERO)
    if gross is None:
        gross = sum((code_net for code_net, _ in codes.values()), ZERO) + vat
    if net is None:
        net = gross - vat
    sign = Decimal(-1) if gross < 0 else Decimal(1)
    return ReadBack(
        _text(record, shape.key),
        _number(record, shape.number),
        cents(sign * net),
        cents(sign * vat),
        cents(sign * gross),
        {code: (cents(sign * n), cents(sign * v)) for code, (n, v) in codes.items()},
        _is_credit(record, gross),
        _text(record, "Currency"),
    )


def _totals(shape: Shape, record: Record) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """(net, VAT, gross) of a header; each may be missing, two give the third."""
    net, vat, gross = _amount(record, shape.net), _amount(record, shape.vat), _amount(record, "AmountFC")
    if gross is not None and vat is None and net is not None:
        vat = gross - net
    if gross is not None and net is None and vat is not None:
        net = gross - vat
    return net, vat, gross


def _per_code(shape: Shape, lines: list[Record], gross: Decimal | None) -> dict[str, tuple[Decimal, Decimal]]:
    """Net and VAT per VAT code. A line's AmountFC is without VAT, unless all of them add up to the header's
    gross: then the codes are of type I and the VAT is inside [A]."""
    amounts = [(_text(line, "VATCode"), _amount(line, "AmountFC") or ZERO, _amount(line, shape.line_vat) or ZERO)
               for line in lines]  # fmt: skip
    together = sum((amount for _, amount, _ in amounts), ZERO)
    inside = gross is not None and together == gross and any(vat for _, _, vat in amounts)
    codes: dict[str, tuple[Decimal, Decimal]] = {}
    for code, amount, vat in amounts:
        net, seen = codes.get(code, (ZERO, ZERO))
        codes[code] = (net + amount - (vat if inside else ZERO), seen + vat)
    return codes


def _lines(record: Record, name: str) -> list[Record]:
    """An expanded collection: ``{"results": […]}`` or a bare list."""
    held = record.get(name)
    if isinstance(held, Mapping):
        held = held.get("results")
    return list(held) if isinstance(held, list) else []


def _is_credit(record: Record, gross: Decimal | None) -> bool:
    return record.get("Type") in CREDIT_TYPES or (gross is not None and gross < 0)


def _amount(record: Record, name: str) -> Decimal | None:
    value = record.get(name) if name else None
    return value if isinstance(value, Decimal) else Decimal(value) if isinstance(value, (int, str)) else None


def _number(record: Record, name: str) -> str:
    """A document's number as text; "" while it has none (a draft)."""
    value = record.get(name)
    return str(value) if value else ""


def _text(record: Record, name: str) -> str:
    value = record.get(name)
    return "" if value is None else str(value).strip()


def me(record: Record) -> Me:
    return Me(
        _text(record, "FullName") or _text(record, "UserName"),
        _text(record, "LanguageCode"),
        int(record.get("CurrentDivision") or 0),
    )


def division(record: Record) -> Division:
    """system/Divisions: Status 1 is active, BlockingStatus 0 is usable (facts §1)."""
    return Division(
        int(record["Code"]),
        _text(record, "Description"),
        record.get("Status", 1) == 1 and not record.get("BlockingStatus"),
        _text(record, "Country"),
        _text(record, "Currency"),
        _text(record, "VATNumber"),
    )


def vat_code(record: Record) -> VatCode:
    return VatCode(
        _text(record, "Code"),
        _text(record, "Description"),
        ((_amount(record, "Percentage") or ZERO) * 100).normalize() + 0,
        _text(record, "Type"),
        _text(record, "VATTransactionType"),
        _text(record, "OssCountry"),
        _text(record, "EUSalesListing"),
        bool(record.get("Charged")),
        bool(record.get("IsBlocked")),
    )


def journal(record: Record) -> Journal:
    return Journal(
        _text(record, "ID"),
        _text(record, "Code"),
        _text(record, "Description"),
        int(record.get("Type") or 0),
        _text(record, "Currency"),
        bool(record.get("IsBlocked")),
        record.get("AllowVAT") is not False,
        bool(record.get("AllowVariableCurrency")),
    )


def ledger(record: Record) -> Ledger:
    return Ledger(
        _text(record, "ID"),
        _text(record, "Code"),
        _text(record, "Description"),
        int(record.get("Type") or 0),
        _text(record, "BalanceSide"),
        _text(record, "VATCode"),
        bool(record.get("IsBlocked")),
    )


def payment_condition(record: Record) -> PaymentCondition:
    return PaymentCondition(
        _text(record, "ID"),
        _text(record, "Code"),
        _text(record, "Description"),
        _text(record, "PaymentMethod"),
        int(record.get("PaymentDays") or 0),
    )


def item_group(record: Record) -> ItemGroup:
    return ItemGroup(
        _text(record, "ID"), _text(record, "Code"), _text(record, "Description"), bool(record.get("IsDefault"))
    )


def unit(record: Record) -> Unit:
    return Unit(_text(record, "Code"), _text(record, "Description"), bool(record.get("Main")))


def item(record: Record) -> ItemFound:
    return ItemFound(
        _text(record, "ID"),
        _text(record, "Code"),
        _text(record, "Description"),
        bool(record.get("IsSalesItem")),
        _text(record, "SalesVatCode"),
        _text(record, "Unit"),
    )


def account(record: Record) -> AccountFound:
    return AccountFound(
        _text(record, "ID"),
        _text(record, "Code"),
        _text(record, "Name"),
        _text(record, "Status"),
        _text(record, "Email"),
        _text(record, "VATNumber"),
        _text(record, "SearchCode"),
        bool(record.get("Blocked")),
        {name: _text(record, name) for name in ACCOUNT_DETAILS},
    )
