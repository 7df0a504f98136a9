"""What tests of trade begin with: a stock item that lies somewhere, an order for it."""

from __future__ import annotations

from decimal import Decimal

TODAY = "today"


def stock_item(exact, code="THEE", quantity=100, **more):
    item = exact.item(code, IsStockItem=True, **more)
    if quantity:
        exact.seed(stock=[{"item": code, "quantity": str(quantity)}])
    return item


def today(exact):
    return exact.sandbox.clock.now().date().isoformat()


def order(exact, *lines, **more):
    """A sales order; each line an item and a quantity."""
    body = {
        "OrderedBy": more.pop("OrderedBy", None) or exact.customer(), **more,
        "SalesOrderLines": [
            {"Item": item, "Quantity": quantity, "NetPrice": Decimal("10.00"), "VATCode": "2"}
            for item, quantity in lines
        ],
    }  # fmt: skip
    made = exact.post("salesorder/SalesOrders", body)
    assert made.status == 201, made.raw
    return made.d


def lines_of(exact, order_id):
    return exact.get(f"salesorder/SalesOrders(guid'{order_id}')/SalesOrderLines").results


def deliver(exact, order_id, *quantities, **more):
    """Deliver these quantities of the order's lines, one by one."""
    lines = [
        {"SalesOrderLineID": line["ID"], "QuantityDelivered": quantity}
        for line, quantity in zip(lines_of(exact, order_id), quantities, strict=False) if quantity
    ]  # fmt: skip
    return exact.post(
        "salesorder/GoodsDeliveries", {"DeliveryDate": today(exact), "GoodsDeliveryLines": lines, **more}
    )


def invoice(exact, *orders, create=1, mode=0, **more):
    asked = {"CreateMode": create, "InvoiceMode": mode, "JournalCode": "70", **more}
    return exact.post("salesinvoice/InvoiceSalesOrders", {**asked, "SalesOrderIDs": [{"ID": one} for one in orders]}).d


def statuses(exact, order_id):
    found = exact.get(f"salesorder/SalesOrders(guid'{order_id}')").d
    return found["Status"], found["DeliveryStatus"], found["InvoiceStatus"]


def in_stock(exact, item):
    (found,) = exact.follow(f"/api/v1/{exact.division}/read/logistics/StockPosition?itemId=guid'{item}'").d
    return found
