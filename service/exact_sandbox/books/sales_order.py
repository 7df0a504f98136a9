"""Sales orders: open (12) until delivered and invoiced; the shop's own number is taken once (facts 4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..refusals import business
from ..store import Division, Record
from . import ledger, stock, vat
from .context import Context
from .documents import check_references, debtor, lines_of, priced_lines, totals
from .master import change as change_plainly
from .master import check_lengths, require

OPEN, PARTIAL, COMPLETE = 12, 20, 21
ZERO = Decimal(0)


def create(record: Record, division: Division, context: Context) -> Record:
    lines = lines_of(record, "SalesOrderLines", "salesorder/SalesOrderLines", context)
    require(record, ["OrderedBy"], context)
    check_lengths(record, context)
    account = debtor(record, "OrderedBy", division, context)
    check_references(record, division, context)
    currency = record.get("Currency") or division.currency
    date = record.get("OrderDate") or division.clock.now()
    rate = ledger.rate(currency, date, division, context)
    priced_lines(lines, "VATAmount", division, context)
    house = stock.warehouse_of(record.get("WarehouseID"), division, context, "WarehouseID")
    number = _number(record, division, context)
    net, tax = totals(lines)
    record |= {
        "OrderNumber": number, "Status": OPEN, "DeliveryStatus": OPEN,
        "InvoiceStatus": OPEN, "Currency": currency, "OrderDate": date, "ApprovalStatus": 0,
        "InvoiceTo": record.get("InvoiceTo") or account["ID"], "DeliverTo": record.get("DeliverTo") or account["ID"],
        "OrderedByName": account.get("Name"), "AmountFC": net + tax, "AmountFCExclVat": net,
        "AmountDC": vat.cents((net + tax) * rate), "SalesOrderLines": lines, "WarehouseID": house["ID"],
        "WarehouseCode": house["Code"], "WarehouseDescription": house.get("Description"),
    }  # fmt: skip
    made = division.add("salesorder/SalesOrders", record, "OrderID")
    for line in lines:
        line |= {
            "OrderID": made["OrderID"], "OrderNumber": number, "QuantityDelivered": ZERO, "QuantityInvoiced": ZERO,
            "DeliveryStatus": OPEN, "InvoiceStatus": OPEN, "OrderStatus": OPEN,
            "DeliveryDate": line.get("DeliveryDate") or record.get("DeliveryDate"),
        }  # fmt: skip
    settle(made, division)
    return made


def settle(order: Record, division: Division) -> None:
    """Statuses from what was delivered and invoiced; what is still to be delivered is planned out of stock.

    [A] Only stock items need a delivery: an order without any is delivered as far as it is invoiced.
    """
    house = division.find("inventory/Warehouses", "ID", order["WarehouseID"]) or {}
    for line in order["SalesOrderLines"]:
        item = stock.live(line, division)
        needs = bool(item.get("IsStockItem"))
        line["_needs_delivery"] = needs
        line["InvoiceStatus"] = _status(line, "QuantityInvoiced", "_invoice_done")
        delivered = _status(line, "QuantityDelivered", "_delivery_done")
        line["DeliveryStatus"] = delivered if needs else line["InvoiceStatus"]
        line["OrderStatus"] = _together([line["InvoiceStatus"], line["DeliveryStatus"]])
        stock.plan(line, item, house, division)
    goods = [line for line in order["SalesOrderLines"] if line["_needs_delivery"]]
    order["InvoiceStatus"] = _together([line["InvoiceStatus"] for line in order["SalesOrderLines"]])
    order["DeliveryStatus"] = _together([line["DeliveryStatus"] for line in goods or order["SalesOrderLines"]])
    order["Status"] = _together([order["InvoiceStatus"], order["DeliveryStatus"]])
    division.touch(order)


def _status(line: Record, done: str, closed: str) -> int:
    if line.get(closed) or (line[done] == line["Quantity"] and (line["Quantity"] or line.get("_was_invoiced"))):
        return COMPLETE
    return PARTIAL if line[done] else OPEN


def _together(statuses: list[int]) -> int:
    return statuses[0] if len(set(statuses)) == 1 else PARTIAL


def line_of(exact_id: Any, division: Division) -> tuple[Record, Record] | None:
    """(order, line) of an order line's guid."""
    for order in division.all("salesorder/SalesOrders"):
        for line in order["SalesOrderLines"]:
            if line["ID"] == str(exact_id).lower():
                return order, line
    return None


def _number(record: Record, division: Division, context: Context) -> int:
    used = {order["OrderNumber"] for order in division.all("salesorder/SalesOrders")}
    own = record.get("OrderNumber")
    if own is None:
        number = division.next_number("sales order", 26100001)
        while number in used:
            number = division.next_number("sales order", number + 1)
        return number
    if own in used and context.assumptions.unique_order_numbers:
        raise business(context.language, ("order_exists",))
    return int(own)


def change(record: Record, new: dict[str, Any], division: Division, context: Context) -> None:
    fixed = [
        name for name in ("OrderedBy", "DeliverTo", "InvoiceTo", "SalesOrderLines", "SalesOrderOrderChargeLines")
        if name in new
    ]  # [U] for the lines: they would be changed through their own endpoint
    if fixed:
        raise business(context.language, *(("invalid", name) for name in fixed))
    if record["InvoiceStatus"] == COMPLETE:
        return  # updates of a completed order do not take effect (facts 4)
    change_plainly(record, new, division, context)


def complete(record: Record, division: Division, context: Context) -> Record:
    """Nothing more is to be delivered (CompleteDelivery) or invoiced (CompleteInvoice); without either: both."""
    order = division.find("salesorder/SalesOrders", "OrderID", record.get("OrderID"))
    if order is None:
        raise business(context.language, ("reference", "OrderID"))
    _close(order, order["SalesOrderLines"], record, division)
    context.tell("salesorder/SalesOrders", "Update", order["OrderID"])
    return {**record, "SuccessMessage": "OK", "ErrorMessage": ""}


def complete_line(record: Record, division: Division, context: Context) -> Record:
    found = line_of(record.get("ID"), division)
    if found is None:
        raise business(context.language, ("reference", "ID"))
    order, line = found
    _close(order, [line], record, division)
    context.tell("salesorder/SalesOrders", "Update", order["OrderID"])
    return {**record, "SuccessMessage": "OK", "ErrorMessage": ""}


def _close(order: Record, lines: list[Record], asked: Record, division: Division) -> None:
    said = {"_delivery_done": asked.get("CompleteDelivery"), "_invoice_done": asked.get("CompleteInvoice")}
    if not any(said.values()):
        said = dict.fromkeys(said, True)
    for line in lines:
        line |= {name: True for name, wanted in said.items() if wanted}
    settle(order, division)


def remove(record: Record, division: Division, context: Context) -> None:
    """An order goes while nothing of it was delivered or invoiced."""
    lines = record["SalesOrderLines"]
    if any(line["QuantityDelivered"] or line["QuantityInvoiced"] for line in lines) or record["InvoiceStatus"] != OPEN:
        raise business(context.language, ("processed",))
    for line in lines:
        line["_delivery_done"] = True
    settle(record, division)
    division.remove("salesorder/SalesOrders", record, "OrderID")
