"""The nouns of payments. Amounts are Decimal, in cents, in the currency beside them. Standard library only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

EntryKind = Literal["payment", "refund", "chargeback", "fee", "payout", "other"]
"""``other`` moves the balance and is none of these: a correction, a reserve, a currency conversion."""


@dataclass(frozen=True)
class Entry:
    """One row of a provider's settlement. ``gross`` and ``net`` are signed as the balance at the provider moves
    (a payout is negative), ``fee`` is positive when it costs; net = gross − fee."""

    kind: EntryKind
    id: str  # what tells this row from every other of this provider: the same row again has the same id
    transactions: tuple[str, ...]  # the provider's ids that WooCommerce may hold: tr_…, ch_…, pi_…, a PSP reference
    order: str  # order number as the file's text names it, "" when it does not
    gross: Decimal
    fee: Decimal
    net: Decimal
    currency: str
    on: date  # the provider's calendar: the file's own dates
    payout: str = ""  # the settlement or payout it belongs to
    text: str = ""
    charged: Decimal | None = None  # what the customer paid, when that was another currency than the settlement's
    charged_currency: str = ""


@dataclass(frozen=True)
class SettlementFile:
    """What a file says. ``derived`` payouts are not rows of it: the sum of what a payout holds."""

    provider: str  # mollie | stripe | paypal | adyen
    entries: tuple[Entry, ...]
    skipped: int = 0  # rows that move no money: pending, memos, empty ones

    @property
    def currencies(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(entry.currency for entry in self.entries))

    def of(self, *kinds: EntryKind) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.kind in kinds)


def total(amounts: Sequence[Decimal]) -> Decimal:
    return sum(amounts, Decimal("0.00"))


# --- receipts -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WantedReceipt:
    """Money that should stand in the books for an order, by the shop's word. ``contra``: a gift card pays, from this
    ledger, and the clearing account does not move."""

    base: str  # order-1042/receipt, order-1042/refund-1060/receipt, order-1042/tender-1/receipt
    of: str  # key of the document it settles
    method: str
    journal: str
    amount: Decimal  # positive: received; negative: paid back
    currency: str
    day: date
    transaction: str = ""
    contra: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a bank or cash entry, in Exact's ids."""

    ledger: str
    amount: Decimal
    text: str
    account: str = ""
    our_ref: int | None = None
    vat_code: str = ""


@dataclass(frozen=True)
class Batch:
    """One bank or cash entry: everything of one journal, day and currency that is booked together."""

    key: str
    cash: bool
    journal: str
    currency: str
    day: date
    lines: tuple[Line, ...]
