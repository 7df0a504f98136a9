"""The nouns of the report. Amounts are Decimal in cents; what is given back counts negative. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ..errors import Text

NOTHING = Decimal("0.00")
STRAY = "stray/"  # before the id of a document in Exact with our mark that nothing here knows


@dataclass(frozen=True)
class Place:
    """Where an amount belongs in the VAT return: whose VAT, at what rate, why. ``percent`` None: not known."""

    currency: str
    country: str = ""
    percent: Decimal | None = None
    reason: str = ""  # VatReason (order/shapes.py); "" not known


@dataclass(frozen=True)
class Paid:
    """Where a payment belongs: how it was paid, and in which journal of Exact it is booked."""

    currency: str
    method: str
    journal: str


@dataclass(frozen=True)
class Piece:
    """One amount of one document. ``key`` says which: order-1042/invoice, order-1042/refund-1060."""

    key: str
    on: date
    place: Place | Paid
    net: Decimal
    vat: Decimal = NOTHING
    code: str = ""  # VAT code in Exact

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat


@dataclass(frozen=True)
class Subject:
    """What a key is about, and how it stands: which words a difference gets.

    ``state``: of the order while the document does not stand in Exact (waiting, checking, attention, parked)."""

    order_id: int = 0
    number: str = ""
    credit: bool = False
    state: str = ""
    entry: str = ""  # its number in Exact
    url: str = ""
    what: Text = field(default_factory=dict)  # the order's own problem
    do: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """Of one document: how much more Exact holds in the period than the shop says, and why."""

    cause: str  # compare.py; the words are in texts_report.py
    key: str
    subject: Subject
    on: date  # by the shop's calendar; where only Exact has it, Exact's
    there: date | None  # its other date, where there is another
    pieces: tuple[Piece, ...]

    @property
    def currency(self) -> str:
        return self.pieces[0].place.currency

    @property
    def net(self) -> Decimal:
        return sum((one.net for one in self.pieces), NOTHING)

    @property
    def vat(self) -> Decimal:
        return sum((one.vat for one in self.pieces), NOTHING)

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat


Subjects = Mapping[str, Subject]
