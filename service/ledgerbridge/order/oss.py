"""Near the threshold of distance sales: EUR 10,000 a calendar year, without VAT, to consumers in all other EU countries
together (Directive 2006/112 art. 59c). Up to it a shop may charge its own country's VAT; above it, from the first sale
on, the customer's (One Stop Shop), also in the year after.

Looked at once an hour from what stands in the books; the screen shows what was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..errors import Text
from ..money import ZERO, cents, plain
from ..setup import kept
from ..state.models import Beat, Connection, Document
from ..tools import Tools
from .vat import GOODS_IN_EU
from .vat_number import EU

THRESHOLD = Decimal(10_000)
NEAR = Decimal("0.8")  # of it: early enough to register
COUNTS = frozenset({"domestic", "zero", "oss"})  # sales to consumers; companies with a number are reverse-charged
KINDS = ("sales_order", "sales_invoice", "sales_entry", "day_share")
PAGE = 500
LOOK_BACK = timedelta(days=800)


@dataclass
class Sold:
    """Of one year, without VAT, in euros. ``at_home``: the part with the shop's own country's VAT; ``foreign``:
    documents in another currency of which nobody said what they are in euros; they are not in the sums."""

    total: Decimal = ZERO
    at_home: Decimal = ZERO
    foreign: int = 0


@dataclass(frozen=True)
class Sale:
    """A document that stands. ``in_euros``: euros per one of its currency; None where that is not known."""

    credit: bool
    wanted: Mapping[str, Any]
    in_euros: Decimal | None


def in_euros(wanted: Mapping[str, Any], counted_in: str, read_back: Mapping[str, Any] | None) -> Decimal | None:
    """What Exact made of the document in its books, else the rate it was sent with; both say euros only where the
    administration counts in them (``counted_in``)."""
    if wanted.get("currency") == "EUR":
        return Decimal(1)
    if counted_in != "EUR":
        return None
    gross, home = Decimal((read_back or {}).get("gross") or 0), Decimal((read_back or {}).get("home") or 0)
    if gross and home:
        return home / gross
    return Decimal(wanted["rate"]) if wanted.get("rate") else None


def sold_abroad(sales: Iterable[Sale], home: str) -> dict[int, Sold]:
    """By year. Pure."""
    years: dict[int, Sold] = {}
    for sale in sales:
        wanted = sale.wanted
        there = wanted.get("destination", "")
        if there == home or there not in GOODS_IN_EU:
            continue
        year = years.setdefault(int(str(wanted["on"])[:4]), Sold())
        if sale.in_euros is None:
            year.foreign += 1
            continue
        for line in wanted.get("lines", ()):
            if line["reason"] in COUNTS:
                net = cents(Decimal(line["net"]) * sale.in_euros) * (-1 if sale.credit else 1)
                year.total += net
                year.at_home += net if line["country"] == home else ZERO
    return years


def judged(years: Mapping[int, Sold], this_year: int) -> dict[str, Any] | None:
    """What the screen says; None where nothing of the kind is near, or the customer's VAT is charged already."""
    now, before = years.get(this_year, Sold()), years.get(this_year - 1, Sold())
    if now.at_home <= 0 or (now.total < THRESHOLD * NEAR and before.total <= THRESHOLD):
        return None
    over = now.total > THRESHOLD or before.total > THRESHOLD
    found = {"year": this_year, "sold": plain(cents(now.total)), "at_home": plain(cents(now.at_home)),
             "before": plain(cents(before.total)), "foreign": now.foreign + before.foreign, "over": over}  # fmt: skip
    return found | {"what": _what(now, before, this_year, over), "do": OVER if over else SOON}


