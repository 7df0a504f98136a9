"""From order to money: delivered in parts, invoiced in parts, printed, owed, paid."""

from __future__ import annotations

import base64
from decimal import Decimal

import pytest

from sandbox.goods import deliver, in_stock, invoice, lines_of, order, statuses, stock_item, today

D = Decimal
OPEN, PARTIAL, COMPLETE = 12, 20, 21


def invoices(exact):
    return exact.get("salesinvoice/SalesInvoices", filter="Type eq 8020").results


def test_an_order_lives_from_open_to_paid(exact):
    item = stock_item(exact)
    made = order(exact, (item, 3), YourRef="1042", PaymentCondition="14")
    order_id = made["OrderID"]
    assert statuses(exact, order_id) == (OPEN, OPEN, OPEN)

    assert deliver(exact, order_id, 1).status == 201
    assert statuses(exact, order_id) == (PARTIAL, PARTIAL, OPEN)
    assert invoice(exact, order_id)["NumberOfCreatedInvoices"] == 1
    assert statuses(exact, order_id) == (PARTIAL, PARTIAL, PARTIAL)

    assert deliver(exact, order_id, 2).status == 201
    assert statuses(exact, order_id) == (PARTIAL, COMPLETE, PARTIAL)
    assert invoice(exact, order_id)["NumberOfCreatedInvoices"] == 1
    assert statuses(exact, order_id) == (COMPLETE, COMPLETE, COMPLETE)

    amounts = []
    for one in invoices(exact):
        printed = exact.post("salesinvoice/PrintedSalesInvoices", {"InvoiceID": one["InvoiceID"]})
        assert printed.status == 201
        found = exact.get(f"salesinvoice/SalesInvoices(guid'{one['InvoiceID']}')").d
        assert (found["Status"], found["YourRef"]) == (50, "1042")
        amounts.append(found["AmountFC"])
    assert amounts == [D("12.10"), D("24.20")] and sum(amounts) == made["AmountFC"]

    assert [one["Amount"] for one in exact.get("read/financial/ReceivablesList").results] == amounts
    for one in exact.get("read/financial/ReceivablesList").results:
        exact.seed(pay=[{"entry": one["EntryNumber"]}])
    assert exact.get("read/financial/ReceivablesList").results == []
    assert exact.books()["trial_balance"]["balance"] == "0.00"


def test_parts_of_a_line_add_up_to_the_cent(exact):
    """10.00 over three pieces with 2.11 VAT said explicitly: 3.33 + 3.34 + 3.33, never a cent more or less."""
    item = stock_item(exact)
    lines = [{"Item": item, "Quantity": 3, "AmountFC": D("10.00"), "VATAmount": D("2.11"), "VATCode": "2"}]
    body = {"OrderedBy": exact.customer(), "SalesOrderLines": lines}
    order_id = exact.post("salesorder/SalesOrders", body).d["OrderID"]
    for _ in range(3):
        deliver(exact, order_id, 1)
        invoice(exact, order_id)
    made = invoices(exact)
    assert len(made) == 3
    assert sum(one["AmountFC"] for one in made) == D("12.11") and sum(one["VATAmountFC"] for one in made) == D("2.11")


def test_nothing_delivered_is_nothing_to_invoice(exact):
    order_id = order(exact, (stock_item(exact), 1))["OrderID"]
    done = invoice(exact, order_id)
    assert (done["NumberOfCreatedInvoices"], done["NumberOfFailedInvoices"]) == (0, 1)
    assert "Niets te factureren" in done["Errors"]
    assert invoice(exact, order_id, mode=1)["NumberOfCreatedInvoices"] == 1


def test_one_invoice_per_customer_or_one_per_order(exact):
    item, customer = exact.item(), exact.customer()
    for create, expected in ((0, 1), (1, 2)):
        orders = [order(exact, (item, 1), OrderedBy=customer)["OrderID"] for _ in range(2)]
        other = order(exact, (item, 1))["OrderID"]
        assert invoice(exact, *orders, other, create=create, mode=1)["NumberOfCreatedInvoices"] == expected + 1
    rows = exact.get("salesinvoice/SalesInvoiceLines", filter=f"Item eq guid'{item}'").results
    assert len({row["SalesOrderNumber"] for row in rows}) == 6


def test_more_than_five_hundred_lines_are_one_call_too_many(exact):
    item = exact.item()
    orders = [order(exact, *[(item, 1)] * 251)["OrderID"] for _ in range(2)]
    ask = {"CreateMode": 1, "InvoiceMode": 1, "JournalCode": "70", "SalesOrderIDs": [{"ID": one} for one in orders]}
    assert exact.post("salesinvoice/InvoiceSalesOrders", ask).status == 500
    assert invoice(exact, orders[0], mode=1)["NumberOfCreatedInvoices"] == 1


