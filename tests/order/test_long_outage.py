"""Consent lost for a week: everything waits, nothing is asked of Exact, the shop is told once, and one click lets
it all go on in the order in which it came."""

from __future__ import annotations

import random
from typing import Any

import pytest

from ledgerbridge.order import drain
from ledgerbridge.state.models import Attempt, Connection, Order
from order.test_flow import Place, give_consent, place, sample

__all__ = ["place"]
pytestmark = pytest.mark.server
DAYS, A_DAY = 7, 4


def lose_consent(place: Place) -> None:
    """A bookkeeper withdraws the app's access: the next refresh is refused."""
    place.exact.sandbox.oauth.revoke()


def calls(place: Place) -> list[str]:
    return [call["path"] for call in place.exact.sandbox.log]


def alarms(place: Place) -> list[str | None]:
    """What the shop was told about its connection, in order; None: that it is over."""
    told = [asked.json["connection"] for asked in place.listener.asked if b'"connection"' in asked.body]
    return [one and one["code"] for one in told]


def tries(place: Place) -> int:
    with place.tools.db.read() as session:
        return session.query(Attempt).count()


def rows(place: Place, numbers: list[int]) -> list[Order]:
    return [place.order_row(one) for one in numbers]


def test_a_week_without_consent_loses_nothing_and_drains_in_order_of_arrival(place: Place, clock: Any) -> None:
    place.send(sample("incl-single-line", 1000), "msg_0")
    place.work()
    assert place.order_row(1000).state == "booked"
    lose_consent(place)
    coming = list(range(1001, 1001 + DAYS * A_DAY))
    random.Random(7).shuffle(coming)  # an order paid later comes later than its number says
    for number in coming:
        place.send(sample("incl-single-line", number), f"msg_{number}")
        place.work()
        clock.move(hours=24 / A_DAY)
        place.work()  # the sweep looks again and again
        if number == coming[0]:  # the one that found out; from here on Exact is left alone
            assert place.order_row(number).calls <= 1
            place.exact.sandbox.log.clear()
            spent = tries(place)
    waiting = rows(place, coming)
    assert {row.state for row in waiting} == {"parked"}
    assert {row.problem["code"] for row in waiting} == {"consent_lost"}
    assert {(row.attempts, row.calls) for row in waiting[1:]} == {(0, 0)}
    assert calls(place) == [] and tries(place) == spent
    assert alarms(place) == ["consent_lost"]  # the shop shows and mails it, once
    assert place.get(Connection, "shop1").problem["code"] == "consent_lost"
    assert len(place.books()) == 1
    give_consent(place)
    assert ("drain", "shop1") in place.rung
    place.work()
    assert {row.state for row in rows(place, coming)} == {"booked"}
    assert [int(entry["YourRef"]) for entry in place.books()] == [1000, *coming]
    assert place.get(Connection, "shop1").problem is None
    assert alarms(place) == ["consent_lost", None]


def test_who_meets_the_end_of_a_minute_keeps_the_place_and_a_push_goes_first(place: Place, clock: Any) -> None:
    came = [1003, 1001, 1002]
    for number in came:
        place.send(sample("incl-single-line", number), f"msg_{number}")
        clock.move(seconds=1)
    with place.tools.db.write() as session:
        row = session.get_one(Order, ("shop1", 1003))
        row.due_at = clock.now()  # as after BudgetSpent: due again when the minute opened, later than the others
    assert [row.order_id for row in drain._due("shop1", place.tools, 9)] == came
    with place.tools.db.write() as session:
        session.get_one(Order, ("shop1", 1002)).asked = "push"
    assert [row.order_id for row in drain._due("shop1", place.tools, 9)] == [1002, 1003, 1001]
    with place.tools.db.write() as session:
        session.get_one(Order, ("shop1", 1003)).attempts = 1  # failed: it lets the others pass
    assert [row.order_id for row in drain._due("shop1", place.tools, 9)] == [1002, 1001, 1003]
