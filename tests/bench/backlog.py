"""A backlog of many orders over three administrations, on a virtual clock: is every call that Exact allows used, and
never one more?

The real drainer (``order/drain``: leases, plan, claims, rows, read-back, reports) works real messages on SQLite with
the real budget; what is simulated is Exact's answers, the shop that takes reports, and the queue, which rings when it
was told to. Exact's side of the limits is the sandbox's own counting (``exact_sandbox.limits``). Another app of the
same id takes twenty calls of every minute of the busy administration and says nothing; when in the minute, and how
far the two clocks are apart, is a case of its own.

The bound is worked out here from the limits alone: 60 a minute, 5,000 a day, less what the other app got.
"""

from __future__ import annotations

import heapq
import json
import math
import random
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from cryptography.fernet import Fernet

from chaos.simulated_exact import SimulatedExact
from chaos.test_simulation import DeafShop
from exact_sandbox.limits import Limits
from ledgerbridge.config import Config
from ledgerbridge.errors import BudgetSpent
from ledgerbridge.exact.limits import Budget
from ledgerbridge.exact.priorities import Standing
from ledgerbridge.inbox import store
from ledgerbridge.order import drain
from ledgerbridge.setup import settings as settings_document
from ledgerbridge.state.db import Database
from ledgerbridge.state.models import Base, Connection, Order, Shop
from ledgerbridge.state.models import Settings as SettingsRow
from ledgerbridge.state.vault import Vault
from ledgerbridge.tools import Tools
from order import make

ORDERS = {"busy": 5_000, "middle": 3_000, "quiet": 2_000}
FEW = {"busy": 1_500, "middle": 900}
STOLEN = {"busy": 20}  # calls that another app wants of each minute
PER_MINUTE, PER_DAY = 60, 5000
ANSWER = timedelta(milliseconds=120)  # what a call takes
WAKE = timedelta(milliseconds=700)  # from a ring to the first call: RQ's scheduler and a fork
START = datetime(2026, 11, 27, 0, 0, 20, tzinfo=UTC)  # a Friday in November

Wanted = Callable[[int, float], int]
"""(minute, second of it) → calls the other app has wanted so far in this minute."""


def spread(first: float, last: float, calls: int = 20) -> Wanted:
    """Evenly between two seconds of the minute."""
    return lambda _, second: max(0, min(calls, math.ceil(calls * (second - first) / max(last - first, 0.001))))


def erratic(seed: int) -> Wanted:
    """Another number of calls at another moment every minute, all at once. Nobody can foresee it: what is asked of us
    is only that it costs little."""

    def wanted(minute: int, second: float) -> int:
        dice = random.Random(f"{seed} {minute}")
        return dice.randint(0, 20) if second >= dice.uniform(0, 60) else 0

    return wanted


THIEVES: dict[str, Wanted] = {
    "seconds 0-60": spread(0, 60), "seconds 0-40": spread(0, 40), "seconds 20-60": spread(20, 60),
    "seconds 45-60": spread(45, 60), "all at second 4": spread(4, 4), "all at second 47": spread(47, 47),
} | {f"0 to 20, any moment ({seed})": erratic(seed) for seed in range(3)}  # fmt: skip
MOST_RATIO, LEAST_USED, MEETINGS = 1.02, 0.98, 1  # one 429 when another app is met for the first time
ERRATIC_RATIO, ERRATIC_USED, ERRATIC_PER_1000 = 1.25, 0.80, 2
SKEWS = (-5, -2, -1, 1, 2, 5)  # seconds that Exact's clock is ahead of ours


@dataclass
class VirtualClock:
    at: datetime = START

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Tenant:
    name: str
    division: int
    made: int = 0  # calls that Exact took
    refused: int = 0  # 429
    done_at: datetime = START
    minutes: dict[int, int] = field(default_factory=dict)  # our calls of each of Exact's minutes
    stolen: dict[int, int] = field(default_factory=dict)  # that the other app got


