"""The nouns of the order flow: what the shop says (Snapshot), what is wanted (Plan), what stands (Booked).

Amounts are Decimal in the order's currency. A Snapshot's amounts are as WooCommerce stores them (up to six
places or more); a Plan's are cents. Standard library and ``money``/``errors`` only: everything here is pure.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from ..errors import Problem, Text
from .boxes import of_credit

Style = Literal["order", "invoice", "entry", "daily"]
Kind = Literal["sales_order", "sales_invoice", "sales_entry", "day_share", "day_entry"]
"""``day_share``: an order's part of a day's entry; ``day_entry``: that entry (service/ledgerbridge/daily)."""
LineKind = Literal["product", "shipping", "fee", "gift_card", "rounding", "refund", "day"]
VatReason = Literal[
    "domestic", "zero", "exempt", "reverse_charge", "reverse_charge_services", "reverse_charge_home", "oss", "export",
    "export_services", "none", "rounding",
]


# --- what the shop says -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TaxShare:
    """One entry of a line's ``taxes[]``: the rate row used and the stored (unrounded) VAT."""

    rate_id: int
    total: Decimal


@dataclass(frozen=True)
class SnapshotLine:
    """A line of an order or refund. Refund lines are negative, as WooCommerce stores them."""

    id: int
    kind: LineKind
    name: str
    sku: str  # "" when there is none
    product_id: int
    variation_id: int
    quantity: Decimal
    net: Decimal  # after coupons, excluding VAT, all pieces together
    vat: Decimal
    taxes: tuple[TaxShare, ...]
    tax_class: str = ""
    tax_status: str = "taxable"
    refunded_line_id: int = 0  # refunds: the order line it takes back
    meta: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TaxRate:
    """A ``tax_lines[]`` row: the snapshot of a rate as the order used it, joined with its country."""

    rate_id: int
    percent: Decimal | None  # 21, 5.5; None when the order does not say
    country: str  # "" when not known
    label: str
    vat: Decimal  # of items and fees, as stored
    shipping_vat: Decimal
    compound: bool = False


@dataclass(frozen=True)
class Address:
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    address_1: str = ""
    address_2: str = ""
    postcode: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Tender:
    """Money that paid part of an order without lowering its price: a gift card, store credit."""

    kind: str
    code: str
    amount: Decimal


@dataclass(frozen=True)
class Refund:
    id: int
    created_at: datetime  # shop-local wall time, naive on purpose: books go by the shop's calendar
    amount: Decimal  # positive: what went back to the customer; wins over the lines
    reason: str
    paid_back: bool  # the gateway really moved money
    lines: tuple[SnapshotLine, ...]
    rates: tuple[TaxRate, ...]


@dataclass(frozen=True)
class Snapshot:
    """An order's whole state at one moment, as ``snapshot.py`` reads it from the message."""

    order_id: int
    number: str
    status: str
    currency: str
    prices_include_tax: bool
    round_at_subtotal: bool
    created_at: datetime  # shop-local wall time
    paid_at: datetime | None
    completed_at: datetime | None
    total: Decimal
    total_tax: Decimal
    payment_method: str
    payment_title: str
    transaction_id: str
    customer_id: int
    billing: Address
    shipping: Address
    lines: tuple[SnapshotLine, ...]  # products, then shipping, then fees
    rates: tuple[TaxRate, ...]
    refunds: tuple[Refund, ...]
    tenders: tuple[Tender, ...]
    vat_exempt: bool  # meta is_vat_exempt = yes; no proof by itself
    vat_number: str  # normalised (upper case, no spaces or dots), "" when none
    vat_number_valid: bool  # format and check digits, judged offline
    chamber_of_commerce: str
    test_payment: bool
    parent_id: int
    deposit: bool
    anonymised: bool
    shop_country: str
    shop_currency: str
    sequence: int
    locale: str = ""  # language the customer bought in, as the shop's translation plugin says: nl, de_DE
    services: frozenset[int] = frozenset()  # ids of lines that sell no goods (WooCommerce: virtual)
    pickup: bool = False  # collected at the shop: the goods do not travel, whatever the addresses say
    parcel_shop: bool = False  # the shipping address is a collection point, not the customer's
    whole_amounts: bool = False  # the shop has no decimals: its total is rounded to whole euros
    cards_sold: frozenset[int] = frozenset()  # ids of lines that sell a gift card
    rate: Decimal | None = None  # of a foreign currency, as a plugin wrote it: shop currency per one of the order's
    charged_back: bool = False  # the customer's bank took the payment back, and the order waits for it


