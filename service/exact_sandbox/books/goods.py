"""Items, their prices and pictures, warehouses (facts 4)."""

from __future__ import annotations

import base64
import binascii
from decimal import Decimal
from typing import Any

from ..assumptions import ITEM_CODE_LENGTH
from ..refusals import business
from ..store import Division, Record
from . import stock
from .context import Context
from .master import change as change_plainly
from .master import check_lengths, require

ITEMS, PRICES, WAREHOUSES = "logistics/Items", "logistics/SalesItemPrices", "inventory/Warehouses"
FLAGS = ("IsSalesItem", "IsPurchaseItem", "IsStockItem", "IsFractionAllowedItem")
IN_LINES = (
    ("salesorder/SalesOrders", "SalesOrderLines"), ("salesinvoice/SalesInvoices", "SalesInvoiceLines"),
)  # fmt: skip


def create_item(record: Record, division: Division, context: Context) -> Record:
    require(record, ["Code", "Description"], context)
    check_lengths(record, context, {"Code": ITEM_CODE_LENGTH})
    if division.by_code(ITEMS, record["Code"]):
        raise business(context.language, ("exists",))
    record.setdefault("ItemGroup", next(
        (group["ID"] for group in division.all("logistics/ItemGroups") if group.get("IsDefault")), None
    ))  # fmt: skip
    record.setdefault("Unit", "stuk")
    _check(record, division, context)
    for name in FLAGS:
        record.setdefault(name, False)
    picture = record.pop("Picture", None)
    made = division.add(ITEMS, record | {"Stock": Decimal(0)})
    _show_picture(made, picture, division, context)
    return made


def _check(record: dict[str, Any], division: Division, context: Context) -> None:
    """References, with the names that are read from them."""
    for name, path, key, copied in (
        ("SalesVatCode", "vat/VATCodes", "VATCode", "SalesVatCodeDescription"),
        ("ItemGroup", "logistics/ItemGroups", "ItemGroup", "ItemGroupDescription"),
        ("Unit", "logistics/Units", "Unit", "UnitDescription"),
    ):  # fmt: skip
        if record.get(name):
            found = division.find(path, "ID", record[name]) or division.by_code(path, record[name])
            if found is None:
                raise business(context.language, ("reference", key))
            record[copied] = found["Description"]
    for name in ("GLStock", "GLCosts", "GLRevenue"):
        if record.get(name) and division.find("financial/GLAccounts", "ID", record[name]) is None:
            raise business(context.language, ("reference", name))
    if record.get("Picture"):
        try:
            base64.b64decode(record["Picture"], validate=True)
        except (binascii.Error, ValueError):
            raise business(context.language, ("invalid", "Picture")) from None


def _show_picture(item: Record, picture: str | None, division: Division, context: Context) -> None:
    """Written as Base64, read as an address."""
    if picture:
        item["_picture"] = picture
        item["PictureUrl"] = (
            f"/docs/SysImage.aspx?Table=Items&ID={item['ID']}&ThumbSize=500&NoCache=1&OptimizeForWeb=1"
            f"&_Division_={division.code}"
        )


def change_item(record: Record, new: dict[str, Any], division: Division, context: Context) -> None:
    other = division.by_code(ITEMS, new["Code"]) if new.get("Code") else None
    if other is not None and other is not record:
        raise business(context.language, ("exists",))
    if new.get("IsStockItem", record.get("IsStockItem")) != record.get("IsStockItem") and _is_used(record, division):
        raise business(context.language, ("in_use", "Item"))  # [A] once it moved it stays what it is
    _check(new, division, context)
    picture = new.pop("Picture", None)
    change_plainly(record, new, division, context)
    _show_picture(record, picture, division, context)


def _is_used(item: Record, division: Division) -> bool:
    if any(one["Item"] == item["ID"] for one in division.all(stock.MOVEMENTS)):
        return True
    return any(
        line.get("Item") == item["ID"] for path, name in IN_LINES for one in division.all(path) for line in one[name]
    )


def remove_item(record: Record, division: Division, context: Context) -> None:
    if _is_used(record, division):
        raise business(context.language, ("in_use", "Item"))
    for path, name in ((PRICES, "Item"), (stock.PLACES, "Item"), (stock.POSITIONS, "ItemId")):
        for one in [one for one in division.all(path) if one.get(name) == record["ID"]]:
            division.remove(path, one)
    division.remove(ITEMS, record)


def create_price(record: Record, division: Division, context: Context) -> Record:
    """One price per item, currency, unit, quantity and start (facts 4); with an account it is an agreement."""
    require(record, ["Item", "Price"], context)
    item = division.find(ITEMS, "ID", record["Item"])
    if item is None:
        raise business(context.language, ("reference", "Item"))
    record.setdefault("Currency", division.currency)
    record.setdefault("Quantity", Decimal(1))
    record.setdefault("Unit", item.get("Unit"))
    record.setdefault("NumberOfItemsPerUnit", Decimal(1))
    _check_price(record, None, division, context)
    more = {"ItemCode": item["Code"], "ItemDescription": item["Description"], "DefaultItemUnit": item.get("Unit")}
    made = division.add(PRICES, record | more)
    _show_price(item, division)
    return made


