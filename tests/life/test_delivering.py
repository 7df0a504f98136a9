"""An order that is completed in the shop is delivered in Exact, once, over HTTP, on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from life.test_life_flow import calls, go_on, later, row, trade
from order.test_flow import Place, changed, place, sample, save

pytestmark = pytest.mark.server
__all__ = ["place"]

DELIVERIES = "salesorder/GoodsDeliveries"
STEP = "order-1042/invoice/delivered"
NAME = "incl-mixed-rates-8-lines"


@pytest.fixture
def shop(place: Place) -> Place:
    save(place, style="order", deliveries="shop")
    return place


def order(here: Place, status: str, sequence: int = 1, completed: str | None = None, **more: Any) -> None:
    message = sample(NAME, 1042, status=status, date_completed=completed, **more) | {"sequence": sequence}
    here.send(message, f"msg_{sequence}")
    here.work()


def test_a_completed_order_is_delivered_once(shop: Place) -> None:
    order(shop, "processing")
    assert go_on(shop) == 0 and not trade(shop, DELIVERIES)
    order(shop, "completed", 2)
    assert go_on(shop) == 1
    (made,) = trade(shop, DELIVERIES)
    (sold,) = trade(shop, "salesorder/SalesOrders")
    assert all(one["QuantityDelivered"] == one["Quantity"] for one in sold["SalesOrderLines"])
    step = row(shop, STEP)
    assert step and (step.state, step.exact_id, step.exact_number) == (
        "booked", made["EntryID"], str(made["DeliveryNumber"]),
    )  # fmt: skip
    order(shop, "completed", 3)
    assert go_on(shop) == 0 and len(trade(shop, DELIVERIES)) == 1


def test_what_a_person_delivered_meanwhile_counts(shop: Place) -> None:
    order(shop, "processing")
    (sold,) = trade(shop, "salesorder/SalesOrders")
    one, *_ = sold["SalesOrderLines"]
    part = {"SalesOrderLineID": one["ID"], "QuantityDelivered": one["Quantity"]}
    with shop.tools.exact("shop1") as exact:
        exact._client.post(DELIVERIES, {"DeliveryDate": "2026-11-20", "GoodsDeliveryLines": [part]})
    order(shop, "completed", 2)
    assert go_on(shop) == 1
    ids = [line["SalesOrderLineID"] for made in trade(shop, DELIVERIES) for line in made["GoodsDeliveryLines"]]
    assert sorted(ids) == sorted(line["ID"] for line in sold["SalesOrderLines"])  # each line once


def test_all_delivered_by_hand_is_recognised(shop: Place) -> None:
    order(shop, "processing")
    (sold,) = trade(shop, "salesorder/SalesOrders")
    parts = [{"SalesOrderLineID": one["ID"], "QuantityDelivered": one["Quantity"]} for one in sold["SalesOrderLines"]]
    with shop.tools.exact("shop1") as exact:
        exact._client.post(DELIVERIES, {"DeliveryDate": "2026-11-20", "GoodsDeliveryLines": parts})
    order(shop, "completed", 2)
    assert go_on(shop) == 1 and len(trade(shop, DELIVERIES)) == 1
    assert go_on(shop) == 0


def test_an_answer_that_was_lost_delivers_once(shop: Place) -> None:
    order(shop, "processing")
    order(shop, "completed", 2)
    shop.fault("answer_lost_after_commit", path=DELIVERIES)
    assert go_on(shop) == 0 and go_on(shop) == 0
    later(shop, 700)
    assert go_on(shop) == 1 and calls(shop, DELIVERIES) == 1 and len(trade(shop, DELIVERIES)) == 1
    step = row(shop, STEP)
    assert step and step.exact_id == trade(shop, DELIVERIES)[0]["EntryID"]


def test_a_closed_period_is_told_and_retry_goes_on(shop: Place) -> None:
    order(shop, "processing")
    order(shop, "completed", 2, completed="2026-11-20T10:00:00")
    shop.seed(closed_periods=[[2026, 11]])
    go_on(shop)
    found = shop.order_row(1042)
    assert (found.state, found.problem["code"]) == ("attention", "not_delivered"), found.problem
    assert "verkooporder" in found.problem["what"]["nl"] and found.problem["detail"]
    shop.seed(open_periods=[[2026, 11]])
    shop.desk("order.retry", order_ids=[1042])
    shop.work()
    assert go_on(shop) == 1
    (made,) = trade(shop, DELIVERIES)
    assert made["DeliveryDate"].date().isoformat() == "2026-11-20"


def test_who_switches_it_on_later_does_not_deliver_the_past(place: Place) -> None:
    save(place, style="order")
    order(place, "completed")
    save(place, deliveries="shop")
    place.work()
    assert go_on(place) == 0 and not trade(place, DELIVERIES)


def test_an_order_that_is_booked_anew_is_delivered_anew(shop: Place) -> None:
    """The credit note of the first one brings its goods back, so each sales order is delivered once."""
    save(shop, journal="70", invoice_orders="ordered", after_booking="reverse")
    shop.send(sample("incl-single-line", 1042, status="completed"), "msg_1")
    shop.work()
    go_on(shop)
    later(shop, 60)
    shop.send(changed(status="completed"), "msg_2")
    shop.work()
    go_on(shop)
    orders = trade(shop, "salesorder/SalesOrders")
    assert len(orders) == 2, shop.order_row(1042).problem
    went = [line["SalesOrderNumber"] for one in trade(shop, DELIVERIES) for line in one["GoodsDeliveryLines"]]
    assert set(went) == {one["OrderNumber"] for one in orders} and len(trade(shop, DELIVERIES)) == 2
    assert go_on(shop) == 0
