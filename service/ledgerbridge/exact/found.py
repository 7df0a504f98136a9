"""What the named calls give back: Exact's records in this service's words.

Codes come trimmed (Exact pads them), percentages in percent (Exact: 0.21), amounts as Decimal in the document's
currency, and credit notes with positive amounts and ``credit`` set.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from ..errors import LostAnswer, Temporary
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
    moved_at: datetime | None = None  # to another server: its Timestamps are new ones


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
    ledger: str = ""  # code of the account the journal's own side is booked on (GLAccountCode)


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


PROCESSED = 50  # Status of a sales invoice: 10 draft, 20 open, 50 processed [D]
COMPLETE_ORDER = 21
SALES_INVOICE_DOCUMENT = 10  # Documents.Type [C]
OPEN_ORDER = 12  # DeliveryStatus, InvoiceStatus of a sales order: 12 open, 20 partial, 21 complete, 45 cancelled [D]


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
    """A document read back from Exact, to compare with what was asked. ``per_code``: VAT code → (net, VAT). ``home``:
    gross in what the administration counts in; ``on``: the day it is booked on; None where Exact does not say."""

    exact_id: str
    number: str
    net: Decimal
    vat: Decimal
    gross: Decimal
    per_code: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    credit: bool = False
    currency: str = ""
    home: Decimal | None = None
    on: date | None = None
    text: str = ""


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
    day: str  # the day it is booked on; lists can be filtered by it

    @property
    def header(self) -> str:
        """$select of the header."""
        always = (self.key, self.number, self.customer, "YourRef", "Description", "Currency", "AmountFC",
                  "AmountDC", self.day)  # fmt: skip
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
        "OrderDate",
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
        "InvoiceDate",
    ),
    "order_invoice": Shape(  # an invoice that Exact made of a sales order of ours
        "salesinvoice/SalesInvoices",
        "InvoiceID",
        "InvoiceNumber",
        "SalesInvoiceLines",
        "OrderedBy",
        "AmountFCExclVat",
        "VATAmountFC",
        "VATAmountFC",
        ("Journal", "Type"),
        "InvoiceDate",
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
        "EntryDate",
    ),
}
SHAPES["day_entry"] = SHAPES["sales_entry"]


P = ParamSpec("P")
Thing = TypeVar("Thing")
BROKEN = (KeyError, IndexError, TypeError, ValueError, AttributeError, ArithmeticError)


def as_promised(reader: Callable[P, Thing]) -> Callable[P, Thing]:
    """A reader that says Temporary where a record is not what Exact promises: a null, another type, nothing."""
    return _reading(reader, Temporary)


def as_promised_after_a_write(reader: Callable[P, Thing]) -> Callable[P, Thing]:
    """The same after a POST: something stands there, and nobody knows what. Says LostAnswer."""
    return _reading(reader, LostAnswer)


def _reading(reader: Callable[P, Thing], kind: type[Temporary]) -> Callable[P, Thing]:
    @wraps(reader)
    def read(*args: P.args, **more: P.kwargs) -> Thing:
        try:
            return reader(*args, **more)
        except BROKEN as why:
            what = reader.__name__.replace("_", " ")
            raise kind(f"Exact's answer is no {what} as it promises ({type(why).__name__}: {why}).") from why

    return read


@as_promised_after_a_write
def made_id(record: Record, name: str = "ID") -> str:
    """The id of what a POST made."""
    return _id(record, name)


@dataclass(frozen=True)
class MoneyShape:
    """How a bank or cash entry is written (facts §4). It has no date and no text of its own: its lines have."""

    path: str
    lines: str
    lines_path: str


MONEY_SHAPES: dict[str, MoneyShape] = {
    "bank_entry": MoneyShape(
        "financialtransaction/BankEntries", "BankEntryLines", "financialtransaction/BankEntryLines"
    ),
    "cash_entry": MoneyShape(
        "financialtransaction/CashEntries", "CashEntryLines", "financialtransaction/CashEntryLines"
    ),
}


@dataclass(frozen=True)
class MoneyLine:
    """A line of a bank or cash entry as Exact holds it."""

    entry_id: str
    entry_number: str
    text: str
    amount: Decimal
    on: date | None = None


@dataclass(frozen=True)
class Processed:
    """A processed invoice. ``problems``: what was to be sent or made and was not, in Exact's words; ``sent``: how it
    went out."""

    document_id: str  # of the document that holds the PDF; "" where Exact did not say
    number: str = ""
    sent: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


WAYS = ("Document", "Email", "PostboxMessage", "Peppol")


@dataclass(frozen=True)
class OpenItem:
    """What is open, or was, of one invoice: an entry of Exact's receivables. ``amount`` is still to be received."""

    entry_id: str  # of the booking it comes from
    number: str  # invoice number
    your_ref: str
    amount: Decimal
    currency: str
    paid: bool


