"""The measurement of ``make bench`` (tests/bench/backlog.py), small: every call Exact allows, and never a 429."""

import sys
from pathlib import Path

import pytest

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