def _check_price(record: Record, but: Record | None, division: Division, context: Context) -> None:
    if division.by_code("general/Currencies", record["Currency"]) is None:
        raise business(context.language, ("reference", "Currency"))
    account = division.find("crm/Accounts", "ID", record["Account"]) if record.get("Account") else None
    if record.get("Account") and account is None:
        raise business(context.language, ("reference", "Account"))
    record["AccountName"] = (account or {}).get("Name")
    names = ("Item", "Currency", "Unit", "Quantity", "StartDate", "Account")
    for one in division.all(PRICES):
        if one is not but and all(one.get(name) == record.get(name) for name in names):
            raise business(context.language, ("price_exists",))


def change_price(record: Record, new: dict[str, Any], division: Division, context: Context) -> None:
    if new.get("Item", record["Item"]) != record["Item"]:
        raise business(context.language, ("invalid", "Item"))
    _check_price(record | new, record, division, context)
    change_plainly(record, new, division, context)
    _show_price(division.find(ITEMS, "ID", record["Item"]) or {}, division)


def remove_price(record: Record, division: Division, context: Context) -> None:
    division.remove(PRICES, record)
    _show_price(division.find(ITEMS, "ID", record["Item"]) or {}, division)


def _show_price(item: Record, division: Division) -> None:
    """StandardSalesPrice is read-only on the item: today's price for one, in the division's currency, for anybody."""
    now = division.clock.now()
    valid = [
        one for one in division.all(PRICES)
        if one["Item"] == item["ID"] and not one.get("Account") and one["Quantity"] == 1
        and one["Currency"] == division.currency and one["Unit"] == item.get("Unit")
        and (one.get("StartDate") or now) <= now <= (one.get("EndDate") or now)
    ]  # fmt: skip
    price = max(valid, key=lambda one: one.get("StartDate") or one["Created"])["Price"] if valid else None
    if item.get("StandardSalesPrice") != price:
        item["StandardSalesPrice"] = price
        division.touch(item)


def create_warehouse(record: Record, division: Division, context: Context) -> Record:
    require(record, ["Code", "Description"], context)
    check_lengths(record, context)
    if division.by_code(WAREHOUSES, record["Code"]):
        raise business(context.language, ("exists",))
    made = division.add(WAREHOUSES, {"Main": 0, "UseStorageLocations": 0, **record})
    _one_main(made, division)
    return made


def change_warehouse(record: Record, new: dict[str, Any], division: Division, context: Context) -> None:
    other = division.by_code(WAREHOUSES, new["Code"]) if new.get("Code") else None
    if other is not None and other is not record:
        raise business(context.language, ("exists",))
    if record.get("Main") and new.get("Main", 1) != 1:
        raise business(context.language, ("invalid", "Main"))  # exactly one is the main one
    change_plainly(record, new, division, context)
    _one_main(record, division)


def _one_main(record: Record, division: Division) -> None:
    for one in division.all(WAREHOUSES):
        if record.get("Main") and one is not record and one.get("Main"):
            one["Main"] = 0
            division.touch(one)


def remove_warehouse(record: Record, division: Division, context: Context) -> None:
    users = ((stock.PLACES, "Warehouse"), ("salesorder/SalesOrders", "WarehouseID"),
             ("inventory/StockCounts", "Warehouse"))  # fmt: skip
    if record.get("Main") or any(one.get(name) == record["ID"] for path, name in users for one in division.all(path)):
        raise business(context.language, ("in_use", "Warehouse"))
    division.remove(WAREHOUSES, record)


def create_place(record: Record, division: Division, context: Context) -> Record:
    """Item and warehouse are linked once; the first stock there does it by itself."""
    require(record, ["Item", "Warehouse"], context)
    item = division.find(ITEMS, "ID", record["Item"])
    if item is None:
        raise business(context.language, ("reference", "Item"))
    house = stock.warehouse_of(record["Warehouse"], division, context)
    if any((one["Item"], one["Warehouse"]) == (item["ID"], house["ID"]) for one in division.all(stock.PLACES)):
        raise business(context.language, ("exists",))
    made = stock.place(item, house, division)
    made |= record
    division.touch(made)
    return made


def change_place(record: Record, new: dict[str, Any], division: Division, context: Context) -> None:
    fixed = [name for name in ("Item", "Warehouse") if new.get(name, record[name]) != record[name]]
    if fixed:
        raise business(context.language, *(("invalid", name) for name in fixed))
    change_plainly(record, new, division, context)


def remove_place(record: Record, division: Division, context: Context) -> None:
    if any((one["ItemId"], one["Warehouse"]) == (record["Item"], record["Warehouse"])
           for one in division.all(stock.POSITIONS)):  # fmt: skip
        raise business(context.language, ("in_use", "Warehouse"))
    division.remove(stock.PLACES, record)
