"""Booked documents go on: invoiced, processed, sent, over HTTP against the sandbox, on both databases."""

from __future__ import annotations

import base64
from decimal import Decimal
from typing import Any

import pytest

from ledgerbridge.life import flow
from ledgerbridge.state.models import Attempt, Document
from order.test_flow import Place, place, sample, save

pytestmark = pytest.mark.server
__all__ = ["place"]

INVOICE, PRINT = "salesinvoice/InvoiceSalesOrders", "salesinvoice/PrintedSalesInvoices"


def ready(here: Place, style: str = "order", **values: Any) -> None:
    save(here, style=style)
    save(here, journal="70", **values)


def book(here: Place, *numbers: int, **order: Any) -> None:
    for number in numbers:
        made = sample("incl-single-line", number, **order)
        made["order"]["billing"]["email"] = f"klant{number}@example.nl"
        here.send(made, f"msg_{number}")
    here.work()
    for number in numbers:
        found = here.order_row(number)
        assert found.state == "booked", (found.state, found.problem, tried(here))


def tried(here: Place) -> list[str]:
    with here.tools.db.read() as session:
        return [attempt.text for attempt in session.query(Attempt)]


def go_on(here: Place) -> int:
    return flow.go_on("shop1", here.tools)


def later(here: Place, seconds: int) -> None:
    here.tools.clock.move(seconds=seconds)
    here.exact.app.test_client().post("/_sandbox/clock", json={"advance": seconds})


def row(here: Place, key: str) -> Document | None:
    with here.tools.db.read() as session:
        return session.query(Document).filter(Document.key == key).one_or_none()


def trade(here: Place, path: str) -> list[dict[str, Any]]:
    return here.exact.sandbox.divisions[3000001].all(path)


def calls(here: Place, path: str) -> int:
    return len([one for one in here.exact.sandbox.log if one["path"].endswith(path) and one["method"] == "POST"])


def shown(here: Place, number: int) -> dict[str, str]:
    status = here.desk("order.read", order_id=number)
    return {one["key"]: one for one in status["documents"]}


def test_orders_are_invoiced_in_one_call_processed_and_mailed(place: Place) -> None:
    ready(place, invoice_orders="ordered", process_invoices="yes", send_invoices="email")
    book(place, 1042, 1043, 1044)
    assert go_on(place) == 6
    assert (calls(place, INVOICE), calls(place, PRINT)) == (1, 3)
    for number in (1042, 1043, 1044):
        made = row(place, f"order-{number}/invoice/invoiced")
        assert made and (made.state, made.difference, made.kind) == ("booked", "0.00", "order_invoice")
        done = row(place, f"order-{number}/invoice/invoiced/processed")
        assert done and (done.state, done.read_back) == ("booked", {"sent": ["Email"], "problems": []})
        assert done.exact_id and place.order_row(number).state == "booked"
    assert {one["Status"] for one in trade(place, "salesinvoice/SalesInvoices")} == {50}
    assert go_on(place) == 0 and len(trade(place, "salesinvoice/SalesInvoices")) == 3


def test_nothing_goes_on_where_nobody_asked_for_it(place: Place) -> None:
    ready(place)
    book(place, 1042)
    assert (go_on(place), flow.is_due("shop1", place.tools)) == (0, False)


def test_an_order_waits_for_its_goods(place: Place) -> None:
    ready(place, invoice_orders="delivered")
    book(place, 1042)
    (order,) = trade(place, "salesorder/SalesOrders")
    assert go_on(place) == 0  # nothing was delivered
    for line in order["SalesOrderLines"]:
        line["QuantityDelivered"] = line["Quantity"]
    order["DeliveryStatus"] = 21
    assert go_on(place) == 0  # asked every half hour
    later(place, 1900)
    assert go_on(place) == 1 and row(place, "order-1042/invoice/invoiced")


@pytest.mark.parametrize("path", [INVOICE, PRINT])
@pytest.mark.parametrize("fault", ["answer_lost_after_commit", "answer_lost_before_commit"])
def test_a_lost_answer_is_looked_for_and_nothing_is_done_twice(place: Place, fault: str, path: str) -> None:
    ready(place, invoice_orders="ordered", process_invoices="yes")
    book(place, 1042, 1043)
    place.fault(fault, path)
    go_on(place)
    assert not flow.is_due("shop1", place.tools)
    for _ in range(4):
        later(place, 301)
        go_on(place)
    assert len(trade(place, "salesinvoice/SalesInvoices")) == 2
    assert {one["Status"] for one in trade(place, "salesinvoice/SalesInvoices")} == {50}
    keys = ["order-1042/invoice/invoiced/processed", "order-1043/invoice/invoiced/processed"]
    assert [one.state for key in keys if (one := row(place, key))] == ["booked", "booked"]


