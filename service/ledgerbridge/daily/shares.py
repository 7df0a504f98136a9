"""An order's part of a day, kept in the order's own turn.

state: due (follows the order, nothing stands) | sending (its batch is held: it does not change any more) | booked |
refused (Exact said no to its batch). The states are Document's; ``batch`` is the key of the day's entry.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select

from ..order.case import Case
from ..state.claims import Wish
from ..state.models import Document
from ..tools import Tools

KIND = "day_share"
HELD = ("sending", "booked")


def keep(wish: Wish, case: Case) -> None:
    """The share's row says what is wanted now, unless a batch holds it."""
    now = case.tools.clock.now()
    with case.tools.db.write() as session:
        row = session.scalar(
            select(Document).where(
                Document.shop_id == case.shop_id, Document.division == case.division, Document.key == wish.key
            )
        )
        if row is None:
            row = Document(shop_id=case.shop_id, division=case.division, key=wish.key, state="")
            session.add(row)
        if row.kind == KIND and (row.state in HELD or (row.state, row.fingerprint) == ("due", wish.fingerprint)):
            return
        row.order_id, row.kind, row.credit, row.state = case.snapshot.order_id, KIND, wish.credit, "due"
        row.wanted, row.fingerprint, row.reference = wish.wanted, wish.fingerprint, wish.reference
        row.batch, row.started_at, row.finished_at, row.proved_at = "", now, None, None


def keep_only(keys: Collection[str], shop_id: str, division: int, order_id: int, tools: Tools) -> None:
    """Shares of this order that are not wanted any more, and stand nowhere, are gone."""
    with tools.db.write() as session:
        session.execute(
            delete(Document).where(
                Document.shop_id == shop_id,
                Document.division == division,
                Document.order_id == order_id,
                Document.kind == KIND,
                Document.state.in_(["due", "refused"]),
                Document.key.not_in(list(keys)),
            )
        )
