"""Real processes, killed at bad moments; the books are counted afterwards: every accepted order once.

One run: orders come in all the time while a nemesis kills the worker, the web, the clock and Redis, wipes
Redis, and makes Exact lose answers after it committed. Ends when every order is told to be booked.
"""

from __future__ import annotations

import copy
import os
import random
import signal
import threading
import time
from collections import Counter

import pytest
import redis
import requests

from ledgerbridge.demo import run
from ledgerbridge.demo.shop import DemoShop
from ledgerbridge.demo.stack import Stack

pytestmark = pytest.mark.server

ORDERS = 60
RECOVERY = 120  # seconds after the last kill within which everything must be booked


def test_every_accepted_order_is_booked_once_whatever_dies(tmp_path):
    seed = int(os.environ.get("SEED") or random.randrange(10**6))
    print(f"seed {seed}")
    nemesis = random.Random(seed)
    quiet = {"LOST_ANSWER_QUIET_SECONDS": "3"}
    with Stack(tmp_path, sandbox_arguments=run.SANDBOX_PACE, environment=quiet) as stack, DemoShop(stack.url) as shop:
        run.connect(stack, shop, "entry")
        accepted: list[int] = []
        sender = threading.Thread(target=send_orders, args=(shop, accepted), daemon=True)
        sender.start()
        for deed in deeds(stack, nemesis):
            time.sleep(nemesis.uniform(0.3, 1.2))
            deed()
        sender.join(120)
        assert len(accepted) == ORDERS, "every message was answered 202 in the end"
        follow(shop, accepted)
        books = requests.get(f"{stack.exact_url}/_sandbox/books", timeout=30).json()
    booked = Counter(entry["YourRef"] for entry in entries_of(books))
    assert booked == Counter({str(order_id): 1 for order_id in accepted}), f"seed {seed}"


def deeds(stack: Stack, nemesis: random.Random):
    """What goes wrong, in an order of the seed's choosing; each part that was killed is started again."""

    def kill(name, start):
        def deed():
            stack.stop(name, signal.SIGKILL)
            time.sleep(nemesis.uniform(0, 0.5))
            start()

        return deed

    def wipe():
        redis.Redis(port=stack.redis_port).flushall()

    def fault(name, times):
        def deed():
            planned = {"match": {"method": "POST", "path": "salesentry/SalesEntries"}, "fault": name, "times": times}
            requests.post(f"{stack.exact_url}/_sandbox/faults", json=planned, timeout=30).raise_for_status()

        return deed

    found = [
        kill("worker", stack.start_worker),
        kill("worker", stack.start_worker),
        kill("web", stack.start_web),
        kill("clock", stack.start_clock),
        kill("redis", stack.start_redis),
        wipe,
        wipe,
        fault("answer_lost_after_commit", 3),
        fault("answer_lost_before_commit", 2),
        fault("status_503_html", 2),
        fault("status_500_generic", 1),
    ]
    nemesis.shuffle(found)
    return found


def send_orders(shop: DemoShop, accepted: list[int]) -> None:
    """Like the plugin: each message again and again, same id, until it is answered 202."""
    message = run.message_of(run.bundled_samples() / "incl-mixed-rates-8-lines.json")
    for order_id in range(5001, 5001 + ORDERS):
        mine = copy.deepcopy(message)
        mine["order"]["id"], mine["order"]["number"] = order_id, str(order_id)
        while True:
            try:
                shop.send(mine, f"msg_{order_id}_1")
                accepted.append(order_id)
                break
            except requests.RequestException:
                time.sleep(0.2)
        time.sleep(0.15)


def follow(shop: DemoShop, accepted: list[int]) -> None:
    end = time.monotonic() + RECOVERY
    while time.monotonic() < end:
        states = Counter(shop.reports.get(order_id, {}).get("state", "unknown") for order_id in accepted)
        if set(states) == {"booked"}:
            return
        time.sleep(0.5)
    pytest.fail(f"not booked within {RECOVERY} s: {states}")


def entries_of(books):
    """All sales entries in the sandbox's books, whatever the division."""
    found = []
    for division in books.get("divisions", [books]):
        found += division.get("sales_entries", division.get("entries", []))
    return found
