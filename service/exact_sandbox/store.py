"""A division's records: one list per endpoint, each record a dict by field name (Decimal, str, int, bool, naive
UTC datetime, guid as lower-case text). Every change takes the next Timestamp."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .clock import Clock

Record = dict[str, Any]

DELETED_TYPES = {  # sync/Deleted.EntityType (facts 3)
    "financialtransaction/TransactionLines": 1, "crm/Accounts": 2, "crm/Addresses": 3, "crm/Contacts": 5,
    "documents/DocumentAttachments": 4, "documents/Documents": 6, "logistics/SalesItemPrices": 8,
    "inventory/StockPositions": 15, "salesorder/GoodsDeliveries": 16, "inventory/ItemWarehouses": 19,
    "financial/GLAccounts": 7, "logistics/Items": 9, "cashflow/Receivables": 10, "salesinvoice/SalesInvoices": 13,
    "salesorder/SalesOrders": 32,
}  # fmt: skip


LINES_DELETED = {"SalesOrderLines": 33, "GoodsDeliveryLines": 17}


@dataclass
class Division:
    code: int
    name: str
    clock: Clock
    country: str = "NL"
    currency: str = "EUR"
    trade: bool = True  # licence: sales orders, invoices and logistics; else bookkeeping only
    records: dict[str, list[Record]] = field(default_factory=dict)
    closed: set[tuple[int, int]] = field(default_factory=set)
    timestamp: int = 1000
    numbers: dict[str, int] = field(default_factory=dict)
    deleted: list[Record] = field(default_factory=list)
    moved_at: datetime | None = None

    def all(self, path: str) -> list[Record]:
        return self.records.setdefault(path, [])

    def find(self, path: str, key: str, value: Any) -> Record | None:
        return next((record for record in self.all(path) if record.get(key) == value), None)

    def by_code(self, path: str, code: str) -> Record | None:
        return next((r for r in self.all(path) if str(r.get("Code", "")).strip() == str(code).strip()), None)

    def add(self, path: str, record: Record, key: str = "ID") -> Record:
        """Keep a new record, with key, creation and Timestamp."""
        now = self.clock.now()
        record.setdefault(key, str(uuid.uuid4()))
        record |= {"Division": self.code, "Created": now, "Modified": now, "CreatorFullName": "Demo Gebruiker"}
        self.touch(record)
        self.all(path).append(record)
        return record

    def remove(self, path: str, record: Record, key: str = "ID") -> None:
        """Forget a record, and tell sync/Deleted."""
        self.records[path] = [one for one in self.all(path) if one is not record]
        self.timestamp += 1
        if path in DELETED_TYPES:
            self._gone(DELETED_TYPES[path], record[key])
        for name, kind in LINES_DELETED.items():
            for line in record.get(name) or []:
                self.timestamp += 1
                self._gone(kind, line["ID"])

    def _gone(self, kind: int, key: str) -> None:
        self.deleted.append({
            "ID": str(uuid.uuid4()), "Timestamp": self.timestamp, "EntityType": kind, "EntityKey": key,
            "DeletedDate": self.clock.now(), "Division": self.code,
        })  # fmt: skip

    def move(self) -> None:
        """To another database server: Timestamps start anew and the old ones mean nothing any more (facts 1)."""
        self.timestamp, self.moved_at = 500, self.clock.now()
        self.deleted.clear()
        for record in (record for records in self.records.values() for record in records):
            self.stamp(record)

    def touch(self, record: Record) -> None:
        self.stamp(record)
        record["Modified"] = self.clock.now()

    def stamp(self, record: Record) -> None:
        """A Timestamp for the record, and one of its own for each line: sync feeds page by it, row by row."""
        for lines in [value for value in record.values() if isinstance(value, list)]:
            for line in lines:
                if isinstance(line, dict) and "ID" in line:
                    self.timestamp += 1
                    line["Timestamp"] = self.timestamp
        self.timestamp += 1
        record["Timestamp"] = self.timestamp

    def next_number(self, series: str, first: int) -> int:
        self.numbers[series] = max(self.numbers.get(series, first - 1) + 1, first)
        return self.numbers[series]
