"""Daily totals over many seeds: orders come, change and are cancelled while the flows die and answers are lost; each
order is in Exact once, in entries that hold what their shares say."""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from chaos.simulated_exact import Killed, SimulatedExact, read_back
from chaos.test_simulation import ORDERS, SimulatedTools, order, pytest_generate_tests, world
from ledgerbridge.daily import flow
from ledgerbridge.demo.run import bundled_samples, message_of
from ledgerbridge.exact.assumptions import ENTRY_TYPE_CREDIT
from ledgerbridge.exact.calls import AccountFound, ReadBack
from ledgerbridge.inbox import store
from ledgerbridge.order import drain
from ledgerbridge.setup import settings as settings_document
from ledgerbridge.state.models import Document, Order
from ledgerbridge.state.models import Settings as SettingsRow
from ledgerbridge.tools import Tools

__all__ = ["pytest_generate_tests"]
SETTLED = ("booked", "skipped", "credited")


class SimulatedDays(SimulatedExact):
    def read_documents(self, kind: str, exact_ids: Iterable[str]) -> list[ReadBack]:
        """Credit entries read back positive, as ``exact/found.py`` gives them."""
        credit = {record["EntryID"] for _, record in self.entries if record["Type"] == ENTRY_TYPE_CREDIT}
        found = super().read_documents(kind, exact_ids)
        return [turned(one) if one.exact_id in credit else one for one in found]

    def account_by_code(self, code: str) -> AccountFound:
        self.reads += 1
        return AccountFound("guid-web", code, "Webwinkelklanten", "C", "", "", "")


def turned(one: ReadBack) -> ReadBack:
    per_code = {code: (-net, -vat) for code, (net, vat) in one.per_code.items()}
    return replace(one, net=-one.net, vat=-one.vat, gross=-one.gross, per_code=per_code)


@pytest.fixture(scope="module")
def message() -> Any:
    return message_of(bundled_samples() / "incl-single-line.json")


def test_every_order_is_in_one_day_once_over_many_seeds(seeds: Any, message: Any, key: str, clock: Any) -> None:
    for seed in seeds:
        exact, tools = days(seed, key, clock)
        sent = live(seed, tools, message, clock)
        wrong = check(exact, tools, sent)
        assert not wrong, f"seed {seed}: {wrong}"


def days(seed: int, key: str, clock: Any) -> tuple[SimulatedDays, SimulatedTools]:
    exact, tools = world(seed, key, clock)
    exact.__class__ = SimulatedDays
    with tools.db.write() as session:
        row = session.get_one(SettingsRow, ("shop", 1))
        changed = replace(settings_document.load(row.document), style="daily", collective_account="1000",
                          after_booking="reverse")  # fmt: skip
        row.document = settings_document.dump(changed)
    return exact, tools  # type: ignore[return-value]


def live(seed: int, tools: Tools, message: dict[str, Any], clock: Any) -> dict[int, Decimal]:
    """What each order is worth in the end: as it came, dearer, or nothing."""
    dice = random.Random(f"days {seed}")
    coming: list[dict[str, Any]] = []
    worth: dict[int, Decimal] = {}
    for number in range(ORDERS):
        first = order(message, 9000 + number, dice)
        coming.append(first)
        worth[9000 + number] = Decimal(first["order"]["total"])
        if dice.random() < 0.3:
            later = copy.deepcopy(first) | {"sequence": 2}
            later["order"]["status"] = "cancelled"
            worth[9000 + number] = Decimal(0)
            coming.insert(dice.randrange(len(coming)), later)
    coming.reverse()
    for turn in range(600):
        if coming and dice.random() < 0.5:
            arriving = coming.pop()
            id = f"msg_{arriving['order']['id']}_{arriving.get('sequence')}"
            store(tools, "shop", id, arriving, json.dumps(arriving).encode())
        for work in (drain.drain, flow.book_days):
            try:
                work("shop", tools)
            except Killed:
                clock.move(seconds=91)  # the lease of the dead runs out
        if not coming and not unsettled(tools):
            return worth
        clock.move(seconds=dice.choice((15, 130, 700, 3600) if turn > 20 else (1, 15, 60)))
    return worth


def unsettled(tools: Tools) -> int:
    with tools.db.read() as session:
        return session.query(Order).filter(Order.state.not_in(SETTLED)).count()


def check(exact: SimulatedExact, tools: Tools, worth: dict[int, Decimal]) -> dict[str, Any]:
    wrong: dict[str, Any] = {}
    texts = Counter(record["Description"] for _, record in exact.entries)
    if doubled := {text: count for text, count in texts.items() if count > 1}:
        wrong["entries twice"] = doubled
    books = sum((read_back(record).gross for _, record in exact.entries), Decimal(0))
    if books != sum(worth.values()):
        wrong["sum"] = (books, sum(worth.values()))
    with tools.db.read() as session:
        shares = session.query(Document).filter(Document.kind == "day_share").all()
        entries = {row.key: row for row in session.query(Document).filter(Document.kind == "day_entry")}
        for order_id, gross in worth.items():
            mine = [Decimal(one.wanted["gross"]) * (-1 if one.credit else 1) for one in shares
                    if one.order_id == order_id and one.state == "booked"]  # fmt: skip
            if sum(mine, Decimal(0)) != gross:
                wrong[f"order {order_id}"] = (mine, gross)
        if strange := [one.key for one in shares if one.state != "booked" or entries[one.batch].state != "booked"]:
            wrong["shares"] = strange
        if unequal := [key for key, row in entries.items() if row.difference != "0.00"]:
            wrong["unequal"] = unequal
        if left := [(row.order_id, row.state, row.cause) for row in session.query(Order) if row.state not in SETTLED]:
            wrong["open"] = left[:3]
    return wrong
