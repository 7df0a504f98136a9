"""Sales orders: open (12) until delivered and invoiced; the shop's own number is taken once (facts 4)."""

from __future__ import annotations

from typing import Any

from ..refusals import business
from ..store import Division, Record
from . import ledger, vat
from .context import Context
from .documents import check_references, debtor, lines_of, priced_lines, totals
from .master import change as change_plainly
from .master import check_lengths, require

OPEN, COMPLETE = 12, 21


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
    net, tax = totals(lines)
    record |= {
        "OrderNumber": _number(record, division, context), "Status": OPEN, "DeliveryStatus": OPEN,
        "InvoiceStatus": OPEN, "Currency": currency, "OrderDate": date, "ApprovalStatus": 0,
        "InvoiceTo": record.get("InvoiceTo") or account["ID"], "DeliverTo": record.get("DeliverTo") or account["ID"],
        "OrderedByName": account.get("Name"), "AmountFC": net + tax, "AmountFCExclVat": net,
        "AmountDC": vat.cents((net + tax) * rate), "SalesOrderLines": lines,
    }  # fmt: skip
    made = division.add("salesorder/SalesOrders", record, "OrderID")
    for line in lines:
        line["OrderID"], line["OrderNumber"] = made["OrderID"], made["OrderNumber"]
    return made


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
    fixed = [name for name in ("OrderedBy", "DeliverTo", "InvoiceTo") if name in new]
    if fixed:
        raise business(context.language, *(("invalid", name) for name in fixed))
    if record["InvoiceStatus"] == COMPLETE:
        return  # updates of a completed order do not take effect (facts 4)
    change_plainly(record, new, division, context)


def complete(record: Record, division: Division, context: Context) -> Record:
    """Nothing more is to be delivered or invoiced."""
    order = division.find("salesorder/SalesOrders", "OrderID", record.get("OrderID"))
    if order is None:
        raise business(context.language, ("reference", "OrderID"))
    order |= {"Status": COMPLETE, "DeliveryStatus": COMPLETE, "InvoiceStatus": COMPLETE}
    division.touch(order)
    return {**record, "SuccessMessage": "OK", "ErrorMessage": ""}


def remove(record: Record, division: Division, context: Context) -> None:
    if record["InvoiceStatus"] != OPEN:
        raise business(context.language, ("processed",))
    division.remove("salesorder/SalesOrders", record, "OrderID")
