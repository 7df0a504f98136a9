"""Stock from Exact to the shop, over HTTP against the sandbox, on both databases; the shop is a shelf with ids."""

from __future__ import annotations

import random
from typing import Any

import pytest

from ledgerbridge import flows
from ledgerbridge.state import cursors
from ledgerbridge.state.models import Cursor, StockItem
from ledgerbridge.stock import flow
from life.test_life_flow import later
from order.test_flow import DIVISION, Place, place, sample, save

pytestmark = pytest.mark.server
__all__ = ["place"]

POSITIONS = "sync/Inventory/StockPositions"
SKU = "MOK-001"


def item(here: Place, code: str, quantity: int) -> None:
    here.seed(items=[{"Code": code, "Description": code, "IsSalesItem": True, "IsStockItem": True}])
    here.seed(stock=[{"item": code, "quantity": str(quantity)}])


def moves(here: Place, quantity: int, code: str = SKU, warehouse: str = "1") -> None:
    here.seed(stock=[{"item": code, "quantity": str(quantity), "warehouse": warehouse}])


def read(here: Place) -> int:
    """A webhook's word: the feed is read, and the shop hears."""
    with here.tools.db.write() as session:
        cursors.ensure(session, "shop1", DIVISION, ["stock"], here.tools.clock.now())
        cursors.mark(session, "shop1", DIVISION, ["stock"], here.tools.clock.now())
    later(here, 1)
    flows.FLOWS["feeds"]("shop1", here.tools)
    return flow.push("shop1", here.tools)


def calls(here: Place) -> int:
    return len([one for one in here.exact.sandbox.log if one["path"].endswith(POSITIONS)])


def told(here: Place) -> int:
    return len([one for one in here.listener.asked if one.route == "stock"])


def row(here: Place, code: str = SKU) -> StockItem:
    found: StockItem = here.get(StockItem, ("shop1", DIVISION, code))
    return found


@pytest.fixture
def shelf(place: Place) -> Place:
    """Ten mugs here and there."""
    save(place, stock="exact")
    lies = {one["ItemCode"]: one for one in place.exact.sandbox.divisions[DIVISION].all("inventory/StockPositions")}
    if SKU not in lies:
        item(place, SKU, 10)
    place.listener.shelf[SKU] = 10
    read(place)
    assert place.listener.shelf[SKU] == 10 and told(place) == 0  # the shop's numbers are the beginning
    return place


def test_what_comes_in_and_goes_out_in_exact_is_followed(shelf: Place) -> None:
    moves(shelf, 5)
    assert read(shelf) == 1 and shelf.listener.shelf[SKU] == 15
    moves(shelf, -8)
    assert read(shelf) == 1 and shelf.listener.shelf[SKU] == 7
    assert (row(shelf).quantity, row(shelf).problem, row(shelf).change_id) == ("7", "", "")
    asked = told(shelf)
    assert read(shelf) == 0 and told(shelf) == asked  # nothing changed: one read, no call of the shop


def test_what_the_shop_sells_meanwhile_stays_sold(shelf: Place) -> None:
    shelf.listener.shelf[SKU] -= 2  # sold, booked as an entry: nothing moves in Exact
    moves(shelf, 5)
    read(shelf)
    assert shelf.listener.shelf[SKU] == 13


@pytest.mark.parametrize("times", [1, 2])
def test_a_change_whose_answer_was_lost_counts_once(shelf: Place, times: int) -> None:
    shelf.listener.lose_answers = times
    moves(shelf, 5)
    read(shelf)
    held = row(shelf).change_id
    moves(shelf, 1)  # comes in between: the change that is under way is not altered
    for _ in range(times + 1):
        later(shelf, 1860)
        read(shelf)
    assert shelf.listener.shelf[SKU] == 16 and held in shelf.listener.changes
    assert len(shelf.listener.changes) == 2 and row(shelf).change_id == ""


