"""The real drain, story and claims, over many seeds: no order lost, none twice, whatever is lost or dies.

No socket, no process, a clock that is moved by hand; each seed is a whole small world. A failing seed is
printed and repeats exactly: ``pytest tests/chaos/test_simulation.py --seeds 1 --first SEED``.
"""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from chaos.simulated_exact import Killed, SimulatedExact
from ledgerbridge.clock import Clock
from ledgerbridge.config import Config
from ledgerbridge.demo.run import bundled_samples, message_of
from ledgerbridge.inbox import store
from ledgerbridge.order import drain
from ledgerbridge.setup import settings as settings_document
from ledgerbridge.setup.settings import Settings, VatRule
from ledgerbridge.state.db import Database
from ledgerbridge.state.models import Base, Choice, Order, Shop
from ledgerbridge.state.models import Settings as SettingsRow
from ledgerbridge.state.vault import Vault
from ledgerbridge.tools import Tools

ORDERS = 12
PARTS = 8
QUIET = timedelta(seconds=120)
LATE = timedelta(seconds=90)  # Exact commits at most this late; shorter than the quiet period


@dataclass(frozen=True)
class SimulatedTools(Tools):
    """The real tools, with Exact and the shop in memory."""

    world: Any = None

    def exact(self, shop_id: str, priority: object = None) -> Any:
        return self.world

    def shop(self, shop_id: str) -> Any:
        return DeafShop()


class DeafShop:
    """Takes every report."""

    def report(self, orders: list[dict[str, Any]]) -> list[int]:
        return [order["order_id"] for order in orders]


@pytest.fixture(scope="module")
def message():
    return message_of(bundled_samples() / "incl-single-line.json")


def pytest_generate_tests(metafunc):
    """Many seeds go in parts, which may run beside each other; a single seed is a part."""
    first, seeds = metafunc.config.getoption("--first"), metafunc.config.getoption("--seeds")
    if "seeds" in metafunc.fixturenames:
        parts = [range(first + part, first + seeds, PARTS) for part in range(min(PARTS, seeds))]
        metafunc.parametrize("seeds", parts, ids=[f"{len(part)} from {part.start}" for part in parts])


def test_every_order_once_over_many_seeds(seeds, message, key, clock):
    calls = orders = 0
    for seed in seeds:
        exact, tools = world(seed, key, clock)
        live(seed, exact, tools, message, clock)
        wrong = check(exact, tools)
        assert not wrong, f"seed {seed}: {wrong}"
        calls, orders = calls + exact.reads + exact.writes, orders + ORDERS
    print(f"{orders} orders, {calls / orders:.2f} calls an order at 25 % faults")


@cache
def _database() -> Database:
    made = Database("sqlite://")
    Base.metadata.create_all(made.engine)
    return made


def empty_database() -> Database:
    """One in memory for all seeds, emptied: compiling its statements takes longer than a seed."""
    with _database().write() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
    return _database()


def world(seed: int, key: str, clock: Clock) -> tuple[SimulatedExact, SimulatedTools]:
    """A fresh database and a fresh Exact; every other seed's Exact takes a number twice (facts: unknown)."""
    exact = SimulatedExact(clock, random.Random(seed), 0.25, unique_numbers=bool(seed % 2), late=LATE)
    config = Config.from_env({"LEDGERBRIDGE_KEYS": key, "DATABASE_URL": "sqlite://",
                              "LOST_ANSWER_QUIET_SECONDS": str(int(QUIET.total_seconds()))})  # fmt: skip
    tools = SimulatedTools(config, empty_database(), Vault((key,)), clock, world=exact)
    rules = tuple(VatRule("domestic", "NL", percent, "2") for percent in (None,))
    document = settings_document.dump(
        Settings(style="entry", journal="70", vat=rules, revenue_ledger="8000", shipping_ledger="8000",
                 fee_ledger="8000", rounding_ledger="8000")
    )  # fmt: skip
    with tools.db.write() as session:
        now = clock.now()
        session.add(Shop(id="shop", url="u", rest_url="r", marker="K7Q2", secrets=b"", rest_key=b"", paired_at=now))
        session.flush()
        session.add(SettingsRow(shop_id="shop", version=1, document=document, changed_at=now))
        rows = [{"exact_id": "guid-8000", "code": "8000"}]
        session.add(Choice(shop_id="shop", division=exact.division, kind="ledgers", rows=rows, read_at=now))
    return exact, tools


def live(seed: int, exact: SimulatedExact, tools: SimulatedTools, message: dict[str, Any], clock: Any) -> None:
    """Orders come in (some twice, some of one customer) while the drain runs and dies and runs again."""
    dice = random.Random(f"life {seed}")
    coming = [order(message, 9000 + number, dice) for number in range(ORDERS)]
    for _ in range(400):
        if coming and dice.random() < 0.5:
            arriving = coming.pop()
            for again in range(dice.choice((1, 1, 2))):
                store(tools, "shop", f"msg_{arriving['order']['id']}_{again}", arriving, json.dumps(arriving).encode())
        try:
            drain.drain("shop", tools)
        except Killed:
            clock.move(seconds=91)  # the lease of the dead runs out
        if not coming and not open_orders(tools):
            return
        clock.move(seconds=dice.choice((1, 15, 60, 130)))


def order(message: dict[str, Any], order_id: int, dice: random.Random) -> dict[str, Any]:
    mine = copy.deepcopy(message)
    mine["order"] |= {"id": order_id, "number": str(order_id), "customer_id": 0}
    mine["order"]["billing"]["email"] = f"klant{dice.randrange(5)}@example.nl"
    return mine


def open_orders(tools: Tools) -> int:
    with tools.db.read() as session:
        return session.query(Order).filter(Order.state != "booked").count()


def check(exact: SimulatedExact, tools: Tools) -> dict[str, Any]:
    """What is wrong in the end; empty when every order stands in Exact once and every customer, too."""
    booked = Counter(record["YourRef"] for _, record in exact.entries)
    customers = Counter(record["Email"] for _, record in exact.accounts)
    wrong: dict[str, Any] = {}
    if booked != Counter({str(9000 + number): 1 for number in range(ORDERS)}):
        wrong["entries"] = {ref: count for ref, count in booked.items() if count != 1} or f"only {len(booked)}"
    if doubled := {mail: count for mail, count in customers.items() if count > 1}:
        wrong["customers"] = doubled
    if left := open_orders(tools):
        with tools.db.read() as session:
            wrong["open"] = (left, [(row.order_id, row.state, row.problem) for row in session.query(Order)][:3])
    return wrong
