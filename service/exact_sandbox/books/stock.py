"""Stock: every change is a movement; a position per item and warehouse is their sum, less what orders still wait for.

Movements are kept like records but served nowhere. Only items with IsStockItem have stock.
"""

from __future__ import annotations

import uuid
from decimal import Decimal

from ..refusals import business
from ..store import Division, Record
from . import ledger
from .context import Context

ZERO = Decimal(0)
MOVEMENTS = "stock/Movements"  # Item, Warehouse, Quantity, Kind, Document, Date
POSITIONS = "inventory/StockPositions"  # read as sync/Inventory/StockPositions (facts 4: no endpoint of its own)
PLACES = "inventory/ItemWarehouses"
DELIVERY, COUNT, INVOICE, SEED = "delivery", "count", "invoice", "seed"


def live(line: Record, division: Division) -> Record:
    """The item of an order or delivery line as it is today."""
    return division.find("logistics/Items", "ID", line["Item"]) or line["_item"]


def warehouse_of(exact_id: str | None, division: Division, context: Context, name: str = "Warehouse") -> Record:
    """The warehouse that was named, else the main one."""
    houses = division.all("inventory/Warehouses")
    if not exact_id:
        return next((one for one in houses if one.get("Main")), houses[0])
    found = division.find("inventory/Warehouses", "ID", exact_id)
    if found is None:
        raise business(context.language, ("reference", name))
    return found


def position(item: Record, house: Record, division: Division) -> Record:
    """The item's position there; made, with its ItemWarehouses record, when there is none."""
    for one in division.all(POSITIONS):
        if one["ItemId"] == item["ID"] and one["Warehouse"] == house["ID"]:
            return one
    place(item, house, division)
    return division.add(POSITIONS, {
        "ItemId": item["ID"], "ItemCode": item["Code"], "ItemDescription": item["Description"],
        "UnitCode": item.get("Unit"), "Warehouse": house["ID"], "WarehouseCode": house["Code"],
        "WarehouseDescription": house.get("Description"), "CurrentStock": ZERO, "PlanningIn": ZERO,
        "PlanningOut": ZERO, "ReservedStock": ZERO, "FreeStock": ZERO, "ProjectedStock": ZERO,
    })  # fmt: skip


def place(item: Record, house: Record, division: Division) -> Record:
    """The link between item and warehouse."""
    for one in division.all(PLACES):
        if one["Item"] == item["ID"] and one["Warehouse"] == house["ID"]:
            return one
    return division.add(PLACES, {"Item": item["ID"], "Warehouse": house["ID"], **_named(item, house)})


def _named(item: Record, house: Record) -> Record:
    return {
        "ItemCode": item["Code"], "ItemDescription": item["Description"], "ItemUnit": item.get("Unit"),
        "ItemIsStockItem": bool(item.get("IsStockItem")), "ItemBarcode": item.get("Barcode"),
        "ItemIsFractionAllowedItem": bool(item.get("IsFractionAllowedItem")), "WarehouseCode": house["Code"],
        "WarehouseDescription": house.get("Description"), "CurrentStock": ZERO, "PlannedStockIn": ZERO,
        "PlannedStockOut": ZERO, "ReservedStock": ZERO, "ProjectedStock": ZERO,
    }  # fmt: skip


def check(item: Record, house: Record, quantity: Decimal, division: Division, context: Context) -> None:
    """Before a movement: whole numbers, and [U] whether stock may fall below zero."""
    if quantity != quantity.to_integral() and not item.get("IsFractionAllowedItem"):
        raise business(context.language, ("invalid", "Quantity"))
    may_fall = context.assumptions.negative_stock or not item.get("IsStockItem") or quantity >= 0
    if not may_fall and position(item, house, division)["CurrentStock"] + quantity < 0:
        raise business(context.language, ("no_stock", str(item["Code"])))


def move(item: Record, house: Record, quantity: Decimal, kind: str, document: Record, division: Division) -> None:
    """Goods come or go. ``document`` says EntryID, EntryNumber and Date; a cost price makes it an entry, too."""
    if not item.get("IsStockItem") or not quantity:
        return
    division.add(MOVEMENTS, {
        "Item": item["ID"], "Warehouse": house["ID"], "Quantity": quantity, "Kind": kind,
        "Document": document["EntryID"], "Date": document["Date"],
    })  # fmt: skip
    _settle(position(item, house, division), item, division, current=quantity)
    value = (quantity * (item.get("CostPriceStandard") or ZERO)).quantize(Decimal("0.01"))
    if value and kind != SEED:
        stock, costs = _ledgers(item, document, division)
        text = str(item["Description"])
        ledger.write(division, document | {"Journal": "90"}, [(stock, value, text), (costs, -value, text)])


def _ledgers(item: Record, document: Record, division: Division) -> tuple[Record, Record]:
    """[A] Stock against cost of goods, or against the account the count names."""
    accounts = {one["ID"]: one for one in division.all("financial/GLAccounts")}
    stock = accounts.get(str(item.get("GLStock"))) or ledger.of_type(division, ledger.STOCK)
    against = accounts.get(str(document.get("Against"))) or accounts.get(str(item.get("GLCosts")))
    return stock, against or ledger.of_type(division, ledger.COST_OF_GOODS)


def plan(line: Record, item: Record, house: Record, division: Division) -> None:
    """What an order line still waits for counts as planned out; ``_planned`` remembers how much of it does."""
    waiting = ZERO if line.get("_delivery_done") else line["Quantity"] - line["QuantityDelivered"]
    more = waiting - line.get("_planned", ZERO)
    if item.get("IsStockItem") and more:
        line["_planned"] = waiting
        _settle(position(item, house, division), item, division, planned=more)


def _settle(one: Record, item: Record, division: Division, current: Decimal = ZERO, planned: Decimal = ZERO) -> None:
    one["CurrentStock"] += current
    one["PlanningOut"] += planned
    one["ProjectedStock"] = one["CurrentStock"] + one["PlanningIn"] - one["PlanningOut"]
    one["FreeStock"] = one["CurrentStock"] - one["PlanningOut"]  # [A] free = what no order waits for
    division.touch(one)
    there = next(
        here for here in division.all(PLACES) if here["Item"] == item["ID"] and here["Warehouse"] == one["Warehouse"]
    )
    there |= {"CurrentStock": one["CurrentStock"], "PlannedStockOut": one["PlanningOut"],
              "ProjectedStock": one["ProjectedStock"]}  # fmt: skip
    division.touch(there)
    item["Stock"] = item.get("Stock", ZERO) + current


def total(item_id: str, division: Division) -> Record:
    """read/logistics/StockPosition: one item over all warehouses."""
    mine = [one for one in division.all(POSITIONS) if one["ItemId"] == item_id]
    sums = {
        name: sum((one[name] for one in mine), ZERO)
        for name in ("FreeStock", "PlanningIn", "PlanningOut", "ProjectedStock", "ReservedStock")
    }
    return {"ItemId": item_id, "InStock": sum((one["CurrentStock"] for one in mine), ZERO), **sums}


def seed(item: Record, quantity: Decimal, division: Division, house: Record) -> None:
    """What lies there from the start: stock without an entry, as an opening balance of another book."""
    move(item, house, quantity, SEED, {"EntryID": str(uuid.uuid4()), "Date": division.clock.now()}, division)
