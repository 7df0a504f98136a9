"""Consent lost for a week: everything waits, nothing is asked of Exact, and one click lets it go on in order."""

from __future__ import annotations

from typing import Any

import pytest

from ledgerbridge.state.models import Attempt, Connection, Order
from order.test_flow import Place, connect, place, sample

__all__ = ["place"]
pytestmark = pytest.mark.server
DAYS, A_DAY = 7, 4


def lose_consent(place: Place) -> None:
    """A bookkeeper withdraws the app's access: the next refresh is refused."""
    place.exact.sandbox.oauth.revoke()


def test_a_week_without_consent_loses_nothing_and_drains_in_order(place: Place, clock: Any) -> None:
    place.send(sample("incl-single-line", 1000), "msg_0")
    place.work()
    assert place.order_row(1000).state == "booked"
    lose_consent(place)
    number = 1000
    for _ in range(DAYS):
        for _ in range(A_DAY):
            number += 1
            place.send(sample("incl-single-line", number), f"msg_{number}")
            place.work()
            clock.move(hours=24 / A_DAY)
            place.work()  # the sweep looks again and again
    waiting = [place.order_row(one) for one in range(1001, number + 1)]
    assert {row.state for row in waiting} == {"parked"}
    assert {row.problem["code"] for row in waiting} == {"consent_lost"}
    assert sum(row.calls for row in waiting) <= 1  # the one that found out; nothing is asked after that
    assert place.get(Connection, "shop1").problem["code"] == "consent_lost"
    assert len(place.books()) == 1
    connect(place)  # one click: consent again, the administration stays
    place.work()
    assert {place.order_row(one).state for one in range(1001, number + 1)} == {"booked"}
    booked = [int(entry["YourRef"]) for entry in place.books()]
    assert booked == sorted(booked) and len(booked) == 1 + DAYS * A_DAY
    assert place.get(Connection, "shop1").problem is None
    with place.tools.db.read() as session:
        tries = session.query(Attempt).filter(Attempt.order_id == 1001).count()
        assert session.query(Order).filter(Order.booked_at.is_(None)).count() == 0
    assert tries <= 3