def _what(now: Sold, before: Sold, year: int, over: bool) -> Text:
    last = before.total > THRESHOLD >= now.total
    amount, when = (plain(cents(before.total)), year - 1) if last else (plain(cents(now.total)), year)
    how = ("above", "boven") if over else ("near", "dicht bij")
    foreign = now.foreign + before.foreign
    beside = (f" {foreign} documents in other currencies are not in this sum.",
              f" {foreign} stukken in andere valuta zijn niet meegeteld.") if foreign else ("", "")  # fmt: skip
    return {
        "en": f"Sales to consumers in other EU countries came to EUR {amount} in {when}: {how[0]} the threshold "
        "of EUR 10,000, while the shop charges its own country's VAT there." + beside[0],
        "nl": f"De verkopen aan particulieren in andere EU-landen waren in {when} EUR {amount}: {how[1]} de drempel "
        "van EUR 10.000, terwijl de winkel daar de btw van het eigen land rekent." + beside[1],
    }


SOON: Text = {
    "en": "Register for the One Stop Shop in time, and put the tax rates of these countries in WooCommerce.",
    "nl": "Meld u op tijd aan voor de éénloketregeling en zet de btw-tarieven van deze landen in WooCommerce.",
}
OVER: Text = {
    "en": "Their VAT is due there. Ask your accountant, register for the One Stop Shop and put the tax rates of these "
    "countries in WooCommerce.",
    "nl": "De btw is daar verschuldigd. Overleg met uw accountant, meld u aan voor de éénloketregeling en zet de "
    "btw-tarieven van deze landen in WooCommerce.",
}


# --- looked at once an hour -----------------------------------------------------------------------------------


def look(tools: Tools) -> None:
    """Every connected shop's books of this year and the last."""
    now = tools.clock.now()
    with tools.db.read() as session:
        shops = session.scalars(select(Connection.shop_id).where(Connection.division.is_not(None))).all()
        found = {shop_id: _looked(session, shop_id, now) for shop_id in shops}
    with tools.db.write() as session:
        for shop_id, said in found.items():
            session.merge(Beat(name=_name(shop_id), at=now, info=said or {}))


def _looked(session: Session, shop_id: str, now: datetime) -> dict[str, Any] | None:
    """In whatever administration it was booked: the threshold is the seller's. A document that stands in two of them
    (the shop changed over) counts once, as it was booked last."""
    settings = kept.in_force(session, shop_id)
    home = settings.shop_country if settings else ""
    if settings is None or home not in EU:
        return None
    return judged(sold_abroad(sales(session, shop_id, settings.currency, now), home), now.year)


def sales(session: Session, shop_id: str, counted_in: str, now: datetime) -> list[Sale]:
    """What stands, of the time that counts. ``counted_in``: currency of the administration chosen now."""
    chosen = session.get_one(Connection, shop_id).division
    days = _days_in_other_currencies(session, shop_id)
    rows = session.execute(
        select(Document.key, Document.credit, Document.wanted, Document.read_back, Document.division, Document.batch)
        .where(Document.shop_id == shop_id, Document.kind.in_(KINDS), Document.state == "booked",
               Document.started_at > now - LOOK_BACK)
        .order_by(Document.id)
        .execution_options(yield_per=PAGE)
    )  # fmt: skip
    once = {}
    for row in rows:
        rate = in_euros(row.wanted, counted_in if row.division == chosen else "", row.read_back or days.get(row.batch))
        once[row.key] = Sale(row.credit, slim(row.wanted), rate)
    return list(once.values())


def _days_in_other_currencies(session: Session, shop_id: str) -> dict[str, Any]:
    """What Exact holds of days' entries, by batch: their shares are not read back by themselves."""
    days = session.execute(
        select(Document.key, Document.wanted["currency"].as_string(), Document.read_back)
        .where(Document.shop_id == shop_id, Document.kind == "day_entry", Document.state == "booked")
    )  # fmt: skip
    return {key: held for key, currency, held in days if currency != "EUR"}


def slim(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What counts here of a document, so that a year of them fits in memory."""
    lines = [{name: line[name] for name in ("reason", "net", "country")} for line in wanted.get("lines", ())]
    return {name: wanted.get(name, "") for name in ("destination", "on")} | {"lines": lines}


def said(session: Session, shop_id: str) -> dict[str, Any] | None:
    """What was found at the last look; None for nothing."""
    row = session.get(Beat, _name(shop_id))
    return dict(row.info) if row is not None and row.info else None


def _name(shop_id: str) -> str:
    return f"oss:{shop_id}"