def test_an_order_that_is_booked_as_a_sales_order_counts_once(place: Place) -> None:
    """The shop took it off when it sold it; Exact takes it off what is free when the order is booked."""
    save(place, style="order", stock="exact", stock_figure="free", missing_item="hold", fallback_item="ADVIES",
         shipping_item="EMBALLAGE")  # fmt: skip
    sku = str(sample("incl-single-line")["order"]["line_items"][0]["sku"])
    pieces = int(sample("incl-single-line")["order"]["line_items"][0]["quantity"])
    item(place, sku, 10)
    place.listener.shelf[sku] = 10
    read(place)
    place.listener.shelf[sku] -= pieces  # sold
    place.send(sample("incl-single-line", 1042), "msg_1")
    place.work()
    assert place.order_row(1042).state == "booked", place.order_row(1042).problem
    read(place)
    assert place.listener.shelf[sku] == 10 - pieces and not place.listener.changes
    moves(place, 4, sku)
    read(place)
    assert place.listener.shelf[sku] == 14 - pieces
    place.listener.shelf[sku] += pieces  # cancelled: WooCommerce puts it back, and the open order is removed in Exact
    save(place, after_booking="reverse")
    place.send(sample("incl-single-line", 1042, status="cancelled") | {"sequence": 2}, "msg_2")
    place.work()
    read(place)
    read(place)
    assert place.listener.shelf[sku] == 14


def test_many_rounds_of_sales_deliveries_and_lost_answers_end_with_the_right_number(shelf: Place) -> None:
    dice, lies, sold, came = random.Random(7), 10, 0, 0
    for _ in range(60 if shelf.tools.db.is_sqlite else 30):
        for _ in range(dice.randrange(4)):
            change = dice.choice((1, 2, 5, -1, -3))
            moves(shelf, change)
            came += change
        if dice.random() < 0.4:
            shelf.listener.lose_answers = 1
        for _ in range(dice.randrange(3)):
            shelf.listener.shelf[SKU] -= 1
            sold += 1
        read(shelf)
        if dice.random() < 0.5:
            later(shelf, 1860)
    shelf.listener.lose_answers = 0
    for _ in range(3):
        later(shelf, 1860)
        read(shelf)
    assert shelf.listener.shelf[SKU] == lies + came - sold


def test_a_sku_the_shop_does_not_have_is_noted_and_the_rest_goes_on(shelf: Place) -> None:
    item(shelf, "ONBEKEND", 3)
    read(shelf)
    moves(shelf, 2, "ONBEKEND")
    moves(shelf, 2)
    assert read(shelf) == 1
    assert (row(shelf, "ONBEKEND").problem, row(shelf, "ONBEKEND").change_id) == ("unknown_sku", "")
    shelf.listener.shelf["ONBEKEND"] = 7  # made since: its number is the beginning
    moves(shelf, 1, "ONBEKEND")
    read(shelf)
    assert shelf.listener.shelf["ONBEKEND"] == 8 and row(shelf, "ONBEKEND").problem == ""


def test_margin_and_switching_on_again(shelf: Place) -> None:
    save(shelf, stock_margin="3")
    read(shelf)
    assert shelf.listener.shelf[SKU] == 7
    save(shelf, stock="no")
    asked = calls(shelf)
    moves(shelf, 20)
    read(shelf)
    assert calls(shelf) == asked and shelf.listener.shelf[SKU] == 7  # not wanted: no call is made
    save(shelf, stock="exact")
    later(shelf, 660)
    read(shelf)
    assert shelf.listener.shelf[SKU] == 7  # the number the shop has now is the beginning
    moves(shelf, 1)
    read(shelf)
    assert shelf.listener.shelf[SKU] == 8


def test_it_waits_while_orders_are_booked(shelf: Place) -> None:
    from ledgerbridge.state import lease

    moves(shelf, 5)
    held = lease.take(shelf.tools.db, "drain:shop1", shelf.tools.clock)
    assert held is not None and read(shelf) == 0
    lease.release(shelf.tools.db, held, shelf.tools.clock)
    assert read(shelf) == 1 and shelf.listener.shelf[SKU] == 15


def test_a_position_that_is_deleted_lies_there_no_more(shelf: Place) -> None:
    division = shelf.exact.sandbox.divisions[DIVISION]
    found = next(one for one in division.all("inventory/StockPositions") if one["ItemCode"] == SKU)
    with shelf.tools.db.write() as session:
        from ledgerbridge.exact.feeds import Taking
        from ledgerbridge.stock import positions

        gone: Any = Taking(session, "shop1", DIVISION, shelf.tools.clock.now())
        assert positions.gone(gone, [found["ID"]]) == 1
    assert flow.push("shop1", shelf.tools) == 1 and shelf.listener.shelf[SKU] == 0


def test_with_invoices_it_is_not_offered(place: Place) -> None:
    save(place, style="invoice")
    form = place.desk("settings.form")
    assert "stock" not in {field["name"] for section in form["sections"] for field in section["fields"]}
    assert place.get(Cursor, ("shop1", DIVISION, "stock")) is None or flow.push("shop1", place.tools) == 0