# --- what is wanted -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class VatChoice:
    """A VAT code and why it was chosen."""

    code: str  # Exact's code, trimmed
    percent: Decimal
    country: str
    reason: VatReason
    why: Text
    box: str = ""  # box of the VAT return (boxes.py)


@dataclass(frozen=True)
class WantedLine:
    """One line to book, in cents."""

    kind: LineKind
    source: int  # id of the shop's line, 0 for a rounding line
    description: str
    item: str  # item code (order, invoice); "" for entries
    ledger: str  # ledger account code (entry); "" otherwise
    quantity: Decimal
    net: Decimal
    vat: Decimal
    choice: VatChoice
    why: Text = field(default_factory=dict)

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat


@dataclass(frozen=True)
class VatTotal:
    code: str
    percent: Decimal
    net: Decimal
    vat: Decimal

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat


@dataclass(frozen=True)
class Debtor:
    """Whom the document is booked on, and why."""

    kind: Literal["own", "collective"]
    account_code: str  # collective: the account's code in Exact; own: ""
    why: Text
    company: bool = False  # which may get its invoice by Peppol
    exact_id: str = ""  # the account of a document that stands: what follows it is booked on the same one


@dataclass(frozen=True)
class WantedDocument:
    """A document that should stand in Exact. Amounts are positive for invoices and for credit notes alike:
    ``credit`` says which way they work; ``bodies.py`` knows each endpoint's sign."""

    key: str  # order-1042/invoice, order-1042/refund-1060
    kind: Kind
    credit: bool
    subject_id: int  # WooCommerce id that makes our own number: the order's, or the refund's
    debtor: Debtor
    on: date  # booking date, the shop's calendar
    currency: str
    reference: str  # YourRef: what the customer knows, the order number
    description: str
    journal: str
    payment_condition: str
    payment_reference: str
    lines: tuple[WantedLine, ...]
    flags: tuple[Text, ...] = ()  # shown to the owner: "split over the booked rates", …
    turn: int = 1  # how often the order was booked anew (turns.py)
    reverses: str = ""  # key of the document it takes back
    destination: str = ""  # country the goods go to, as VAT sees it
    vat_number: str = ""  # the customer's, where a line relies on it
    rate: Decimal | None = None  # administration's currency per one of the document's; None: Exact's own
    meant: date | None = None  # the day it belongs to, where that month is closed in Exact (periods.py)

    @property
    def tag(self) -> str:
        """What tells it apart in texts of Exact: 1042; taken back 1042-r1; booked anew 1042-2; a refund that came
        back 1060+1; a day's total d77."""
        if self.kind == "day_entry":
            return f"d{self.subject_id}"
        if self.reverses:
            return f"{self.subject_id}-r{self.turn}{self.came_back}"
        return f"{self.subject_id}{self.came_back}" + ("" if self.turn == 1 else f"-{self.turn}")

    @property
    def came_back(self) -> str:
        """+1 where a refund was deleted, taken back, and is there again (stored.fresh_key)."""
        _, plus, times = self.key.partition("+")
        return plus + times.partition("/")[0]

    @property
    def net(self) -> Decimal:
        return sum((line.net for line in self.lines), Decimal("0.00"))

    @property
    def vat(self) -> Decimal:
        return sum((line.vat for line in self.lines), Decimal("0.00"))

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat

    @property
    def per_code(self) -> tuple[VatTotal, ...]:
        """Net and VAT per VAT code, in order of first appearance."""
        totals: dict[str, VatTotal] = {}
        for line in self.lines:
            seen = totals.get(line.choice.code) or VatTotal(
                line.choice.code, line.choice.percent, Decimal("0.00"), Decimal("0.00")
            )
            totals[line.choice.code] = VatTotal(seen.code, seen.percent, seen.net + line.net, seen.vat + line.vat)
        return tuple(totals.values())