def test_what_a_person_did_in_exact_meanwhile_is_recognised(place: Place) -> None:
    ready(place, invoice_orders="ordered", process_invoices="yes")
    book(place, 1042)
    with place.tools.exact("shop1") as exact:
        (order,) = trade(place, "salesorder/SalesOrders")
        exact.invoice_orders("70", [order["OrderID"]], delivered_only=False)
        (invoice,) = trade(place, "salesinvoice/SalesInvoices")
        exact.process_invoice(invoice["InvoiceID"], email=False, peppol=False, as_account=False)
    go_on(place)
    # Exact made no second one and says so; the one that stands there is found and is this order's.
    made = row(place, "order-1042/invoice/invoiced")
    assert made and made.exact_id == invoice["InvoiceID"]
    done = row(place, "order-1042/invoice/invoiced/processed")
    assert done and done.state == "booked" and place.order_row(1042).state == "booked"


def test_mail_that_did_not_leave_is_told_and_the_invoice_stays_processed(place: Place) -> None:
    ready(place, "invoice", process_invoices="yes", send_invoices="email")
    book(place, 1042)
    for account in trade(place, "crm/Accounts"):
        account["Email"] = None
    go_on(place)
    found = place.order_row(1042)
    assert (found.state, found.problem["code"]) == ("attention", "not_sent")
    assert "E-mail" in found.problem["detail"] and found.problem["what"]["nl"]
    place.desk("order.retry", order_ids=[1042])
    place.work()
    assert place.order_row(1042).state == "booked"
    assert go_on(place) == 0 and calls(place, PRINT) == 1


def test_a_closed_period_stops_processing_and_retry_goes_on(place: Place) -> None:
    ready(place, "invoice", process_invoices="yes")
    book(place, 1042)
    (invoice,) = trade(place, "salesinvoice/SalesInvoices")
    month = [invoice["InvoiceDate"].year, invoice["InvoiceDate"].month]
    place.seed(closed_periods=[month])
    go_on(place)
    found = place.order_row(1042)
    assert (found.state, found.problem["code"]) == ("attention", "not_processed")
    assert "periode" in found.problem["what"]["nl"] and found.problem["detail"]
    place.seed(open_periods=[month])
    place.desk("order.retry", order_ids=[1042])
    place.work()
    assert go_on(place) == 1 and place.order_row(1042).state == "booked"


def test_credit_notes_are_processed_too(place: Place) -> None:
    ready(place, "invoice", process_invoices="yes")
    whole = sample("refund-itemised-partial")
    place.send(whole, "msg_1")
    place.work()
    assert go_on(place) == 2
    kinds = sorted((one["Type"], one["Status"]) for one in trade(place, "salesinvoice/SalesInvoices"))
    assert kinds == [(8020, 50), (8021, 50)] and row(place, "order-1042/invoice/processed")


def test_the_shop_sees_the_invoice_that_was_made(place: Place) -> None:
    ready(place, invoice_orders="ordered", process_invoices="yes")
    book(place, 1042)
    go_on(place)
    documents = shown(place, 1042)
    made = documents["order-1042/invoice/invoiced"]
    assert made["kind"] == "order_invoice" and made["number"] and Decimal(made["gross"]) == Decimal("34.80")
    codes = [(one["code"], one["box"], one["net"], one["vat"]) for one in made["vat_codes"]]
    assert codes == [("2", "1a", "28.76", "6.04")]
    assert documents["order-1042/invoice/invoiced"]["life"] == {
        "processed": True, "sent": [], "pdf": True, "customer": False,
    }  # fmt: skip


def test_the_pdf_comes_back_to_the_owner_and_to_the_customer_by_choice(place: Place) -> None:
    ready(place, "invoice", process_invoices="yes")
    book(place, 1042)
    asked = {"order_id": 1042, "key": "order-1042/invoice"}
    with pytest.raises(AssertionError, match="pdf_unknown"):
        place.desk("order.pdf", **asked)
    go_on(place)
    found = place.desk("order.pdf", **asked)
    assert base64.b64decode(found["content"]).startswith(b"%PDF-") and found["name"].endswith(".pdf")
    with pytest.raises(AssertionError, match="pdf_unknown"):
        place.desk("order.pdf", **asked, customer=True)
    save(place, customer_pdf="yes")
    assert shown(place, 1042)["order-1042/invoice"]["life"]["customer"] is True
    assert place.desk("order.pdf", **asked, customer=True) == found
    with pytest.raises(AssertionError, match="pdf_unknown"):
        place.desk("order.pdf", order_id=1043, key="order-1042/invoice")


def test_an_order_that_was_invoiced_is_credited_when_it_is_cancelled(place: Place) -> None:
    ready(place, invoice_orders="ordered", process_invoices="yes", after_booking="reverse")
    book(place, 1042)
    go_on(place)
    place.send(sample("incl-single-line", 1042, status="cancelled") | {"sequence": 2}, "msg_2")
    place.work()
    assert go_on(place) == 1  # the credit note is processed
    kinds = sorted((one["Type"], one["Status"]) for one in trade(place, "salesinvoice/SalesInvoices"))
    assert kinds == [(8020, 50), (8021, 50)]
