"""Double entry: every booked document makes lines that sum to zero, and a receivable."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from ..refusals import business
from ..store import Division, Record
from .context import Context

ZERO = Decimal(0)
CASH, BANK, DEBTORS, VAT_TO_PAY, STOCK, COST_OF_GOODS = 10, 12, 20, 24, 40, 111  # GLAccounts.Type
OPEN, MATCHED = 20, 50  # Receivables.Status
PROCESSED = 50  # TransactionLines.Status


def check_period(
    date: datetime, division: Division, context: Context, year: int | None = None, period: int | None = None
) -> tuple[int, int]:
    """(year, period) a document is booked in: said, or those of its date. Raises for unknown and closed ones."""
    year, period = year or date.year, period or date.month
    rows = division.all("financial/FinancialPeriods")
    if not any((row["FinYear"], row["FinPeriod"]) == (year, period) for row in rows):
        raise business(context.language, ("no_year",))
    if (year, period) in division.closed:
        raise business(context.language, ("period_closed", f"{year} - {period}"))
    return year, period


def rate(currency: str, on: datetime, division: Division, context: Context) -> Decimal:
    """Amount in the administration's currency for one of ``currency``, as the table has it for that day."""
    if currency == division.currency:
        return Decimal(1)
    if division.by_code("general/Currencies", currency) is None:
        raise business(context.language, ("reference", "Currency"))
    rates = [row for row in division.all("financial/ExchangeRates") if row["SourceCurrency"] == currency]
    known = [row for row in rates if row["StartDate"] <= on] or rates[:1]
    return Decimal(max(known, key=lambda row: row["StartDate"])["Rate"]) if known else Decimal(1)


Booked = tuple[Record, Decimal, Decimal]  # ledger account, net, VAT in document currency
Posting = tuple[Record, Decimal, str]  # ledger account, amount in the administration's currency, text


def write(division: Division, document: Record, postings: list[Posting], account: Record | None = None) -> None:
    """Journal lines of one document (EntryID, EntryNumber, Date, Journal, perhaps FinancialYear, FinancialPeriod,
    YourRef, InvoiceNumber). They must sum to zero: anything else is a fault of the sandbox itself."""
    if sum((amount for _, amount, _ in postings), ZERO) != 0:
        raise AssertionError(f"unbalanced {postings}")
    date, account = document["Date"], account or {}
    for number, (ledger, amount, text) in enumerate(postings):
        division.add("financialtransaction/TransactionLines", {
            "EntryID": document["EntryID"], "EntryNumber": document.get("EntryNumber"), "LineNumber": number,
            "GLAccount": ledger["ID"], "GLAccountCode": ledger["Code"],
            "GLAccountDescription": ledger["Description"], "AmountDC": amount, "Date": date,
            "FinancialYear": document.get("FinancialYear") or date.year,
            "FinancialPeriod": document.get("FinancialPeriod") or date.month, "JournalCode": document["Journal"],
            "Description": text, "Account": account.get("ID"), "AccountName": account.get("Name"),
            "YourRef": document.get("YourRef"), "Status": PROCESSED, "AccountCode": account.get("Code"),
            "InvoiceNumber": document.get("InvoiceNumber"), "Document": document.get("Document"),
        })  # fmt: skip


def post(division: Division, entry: Record, account: Record, lines: list[Booked], currency_rate: Decimal) -> None:
    """Debtor against revenue and VAT. Each part is converted on its own; the entry's totals are their sums."""
    vat_account = of_type(division, VAT_TO_PAY)
    booked: list[Posting] = []
    for ledger, net, vat in lines:
        booked.append((ledger, -to_dc(net, currency_rate), str(ledger["Description"])))
        if vat:
            booked.append((vat_account, -to_dc(vat, currency_rate), "Btw"))
    total = -sum((amount for _, amount, _ in booked), ZERO)
    entry["AmountDC"] = total
    entry["VATAmountDC"] = sum((to_dc(vat, currency_rate) for _, _, vat in lines), ZERO)
    booked.insert(0, (of_type(division, DEBTORS), total, str(account.get("Name", ""))))
    document = entry | {
        "Date": entry["EntryDate"], "FinancialYear": entry.get("ReportingYear"),
        "FinancialPeriod": entry.get("ReportingPeriod"),
    }  # fmt: skip
    write(division, document, booked, account)
    open_item(division, document, account, total, sum((net + vat for _, net, vat in lines), ZERO), currency_rate)


