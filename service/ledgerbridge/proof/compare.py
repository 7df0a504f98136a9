"""Store against books, document by document. Pure.

Two steps, each with causes of its own: what the shop says ─▶ what was sent ─▶ what Exact holds now. The first finds
what is not booked, booked in another period, or another order by now; the second what was altered or deleted there.
So the causes' amounts add up to the whole difference, whatever happened to a document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from .shapes import NOTHING, STRAY, Difference, Paid, Piece, Place, Subject, Subjects

Amounts = tuple[Decimal, Decimal]
"""Net and VAT."""
NONE: Amounts = (NOTHING, NOTHING)
Totals = dict[Place | Paid, Amounts]
Cause = Callable[[Sequence[Piece], Sequence[Piece], Subject | None], str]


def compare(
    store: Iterable[Piece], sent: Iterable[Piece], there: Iterable[Piece], subjects: Subjects, first: date, last: date
) -> list[Difference]:
    """Every difference within the period, first day to last. ``subjects``: by key of a piece."""
    says, asked, holds = _by_key(store), _by_key(sent), _by_key(there)
    return [
        *_step(says, asked, subjects, (first, last), _unlike_the_shop),
        *_step(asked, holds, subjects, (first, last), _unlike_what_was_sent),
    ]


def totals(pieces: Iterable[Piece], first: date = date.min, last: date = date.max) -> Totals:
    """Net and VAT of the period, by place."""
    found: Totals = {}
    for one in pieces:
        if first <= one.on <= last:
            net, vat = found.get(one.place, NONE)
            found[one.place] = net + one.net, vat + one.vat
    return found


def less(more: Totals, few: Totals) -> Totals:
    """What the first holds more, by place; nothing where both agree."""
    found: Totals = {}
    for place in dict.fromkeys([*few, *more]):
        (net, vat), (net_less, vat_less) = more.get(place, NONE), few.get(place, NONE)
        if (net, vat) != (net_less, vat_less):
            found[place] = net - net_less, vat - vat_less
    return found


def as_held(
    sent: Sequence[Piece], held: Mapping[str, Amounts], gross: Decimal, places: Mapping[str, Place], key: str, on: date
) -> list[Piece]:
    """A document as Exact holds it: what was sent, and beside it what each VAT code there holds more or less.

    ``held``: net and VAT by code; ``gross``: of the whole, of which the lines may say less; ``places``: of codes;
    ``key``: whose the rest is (a day's entry holds many orders' shares)."""
    currency = sent[0].place.currency
    asked: dict[str, Amounts] = defaultdict(lambda: NONE)
    for one in sent:
        asked[one.code] = asked[one.code][0] + one.net, asked[one.code][1] + one.vat
    there = [replace(one, on=on) for one in sent]
    for code in dict.fromkeys([*asked, *held]):
        net, vat = held.get(code, NONE)
        rest = net - asked[code][0], vat - asked[code][1]
        if rest != NONE:
            there.append(Piece(key, on, places.get(code, Place(currency)), *rest, code))
    unsaid = gross - sum((net + vat for net, vat in held.values()), NOTHING)
    return [*there, Piece(key, on, Place(currency), unsaid)] if unsaid else there


def _by_key(pieces: Iterable[Piece]) -> dict[str, list[Piece]]:
    found: dict[str, list[Piece]] = defaultdict(list)
    for one in pieces:
        found[one.key].append(one)
    return found


def _step(
    says: Mapping[str, Sequence[Piece]], holds: Mapping[str, Sequence[Piece]], subjects: Subjects,
    period: tuple[date, date], cause_of: Cause,
) -> Iterator[Difference]:  # fmt: skip
    for key in dict.fromkeys([*says, *holds]):
        mine, theirs = says.get(key, ()), holds.get(key, ())
        left = less(totals(theirs, *period), totals(mine, *period))
        if not left:
            continue
        cause = cause_of(mine, theirs, subjects.get(key))
        on, there = _dates(mine, theirs)
        for currency in dict.fromkeys(place.currency for place in left):
            pieces = [Piece(key, on, place, *left[place]) for place in left if place.currency == currency]
            yield Difference(cause, key, subjects.get(key, Subject()), on, there, tuple(pieces))


def _dates(mine: Sequence[Piece], theirs: Sequence[Piece]) -> tuple[date, date | None]:
    """(the day it is known by, the other day if there is another)."""
    on, there = (min((one.on for one in pieces), default=None) for pieces in (mine, theirs))
    if on is None:
        assert there is not None
        return there, None
    return on, there if there != on else None


def _same(mine: Sequence[Piece], theirs: Sequence[Piece]) -> bool:
    """The same amounts, whatever the day."""
    return not less(totals(mine), totals(theirs))


def _unlike_the_shop(mine: Sequence[Piece], theirs: Sequence[Piece], subject: Subject | None) -> str:
    state = subject.state if subject else ""
    if isinstance((*mine, *theirs)[0].place, Paid):
        return "payment_attention" if state == "attention" else "payment_waiting"
    if not mine:
        return "too_many"
    if not theirs:
        credit = subject is not None and subject.credit
        return "refund_not_credited" if credit else state or "waiting"
    return "other_period" if _same(mine, theirs) else "changed"


def _unlike_what_was_sent(mine: Sequence[Piece], theirs: Sequence[Piece], subject: Subject | None) -> str:
    kind = "payment_" if isinstance((*mine, *theirs)[0].place, Paid) else ""
    if not theirs:
        return f"{kind}deleted"
    if not mine and (subject is None or theirs[0].key.startswith(STRAY)):
        return f"{kind}stray"
    return f"{kind}moved" if mine and _same(mine, theirs) else f"{kind}altered"
