"""What sales orders, invoices and entries share: debtor, condition, journal, lines with items, totals."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from ..entities import all_entities
from ..odata.shape import WrongType, taken_in
from ..refusals import Refusal, business
from ..store import Division, Record
from . import vat
from .context import Context

ZERO = Decimal(0)
SALES = (20, 21)
STREAM = "Error processing request stream."


def debtor(record: Record, name: str, division: Division, context: Context) -> Record:
    """The account a document is for: it must exist here and be a customer (facts 6)."""
    account = division.find("crm/Accounts", "ID", record.get(name))
    if account is None:
        raise business(context.language, ("reference", name))
    if account.get("Status") != "C":
        raise business(context.language, ("not_a_customer",))
    return account


def check_references(record: Record, division: Division, context: Context) -> None:
    problems: list[tuple[str, ...]] = []
    for name in ("InvoiceTo", "DeliverTo"):
        if record.get(name) and division.find("crm/Accounts", "ID", record[name]) is None:
            problems.append(("reference", name))
    condition = record.get("PaymentCondition")
    if condition and division.by_code("cashflow/PaymentConditions", condition) is None:
        problems.append(("reference", "PaymentCondition"))
    if problems:
        raise business(context.language, *problems)


def journal(record: Record, division: Division, context: Context) -> Record:
    """The sales journal by its code; a guid is a wrong reference (facts 4, #31)."""
    found = division.by_code("financial/Journals", str(record["Journal"]))
    if found is None:
        raise business(context.language, ("reference", "Journal"))
    if found["Type"] not in SALES:
        raise business(context.language, ("journal",))
    if found.get("IsBlocked"):
        raise business(context.language, ("journal_blocked",))
    return found


def lines_of(record: Record, name: str, entity: str, context: Context) -> list[Record]:
    """The nested lines, types checked. An object instead of an array is 400 (facts 3, #117)."""
    raw = record.pop(name, None)
    if isinstance(raw, dict) and "results" in raw:
        raw = raw["results"]
    if raw is None or raw == []:
        raise business(context.language, ("mandatory", name))
    if not isinstance(raw, list):
        raise Refusal(400, [f"{STREAM} The request should be a valid top-level resource object."])
    return [read_line(line, entity) for line in raw]


def read_line(line: dict[str, Any], entity: str) -> Record:
    fields = all_entities()[entity].fields
    found: Record = {"ID": str(uuid.uuid4())}
    for name, value in line.items():
        if name not in fields:
            kind = f"Exact.Web.Api.Models.{entity.split('/')[-1]}"
            raise Refusal(400, [f"{STREAM} The property name '{name}' specified for type '{kind}' is not valid."])
        if not fields[name].read_only:
            try:
                found[name] = taken_in(fields[name], value)
            except WrongType:
                raise Refusal(400, [f"{STREAM} Error in property {name}."]) from None
    return found


def no_charges(record: Record, name: str, context: Context) -> None:
    """Order charge lines are not worked here; dropping their amounts without a word would be worse than a no."""
    if record.get(name):
        raise business(context.language, ("invalid", name))


def item_of(line: Record, division: Division, context: Context) -> Record:
    if not line.get("Item"):
        raise business(context.language, ("mandatory", "Item"))
    item = division.find("logistics/Items", "ID", line["Item"])
    if item is None:
        raise business(context.language, ("reference", "Item"))
    return item


def amount_of(line: Record, context: Context) -> Decimal:
    """Which price wins when several are sent is [U]: ``Assumptions.price_precedence``."""
    quantity = line.get("Quantity", Decimal(1))
    for name in context.assumptions.price_precedence:
        if line.get(name) is not None:
            if name == "AmountFC":
                return vat.cents(line[name])
            discount = line.get("Discount") or ZERO if name == "UnitPrice" else ZERO
            return vat.cents(line[name] * quantity * (1 - discount))
    return ZERO


def priced_lines(lines: list[Record], vat_name: str, division: Division, context: Context) -> list[Record]:
    """Lines of items with their amounts and VAT worked out; the explicit VAT amount wins."""
    worked: list[tuple[vat.Taxed, bool]] = []
    for number, line in enumerate(lines, 1):
        item = item_of(line, division, context)
        line.setdefault("Quantity", Decimal(1))
        code = line.get("VATCode") or item.get("SalesVatCode") or ""
        explicit = line.get(vat_name)
        worked.append((vat.tax(amount_of(line, context), code, explicit, division, context), explicit is not None))
        line |= {
            "LineNumber": number, "ItemCode": item["Code"], "ItemDescription": item["Description"],
            "Description": line.get("Description") or item["Description"], "_item": item,
        }  # fmt: skip
    for line, taxed in zip(lines, vat.document_rounding(worked, context), strict=True):
        put_amounts(line, taxed, vat_name)
    return lines


def put_amounts(line: Record, taxed: vat.Taxed, vat_name: str) -> None:
    line |= {
        "AmountFC": taxed.net, "AmountDC": taxed.net, "VATCode": taxed.code, "VATPercentage": taxed.fraction,
        vat_name: taxed.vat, "_net": taxed.net, "_vat": taxed.vat, "_posted": taxed.posted,
    }  # fmt: skip


def totals(lines: list[Record]) -> tuple[Decimal, Decimal]:
    return sum((line["_net"] for line in lines), ZERO), sum((line["_vat"] for line in lines), ZERO)
