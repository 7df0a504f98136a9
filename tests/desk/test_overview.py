"""The first screen: counts, the oldest, the budget, and what needs a person by cause."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import world
from ledgerbridge import texts
from ledgerbridge.desk import overview_page
from ledgerbridge.order.prove import KINDS
from ledgerbridge.state.models import Beat, Budget, Order, Shop
from world import World


@pytest.fixture
def here(database: Any, clock: Any, key: str) -> World:
    made = world.make(database, clock, key)
    made.shop("shop1")
    made.shop("shop2")
    return made


def test_an_empty_shop_has_an_overview(here: World) -> None:
    shown = here.desk("overview")
    assert shown["service"] == {
        "version": "0.1.0", "url": world.URL, "worker_seen_at": None, "clock_seen_at": None, "still_since": None,
    }  # fmt: skip
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


# --- as a page --------------------------------------------------------------------------------------------------


def section(told: dict[str, Any], title: str) -> dict[str, Any]:
    return next(one for one in told["sections"] if one["title"] == title)


def texts_of(found: dict[str, Any]) -> list[list[str]]:
    """The rows of a section's tables."""
    return [[cell["text"] for cell in row] for table in found["tables"] for row in table["rows"]]


def facts(found: dict[str, Any]) -> dict[str, str]:
    return {one["label"]: f"{one['text']} {one['note']}".strip() for one in found["facts"]}


def test_today_is_the_shops_own_day_and_sums_each_kind_and_currency(here: World, clock: Any) -> None:
    clock.at = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)  # 23:30 in Amsterdam
    yesterday = here.now - timedelta(hours=23, minutes=31)
    amounts = [("EUR", "0.10"), ("EUR", "0.20"), ("SEK", "100.00")]
    for id, (currency, gross) in enumerate(amounts, 1):
        here.document(id, finished_at=here.now, wanted={"currency": currency, "gross": gross})
    here.document(1, "refund-9", credit=True, finished_at=here.now, wanted={"currency": "EUR", "gross": "0.10"})
    here.document(4, finished_at=yesterday, wanted={"currency": "EUR", "gross": "9.00"})
    here.document(5, finished_at=here.now, state="refused")
    here.document(6, kind="account", finished_at=here.now, wanted={})
    here.document(7, shop_id="shop2", finished_at=here.now)
    assert texts_of(section(here.desk("overview"), "Booked today")) == [
        ["Sales entries", "2", "0.30", "EUR"], ["Sales entries", "1", "100.00", "SEK"],
        ["Credit entries", "1", "0.10", "EUR"],
    ]  # fmt: skip
    clock.move(minutes=31)  # midnight there
    assert section(here.desk("overview"), "Booked today")["notes"] == ["Nothing was booked today yet."]


def test_alive_both_ways_is_said_with_times(here: World, clock: Any) -> None:
    clock.at = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    with here.tools.db.write() as session:
        shop = session.get_one(Shop, "shop1")
        shop.heard_at, shop.told_at = here.now - timedelta(hours=3), here.now - timedelta(days=2)
    here.order(1, version=3, told_version=2)
    here.add(Beat(name="clock", at=here.now - timedelta(seconds=5), info={}))
    said = facts(section(here.desk("overview", locale="nl_NL"), "Leeft het?"))
    assert said["De dienst werkt"].startswith("Zij zocht minder dan een minuut geleden (12:59) voor het laatst")
    assert said["Winkel → dienst"].startswith("De dienst hoorde de winkel ")
    assert said["Dienst → winkel"] == (
        "De winkel nam 2 dagen geleden (22-11-2026 13:00) nieuws aan. Nieuws van 1 bestelling is nog onderweg."
    )


def test_a_worker_that_stands_still_is_said_and_not_that_all_is_well(here: World, clock: Any) -> None:
    here.connection(division=5)
    here.add(Beat(name="clock", at=here.now, info={}))
    assert [one["kind"] for one in here.desk("overview")["notices"]] == ["success"]
    clock.move(hours=3)
    told = here.desk("overview")
    assert [one["kind"] for one in told["notices"]] == ["error"]
    assert "booked nothing for 3 hours" in told["notices"][0]["text"]
    assert told["service"]["still_since"] == (here.now - timedelta(hours=3)).isoformat()


def test_each_cause_has_a_row_with_what_to_do_and_is_tried_again_whole(here: World, clock: Any) -> None:
    def problem(action: str) -> dict[str, Any]:
        return {"code": "c", "what": {"en": "No code", "nl": "Geen code"}, "why": {"en": "y"}, "do": {"en": "Choose"},
                "action": action}  # fmt: skip

    for id in range(1, 1201):
        here.order(id, state="attention", cause="vat_unknown:FR:20", problem=problem("settings"))
    here.order(2000, state="attention", cause="changed_after_booking", problem=problem("reverse"))
    here.order(3000, state="attention", cause="item_unknown:X", problem=problem("settings"))
    found = section(here.desk("overview"), "What needs attention")
    assert texts_of(found)[0][:3] == ["No code", "Choose", "1,200"]
    assert found["tables"][0]["rows"][2][3] == {"text": "3000", "note": "", "order_id": 3000}
    assert found["tables"][0]["causes"] == ["vat_unknown:FR:20", "", "item_unknown:X"]
    clock.move(minutes=1)
    assert here.desk("order.retry", cause="vat_unknown:FR:20") == {"ringing": 1200}
    assert here.get(Order, ("shop1", 1200)).due_at == here.now
    assert here.get(Order, ("shop1", 3000)).due_at is None
    assert ("drain", "shop1") in here.rung


def test_states_lead_to_the_orders_list_and_the_budget_is_said_in_words(here: World) -> None:
    here.connection(division=5)
    here.order(1, state="booked")
    for id in range(2, 5):
        here.order(id, state="waiting", due_at=here.now)
    soon = here.now + timedelta(seconds=9)
    here.add(Budget(app="app", division=5, minute_left=12, day_left=4000, minute_reset=soon, day_reset=soon))
    told = here.desk("overview")
    orders = section(told, "Orders")
    assert [row[0].get("orders") for row in orders["tables"][0]["rows"]] == ["waiting", "booked"]
    assert facts(orders)["Waiting to be booked"].startswith("3 orders (5 calls), done by ")
    assert facts(section(told, "Calls to Exact"))["Left"] == "12 of 60 calls this minute, 4,000 of 5,000 today."


def test_every_kind_of_document_and_state_has_its_words() -> None:
    keys = [f"overview.kind.{kind}{credit}" for kind in KINDS for credit in ("", ".credit")]
    keys += [f"overview.state.{state}" for state in overview_page.STATES]
    for key in keys:
        assert texts.say("nl", key) and texts.say("en", key)
