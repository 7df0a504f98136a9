"""Documents and orders as pieces of the report. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ..errors import Problem
from ..money import ZERO, cents
from ..order import lines, vat
from ..order.plan import booking_date
from ..order.shapes import Refund, Snapshot
from ..setup.settings import Settings
from .shapes import Piece, Place

Stored = Mapping[str, Any]
"""A document as ``order/shapes.as_dict`` keeps it."""


def of_document(document: Stored, key: str = "", *, meant: bool = False) -> list[Piece]:
    """A document as it was asked for, one piece a VAT code and place. ``meant``: on the day it belongs to, where its
    month was closed."""
    on = date.fromisoformat((meant and document.get("meant")) or document["on"])
    sign = -1 if document["credit"] else 1
    found: dict[tuple[Place, str], Piece] = {}
    for line in document["lines"]:
        place = Place(document["currency"], line["country"], Decimal(line["percent"]), line["reason"])
        net, tax, code = sign * Decimal(line["net"]), sign * Decimal(line["vat"]), str(line["vat_code"]).strip()
        seen = found.get((place, code))
        if seen is not None:
            net, tax = net + seen.net, tax + seen.vat
        found[place, code] = Piece(key or document["key"], on, place, net, tax, code)
    return list(found.values())


def places(document: Stored) -> dict[str, Place]:
    """Where each VAT code of a document belongs; the first place where one code serves several."""
    return {one.code: one.place for one in reversed(of_document(document)) if isinstance(one.place, Place)}


def held(read_back: Stored, credit: bool) -> tuple[dict[str, tuple[Decimal, Decimal]], Decimal]:
    """(net and VAT by code, gross) of what was read back, with its sign."""
    sign = -1 if read_back.get("credit", credit) else 1
    codes = {
        str(one["code"]): (sign * Decimal(one["net"]), sign * Decimal(one["vat"])) for one in read_back["per_code"]
    }
    return codes, sign * Decimal(read_back["gross"])


def of_order(order: Snapshot, settings: Settings) -> list[Piece]:
    """An order that cannot be planned (yet), as the shop itself counts it: its lines by rate, and its refunds."""
    key, on = f"order-{order.order_id}/invoice", booking_date(order, settings)
    found = [*_parts(key, on, order, settings)]
    rest = lines.goal_of(order) - sum((one.gross for one in found), ZERO)
    if rest:
        found.append(Piece(key, on, Place(order.currency, reason="rounding"), rest))
    for refund in order.refunds:
        found += _refund(refund, order, settings)
    return found


def _refund(refund: Refund, order: Snapshot, settings: Settings) -> Iterable[Piece]:
    """Its own lines by rate; what its amount says more or less belongs to no rate that is known."""
    key, on = f"order-{order.order_id}/refund-{refund.id}", refund.created_at.date()
    taken = Snapshot(**{**order.__dict__, "lines": refund.lines, "rates": order.rates, "tenders": ()})
    found = list(_parts(key, on, taken, settings))
    rest = -cents(refund.amount) - sum((one.gross for one in found), ZERO)
    return [*found, Piece(key, on, Place(order.currency), rest)] if rest else found


def _parts(key: str, on: date, order: Snapshot, settings: Settings) -> Iterable[Piece]:
    parts: list[lines.Part] = []
    for line in order.lines:
        made = lines.parts_of(line, order.rates)
        parts += [lines.Part(line, None, line.net, line.vat)] if isinstance(made, Problem) else made
    for part in lines.in_cents(parts, order) if parts else ():
        if part.net or part.vat:
            yield Piece(key, on, _place(part, order, settings), part.net, part.vat)


def _place(part: lines.Part, order: Snapshot, settings: Settings) -> Place:
    """As booking would recognise it; where it cannot, what the rate itself says."""
    percent = (part.rate.percent or ZERO) if part.rate else ZERO
    country = vat.country_of_rate(part.rate, percent, order, settings)
    if isinstance(country, Problem):
        return Place(order.currency, part.rate.country if part.rate else "", percent)
    reason = vat.recognise(part.rate, percent, country, order)
    return Place(order.currency, country, percent, "" if isinstance(reason, Problem) else reason)
