"""A provider's settlement against what is booked: what the clearing account should be, is, and why. Pure.

Matched by the provider's transaction id, then the order's number, then amount and date (flagged: a person looks).
One entry settles one receipt. All entries of a clearing account are matched together, so that a receipt that an
earlier settlement holds is not missed in the next.

The account is at 0 when everything that came in was booked, and fees and payout went out. What keeps it from 0 is
listed, and the list adds up to the balance by construction:

    balance = booked − fees − paid out
            = Σ (booked, not settled) − Σ (settled, not booked) + Σ (booked − settled) − corrections + not yet paid out
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from .shapes import Entry, total

How = Literal["transaction", "number", "amount", ""]
CauseKind = Literal["not_booked", "not_settled", "differs", "correction", "not_paid_out"]
MONEY: tuple[str, ...] = ("payment", "refund", "chargeback")
DAYS = 3  # between the shop's day of payment and the provider's, for a match by amount


@dataclass(frozen=True)
class Receipt:
    """What the books hold, or wait to hold, for one order's money; corrections are in it."""

    base: str  # order-1042/receipt
    order_id: int
    number: str
    transaction: str
    amount: Decimal  # as wanted
    booked: Decimal  # as it stands in Exact: 0 while it waits
    day: date


@dataclass(frozen=True)
class Known:
    """An order the service knows, booked or not: to name it."""

    order_id: int
    number: str
    transaction: str = ""


@dataclass(frozen=True)
class Matched:
    entry: Entry
    receipt: Receipt | None
    how: How = ""
    order_id: int = 0
    number: str = ""


@dataclass(frozen=True)
class Cause:
    """One reason the account is not at 0. ``amount``: what it adds to the balance."""

    kind: CauseKind
    amount: Decimal
    order_id: int = 0
    number: str = ""
    what: str = ""  # payment, refund, chargeback; for corrections the file's own text
    reference: str = ""  # the provider's id of it, to find it there
    booked: Decimal = Decimal("0.00")
    settled: Decimal = Decimal("0.00")


@dataclass(frozen=True)
class Report:
    currency: str
    gross: Decimal
    fees: Decimal
    paid_out: Decimal
    booked: Decimal
    balance: Decimal
    causes: tuple[Cause, ...]
    flagged: tuple[Matched, ...]  # matched by amount and date only
    matched: int
    older: tuple[Receipt, ...] = field(default=())  # booked before this file begins, and in no file that was read


def match(entries: Sequence[Entry], receipts: Sequence[Receipt], orders: Iterable[Known] = ()) -> list[Matched]:
    """Each entry of money with its receipt, in the order of the entries."""
    money = [entry for entry in entries if entry.kind in MONEY]
    orders = list(orders)
    known = {bare(order.number): order for order in orders}
    known |= {f"tx:{order.transaction}": order for order in orders if order.transaction}
    found: dict[int, tuple[Receipt, How]] = {}
    taken: set[str] = set()

    def settle(how: How, keys_of: Callable[[Entry], Iterable[str]], key_of: Callable[[Receipt], str]) -> None:
        by_key: dict[str, list[Receipt]] = defaultdict(list)
        for receipt in receipts:
            if receipt.base not in taken and key_of(receipt):
                by_key[key_of(receipt)].append(receipt)
        for place, entry in enumerate(money):
            if place not in found:
                candidates = [one for key in keys_of(entry) for one in by_key.get(key, ()) if one.base not in taken]
                chosen = _closest(entry, candidates)
                if chosen is not None:
                    found[place] = (chosen, how)
                    taken.add(chosen.base)

    settle("transaction", lambda entry: entry.transactions, lambda receipt: receipt.transaction)
    settle("number", lambda entry: (bare(entry.order),) if entry.order else (), lambda receipt: bare(receipt.number))
    for place, entry in enumerate(money):
        if place not in found and not _named(entry, known):
            near = [one for one in _same_way(entry, receipts) if one.base not in taken and _near(entry, one)]
            if len(near) == 1:
                found[place] = (near[0], "amount")
                taken.add(near[0].base)
    return [_matched(entry, found.get(place), known) for place, entry in enumerate(money)]


