"""Which records stand behind an endpoint: its own, those of a twin (sync, bulk), lines of documents, divisions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from .entities import Entity
from .oauth import Chain
from .sandbox import Sandbox
from .store import Division, Record

PARENTS = {  # lines as an endpoint: where they are nested
    "salesentry/SalesEntryLines": ("salesentry/SalesEntries", "SalesEntryLines"),
    "salesorder/SalesOrderLines": ("salesorder/SalesOrders", "SalesOrderLines"),
    "salesinvoice/SalesInvoiceLines": ("salesinvoice/SalesInvoices", "SalesInvoiceLines"),
    "sync/SalesOrder/SalesOrderLines": ("salesorder/SalesOrders", "SalesOrderLines"),
    "sync/SalesInvoice/SalesInvoices": ("salesinvoice/SalesInvoices", "SalesInvoiceLines"),  # one row per line [D]
}
TWINS = {  # read under another name
    "sync/SalesOrder/SalesOrderHeaders": "salesorder/SalesOrders",
    "sync/Cashflow/PaymentTerms": "cashflow/Receivables",
    "sync/Financial/TransactionLines": "financialtransaction/TransactionLines",
    "bulk/Financial/TransactionLines": "financialtransaction/TransactionLines",
}
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
    if path in PARENTS:
        return list(_lines(division, *PARENTS[path]))
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
    """Each line with the header's fields around it; the line's own win, but for times and Timestamp."""
    for document in division.all(parent):
        header = {field: value for field, value in document.items() if field not in (name, "ID")}
        for line in document[name]:
            yield {**header, **line, "Timestamp": document["Timestamp"], "Modified": document["Modified"]}


def _open_items(division: Division) -> Iterable[Record]:
    """What is still to be received; a paid invoice vanishes (facts 4)."""
    for number, one in enumerate(division.all("cashflow/Receivables"), 1):
        if not one["IsFullyPaid"]:
            yield one | {
                "HID": number, "AccountId": one["Account"], "Amount": one["AmountDC"], "CurrencyCode": one["Currency"],
                "JournalCode": one.get("Journal"), "Id": one["ID"],
            }  # fmt: skip


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
