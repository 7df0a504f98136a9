"""InvoiceSalesOrders: invoices for what of orders was delivered, or ordered, and not invoiced yet (facts 4)."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import Any

from ..refusals import Refusal, business, text
from ..store import Division, Record
from . import deliveries, sales_invoice, sales_order, vat
from .context import Context

PER_CUSTOMER, PER_ORDER = 0, 1  # CreateMode
DELIVERED, ORDERED = 0, 1  # InvoiceMode
MOST_LINES = 500  # per call, when there is more than one order (facts 2)
CARRIED = ("Item", "NetPrice", "UnitPrice", "Discount", "VATCode", "UnitCode", "Description", "Notes")
Part = tuple[Record, Record, Decimal]  # order, its line, the quantity to invoice


def invoice_orders(record: Record, division: Division, context: Context) -> Record:
    """The answer is 2xx even when all failed; ``Errors`` says why, a line per order or invoice."""
    for name, allowed in (("CreateMode", (PER_CUSTOMER, PER_ORDER)), ("InvoiceMode", (DELIVERED, ORDERED))):
        if record.get(name) not in allowed:
            raise business(context.language, ("invalid", name))
    wanted, errors, failed = _orders(record, division, context)
    if len(wanted) > 1 and sum(len(order["SalesOrderLines"]) for order in wanted) > MOST_LINES:
        raise business(context.language, ("too_many_lines", str(MOST_LINES)))
    parts = []
    for order in wanted:
        found = [part for part in _parts(order, record, division) if part[2]]
        found += [(order, line, Decimal(0)) for line in order["SalesOrderLines"] if _is_text_only(line)]
        if not found:
            failed += 1
            errors.append(f"{order['OrderNumber']}: {text('nothing_to_invoice', context.language)}")
        parts.append(found)
    made = 0
    for together in _together([one for one in parts if one], record["CreateMode"]):
        try:
            invoice = _invoice(together, record, division, context)
        except Refusal as no:
            failed += 1
            numbers = dict.fromkeys(str(order["OrderNumber"]) for order, _, _ in together)
            errors.append(f"{', '.join(numbers)}: {no}")
            continue
        context.tell("salesinvoice/SalesInvoices", "Create", invoice["InvoiceID"])
        made += 1
    return {**record, "NumberOfCreatedInvoices": made, "NumberOfFailedInvoices": failed, "Errors": "\r\n".join(errors)}


def _is_text_only(line: Record) -> bool:
    """A line without a quantity goes along once."""
    return not (line["Quantity"] or line.get("_was_invoiced") or line.get("_invoice_done"))


def _orders(record: Record, division: Division, context: Context) -> tuple[list[Record], list[str], int]:
    found, errors = {}, []
    raw = record.get("SalesOrderIDs") or []
    asked: list[Any] = raw.get("results", []) if isinstance(raw, dict) else raw
    for one in asked:
        exact_id = str(one.get("ID", "") if isinstance(one, dict) else one).lower()
        order = division.find("salesorder/SalesOrders", "OrderID", exact_id)
        if order is None:
            errors.append(text("reference", context.language, "OrderID"))
        else:
            found[exact_id] = order
    return list(found.values()), errors, len(errors)


def _parts(order: Record, record: Record, division: Division) -> list[Part]:
    number = record.get("DeliveryNumber")
    numbers = {int(number)} if number else set[int]()
    limited = bool(numbers or record.get("StartDate") or record.get("EndDate"))
    parts = []
    for line in order["SalesOrderLines"]:
        left = line["Quantity"] - line["QuantityInvoiced"]
        if line.get("_invoice_done"):
            left = Decimal(0)
        elif record["InvoiceMode"] == DELIVERED and line["_needs_delivery"]:
            left = line["QuantityDelivered"] - line["QuantityInvoiced"]
            if limited:
                within = deliveries.delivered(
                    line["ID"], numbers, record.get("StartDate"), record.get("EndDate"), division
                )
                left = min(left, within, key=abs)
            if left * line["Quantity"] < 0:  # more was invoiced than delivered
                left = Decimal(0)
        parts.append((order, line, left))
    goods = [left for _, line, left in parts if line["_needs_delivery"]]
    if record["InvoiceMode"] == DELIVERED and goods and not any(goods):
        return []  # nothing left the warehouse: what needs no delivery waits for what does
    return parts


def _together(parts: list[list[Part]], mode: int) -> list[list[Part]]:
    if mode == PER_ORDER:
        return parts

    def same(found: list[Part]) -> tuple[str, ...]:
        names = ("OrderedBy", "InvoiceTo", "DeliverTo", "Currency", "PaymentCondition")
        return tuple(str(found[0][0].get(name)) for name in names)

    grouped = groupby(sorted(parts, key=same), key=same)
    return [[part for found in group for part in found] for _, group in grouped]


def _invoice(parts: list[Part], record: Record, division: Division, context: Context) -> Record:
    """One invoice. Amounts and explicit VAT are carried over [A]; of a part of a line its share, so that the
    shares of all invoices are the line to the cent."""
    first = parts[0][0]
    alone = all(order is first for order, _, _ in parts)
    lines = [
        {name: line[name] for name in CARRIED if name in line}
        | {"Quantity": quantity, "AmountFC": _share(line, quantity, "_posted"),
           "VATAmountFC": _share(line, quantity, "_vat")}
        for _, line, quantity in parts
    ]  # fmt: skip
    made = sales_invoice.create({
        "OrderedBy": first["OrderedBy"], "Journal": record["JournalCode"], "Currency": first["Currency"],
        "InvoiceTo": first.get("InvoiceTo"), "DeliverTo": first.get("DeliverTo"),
        "DeliverToAddress": first.get("DeliveryAddress"), "YourRef": first.get("YourRef") if alone else None,
        "Description": first.get("Description") if alone else None, "SalesInvoiceLines": lines,
        "OrderDate": record.get("UserInvoiceDate"), "PaymentCondition": first.get("PaymentCondition"),
        "PaymentReference": first.get("PaymentReference") if alone else None,
        "OrderNumber": first["OrderNumber"] if alone else None,
    }, division, context)  # fmt: skip
    for line, (order, ordered, quantity) in zip(made["SalesInvoiceLines"], parts, strict=True):
        line |= {
            "SalesOrder": order["OrderID"], "SalesOrderNumber": order["OrderNumber"], "_quantity": quantity,
            "SalesOrderLine": ordered["ID"], "SalesOrderLineNumber": ordered["LineNumber"],
        }  # fmt: skip
        ordered["QuantityInvoiced"] += quantity
        ordered["_was_invoiced"] = True
    for order in {order["OrderID"]: order for order, _, _ in parts}.values():
        sales_order.settle(order, division)
        context.tell("salesorder/SalesOrders", "Update", order["OrderID"])
    return made


def _share(line: Record, quantity: Decimal, name: str) -> Decimal:
    amount: Decimal = line[name]
    if not line["Quantity"]:
        return amount
    before = line["QuantityInvoiced"]
    return vat.cents(amount * (before + quantity) / line["Quantity"]) - vat.cents(amount * before / line["Quantity"])
