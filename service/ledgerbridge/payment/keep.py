"""What an order wants of receipts becomes rows, in the order's own turn: there its debtor is at hand.

Level-triggered: what rows hold is compared with what is wanted. A row that waits is changed; one that stands in Exact
never is: the difference becomes a row of its own (a payment undone, an amount that changed), on today's date.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..clock import day_ends, shop_zone
from ..customer import account
from ..money import plain
from ..order.case import Case
from ..order.shapes import WantedDocument
from ..state.models import Receipt, Shop
from .shapes import WantedReceipt, total
from .wanted import wanted

OPEN = ("due", "attention")
AFTER_MIDNIGHT = timedelta(minutes=5)
LATE = timedelta(minutes=5)  # a payment of an earlier day waits this long for others of its kind


def keep(case: Case, documents: Sequence[WantedDocument]) -> int:
    """Bring the rows up to date; how many changed. Asks Exact nothing new for a debtor it booked just now."""
    wants = wanted(case.snapshot, case.settings, documents)
    rows = _rows(case)
    if not wants and not rows:
        return 0
    debtor = rows[0].account if rows else account.ensure_account(documents[-1].debtor, case)
    now = case.tools.clock.now()
    with case.tools.db.write() as session:
        zone = shop_zone(session.get_one(Shop, case.shop_id).timezone)
        return _settle(wants, debtor, case, session, zone, now)


def _rows(case: Case, session: Session | None = None) -> Sequence[Receipt]:
    mine = select(Receipt).where(
        Receipt.shop_id == case.shop_id,
        Receipt.division == case.division,
        Receipt.order_id == case.snapshot.order_id,
    )
    if session is not None:
        return session.scalars(mine.order_by(Receipt.id).with_for_update()).all()
    with case.tools.db.read() as reading:
        return reading.scalars(mine.order_by(Receipt.id)).all()


def _settle(
    wants: Sequence[WantedReceipt], debtor: str, case: Case, session: Session, zone: ZoneInfo, now: datetime
) -> int:
    rows, changed = _rows(case, session), 0
    by_base: dict[str, WantedReceipt | None] = {row.base: None for row in rows} | {one.base: one for one in wants}
    for base, want in by_base.items():
        mine = [row for row in rows if row.base == base]
        waiting = next((row for row in mine if row.state in OPEN), None)
        standing = [row for row in mine if row.state not in OPEN]
        rest = (want.amount if want else Decimal("0.00")) - total([Decimal(row.amount) for row in standing])
        changed += _one(base, want, rest, waiting, standing, debtor, case, session, zone, now)
    return changed


def _one(
    base: str, want: WantedReceipt | None, rest: Decimal, waiting: Receipt | None, standing: Sequence[Receipt],
    debtor: str, case: Case, session: Session, zone: ZoneInfo, now: datetime,
) -> int:  # fmt: skip
    """One base key: the row that waits holds ``rest``, or there is none. What is not settled any more (an order that
    is left open since a setting changed) is not undone: only the shop's word on money does that."""
    if want is None and not _undone(base, case):
        rest = Decimal("0.00")
    if not rest:
        if waiting is not None:
            session.delete(waiting)
        return int(waiting is not None)
    row = waiting
    if row is not None and want is not None and _unchanged(row, want, rest, standing):
        return 0
    if row is None:
        key = base if not standing else f"{base}/{len(standing) + 1}"
        row = Receipt(shop_id=case.shop_id, division=case.division, order_id=case.snapshot.order_id, key=key, base=base)
        session.add(row)
    model = standing[0] if standing else None
    today = now.astimezone(zone).date()
    day = today if model else want.day if want else today
    row.of, row.number = (want.of if want else model.of if model else ""), case.snapshot.number[:80]
    row.account = model.account if model else debtor
    row.method = want.method if want else model.method if model else ""
    row.journal = model.journal if model else want.journal if want else ""
    row.contra = model.contra if model else want.contra if want else ""
    row.currency = model.currency if model else want.currency if want else ""
    row.transaction = (want.transaction if want else model.transaction if model else "")[:120]
    row.amount, row.day, row.batch, row.problem = plain(rest), day.isoformat(), "", None
    row.state, row.changed_at = "due", now
    row.due_at = due_at(day, case.settings.receipts_at, zone, now)
    return 1


def _unchanged(row: Receipt, want: WantedReceipt, rest: Decimal, standing: Sequence[Receipt]) -> bool:
    """A row that waits already for exactly this; one that Exact refused is tried again."""
    same = (row.state, row.amount, row.currency) == ("due", plain(rest), want.currency)
    where = standing or (row.journal, row.day, row.contra) == (want.journal, want.day.isoformat(), want.contra)
    return same and bool(where)


def _undone(base: str, case: Case) -> bool:
    """Does the shop itself say that this money is not there (any more)?"""
    order = case.snapshot
    if base == f"order-{order.order_id}/receipt":
        return order.paid_at is None or order.charged_back
    if "/refund-" in base:
        number = base.split("/refund-")[1].split("/")[0]
        return not any(str(refund.id) == number and refund.paid_back for refund in order.refunds)
    return not order.tenders


def due_at(day: date, receipts_at: str, zone: ZoneInfo, now: datetime) -> datetime:
    """When a receipt's batch may close: at once, or when the shop's day is over."""
    if receipts_at == "at_once":
        return now
    return max(day_ends(day, zone) + AFTER_MIDNIGHT, now + LATE)
