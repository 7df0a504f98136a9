"""Sales invoices: open (20) until printed, then processed (50) and in the ledger (facts 4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..refusals import business
from ..store import Division, Record
from . import archive, ledger, sales_entry, sales_order, stock, vat
from .context import Context
from .documents import check_references, debtor, journal, lines_of, no_charges, priced_lines, totals
from .master import change as change_plainly
from .master import check_lengths, require

INVOICE, CREDIT, DIRECT, DIRECT_CREDIT = 8020, 8021, 8023, 8024
OPEN, PROCESSED = 20, 50
ZERO = Decimal(0)
BY_MAIL = 2  # Accounts.InvoicingMethod


def create(record: Record, division: Division, context: Context) -> Record:
    lines = lines_of(record, "SalesInvoiceLines", "salesinvoice/SalesInvoiceLines", context)
    require(record, ["OrderedBy", "Journal"], context)
    no_charges(record, "SalesInvoiceOrderChargeLines", context)
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
    if kind in (DIRECT, DIRECT_CREDIT):  # goods leave with the invoice: it says from where (facts 4)
        require(record, ["Warehouse"], context)
        stock.warehouse_of(record["Warehouse"], division, context)
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


def _leaving(invoice: Record, division: Division, context: Context) -> list[tuple[Record, Record, Decimal]]:
    """(item, warehouse, pieces) that a direct invoice takes out of stock, or a direct credit note puts back; refused
    before anything is booked when they are not there."""
    if invoice["Type"] not in (DIRECT, DIRECT_CREDIT):
        return []
    house = stock.warehouse_of(invoice["Warehouse"], division, context)
    sign = -1 if invoice["Type"] == DIRECT_CREDIT else 1
    goods = [(stock.live(line, division), house, sign * abs(line["Quantity"])) for line in invoice["SalesInvoiceLines"]]
    for item in {item["ID"]: item for item, _, _ in goods}.values():
        pieces = sum((quantity for one, _, quantity in goods if one["ID"] == item["ID"]), ZERO)
        stock.check(item, house, -pieces, division, context)
    return goods


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
    period = ledger.check_period(date, division, context, record.get("ReportingYear"), record.get("ReportingPeriod"))
    account = debtor(invoice, "OrderedBy", division, context)
    book = journal(invoice, division, context)
    invoice |= {"InvoiceDate": date, "InvoiceNumber": invoice["InvoiceNumber"] or _number(book, division)}
    invoice["_period"] = period
    leaving = _leaving(invoice, division, context)
    entry = sales_entry.from_invoice(invoice, account, division, context)
    document = archive.of_invoice(invoice, entry, division)
    invoice |= {"Status": PROCESSED, "Document": document["ID"], "DueDate": entry["DueDate"]}
    entry["Document"] = document["ID"]
    for item, house, quantity in leaving:
        moved = {"EntryID": invoice["InvoiceID"], "EntryNumber": invoice["InvoiceNumber"], "Date": date}
        stock.move(item, house, -quantity, stock.INVOICE, moved, division)
    division.touch(invoice)
    context.tell("salesinvoice/SalesInvoices", "Update", invoice["InvoiceID"])
    context.tell("salesentry/SalesEntries", "Create", entry["EntryID"])
    context.tell("documents/Documents", "Create", document["ID"])
    return {**record, "Document": document["ID"], "DocumentCreationSuccess": "PDF", **_sent(record, invoice, division)}


def _sent(asked: Record, invoice: Record, division: Division) -> Record:
    """What became of mail, postbox and Peppol: a refused one is told in the answer, which is 2xx all the same."""
    account = division.find("crm/Accounts", "ID", invoice["InvoiceTo"]) or {}
    mailed = asked.get("SendEmailToCustomer") or (
        asked.get("SendOutputBasedOnAccount") and account.get("InvoicingMethod") == BY_MAIL
    )
    ways = (
        ("Email", mailed, account.get("Email"), "E-mail"),
        ("PostboxMessage", asked.get("SendInvoiceToCustomerPostbox"), account.get("_postbox"), "Postbus"),
        ("Peppol", asked.get("SendInvoiceViaPeppol"), account.get("PeppolIdentifier"), "PeppolIdentifier"),
    )
    said = {}
    for name, wanted, address, missing in ways:
        if wanted:
            said[f"{name}Creation{'Success' if address else 'Error'}"] = str(address or f"Verplicht: {missing}")
            invoice.setdefault("_sent", []).append(name if address else f"{name} failed")
    return said


def remove(record: Record, division: Division, context: Context) -> None:
    """Before printing it may go; what it invoiced of orders is open again."""
    if record["Status"] == PROCESSED:
        raise business(context.language, ("processed",))
    orders = {}
    for line in record["SalesInvoiceLines"]:
        found = sales_order.line_of(line.get("SalesOrderLine"), division) if line.get("SalesOrderLine") else None
        if found:
            order, ordered = found
            ordered["QuantityInvoiced"] -= line["_quantity"]
            ordered.pop("_was_invoiced", None)
            orders[order["OrderID"]] = order
    for order in orders.values():
        sales_order.settle(order, division)
        context.tell("salesorder/SalesOrders", "Update", order["OrderID"])
    division.remove("salesinvoice/SalesInvoices", record, "InvoiceID")


def change(record: Record, new: dict[str, Any], division: Division, context: Context) -> None:
    if record["Status"] == PROCESSED:
        raise business(context.language, ("processed",))
    fixed = [name for name in ("SalesInvoiceLines", "OrderedBy", "Type", "Currency", "Journal") if name in new]
    if fixed:
        raise business(context.language, *(("invalid", name) for name in fixed))
    change_plainly(record, new, division, context)