@as_promised_after_a_write
def processed(record: Record) -> Processed:
    """The answer of PrintedSalesInvoices: a success and an error text for each way out."""
    problems = [f"{way}: {said}" for way in WAYS if (said := _text(record, f"{way}CreationError"))]
    sent = [way for way in WAYS[1:] if _text(record, f"{way}CreationSuccess")]
    return Processed(_text(record, "Document"), "", tuple(sent), tuple(problems))


@as_promised
def money_line(record: Record) -> MoneyLine:
    return MoneyLine(
        _id(record, "EntryID"), _number(record, "EntryNumber"), _text(record, "Description"),
        _amount(record, "AmountFC") or ZERO, day(record, "Date"),
    )  # fmt: skip


@as_promised
def open_item(record: Record) -> OpenItem:
    """The sign of an open amount is not settled between sources [U]: without its sign it is right both ways."""
    paid = bool(record.get("IsFullyPaid"))
    amount = abs(_amount(record, "AmountFC") or _amount(record, "AmountDC") or ZERO)
    return OpenItem(
        _text(record, "TransactionEntryID"),
        _number(record, "InvoiceNumber"),
        _text(record, "YourRef"),
        Decimal("0.00") if paid else cents(amount),
        _text(record, "Currency"),
        paid,
    )


@as_promised_after_a_write
def posted(shape: Shape, record: Record) -> Posted:
    net, vat, gross = _totals(shape, record)
    sign = Decimal(-1) if gross is not None and gross < 0 else Decimal(1)
    return Posted(
        _id(record, shape.key),
        _number(record, shape.number),
        None if net is None else sign * net,
        None if vat is None else sign * vat,
        None if gross is None else sign * gross,
        dict(record),
    )


@as_promised
def found(shape: Shape, record: Record) -> Found:
    gross = _amount(record, "AmountFC")
    return Found(
        _id(record, shape.key),
        _number(record, shape.number),
        _text(record, "YourRef"),
        _text(record, "Description"),
        _text(record, shape.customer),
        None if gross is None else abs(gross),
        _is_credit(record, gross),
        _text(record, "Journal"),
        _text(record, "Currency"),
    )


@as_promised
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
    home = _amount(record, "AmountDC")
    return ReadBack(
        _id(record, shape.key),
        _number(record, shape.number),
        cents(sign * net),
        cents(sign * vat),
        cents(sign * gross),
        {code: (cents(sign * n), cents(sign * v)) for code, (n, v) in codes.items()},
        _is_credit(record, gross),
        _text(record, "Currency"),
        None if home is None else cents(sign * home),
        day(record, shape.day),
        _text(record, "Description"),
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


def _moment(record: Record, name: str) -> datetime | None:
    """A date: "/Date(milliseconds)/", or ISO where Exact's own form is missing. One out of range is no date."""
    value = record.get(name)
    if not value:
        return None
    if match := re.fullmatch(r"/Date\((-?\d+)(?:[+-]\d+)?\)/", str(value)):
        try:
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(match[1]))
        except OverflowError as why:
            raise ValueError(f"{name} is {value!r}") from why
    moment = datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def undelivered(record: Record) -> tuple[str, Decimal] | None:
    """(id, pieces still to be delivered) of a sales order's line; None where nothing is."""
    left = (_amount(record, "Quantity") or ZERO) - (_amount(record, "QuantityDelivered") or ZERO)
    return (str(record["ID"]), left) if left and record.get("DeliveryStatus") != COMPLETE_ORDER else None


