"""What is read in bulk: sync feeds with their Timestamp, bulk lists, deletions; prices and payments with them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from exact_sandbox.entities import all_entities

D = Decimal
SINCE_EVER = {"filter": "Timestamp gt 1"}


@pytest.mark.parametrize("path", [path for path in all_entities() if path.startswith("sync/")])
def test_every_feed_answers_and_takes_only_timestamp(exact, path):
    exact.entry({"AmountFC": 10, "VATCode": "2"})
    assert exact.get(path, **SINCE_EVER).status == 200
    assert exact.get(path, filter="Division eq 3000001").status == 400


@pytest.mark.parametrize("path", [path for path in all_entities() if "GET" in all_entities()[path].methods])
def test_every_endpoint_can_be_read(exact, path):
    if path in ("current/Me", "read/sync/Sync/SyncTimestamp", "read/logistics/StockPosition"):  # functions
        return
    entity = all_entities()[path]
    filters = {"filter": f"{entity.filter_keys[0]} ne null"} if entity.filter_keys else {}
    select = {"select": entity.key} if path.startswith("bulk/") else {}
    assert exact.get(path, **filters, **select).status == 200


def test_a_changed_record_comes_again_with_a_higher_timestamp(exact):
    customer = exact.customer()
    highest = max(one["Timestamp"] for one in exact.get("sync/CRM/Accounts", **SINCE_EVER).results)
    assert exact.get("sync/CRM/Accounts", filter=f"Timestamp gt {highest}L").results == []
    exact.put(f"crm/Accounts(guid'{customer}')", {"Email": "nieuw@example.nl"})
    (changed,) = exact.get("sync/CRM/Accounts", filter=f"Timestamp gt {highest}").results
    assert changed["ID"] == customer and changed["Timestamp"] > highest


def test_sync_pages_follow_the_timestamp(exact):
    exact.seed(accounts=[{"Name": f"K{n}"} for n in range(1100)])
    page = exact.get("sync/CRM/Accounts", **SINCE_EVER)
    assert len(page.results) == 1000
    last = page.results[-1]["Timestamp"]
    assert page.d["__next"].endswith(f"$skiptoken={last}L")
    assert len(exact.follow(page.d["__next"]).results) == 101


def test_invoices_come_flattened_one_row_per_line(exact):
    item = exact.item()
    lines = [{"Item": item, "Quantity": 1, "AmountFC": amount} for amount in (10, 20)]
    invoice = {"OrderedBy": exact.customer(), "Journal": "70", "YourRef": "1042", "SalesInvoiceLines": lines}
    made = exact.post("salesinvoice/SalesInvoices", invoice).d
    rows = exact.get("sync/SalesInvoice/SalesInvoices", **SINCE_EVER).results
    assert [row["AmountFC"] for row in rows] == [10, 20]
    assert {(row["InvoiceID"], row["YourRef"]) for row in rows} == {(made["InvoiceID"], "1042")}


def test_order_headers_tell_their_status(exact):
    order = {"OrderedBy": exact.customer(), "SalesOrderLines": [{"Item": exact.item(), "NetPrice": 10}]}
    order_id = exact.post("salesorder/SalesOrders", order).d["OrderID"]
    (header,) = exact.get("sync/SalesOrder/SalesOrderHeaders", **SINCE_EVER).results
    assert (header["OrderID"], header["Status"]) == (order_id, 12)
    exact.post("salesorder/CompleteSalesOrder", {"OrderID": order_id})
    (header,) = exact.get("sync/SalesOrder/SalesOrderHeaders", filter=f"Timestamp gt {header['Timestamp']}").results
    assert header["Status"] == 21


def test_a_feed_can_start_at_a_date(exact):
    exact.advance(86_400)
    exact.sign_in()
    customer = exact.customer()
    today = exact.sandbox.clock.now().date()
    url = f"/api/v1/3000001/read/sync/Sync/SyncTimestamp?modified=datetime'{today}'&endPoint='Accounts'"
    start = int(exact.follow(url).results[0]["TimeStampAsBigInt"])
    found = exact.get("sync/CRM/Accounts", filter=f"Timestamp ge {start}").results
    assert [one["ID"] for one in found] == [customer]


def test_deferred_lines_can_be_followed(exact):
    entry = exact.entry({"AmountFC": 10, "VATCode": "2"}).d
    lines = exact.get(f"salesentry/SalesEntries(guid'{entry['EntryID']}')/SalesEntryLines").results
    assert [line["AmountFC"] for line in lines] == [10]


def test_a_price_shows_on_its_item_and_stands_once(exact):
    item = exact.item()
    assert exact.post("logistics/SalesItemPrices", {"Item": item, "Price": D("12.95")}).status == 201
    assert exact.get(f"logistics/Items(guid'{item}')").d["StandardSalesPrice"] == D("12.95")
    twice = exact.post("logistics/SalesItemPrices", {"Item": item, "Price": 13})
    assert twice.error == "Moet zijn: Uniek - Artikel, Valuta, Eenheid, Aantal, Actief vanaf"


def test_a_paid_entry_leaves_the_open_items(exact):
    number = exact.entry({"AmountFC": 10, "VATCode": "2"}, PaymentCondition="14").d["EntryNumber"]
    (open_item,) = exact.get("read/financial/ReceivablesList").results
    assert (open_item["Amount"], open_item["EntryNumber"]) == (D("12.1"), number)
    exact.seed(pay=[{"entry": number, "amount": "2.10"}])
    assert exact.get("read/financial/ReceivablesList").results[0]["Amount"] == 10
    exact.seed(pay=[{"entry": number}])
    assert exact.get("read/financial/ReceivablesList").results == []
    (term,) = exact.get("sync/Cashflow/PaymentTerms", **SINCE_EVER).results
    assert (term["IsFullyPaid"], term["Status"]) == (True, 50)
    assert exact.books()["trial_balance"]["balance"] == "0.00"


def test_all_divisions_include_those_without_access(exact):
    assert {one["Code"] for one in exact.get("system/AllDivisions").results} == {3000001, 3000002, 3000009}
