"""A wanted document as the JSON Exact takes. Pure; field names of facts/exact-online 4.

Every line that can carry VAT says its amount explicitly: Exact's own arithmetic is never relied on. Which of
NetPrice and AmountFC wins when both are sent is unknown [U], so both are sent and say the same money; where no
price times the quantity gives the amount, the quantity is one and the real one stands in the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ..exact.assumptions import (
    DESCRIPTION,
    ENTRY_CREDIT_SIGN,
    ENTRY_TYPE_CREDIT,
    ENTRY_TYPE_INVOICE,
    INVOICE_CREDIT_SIGN,
    TYPE_CREDIT,
    TYPE_INVOICE,
    WITHOUT_VAT_AMOUNT,
    YOUR_REF,
)
from ..money import cents
from ..setup.settings import Settings
from .shapes import WantedDocument, WantedLine

LARGEST_NUMBER = 2_147_483_647  # Edm.Int32
PRICE_PLACES = range(2, 7)
ONE = Decimal(1)

Body = dict[str, Any]


@dataclass(frozen=True)
class Ids:
    """Exact's ids for what a document names: account id, ledger id by code, item id by code."""

    account: str
    ledgers: dict[str, str]
    items: dict[str, str]
    delivery: str = ""  # id of a delivery address of the account, where it differs


def body(document: WantedDocument, ids: Ids, settings: Settings, marker: str) -> Body:
    made = MAKERS[document.kind](document, ids, marker)
    number = own_number(document, settings)
    if number is not None:
        made["OrderNumber" if document.kind == "sales_order" else "EntryNumber"] = number
    return {name: value for name, value in made.items() if value not in ("", None)}


def own_number(document: WantedDocument, settings: Settings) -> int | None:
    """Our own number, where Exact takes one: the base plus the WooCommerce id of the order or refund, so that it
    is the same at every try. None: Exact numbers it, also what was taken back and booked anew: the number is given."""
    if not settings.own_numbers or document.kind == "sales_invoice" or document.tag != str(document.subject_id):
        return None
    number = settings.number_base + document.subject_id
    return number if number <= LARGEST_NUMBER else None


def marker_text(marker: str, tag: str) -> str:
    """What a document is known by again in Exact's texts: ``K7Q2-1042``."""
    return f"{marker}-{tag}"


def describe(document: WantedDocument, marker: str) -> str:
    """The description, cut so that the marker at its end stays whole."""
    tail = f" [{marker_text(marker, document.tag)}]"
    return document.description[: DESCRIPTION - len(tail)].rstrip() + tail


def _header(document: WantedDocument, marker: str) -> Body:
    return {
        "YourRef": document.reference[:YOUR_REF],
        "Description": describe(document, marker),
        "Currency": document.currency,
        "PaymentCondition": document.payment_condition,
        "PaymentReference": document.payment_reference,
    }


def _order(document: WantedDocument, ids: Ids, marker: str) -> Body:
    return {
        "OrderedBy": ids.account,
        "OrderDate": document.on.isoformat(),
        "DeliveryAddress": ids.delivery,  # the invoice calls it DeliverToAddress [D]
        **_header(document, marker),
        "SalesOrderLines": [{**_item_line(line, ids), **_vat("VATAmount", line)} for line in document.lines],
    }


def _invoice(document: WantedDocument, ids: Ids, marker: str) -> Body:
    sign = INVOICE_CREDIT_SIGN if document.credit else ONE
    return {
        "Type": TYPE_CREDIT if document.credit else TYPE_INVOICE,
        "Journal": document.journal,
        "OrderedBy": ids.account,
        "OrderDate": document.on.isoformat(),
        "DeliverToAddress": ids.delivery,
        **_header(document, marker),
        "SalesInvoiceLines": [
            {**_item_line(line, ids, sign), **_vat("VATAmountFC", line, sign)} for line in document.lines
        ],
    }


def _vat(name: str, line: WantedLine, sign: Decimal = ONE) -> Body:
    """The VAT amount; none where the code may be of the type that takes none, not even 0.00."""
    return {} if line.choice.reason in WITHOUT_VAT_AMOUNT else {name: sign * line.vat}


def _item_line(line: WantedLine, ids: Ids, sign: Decimal = ONE) -> Body:
    quantity, price, text = priced(line)
    return {
        "Item": ids.items[line.item],
        "Quantity": sign * quantity,
        "NetPrice": price,
        "AmountFC": sign * line.net,
        "VATCode": line.choice.code,
        "Description": text[:DESCRIPTION],
    }


def priced(line: WantedLine) -> tuple[Decimal, Decimal, str]:
    """(quantity, price, text) such that quantity × price, in cents, is the line's net amount to the cent.

    The price with the fewest decimals that does it: how many Exact keeps differs by currency (PricePrecision)."""
    for places in PRICE_PLACES if line.quantity > 0 else ():
        price = (line.net / line.quantity).quantize(Decimal(10) ** -places, ROUND_HALF_UP)
        if cents(price * line.quantity) == line.net:
            return line.quantity, _unscaled(price.normalize()), line.description
    return ONE, line.net, f"{_unscaled(line.quantity.normalize())} × {line.description}"


def _unscaled(value: Decimal) -> Decimal:
    """The same number, never in exponent form: 1E+1 → 10."""
    return value.quantize(ONE) if value == value.to_integral() else value


def _entry(document: WantedDocument, ids: Ids, marker: str) -> Body:
    sign = ENTRY_CREDIT_SIGN if document.credit else ONE
    return {
        "Customer": ids.account,
        "Journal": document.journal,
        "Type": ENTRY_TYPE_CREDIT if document.credit else ENTRY_TYPE_INVOICE,
        "EntryDate": document.on.isoformat(),
        "Rate": document.rate,
        **_header(document, marker),
        "SalesEntryLines": [_ledger_line(line, ids, sign) for line in document.lines],
    }


def _ledger_line(line: WantedLine, ids: Ids, sign: Decimal) -> Body:
    count = f"{_unscaled(line.quantity.normalize())} × " if line.kind == "product" and line.quantity != 1 else ""
    return {
        "GLAccount": ids.ledgers[line.ledger],
        "AmountFC": sign * line.net,
        "VATCode": line.choice.code,
        **_vat("VATAmountFC", line, sign),
        "Description": f"{count}{line.description}"[:DESCRIPTION],
    }


MAKERS = {"sales_order": _order, "sales_invoice": _invoice, "sales_entry": _entry, "day_entry": _entry}
"""By kind; an order's share of a day is never sent by itself."""