def open_item(
    division: Division, document: Record, account: Record, amount: Decimal, in_currency: Decimal, by: Decimal
) -> Record:
    """What somebody owes us, or (negative) we owe back: a receivable."""
    debtors = of_type(division, DEBTORS)
    return division.add("cashflow/Receivables", {
        "ID": str(uuid.uuid4()), "Account": account["ID"], "AccountName": account.get("Name"), "AmountDC": amount,
        "AmountFC": in_currency, "Currency": document.get("Currency") or division.currency,
        "EntryNumber": document["EntryNumber"],
        "InvoiceNumber": document.get("InvoiceNumber") or document["EntryNumber"],
        "YourRef": document.get("YourRef"), "Status": OPEN, "IsFullyPaid": amount == 0, "RateFC": by,
        "TransactionEntryID": document["EntryID"], "EntryID": document["EntryID"], "EntryDate": document["Date"],
        "InvoiceDate": document["Date"], "DueDate": due(document, division), "Journal": document["Journal"],
        "AccountCode": account.get("Code"), "PaymentCondition": document.get("PaymentCondition"),
        "PaymentReference": document.get("PaymentReference"), "Description": document.get("Description"),
        "GLAccount": debtors["ID"], "GLAccountCode": debtors["Code"],
        "GLAccountDescription": debtors["Description"], "TransactionAmountDC": amount,
        "TransactionAmountFC": in_currency, "TransactionDueDate": due(document, division),
        "OrderNumber": document.get("OrderNumber"), "TransactionID": str(uuid.uuid4()),
    })  # fmt: skip


def to_dc(amount: Decimal, currency_rate: Decimal) -> Decimal:
    return (amount * currency_rate).quantize(Decimal("0.01"), ROUND_HALF_UP)


def due(entry: Record, division: Division) -> datetime:
    condition = division.by_code("cashflow/PaymentConditions", entry.get("PaymentCondition") or "") or {}
    said: datetime | None = entry.get("DueDate")
    return said or entry["Date"] + timedelta(days=int(condition.get("PaymentDays") or 0))


def settle_item(found: Record, paid: Decimal, division: Division, back: bool = False) -> None:
    """An open item is matched, or shrinks, by an amount in the administration's currency; ``back`` takes that back."""
    paid = -paid if back else paid
    left = (ZERO if found["IsFullyPaid"] else found["AmountDC"]) - paid
    found |= {"LastPaymentDate": division.clock.now(), "IsFullyPaid": left == 0, "Status": OPEN if left else MATCHED}
    if left:
        found |= {"AmountDC": left, "AmountFC": (left / found["RateFC"]).quantize(Decimal("0.01"), ROUND_HALF_UP)}
    found["_payments"] = found.get("_payments", 0) + (-1 if back else 1)
    division.touch(found)


def open_items(division: Division) -> list[Record]:
    return [one for one in division.all("cashflow/Receivables") if not one["IsFullyPaid"]]


def has_payments(division: Division, entry: Record) -> bool:
    items = division.all("cashflow/Receivables")
    return any(one["EntryID"] == entry["EntryID"] and one.get("_payments") for one in items)


def show_document(division: Division, entry: Record, document: str) -> None:
    """A document laid beside an entry is seen on its journal lines and its open item, too."""
    for path in ("financialtransaction/TransactionLines", "cashflow/Receivables"):
        for one in division.all(path):
            if one["EntryID"] == entry["EntryID"]:
                one["Document"] = document
                division.touch(one)


def undo(division: Division, entry: Record) -> None:
    """Take an entry's lines and its receivable out of the books."""
    for path in ("financialtransaction/TransactionLines", "cashflow/Receivables"):
        for record in [one for one in division.all(path) if one["EntryID"] == entry["EntryID"]]:
            division.remove(path, record)


def of_type(division: Division, kind: int) -> Record:
    return next(row for row in division.all("financial/GLAccounts") if row["Type"] == kind)


def differences(division: Division) -> Record:
    """Where cents go that conversion leaves over."""
    kinds = (121, 110)
    rows = division.all("financial/GLAccounts")
    return next(row for kind in kinds for row in rows if row["Type"] == kind)


def trial_balance(division: Division) -> list[Record]:
    """Debit and credit per ledger account."""
    sums: dict[str, list[Decimal]] = {}
    names: dict[str, str] = {}
    for line in division.all("financialtransaction/TransactionLines"):
        pair = sums.setdefault(line["GLAccountCode"], [ZERO, ZERO])
        pair[0 if line["AmountDC"] >= 0 else 1] += abs(line["AmountDC"])
        names[line["GLAccountCode"]] = line["GLAccountDescription"]
    return [
        {"code": code, "description": names[code], "debit": f"{d:.2f}", "credit": f"{c:.2f}", "balance": f"{d - c:.2f}"}
        for code, (d, c) in sorted(sums.items())
    ]


def balance(division: Division) -> Decimal:
    """Zero, always."""
    return sum((line["AmountDC"] for line in division.all("financialtransaction/TransactionLines")), Decimal("0.00"))
