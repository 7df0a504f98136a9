"""A shop whose orders are paid, with an Exact in memory that keeps bank and cash entries beside the rest.

The real drain, story, rows, claims and flow run on it; ``tests/payment/test_against_sandbox.py`` has the real wire.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from administration import journal, ledger
from chaos.simulated_exact import SimulatedExact
from chaos.test_simulation import DeafShop, empty_database
from ledgerbridge.clock import Clock
from ledgerbridge.config import Config
from ledgerbridge.errors import Permanent, Problem
from ledgerbridge.exact import found
from ledgerbridge.exact.calls import MoneyLine, OpenItem, Posted
from ledgerbridge.inbox import store
from ledgerbridge.order import drain
from ledgerbridge.payment import receipts
from ledgerbridge.setup import settings as settings_document
from ledgerbridge.setup.settings import PaymentRule, Settings
from ledgerbridge.state.models import Choice, Connection, Document, Order, Receipt, Shop
from ledgerbridge.state.models import Settings as SettingsRow
from ledgerbridge.state.vault import Vault
from ledgerbridge.tools import Tools
from order import make

QUIET, LATE = timedelta(seconds=120), timedelta(seconds=90)
LEDGERS = ("1240", "1300", "1610", "2000", "4400", "8000", "8010", "8020", "8030", "8050", "8090", "8095", "4999")


class Till(SimulatedExact):
    """``refuses``: a text; an entry with a line that holds it is refused. ``open``: what receivables say, by id."""

    def __init__(self, clock: Any, dice: random.Random, faults: float = 0.0) -> None:
        super().__init__(clock, dice, faults, unique_numbers=True, late=LATE)
        self.money: list[tuple[Any, dict[str, Any]]] = []
        self.refuses = ""
        self.open: dict[str, list[OpenItem]] = {}

    def create_money_entry(self, kind: str, body: dict[str, Any]) -> Posted:
        lines = body.get("BankEntryLines") or body["CashEntryLines"]
        if self.refuses and any(self.refuses in line["Description"] for line in lines):
            self.writes += 1
            raise Permanent(Problem("period_closed", {"en": "closed"}, {"en": "closed"}, {"en": "open it"}))
        number = str(26_200_001 + len(self.money))
        made = {**body, "kind": kind, "EntryID": str(uuid.UUID(int=self._dice.getrandbits(128))), "EntryNumber": number}
        record = self._write(self.money, made)
        return Posted(record["EntryID"], number, None, None, None, record)

    def find_money_lines(self, kind: str, day: date) -> list[MoneyLine]:
        return [
            MoneyLine(record["EntryID"], record["EntryNumber"], line["Description"], line["AmountFC"])
            for record in self._visible(self.money)
            if record["kind"] == kind
            for line in record.get("BankEntryLines") or record["CashEntryLines"]
            if line["Date"] == day.isoformat()
        ]

    def receivables(self, entry_ids: Iterable[str], numbers: Iterable[str] = ()) -> list[OpenItem]:
        self.reads += 1
        return [item for one in (*entry_ids, *numbers) for item in self.open.get(one, ())]

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """(ledger, amount, day) of every line that stands."""
        return [
            (line["GLAccount"].removeprefix("id-"), f"{line['AmountFC']:.2f}", line["Date"])
            for _, record in self.money
            for line in record.get("BankEntryLines") or record["CashEntryLines"]
        ]


@dataclass(frozen=True)
class TillTools(Tools):
    till: Any = None

    def exact(self, shop_id: str, priority: object = None) -> Any:
        return self.till

    def shop(self, shop_id: str) -> Any:
        return DeafShop()


@dataclass
class Paid:
    """Words for what tests do."""

    tools: TillTools
    till: Till
    clock: Any
    sent: int = 0

    def send(self, message: dict[str, Any]) -> None:
        self.sent += 1
        told = json.loads(json.dumps(message, default=str)) | {"sequence": self.sent}
        store(self.tools, "shop", f"msg_{self.sent}", told, json.dumps(told).encode())

    def work(self) -> None:
        drain.drain("shop", self.tools)

    def book(self, wait: int = 6) -> int:
        """Payments of earlier days wait five minutes for others of their kind."""
        self.clock.move(minutes=wait)
        return receipts.book_due("shop", self.tools)

    def next_day(self) -> None:
        self.clock.move(days=1)

    def all(self, kind: type[Any]) -> list[Any]:
        with self.tools.db.read() as session:
            return list(session.query(kind).order_by(kind.id))

    @property
    def receipts(self) -> list[tuple[str, str, str]]:
        return [(row.key, row.amount, row.state) for row in self.all(Receipt)]

    def order(self, order_id: int = 1042) -> Order:
        with self.tools.db.read() as session:
            return session.get_one(Order, ("shop", order_id))

    def batches(self) -> list[Document]:
        return [row for row in self.all(Document) if row.kind in ("bank_entry", "cash_entry")]

    def change(self, **settings: Any) -> None:
        with self.tools.db.write() as session:
            newest = session.query(SettingsRow).order_by(SettingsRow.version.desc()).first()
            whole = settings_document.load(newest.document)
            document = settings_document.dump(Settings(**(whole.__dict__ | settings)))
            now = self.clock.now()
            session.add(SettingsRow(shop_id="shop", version=newest.version + 1, document=document, changed_at=now))


RULES = (PaymentRule("*", "WEB", "paid", "22"), PaymentRule("cod", "", "paid", "10"), PaymentRule("bacs", "", "open"))


def paid(key: str, clock: Clock, faults: float = 0.0, seed: int = 1, **settings: Any) -> Paid:
    till = Till(clock, random.Random(seed), faults)
    config = Config.from_env({"LEDGERBRIDGE_KEYS": key, "DATABASE_URL": "sqlite://",
                              "LOST_ANSWER_QUIET_SECONDS": str(int(QUIET.total_seconds()))})  # fmt: skip
    tools = TillTools(config, empty_database(), Vault((key,)), clock, till=till)
    chosen = {"payments": RULES, "debtors_ledger": "1300", "gift_card_ledger": "1610", "payout_ledger": "2000",
              "provider_costs_ledger": "4400"} | settings  # fmt: skip
    document = settings_document.dump(make.settings(**chosen))
    journals = [journal("22", "Mollie", 16), journal("10", "Kas", 10), journal("70", "Verkoopboek"),
                found.Journal("id-23", "23", "Bank EUR", 12, "EUR", False, True, False)]  # fmt: skip
    rows = {"journals": [found.row(one) for one in journals],
            "ledgers": [found.row(ledger(code, code)) for code in LEDGERS]}  # fmt: skip
    now = clock.now()
    with tools.db.write() as session:
        session.add(Shop(id="shop", url="u", rest_url="r", marker="K7Q2", secrets=b"", rest_key=b"", paired_at=now))
        session.flush()
        session.add(SettingsRow(shop_id="shop", version=1, document=document, changed_at=now))
        session.add(Connection(shop_id="shop", base_url="http://exact.invalid", state="connected",
                               division=till.division))  # fmt: skip
        for kind, found_rows in rows.items():
            session.add(Choice(shop_id="shop", division=till.division, kind=kind, rows=found_rows, read_at=now))
    return Paid(tools, till, clock)


def order(order_id: int = 1042, net: str = "45.19", vat: str = "9.49", **more: Any) -> dict[str, Any]:
    """A paid order of 54.68, on 20 November."""
    return make.message(make.line(net, vat, id=1), **{"id": order_id, "number": str(order_id),
                                                      "transaction_id": f"tr_{order_id}", **more})  # fmt: skip


def worth(amounts: Iterable[str]) -> Decimal:
    return sum((Decimal(one) for one in amounts), Decimal("0.00"))
