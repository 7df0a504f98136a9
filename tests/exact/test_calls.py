"""The named calls: what they ask of Exact, and how its records read in our words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
import responses
import simplejson

from exact_samples import DIVISION, EXACT, SHOP, connect
from ledgerbridge.errors import Parked, Permanent
from ledgerbridge.exact import calls, found
from ledgerbridge.exact.calls import MODULES, Exact

API = f"{EXACT}/api/v1/{DIVISION}"


@pytest.fixture
def http():
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def exact(client):
    return Exact(client)


def asked(http, number=0):
    """The query options of a call."""
    return {name: values[0] for name, values in parse_qs(urlsplit(http.calls[number].request.url).query).items()}


def listed(*records):
    return {"d": {"results": list(records)}}


# --- opening ------------------------------------------------------------------------------------------------


def test_a_shop_that_is_not_connected_is_parked(db, vault, clock, config):
    with pytest.raises(Parked) as parked:
        calls.open_exact(SHOP, db, vault, clock, config)
    assert parked.value.problem.code == "not_connected"


def test_a_shop_without_an_administration_is_parked(db, vault, clock, config):
    connect(db, vault, clock, division=None)
    with pytest.raises(Parked) as parked:
        calls.open_exact(SHOP, db, vault, clock, config)
    assert parked.value.problem.code == "no_division"


def test_the_chosen_administration_and_the_stored_token_are_used(db, vault, clock, config, http):
    connect(db, vault, clock)
    http.get(f"{API}/logistics/Units", json=listed({"Code": "stuk    ", "Description": "Stuk", "Main": 1}))
    with calls.open_exact(SHOP, db, vault, clock, config) as exact:
        assert exact.units() == [found.Unit("stuk", "Stuk", True)]
        assert (exact.division, exact.base_url, exact.reads, exact.writes) == (DIVISION, EXACT, 1, 0)
    assert http.calls[0].request.headers["Authorization"] == "Bearer access-1"


def test_before_an_administration_is_chosen_the_users_own_leads_to_the_list(db, vault, clock, config, http):
    connect(db, vault, clock, division=None)
    http.get(
        f"{EXACT}/api/v1/current/Me", json=listed({"CurrentDivision": 7, "FullName": "Jo", "LanguageCode": "nl-NL"})
    )
    http.get(
        f"{EXACT}/api/v1/7/system/Divisions",
        json=listed(
            {"Code": 7, "Description": "Oud BV", "Status": 2, "BlockingStatus": 0},
            {"Code": 8, "Description": "Winkel BV", "Status": 1, "BlockingStatus": 0, "VATNumber": "NL0"},
            {"Code": 9, "Description": "In herstel", "Status": 1, "BlockingStatus": 1},
        ),
    )
    exact = calls.open_exact(SHOP, db, vault, clock, config, division=0)
    assert [(one.code, one.usable) for one in exact.divisions()] == [(7, False), (8, True), (9, False)]
    assert exact.division == 0


# --- choices ------------------------------------------------------------------------------------------------


def test_vat_codes_come_trimmed_with_percentages(exact, http):
    http.get(f"{API}/vat/VATCodes", body=simplejson.dumps(listed(
        {"Code": "5  ", "Description": "Binnenland exclusief 21%", "Percentage": Decimal("0.21"), "Type": "E",
         "VATTransactionType": "S", "OssCountry": None, "EUSalesListing": "N", "Charged": False, "IsBlocked": False},
        {"Code": "30 ", "Description": "OSS FR", "Percentage": Decimal("0.055"), "OssCountry": "FR"},
        {"Code": "0  ", "Description": "Geen", "Percentage": Decimal("0.0")},
    ), use_decimal=True))  # fmt: skip
    high, france, none = exact.vat_codes()
    assert (high.code, high.percent, high.type, high.country) == ("5", Decimal(21), "E", "")
    assert (france.code, france.percent, france.country) == ("30", Decimal("5.5"), "FR")
    assert found.row(high)["percent"] == "21"
    assert found.row(none)["percent"] == "0"
    assert "$filter" not in asked(http)


def test_ledgers_are_asked_with_a_filter_that_exact_allows(exact, http):
    http.get(f"{API}/financial/GLAccounts", json=listed({"ID": "g", "Code": "8000", "Type": 110, "BalanceSide": "C"}))
    assert [ledger.code for ledger in exact.ledgers()] == ["8000"]
    assert asked(http)["$filter"] == "BalanceSide eq 'D' or BalanceSide eq 'C'"


def test_journals_conditions_and_groups(exact, http):
    http.get(f"{API}/financial/Journals", json=listed({"ID": "j", "Code": "70", "Type": 20, "AllowVAT": True}))
    http.get(f"{API}/cashflow/PaymentConditions", json=listed({"ID": "p", "Code": "00", "PaymentMethod": "B"}))
    http.get(f"{API}/logistics/ItemGroups", json=listed({"ID": "i", "Code": "STD", "IsDefault": 1}))
    assert (exact.journals()[0].type, exact.journals()[0].allows_vat) == (20, True)
    assert exact.payment_conditions()[0].code == "00"
    assert exact.item_groups()[0].default is True


@pytest.mark.parametrize("status", [403, 404])
def test_a_module_that_the_licence_lacks_is_no_error(exact, http, status):
    http.get(f"{API}/salesorder/SalesOrders", status=status)
    for name, (path, _) in MODULES.items():
        if name != "orders":
            http.get(f"{API}/{path}", json=listed())
    assert exact.modules() == dict.fromkeys(MODULES, True) | {"orders": False}
    assert asked(http, 1)["$filter"] == "InvoiceID eq guid'00000000-0000-0000-0000-000000000000'"


def test_a_module_question_that_fails_otherwise_is_an_error(exact, http):
    http.get(f"{API}/salesorder/SalesOrders", status=400)
    with pytest.raises(Permanent):
        exact.modules()


# --- items and accounts -------------------------------------------------------------------------------------


def test_many_items_cost_one_read_for_each_portion(exact, http):
    http.get(f"{API}/logistics/Items", json=listed({"ID": "a", "Code": "MOK-001"}))
    items = exact.items_by_code([f"MOK-{number:03}" for number in range(40)] + ["MOK-001"])
    assert exact.reads == 2
    assert asked(http)["$filter"].count("Code eq") == 25
    assert asked(http, 1)["$filter"].count("Code eq") == 15
    assert items[0].code == "MOK-001"


def test_no_codes_cost_no_read(exact):
    assert exact.items_by_code([]) == []


def test_a_new_item_is_one_that_can_be_sold(exact, http):
    http.post(f"{API}/logistics/Items", json={"d": {"ID": "new"}}, status=201)
    assert exact.create_item("MOK-001", "Mok " * 30, vat_code="5") == "new"
    sent = simplejson.loads(http.calls[0].request.body)
    assert sent["IsSalesItem"] is True
    assert sent["SalesVatCode"] == "5"
    assert len(sent["Description"]) == 60
    assert "ItemGroup" not in sent


def test_an_account_is_searched_by_vat_number_or_mail_in_one_read(exact, http):
    http.get(f"{API}/crm/Accounts", json=listed({"ID": "a", "Code": "              1001", "Status": "C", "Name": "X"}))
    (account,) = exact.find_accounts(vat_number="NL1", email="o'brien@example.nl")
    assert asked(http)["$filter"] == "VATNumber eq 'NL1' or Email eq 'o''brien@example.nl'"
    assert (account.code, account.status) == ("1001", "C")


def test_an_account_without_anything_to_search_costs_no_read(exact):
    assert exact.find_accounts() == []


def test_an_account_is_found_by_its_padded_code(exact, http):
    http.get(f"{API}/crm/Accounts", json=listed())
    assert exact.account_by_code("1001") is None
    assert asked(http)["$filter"] == f"Code eq '{'1001':>18}'"


def test_an_account_is_found_by_our_marker(exact, http):
    http.get(f"{API}/crm/Accounts", json=listed({"ID": "a", "SearchCode": "LB-AB12-17"}))
    found_account = exact.account_by_marker("LB-AB12-17")
    assert found_account is not None and found_account.exact_id == "a"


def test_an_update_never_sends_the_code(exact, http):
    http.put(f"{API}/crm/Accounts(guid'a')", status=204)
    exact.update_account("a", {"Code": "1001", "City": "Delft"})
    assert simplejson.loads(http.calls[0].request.body) == {"City": "Delft"}


# --- documents ----------------------------------------------------------------------------------------------


ENTRY = {
    "EntryID": "e",
    "EntryNumber": 26700001,
    "YourRef": "1042",
    "Description": "1042 [ab12-1042]",
    "Customer": "c",
    "Currency": "EUR",
    "AmountFC": Decimal("121.00"),
    "VATAmountFC": Decimal("21.00"),
    "Journal": "70",
    "Type": 20,
}


def entry(**fields):
    return {**ENTRY, **fields}


def decimal_json(content):
    return simplejson.dumps(content, use_decimal=True)


def test_a_posted_entry_says_its_number_and_totals(exact, http):
    http.post(f"{API}/salesentry/SalesEntries", body=decimal_json({"d": entry()}), status=201)
    made = exact.create_sales_entry({"Journal": "70"})
    assert (made.exact_id, made.number) == ("e", "26700001")
    assert (made.net, made.vat, made.gross) == (Decimal("100.00"), Decimal("21.00"), Decimal("121.00"))
    assert made.raw["YourRef"] == "1042"


def test_a_draft_invoice_has_no_number_and_an_answer_without_totals_no_totals(exact, http):
    http.post(f"{API}/salesinvoice/SalesInvoices", json={"d": {"InvoiceID": "i", "InvoiceNumber": None}}, status=201)
    made = exact.create_sales_invoice({})
    assert (made.exact_id, made.number, made.net, made.vat, made.gross) == ("i", "", None, None, None)


def test_an_order_knows_its_vat_as_the_difference(exact, http):
    order = {"OrderID": "o", "OrderNumber": 7, "AmountFC": Decimal("54.68"), "AmountFCExclVat": Decimal("47.24")}
    http.post(f"{API}/salesorder/SalesOrders", body=decimal_json({"d": order}), status=201)
    assert exact.create_sales_order({}).vat == Decimal("7.44")


def test_orders_are_found_by_our_number_or_the_reference(exact, http):
    http.get(f"{API}/salesorder/SalesOrders", json=listed({"OrderID": "o", "OrderNumber": 100123, "OrderedBy": "c"}))
    assert exact.find_sales_orders(number=100123)[0].customer == "c"
    exact.find_sales_orders(your_ref="1042")
    assert asked(http)["$filter"] == "OrderNumber eq 100123"
    assert asked(http, 1)["$filter"] == "YourRef eq '1042'"


def test_entries_are_found_by_number_or_day_within_the_journal(exact, http):
    http.get(f"{API}/salesentry/SalesEntries", body=decimal_json(listed(entry(Type=21, AmountFC=Decimal("-121")))))
    (credit,) = exact.find_sales_entries(number=26700001, journal="70")
    assert (credit.credit, credit.gross, credit.description) == (True, Decimal(121), "1042 [ab12-1042]")
    exact.find_sales_entries(entry_date=date(2026, 11, 23), journal="70")
    assert asked(http)["$filter"] == "EntryNumber eq 26700001 and Journal eq '70'"
    assert asked(http, 1)["$filter"].endswith("EntryDate lt datetime'2026-11-24T00:00:00' and Journal eq '70'")
    with pytest.raises(ValueError):
        exact.find_sales_entries(journal="70")


def test_invoices_are_found_by_the_reference(exact, http):
    http.get(f"{API}/salesinvoice/SalesInvoices", json=listed())
    assert exact.find_sales_invoices(your_ref="1042") == []
    assert asked(http)["$filter"] == "YourRef eq '1042'"


def lines(*rows):
    names = ("VATCode", "AmountFC", "VATAmountFC")
    return {"results": [dict(zip(names, (code, Decimal(net), Decimal(vat)), strict=True)) for code, net, vat in rows]}


def test_documents_are_read_back_with_their_lines_twenty_a_call(exact, http):
    held = entry(SalesEntryLines=lines(("5  ", "60.00", "12.60"), ("5  ", "20.00", "4.20"), ("1  ", "20.00", "4.20")))
    http.get(f"{API}/salesentry/SalesEntries", body=decimal_json(listed(held)))
    read = exact.read_documents("sales_entry", [f"id-{number}" for number in range(21)])
    assert exact.reads == 2
    assert asked(http)["$expand"] == "SalesEntryLines"
    assert asked(http)["$filter"].count("EntryID eq guid") == 20
    assert read[0].per_code == {"5": (Decimal("80.00"), Decimal("16.80")), "1": (Decimal("20.00"), Decimal("4.20"))}
    assert (read[0].net, read[0].vat, read[0].gross) == (Decimal("100.00"), Decimal("21.00"), Decimal("121.00"))


def test_a_credit_note_reads_back_positive(exact, http):
    held = entry(Type=21, AmountFC=Decimal("-121.00"), VATAmountFC=Decimal("-21.00"),
                 SalesEntryLines=lines(("5  ", "-110.00", "-23.10"), ("5  ", "10.00", "2.10")))  # fmt: skip
    http.get(f"{API}/salesentry/SalesEntries", body=decimal_json(listed(held)))
    (read,) = exact.read_documents("sales_entry", ["e"])
    assert read.credit
    assert (read.net, read.vat, read.gross) == (Decimal("100.00"), Decimal("21.00"), Decimal("121.00"))
    assert read.per_code == {"5": (Decimal("100.00"), Decimal("21.00"))}


def test_lines_of_a_code_including_vat_give_the_same_net(exact, http):
    held = entry(SalesEntryLines=lines(("4  ", "121.00", "21.00")))
    http.get(f"{API}/salesentry/SalesEntries", body=decimal_json(listed(held)))
    (read,) = exact.read_documents("sales_entry", ["e"])
    assert read.per_code == {"4": (Decimal("100.00"), Decimal("21.00"))}


def test_a_document_that_exact_no_longer_has_is_absent(exact, http):
    http.get(f"{API}/salesorder/SalesOrders", json={"d": []})
    assert exact.read_documents("sales_order", ["gone"]) == []


# --- money --------------------------------------------------------------------------------------------------


def test_lines_of_money_are_asked_by_their_day(http, exact):
    http.get(f"{API}/financialtransaction/BankEntryLines", json=listed(
        {"EntryID": "e-1", "EntryNumber": 26200001, "Description": "1042 [K7Q2-R1]", "AmountFC": 54.68}))  # fmt: skip
    line = exact.find_money_lines("bank_entry", date(2026, 11, 20))[0]
    assert (line.entry_id, line.entry_number, line.text, line.amount) == (
        "e-1", "26200001", "1042 [K7Q2-R1]", Decimal("54.68"))  # fmt: skip
    assert asked(http)["$filter"] == (
        "Date ge datetime'2026-11-20T00:00:00' and Date lt datetime'2026-11-21T00:00:00'"
    )


def test_receivables_are_asked_by_entry_and_by_invoice_number(http, exact):
    http.get(f"{API}/cashflow/Receivables", json=listed(
        {"TransactionEntryID": "e-1", "InvoiceNumber": 7, "AmountFC": -12.1, "IsFullyPaid": False, "Currency": "EUR"},
        {"TransactionEntryID": "e-2", "InvoiceNumber": 8, "AmountFC": 5, "IsFullyPaid": True, "Currency": "EUR"},
    ))  # fmt: skip
    items = exact.receivables(["e-1"], ["8", "draft"])
    assert [(item.number, item.amount, item.paid) for item in items] == [
        ("7", Decimal("12.10"), False), ("8", Decimal("0.00"), True)]  # fmt: skip
    assert asked(http)["$filter"] == "TransactionEntryID eq guid'e-1' or InvoiceNumber eq 8"
    assert "IsFullyPaid" in asked(http)["$select"]


def test_a_cash_entry_is_posted_to_its_own_endpoint(http, exact):
    made = {"d": {"EntryID": "e-9", "EntryNumber": 26100001}}
    http.post(f"{API}/financialtransaction/CashEntries", json=made, status=201)
    posted = exact.create_money_entry("cash_entry", {"JournalCode": "10", "CashEntryLines": []})
    assert (posted.exact_id, posted.number) == ("e-9", "26100001")
