"""The chosen administration, looked at now and then: moved, gone, out of reach."""

from __future__ import annotations

import pytest

from feed.conftest import DIVISION, SHOP
from ledgerbridge.feed import listen
from ledgerbridge.state.models import Connection, Order
from ledgerbridge.status import alarm


def connection(place):
    return place.world.get(Connection, SHOP)


def test_a_moved_administration_is_noticed_and_its_feeds_begin_anew(listening):
    exact_id = listening.item("MOK-004")
    listening.flow("feeds")
    before = listening.cursor("items").at
    assert before > 1 and connection(listening).division_moved_at is None
    listening.division.move()
    listening.flow("listen")
    assert connection(listening).division_moved_at is not None
    listening.change(exact_id, Code="MOK-MOVED")
    listening.deliver()
    listening.flow("feeds")
    assert listening.link("sku:MOK-004") is None  # its new Timestamp is lower than the old cursor was
    assert listening.cursor("items").at < before + 1000
    listening.sandbox.log.clear()
    listening.sandbox.clock.advance(3601)
    listening.flow("feeds")
    assert len(listening.reads("sync/Logistics/Items")) == 1  # and goes on from there


@pytest.mark.parametrize(
    "reason, code",
    [
        ("NoDivisionAccess", "no_division_access"),
        ("LicenseExpired", "licence_expired"),
        ("BlockedUser", "user_blocked"),
    ],
)
def test_a_refused_administration_is_an_alarm_and_its_end_too(listening, reason, code):
    planned = {"fault": "forbidden", "reason": reason, "match": {"path": "system/Divisions"}, "times": 1}
    listening.sandbox.faults.plan(planned)
    listening.flow("listen")
    assert connection(listening).problem["code"] == code
    assert alarm.untold_shops(listening.tools) == [SHOP]
    listening.flow("listen")
    assert connection(listening).problem is None and alarm.untold_shops(listening.tools) == []


def test_an_administration_that_is_gone_is_an_alarm(listening):
    with listening.tools.db.write() as session:
        session.get_one(Connection, SHOP).division = DIVISION
    listening.sandbox.divisions[DIVISION].code = 3999999
    try:
        with listening.tools.exact(SHOP) as exact:
            there = [one.code for one in exact.divisions()]
        listening.flow("listen")
        listening.world.order(1042, due_at=listening.world.now)
        listening.sandbox.log.clear()
        listening.flow("drain")
        assert listening.sandbox.log == []  # order by order Exact would say no, and close the endpoint in the end
    finally:
        listening.sandbox.divisions[DIVISION].code = DIVISION
    assert DIVISION not in there
    problem = connection(listening).problem
    assert problem["code"] == "division_gone" and str(DIVISION) in problem["what"]["nl"]
    order = listening.world.get(Order, (SHOP, 1042))
    assert (order.state, order.problem["code"], order.attempts) == ("parked", "division_gone", 0)
    assert listen.unchecked_shops(listening.tools, listening.world.now) == [SHOP]  # asked again at the next hour
    listening.flow("listen")
    assert connection(listening).problem is None
    assert listen.unchecked_shops(listening.tools, listening.world.now) == []
