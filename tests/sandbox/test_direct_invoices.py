"""Direct invoices and credit notes (8023, 8024): the goods leave the warehouse with the document (facts 4)."""

from __future__ import annotations

import pytest

from sandbox.goods import in_stock, stock_item


def direct(exact, item, quantity, kind=8023, **more):
    house = exact.get("inventory/Warehouses").results[0]["ID"]
    line = {"Item": item, "Quantity": quantity, "NetPrice": 10, "VATCode": "2"}
    return exact.post("salesinvoice/SalesInvoices", {
        "Type": kind, "Journal": "70", "OrderedBy": exact.customer(), "Warehouse": house, "SalesInvoiceLines": [line],
        **more})  # fmt: skip


def printed(exact, invoice):
    return exact.post("salesinvoice/PrintedSalesInvoices", {"InvoiceID": invoice.d["InvoiceID"]})


@pytest.mark.parametrize("kind, left", [(8023, 97), (8024, 103)])
def test_goods_move_when_it_is_processed_and_not_before(exact, kind, left):
    item = stock_item(exact, CostPriceStandard=4)
    invoice = direct(exact, item, 3, kind)
    assert (invoice.status, in_stock(exact, item)["InStock"]) == (201, 100)
    assert printed(exact, invoice).status == 201
    assert in_stock(exact, item)["InStock"] == left
    assert exact.books()["trial_balance"]["balance"] == "0.00"


def test_it_needs_a_warehouse(exact):
    refused = direct(exact, stock_item(exact), 1, Warehouse=None)
    assert (refused.status, "Magazijn" in refused.error or "Warehouse" in refused.error) == (500, True)


def test_what_is_not_there_is_not_sold(make):
    exact = make(assume={"negative_stock": False})
    item = stock_item(exact, quantity=2)
    invoice = direct(exact, item, 3)
    assert printed(exact, invoice).status == 500
    assert in_stock(exact, item)["InStock"] == 2
    assert exact.get(f"salesinvoice/SalesInvoices(guid'{invoice.d['InvoiceID']}')").d["Status"] == 20
    assert exact.books()["trial_balance"]["balance"] == "0.00"


def test_an_ordinary_invoice_moves_nothing(exact):
    item = stock_item(exact)
    printed(exact, direct(exact, item, 3, 8020))
    assert in_stock(exact, item)["InStock"] == 100
