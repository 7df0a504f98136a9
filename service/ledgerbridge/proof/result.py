"""The report as plain JSON: what is kept, shown, and written as CSV. Pure.

Amounts are text, by the order's currency; ``differs`` is what Exact holds more than the shop says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ..money import plain
from ..order.boxes import box
from . import compare
from .shapes import NOTHING, Difference, Paid, Piece, Place

Json = dict[str, Any]


def content(
    store: Sequence[Piece], there: Sequence[Piece], found: Sequence[Difference], first: date, last: date, home: str
) -> Json:
    """Sums per VAT rate and country, per currency and per day, and every difference. ``home``: the shop's country."""
    sells, holds = ([one for one in pieces if first <= one.on <= last] for pieces in (store, there))
    return {
        "rates": _rates(sells, holds, home),
        "totals": [_total(currency, sells, holds) for currency in _currencies(sells, holds)],
        "days": _days(sells, holds),
        "differences": [difference(one) for one in found],
        "rounding": _sums(one for one in sells if isinstance(one.place, Place) and one.place.reason == "rounding"),
    }


def paid(store: Sequence[Piece], there: Sequence[Piece], found: Sequence[Difference], first: date, last: date) -> Json:
    """The same of payments, per method and journal."""
    says, holds = compare.totals(store, first, last), compare.totals(there, first, last)
    rows = []
    for place in dict.fromkeys([*says, *holds]):
        assert isinstance(place, Paid)
        mine, theirs = says.get(place, compare.NONE)[0], holds.get(place, compare.NONE)[0]
        rows.append({"currency": place.currency, "method": place.method, "journal": place.journal,
                     "store": plain(mine), "exact": plain(theirs), "differs": plain(theirs - mine)})  # fmt: skip
    return {"payments": rows, "payment_differences": [difference(one) for one in found]}


def difference(one: Difference) -> Json:
    return {
        "cause": one.cause, "key": one.key, "order_id": one.subject.order_id, "number": one.subject.number,
        "entry": one.subject.entry, "url": one.subject.url, "on": one.on.isoformat(),
        "there": one.there.isoformat() if one.there else "", "currency": one.currency,
        "net": plain(one.net), "vat": plain(one.vat), "gross": plain(one.gross),
        "what": one.subject.what, "do": one.subject.do,
        "rates": [
            {**_place(piece.place), "net": plain(piece.net), "vat": plain(piece.vat)}
            for piece in one.pieces
            if isinstance(piece.place, Place)
        ],
    }  # fmt: skip


def is_equal(made: Mapping[str, Any]) -> bool:
    return not made["differences"] and not made["payment_differences"]


def _place(place: Place) -> Json:
    percent = "" if place.percent is None else f"{place.percent.normalize():f}"
    return {"currency": place.currency, "country": place.country, "percent": percent, "reason": place.reason}


def _rates(sells: Sequence[Piece], holds: Sequence[Piece], home: str) -> list[Json]:
    says, has = compare.totals(sells), compare.totals(holds)
    rows = []
    for place in sorted((one for one in {*says, *has} if isinstance(one, Place)), key=_order):
        (net, vat), (net_there, vat_there) = says.get(place, compare.NONE), has.get(place, compare.NONE)
        rows.append(
            {**_place(place), "box": _box(place, home), "store_net": plain(net), "store_vat": plain(vat),
             "exact_net": plain(net_there), "exact_vat": plain(vat_there),
             "differs": plain(net_there + vat_there - net - vat)}
        )  # fmt: skip
    return rows


def _box(place: Place, home: str) -> str:
    """Of the VAT return. None for Belgium, where what was sold and what was credited stand in different ones."""
    return "" if home == "BE" or place.percent is None else box(place.reason, place.percent, home)


def _order(place: Place) -> tuple[Any, ...]:
    percent = Decimal(-1) if place.percent is None else place.percent
    last = place.reason == "rounding", not place.country
    return place.currency != "EUR", place.currency, *last, place.country, -percent, place.reason


def _currencies(*pieces: Iterable[Piece]) -> list[str]:
    found = {one.place.currency for every in pieces for one in every}
    return sorted(found, key=lambda one: (one != "EUR", one))


def _sums(pieces: Iterable[Piece]) -> dict[str, str]:
    found: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    for one in pieces:
        found[one.place.currency] += one.gross
    return {currency: plain(amount) for currency, amount in found.items() if amount}


def _total(currency: str, sells: Sequence[Piece], holds: Sequence[Piece]) -> Json:
    """Sales and what was given back, on both sides."""
    made: Json = {"currency": currency}
    for side, pieces in (("store", sells), ("exact", holds)):
        documents: dict[str, Decimal] = defaultdict(lambda: NOTHING)
        for one in pieces:
            if one.place.currency == currency:
                documents[one.key] += one.gross
        back = [amount for amount in documents.values() if amount < 0]
        sold = [amount for amount in documents.values() if amount >= 0]
        whole = sum(documents.values(), NOTHING)
        made[side] = {"documents": len(sold), "sold": plain(sum(sold, NOTHING)), "refunds": len(back),
                      "refunded": plain(sum(back, NOTHING)), "gross": plain(whole)}  # fmt: skip
    made["differs"] = plain(Decimal(made["exact"]["gross"]) - Decimal(made["store"]["gross"]))
    return made


def _days(sells: Sequence[Piece], holds: Sequence[Piece]) -> list[Json]:
    days: dict[tuple[date, str], list[Decimal]] = defaultdict(lambda: [NOTHING, NOTHING])
    for side, pieces in enumerate((sells, holds)):
        for one in pieces:
            days[one.on, one.place.currency][side] += one.gross
    return [
        {"on": on.isoformat(), "currency": currency, "store": plain(mine), "exact": plain(theirs),
         "differs": plain(theirs - mine)}
        for (on, currency), (mine, theirs) in sorted(days.items())
    ]  # fmt: skip
