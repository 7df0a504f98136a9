"""Goods deliveries: what left the warehouse for which order lines; stock goes down, orders go on (facts 4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..refusals import business
from ..store import Division, Record
from . import ledger, sales_order, stock
from .context import Context
from .documents import lines_of
from .master import change as change_plainly
from .master import check_lengths, require

PATH = "salesorder/GoodsDeliveries"


def create(record: Record, division: Division, context: Context) -> Record:
    lines = lines_of(record, "GoodsDeliveryLines", "salesorder/GoodsDeliveryLines", context)
    require(record, ["DeliveryDate"], context)
    check_lengths(record, context)
    ledger.check_period(record["DeliveryDate"], division, context)
    orders = [_fill(line, number, division, context) for number, line in enumerate(lines, 1)]
    first = orders[0]
    if any((one["DeliverTo"], one["WarehouseID"]) != (first["DeliverTo"], first["WarehouseID"]) for one in orders):
        raise business(context.language, ("invalid", "GoodsDeliveryLines"))  # [A] one delivery goes to one place
    house = stock.warehouse_of(first["WarehouseID"], division, context)
    _enough(lines, house, division, context)
    account = division.find("crm/Accounts", "ID", first["DeliverTo"]) or {}
    number = division.next_number("delivery", 26500001)
    record |= _method(record, division, context) | {
        "DeliveryNumber": number, "EntryNumber": number, "DeliveryAccount": account.get("ID"),
        "DeliveryAccountCode": account.get("Code"), "DeliveryAccountName": account.get("Name"),
        "DeliveryAddress": first.get("DeliveryAddress"), "DeliveryContact": first.get("DeliverToContactPerson"),
        "Warehouse": house["ID"], "WarehouseCode": house["Code"], "WarehouseDescription": house.get("Description"),
        "GoodsDeliveryLines": lines,
    }  # fmt: skip
    made = division.add(PATH, record, "EntryID")
    document = {"EntryID": made["EntryID"], "EntryNumber": number, "Date": made["DeliveryDate"]}
    for line in lines:
        line |= {"EntryID": made["EntryID"], "DeliveryDate": made["DeliveryDate"],
                 "TrackingNumber": line.get("TrackingNumber") or record.get("TrackingNumber")}  # fmt: skip
        line["_line"]["QuantityDelivered"] += line["QuantityDelivered"]
        stock.move(line["_item"], house, -line["QuantityDelivered"], stock.DELIVERY, document, division)
    for order in {order["OrderID"]: order for order in orders}.values():
        sales_order.settle(order, division)
        context.tell("salesorder/SalesOrders", "Update", order["OrderID"])
    for line in lines:
        if line.pop("_item").get("IsStockItem"):
            context.tell(stock.POSITIONS, "Update", line["Item"])
        del line["_line"]
    return made


def _fill(line: Record, number: int, division: Division, context: Context) -> Record:
    """The line with what its order line says; its order. Delivering more than is open is refused [U]."""
    require(line, ["SalesOrderLineID", "QuantityDelivered"], context)
    found = sales_order.line_of(line["SalesOrderLineID"], division)
    if found is None:
        raise business(context.language, ("reference", "SalesOrderLineID"))
    order, ordered = found
    if ordered["DeliveryStatus"] == sales_order.COMPLETE and ordered["_needs_delivery"]:
        raise business(context.language, ("processed",))
    left, wanted = ordered["Quantity"] - ordered["QuantityDelivered"], line["QuantityDelivered"]
    if not wanted or wanted * left < 0 or abs(wanted) > abs(left):
        raise business(context.language, ("invalid", "QuantityDelivered"))
    line |= {
        "LineNumber": number, "Item": ordered["Item"], "ItemCode": ordered["ItemCode"],
        "ItemDescription": ordered["ItemDescription"], "QuantityOrdered": ordered["Quantity"],
        "SalesOrderLineNumber": ordered["LineNumber"], "SalesOrderNumber": order["OrderNumber"],
        "Description": line.get("Description") or ordered.get("Description"), "_item": stock.live(ordered, division),
        "Unitcode": ordered["_item"].get("Unit"), "_line": ordered,
    }  # fmt: skip
    return order


def _enough(lines: list[Record], house: Record, division: Division, context: Context) -> None:
    """Per order line no more than is open, per item no more than lies there, over all lines of the delivery."""
    for name, limit in (("SalesOrderLineID", True), ("Item", False)):
        sums: dict[str, Decimal] = {}
        for line in lines:
            sums[line[name]] = sums.get(line[name], Decimal(0)) + line["QuantityDelivered"]
        for line in lines:
            if limit and abs(sums[line[name]]) > abs(line["_line"]["Quantity"] - line["_line"]["QuantityDelivered"]):
                raise business(context.language, ("invalid", "QuantityDelivered"))
            if not limit:
                stock.check(line["_item"], house, -sums[line[name]], division, context)


def _method(record: Record, division: Division, context: Context) -> Record:
    if not record.get("ShippingMethod"):
        return {}
    found = division.find("sales/ShippingMethods", "ID", record["ShippingMethod"])
    if found is None:
        raise business(context.language, ("reference", "ShippingMethod"))
    return {"ShippingMethodCode": found["Code"], "ShippingMethodDescription": found["Description"]}


def change(record: Record, new: dict[str, Any], division: Division, context: Context) -> None:
    """Tracking number, shipping method and texts may come later; goods that left have left."""
    fixed = [name for name in ("GoodsDeliveryLines", "DeliveryDate") if name in new and new[name] != record.get(name)]
    if fixed:
        raise business(context.language, *(("invalid", name) for name in fixed))
    new |= _method(new, division, context)
    for line in record["GoodsDeliveryLines"]:
        if line.get("TrackingNumber") == record.get("TrackingNumber") and "TrackingNumber" in new:
            line["TrackingNumber"] = new["TrackingNumber"]
    change_plainly(record, new, division, context)


def delivered(line_id: str, numbers: set[int], since: Any, until: Any, division: Division) -> Decimal:
    """How much of an order line left with these deliveries (all: no numbers), between two days."""
    return sum(
        (
            one["QuantityDelivered"]
            for delivery in division.all(PATH) for one in delivery["GoodsDeliveryLines"]
            if one["SalesOrderLineID"] == line_id
            and (not numbers or delivery["DeliveryNumber"] in numbers)
            and (since is None or delivery["DeliveryDate"] >= since)
            and (until is None or delivery["DeliveryDate"] <= until)
        ),
        Decimal(0),
    )  # fmt: skip
