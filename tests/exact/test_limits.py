"""The budget: one row for all processes, lowered by the headers, never a second 429."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from exact_samples import DIVISION, SHOP, prepare
from ledgerbridge.errors import BudgetSpent
from ledgerbridge.exact.limits import Budget
from ledgerbridge.exact.priorities import Priority, Standing
from ledgerbridge.state import models

ORDERS = "salesorder/SalesOrders"


@pytest.fixture
def budget(db, clock):
    """As a person in front of a screen sees it, whom nothing is kept from; test_priorities.py has the others."""
    return Budget(db, SHOP, DIVISION, clock, asks=Standing(Priority.PERSON))


def row(db):
    with db.read() as session:
        return session.get(models.Budget, (SHOP, DIVISION))


def headers(clock, minute_left=59, day_left=4999, minute_limit=60):
    ends = clock.now().replace(second=0, microsecond=0) + timedelta(minutes=1)
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return {
        "X-RateLimit-Minutely-Limit": str(minute_limit),
        "X-RateLimit-Minutely-Remaining": str(minute_left),
        "X-RateLimit-Minutely-Reset": str(int(ends.timestamp()) * 1000),
        "X-RateLimit-Limit": "5000",
        "X-RateLimit-Remaining": str(day_left),
        "X-RateLimit-Reset": str(int(midnight.timestamp()) * 1000),
    }


def test_first_call_assumes_sixty_a_minute_and_five_thousand_a_day(budget, db):
    budget.take(ORDERS)
    assert (row(db).minute_left, row(db).day_left) == (59, 4999)


def test_a_spent_minute_raises_with_the_moment_it_is_over(budget, clock):
    for _ in range(60):
        budget.take(ORDERS)
    with pytest.raises(BudgetSpent) as spent:
        budget.take(ORDERS)
    assert spent.value.until == datetime(2026, 11, 23, 9, 1, 3, tzinfo=UTC)
    clock.at = spent.value.until
    budget.take(ORDERS)


def test_a_patient_caller_sits_out_a_short_wait(db, clock):
    clock.at = datetime(2026, 11, 23, 9, 0, 57, tzinfo=UTC)
    budget = Budget(db, SHOP, DIVISION, clock, patience=timedelta(seconds=8))
    for _ in range(61):
        budget.take(ORDERS)
    assert clock.now() >= datetime(2026, 11, 23, 9, 1, 3, tzinfo=UTC)
    assert row(db).minute_left == 59


def test_headers_of_a_foreign_app_lower_the_count(budget, db, clock):
    budget.take(ORDERS)
    budget.learn(headers(clock, minute_left=12, day_left=800))
    assert (row(db).minute_left, row(db).day_left) == (12, 800)


def test_agreeing_headers_cost_no_write(budget, db, clock):
    budget.take(ORDERS)
    writes = []
    original = db.write
    db.write = lambda: writes.append(1) or original()
    budget.learn(headers(clock, minute_left=59, day_left=4999))
    assert writes == []


def test_429_of_the_minute_leaves_the_day_alone(budget, db, clock):
    budget.take(ORDERS)
    only_minute = {name: text for name, text in headers(clock, minute_left=0).items() if "Minutely" in name}
    until = budget.hit(ORDERS, only_minute)
    assert until == datetime(2026, 11, 23, 9, 1, 3, tzinfo=UTC)
    assert (row(db).minute_left, row(db).day_left) == (0, 4999)
    with pytest.raises(BudgetSpent):
        budget.take("crm/Accounts")
    clock.at = until
    budget.take("crm/Accounts")


def test_429_of_the_day_holds_until_utc_midnight(budget, db, clock):
    budget.take(ORDERS)
    only_day = {name: text for name, text in headers(clock, day_left=0).items() if "Minutely" not in name}
    assert budget.hit(ORDERS, only_day) == datetime(2026, 11, 24, 0, 0, 3, tzinfo=UTC)
    assert row(db).minute_left == 59


def test_429_without_headers_closes_the_endpoint_for_an_hour(budget, clock):
    budget.take(ORDERS)
    assert budget.hit(ORDERS, {"Reason": "ErrorLimitExceeded"}) == clock.now() + timedelta(hours=1)
    with pytest.raises(BudgetSpent):
        budget.take(ORDERS)
    budget.take("crm/Accounts")
    clock.move(hours=1)
    budget.take(ORDERS)


def test_429_from_a_clock_that_runs_behind_ours_still_waits(budget, clock):
    budget.take(ORDERS)
    clock.move(seconds=61)
    stale = headers(clock, minute_left=0) | {"X-RateLimit-Minutely-Reset": str(int(clock.now().timestamp() - 1) * 1000)}
    stale = {name: text for name, text in stale.items() if "Minutely" in name}
    assert budget.hit(ORDERS, stale) >= clock.now() + timedelta(seconds=6)


def test_five_refused_calls_close_an_endpoint_for_an_hour(budget, clock):
    for _ in range(4):
        budget.take(ORDERS)
        budget.refused(ORDERS)
    budget.take(ORDERS)
    budget.refused(ORDERS)
    with pytest.raises(BudgetSpent) as closed:
        budget.take(ORDERS)
    assert closed.value.until == clock.now() + timedelta(hours=1)
    budget.take("crm/Accounts")
    clock.move(hours=1)
    budget.take(ORDERS)


def test_refused_calls_of_more_than_an_hour_ago_are_forgotten(budget, clock):
    for _ in range(10):
        budget.refused(ORDERS)
        clock.move(minutes=16)
    budget.take(ORDERS)


def test_two_administrations_do_not_share_a_budget(db, clock, budget):
    other = Budget(db, SHOP, DIVISION + 1, clock)
    for _ in range(60):
        budget.take(ORDERS)
    other.take(ORDERS)


def test_many_threads_never_take_more_than_there_is(database, clock):
    prepare(database, clock)
    granted, refused = [], []

    def work():
        mine = Budget(database, SHOP, DIVISION, clock, asks=Standing(Priority.PERSON))
        for _ in range(20):
            try:
                mine.take(ORDERS)
                granted.append(1)
            except BudgetSpent:
                refused.append(1)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(granted), len(refused)) == (60, 20)
