"""Bank, cash, general journal: what pays an open item, what stays open, what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

D = Decimal


def bank(exact, *lines, kind="Bank", journal="20", **more):
    return exact.post(
        f"financialtransaction/{kind}Entries", {"JournalCode": journal, f"{kind}EntryLines": list(lines), **more}
    )


def paid(exact, customer, amount, number=None):
    line = {"GLAccount": exact.ledger("1300"), "Account": customer, "AmountFC": D(amount)}
    return line if number is None else {**line, "OurRef": number}


def owed(exact):
    return [one["Amount"] for one in exact.get("read/financial/ReceivablesList").results]


@pytest.mark.parametrize(("kind", "journal", "ledger"), [("Bank", "20", "1100"), ("Cash", "10", "1000")])
def test_a_payment_with_our_ref_closes_its_receivable(exact, kind, journal, ledger):
    customer = exact.customer()
    number = exact.entry({"AmountFC": 10, "VATCode": "2"}, Customer=customer).d["EntryNumber"]
    made = bank(exact, paid(exact, customer, "2.10", number), kind=kind, journal=journal)
    assert made.status == 201 and made.d["ClosingBalanceFC"] == D("2.1") and owed(exact) == [10]
    made = bank(exact, paid(exact, customer, "10.00", number), kind=kind, journal=journal)
    assert (made.d["OpeningBalanceFC"], made.d["ClosingBalanceFC"]) == (D("2.1"), D("12.1")) and owed(exact) == []
    (receivable,) = exact.get("cashflow/Receivables").results
    assert (receivable["IsFullyPaid"], receivable["Status"]) == (True, 50)
    line = exact.get(f"financialtransaction/{kind}Entries(guid'{made.d['EntryID']}')/{kind}EntryLines").results[0]
    assert line["OffsetID"] == receivable["TransactionID"]
    booked = [one for one in exact.books()["journal_entries"] if one["EntryID"] == made.d["EntryID"]]
    assert {one["GLAccountCode"]: D(one["AmountDC"]) for one in booked} == {ledger: 10, "1300": -10}


def test_a_payment_nobody_knows_stays_an_open_item(exact):
    customer = exact.customer()
    exact.entry({"AmountFC": 10, "VATCode": "2"}, Customer=customer)
    bank(exact, paid(exact, customer, "5.00"))
    bank(exact, paid(exact, exact.customer(), "7.00", 4711))
    assert sorted(owed(exact)) == [-7, -5, D("12.1")]


def test_only_xml_match_sets_may_match_by_assumption(make):
    exact = make(assume={"our_ref_matches": False})
    customer = exact.customer()
    number = exact.entry({"AmountFC": 10, "VATCode": "2"}, Customer=customer).d["EntryNumber"]
    bank(exact, paid(exact, customer, "12.10", number))
    assert sorted(owed(exact)) == [D("-12.1"), D("12.1")]


def test_a_deleted_bank_entry_opens_what_it_paid(exact):
    customer = exact.customer()
    entry = exact.entry({"AmountFC": 10, "VATCode": "2"}, Customer=customer).d
    made = bank(exact, paid(exact, customer, "12.10", entry["EntryNumber"])).d
    place = f"salesentry/SalesEntries(guid'{entry['EntryID']}')"
    assert exact.call("DELETE", place).error == f"Reeds afgeletterd: {entry['EntryNumber']}"
    assert exact.call("DELETE", f"financialtransaction/BankEntries(guid'{made['EntryID']}')").status == 204
    assert owed(exact) == [D("12.1")]
    assert exact.call("DELETE", place).status == 204 and exact.books()["journal_entries"] == []


def test_balances_must_follow_each_other(exact):
    cost = {"GLAccount": exact.ledger("4990"), "AmountFC": D("-3.00")}
    assert bank(exact, cost, OpeningBalanceFC=100).d["ClosingBalanceFC"] == 97
    wrong = bank(exact, cost, OpeningBalanceFC=100)
    assert wrong.status == 500 and wrong.error.startswith("De boeking is niet in evenwicht op: ")
    assert wrong.error.endswith("Verschil: EUR 3,00")
    assert bank(exact, cost, OpeningBalanceFC=97, ClosingBalanceFC=94).status == 201


def test_a_general_entry_must_balance(exact):
    customer, path = exact.customer(), "generaljournalentry/GeneralJournalEntries"
    lines = [paid(exact, customer, "10.00"), {"GLAccount": exact.ledger("4990"), "AmountFC": D("-9.99")}]
    refused = exact.post(path, {"JournalCode": "90", "GeneralJournalEntryLines": lines})
    assert refused.status == 500 and "Verschil: EUR 0,01" in refused.error
    lines[1]["AmountFC"] = D("-10.00")
    assert exact.post(path, {"JournalCode": "90", "GeneralJournalEntryLines": lines}).status == 201
    assert owed(exact) == [10]


@pytest.mark.parametrize(("journal", "said"), [("70", "Ongeldig: Dagboek"), ("99", "Ongeldige referentie: Dagboek")])
def test_a_bank_entry_wants_a_bank_journal(exact, journal, said):
    assert bank(exact, paid(exact, exact.customer(), "1.00"), journal=journal).error == said


def test_money_in_dollars_is_booked_in_euros(exact):
    customer = exact.customer()
    number = exact.entry({"AmountFC": 100, "VATCode": "0"}, Customer=customer, Currency="USD").d["EntryNumber"]
    assert owed(exact) == [92]
    bank(exact, paid(exact, customer, "100.00", number), Currency="USD")
    assert owed(exact) == [] and exact.books()["trial_balance"]["balance"] == "0.00"


def test_what_accounts_owe_stands_by_age(exact):
    customer = exact.customer()
    exact.entry({"AmountFC": 10, "VATCode": "2"}, Customer=customer, PaymentCondition="00")
    exact.advance(40 * 86_400)
    exact.sign_in()
    (row,) = exact.get("read/financial/AgingReceivablesList").results
    assert (row["AgeGroup1Amount"], row["AgeGroup2Amount"], row["TotalAmount"]) == (0, D("12.1"), D("12.1"))
