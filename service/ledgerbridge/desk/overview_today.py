"""What was booked today, by the shop's calendar: how many documents of each kind, and their totals. Nothing is asked
of Exact."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..order.prove import KINDS
from ..state.models import Document
from . import shown
from .asker import Asker
from .overview_words import number
from .shown import Piece, cell, column

Totals = dict[tuple[str, bool, str], tuple[int, Decimal]]


def totals(session: Session, shop_id: str, now: datetime, zone: ZoneInfo) -> Totals:
    """(kind, credit, currency) → how many, and their gross sum. A day's entry counts once, not its shares; an invoice
    made of a sales order is a kind of its own, so that no sum holds the same sale twice."""
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = session.execute(
        select(Document.kind, Document.credit, Document.wanted).where(
            Document.shop_id == shop_id, Document.finished_at >= midnight, Document.state == "booked",
            Document.kind.in_(KINDS),
        )
    )  # fmt: skip
    found: Totals = defaultdict(lambda: (0, Decimal(0)))
    for kind, credit, wanted in rows:
        count, gross = found[kind, credit, wanted.get("currency", "")]
        found[kind, credit, wanted.get("currency", "")] = count + 1, gross + Decimal(wanted.get("gross") or "0")
    return found


def section(asker: Asker, found: Totals) -> Piece:
    rows = [
        [cell(asker.say(f"overview.kind.{kind}{'.credit' if credit else ''}")), cell(number(asker, count)),
         cell(f"{gross:f}"), cell(currency)]
        for (kind, credit, currency), (count, gross) in sorted(found.items())
    ]  # fmt: skip
    columns = [column(asker.say("overview.kind")), column(asker.say("overview.count"), number=True),
               column(asker.say("overview.total"), number=True), column(asker.say("overview.currency"))]  # fmt: skip
    title = asker.say("overview.today")
    nothing = "" if rows else asker.say("overview.nothing_today")
    return shown.section(title, tables=[shown.table(title, columns, rows)], notes=[nothing])
