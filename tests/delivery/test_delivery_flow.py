"""Goods that leave the warehouse in Exact: the shop hears of them once, with track & trace; over HTTP, on both
databases."""

from __future__ import annotations

from typing import Any

import pytest

from ledgerbridge import flows
from ledgerbridge.delivery import flow
from ledgerbridge.state import cursors
from ledgerbridge.state.models import Delivery
from life.test_life_flow import later, trade
from order.test_flow import DIVISION, Place, changed, place, sample, save

pytestmark = pytest.mark.server
__all__ = ["place"]


@pytest.fixture
def warehouse(place: Place) -> Place:
    """Books sales orders, delivers in Exact, and has read the feed up to now."""
    save(place, style="order", deliveries="exact")
    read(place)
    return place


def read(here: Place) -> int:
    """A webhook's word: the feed is read, and the shop hears."""
    with here.tools.db.write() as session:
        cursors.ensure(session, "shop1", DIVISION, ["deliveries"], here.tools.clock.now())
        cursors.mark(session, "shop1", DIVISION, ["deliveries"], here.tools.clock.now())
    later(here, 1)
    flows.FLOWS["feeds"]("shop1", here.tools)
    return flow.push("shop1", here.tools)


def book(here: Place, number: int, name: str = "incl-mixed-rates-8-lines") -> dict[str, Any]:
    """The sales order that was made of this order."""
    here.send(sample(name, number), f"msg_{number}")
    here.work()
    return next(one for one in trade(here, "salesorder/SalesOrders") if one["YourRef"] == str(number))


def leave(here: Place, order: dict[str, Any], lines: int = 99, tracking: str = "3SABCD1234567") -> str:
    """Goods of the order's next lines leave; the delivery's id."""
    open_ones = [one for one in order["SalesOrderLines"] if one["Quantity"] != one["QuantityDelivered"]][:lines]
    with here.tools.exact("shop1") as exact:
        made = exact._client.post("salesorder/GoodsDeliveries", {
            "DeliveryDate": here.tools.clock.now().date().isoformat(), "TrackingNumber": tracking,
            "GoodsDeliveryLines": [
                {"SalesOrderLineID": one["ID"], "QuantityDelivered": one["Quantity"]} for one in open_ones
            ],
        })  # fmt: skip
    return str(made["EntryID"])


def told(here: Place) -> int:
    return sum(one.route == "deliveries" for one in here.listener.asked)


def test_parts_are_told_and_the_last_completes_the_order(warehouse: Place) -> None:
    order = book(warehouse, 1042)
    first = leave(warehouse, order, lines=2)
    assert read(warehouse) == 1
    said = warehouse.listener.delivered[1042]
    assert (said["complete"], [(one["id"], one["tracking"]) for one in said["deliveries"]]) == (
        False, [(first, "3SABCD1234567")],
    )  # fmt: skip
    second = leave(warehouse, order, tracking="https://carrier.example/2")
    assert read(warehouse) == 1
    said = warehouse.listener.delivered[1042]
    assert said["complete"] and {one["id"] for one in said["deliveries"]} == {first, second}
    asked = told(warehouse)
    assert read(warehouse) == 0 and told(warehouse) == asked  # nothing new: nothing is said


def test_track_and_trace_that_comes_later_is_told(warehouse: Place) -> None:
    leave(warehouse, book(warehouse, 1042), tracking="")
    read(warehouse)
    assert warehouse.listener.delivered[1042]["deliveries"][0]["tracking"] == ""
    (delivery,) = trade(warehouse, "salesorder/GoodsDeliveries")
    with warehouse.tools.exact("shop1") as exact:
        exact._client.put("salesorder/GoodsDeliveries", delivery["EntryID"], {"TrackingNumber": "3SLATER"})
    assert read(warehouse) == 1
    assert warehouse.listener.delivered[1042]["deliveries"][0]["tracking"] == "3SLATER"


def test_an_answer_that_was_lost_is_told_again(warehouse: Place) -> None:
    leave(warehouse, book(warehouse, 1042))
    warehouse.listener.lose_answers = 1
    assert read(warehouse) == 0 and "shop1" not in flow.due_shops(warehouse.tools)  # it rests
    later(warehouse, 1860)
    assert flow.due_shops(warehouse.tools) == ["shop1"] and flow.push("shop1", warehouse.tools) == 1


def test_an_order_the_shop_no_longer_has_is_not_told_for_ever(warehouse: Place) -> None:
    leave(warehouse, book(warehouse, 1042))
    warehouse.listener.unknown = {1042}
    assert read(warehouse) == 1 and not flow.due_shops(warehouse.tools)


def test_deliveries_of_others_are_not_ours(warehouse: Place) -> None:
    ours = book(warehouse, 1042)
    lines = [{"Item": ours["SalesOrderLines"][0]["Item"], "Quantity": 1, "NetPrice": 1}]
    with warehouse.tools.exact("shop1") as exact:
        made = exact._client.post("salesorder/SalesOrders", {"OrderedBy": ours["OrderedBy"], "SalesOrderLines": lines})
    theirs = next(one for one in trade(warehouse, "salesorder/SalesOrders") if one["OrderID"] == made["OrderID"])
    leave(warehouse, theirs)
    assert read(warehouse) == 0
    with warehouse.tools.db.read() as session:
        assert session.query(Delivery).count() == 0


def test_who_does_not_deliver_in_exact_has_the_feed_not_read(warehouse: Place) -> None:
    save(warehouse, deliveries="no")
    leave(warehouse, book(warehouse, 1042))
    assert read(warehouse) == 0 and told(warehouse) == 0
    assert not [one for one in warehouse.exact.sandbox.log if "sync/SalesOrder/GoodsDeliveryLines" in one["path"]][1:]


def test_the_sales_order_that_stands_says_whether_all_has_left(warehouse: Place) -> None:
    """One that was taken back, and that nobody will deliver, does not hold the order up."""
    save(warehouse, journal="70", after_booking="reverse")
    sku = sample("incl-single-line")["order"]["line_items"][0]["sku"]
    warehouse.seed(items=[{"Code": sku, "Description": sku, "IsSalesItem": True, "IsStockItem": True}])
    warehouse.seed(stock=[{"item": sku, "quantity": "10"}])
    first = book(warehouse, 1042, "incl-single-line")
    with warehouse.tools.exact("shop1") as exact:
        exact.invoice_orders("70", [first["OrderID"]], delivered_only=False)  # so it cannot be removed any more
    warehouse.send(changed(), "msg_anew")
    warehouse.work()
    orders = trade(warehouse, "salesorder/SalesOrders")
    assert len(orders) == 2, warehouse.order_row(1042).problem
    sent = leave(warehouse, orders[1])
    assert read(warehouse) == 1
    said = warehouse.listener.delivered[1042]
    assert said["complete"] and [one["id"] for one in said["deliveries"]] == [sent]
