"""A report made before a VAT return is due is told to the shop, which mails it; once a period."""

from __future__ import annotations

import logging

from sqlalchemy import select

from ..errors import Permanent, Temporary
from ..state.models import Report, Shop
from ..tools import Tools

log = logging.getLogger(__name__)


def untold_shops(tools: Tools) -> list[str]:
    """Shops with such a report that they were not told: for the sweep."""
    with tools.db.read() as session:
        return list(
            session.scalars(
                select(Report.shop_id).join(Shop, Shop.id == Report.shop_id)
                .where(*UNTOLD, Shop.state == "active").group_by(Report.shop_id)
            )
        )  # fmt: skip


UNTOLD = (Report.mail.is_not(None), Report.told_at.is_(None), Report.state != "due")


def tell(shop_id: str, tools: Tools) -> bool:
    """False when the shop could not be told; the sweep tries again."""
    with tools.db.read() as session:
        rows = session.scalars(select(Report).where(Report.shop_id == shop_id, *UNTOLD).order_by(Report.id)).all()
    for row in rows:
        try:
            tools.shop(shop_id).vat_return(row.mail or {})
        except (Temporary, Permanent) as why:
            log.info("the shop did not take the report: %s", why, extra={"shop": shop_id})
            return False
        with tools.db.write() as session:
            session.get_one(Report, row.id).told_at = tools.clock.now()
    return True