def test_only_one_delivery_can_be_invoiced(exact):
    order_id = order(exact, (stock_item(exact), 5))["OrderID"]
    first, second = deliver(exact, order_id, 2).d, deliver(exact, order_id, 3).d
    invoice(exact, order_id, DeliveryNumber=first["DeliveryNumber"])
    assert lines_of(exact, order_id)[0]["QuantityInvoiced"] == 2
    invoice(exact, order_id, DeliveryNumber=second["DeliveryNumber"])
    assert lines_of(exact, order_id)[0]["QuantityInvoiced"] == 5


def test_a_deleted_invoice_gives_its_order_back(exact):
    order_id = order(exact, (exact.item(), 2))["OrderID"]
    invoice(exact, order_id, mode=1)
    (made,) = invoices(exact)
    assert exact.call("DELETE", f"salesinvoice/SalesInvoices(guid'{made['InvoiceID']}')").status == 204
    assert statuses(exact, order_id) == (OPEN, OPEN, OPEN)
    assert invoice(exact, order_id, mode=1)["NumberOfCreatedInvoices"] == 1


def test_a_delivery_tells_where_the_parcel_is_and_moves_stock(exact):
    item = stock_item(exact, quantity=10)
    order_id = order(exact, (item, 4))["OrderID"]
    assert (in_stock(exact, item)["InStock"], in_stock(exact, item)["PlanningOut"]) == (10, 4)
    method = exact.get("sales/ShippingMethods", filter="Code eq 'PNL'").results[0]
    made = deliver(exact, order_id, 4, TrackingNumber="3SABC", ShippingMethod=method["ID"], Remarks="bij de buren").d
    assert (made["TrackingNumber"], made["ShippingMethodCode"]) == ("3SABC", "PNL")
    assert made["DeliveryNumber"] and method["TrackingURL"].startswith("https://")
    found = in_stock(exact, item)
    assert (found["InStock"], found["PlanningOut"], found["FreeStock"], found["ProjectedStock"]) == (6, 0, 6, 6)
    by_day = {"filter": f"DeliveryDate eq datetime'{today(exact)}'"}
    assert len(exact.get("salesorder/GoodsDeliveries", **by_day).results) == 1
    (row,) = exact.get("sync/SalesOrder/GoodsDeliveryLines", filter="Timestamp gt 1").results
    assert (row["QuantityDelivered"], row["QuantityOrdered"], row["TrackingNumber"]) == (4, 4, "3SABC")
    assert exact.get("sync/SalesOrder/GoodsDeliveries", filter="Timestamp gt 1").results[0]["TrackingNumber"] == "3SABC"


def test_a_tracking_number_may_come_later_but_goods_do_not_come_back(exact):
    order_id = order(exact, (stock_item(exact), 1))["OrderID"]
    place = f"salesorder/GoodsDeliveries(guid'{deliver(exact, order_id, 1).d['EntryID']}')"
    assert exact.put(place, {"TrackingNumber": "3SLATE"}).status == 204
    assert exact.get(place).d["TrackingNumber"] == "3SLATE"
    assert exact.get(f"{place}/GoodsDeliveryLines").results[0]["TrackingNumber"] == "3SLATE"
    assert exact.put(place, {"GoodsDeliveryLines": []}).status == 500
    assert exact.call("DELETE", place).status == 405  # no such verb in the reference


@pytest.mark.parametrize("quantity", [0, 6, -1])
def test_no_more_leaves_than_was_ordered(exact, quantity):
    item = stock_item(exact)
    order_id = order(exact, (item, 5))["OrderID"]
    line = {"SalesOrderLineID": lines_of(exact, order_id)[0]["ID"], "QuantityDelivered": quantity}
    refused = exact.post("salesorder/GoodsDeliveries", {"DeliveryDate": today(exact), "GoodsDeliveryLines": [line]})
    assert refused.status == 500 and in_stock(exact, item)["InStock"] == 100


def test_two_lines_of_one_delivery_count_together(exact):
    order_id = order(exact, (stock_item(exact), 5))["OrderID"]
    line = {"SalesOrderLineID": lines_of(exact, order_id)[0]["ID"], "QuantityDelivered": 3}
    body = {"DeliveryDate": today(exact), "GoodsDeliveryLines": [line, line]}
    assert exact.post("salesorder/GoodsDeliveries", body).status == 500


def test_delivery_lines_are_written_nested_only(exact):
    order_id = order(exact, (stock_item(exact), 5))["OrderID"]
    line = {"SalesOrderLineID": lines_of(exact, order_id)[0]["ID"], "QuantityDelivered": 1}
    assert exact.post("salesorder/GoodsDeliveryLines", line).status == 403


