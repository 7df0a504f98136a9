"""The endpoints served and their fields, from ``entities.json`` (field: "Type[:flags[:length]]"; k key, m
mandatory on POST, r read-only, f counts for the mandatory $filter). Source: facts/exact-entities.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Field:
    name: str
    type: str  # String, Guid, Double, Int32, DateTime, Boolean …; a name without Edm. is a nested collection
    key: bool = False
    mandatory: bool = False
    read_only: bool = False
    filter_key: bool = False
    length: int = 0

    @property
    def is_collection(self) -> bool:
        return self.type not in PLAIN


PLAIN = frozenset(
    {"String", "Guid", "Double", "Decimal", "Int16", "Int32", "Int64", "Byte", "Boolean", "DateTime", "Binary"}
)


@dataclass(frozen=True)
class Entity:
    path: str
    methods: tuple[str, ...]
    page: int
    fields: dict[str, Field]

    @property
    def key(self) -> str:
        return next((field.name for field in self.fields.values() if field.key), "ID")

    @property
    def filter_keys(self) -> list[str]:
        """Fields one of which a list must be filtered by; sync and bulk twins make it so (facts 3)."""
        if self.path not in HAVE_SYNC and not self.path.startswith("bulk/"):
            return []
        return [field.name for field in self.fields.values() if field.filter_key]


HAVE_SYNC = frozenset({
    "crm/Accounts", "crm/Contacts", "logistics/Items", "salesorder/SalesOrders", "salesorder/SalesOrderLines",
    "salesinvoice/SalesInvoices", "salesinvoice/SalesInvoiceLines", "salesentry/SalesEntries",
    "salesentry/SalesEntryLines", "financial/GLAccounts", "documents/Documents",
    "salesorder/GoodsDeliveries", "salesorder/GoodsDeliveryLines", "financialtransaction/TransactionLines",
})  # fmt: skip


@cache
def all_entities() -> dict[str, Entity]:
    raw = json.loads((Path(__file__).parent / "entities.json").read_text())
    return {
        path: Entity(path, tuple(one["methods"]), one["page"], {n: _field(n, t) for n, t in one["fields"].items()})
        for path, one in raw.items()
    }


def _field(name: str, text: str) -> Field:
    kind, flags, length = (*text.split(":"), "", "")[:3]
    if flags.isdigit():
        flags, length = "", flags
    return Field(name, kind, "k" in flags, "m" in flags, "r" in flags, "f" in flags, int(length or 0))
