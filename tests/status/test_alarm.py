"""What holds up all orders is told to the shop at once, once, and that it is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import world
from ledgerbridge import jobs
from ledgerbridge.errors import Problem
from ledgerbridge.exact import login
from ledgerbridge.shop.client import ShopClient
from ledgerbridge.state.models import Connection, Shop
from ledgerbridge.status import alarm, tell
from shop_stand_in import Reply, StandIn
from world import World


@pytest.fixture
def here(database: Any, clock: Any, key: str) -> Any:
    made = world.make(database, clock, key)
    with StandIn() as shop:
        made.shop("shop1", rest_url=shop.rest_url)
        made.connection(refreshed_at=made.now)
        yield made, shop


def told(shop: StandIn) -> list[Any]:
    return [asked.json["connection"] for asked in shop.asked if b"connection" in asked.body]


def set_problem(made: World, problem: Problem | None) -> None:
    with made.tools.db.write() as session:
        session.get_one(Connection, "shop1").problem = problem.as_dict() if problem else None


def test_a_lost_consent_is_told_without_any_order_and_so_is_its_end(here: Any) -> None:
    made, shop = here
    assert alarm.untold_shops(made.tools) == []
    set_problem(made, login.CONSENT_LOST)
    jobs.sweep(made.tools)
    assert ("report", "shop1") in made.rung
    for _ in range(2):
        tell.tell("shop1", made.tools)
    assert [one["code"] for one in told(shop)] == ["consent_lost"]
    assert told(shop)[0]["do"]["nl"].startswith("Verbind")
    set_problem(made, None)
    assert alarm.untold_shops(made.tools) == ["shop1"]
    tell.tell("shop1", made.tools)
    assert told(shop)[-1] is None and made.get(Shop, "shop1").told_alarm == ""


def test_a_token_that_nobody_could_use_for_weeks_is_told_before_it_dies(here: Any, clock: Any) -> None:
    made, shop = here
    clock.move(days=19)
    made.desk("alive")
    assert alarm.untold_shops(made.tools) == []
    clock.move(days=2)
    assert alarm.untold_shops(made.tools) == ["shop1"]
    tell.tell("shop1", made.tools)
    assert told(shop)[0]["code"] == "consent_dying"


def test_a_shop_that_does_not_listen_is_told_later(here: Any, clock: Any) -> None:
    made, shop = here
    set_problem(made, login.CONSENT_LOST)
    shop.replies["status"] = Reply(503)
    assert tell.tell("shop1", made.tools) == 0
    assert alarm.untold_shops(made.tools) == ["shop1"]
    shop.replies.clear()
    clock.at += timedelta(minutes=1)
    tell.tell("shop1", made.tools)
    assert alarm.untold_shops(made.tools) == []


def test_an_unpaired_shop_is_left_alone(here: Any) -> None:
    made, _ = here
    set_problem(made, login.CONSENT_LOST)
    with made.tools.db.write() as session:
        session.get_one(Shop, "shop1").state = "unpaired"
    assert alarm.untold_shops(made.tools) == []
    assert ShopClient.alarm
