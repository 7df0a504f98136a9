"""Sales invoices: open (20) until printed, then processed (50) and in the ledger (facts 4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..refusals import Refusal, business
from ..store import Division, Record
from . import ledger, sales_entry, vat
from .context import Context
from .documents import check_references, debtor, journal, lines_of, priced_lines, totals
from .master import change as change_plainly
from .master import check_lengths, require

INVOICE, CREDIT, DIRECT, DIRECT_CREDIT = 8020, 8021, 8023, 8024
OPEN, PROCESSED = 20, 50
ZERO = Decimal(0)
CARRIED = ("Item", "Quantity", "NetPrice", "UnitPrice", "Discount", "VATCode", "UnitCode", "Description", "Notes")


def create(record: Record, division: Division, context: Context) -> Record:
    lines = lines_of(record, "SalesInvoiceLines", "salesinvoice/SalesInvoiceLines", context)
    require(record, ["OrderedBy", "Journal"], context)
    check_lengths(record, context)
    account = debtor(record, "OrderedBy", division, context)
    check_references(record, division, context)
    book = journal(record, division, context)
    currency = record.get("Currency") or division.currency
    date = record.get("OrderDate") or division.clock.now()
    rate = ledger.rate(currency, date, division, context)
    priced_lines(lines, "VATAmountFC", division, context)
    kind = record.get("Type") or INVOICE
    if kind not in (INVOICE, CREDIT, DIRECT, DIRECT_CREDIT):
        raise business(context.language, ("invalid", "Type"))
    _turn(lines, kind, context)
    for line in lines:
        line["GLAccount"] = _revenue(line, division)
    net, tax = totals(lines)
    booked_gross, booked_vat = net + tax, tax
    if kind in (CREDIT, DIRECT_CREDIT) and not context.assumptions.invoice_credit_negative:
        net, tax = -net, -tax
    record |= {
        "Type": kind, "Status": OPEN, "Journal": book["Code"], "JournalDescription": book["Description"],
        "Currency": currency, "InvoiceTo": record.get("InvoiceTo") or account["ID"],
        "OrderedByName": account.get("Name"), "DeliverTo": record.get("DeliverTo") or account["ID"],
        "OrderDate": date, "InvoiceDate": date, "InvoiceNumber": None,
        "AmountFC": net + tax, "AmountFCExclVat": net, "AmountDC": vat.cents((net + tax) * rate), "VATAmountFC": tax,
        "VATAmountDC": vat.cents(tax * rate), "SalesInvoiceLines": lines, "_gross": booked_gross, "_vat": booked_vat,
    }  # fmt: skip
    if context.assumptions.invoice_number_at_entry:
        record["InvoiceNumber"] = _number(book, division)
    return division.add("salesinvoice/SalesInvoices", record, "InvoiceID")


def _turn(lines: list[Record], kind: int, context: Context) -> None:
    """A credit note is sent with positive quantities. It is booked negative; how it reads back is [C]."""
    shown = ("AmountFC", "AmountDC", "VATAmountFC") if context.assumptions.invoice_credit_negative else ()
    if kind in (CREDIT, DIRECT_CREDIT) and sum(totals(lines)) > 0:
        for line in lines:
            for name in (*shown, "_net", "_vat"):
                line[name] = -line[name]


def _revenue(line: Record, division: Division) -> str:
    """The item's revenue account: by its group, else the first revenue account."""
    group = division.find("logistics/ItemGroups", "ID", line["_item"].get("ItemGroup")) or {}
    revenue = next(row for row in division.all("financial/GLAccounts") if row["Type"] == 110)
    return str(group.get("GLRevenue") or revenue["ID"])


def _number(book: Record, division: Division) -> int:
    return division.next_number(f"invoice {book['Code']}", int(book.get("_first_invoice", 26200001)))


def print_invoice(record: Record, division: Division, context: Context) -> Record:
    """Processing: PDF, entry in the books, status 50; it can no longer be changed."""
    require(record, ["InvoiceID"], context)
    invoice = division.find("salesinvoice/SalesInvoices", "InvoiceID", record["InvoiceID"])
    if invoice is None:
        raise business(context.language, ("reference", "InvoiceID"))
    if invoice["Status"] == PROCESSED:
        raise business(context.language, ("processed",))
    date = record.get("InvoiceDate") or invoice["InvoiceDate"]
    ledger.check_period(date, division, context)
    account = debtor(invoice, "OrderedBy", division, context)
    book = journal(invoice, division, context)
    invoice |= {"InvoiceDate": date, "InvoiceNumber": invoice["InvoiceNumber"] or _number(book, division)}
    sales_entry.from_invoice(invoice, account, division, context)
    invoice["Status"] = PROCESSED
    division.touch(invoice)
    return {**record, "Document": None, "DocumentCreationSuccess": "", "EmailCreationError": ""}


def invoice_orders(record: Record, division: Division, context: Context) -> Record:
    """Invoices for sales orders. The answer is 2xx even when all failed; ``Errors`` says why (facts 4)."""
    made, failed, errors = 0, 0, []
    for one in record.get("SalesOrderIDs") or []:
        order = division.find("salesorder/SalesOrders", "OrderID", str(one.get("ID", "")).lower())
        if order is None or order["InvoiceStatus"] == 21:
            failed += 1
            errors.append("Verkooporder: niet gevonden of al gefactureerd")
            continue
        lines = [
            {name: line[name] for name in CARRIED if name in line}
            | {"AmountFC": line["_posted"], "VATAmountFC": line["_vat"]}  # [A] explicit VAT amounts are carried over
            for line in order["SalesOrderLines"]
        ]
        invoice = {
            "OrderedBy": order["OrderedBy"], "Journal": record.get("JournalCode") or "70",
            "Currency": order["Currency"],
            "YourRef": order.get("YourRef"), "Description": order.get("Description"), "SalesInvoiceLines": lines,
            "OrderDate": record.get("UserInvoiceDate"),
            "PaymentCondition": order.get("PaymentCondition"), "OrderNumber": order["OrderNumber"],
        }  # fmt: skip
        try:
            create(invoice, division, context)
        except Refusal as no:
            failed += 1
            errors.append(f"{order['OrderNumber']}: {no}")
            continue
        order["InvoiceStatus"], order["Status"] = 21, 21
        division.touch(order)
        made += 1
    return {**record, "NumberOfCreatedInvoices": made, "NumberOfFailedInvoices": failed, "Errors": "\r\n".join(errors)}


def remove(record: Record, division: Division, context: Context) -> None:
    if record["Status"] == PROCESSED:
        raise business(context.language, ("processed",))
    division.remove("salesinvoice/SalesInvoices", record, "InvoiceID")


def change(record: Record, new: dict[str, Any], division: Division, context: Context) -> None:
    if record["Status"] == PROCESSED:
        raise business(context.language, ("processed",))
    change_plainly(record, new, division, context)
