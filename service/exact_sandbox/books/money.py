"""Bank, cash and general journal entries; a line on the debtors account pays an open item (facts 4, Money).

Signs: a positive line of a bank or cash entry is money that came in (bank debit, the line's account credit); a
positive line of a general journal entry is a debit [A]. A line on the debtors account with OurRef (invoice number)
is matched with that open item; the classic API has no other way [C]/[A]. Without one it stays an open item of its
own, so open items are always what the debtors account says.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ..refusals import business
from ..store import Division, Record
from . import ledger, vat
from .context import Context
from .documents import lines_of
from .master import require

ZERO = Decimal(0)
GENERAL = 90  # Journals.Type
Line = tuple[Record, Record, Decimal, Decimal]  # line, ledger account, net and VAT in the entry's currency


def at(path: str, name: str, kind: int) -> Callable[[Record, Division, Context], Record]:
    """How an entry of a journal of this type is made. ``kind`` is the type of journal and of its ledger account."""

    def create(record: Record, division: Division, context: Context) -> Record:
        lines = lines_of(record, name, f"{path.split('/')[0]}/{name}", context)
        book = _journal(record, kind, division, context)
        currency = record.get("Currency") or division.currency
        known = [_line(line, number, kind, division, context) for number, line in enumerate(lines, 1)]
        date = next((line["Date"] for line in lines if line.get("Date")), division.clock.now())
        year, period = ledger.check_period(
            date, division, context, record.get("FinancialYear"), record.get("FinancialPeriod")
        )
        said_rate = record.get("ExchangeRate") or next((x["ExchangeRate"] for x in lines if x.get("ExchangeRate")), 0)
        rate = Decimal(said_rate) or ledger.rate(currency, date, division, context)
        total = sum((net + tax for _, _, net, tax in known), ZERO)
        if kind == GENERAL and total:
            raise _unbalanced(f"{year} / {period}", currency, total, context)
        record |= {
            "JournalCode": book["Code"], "JournalDescription": book["Description"], "Currency": currency,
            "EntryNumber": _number(record, path, book, division, context), "FinancialYear": year,
            "FinancialPeriod": period, "Status": ledger.PROCESSED, name: lines, "_date": date, "_book": book["Code"],
        }  # fmt: skip
        if kind != GENERAL:
            _balances(record, path, total, context, division)
        made = division.add(path, record, "EntryID")
        _book(made, known, kind, rate, division, context)
        return made

    return create


def _journal(record: Record, kind: int, division: Division, context: Context) -> Record:
    found = division.by_code("financial/Journals", str(record["JournalCode"]))
    if found is None:
        raise business(context.language, ("reference", "Journal"))
    if found["Type"] != kind and not (kind == ledger.BANK and found["Type"] == 16):
        raise business(context.language, ("journal",))
    if found.get("IsBlocked"):
        raise business(context.language, ("journal_blocked",))
    return found


def _line(line: Record, number: int, kind: int, division: Division, context: Context) -> Line:
    require(line, ["GLAccount"], context)
    account = division.find("financial/GLAccounts", "ID", line["GLAccount"])
    if account is None:
        raise business(context.language, ("reference", "GLAccount"))
    if account["Type"] == kind != GENERAL:  # the journal's own side comes by itself
        raise business(context.language, ("ledger_type",))
    who = division.find("crm/Accounts", "ID", line["Account"]) if line.get("Account") else None
    if line.get("Account") and who is None:
        raise business(context.language, ("reference", "Account"))
    if account["Type"] == ledger.DEBTORS and who is None:
        raise business(context.language, ("mandatory", "Account"))
    amount = vat.cents(line.get("AmountFC") or ZERO)
    taxed = vat.tax(amount, line.get("VATCode"), line.get("AmountVATFC"), division, context)
    line |= {
        "LineNumber": number, "GLAccountCode": account["Code"], "GLAccountDescription": account["Description"],
        "AmountFC": amount, "AccountCode": (who or {}).get("Code"), "AccountName": (who or {}).get("Name"),
        "AmountVATFC": taxed.vat,
    }  # fmt: skip
    return line, account, taxed.net, taxed.vat


def _number(record: Record, path: str, book: Record, division: Division, context: Context) -> int:
    used = {one["EntryNumber"] for one in division.all(path) if one["JournalCode"] == book["Code"]}
    own = record.get("EntryNumber")
    if own in used:
        raise business(context.language, ("entry_in_use",))
    if own is not None:
        return int(own)
    number = division.next_number(f"entry {book['Code']}", 26000001 + int(book["Code"]) * 10000)
    while number in used:
        number = division.next_number(f"entry {book['Code']}", number + 1)
    return number


def _balances(record: Record, path: str, total: Decimal, context: Context, division: Division) -> None:
    """Opening is the closing of the entry before; closing is opening and lines. Told otherwise: out of balance."""
    before = [one for one in division.all(path) if one["_book"] == record["_book"]]
    opening = before[-1]["ClosingBalanceFC"] if before else record.get("OpeningBalanceFC") or ZERO
    closing = opening + total
    for name, right in (("OpeningBalanceFC", opening), ("ClosingBalanceFC", closing)):
        if record.get(name) is not None and record[name] != right:
            when = f"{record['FinancialYear']} / {record['FinancialPeriod']}"
            raise _unbalanced(when, record["Currency"], record[name] - right, context)
        record[name] = right


def _unbalanced(when: str, currency: str, difference: Decimal, context: Context) -> Exception:
    shown = f"{difference:.2f}".replace(".", ",") if context.language.startswith("nl") else f"{difference:.2f}"
    return business(context.language, ("unbalanced", when, f"{currency} {shown}"))


def _book(entry: Record, known: list[Line], kind: int, rate: Decimal, division: Division, context: Context) -> None:
    """Double entry; every line is converted on its own, the bank gets their sum."""
    sign = 1 if kind == GENERAL else -1
    document = {
        "EntryID": entry["EntryID"], "EntryNumber": entry["EntryNumber"], "Date": entry["_date"],
        "Journal": entry["JournalCode"], "FinancialYear": entry["FinancialYear"], "Currency": entry["Currency"],
        "FinancialPeriod": entry["FinancialPeriod"],
    }  # fmt: skip
    vat_account, postings = ledger.of_type(division, ledger.VAT_TO_PAY), []
    entry["_matches"] = []
    for line, account, net, tax in known:
        amount = sign * ledger.to_dc(net, rate)
        text = str(line.get("Description") or account["Description"])
        postings.append((account, amount, text))
        line |= {"AmountDC": ledger.to_dc(net, rate), "EntryID": entry["EntryID"]}
        if tax:
            postings.append((vat_account, sign * ledger.to_dc(tax, rate), "Btw"))
        if account["Type"] == ledger.DEBTORS and amount:
            _match(entry, line, -amount, document, rate, division, context)
    total = sum((amount for _, amount, _ in postings), ZERO)
    if kind != GENERAL:
        own = ledger.of_type(division, kind)
        postings.insert(0, (own, -total, str(own["Description"])))
    elif total:  # cents that conversion left over
        postings.append((ledger.differences(division), -total, "Koersverschil"))
    ledger.write(division, document, postings)


def _match(
    entry: Record, line: Record, paid: Decimal, document: Record, rate: Decimal, division: Division, context: Context
) -> None:
    """The open item with this invoice number of this account; else a new open item."""
    number = line.get("OurRef") if context.assumptions.our_ref_matches else None
    found = next(
        (
            one for one in ledger.open_items(division)
            if number and one["InvoiceNumber"] == number and one["Account"] == line["Account"]
        ),
        None,
    )  # fmt: skip
    if found is None:
        who = division.find("crm/Accounts", "ID", line["Account"])
        assert who is not None  # _line saw it
        about = document | {"InvoiceNumber": line.get("OurRef"), "Description": line.get("Description")}
        ledger.open_item(division, about, who, -paid, ledger.to_dc(-paid, 1 / rate), rate)
        return
    ledger.settle_item(found, paid, division)
    line["OffsetID"] = found["TransactionID"]
    entry["_matches"].append([found["ID"], paid])


def remove(path: str) -> Callable[[Record, Division, Context], None]:
    """The entry leaves the books and what it paid is open again. Not from a closed period, not when it was paid
    itself, and a bank or cash entry only as the last of its journal: the next one starts from its closing balance."""

    def go(record: Record, division: Division, context: Context) -> None:
        ledger.check_period(
            record["_date"], division, context, record["FinancialYear"], record["FinancialPeriod"]
        )
        if "ClosingBalanceFC" in record:
            others = [one for one in division.all(path) if one["_book"] == record["_book"]]
            if others[-1] is not record:
                raise business(context.language, ("processed",))
        if ledger.has_payments(division, record):
            raise business(context.language, ("matched", str(record["EntryNumber"])))
        for exact_id, paid in record["_matches"]:
            found = division.find("cashflow/Receivables", "ID", exact_id)
            if found:
                ledger.settle_item(found, paid, division, back=True)
        ledger.undo(division, record)
        division.remove(path, record, "EntryID")

    return go


BANK_ENTRIES = "financialtransaction/BankEntries"
bank = at(BANK_ENTRIES, "BankEntryLines", ledger.BANK)
cash = at("financialtransaction/CashEntries", "CashEntryLines", ledger.CASH)
general = at("generaljournalentry/GeneralJournalEntries", "GeneralJournalEntryLines", GENERAL)


def pay(division: Division, context: Context, entry_number: int, amount: Decimal | None = None) -> Record:
    """Money comes in at the bank for an entry, as a bank statement would say it. Raises LookupError."""
    found = next((one for one in ledger.open_items(division) if one["EntryNumber"] == entry_number), None)
    if found is None:
        raise LookupError(f"no open item with entry number {entry_number}")
    line: dict[str, Any] = {
        "GLAccount": ledger.of_type(division, ledger.DEBTORS)["ID"], "Account": found["Account"],
        "AmountFC": found["AmountDC"] if amount is None else amount, "OurRef": found["InvoiceNumber"],
        "Description": f"Betaling {entry_number}",
    }  # fmt: skip
    return bank({"JournalCode": "20", "BankEntryLines": [line]}, division, context)
