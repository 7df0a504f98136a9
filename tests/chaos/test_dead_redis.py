"""Redis is dead: messages are still taken, at once, and booked when it returns. On PostgreSQL and SQLite."""

from __future__ import annotations

import time

import pytest

from ledgerbridge.demo import run
from ledgerbridge.demo.shop import DemoShop
from ledgerbridge.demo.stack import Stack

pytestmark = pytest.mark.server


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_dead_redis_still_gives_202_and_the_order_is_booked_when_it_returns(tmp_path, request, kind):
    url = "" if kind == "sqlite" else request.getfixturevalue("postgres").new_database()
    pace = run.SANDBOX_PACE
    with Stack(tmp_path, sandbox_arguments=pace, database_url=url) as stack, DemoShop(stack.url) as shop:
        run.connect(stack, shop, "entry")
        stack.stop("redis")
        message = run.message_of(run.bundled_samples() / "incl-single-line.json")
        began = time.monotonic()
        assert shop.send(message) == "accepted"
        assert time.monotonic() - began < 3, "the bell must not hold up the answer"
        assert not stack.is_running("redis")
        stack.start_redis()
        end = time.monotonic() + 60
        while time.monotonic() < end and shop.reports.get(message["order"]["id"], {}).get("state") != "booked":
            time.sleep(0.3)
        assert shop.reports[message["order"]["id"]]["state"] == "booked"
