"""An Exact in memory that answers, loses answers, commits late, and sees its caller die; by a seeded dice.

It has the named calls of ``exact/calls.py`` that the order flow uses, so that the real story, claims and drain
run against it without a socket.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from ledgerbridge.errors import LostAnswer, Permanent, Problem, Temporary
from ledgerbridge.exact.assumptions import CREDIT_TYPES
from ledgerbridge.exact.calls import AccountFound, Found, ItemFound, Posted, ReadBack


class Killed(BaseException):
    """The process is gone at this very line: no handler runs, nothing is tidied up."""


class SimulatedExact:
    division, base_url = 3000001, "http://exact.invalid"

    def __init__(
        self, clock: Any, dice: random.Random, faults: float, *, unique_numbers: bool, late: timedelta
    ) -> None:
        self._clock, self._dice, self._faults = clock, dice, faults
        self._unique, self._late = unique_numbers, late
        self.entries: list[tuple[datetime, dict[str, Any]]] = []  # (visible from, record)
        self.accounts: list[tuple[datetime, dict[str, Any]]] = []
        self.reads = self.writes = 0

    def asked_by_a_person(self, _: bool) -> None:
        """No limits here."""

    # --- faults ---

    def _write(self, store: list[tuple[datetime, dict[str, Any]]], record: dict[str, Any]) -> dict[str, Any]:
        """Commit, or not, or later; and answer, or not, or see the caller die."""
        self.writes += 1
        now = self._clock.now()
        if self._dice.random() >= self._faults:
            store.append((now, record))
            return record
        how = self._dice.randrange(5)
        if how == 0:
            raise Temporary("refused before it was sent")
        if how == 1:
            raise LostAnswer("never arrived")
        if how == 2:
            store.append((now, record))
            raise LostAnswer("committed, answer lost")
        if how == 3:
            store.append((now + self._dice.random() * self._late, record))
            raise LostAnswer("commits later, answer lost")
        store.append((now, record))
        raise Killed

    def _visible(self, store: list[tuple[datetime, dict[str, Any]]]) -> list[dict[str, Any]]:
        self.reads += 1
        return [record for since, record in store if since <= self._clock.now()]

    # --- calls ---

    def create_sales_entry(self, body: dict[str, Any]) -> Posted:
        number = body.get("EntryNumber") or 700_000 + len(self.entries)
        if self._unique and any(record["EntryNumber"] == number for _, record in self.entries):
            self.writes += 1
            raise Permanent(Problem("already_exists", {}, {}, {}))
        made = {**body, "EntryNumber": number, "EntryID": str(uuid.UUID(int=self._dice.getrandbits(128)))}
        record = self._write(self.entries, made)
        return Posted(record["EntryID"], str(number), None, None, None, record)

    def find_sales_entries(self, *, journal: str, number: int | None = None, entry_date: Any = None) -> list[Found]:
        return [
            Found(r["EntryID"], str(r["EntryNumber"]), r["YourRef"], r["Description"], r["Customer"], None)
            for r in self._visible(self.entries)
            if number is None or r["EntryNumber"] == number
        ]

    def read_documents(self, kind: str, exact_ids: Iterable[str]) -> list[ReadBack]:
        wanted = set(exact_ids)
        return [read_back(record) for record in self._visible(self.entries) if record["EntryID"] in wanted]

    def find_accounts(self, *, vat_number: str = "", email: str = "") -> list[AccountFound]:
        return [_account(record) for record in self._visible(self.accounts) if email and record.get("Email") == email]

    def account_by_marker(self, search_code: str) -> AccountFound | None:
        found = [record for record in self._visible(self.accounts) if record.get("SearchCode") == search_code]
        return _account(found[0]) if found else None

    def create_account(self, body: dict[str, Any]) -> str:
        record = self._write(self.accounts, {**body, "ID": str(uuid.UUID(int=self._dice.getrandbits(128)))})
        return str(record["ID"])

    def update_account(self, exact_id: str, body: dict[str, Any]) -> None:
        self.writes += 1

    def items_by_code(self, codes: Iterable[str]) -> list[ItemFound]:
        return []


def read_back(record: dict[str, Any]) -> ReadBack:
    per_code: dict[str, tuple[Decimal, Decimal]] = {}
    for line in record["SalesEntryLines"]:
        net, vat = per_code.get(line["VATCode"], (Decimal(0), Decimal(0)))
        per_code[line["VATCode"]] = (net + line["AmountFC"], vat + line.get("VATAmountFC", Decimal(0)))
    net, vat = (sum((pair[i] for pair in per_code.values()), Decimal(0)) for i in (0, 1))
    credit = record["Type"] in CREDIT_TYPES
    return ReadBack(record["EntryID"], str(record["EntryNumber"]), net, vat, net + vat, per_code, credit)


def _account(record: dict[str, Any]) -> AccountFound:
    return AccountFound(
        record["ID"], "", record.get("Name", ""), "C", record.get("Email", ""), record.get("VATNumber", ""),
        record.get("SearchCode", ""),
    )  # fmt: skip