def bare(number: str) -> str:
    """An order number to compare by: PayPal puts the shop's prefix before it (WC-1042)."""
    text = number.strip().lstrip("#").upper()
    return text.removeprefix("WC-")


def _named(entry: Entry, known: dict[str, Known]) -> bool:
    """Does it name an order that is known? Then it is that order's, and no other's of the same amount."""
    return _order_of(entry, known) is not None


def _order_of(entry: Entry, known: dict[str, Known]) -> Known | None:
    """The order it is about, by the payment's id, then by the number."""
    by_payment = (known.get(f"tx:{one}") for one in entry.transactions)
    return next((one for one in by_payment if one), known.get(bare(entry.order)) if entry.order else None)


def _closest(entry: Entry, candidates: Sequence[Receipt]) -> Receipt | None:
    """The receipt that goes the same way; of several the one of the same amount, then the first."""
    fitting = _same_way(entry, candidates)
    exact = [one for one in fitting if one.amount == entry.gross]
    return next(iter([*exact, *fitting]), None)


def _same_way(entry: Entry, candidates: Sequence[Receipt]) -> list[Receipt]:
    """Received or paid back; a chargeback is no refund of the shop's."""
    fitting = [one for one in candidates if (one.amount < 0) == (entry.gross < 0)]
    return [one for one in fitting if "/refund-" not in one.base] if entry.kind == "chargeback" else fitting


def _near(entry: Entry, receipt: Receipt) -> bool:
    return receipt.amount == entry.gross and abs(receipt.day - entry.on) <= timedelta(days=DAYS)


def _matched(entry: Entry, found: tuple[Receipt, How] | None, known: dict[str, Known]) -> Matched:
    if found is not None:
        receipt, how = found
        return Matched(entry, receipt, how, receipt.order_id, receipt.number)
    order = _order_of(entry, known)
    return Matched(entry, None, "", order.order_id if order else 0, order.number if order else entry.order)


def report(
    entries: Sequence[Entry], matched: Sequence[Matched], receipts: Sequence[Receipt], everything: Sequence[Matched]
) -> Report:
    """``entries``, ``matched``: of this settlement; ``everything``: the matches of all settlements of this account."""
    gross = total([entry.gross for entry in entries if entry.kind in MONEY])
    fees = total([entry.fee for entry in entries])
    paid_out = -total([entry.gross for entry in entries if entry.kind == "payout"])
    corrections = [entry for entry in entries if entry.kind == "other"]
    settled = {one.receipt.base for one in everything if one.receipt}
    first, last = min(entry.on for entry in entries), max(entry.on for entry in entries)
    waiting = [one for one in receipts if one.base not in settled and one.booked]
    unsettled = [one for one in waiting if first <= one.day <= last]
    booked = total([one.receipt.booked for one in matched if one.receipt]) + total([one.booked for one in unsettled])
    causes = [cause for one in matched if (cause := _cause(one)) is not None]
    causes += [
        Cause("not_settled", one.booked, one.order_id, one.number, _what(one), one.transaction, one.booked)
        for one in unsettled
    ]
    causes += [
        Cause("correction", -entry.gross, what=entry.text, settled=entry.gross) for entry in corrections
    ]
    rest = total([entry.net for entry in entries])
    if rest:
        causes.append(Cause("not_paid_out", rest))
    return Report(
        currency=entries[0].currency,
        gross=gross,
        fees=fees,
        paid_out=paid_out,
        booked=booked,
        balance=booked - fees - paid_out,
        causes=tuple(causes),
        flagged=tuple(one for one in matched if one.how == "amount"),
        matched=sum(one.receipt is not None for one in matched),
        older=tuple(one for one in waiting if one.day < first),
    )


def _cause(one: Matched) -> Cause | None:
    settled, booked = one.entry.gross, one.receipt.booked if one.receipt else Decimal("0.00")
    if settled == booked:
        return None
    kind: CauseKind = "differs" if booked else "not_booked"
    reference = next(iter(one.entry.transactions), "")
    return Cause(kind, booked - settled, one.order_id, one.number, one.entry.kind, reference, booked, settled)


def _what(receipt: Receipt) -> str:
    return "refund" if receipt.amount < 0 else "payment"
