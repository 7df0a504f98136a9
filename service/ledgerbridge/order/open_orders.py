"""A sales order that is taken back while nobody delivered or invoiced it: removed, for there is nothing to credit.

A credit note for an order that was never invoiced would be a loss out of nothing, and the warehouse would still send
the goods. What was delivered or invoiced is credited like everything else.
"""

from __future__ import annotations

from sqlalchemy import select

from ..state.models import Document
from .case import Case
from .shapes import WantedDocument


class Withdrawn(Exception):
    """The order is out of the books: the plan is made again without it."""


def withdraw(reversal: WantedDocument, case: Case) -> None:
    """Raises Withdrawn when the reversed document was a sales order still open, and is gone now. Told twice (an answer
    was lost), the second time finds it gone."""
    with case.tools.db.read() as session:
        row = session.scalar(
            select(Document).where(
                Document.shop_id == case.shop_id, Document.division == case.division,
                Document.key == reversal.reverses, Document.kind == "sales_order", Document.state == "booked",
            )
        )  # fmt: skip
        credits = session.scalar(
            select(Document.id).where(
                Document.shop_id == case.shop_id, Document.division == case.division,
                Document.order_id == case.snapshot.order_id, Document.credit.is_(True),
                Document.state.in_(["booked", "sending", "checking"]),
            ).limit(1)
        )  # fmt: skip
    if row is None or credits is not None:
        return
    still_open = case.exact.sales_order_is_open(row.exact_id or "")
    if still_open is False:
        return
    if still_open:
        case.exact.delete_sales_order(row.exact_id or "")
    with case.tools.db.write() as session:
        gone = session.get_one(Document, row.id)
        gone.state, gone.finished_at = "removed", case.tools.clock.now()
    raise Withdrawn