def test_a_warehouse_may_be_forbidden_to_go_below_nothing(make):
    exact = make(assume={"negative_stock": False})
    order_id = order(exact, (stock_item(exact, quantity=2), 3))["OrderID"]
    assert deliver(exact, order_id, 3).error == "Onvoldoende voorraad: THEE"
    assert deliver(exact, order_id, 2).status == 201


def test_a_completed_order_waits_for_nothing(exact):
    item = stock_item(exact)
    order_id = order(exact, (item, 5), (item, 2))["OrderID"]
    line = lines_of(exact, order_id)[1]
    exact.post("salesorder/CompleteSalesOrderLine", {"ID": line["ID"], "CompleteDelivery": True})
    assert in_stock(exact, item)["PlanningOut"] == 5
    exact.post("salesorder/CompleteSalesOrder", {"OrderID": order_id})
    assert statuses(exact, order_id) == (COMPLETE, COMPLETE, COMPLETE)
    assert in_stock(exact, item)["PlanningOut"] == 0
    assert deliver(exact, order_id, 1).error == "Reeds verwerkt"
    assert invoice(exact, order_id)["NumberOfFailedInvoices"] == 1


def test_an_order_goes_only_untouched(exact):
    item = stock_item(exact)
    one, other = order(exact, (item, 5))["OrderID"], order(exact, (item, 5))["OrderID"]
    deliver(exact, one, 1)
    assert exact.call("DELETE", f"salesorder/SalesOrders(guid'{one}')").error == "Reeds verwerkt"
    assert exact.call("DELETE", f"salesorder/SalesOrders(guid'{other}')").status == 204
    assert in_stock(exact, item)["PlanningOut"] == 4
    kinds = [gone["EntityType"] for gone in exact.get("sync/Deleted", filter="Timestamp gt 1").results]
    assert sorted(kinds) == [32, 33]


def test_printing_makes_a_pdf_and_says_what_became_of_the_mail(exact):
    for email, said in (("a@example.nl", "EmailCreationSuccess"), (None, "EmailCreationError")):
        customer = exact.customer(Email=email) if email else exact.customer()
        order_id = order(exact, (exact.item(f"M-{said}"), 1), OrderedBy=customer)["OrderID"]
        invoice(exact, order_id, mode=1)
        made = invoices(exact)[-1]
        ask = {"InvoiceID": made["InvoiceID"], "SendEmailToCustomer": True, "SendInvoiceViaPeppol": True}
        printed = exact.post("salesinvoice/PrintedSalesInvoices", ask)
        assert printed.status == 201 and printed.d[said] and printed.d["PeppolCreationError"]
        document = exact.get(f"documents/Documents(guid'{printed.d['Document']}')").d
        assert document["Type"] == 10 and document["SalesInvoiceNumber"] == made["InvoiceNumber"]
        by_document = {"filter": f"Document eq guid'{document['ID']}'"}
        (attached,) = exact.get("documents/DocumentAttachments", **by_document).results
        assert base64.b64decode(attached["Attachment"]).startswith(b"%PDF-1.4")
        entry = exact.get("salesentry/SalesEntries", filter=f"Document eq guid'{document['ID']}' and EntryID ne null")
        assert [one["EntryNumber"] for one in entry.results] == [made["InvoiceNumber"]]


def test_an_invoice_is_printed_into_the_period_that_is_said(exact):
    year = exact.sandbox.clock.now().year
    order_id = order(exact, (exact.item(), 1))["OrderID"]
    invoice(exact, order_id, mode=1)
    ask = {"InvoiceID": invoices(exact)[0]["InvoiceID"], "ReportingYear": year, "ReportingPeriod": 2}
    exact.seed(closed_periods=[[year, 2]])
    assert exact.post("salesinvoice/PrintedSalesInvoices", ask).error == f"Periode is afgesloten: {year} - 2"
    exact.seed(open_periods=[[year, 2]])
    assert exact.post("salesinvoice/PrintedSalesInvoices", ask).status == 201
    periods = {line["FinancialPeriod"] for line in exact.books()["journal_entries"]}
    assert periods == {2} and exact.books()["sales_entries"][0]["ReportingPeriod"] == 2


def test_stock_with_a_cost_price_is_worth_something_in_the_books(exact):
    item = stock_item(exact, CostPriceStandard=D("4.25"))
    deliver(exact, order(exact, (item, 2))["OrderID"], 2)
    booked = {one["GLAccountCode"]: D(one["AmountDC"]) for one in exact.books()["journal_entries"]}
    assert booked == {"3000": D("-8.50"), "7000": D("8.50")}
