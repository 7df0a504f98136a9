"""What lies in Exact's warehouses, as its feed says (facts 4: one row per item and warehouse, new on each movement)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..exact.feeds import Taking
from ..setup import kept
from ..state.models import StockItem, StockPosition

SELECT = "ID,ItemId,ItemCode,WarehouseCode,CurrentStock,FreeStock,ProjectedStock"


def wanted(session: Session, shop_id: str) -> bool:
    """Does the owner want stock from Exact? Else its feed is not read."""
    settings = kept.in_force(session, shop_id)
    return settings is not None and settings.stock == "exact"


def take(taking: Taking, rows: list[dict[str, Any]]) -> int:
    """Note what the rows say; their items are due. Taken twice, the second time changes nothing."""
    newest = {str(row["ID"]): row for row in rows}
    known = {one.exact_id: one for one in _known(taking, newest)}
    codes: set[str] = set()
    for exact_id, row in newest.items():
        code = str(row.get("ItemCode") or "").strip()[:60]
        figures = {name: _figure(row.get(name)) for name in ("CurrentStock", "FreeStock", "ProjectedStock")}
        warehouse = str(row.get("WarehouseCode") or "").strip()[:20]
        position = known.get(exact_id)
        if position is None:
            position = StockPosition(
                shop_id=taking.shop_id, division=taking.division, exact_id=exact_id, code="", warehouse="", figures={}
            )
            taking.session.add(position)
        elif (position.code, position.warehouse, position.figures) == (code, warehouse, figures):
            continue
        codes |= {position.code, code} - {""}  # a code that was changed: both items are other than they were
        position.code, position.warehouse, position.figures = code, warehouse, figures
    return _due(taking, codes)


def gone(taking: Taking, ids: list[str]) -> int:
    """Positions that were deleted: what lay there does not any more."""
    found = list(_known(taking, ids))
    for position in found:
        taking.session.delete(position)
    return _due(taking, {position.code for position in found} - {""})


def _known(taking: Taking, ids: Iterable[str]) -> Iterable[StockPosition]:
    return taking.session.scalars(
        select(StockPosition).where(
            StockPosition.shop_id == taking.shop_id, StockPosition.division == taking.division,
            StockPosition.exact_id.in_(list(ids)),
        )
    )  # fmt: skip


def _due(taking: Taking, codes: set[str]) -> int:
    rows = taking.session.scalars(
        select(StockItem).where(
            StockItem.shop_id == taking.shop_id, StockItem.division == taking.division, StockItem.code.in_(codes)
        )
    )
    known = {row.code: row for row in rows}
    for code in sorted(codes):
        row = known.get(code)
        if row is None:
            row = StockItem(shop_id=taking.shop_id, division=taking.division, code=code)
            taking.session.add(row)
        row.due_at = taking.now
    return len(codes)


def _figure(value: Any) -> str:
    """As text, without zeros behind: 10.000 → 10."""
    number = Decimal(str(value or 0))
    return f"{number.normalize():f}" if number else "0"
