"""An order on its screen, trying again, and unpairing."""

from __future__ import annotations

from typing import Any

import pytest

import world
from ledgerbridge.state.models import Attempt, Connection, Order, Shop
from world import World


@pytest.fixture
def here(database: Any, clock: Any, key: str) -> World:
    made = world.make(database, clock, key)
    made.shop("shop1")
    made.shop("shop2")
    return made


def test_an_order_is_shown_with_its_documents_attempts_and_plan(here: World) -> None:
    plan = {"total": "12.10", "documents": [], "reason_code": "", "reason": {}}
    per_code = [{"code": "2", "net": "10.00", "vat": "2.10"}]
    here.order(1042, state="booked", version=3, plan=plan)
    here.document(1042, read_back={"net": "10.00", "vat": "2.10", "gross": "12.10", "per_code": per_code})
    here.add(Attempt(shop_id="shop1", order_id=1042, started_at=here.now, outcome="waiting", text="too early"))
    here.add(Attempt(shop_id="shop1", order_id=1042, started_at=here.now, outcome="booked", reads=1, writes=1))
    shown = here.desk("order.read", order_id=1042)
    assert (shown["state"], shown["version"], shown["plan"]) == ("booked", 3, plan)
    assert shown["documents"][0]["read_back"]["per_code"] == per_code
    assert [(one["outcome"], one["text"], one["writes"]) for one in shown["attempts"]] == [
        ("waiting", "too early", 0),
        ("booked", "", 1),
    ]


def test_an_order_nobody_sent_is_not_found(here: World) -> None:
    assert here.refused("order.read", order_id=7) == (404, "order_unknown")


def test_an_order_of_another_shop_is_not_found(here: World) -> None:
    here.order(7, shop_id="shop2")
    assert here.refused("order.read", order_id=7) == (404, "order_unknown")


def test_two_shops_orders_with_one_id_are_two_orders(here: World) -> None:
    here.order(7, state="booked")
    here.order(7, shop_id="shop2", state="attention")
    here.add(Attempt(shop_id="shop2", order_id=7, started_at=here.now, outcome="attention"))
    shown = here.desk("order.read", order_id=7)
    assert (shown["state"], shown["attempts"]) == ("booked", [])


def test_asked_orders_are_due_now_and_go_first(here: World) -> None:
    here.order(1, state="attention", attempts=9)
    here.order(2, state="attention")
    assert here.desk("order.retry", order_ids=[1, 99]) == {"ringing": 1}
    first, second = here.get(Order, ("shop1", 1)), here.get(Order, ("shop1", 2))
    assert (first.due_at, first.asked, first.attempts) == (here.now, "push", 0)
    assert (second.due_at, second.asked) == (None, "")
    assert here.rung == [("drain", "shop1")]


def test_all_orders_with_one_cause_are_tried_again(here: World) -> None:
    for id, cause in ((1, "item_unknown:A"), (2, "item_unknown:A"), (3, "item_unknown:B")):
        here.order(id, state="attention", cause=cause)
    here.order(4, state="booked", cause="item_unknown:A")
    here.order(1, shop_id="shop2", state="attention", cause="item_unknown:A")
    assert here.desk("order.retry", cause="item_unknown:A") == {"ringing": 2}
    assert here.get(Order, ("shop2", 1)).due_at is None


def test_nothing_to_try_rings_nobody(here: World) -> None:
    here.order(1, shop_id="shop2", state="attention")
    assert here.desk("order.retry", order_ids=[1]) == {"ringing": 0}
    assert here.rung == []


@pytest.mark.parametrize("args", [{}, {"order_ids": []}, {"order_ids": ["x"]}, {"cause": ""}, {"order_ids": [1] * 501}])
def test_a_retry_of_nothing_in_particular_is_refused(here: World, args: dict[str, Any]) -> None:
    assert here.refused("order.retry", **args) == (422, "wrong_type")


def test_refusals_speak_the_readers_language(here: World) -> None:
    said = [here.ask("order.read", "shop1", locale, order_id=7).json["error"] for locale in ("nl_NL_formal", "de_DE")]
    assert [one["message"] for one in said] == ["Bestelling 7 is hier niet bekend.", "Order 7 is not known here."]
    assert said[0]["do"] == "Verstuur haar naar Exact."


def test_unpairing_forgets_secrets_key_and_consent_but_not_what_was_booked(here: World) -> None:
    here.connection(tokens=b"sealed", division=1)
    here.order(1, state="waiting", due_at=here.now, version=5)
    here.document(1)
    assert here.desk("unpair") == {"unpaired": True}
    shop, order = here.get(Shop, "shop1"), here.get(Order, ("shop1", 1))
    assert (shop.state, here.tools.vault.open("shop1", shop.secrets)) == ("unpaired", [])
    assert here.tools.vault.open("shop1", shop.rest_key) == {}
    assert here.get(Connection, "shop1").tokens is None
    assert (order.due_at, order.told_version) == (None, 5)
    assert here.get(Shop, "shop2").state == "active"
