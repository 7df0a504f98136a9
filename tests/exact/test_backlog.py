"""The measurement of ``make bench`` (tests/bench/backlog.py), small: every call Exact allows, and never a 429."""

import sys
from datetime import timedelta
from pathlib import Path

import pytest

from ledgerbridge.errors import BudgetSpent
from ledgerbridge.exact.limits import Budget
from ledgerbridge.exact.priorities import Priority, Standing

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.bench import backlog

pytestmark = pytest.mark.long


@pytest.mark.parametrize("skew", [0, -2])
@pytest.mark.parametrize("thief", ["seconds 0-60", "seconds 45-60"])
def test_a_backlog_is_worked_at_the_pace_exact_allows(thief, skew):
    found = backlog.run({"busy": 400, "middle": 300}, backlog.THIEVES[thief], skew)
    assert [tenant["429"] for tenant in found.values()] == [0, 0]
    assert all(tenant["share of a minute used"] >= 0.98 for tenant in found.values())
    assert all(tenant["ratio"] <= 1.02 for tenant in found.values())


@pytest.mark.parametrize("thief", ["all at second 4", "seconds 0-40", "seconds 0-60", "all at second 47"])
def test_a_person_gets_through_in_the_minute_he_asks_in(thief, db):
    """Each minute, at its thirtieth second, a person needs two calls, beside work without end and another app."""
    clock = backlog.VirtualClock()
    tenant = backlog.Tenant("busy", 1)
    exact = backlog.Counting(clock, backlog.THIEVES[thief], 0)
    waited, asked_in = [], 0
    while len(waited) < 30:
        minute = clock.at.replace(second=0, microsecond=0)
        if clock.at.second >= 30 and asked_in != minute:
            asked_in = minute
            waited.append(all(got(exact, tenant, db, clock, Standing(Priority.PERSON)) for _ in range(2)))
        until = got_until(exact, tenant, db, clock, Standing())
        person = minute + timedelta(seconds=30)
        clock.at = min(until, person) if until and clock.at < person else until or clock.at
    assert (sum(waited[1:]), len(waited[1:])) == (29, 29)  # the first minute is the one the other app is met in


def got(exact, tenant, db, clock, asks):
    return got_until(exact, tenant, db, clock, asks) is None


def got_until(exact, tenant, db, clock, asks):
    """None: the call was made; else the moment before which there is none."""
    try:
        exact.call(tenant, Budget(db, "app", 1, clock, asks=asks))
    except BudgetSpent as spent:
        return max(spent.until, clock.at)
    return None
