"""The first screen: counts, the oldest, the budget, and what needs a person by cause."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import world
from ledgerbridge.state.models import Beat, Budget
from world import World


@pytest.fixture
def here(database: Any, clock: Any, key: str) -> World:
    made = world.make(database, clock, key)
    made.shop("shop1")
    made.shop("shop2")
    return made


def test_an_empty_shop_has_an_overview(here: World) -> None:
    shown = here.desk("overview")
    assert shown["service"] == {"version": "0.1.0", "url": world.URL, "worker_seen_at": None, "clock_seen_at": None}
    assert (shown["counts"], shown["oldest_waiting_at"], shown["budget"], shown["attention"]) == ({}, None, None, [])
    assert shown["connection"] == {
        "state": "new", "exact_url": "", "user_name": "", "divisions": [], "division": None, "division_name": "",
        "styles": [], "modules": {}, "connected_at": None,
    }  # fmt: skip


def test_signs_of_life_are_shown(here: World) -> None:
    here.add(Beat(name="worker", at=here.now, info={}))
    assert here.desk("overview")["service"]["worker_seen_at"] == here.now.isoformat()


def test_orders_are_counted_by_state(here: World) -> None:
    for id, state in enumerate(["booked", "booked", "waiting", "attention"], 1):
        here.order(id, state=state)
    here.order(1, shop_id="shop2", state="booked")
    assert here.desk("overview")["counts"] == {"attention": 1, "booked": 2, "waiting": 1}


def test_orders_the_shop_was_not_told_of_are_counted(here: World) -> None:
    here.order(1, version=3, told_version=3)
    here.order(2, version=3, told_version=2)
    here.order(3, shop_id="shop2", version=3)
    assert here.desk("overview")["shop"]["untold"] == 1


def test_the_oldest_order_that_waits_is_named_by_its_moment(here: World, clock: Any) -> None:
    here.order(1, state="booked")
    clock.move(minutes=5)
    here.order(2, state="checking")
    clock.move(minutes=5)
    here.order(3, state="waiting")
    assert here.desk("overview")["oldest_waiting_at"] == (here.now - timedelta(minutes=5)).isoformat()


def test_the_budget_is_of_the_chosen_administration(here: World) -> None:
    here.connection(division=5)
    soon = here.now + timedelta(seconds=9)
    here.add(Budget(app="app", division=5, minute_left=12, day_left=4000, minute_reset=soon, day_reset=soon))
    assert here.desk("overview")["budget"] == {
        "minute_left": 12, "minute_limit": 60, "day_left": 4000, "day_limit": 5000, "closed": {}, "others": 0,
    }  # fmt: skip


def test_a_window_that_has_passed_is_full_again(here: World) -> None:
    here.connection(division=5)
    over = here.now - timedelta(seconds=3)
    here.add(Budget(app="app", division=5, minute_left=0, day_left=0, minute_reset=over, day_reset=over))
    assert here.desk("overview")["budget"]["minute_left"] == 60
    assert here.desk("overview")["budget"]["day_left"] == 5000


def test_what_waits_has_a_moment_when_it_is_done(here: World) -> None:
    here.connection(division=5)
    assert here.desk("overview")["forecast"] is None
    for id in range(1, 101):
        here.order(id, state="waiting", due_at=here.now)
    here.order(200, state="attention")
    forecast = here.desk("overview")["forecast"]
    # 100 orders at 1.5 calls, 59 calls in each of three minutes
    assert (forecast["waiting"], forecast["calls"], forecast["over_midnight"]) == (100, 150, False)
    assert forecast["done_at"].startswith((here.now + timedelta(minutes=2)).strftime("%Y-%m-%dT%H:%M"))


def test_an_endpoint_that_exact_closed_is_named(here: World) -> None:
    here.connection(division=5)
    until = here.now + timedelta(minutes=30)
    here.add(Budget(app="app", division=5, closed={"crm/Accounts": until.isoformat()}))
    assert here.desk("overview")["budget"]["closed"] == {"crm/Accounts": until.isoformat()}


def test_what_needs_a_person_is_gathered_by_cause_most_first(here: World) -> None:
    problem = {"code": "vat_unknown", "what": {"en": "No VAT code"}, "why": {"en": "b"}, "do": {"en": "Choose one"},
               "who": "owner", "action": "settings"}  # fmt: skip
    for id in range(1, 8):
        here.order(id, state="attention", cause="vat_unknown:FR:20", problem=problem)
    here.order(8, state="attention", cause="item_unknown:X", problem={"code": "item_unknown"})
    here.order(9, state="booked", cause="vat_unknown:FR:20")
    first, second = here.desk("overview")["attention"]
    assert (first["cause"], first["code"]) == ("vat_unknown:FR:20", "vat_unknown")
    assert (first["count"], len(first["orders"])) == (7, 5)
    assert (first["what"], first["do"], first["action"]) == ({"en": "No VAT code"}, {"en": "Choose one"}, "settings")
    assert (second["code"], second["orders"]) == ("item_unknown", [8])


def test_the_connection_shows_no_secret(here: World) -> None:
    here.connection(
        tokens=b"sealed", client=b"sealed", user_name="Vera", division=5, connected_at=here.now,
        divisions=[{"code": 5, "name": "Winkel BV", "usable": True, "country": "NL"}],
        modules={"orders": False, "invoices": True, "entries": True},
    )  # fmt: skip
    assert here.desk("overview")["connection"] == {
        "state": "connected", "exact_url": "https://start.exactonline.nl", "user_name": "Vera",
        "divisions": [{"code": 5, "name": "Winkel BV", "usable": True}], "division": 5,
        "division_name": "Winkel BV", "styles": ["invoice", "entry", "daily"], "connected_at": here.now.isoformat(),
        "modules": {"orders": False, "invoices": True, "entries": True},
    }  # fmt: skip
