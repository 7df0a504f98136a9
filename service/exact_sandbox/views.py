"""Which records stand behind an endpoint: its own, those of a twin (sync, bulk), lines of documents, divisions."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from .entities import Entity
from .oauth import Chain
from .sandbox import Sandbox
from .store import Division, Record

PARENTS = {  # lines as an endpoint: where they are nested
    **{
        f"{service}/{name}Lines": (f"{service}/{documents}", f"{name}Lines")
        for service, name, documents in (
            ("salesentry", "SalesEntry", "SalesEntries"), ("salesorder", "SalesOrder", "SalesOrders"),
            ("salesinvoice", "SalesInvoice", "SalesInvoices"), ("salesorder", "GoodsDelivery", "GoodsDeliveries"),
            ("financialtransaction", "BankEntry", "BankEntries"), ("financialtransaction", "CashEntry", "CashEntries"),
            ("generaljournalentry", "GeneralJournalEntry", "GeneralJournalEntries"),
            ("inventory", "StockCount", "StockCounts"), ("salesorder", "SalesOrderOrderCharge", "SalesOrders"),
            ("salesinvoice", "SalesInvoiceOrderCharge", "SalesInvoices"),
        )
    },
    "sync/SalesInvoice/SalesInvoices": ("salesinvoice/SalesInvoices", "SalesInvoiceLines"),  # one row per line [D]
}  # fmt: skip
TWINS = {  # read under another name
    "sync/SalesOrder/SalesOrderHeaders": "salesorder/SalesOrders",
    "sync/Cashflow/PaymentTerms": "cashflow/Receivables",
    "sync/Financial/TransactionLines": "financialtransaction/TransactionLines",
    "bulk/Financial/TransactionLines": "financialtransaction/TransactionLines",
}
ROOMS = {"salesorder": "SalesOrder", "salesinvoice": "SalesInvoice"}
FEATURES = (  # [A] numbers and words; which modules the licence holds
    (1, "Financial"), (2, "Documents"), (3, "Multi currency"), (100, "Sales orders"), (101, "Sales invoices"),
    (102, "Inventory"), (103, "Webhooks"),
)  # fmt: skip
STATES = [
    {"ID": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{country}/{state}")), "Country": country, "State": state,
     "Name": name, "DisplayValue": f"{state} - {name}"}
    for country, state, name in (("NL", "NH", "Noord-Holland"), ("NL", "ZH", "Zuid-Holland"), ("NL", "UT", "Utrecht"),
                                 ("DE", "NW", "Nordrhein-Westfalen"), ("US", "NY", "New York"))
]  # fmt: skip
AGES = ((0, 30), (31, 60), (61, 90), (91, 10_000))  # days past due [A]
ELSEWHERE = (3000009, "Ledgerbridge Holding")  # of the same licence, closed to the sandbox's user


def records(sandbox: Sandbox, division: Division, entity: Entity, chain: Chain) -> list[Record]:
    path = entity.path
    if path.endswith("Divisions"):
        return _divisions(sandbox, entity, division, chain)
    if path == "sync/Deleted":
        return division.deleted
    if path == "vat/VatPercentages":
        return [_percentage(code) for code in division.all("vat/VATCodes")]
    if path == "read/financial/ReceivablesList":
        return list(_open_items(division))
    if path == "read/financial/ReceivablesListByAccount":
        return list(_open_items(division))
    if path == "read/financial/AgingReceivablesList":
        return list(_aging(division))
    if path == "system/AvailableFeatures":
        return [{"ID": number, "Description": text} for number, text in FEATURES if division.trade or number < 100]
    if path == "crm/AddressStates":
        return STATES
    parent = PARENTS.get(path) or PARENTS.get(base(path))
    if parent:
        return list(_lines(division, *parent))
    return division.all(base(path))


def base(path: str) -> str:
    """sync/CRM/Accounts and bulk/CRM/Accounts read crm/Accounts."""
    if path in TWINS:
        return TWINS[path]
    kind, _, rest = path.partition("/")
    if kind not in ("sync", "bulk"):
        return path
    service, _, name = rest.partition("/")
    return f"{service.lower()}/{name}"


def _percentage(code: Record) -> Record:
    """One row per code: rates here do not change with the date."""
    same = {name: code[name] for name in ("Division", "Created", "Modified", "Percentage")}
    return {**same, "ID": code["ID"], "VATCodeID": code["ID"], "Type": 0, "LineNumber": 1}


def _lines(division: Division, parent: str, name: str) -> Iterable[Record]:
    """Each line with the header's fields around it; the line's own win."""
    for document in division.all(parent):
        header = {field: value for field, value in document.items() if field not in (name, "ID")}
        for line in document.get(name) or []:
            yield {**header, **line, "Modified": document["Modified"], "Timestamp": line["Timestamp"]}


def _open_items(division: Division) -> Iterable[Record]:
    """What is still to be received; a paid invoice vanishes (facts 4)."""
    for number, one in enumerate(division.all("cashflow/Receivables"), 1):
        if not one["IsFullyPaid"]:
            yield one | {
                "HID": number, "AccountId": one["Account"], "Amount": one["AmountDC"], "CurrencyCode": one["Currency"],
                "JournalCode": one.get("Journal"), "Id": one["ID"],
            }  # fmt: skip


def _aging(division: Division) -> Iterable[Record]:
    """What each account owes, by how long it is due."""
    now, found = division.clock.now(), dict[str, Record]()
    for one in _open_items(division):
        row = found.setdefault(one["AccountId"], {
            "AccountId": one["AccountId"], "AccountCode": one["AccountCode"], "AccountName": one["AccountName"],
            "CurrencyCode": division.currency, "TotalAmount": Decimal(0),
            **{f"AgeGroup{n}": n for n in range(1, 5)}, **{f"AgeGroup{n}Amount": Decimal(0) for n in range(1, 5)},
            **{f"AgeGroup{n}Description": f"{a} - {b}" for n, (a, b) in enumerate(AGES, 1)},
        })  # fmt: skip
        days = max((now - one["DueDate"]).days, 0)
        group = next(n for n, (_, last) in enumerate(AGES, 1) if days <= last or n == len(AGES))
        row[f"AgeGroup{group}Amount"] += one["Amount"]
        row["TotalAmount"] += one["Amount"]
    yield from found.values()


def stock_position(division: Division, said: dict[str, Any]) -> Record | None:
    """read/logistics/StockPosition is a function: itemId=guid'…' beside, never within $filter (facts 4)."""
    from .books import stock

    item_id = str(said.get("itemId", "")).removeprefix("guid").strip("'").lower()
    item = division.find("logistics/Items", "ID", item_id)
    return stock.total(item_id, division) if item else None


def _divisions(sandbox: Sandbox, entity: Entity, here: Division, chain: Chain) -> list[Record]:
    everything = entity.path == "system/AllDivisions"
    seen = [one for one in sandbox.divisions.values() if everything or one.code in chain.divisions]
    found = [_division(one.code, one.name, one.moved_at, entity, one is here) for one in seen]
    if everything:
        found.append(_division(*ELSEWHERE, None, entity, False))
    return found


def _division(code: int, name: str, moved: datetime | None, entity: Entity, current: bool) -> Record:
    """Status differs: 1 is active for system/Divisions, 0 is normal for hrm/Divisions (facts 1)."""
    return {
        "Code": code, "HID": code, "Description": name, "Status": 0 if entity.path.startswith("hrm") else 1,
        "BlockingStatus": 0, "DivisionMoveDate": moved, "Country": "NL", "Currency": "EUR", "Main": code == 3000001,
        "Current": current, "Customer": Sandbox.user_id, "CustomerName": name, "VATNumber": "NL004495445B01",
    }  # fmt: skip
