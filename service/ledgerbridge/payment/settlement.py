"""A settlement file in the service: kept once, reported as often as asked, and by choice booked.

The report is worked out anew each time, from the stored rows and from what is booked now: an order that is booked
later disappears from the reasons. The same file again is the same settlement; a row that stands in two files counts
in the first.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from ..errors import Permanent
from ..money import plain
from ..setup import choices
from ..setup.settings import Settings
from ..setup.suggest import CASH_JOURNAL, MONEY_JOURNALS, PROVIDERS
from ..state.models import Document, Order, Receipt, Settlement, SettlementEntry
from ..tools import Tools
from . import bodies, match, reasons, receipts
from .files import words
from .receipts import Desk
from .shapes import Batch, Entry, Line, SettlementFile, total

MOST_NAMES = 400  # of one query
METHODS = {"mollie": "mollie_", "stripe": "stripe", "paypal": "ppcp", "adyen": "adyen"}
"""A payment method of each provider, to find the journal of its kind."""


def journal_of(provider: str, settings: Settings, offered: choices.Choices) -> str:
    """The clearing journal of a provider: the one its methods are booked in, else that of all other methods, else the
    one that names it, else the only one that is set; "" when a person must say."""
    own = next((methods for _, methods in PROVIDERS if methods.match(METHODS[provider])), None)
    named = next((words for words, methods in PROVIDERS if methods.match(METHODS[provider])), None)
    set_up = [rule.journal for rule in settings.payments if rule.book_as == "paid" and rule.journal]
    by_method = [
        rule.journal for rule in settings.payments if rule.journal in set_up and own and own.match(rule.method)
    ]
    by_name = [
        one.code
        for one in offered.journals
        if named and named.search(one.description) and one.type in MONEY_JOURNALS and not one.blocked
    ]
    every = list(dict.fromkeys(set_up))
    others = [rule.journal for rule in settings.payments if rule.method == "*" and rule.book_as == "paid"]
    found = [*by_method, *others, *by_name, *(every if len(every) == 1 else [])]
    return found[0] if found else ""


# --- kept once ----------------------------------------------------------------------------------------------


def keep(
    found: SettlementFile, journal: str, shop_id: str, division: int, who: str, tools: Tools
) -> list[tuple[int, bool, int]]:
    """Per currency of the file: (settlement id, is it new, rows that an earlier file held already)."""
    kept = []
    for currency in found.currencies:
        entries = [entry for entry in found.entries if entry.currency == currency]
        kept.append(_keep(found.provider, currency, entries, journal, shop_id, division, who, tools))
    return kept


def _keep(
    provider: str, currency: str, entries: Sequence[Entry], journal: str, shop_id: str, division: int, who: str,
    tools: Tools,
) -> tuple[int, bool, int]:  # fmt: skip
    names = {entry_name(entry): entry for entry in entries if not words.is_derived(entry)}
    digest = hashlib.sha256("\n".join([provider, currency, *sorted(names)]).encode()).hexdigest()
    with tools.db.write() as session:
        mine = (Settlement.shop_id == shop_id, Settlement.division == division)
        same = session.scalar(select(Settlement).where(*mine, Settlement.digest == digest))
        if same is not None:
            return same.id, False, 0
        rows = (SettlementEntry.shop_id == shop_id, SettlementEntry.division == division,
                SettlementEntry.provider == provider)  # fmt: skip
        known = _known(list(names), rows, session)
        row = Settlement(
            shop_id=shop_id, division=division, provider=provider, digest=digest, journal=journal, currency=currency,
            last_day=max(entry.on for entry in entries).isoformat(), read_at=tools.clock.now(), read_by=who[:120],
        )  # fmt: skip
        session.add(row)
        session.flush()
        fresh = {name: entry for name, entry in names.items() if name not in known}
        if any(words.is_derived(entry) for entry in entries):  # of what this file adds: an open settlement grows
            fresh |= {entry_name(one, digest): one for one in words.payouts(fresh.values(), provider)}
        session.add_all(
            SettlementEntry(
                settlement_id=row.id, shop_id=shop_id, division=division, provider=provider, entry=name,
                what=as_dict(entry),
            )
            for name, entry in fresh.items()
        )  # fmt: skip
        return row.id, True, len(known)


def _known(names: Sequence[str], rows: tuple[ColumnElement[bool], ...], session: Session) -> set[str]:
    """Those rows that an earlier file held."""
    found: set[str] = set()
    for start in range(0, len(names), MOST_NAMES):
        portion = names[start : start + MOST_NAMES]
        found |= set(session.scalars(select(SettlementEntry.entry).where(*rows, SettlementEntry.entry.in_(portion))))
    return found


def entry_name(entry: Entry, file: str = "") -> str:
    """The row's own name, for ever; of a payout that only follows from a file's rows, also that file's."""
    return hashlib.sha256("|".join([entry.currency, entry.kind, entry.id, file]).encode()).hexdigest()