@dataclass(frozen=True)
class Plan:
    """What should stand in the books for one order, worked out from its snapshot alone plus what is booked.

    decision: "book" (documents lists all that should stand, booked ones included) · "skip" (nothing should
    stand; ``reason`` says why) · "attention" (a person must act; ``problem`` says what).
    """

    order_id: int
    number: str
    decision: Literal["book", "skip", "attention"]
    documents: tuple[WantedDocument, ...] = ()
    reason_code: str = ""  # status_not_booked, test_payment, zero_total …
    reason: Text = field(default_factory=dict)
    problem: Problem | None = None
    arithmetic: tuple[str, ...] = ()  # the sum, line by line, that leads to the order total
    currency: str = "EUR"
    total: Decimal = Decimal("0.00")  # what the shop says the order is worth


def current_invoice(documents: Iterable[WantedDocument]) -> WantedDocument | None:
    """The invoice that counts: neither one that was taken back, nor one that takes a credit note back (turns.py)."""
    every = list(documents)
    back = {one.reverses for one in every}
    return next((one for one in every if not one.credit and not one.reverses and one.key not in back), None)


# --- what stands --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Booked:
    """A document of this order that stands in Exact (or whose POST may have got there)."""

    key: str
    kind: Kind
    credit: bool
    state: str  # sending | checking | booked
    wanted: dict[str, Any]  # as stored by ``as_dict(WantedDocument)``, and ``account_id``, the debtor's in Exact


def as_dict(document: WantedDocument) -> dict[str, Any]:
    """A wanted document as plain JSON (amounts as strings), without personal data: for the row and the screen."""
    return {
        "key": document.key,
        "kind": document.kind,
        "credit": document.credit,
        "subject_id": document.subject_id,
        "debtor": document.debtor.kind,
        "account": document.debtor.account_code,
        "company": document.debtor.company,
        "on": document.on.isoformat(),
        "meant": document.meant.isoformat() if document.meant else "",
        "currency": document.currency,
        "reference": document.reference,
        "description": document.description,
        "payment_reference": document.payment_reference,
        "turn": document.turn,
        "reverses": document.reverses,
        "destination": document.destination,
        "vat_number": document.vat_number,
        "rate": "" if document.rate is None else f"{document.rate:f}",
        "journal": document.journal,
        "payment_condition": document.payment_condition,
        "lines": [
            {
                "kind": line.kind,
                "source": line.source,
                "description": line.description,
                "item": line.item,
                "ledger": line.ledger,
                "quantity": f"{line.quantity:f}",
                "net": f"{line.net:f}",
                "vat": f"{line.vat:f}",
                "vat_code": line.choice.code,
                "percent": f"{line.choice.percent:f}",
                "country": line.choice.country,
                "reason": line.choice.reason,
                "why": line.choice.why,
                "box": of_credit(line.choice.box) if document.credit else line.choice.box,
            }
            for line in document.lines
        ],
        "per_code": [
            {
                "code": total.code,
                "percent": f"{total.percent:f}",
                "net": f"{total.net:f}",
                "vat": f"{total.vat:f}",
                "gross": f"{total.gross:f}",
            }
            for total in document.per_code
        ],
        "net": f"{document.net:f}",
        "vat": f"{document.vat:f}",
        "gross": f"{document.gross:f}",
        "flags": list(document.flags),
    }


def fingerprint(stored: dict[str, Any]) -> str:
    """Of a document as it is stored: the same for the same wish."""
    return hashlib.sha256(json.dumps(stored, sort_keys=True).encode()).hexdigest()