def day(record: Record, name: str) -> date | None:
    moment = _moment(record, name)
    return moment.date() if moment else None


def _number(record: Record, name: str) -> str:
    """A document's number as text; "" while it has none (a draft)."""
    value = record.get(name)
    return str(value) if value else ""


def _id(record: Record, name: str) -> str:
    """What a record is known by: never empty, or the next write would go astray."""
    value = record[name]
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} is {value!r}")
    return value


def _text(record: Record, name: str) -> str:
    value = record.get(name)
    return "" if value is None else str(value).strip()


@as_promised
def me(records: Sequence[Record]) -> Me:
    """The one record of current/Me."""
    record = records[0]
    return Me(
        _text(record, "FullName") or _text(record, "UserName"),
        _text(record, "LanguageCode"),
        int(record.get("CurrentDivision") or 0),
    )


@as_promised
def division(record: Record) -> Division:
    """system/Divisions: Status 1 is active, BlockingStatus 0 is usable (facts §1)."""
    return Division(
        int(record["Code"]),
        _text(record, "Description"),
        record.get("Status", 1) == 1 and not record.get("BlockingStatus"),
        _text(record, "Country"),
        _text(record, "Currency"),
        _text(record, "VATNumber"),
        _moment(record, "DivisionMoveDate"),
    )


@as_promised
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


@as_promised
def journal(record: Record) -> Journal:
    return Journal(
        _id(record, "ID"),
        _text(record, "Code"),
        _text(record, "Description"),
        int(record.get("Type") or 0),
        _text(record, "Currency"),
        bool(record.get("IsBlocked")),
        record.get("AllowVAT") is not False,
        bool(record.get("AllowVariableCurrency")),
        _text(record, "GLAccountCode"),
    )


@as_promised
def ledger(record: Record) -> Ledger:
    return Ledger(
        _id(record, "ID"),
        _text(record, "Code"),
        _text(record, "Description"),
        int(record.get("Type") or 0),
        _text(record, "BalanceSide"),
        _text(record, "VATCode"),
        bool(record.get("IsBlocked")),
    )


@as_promised
def payment_condition(record: Record) -> PaymentCondition:
    return PaymentCondition(
        _id(record, "ID"),
        _text(record, "Code"),
        _text(record, "Description"),
        _text(record, "PaymentMethod"),
        int(record.get("PaymentDays") or 0),
    )


@as_promised
def item_group(record: Record) -> ItemGroup:
    return ItemGroup(
        _id(record, "ID"), _text(record, "Code"), _text(record, "Description"), bool(record.get("IsDefault"))
    )


@as_promised
def unit(record: Record) -> Unit:
    return Unit(_text(record, "Code"), _text(record, "Description"), bool(record.get("Main")))


@as_promised
def item(record: Record) -> ItemFound:
    return ItemFound(
        _id(record, "ID"),
        _text(record, "Code"),
        _text(record, "Description"),
        bool(record.get("IsSalesItem")),
        _text(record, "SalesVatCode"),
        _text(record, "Unit"),
    )


@as_promised
def account(record: Record) -> AccountFound:
    return AccountFound(
        _id(record, "ID"),
        _text(record, "Code"),
        _text(record, "Name"),
        _text(record, "Status"),
        _text(record, "Email"),
        _text(record, "VATNumber"),
        _text(record, "SearchCode"),
        bool(record.get("Blocked")),
        {name: _text(record, name) for name in ACCOUNT_DETAILS},
    )