def as_dict(entry: Entry) -> dict[str, Any]:
    """As plain JSON, amounts as text."""
    held = asdict(entry)
    for name in ("gross", "fee", "net"):
        held[name] = plain(getattr(entry, name))
    held["charged"] = None if entry.charged is None else plain(entry.charged)
    return {**held, "on": entry.on.isoformat(), "transactions": list(entry.transactions)}


def from_dict(held: Mapping[str, Any]) -> Entry:
    amounts: dict[str, Any] = {name: Decimal(held[name]) for name in ("gross", "fee", "net")}
    amounts["charged"] = None if held["charged"] is None else Decimal(held["charged"])
    return Entry(
        **{**held, **amounts, "on": date.fromisoformat(held["on"]), "transactions": tuple(held["transactions"])}
    )


# --- reported -----------------------------------------------------------------------------------------------


def report(settlement: Settlement, session: Session) -> match.Report | None:
    """Against what is booked now; None when every row of it stood in an earlier file."""
    same_account = (
        Settlement.shop_id == settlement.shop_id,
        Settlement.division == settlement.division,
        Settlement.journal == settlement.journal,
        Settlement.currency == settlement.currency,
    )
    held = session.execute(
        select(SettlementEntry.settlement_id, SettlementEntry.what)
        .join(Settlement, Settlement.id == SettlementEntry.settlement_id)
        .where(*same_account)
        .order_by(SettlementEntry.id)
    ).all()
    entries = [(row.settlement_id, from_dict(row.what)) for row in held]
    own = [entry for owner, entry in entries if owner == settlement.id]
    if not own:
        return None
    booked = _receipts(settlement, session)
    all_entries = [entry for _, entry in entries]
    everything = match.match(all_entries, booked, _orders(all_entries, settlement, session))
    money = [owner for owner, entry in entries if entry.kind in match.MONEY]
    mine = [one for owner, one in zip(money, everything, strict=True) if owner == settlement.id]
    return match.report(own, mine, booked, everything)


def _receipts(settlement: Settlement, session: Session) -> list[match.Receipt]:
    """The receipts of this clearing account, corrections added to what they correct. What a gift card paid never
    moved the account."""
    rows = session.scalars(
        select(Receipt)
        .where(
            Receipt.shop_id == settlement.shop_id,
            Receipt.division == settlement.division,
            Receipt.journal == settlement.journal,
            Receipt.currency == settlement.currency,
            Receipt.contra == "",
        )
        .order_by(Receipt.id)
    )
    by_base: dict[str, list[Receipt]] = defaultdict(list)
    for row in rows:
        by_base[row.base].append(row)
    return [
        match.Receipt(
            base=base,
            order_id=several[0].order_id,
            number=several[0].number,
            transaction=several[0].transaction,
            amount=total([Decimal(one.amount) for one in several]),
            booked=total([Decimal(one.amount) for one in several if one.state == "booked"]),
            day=date.fromisoformat(several[0].day),
        )
        for base, several in by_base.items()
    ]


