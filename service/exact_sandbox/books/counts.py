"""Stock counts: what was found in a warehouse; the difference moves stock when the count is processed (facts 4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..refusals import business
from ..store import Division, Record
from . import ledger, stock
from .context import Context
from .documents import item_of, lines_of
from .master import change as change_plainly
from .master import check_lengths, require

PATH = "inventory/StockCounts"
DRAFT, PROCESSED = 12, 21  # [A] StockCounts.Status


def create(record: Record, division: Division, context: Context) -> Record:
    lines = lines_of(record, "StockCountLines", "inventory/StockCountLines", context)
    require(record, ["StockCountDate", "Warehouse"], context)
    check_lengths(record, context)
    house = stock.warehouse_of(record["Warehouse"], division, context)
    status = record.get("Status") or context.assumptions.stock_count_status
    if status not in (DRAFT, PROCESSED):
        raise business(context.language, ("invalid", "Status"))
    against = record.get("OffsetGLInventory")
    account = division.find("financial/GLAccounts", "ID", against) if against else None
    if against and account is None:
        raise business(context.language, ("reference", "OffsetGLInventory"))
    for number, line in enumerate(lines, 1):
        _fill(line, number, house, division, context)
    if len({line["Item"] for line in lines}) < len(lines):
        raise business(context.language, ("exists",))  # [A] an item is counted once
    ledger.check_period(record["StockCountDate"], division, context)
    number = division.next_number("stock count", 26800001)
    record |= {
        "StockCountNumber": number, "EntryNumber": number, "Status": DRAFT, "WarehouseCode": house["Code"],
        "WarehouseDescription": house.get("Description"), "StockCountLines": lines, "Source": 2,
        "OffsetGLInventoryCode": (account or {}).get("Code"),
        "OffsetGLInventoryDescription": (account or {}).get("Description"),
    }  # fmt: skip
    if status == PROCESSED:
        _enough(lines, house, division, context)
    made = division.add(PATH, record, "StockCountID")
    for line in lines:
        line["StockCountID"] = made["StockCountID"]
    if status == PROCESSED:
        _process(made, house, division, context)
    return made


def _fill(line: Record, number: int, house: Record, division: Division, context: Context) -> None:
    item = item_of(line, division, context)
    if not item.get("IsStockItem"):
        raise business(context.language, ("invalid", "Item"))
    if line.get("QuantityNew") is None and line.get("QuantityDifference") is None:
        raise business(context.language, ("mandatory", "QuantityNew"))
    there = stock.position(item, house, division)["CurrentStock"]
    line |= {
        "LineNumber": number, "ItemCode": item["Code"], "ItemDescription": item["Description"],
        "QuantityInStock": there, "CostPrice": item.get("CostPriceStandard"), "Warehouse": house["ID"],
        "StockKeepingUnit": item.get("Unit"), "ItemBarcode": item.get("Barcode"), "Status": DRAFT,
    }  # fmt: skip


def _difference(line: Record, there: Decimal) -> Decimal:
    """Found less what lies there now: between draft and processing goods may have moved."""
    if line.get("QuantityNew") is not None:
        return Decimal(line["QuantityNew"]) - there
    return Decimal(line["QuantityDifference"])


def _enough(lines: list[Record], house: Record, division: Division, context: Context) -> None:
    for line in lines:
        item = stock.live(line, division)
        there = stock.position(item, house, division)["CurrentStock"]
        stock.check(item, house, _difference(line, there), division, context)


def _process(count: Record, house: Record, division: Division, context: Context) -> None:
    document = {
        "EntryID": count["StockCountID"], "EntryNumber": count["EntryNumber"], "Date": count["StockCountDate"],
        "Against": count.get("OffsetGLInventory"),
    }  # fmt: skip
    for line in count["StockCountLines"]:
        item = stock.live(line, division)
        there = stock.position(item, house, division)["CurrentStock"]
        more = _difference(line, there)
        line |= {"QuantityInStock": there, "QuantityDifference": more, "QuantityNew": there + more,
                 "Status": PROCESSED}  # fmt: skip
        stock.move(item, house, more, stock.COUNT, document, division)
        if more:
            context.tell(stock.POSITIONS, "Update", item["ID"])
    count["Status"] = PROCESSED
    division.touch(count)


def change(record: Record, new: dict[str, Any], division: Division, context: Context) -> None:
    """A draft may be described better, and be processed; a processed one is final."""
    if record["Status"] == PROCESSED:
        raise business(context.language, ("processed",))
    fixed: list[str] = [name for name in ("StockCountLines", "Warehouse") if name in new]
    if new.get("Status", DRAFT) not in (DRAFT, PROCESSED):
        fixed.append("Status")
    if fixed:
        raise business(context.language, *(("invalid", name) for name in fixed))
    process = new.pop("Status", DRAFT) == PROCESSED
    house = stock.warehouse_of(record["Warehouse"], division, context)
    date = new.get("StockCountDate") or record["StockCountDate"]
    ledger.check_period(date, division, context)
    if process:
        _enough(record["StockCountLines"], house, division, context)
    change_plainly(record, new, division, context)
    if process:
        _process(record, house, division, context)


def remove(record: Record, division: Division, context: Context) -> None:
    if record["Status"] == PROCESSED:
        raise business(context.language, ("processed",))
    division.remove(PATH, record, "StockCountID")
