"""Back to the shop: what it does not know yet, once, in portions; a shop that is down changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

import world
from ledgerbridge.errors import Permanent, Temporary
from ledgerbridge.state.models import Order, Shop
from ledgerbridge.status import report
from shop_stand_in import Reply, StandIn
from world import World

pytestmark = pytest.mark.server


@pytest.fixture
def here(database: Any, clock: Any, key: str) -> World:
    return world.make(database, clock, key)


@pytest.fixture
def shop(here: World) -> Iterator[StandIn]:
    with StandIn() as running:
        here.shop(rest_url=running.rest_url)
        yield running


def test_only_what_the_shop_does_not_know_is_told(here: World, shop: StandIn) -> None:
    here.order(1, version=3, told_version=3)
    here.order(2, version=4, told_version=3)
    assert report.report("shop1", here.tools) == 1
    assert [order["order_id"] for order in shop.asked[0].json["orders"]] == [2]
    assert report.report("shop1", here.tools) == 0
    assert len(shop.asked) == 1


def test_a_status_is_as_the_contract_says(here: World, shop: StandIn) -> None:
    plan = {"total": "12.10", "reason_code": "", "reason": {}}
    here.order(1042, state="booked", version=7, plan=plan, booked_at=here.now)
    here.document(
        1042, exact_number="700123", url="https://start.exactonline.nl/x", difference="0.00",
        proved_at=here.now + timedelta(minutes=1), read_back={"net": "10.00", "vat": "2.10", "gross": "12.10"},
        payment="part", open_amount="2.10",
    )  # fmt: skip
    report.report("shop1", here.tools)
    assert shop.asked[0].json["orders"] == [
        {
            "order_id": 1042,
            "version": 7,
            "state": "booked",
            "reason": None,
            "problem": None,
            "documents": [
                {
                    "key": "order-1042/invoice", "kind": "sales_entry", "credit": False, "state": "booked",
                    "number": "700123", "url": "https://start.exactonline.nl/x", "currency": "EUR",
                    "net": "10.00", "vat": "2.10", "gross": "12.10", "difference": "0.00",
                    "payment": "part", "open": "2.10", "proved_at": "2026-11-23T09:01:00+00:00",
                    "life": None, "vat_check": None, "vat_codes": [],
                }
            ],
            "total": "12.10",
            "difference": "0.00",
            "at": "2026-11-23T09:01:00+00:00",
        }
    ]  # fmt: skip


def test_amounts_are_exacts_own_once_they_are_read_back(here: World, shop: StandIn) -> None:
    here.order(1)
    here.document(1, read_back={"net": "10.00", "vat": "2.11", "gross": "12.11"}, difference="0.01")
    assert told(here, shop)["documents"][0]["gross"] == "12.11"


def test_a_skipped_order_says_why(here: World, shop: StandIn) -> None:
    reason = {"en": "Not paid yet.", "nl": "Nog niet betaald."}
    here.order(1, state="skipped", plan={"total": "5.00", "reason_code": "status_not_booked", "reason": reason})
    assert told(here, shop)["reason"] == {"code": "status_not_booked", "text": reason}


def test_a_problem_is_told_whole_and_instead_of_a_reason(here: World, shop: StandIn) -> None:
    problem = {"code": "x", "what": {"en": "What"}, "arithmetic": ["1 + 1 = 3"]}
    here.order(1, state="attention", problem=problem, plan={"reason_code": "y", "reason": {}})
    status = told(here, shop)
    assert (status["problem"], status["reason"]) == (problem, None)


def test_refused_documents_and_accounts_are_not_documents_of_the_order(here: World, shop: StandIn) -> None:
    here.order(1)
    here.document(1, "invoice", state="refused")
    here.document(1, "open", state="open")
    here.document(1, "account", kind="account")
    here.document(1, "refund-2", state="checking", credit=True)
    assert [document["key"] for document in told(here, shop)["documents"]] == ["order-1/refund-2"]


@pytest.mark.parametrize(
    ("invoice", "credit", "both"),
    [("0.00", "0.00", "0.00"), ("0.01", "0.00", "0.01"), ("0.00", "0.01", "-0.01"), ("-0.02", "-0.01", "-0.01"),
     ("0.01", "", "0.01"), ("", "", "")],
)  # fmt: skip
def test_the_difference_is_what_the_books_hold_too_much(
    here: World, shop: StandIn, invoice: str, credit: str, both: str
) -> None:
    here.order(1)
    here.document(1, "invoice", difference=invoice)
    here.document(1, "refund-2", credit=True, difference=credit)
    assert told(here, shop)["difference"] == both


def test_many_orders_go_in_portions_of_a_hundred(here: World, shop: StandIn) -> None:
    for id in range(1, 206):
        here.order(id)
    assert report.report("shop1", here.tools) == 205
    assert [len(asked.json["orders"]) for asked in shop.asked] == [100, 100, 5]


def test_a_long_backlog_lets_other_shops_have_their_turn(
    here: World, shop: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "MOST_BATCHES", 1)
    for id in range(1, 102):
        here.order(id)
    assert report.report("shop1", here.tools) == 100
    assert here.rung == [("report", "shop1")]


def test_what_changed_while_it_was_told_is_told_again(here: World, shop: StandIn) -> None:
    here.order(1, version=2)
    original = shop.answer

    def meanwhile(*args: Any) -> Reply:
        with here.tools.db.write() as session:
            session.get_one(Order, ("shop1", 1)).version = 3
        shop.answer = original  # type: ignore[method-assign]
        return original(*args)

    shop.answer = meanwhile  # type: ignore[method-assign]
    report.report("shop1", here.tools)
    assert [asked.json["orders"][0]["version"] for asked in shop.asked] == [2, 3]
    assert here.get(Order, ("shop1", 1)).told_version == 3


def test_a_late_report_does_not_undo_a_newer_one(here: World, shop: StandIn) -> None:
    here.order(1, version=9, told_version=9)
    report._mark("shop1", [{"order_id": 1, "version": 5}], here.tools)
    assert here.get(Order, ("shop1", 1)).told_version == 9


@pytest.mark.parametrize("status", [500, 503, 404, 302])
def test_a_shop_that_is_down_leaves_everything_as_it_was(here: World, shop: StandIn, status: int) -> None:
    here.order(1, state="booked", version=2)
    shop.replies["status"] = Reply(status)
    with pytest.raises(Temporary):
        report.report("shop1", here.tools)
    order = here.get(Order, ("shop1", 1))
    assert (order.state, order.told_version, here.get(Shop, "shop1").told_at) == ("booked", 0, None)


def test_a_revoked_key_is_for_a_person_and_changes_no_order(here: World, shop: StandIn) -> None:
    here.order(1, state="booked", version=2)
    shop.replies["status"] = Reply(401)
    with pytest.raises(Permanent) as caught:
        report.report("shop1", here.tools)
    assert caught.value.problem.code == "shop_key_refused"
    assert here.get(Order, ("shop1", 1)).state == "booked"


def test_a_shop_that_takes_nothing_is_not_asked_for_ever(here: World, shop: StandIn) -> None:
    here.order(1)
    shop.not_taken = {1}
    with pytest.raises(Temporary, match="took no order"):
        report.report("shop1", here.tools)
    assert len(shop.asked) == 1


def test_an_order_the_shop_no_longer_has_is_not_told_again(here: World, shop: StandIn) -> None:
    here.order(1)
    shop.unknown = {1}
    assert (report.report("shop1", here.tools), report.report("shop1", here.tools)) == (1, 0)


def test_the_shop_row_says_when_it_was_told(here: World, shop: StandIn) -> None:
    here.order(1)
    report.report("shop1", here.tools)
    assert here.get(Shop, "shop1").told_at == here.now


def test_another_shops_orders_and_documents_stay_its_own(here: World, shop: StandIn) -> None:
    here.shop("shop2")
    here.order(1)
    here.order(1, shop_id="shop2")
    here.order(2, shop_id="shop2")
    here.document(1, shop_id="shop2")
    status = told(here, shop)
    assert (status["order_id"], status["documents"], len(shop.asked[0].json["orders"])) == (1, [], 1)
    assert here.get(Order, ("shop2", 1)).told_version == 0


def told(here: World, shop: StandIn) -> dict[str, Any]:
    """The status of the first order as the shop heard it."""
    report.report("shop1", here.tools)
    status: dict[str, Any] = shop.asked[0].json["orders"][0]
    return status


def test_statuses_of_no_orders_are_none(here: World) -> None:
    with here.tools.db.read() as session:
        assert report.statuses("shop1", [], session) == []