def _orders(entries: Sequence[Entry], settlement: Settlement, session: Session) -> list[match.Known]:
    """The orders that the entries name: by the payment's id, or by the number as the shop writes it."""
    named = sorted(
        {text for one in entries for text in (one.order, match.bare(one.order), *one.transactions) if text}
    )
    known: list[match.Known] = []
    for start in range(0, len(named), MOST_NAMES):
        portion = named[start : start + MOST_NAMES]
        rows = session.execute(
            select(Order.order_id, Order.number, Order.transaction_id).where(
                Order.shop_id == settlement.shop_id,
                or_(
                    Order.number.in_([*portion, *(f"#{one}" for one in portion)]),
                    Order.transaction_id.in_(portion),
                ),
            )
        )
        known += [match.Known(row.order_id, row.number, row.transaction_id) for row in rows]
    return known


# --- booked -------------------------------------------------------------------------------------------------


def key_of(settlement: Settlement) -> str:
    return f"settlement/{settlement.id}"


def booking(settlement: Settlement, entries: Sequence[Entry], settings: Settings, marker: str, cash: bool) -> Batch:
    """Fees and payouts as one entry of the clearing journal. Raises Permanent for an account that is not chosen."""
    mark = f"{marker}-S{settlement.id}"
    fees = total([entry.fee for entry in entries])
    payouts = [entry for entry in entries if entry.kind == "payout" and entry.gross]
    lines: list[Line] = []
    if fees:
        if not settings.provider_costs_ledger:
            raise Permanent(reasons.ledger_gone(""))
        text = bodies.line_text(settlement.provider.capitalize(), "", mark)
        lines.append(Line(settings.provider_costs_ledger, -fees, text, vat_code=settings.provider_vat_code))
    if payouts and not settings.payout_ledger:
        raise Permanent(reasons.ledger_gone(""))
    lines += [
        Line(settings.payout_ledger, one.gross, bodies.line_text(settlement.provider.capitalize(), one.payout, mark))
        for one in payouts
    ]
    day = date.fromisoformat(settlement.last_day)
    return Batch(key_of(settlement), cash, settlement.journal, settlement.currency, day, tuple(lines))


def book(settlement: Settlement, desk: Desk) -> None:
    """Book fees and payouts, once; nothing when there are none. Raises Permanent, Unsettled, Temporary."""
    with desk.tools.db.read() as session:
        rows = session.scalars(select(SettlementEntry).where(SettlementEntry.settlement_id == settlement.id)).all()
        offered = choices.load(session, desk.shop_id, desk.division)
        ids = choices.ids_by_code(session, desk.shop_id, desk.division, "ledgers")
    journal = receipts.usable({one.code: one for one in offered.journals}, settlement.journal, settlement.currency)
    entries = [from_dict(row.what) for row in rows]
    batch = booking(settlement, entries, desk.settings, desk.marker, journal.type == CASH_JOURNAL)
    gone = next((line.ledger for line in batch.lines if line.ledger not in ids), None)
    if gone is not None:
        raise Permanent(reasons.ledger_gone(gone))
    if batch.lines:
        receipts.entry(batch, ids, desk)
        receipts.prove(desk)


def standing(settlement: Settlement, session: Session) -> Document | None:
    """The entry of this settlement, as its row says it stands."""
    return session.scalar(
        select(Document).where(
            Document.shop_id == settlement.shop_id,
            Document.division == settlement.division,
            Document.key == key_of(settlement),
            Document.state == "booked",
        )
    )


def as_json(found: match.Report) -> dict[str, Any]:
    """The report for the screen: amounts as text, causes with the order they are about."""
    return json.loads(json.dumps(asdict(found), default=_text))  # type: ignore[no-any-return]


def _text(value: object) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)
