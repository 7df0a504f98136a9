"""A backlog of many orders over three administrations, on a virtual clock: is every call that Exact allows used, and
never one more?

The real budget (``exact/limits``, its rows in SQLite) is asked for one call an order, by a loop that stops and
rings as ``order/drain`` does but is not it: leases, reports and RQ are not in the figure. Exact's side is the
sandbox's own counting of calls (``exact_sandbox.limits``), where another app takes twenty calls in the first forty
seconds of every minute of the first administration, and says nothing. Both clocks are the same here.

The bound is worked out here from the limits alone: 60 a minute, 5,000 a day, less what the other app got.
"""

from __future__ import annotations

import heapq
import math
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from exact_sandbox.limits import Limits
from ledgerbridge.errors import BudgetSpent
from ledgerbridge.exact.limits import Budget
from ledgerbridge.state.db import Database
from ledgerbridge.state.models import Base

ORDERS = {"busy": 5_000, "middle": 3_000, "quiet": 2_000}
STOLEN = {"busy": 20}  # calls that another app takes of each minute
PER_MINUTE, PER_DAY = 60, 5000
ANSWER = timedelta(milliseconds=120)  # what a call takes
SLICE = timedelta(seconds=45)  # as order/drain.SLICE
WAKE = timedelta(milliseconds=700)  # from a ring to the first call: RQ's scheduler and a fork
PATH = "salesentry/SalesEntries"
START = datetime(2026, 11, 27, 0, 0, 20, tzinfo=UTC)  # a Friday in November


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
    left: int
    done_at: datetime = START
    refused: int = 0  # 429
    minutes: dict[int, int] = field(default_factory=dict)  # calls of each minute
    stolen: dict[int, int] = field(default_factory=dict)  # that the other app got


def measure(orders: dict[str, int] | None = None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{Path(folder) / 'backlog.sqlite3'}")
        Base.metadata.create_all(db.engine)
        found = run(db, orders or ORDERS)
        db.close()
    return found


def run(db: Database, orders: dict[str, int]) -> dict[str, Any]:
    clock, exact = VirtualClock(), Exact()
    tenants = [Tenant(name, number, count) for number, (name, count) in enumerate(orders.items(), 1)]
    due = [(START, tenant.division) for tenant in tenants]
    heapq.heapify(due)
    by_division = {tenant.division: tenant for tenant in tenants}
    ends = {tenant.division: START for tenant in tenants}  # each has a worker: they overlap in time
    while due:
        at, division = heapq.heappop(due)
        tenant = by_division[division]
        clock.at = max(at, ends[division])
        again = drain(tenant, db, clock, exact)
        ends[division] = clock.at
        if tenant.left:
            heapq.heappush(due, (again + WAKE, division))
    return figures(tenants, orders)


class Exact:
    """Counts as Exact does, with the other app in the way."""

    def __init__(self) -> None:
        self.limits = Limits(PER_MINUTE, PER_DAY)
        self.stolen: dict[tuple[int, int], int] = {}

    def call(self, tenant: Tenant, now: datetime) -> dict[str, str] | None:
        """The headers of a good answer; None for a 429."""
        seconds = now.timestamp()
        self._steal(tenant, seconds)
        allowed, headers = self.limits.take("ours", tenant.division, seconds)
        if not allowed:
            tenant.refused += 1
            self.last = headers
            return None
        tenant.minutes[int(seconds // 60)] = tenant.minutes.get(int(seconds // 60), 0) + 1
        return headers

    def _steal(self, tenant: Tenant, seconds: float) -> None:
        """The other app spreads its calls over the first forty seconds of a minute; they count with ours."""
        minute, wanted = int(seconds // 60), STOLEN.get(tenant.name, 0)
        so_far = min(wanted, math.ceil(wanted * min(seconds % 60, 40) / 40))
        taken = self.stolen.get((tenant.division, minute), 0)
        for _ in range(so_far - taken):
            if self.limits.take("ours", tenant.division, seconds)[0]:
                tenant.stolen[minute] = tenant.stolen.get(minute, 0) + 1
        self.stolen[tenant.division, minute] = max(taken, so_far)


def drain(tenant: Tenant, db: Database, clock: VirtualClock, exact: Exact) -> datetime:
    """One job: call after call until the budget or the slice ends; when to ring again."""
    budget, end = Budget(db, "app", tenant.division, clock), clock.at + SLICE
    while tenant.left and clock.at < end:
        try:
            budget.take(PATH)
        except BudgetSpent as spent:
            assert spent.until is not None
            return spent.until
        headers = exact.call(tenant, clock.at)
        clock.at += ANSWER
        if headers is None:
            return budget.hit(PATH, exact.last)
        budget.learn(headers)
        tenant.left -= 1
        tenant.done_at = clock.at
    return clock.at


def bound(tenant: Tenant, count: int) -> timedelta:
    """The shortest time in which ``count`` calls fit, whoever makes them: 60 in every minute and 5,000 in every UTC
    day, less what the other app got (where we were done before it came: what it wants)."""
    at, left, day = START, count, PER_DAY
    while True:
        minute = int(at.timestamp() // 60)
        stolen = tenant.stolen.get(minute, 0 if minute in tenant.minutes else STOLEN.get(tenant.name, 0))
        stolen = min(stolen, day)
        mine = max(0, min(PER_MINUTE - stolen, day - stolen, left))
        left, day = left - mine, day - mine - stolen
        if left <= 0:
            return at + mine * ANSWER - START
        at = at.replace(second=0) + timedelta(minutes=1)
        if at.hour == at.minute == 0:
            day = PER_DAY


def figures(tenants: list[Tenant], orders: dict[str, int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for tenant in tenants:
        took, least = tenant.done_at - START, bound(tenant, orders[tenant.name])
        found[tenant.name] = {
            "orders": orders[tenant.name],
            "hours": round(took / timedelta(hours=1), 2),
            "bound in hours": round(least / timedelta(hours=1), 2),
            "ratio": round(took / least, 4),
            "share of a minute used": share(tenant),
            "429": tenant.refused,
        }
    return found


def share(tenant: Tenant) -> float:
    """Of the minutes in which work was done, but for the first and the last: calls made by both apps, of 60."""
    whole = sorted(tenant.minutes)[1:-1]
    day_ended = {minute for minute in whole if minute + 1 not in tenant.minutes}
    used = [tenant.minutes[minute] + tenant.stolen.get(minute, 0) for minute in whole if minute not in day_ended]
    return round(sum(used) / (len(used) * PER_MINUTE), 4)
