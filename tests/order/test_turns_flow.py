"""Taking back and booking anew, against a real sandbox over HTTP: asked first, once, to the cent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from order.test_flow import Place, changed, documents, place, sample, save

__all__ = ["place"]
pytestmark = pytest.mark.server


def stand(place: Place) -> list[tuple[str, str]]:
    return [(one.key, one.state) for one in documents(place)]


def test_a_changed_order_is_asked_about_and_one_button_credits_and_books_it_anew(place: Place) -> None:
    place.send(sample("incl-single-line"), "msg_1")
    place.work()
    assert place.desk("order.reverse", order_id=1042) == {"ringing": 0}  # nothing is asked yet
    place.send(changed(), "msg_2")
    place.work()
    row = place.order_row(1042)
    assert (row.state, row.problem["action"]) == ("attention", "reverse")
    assert place.desk("order.reverse", order_id=1042) == {"ringing": 1}
    place.work()
    assert [entry["AmountFC"] for entry in place.books()] == ["34.80", "-34.80", "125.95"]
    assert place.order_row(1042).state == "booked"
    assert [one.difference for one in documents(place)] == ["0.00", "0.00", "0.00"]
    place.send(changed(sequence=3, total="125.960000"), "msg_3")  # another change is asked about again
    place.work()
    assert (place.order_row(1042).state, len(place.books())) == ("attention", 3)


def test_a_cancelled_order_is_credited_by_itself_where_the_owner_said_so(place: Place) -> None:
    save(place, after_booking="reverse")
    place.send(sample("incl-single-line"), "msg_1")
    place.work()
    place.send(sample("incl-single-line", status="cancelled") | {"sequence": 2}, "msg_2")
    place.work()
    assert [entry["AmountFC"] for entry in place.books()] == ["34.80", "-34.80"]
    assert place.order_row(1042).state == "credited"
    place.send({"type": "order.deleted", "version": 1, "sequence": 3, "order": {"id": 1042}}, "msg_3")
    place.work()
    assert place.order_row(1042).state == "skipped"  # nothing of it is left in the books


def test_saving_the_setting_lets_what_waits_go_on(place: Place) -> None:
    place.send(sample("incl-single-line"), "msg_1")
    place.work()
    place.send(sample("incl-single-line", status="cancelled") | {"sequence": 2}, "msg_2")
    place.work()
    assert place.order_row(1042).state == "attention"
    save(place, after_booking="reverse")
    place.work()
    assert place.order_row(1042).state == "credited"


@pytest.mark.parametrize("fault", ["answer_lost_after_commit", "answer_lost_before_commit"])
def test_a_lost_answer_credits_once(place: Place, clock: Any, fault: str) -> None:
    save(place, after_booking="reverse")
    place.send(sample("incl-single-line"), "msg_1")
    place.work()
    place.fault(fault)
    place.send(changed(), "msg_2")
    place.work()
    assert place.order_row(1042).state == "checking"
    clock.move(seconds=301)
    place.work()
    assert [entry["AmountFC"] for entry in place.books()] == ["34.80", "-34.80", "125.95"]
    assert place.order_row(1042).state == "booked"


def test_a_change_while_the_first_answer_is_lost_ends_right(place: Place, clock: Any) -> None:
    save(place, after_booking="reverse")
    place.fault("answer_lost_after_commit")
    place.send(sample("incl-single-line"), "msg_1")
    place.work()
    place.send(changed(), "msg_2")
    place.work()
    clock.move(seconds=301)
    place.work()
    assert [entry["AmountFC"] for entry in place.books()] == ["34.80", "-34.80", "125.95"]
    assert place.order_row(1042).state == "booked"


def test_a_deleted_refund_is_booked_back(place: Place) -> None:
    save(place, after_booking="reverse")
    whole = sample("refund-itemised-partial")
    place.send(whole, "msg_1")
    place.work()
    place.send(whole | {"refunds": [], "sequence": 2}, "msg_2")
    place.work()
    assert [entry["AmountFC"] for entry in place.books()] == ["42.77", "-3.33", "3.33"]


@pytest.mark.parametrize("fault", ["", "answer_lost_after_commit"])
def test_a_sales_order_still_open_is_removed_not_credited(place: Place, clock: Any, fault: str) -> None:
    save(place, style="order", after_booking="reverse")
    place.send(sample("incl-single-line"), "msg_1")
    place.work()
    if fault:
        planned = {"fault": fault, "match": {"method": "DELETE", "path": "salesorder/SalesOrders"}}
        assert place.exact.app.test_client().post("/_sandbox/faults", json=planned).status_code == 200
    place.send(changed(), "msg_2")
    place.work()
    clock.move(seconds=301)
    place.work()
    assert [order["AmountFC"] for order in place.books("sales_orders")] == ["125.95"]
    assert place.books("sales_invoices") == [] and stand(place) == [("order-1042/invoice", "booked")]
    place.send(sample("incl-single-line", status="cancelled") | {"sequence": 5}, "msg_3")
    place.work()
    assert place.books("sales_orders") == [] and place.order_row(1042).state == "skipped"


def test_a_sales_order_that_was_delivered_is_credited(place: Place) -> None:
    save(place, style="order", after_booking="reverse")
    place.send(sample("incl-single-line"), "msg_1")
    place.work()
    division = place.exact.sandbox.divisions[3000001]
    division.all("salesorder/SalesOrders")[0]["DeliveryStatus"] = 21
    place.send(sample("incl-single-line", status="cancelled") | {"sequence": 2}, "msg_2")
    place.work()
    assert [order["AmountFC"] for order in place.books("sales_orders")] == ["34.80"]
    assert [Decimal(credit["AmountFC"]) for credit in place.books("sales_invoices")] == [Decimal("-34.80")]


def test_what_is_taken_back_goes_to_the_account_it_was_booked_on(place: Place) -> None:
    save(place, after_booking="reverse")
    place.send(sample("incl-single-line"), "msg_1")
    place.work()
    moved = sample("incl-single-line", status="cancelled", customer_id=0)
    moved["order"]["billing"]["email"] = "another@example.nl"
    place.send(moved | {"sequence": 2}, "msg_2")
    place.work()
    entries = place.exact.sandbox.divisions[3000001].all("salesentry/SalesEntries")
    assert len({entry["Customer"] for entry in entries}) == 1 and len(entries) == 2
