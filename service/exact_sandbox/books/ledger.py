"""Double entry: every booked document makes lines that sum to zero, and a receivable."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from ..refusals import business
from ..store import Division, Record
from .context import Context

ZERO = Decimal(0)
BANK, DEBTORS, VAT_TO_PAY = 12, 20, 24  # GLAccounts.Type
OPEN, MATCHED = 20, 50  # Receivables.Status


def check_period(date: datetime, division: Division, context: Context) -> tuple[int, int]:
    """(year, period) of a booking date. Raises for unknown years and closed periods."""
    year, period = date.year, date.month
    if not any(row["FinYear"] == year for row in division.all("financial/FinancialPeriods")):
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


def post(division: Division, entry: Record, account: Record, lines: list[Booked], currency_rate: Decimal) -> None:
    """Debtor against revenue and VAT. Each part is converted on its own; the entry's totals are their sums."""
    debtors = _of_type(division, DEBTORS)
    vat_account = _of_type(division, VAT_TO_PAY)
    booked: list[tuple[Record, Decimal, str]] = []
    for ledger, net, vat in lines:
        booked.append((ledger, -_dc(net, currency_rate), str(ledger["Description"])))
        if vat:
            booked.append((vat_account, -_dc(vat, currency_rate), "Btw"))
    total = -sum((amount for _, amount, _ in booked), ZERO)
    entry["AmountDC"] = total
    entry["VATAmountDC"] = sum((_dc(vat, currency_rate) for _, _, vat in lines), ZERO)
    booked.insert(0, (debtors, total, str(account.get("Name", ""))))
    for number, (ledger, amount, text) in enumerate(booked):
        division.add(
            "financialtransaction/TransactionLines",
            {
                "EntryID": entry["EntryID"], "EntryNumber": entry["EntryNumber"], "LineNumber": number,
                "GLAccount": ledger["ID"], "GLAccountCode": ledger["Code"],
                "GLAccountDescription": ledger["Description"], "AmountDC": amount, "Date": entry["EntryDate"],
                "FinancialYear": entry["EntryDate"].year,
                "FinancialPeriod": entry["EntryDate"].month, "JournalCode": entry["Journal"], "Description": text,
                "Account": account["ID"], "AccountName": account.get("Name"), "YourRef": entry.get("YourRef"),
            },
        )  # fmt: skip
    division.add(
        "cashflow/Receivables",
        {
            "ID": str(uuid.uuid4()), "Account": account["ID"], "AccountName": account.get("Name"), "AmountDC": total,
            "AmountFC": sum((net + vat for _, net, vat in lines), ZERO), "Currency": entry["Currency"],
            "EntryNumber": entry["EntryNumber"], "InvoiceNumber": entry.get("InvoiceNumber") or entry["EntryNumber"],
            "YourRef": entry.get("YourRef"), "Status": OPEN, "IsFullyPaid": False, "RateFC": currency_rate,
            "TransactionEntryID": entry["EntryID"], "EntryID": entry["EntryID"], "EntryDate": entry["EntryDate"],
            "InvoiceDate": entry["EntryDate"], "DueDate": due(entry, division), "Journal": entry["Journal"],
            "AccountCode": account.get("Code"), "PaymentCondition": entry.get("PaymentCondition"),
            "PaymentReference": entry.get("PaymentReference"), "Description": entry.get("Description"),
        },
    )  # fmt: skip


def _dc(amount: Decimal, currency_rate: Decimal) -> Decimal:
    return (amount * currency_rate).quantize(Decimal("0.01"), ROUND_HALF_UP)


def due(entry: Record, division: Division) -> datetime:
    condition = division.by_code("cashflow/PaymentConditions", entry.get("PaymentCondition") or "") or {}
    said: datetime | None = entry.get("DueDate")
    return said or entry["EntryDate"] + timedelta(days=int(condition.get("PaymentDays") or 0))


def pay(division: Division, entry_number: int, amount: Decimal | None = None) -> None:
    """Money comes in at the bank for an entry: bank against debtors, and the open item is matched, or shrinks."""
    items = [one for one in division.all("cashflow/Receivables") if not one["IsFullyPaid"]]
    found = next((one for one in items if one["EntryNumber"] == entry_number), None)
    if found is None:
        raise LookupError(f"no open item with entry number {entry_number}")
    paid = found["AmountDC"] if amount is None else amount
    entry_id, own_number, date = str(uuid.uuid4()), division.next_number("entry 20", 26200001), division.clock.now()
    for number, (kind, value) in enumerate(((BANK, paid), (DEBTORS, -paid))):
        account = _of_type(division, kind)
        division.add("financialtransaction/TransactionLines", {
            "EntryID": entry_id, "EntryNumber": own_number, "LineNumber": number, "GLAccount": account["ID"],
            "GLAccountCode": account["Code"], "GLAccountDescription": account["Description"], "AmountDC": value,
            "Date": date, "FinancialYear": date.year, "FinancialPeriod": date.month,
            "JournalCode": "20", "Description": f"Betaling {entry_number}", "Account": found["Account"],
            "AccountName": found["AccountName"], "YourRef": found["YourRef"],
        })  # fmt: skip
    left = found["AmountDC"] - paid
    found |= {"LastPaymentDate": date, "IsFullyPaid": left == 0, "Status": OPEN if left else MATCHED}
    if left:
        found |= {"AmountDC": left, "AmountFC": (left / found["RateFC"]).quantize(Decimal("0.01"), ROUND_HALF_UP)}
    division.touch(found)


def undo(division: Division, entry: Record) -> None:
    """Take an entry's lines and its receivable out of the books."""
    for path in ("financialtransaction/TransactionLines", "cashflow/Receivables"):
        for record in [one for one in division.all(path) if one["EntryID"] == entry["EntryID"]]:
            division.remove(path, record)


def _of_type(division: Division, kind: int) -> Record:
    return next(row for row in division.all("financial/GLAccounts") if row["Type"] == kind)


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
