"""Sales entries: the bookkeeping route. Booked at once: double entry, receivable, final number (facts 4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ..refusals import business
from ..store import Division, Record
from . import ledger, vat
from .context import Context
from .documents import check_references, debtor, journal, lines_of, put_amounts, totals
from .master import change as change_plainly
from .master import check_lengths, require

ENTRY, CREDIT, OPEN = 20, 21, 20
FORBIDDEN = (20, 22, 24)  # receivable, payable, VAT


def create(record: Record, division: Division, context: Context) -> Record:
    lines = lines_of(record, "SalesEntryLines", "salesentry/SalesEntryLines", context)
    require(record, ["Customer", "Journal"], context)
    check_lengths(record, context)
    account = debtor(record, "Customer", division, context)
    check_references(record, division, context)
    book = journal(record, division, context)
    date: datetime = record.get("EntryDate") or division.clock.now()
    year, period = ledger.check_period(
        date, division, context, record.get("ReportingYear"), record.get("ReportingPeriod")
    )
    currency = record.get("Currency") or division.currency
    rate = record.get("Rate") or ledger.rate(currency, date, division, context)
    taxed = [_line(line, number, division, context) for number, line in enumerate(lines, 1)]
    for line, worked in zip(lines, vat.document_rounding(taxed, context), strict=True):
        put_amounts(line, worked, "VATAmountFC")
    net, tax = totals(lines)
    record |= {
        "EntryNumber": _number(record, book, division, context), "EntryDate": date, "Currency": currency, "Rate": rate,
        "Journal": book["Code"], "JournalDescription": book["Description"], "CustomerName": account.get("Name"),
        "AmountFC": net + tax, "AmountDC": vat.cents((net + tax) * rate), "VATAmountFC": tax,
        "VATAmountDC": vat.cents(tax * rate), "Status": OPEN, "SalesEntryLines": lines, "ReportingYear": year,
        "ReportingPeriod": period,
        "Type": record.get("Type") or (CREDIT if net + tax < 0 else ENTRY),
    }  # fmt: skip
    record["DueDate"] = ledger.due(record | {"Date": date}, division)
    made = division.add("salesentry/SalesEntries", record, "EntryID")
    accounts = {row["ID"]: row for row in division.all("financial/GLAccounts")}
    ledger.post(division, made, account, [(accounts[x["GLAccount"]], x["_net"], x["_vat"]) for x in lines], rate)
    return made


def _line(line: Record, number: int, division: Division, context: Context) -> tuple[vat.Taxed, bool]:
    """Its amounts, and whether its VAT was said explicitly."""
    require(line, ["GLAccount", "AmountFC"], context)
    account = division.find("financial/GLAccounts", "ID", line["GLAccount"])
    if account is None:
        raise business(context.language, ("reference", "GLAccount"))
    if account["Type"] in FORBIDDEN:
        raise business(context.language, ("ledger_type",))
    code = line.get("VATCode") or account.get("VATCode") or ""
    line |= {"LineNumber": number, "GLAccountCode": account["Code"], "GLAccountDescription": account["Description"]}
    explicit = line.get("VATAmountFC")
    return vat.tax(line["AmountFC"], code, explicit, division, context), explicit is not None


def _number(record: Record, book: Record, division: Division, context: Context) -> int:
    """The shop's own number, or the journal's next. A number that is used is refused (facts 6)."""
    entries = division.all("salesentry/SalesEntries")
    used = {entry["EntryNumber"] for entry in entries if entry["Journal"] == book["Code"]}
    own = record.get("EntryNumber")
    if own is None:
        number = division.next_number(f"entry {book['Code']}", int(book.get("_first", 26700001)))
        while number in used:
            number = division.next_number(f"entry {book['Code']}", number + 1)
        return number
    if own in used and context.assumptions.unique_entry_numbers:
        raise business(context.language, ("entry_in_use",))
    return int(own)


def change(record: Record, new: dict[str, Any], division: Division, context: Context) -> None:
    if any(name in new for name in ("SalesEntryLines", "Customer", "Journal", "AmountFC")):
        raise business(context.language, ("processed",))
    if new.get("Document") and division.find("documents/Documents", "ID", new["Document"]) is None:
        raise business(context.language, ("reference", "Document"))
    if new.get("Document"):
        ledger.show_document(division, record, new["Document"])
    change_plainly(record, new, division, context)


def remove(record: Record, division: Division, context: Context) -> None:
    """An entry that was posted as such may go while its period is open; one that an invoice made stays."""
    if record["Status"] != OPEN:
        raise business(context.language, ("processed",))
    ledger.check_period(record["EntryDate"], division, context, record["ReportingYear"], record["ReportingPeriod"])
    if ledger.has_payments(division, record):
        raise business(context.language, ("matched", str(record["EntryNumber"])))  # [U] wording
    ledger.undo(division, record)
    division.remove("salesentry/SalesEntries", record, "EntryID")


def from_invoice(invoice: Record, account: Record, division: Division, context: Context) -> Record:
    """The financial entry that processing an invoice makes: EntryNumber is the invoice number."""
    accounts = {row["ID"]: row for row in division.all("financial/GLAccounts")}
    lines = [{**line, "GLAccountCode": accounts[line["GLAccount"]]["Code"]} for line in invoice["SalesInvoiceLines"]]
    rate = ledger.rate(invoice["Currency"], invoice["InvoiceDate"], division, context)
    entry = {
        "EntryNumber": invoice["InvoiceNumber"], "EntryDate": invoice["InvoiceDate"], "Currency": invoice["Currency"],
        "Rate": rate, "Journal": invoice["Journal"], "Customer": account["ID"], "CustomerName": account.get("Name"),
        "AmountFC": invoice["_gross"], "VATAmountFC": invoice["_vat"], "YourRef": invoice.get("YourRef"),
        "Description": invoice.get("Description"), "PaymentCondition": invoice.get("PaymentCondition"),
        "PaymentReference": invoice.get("PaymentReference"),
        "Status": 50, "SalesEntryLines": lines, "Type": CREDIT if invoice["Type"] in (8021, 8024) else ENTRY,
        "InvoiceNumber": invoice["InvoiceNumber"], "ReportingYear": invoice["_period"][0],
        "ReportingPeriod": invoice["_period"][1], "OrderNumber": invoice.get("OrderNumber"),
        "DueDate": invoice.get("DueDate"), "JournalDescription": invoice.get("JournalDescription"),
    }  # fmt: skip
    entry["DueDate"] = ledger.due(entry | {"Date": entry["EntryDate"]}, division)
    made = division.add("salesentry/SalesEntries", entry, "EntryID")
    ledger.post(division, made, account, [(accounts[x["GLAccount"]], x["_net"], x["_vat"]) for x in lines], rate)
    return made