class Counting:
    """Exact's side of the limits, with the other app in the way."""

    def __init__(self, clock: VirtualClock, thief: Wanted, skew: float) -> None:
        self.limits, self.clock, self.thief, self.skew = Limits(PER_MINUTE, PER_DAY), clock, thief, skew
        self.asked: dict[tuple[int, int], int] = {}

    def call(self, tenant: Tenant, budget: Budget) -> None:
        """One call of ours, as the client makes it: taken off the budget, answered, learned from."""
        budget.take("salesentry/SalesEntries")
        seconds = self.clock.at.timestamp() + self.skew
        self._steal(tenant, seconds)
        allowed, headers = self.limits.take("ours", tenant.division, seconds)
        self.clock.at += ANSWER
        moment = datetime.fromtimestamp(seconds + ANSWER.total_seconds(), UTC)
        headers["Date"] = moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
        if not allowed:
            tenant.refused += 1
            raise BudgetSpent("Exact's call limit is used up.", budget.hit("salesentry/SalesEntries", headers))
        tenant.made += 1
        tenant.minutes[int(seconds // 60)] = tenant.minutes.get(int(seconds // 60), 0) + 1
        tenant.done_at = self.clock.at
        budget.learn(headers)

    def _steal(self, tenant: Tenant, seconds: float) -> None:
        """What the other app wanted since our last call counts with ours, in its own minute."""
        if tenant.name not in STOLEN:
            return
        last = int(seconds // 60)
        for minute in range(max((known for _, known in self.asked), default=last), last + 1):
            until = seconds - minute * 60 if minute == last else 60
            wanted = self.thief(minute, until)
            for number in range(self.asked.get((tenant.division, minute), 0), wanted):
                if self.limits.take("ours", tenant.division, min(minute * 60 + 59.9, seconds))[0]:
                    tenant.stolen[minute] = tenant.stolen.get(minute, 0) + 1
                self.asked[tenant.division, minute] = number + 1
            self.asked.setdefault((tenant.division, minute), 0)


class Books(SimulatedExact):
    """An Exact that answers every call, one by one, within its limits."""

    def __init__(self, tenant: Tenant, exact: Counting) -> None:
        super().__init__(exact.clock, random.Random(tenant.division), 0.0, unique_numbers=False, late=timedelta(0))
        self.tenant, self.exact, self.division = tenant, exact, tenant.division
        self.budget: Budget | None = None

    def _write(self, store: list[tuple[datetime, dict[str, Any]]], record: dict[str, Any]) -> dict[str, Any]:
        assert self.budget is not None
        self.exact.call(self.tenant, self.budget)
        return super()._write(store, record)

    def _visible(self, store: list[tuple[datetime, dict[str, Any]]]) -> list[dict[str, Any]]:
        assert self.budget is not None
        self.exact.call(self.tenant, self.budget)
        return super()._visible(store)

    def read_documents(self, kind: str, exact_ids: Any) -> Any:
        wanted = set(exact_ids)
        found = super().read_documents(kind, wanted)
        self.entries = [one for one in self.entries if one[1]["EntryID"] not in wanted]  # proved: never asked again
        return found

    def asked_by_a_person(self, _: bool) -> None:
        """Nobody pushes here."""


class BenchTools(Tools):
    books: dict[str, Books]
    bell: dict[str, datetime]

    def exact(self, shop_id: str, priority: object = None) -> Any:
        book = self.books[shop_id]
        book.budget = Budget(self.db, "app", book.division, self.clock, asks=Standing())
        return book

    def shop(self, shop_id: str) -> Any:
        return DeafShop()


def measure() -> dict[str, Any]:
    """The issue's own case whole; the others with fewer orders."""
    few = f"{sum(FEW.values()):,} orders"
    cases: dict[str, tuple[dict[str, int], Wanted, float]] = {
        f"{sum(ORDERS.values()):,} orders, the other app in seconds 0-60": (ORDERS, THIEVES["seconds 0-60"], 0)
    }
    cases |= {f"{few}, {name}": (FEW, thief, 0) for name, thief in THIEVES.items()}
    cases |= {f"{few}, Exact's clock {skew:+} s": (FEW, THIEVES["seconds 0-60"], skew) for skew in SKEWS}
    return {name: run(*case) for name, case in cases.items()}


def over_the_bar(name: str, found: dict[str, Any]) -> list[str]:
    """What a case missed: with an app that does the same every minute the issue's own bar, but for one 429 when it is
    met first; with one that nobody can foresee a bar of our own."""
    random_app = "any moment" in name
    most, least = (ERRATIC_RATIO, ERRATIC_USED) if random_app else (MOST_RATIO, LEAST_USED)
    refused = sum(tenant["429"] for tenant in found.values())
    allowed = max(1, sum(one["calls"] for one in found.values()) * ERRATIC_PER_1000 // 1000) if random_app else MEETINGS
    missed = [f"{name}: {refused} × 429, {allowed} at most"] if refused > allowed else []
    for tenant, one in found.items():
        if one["ratio"] > most:
            missed.append(f"{name}: {tenant} took {one['ratio']} of the bound, {most} at most")
        if one["share of a minute used"] < least:
            missed.append(f"{name}: {tenant} used {one['share of a minute used']:.2%}, {least:.0%} at least")
    return missed


def told(found: dict[str, Any]) -> str:
    """One line of the page."""
    ratios = ", ".join(f"{name} {tenant['ratio']:.4f}" for name, tenant in found.items())
    used = min(tenant["share of a minute used"] for tenant in found.values())
    calls = sum(tenant["calls"] for tenant in found.values())
    refused = sum(tenant["429"] for tenant in found.values())
    return f"{calls:,} calls; time to the bound: {ratios}; of each minute used {used:.2%}; 429: {refused}"


def run(orders: dict[str, int], thief: Wanted, skew: float = 0) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{Path(folder) / 'backlog.sqlite3'}")
        Base.metadata.create_all(db.engine)
        clock = VirtualClock()
        tenants = [Tenant(name, number) for number, name in enumerate(orders, 1)]
        tools = prepared(db, clock, tenants, orders)
        exact = Counting(clock, thief, skew)
        object.__setattr__(tools, "books", {tenant.name: Books(tenant, exact) for tenant in tenants})
        work(tools, clock, tenants)
        left = {tenant.name: open_orders(tools, tenant.name) for tenant in tenants}
        db.close()
    assert not any(left.values()), f"not booked: {left}"
    return {tenant.name: figures(tenant, orders[tenant.name]) for tenant in tenants}


def prepared(db: Database, clock: VirtualClock, tenants: list[Tenant], orders: dict[str, int]) -> BenchTools:
    key = Fernet.generate_key().decode()
    config = Config.from_env({"LEDGERBRIDGE_KEYS": key, "DATABASE_URL": "sqlite://"})
    bell: dict[str, datetime] = {}

    def ring(flow: str, shop_id: str) -> None:
        if flow == "drain":
            bell[shop_id] = min(bell.get(shop_id, clock.at), clock.at)

    def ring_at(flow: str, shop_id: str, when: datetime) -> None:
        if flow == "drain":
            bell[shop_id] = min(bell.get(shop_id, when), when)

    tools = BenchTools(config, db, Vault((key,)), clock, ring, ring_at)
    object.__setattr__(tools, "bell", bell)
    document = settings_document.dump(make.settings(payments=(), number_base=10_000_000))
    with db.write() as session:
        for tenant in tenants:
            session.add(Shop(id=tenant.name, url="u", rest_url="r", marker=f"B{tenant.division:03}", secrets=b"",
                             rest_key=b"", paired_at=START))  # fmt: skip
            session.flush()
            session.add(SettingsRow(shop_id=tenant.name, version=1, document=document, changed_at=START))
            session.add(Connection(shop_id=tenant.name, base_url="http://exact.invalid", state="connected",
                                   division=tenant.division))  # fmt: skip
            ledgers(session, tenant)
    for tenant in tenants:
        for number in range(1, orders[tenant.name] + 1):
            told = json.loads(json.dumps(message(number), default=str))
            store(tools, tenant.name, f"msg_{number}", told, json.dumps(told).encode())
    return tools


def ledgers(session: Any, tenant: Tenant) -> None:
    from administration import ledger
    from ledgerbridge.exact import found
    from ledgerbridge.state.models import Choice

    rows = [found.row(ledger(code, code)) for code in ("8000", "8090", "8095", "4999")]
    session.add(Choice(shop_id=tenant.name, division=tenant.division, kind="ledgers", rows=rows, read_at=START))


def message(number: int) -> dict[str, Any]:
    made = make.message(make.line("45.19", "9.49", id=1), id=number, number=str(number))
    return made | {"sequence": 1}


def work(tools: BenchTools, clock: VirtualClock, tenants: list[Tenant]) -> None:
    """Ring the drainer when it asked for it; each shop has a worker, so they overlap in time."""
    tools.bell.clear()
    due = [(START, tenant.name) for tenant in tenants]
    heapq.heapify(due)
    ends = {tenant.name: START for tenant in tenants}
    while due:
        at, shop_id = heapq.heappop(due)
        clock.at = max(at, ends[shop_id])
        tools.bell.pop(shop_id, None)
        drain.drain(shop_id, tools)
        ends[shop_id] = clock.at
        again = tools.bell.pop(shop_id, None) or next_due(tools, shop_id)
        if again is not None:
            heapq.heappush(due, (again + WAKE, shop_id))


def next_due(tools: Tools, shop_id: str) -> datetime | None:
    with tools.db.read() as session:
        first = session.query(Order.due_at).filter(Order.shop_id == shop_id, Order.due_at.is_not(None))
        row = first.order_by(Order.due_at).first()
    return None if row is None else row[0]


def open_orders(tools: Tools, shop_id: str) -> int:
    with tools.db.read() as session:
        return session.query(Order).filter(Order.shop_id == shop_id, Order.state != "booked").count()


def bound(tenant: Tenant) -> timedelta:
    """The shortest time in which the calls made fit, whoever makes them: 60 in every minute and 5,000 in every UTC
    day, less what the other app got."""
    at, left, day = START, tenant.made, PER_DAY
    while True:
        stolen = min(tenant.stolen.get(int(at.timestamp() // 60), 0), day)
        mine = max(0, min(PER_MINUTE - stolen, day - stolen, left))
        left, day = left - mine, day - mine - stolen
        if left <= 0:
            return at + mine * ANSWER - START
        at = at.replace(second=0) + timedelta(minutes=1)
        if at.hour == at.minute == 0:
            day = PER_DAY


def figures(tenant: Tenant, count: int) -> dict[str, Any]:
    took, least = tenant.done_at - START, bound(tenant)
    return {
        "orders": count,
        "calls": tenant.made,
        "hours": round(took / timedelta(hours=1), 2),
        "bound in hours": round(least / timedelta(hours=1), 2),
        "ratio": round(took / least, 4),
        "share of a minute used": share(tenant),
        "429": tenant.refused,
    }


def share(tenant: Tenant) -> float:
    """Of the minutes in which work was done, but for the first and the last: calls made by both apps, of 60."""
    whole = sorted(tenant.minutes)[1:-1]
    day_ended = {minute for minute in whole if minute + 1 not in tenant.minutes}
    used = [tenant.minutes[minute] + tenant.stolen.get(minute, 0) for minute in whole if minute not in day_ended]
    return round(sum(used) / (len(used) * PER_MINUTE), 4) if used else 0.0
