"""Silence is said: of the shop, of orders that do not move, of the service's own worker; and never without a reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import world
from ledgerbridge import doctor, jobs
from ledgerbridge.state.models import Attempt, Beat, Message, Order, Shop
from ledgerbridge.status import alarm, alive, tell
from shop_stand_in import Reply, StandIn
from world import World


@pytest.fixture
def here(database: Any, clock: Any, key: str) -> Any:
    """A connected shop, heard a moment ago."""
    made = world.make(database, clock, key)
    with StandIn() as shop:
        made.shop("shop1", rest_url=shop.rest_url)
        made.connection(refreshed_at=made.now + timedelta(days=5))
        made.desk("alive")
        yield made, shop


def code(made: World) -> str | None:
    """What would be told now; the sweep finds the same."""
    with made.tools.db.read() as session:
        said = alarm.of(session, "shop1", made.now, made.tools.config.silence)
    found = None if said is None else said["code"]
    assert alarm.untold_shops(made.tools) == ([] if found is None else ["shop1"])
    return found


def told(shop: StandIn) -> list[Any]:
    said = [asked.json["connection"] for asked in shop.asked if b"connection" in asked.body]
    return [one and one["code"] for one in said]


def test_a_shop_that_is_not_heard_is_told_once_and_so_is_its_end(here: Any, clock: Any) -> None:
    made, shop = here
    clock.move(hours=3, minutes=59)
    assert code(made) is None
    clock.move(minutes=2)
    assert code(made) == "shop_silent"
    jobs.sweep(made.tools)
    assert ("report", "shop1") in made.rung
    for _ in range(2):
        tell.tell("shop1", made.tools)
    made.desk("alive")
    tell.tell("shop1", made.tools)
    assert told(shop) == ["shop_silent", None]


def test_orders_are_a_sign_of_life_too(here: Any, clock: Any) -> None:
    made, _ = here
    clock.move(hours=5)
    made.add(Message(shop_id="shop1", webhook_id="m", type="order.snapshot", sha256="", received_at=made.now))
    assert alarm.untold_shops(made.tools) == []


def test_who_was_away_itself_does_not_blame_the_shop(here: Any, clock: Any) -> None:
    """The service was down for a night: nobody was there to hear the shop."""
    made, _ = here
    alive.beat(made.tools, "clock")
    clock.move(hours=9)
    alive.beat(made.tools, "clock")
    assert code(made) is None
    for _ in range(23):
        clock.move(minutes=10)
        alive.beat(made.tools, "clock")
    assert code(made) is None
    clock.move(minutes=11)
    assert code(made) == "shop_silent", "now it was there, and heard nothing"


def wait(made: World, clock: Any, hours: float) -> None:
    """The shop stays in touch."""
    clock.move(hours=hours)
    made.desk("alive")


def test_orders_that_are_due_and_that_nobody_tries_are_said(here: Any, clock: Any) -> None:
    made, shop = here
    made.order(1, due_at=made.now)
    made.order(2, due_at=made.now, state="checking")
    made.order(3, state="booked")
    wait(made, clock, 4.1)
    assert code(made) == "orders_stuck"
    tell.tell("shop1", made.tools)
    said = next(asked.json["connection"] for asked in shop.asked if b"connection" in asked.body)
    assert "(2 when this was seen)" in said["what"]["en"] and "Activiteit" in said["do"]["nl"]
    made.add(Attempt(shop_id="shop1", order_id=9, started_at=made.now))  # the queue moves: it is only long
    assert alarm.untold_shops(made.tools) == ["shop1"]
    tell.tell("shop1", made.tools)
    assert told(shop)[-1] is None


def test_an_order_tried_in_vain_for_hours_is_said_while_others_are_booked(here: Any, clock: Any) -> None:
    made, _ = here
    made.order(1, due_at=made.now + timedelta(hours=5), attempts=10)
    made.order(2, due_at=made.now + timedelta(hours=5), attempts=3)
    wait(made, clock, 4.1)
    made.add(Attempt(shop_id="shop1", order_id=9, started_at=made.now))
    assert code(made) == "orders_stuck"
    with made.tools.db.write() as session:
        session.get_one(Order, ("shop1", 1)).attempts = 0  # a person pushed it a moment ago
    assert code(made) is None


def test_what_waits_for_a_known_moment_is_not_stuck(here: Any, clock: Any) -> None:
    """The day's entry, Exact's limit until midnight, a person."""
    made, _ = here
    made.order(1, due_at=made.now, cause="day_total")
    made.order(2, due_at=made.now + timedelta(hours=9))
    made.order(3, due_at=None, state="attention")
    wait(made, clock, 8)
    assert code(made) is None


def test_the_connections_own_trouble_goes_first(here: Any, clock: Any) -> None:
    made, _ = here
    made.order(1, due_at=made.now)
    clock.move(days=30)
    assert code(made) == "consent_dying"


def test_the_shop_hears_that_nothing_is_worked_on(here: Any, clock: Any) -> None:
    made, _ = here
    alive.beat(made.tools, "clock")
    assert made.desk("alive") == {"still_since": None, "unheard_since": None, "untold": 0}
    since = made.now.isoformat()
    clock.move(minutes=16)
    assert made.desk("alive")["still_since"] == since
    alive.beat(made.tools, "clock")
    assert made.desk("alive")["still_since"] is None


def test_the_shop_hears_that_it_takes_no_news(here: Any, clock: Any) -> None:
    made, shop = here
    made.order(1, state="booked", version=2)
    shop.replies["status"] = Reply(503)
    since = made.now.isoformat()
    for _ in range(3):
        tell.tell("shop1", made.tools)
        clock.move(hours=1)
    said = made.desk("alive")
    assert (said["unheard_since"], said["untold"]) == (since, 1)
    shop.replies.clear()
    tell.tell("shop1", made.tools)
    assert made.desk("alive")["unheard_since"] is None


def test_the_host_sees_it_at_the_health_door_in_the_gauges_and_by_the_doctor(
    here: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = here
    assert made.client.get("/health").json["working"] is False, "the clock never ran"
    alive.beat(made.tools, "clock")
    assert made.client.get("/health").json["working"] is True
    assert b"ledgerbridge_shops_silent 0.0" in made.client.get("/metrics").data
    clock.move(hours=5)
    with made.tools.db.write() as session:
        session.delete(session.get_one(Beat, "up"))
    health = made.client.get("/health")
    assert (health.status_code, health.json["working"]) == (200, False)
    assert b"ledgerbridge_shops_silent 1.0" in made.client.get("/metrics").data
    monkeypatch.setattr(doctor, "_database", lambda made: (True, "database: fine"))
    words = [words for fine, words in doctor._findings(made.tools.config, made.tools) if not fine]
    url = made.get(Shop, "shop1").url
    assert any(line.startswith(f"{url}: The service has heard nothing from this shop") for line in words)
    assert any(line.startswith("clock: last seen") for line in words)
