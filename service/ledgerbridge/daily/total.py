"""The shares of a day added up: the day's sales entry. Pure.

A line per ledger account, VAT code and country, what was given back on a line of its own: so the entry shows both, and
the return's turnover is their sum. VAT is the sum of the orders' VAT, never worked out anew from the day's net.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from ..order.shapes import Debtor, WantedDocument, WantedLine
from . import reasons

Place = tuple[str, str, str, str, str, bool]


def entry(key: str, number: int, shares: Sequence[WantedDocument]) -> WantedDocument:
    """``number``: what tells this entry apart in texts, the first share's row. Not empty; one debtor, journal, day,
    currency and rate, as the batch has."""
    first = shares[0]
    lines = added_up(shares)
    total = sum((line.gross for line in lines), Decimal("0.00"))
    credit = total < 0
    if credit:
        lines = [replace(line, net=-line.net, vat=-line.vat) for line in lines]
    return WantedDocument(
        key=key,
        kind="day_entry",
        credit=credit,
        subject_id=number,
        debtor=Debtor("collective", first.debtor.account_code, first.debtor.why, False, first.debtor.exact_id),
        on=first.on,
        currency=first.currency,
        rate=first.rate,
        reference=first.on.isoformat(),
        description=reasons.description(first.on),
        journal=first.journal,
        payment_condition="",
        payment_reference="",
        lines=tuple(lines),
    )


def added_up(shares: Iterable[WantedDocument]) -> list[WantedLine]:
    """What was sold adds, what was given back takes away; lines that come to nothing are left out."""
    found: dict[Place, WantedLine] = {}
    counts: dict[Place, set[int]] = {}
    for share in shares:
        sign = -1 if share.credit else 1
        for line in share.lines:
            place = (line.ledger, line.choice.code, line.choice.country, line.choice.reason, str(line.choice.percent),
                     share.credit)  # fmt: skip
            seen = found.get(place)
            net, vat = sign * line.net, sign * line.vat
            found[place] = (
                replace(seen, net=seen.net + net, vat=seen.vat + vat)
                if seen
                else replace(line, kind="day", source=0, item="", quantity=Decimal(1), net=net, vat=vat)
            )
            counts.setdefault(place, set()).add(share.subject_id)
    return [
        replace(line, description=reasons.line(line.choice, len(counts[place]), given_back=place[-1]))
        for place, line in found.items()
    ]
