"""Documents and their attachments; processing an invoice leaves its PDF there (facts 4)."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from ..refusals import business
from ..store import Division, Record
from .context import Context
from .master import change as change_plainly
from .master import check_lengths, require

DOCUMENTS, ATTACHMENTS = "documents/Documents", "documents/DocumentAttachments"
SALES_INVOICE, NOTE = 10, 20  # DocumentTypes.ID: 10 [C]
LARGEST = 10_000_000  # a body is 10 MB at most (facts 2)


def create(record: Record, division: Division, context: Context) -> Record:
    require(record, ["Subject", "Type"], context)
    check_lengths(record, context)
    kind = division.find("documents/DocumentTypes", "ID", record["Type"])
    if kind is None:
        raise business(context.language, ("reference", "Type"))
    if not kind["DocumentIsCreatable"]:
        raise business(context.language, ("document_type",))
    record["TypeDescription"] = kind["Description"]
    return _add(_named(record, division, context), division)


def _named(record: Record, division: Division, context: Context) -> Record:
    """References checked, their names filled in."""
    for name, path, key in (
        ("Account", "crm/Accounts", "ID"), ("Contact", "crm/Contacts", "ID"),
        ("DocumentFolder", "documents/DocumentFolders", "ID"), ("Item", "logistics/Items", "ID"),
    ):  # fmt: skip
        if record.get(name):
            found = division.find(path, key, record[name])
            if found is None:
                raise business(context.language, ("reference", name))
            record |= {f"{name}Code": found.get("Code"), f"{name}Name": found.get("Name")}
    entry_id = record.get("FinancialTransactionEntryID")
    if entry_id:
        lines = division.all("financialtransaction/TransactionLines")
        if not any(line["EntryID"] == entry_id for line in lines):
            raise business(context.language, ("reference", "FinancialTransactionEntryID"))
    return record


def _add(record: Record, division: Division) -> Record:
    record.setdefault("DocumentDate", division.clock.now())
    return division.add(DOCUMENTS, {
        **record, "HID": division.next_number("document", 1), "HasEmptyBody": not record.get("Body"),
    })  # fmt: skip


def change(record: Record, new: dict[str, Any], division: Division, context: Context) -> None:
    change_plainly(record, _named(new, division, context), division, context)


def remove(record: Record, division: Division, context: Context) -> None:
    """With its attachments; a document of a processed invoice stays."""
    if any(one.get("Document") == record["ID"] for one in division.all("salesinvoice/SalesInvoices")):
        raise business(context.language, ("in_use", "Document"))
    for one in [one for one in division.all(ATTACHMENTS) if one["Document"] == record["ID"]]:
        division.remove(ATTACHMENTS, one)
    division.remove(DOCUMENTS, record)
    for entry in division.all("salesentry/SalesEntries"):
        if entry.get("Document") == record["ID"]:
            entry["Document"] = None
            division.touch(entry)


def attach(record: Record, division: Division, context: Context) -> Record:
    require(record, ["Attachment", "Document", "FileName"], context)
    check_lengths(record, context)
    document = division.find(DOCUMENTS, "ID", record["Document"])
    if document is None:
        raise business(context.language, ("reference", "Document"))
    try:
        size = len(base64.b64decode(record["Attachment"], validate=True))
    except (binascii.Error, ValueError):
        raise business(context.language, ("invalid", "Attachment")) from None
    if size > LARGEST:
        raise business(context.language, ("invalid", "Attachment"))
    made = division.add(ATTACHMENTS, {**record, "FileSize": size})
    made["Url"] = f"/docs/SysAttachment.aspx?ID={made['ID']}&_Division_={division.code}"
    division.touch(document)
    context.tell(DOCUMENTS, "Update", document["ID"])
    return made


def of_invoice(invoice: Record, entry: Record, division: Division) -> Record:
    """The PDF that processing makes."""
    number = invoice["InvoiceNumber"]
    made = _add({
        "Subject": f"Verkoopfactuur {number}", "Type": SALES_INVOICE, "TypeDescription": "Verkoopfactuur",
        "Account": invoice["OrderedBy"], "AmountFC": invoice["AmountFC"], "Currency": invoice["Currency"],
        "SalesInvoiceNumber": number, "DocumentDate": invoice["InvoiceDate"],
        "FinancialTransactionEntryID": entry["EntryID"],
    }, division)  # fmt: skip
    pdf = pdf_of([f"Verkoopfactuur {number}", f"{invoice['Currency']} {invoice['AmountFC']:.2f}"])
    attachment = {"Attachment": base64.b64encode(pdf).decode(), "FileName": f"{number}.pdf", "FileSize": len(pdf)}
    added = division.add(ATTACHMENTS, {**attachment, "Document": made["ID"]})
    added["Url"] = f"/docs/SysAttachment.aspx?ID={added['ID']}&_Division_={division.code}"
    return made


def pdf_of(lines: list[str]) -> bytes:
    """A page a reader can open: a few lines of plain text, nothing more."""
    shown = " ".join(f"({line.encode('latin-1', 'replace').decode('latin-1')}) Tj T*" for line in lines)
    text = f"BT /F1 14 Tf 18 TL 60 760 Td {shown} ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{one}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return out + f"{tail}startxref\n{len(out)}\n%%EOF\n".encode("latin-1")
