"""Orders, invoices and entries: VAT by code, explicit VAT, numbers, references, periods."""

from __future__ import annotations

from decimal import Decimal

import pytest

D = Decimal


def amounts(made):
    return made.d["AmountFC"], made.d["VATAmountFC"]


@pytest.mark.parametrize(
    ("code", "amount", "gross", "vat"),
    [
        ("2", "10.00", "12.10", "2.10"),  # E: VAT comes on top
        ("1", "10.00", "10.90", "0.90"),
        ("4", "12.10", "12.10", "2.10"),  # I: VAT is taken out
        ("0", "10.00", "10.00", "0"),  # B
        ("N", "10.00", "10.00", "0"),
        ("O1", "10.00", "11.90", "1.90"),  # OSS Germany
        ("2", "0.02", "0.02", "0"),  # half up: 0.0042
        ("2", "0.50", "0.61", "0.11"),  # 0.105
    ],
)
def test_the_code_decides_what_an_amount_means(exact, code, amount, gross, vat):
    assert amounts(exact.entry({"AmountFC": D(amount), "VATCode": code})) == (D(gross), D(vat))


def test_an_explicit_vat_amount_wins(exact):
    made = exact.entry({"AmountFC": D("10.00"), "VATCode": "2", "VATAmountFC": D("2.11")})
    assert amounts(made) == (D("12.11"), D("2.11"))


def test_a_vat_amount_on_a_code_without_vat_is_refused(exact):
    refused = exact.entry({"AmountFC": 10, "VATCode": "N", "VATAmountFC": D("2.10")})
    assert refused.status == 500 and refused.error.startswith("Een btw bedrag is niet toegestaan")
    assert exact.entry({"AmountFC": 10, "VATCode": "N", "VATAmountFC": 0}).status == 201


def test_rounding_per_line_or_per_code_of_the_document(make):
    for rounding, vat in (("line", "0.03"), ("document_per_code", "0.02")):
        exact = make(assume={"vat_rounding": rounding})
        item, customer = exact.item(), exact.customer()
        made = exact.post("salesinvoice/SalesInvoices", {
            "OrderedBy": customer, "Journal": "70",
            "SalesInvoiceLines": [{"Item": item, "Quantity": 1, "NetPrice": D("0.03"), "VATCode": "2"}] * 3,
        })  # fmt: skip
        assert made.d["VATAmountFC"] == D(vat), rounding


@pytest.mark.parametrize("code", ["5", "99"])
def test_a_purchase_code_or_an_unknown_one_is_a_wrong_reference(exact, code):
    assert exact.entry({"AmountFC": 10, "VATCode": code}).error == "Ongeldige referentie: Btw-code"


def test_only_customers_can_be_sold_to(exact):
    prospect = exact.post("crm/Accounts", {"Name": "Bijna", "Status": "P"}).d["ID"]
    assert exact.entry({"AmountFC": 10}, Customer=prospect).error == "Ongeldig: Klant (Type)"


def test_references_are_checked(exact):
    stranger = "11111111-1111-1111-1111-111111111111"
    assert exact.entry({"AmountFC": 10}, Customer=stranger).error == "Ongeldige referentie: Klant"
    assert exact.entry({"AmountFC": 10}, PaymentCondition="99").error == "Ongeldige referentie: Betalingsconditie"
    assert exact.entry({"AmountFC": 10, "GLAccount": stranger}).error == "Ongeldige referentie: Grootboekrekening"


def test_receivable_and_vat_ledgers_take_no_lines(exact):
    for code in ("1300", "1500"):
        refused = exact.entry({"AmountFC": 10, "GLAccount": exact.ledger(code)})
        assert refused.error == "Ongeldig: Grootboekrekeningtype"


def test_journals_are_checked(exact):
    assert exact.entry({"AmountFC": 10}, Journal="90").error == "Ongeldig: Dagboek"
    assert exact.entry({"AmountFC": 10}, Journal="75").error.startswith("Geblokkeerd")
    guid = exact.get("financial/Journals").results[0]["ID"]
    assert exact.entry({"AmountFC": 10}, Journal=guid).error.startswith("Ongeldige referentie: ")


def test_an_entry_number_is_taken_once(exact):
    assert exact.entry({"AmountFC": 10}, EntryNumber=10001042).d["EntryNumber"] == 10001042
    assert exact.entry({"AmountFC": 10}, EntryNumber=10001042).error == "In gebruik: Boekstuknummer"
    assert exact.entry({"AmountFC": 10}).d["EntryNumber"] != 10001042


def test_an_order_number_is_taken_once(exact):
    order = {"OrderedBy": exact.customer(), "OrderNumber": 100123,
             "SalesOrderLines": [{"Item": exact.item(), "Quantity": 2, "NetPrice": 10}]}  # fmt: skip
    made = exact.post("salesorder/SalesOrders", order)
    assert (made.d["OrderNumber"], made.d["Status"], made.d["AmountFC"]) == (100123, 12, D("24.20"))
    assert exact.post("salesorder/SalesOrders", order).error == "Verkoopordernummer: Bestaat reeds"


def test_closed_periods_and_unknown_years_are_refused(exact):
    year = exact.sandbox.clock.now().year
    assert (
        exact.entry({"AmountFC": 10}, EntryDate=f"{year - 1}-10-05").error == f"Periode is afgesloten: {year - 1} - 10"
    )
    assert "oekjaar" in exact.entry({"AmountFC": 10}, EntryDate="1999-01-01").error
    exact.seed(closed_periods=[[year, 3]])
    assert exact.entry({"AmountFC": 10}, EntryDate=f"{year}-03-31").status == 500
    exact.seed(open_periods=[[year, 3]])
    assert exact.entry({"AmountFC": 10}, EntryDate=f"{year}-03-31").status == 201


def test_errors_speak_the_users_language(make):
    english = make(language="en")
    assert english.post("crm/Accounts", {}).error == "Mandatory: Name"
    assert (
        english.entry({"AmountFC": 10}, EntryDate="1999-01-01").error == "Unknown: Financial year (Period-date table)"
    )


def test_all_missing_fields_are_told_at_once(exact):
    refused = exact.post("logistics/Items", {})
    assert refused.error.split("\r\n") == ["Verplicht: Code", "Verplicht: Omschrijving"]


def test_a_negative_entry_is_a_credit_note(exact):
    made = exact.entry({"AmountFC": D("-10.00"), "VATAmountFC": D("-2.10"), "VATCode": "2"})
    assert (made.d["AmountFC"], made.d["Type"]) == (D("-12.10"), 21)


def test_an_invoice_is_open_until_it_is_printed(exact):
    item, customer = exact.item(), exact.customer()
    made = exact.post("salesinvoice/SalesInvoices", {
        "OrderedBy": customer, "Journal": "70", "YourRef": "1042",
        "SalesInvoiceLines": [
            {"Item": item, "Quantity": 1, "AmountFC": D("10.00"), "VATAmountFC": D("2.11"), "VATCode": "2"}
        ],
    }).d  # fmt: skip
    assert made["Status"] == 20 and exact.books()["journal_entries"] == []
    assert exact.post("salesinvoice/PrintedSalesInvoices", {"InvoiceID": made["InvoiceID"]}).status == 201
    books = exact.books()
    assert books["sales_entries"][0]["AmountFC"] == "12.11"
    assert books["sales_entries"][0]["EntryNumber"] == books["sales_invoices"][0]["InvoiceNumber"]
    again = exact.post("salesinvoice/PrintedSalesInvoices", {"InvoiceID": made["InvoiceID"]})
    assert again.error == "Reeds verwerkt"


def test_a_credit_invoice_is_sent_positive_and_reads_back_negative(exact):
    made = exact.post("salesinvoice/SalesInvoices", {
        "OrderedBy": exact.customer(), "Journal": "70", "Type": 8021,
        "SalesInvoiceLines": [{"Item": exact.item(), "Quantity": 1, "AmountFC": D("10.00"), "VATCode": "2"}],
    }).d  # fmt: skip
    assert (made["AmountDC"], made["Type"]) == (D("-12.10"), 8021)


def test_orders_become_invoices_with_their_explicit_vat(exact):
    order = exact.post("salesorder/SalesOrders", {
        "OrderedBy": exact.customer(), "YourRef": "1042",
        "SalesOrderLines": [
            {"Item": exact.item(), "Quantity": 3, "AmountFC": D("10.00"), "VATAmount": D("2.11"), "VATCode": "2"}
        ],
    }).d  # fmt: skip
    ask = {"CreateMode": 1, "InvoiceMode": 1, "JournalCode": "70", "SalesOrderIDs": [{"ID": order["OrderID"]}]}
    done = exact.post("salesinvoice/InvoiceSalesOrders", ask).d
    assert (done["NumberOfCreatedInvoices"], done["NumberOfFailedInvoices"]) == (1, 0)
    assert exact.books()["sales_invoices"][0]["AmountFC"] == "12.11"
    twice = exact.post("salesinvoice/InvoiceSalesOrders", ask)
    assert twice.status == 201 and twice.d["NumberOfFailedInvoices"] == 1 and twice.d["Errors"]


def test_a_posted_account_code_is_taken_once_and_never_put(exact):
    customer = exact.customer(Code="25")
    assert exact.post("crm/Accounts", {"Name": "x", "Code": "25"}).error == "Gegeven bestaat reeds."
    assert exact.put(f"crm/Accounts(guid'{customer}')", {"Code": "25"}).error == "Gegeven bestaat reeds."


def test_an_item_code_is_taken_once(exact):
    exact.item("MOK-1")
    assert exact.post("logistics/Items", {"Code": "MOK-1", "Description": "x"}).error == "Gegeven bestaat reeds."


def test_an_identical_address_is_given_back(exact):
    address = {"Account": exact.customer(), "Type": 4, "AddressLine1": "Dam 1", "City": "Amsterdam", "Country": "NL"}
    first = exact.post("crm/Addresses", address).d["ID"]
    assert exact.post("crm/Addresses", address).d["ID"] == first
    assert exact.post("crm/Addresses", {**address, "City": "Rotterdam"}).d["ID"] != first


def test_documents_are_found_by_what_we_know_of_them(exact):
    made = exact.entry({"AmountFC": 10}, YourRef="1042", EntryNumber=10001042).d
    found = exact.get("salesentry/SalesEntries", filter="EntryNumber eq 10001042 and Journal eq '70'")
    assert [one["EntryID"] for one in found.results] == [made["EntryID"]]
    assert exact.get("salesentry/SalesEntries", filter="YourRef eq '1042'").status == 400  # no mandatory-filter field


def test_an_amount_on_a_base_only_code_is_refused_not_dropped(exact):
    assert exact.entry({"AmountFC": 10, "VATCode": "8", "VATAmountFC": D("0.01")}).status == 500


def test_rounding_per_code_holds_for_gross_amounts_and_entries_too(make):
    exact = make(assume={"vat_rounding": "document_per_code"})
    made = exact.entry(*[{"AmountFC": D("0.03"), "VATCode": "4"}] * 3)
    assert amounts(made) == (D("0.09"), D("0.02"))  # 0.09 − 0.09/1.21 = 0.0156
    assert amounts(exact.entry(*[{"AmountFC": D("0.03"), "VATCode": "2"}] * 3)) == (D("0.11"), D("0.02"))


def test_orders_with_gross_amounts_keep_them_in_their_invoice(exact):
    order = {
        "OrderedBy": exact.customer(),
        "SalesOrderLines": [{"Item": exact.item(), "Quantity": 1, "AmountFC": D("12.10"), "VATCode": "4"}],
    }
    order_id = exact.post("salesorder/SalesOrders", order).d["OrderID"]
    ask = {"CreateMode": 1, "InvoiceMode": 1, "JournalCode": "70", "SalesOrderIDs": [{"ID": order_id}]}
    exact.post("salesinvoice/InvoiceSalesOrders", ask)
    assert exact.books()["sales_invoices"][0]["AmountFC"] == "12.10"


def test_a_failing_order_does_not_stop_the_others(exact):
    exact.seed(block_journal="70")
    order = {"OrderedBy": exact.customer(), "SalesOrderLines": [{"Item": exact.item(), "NetPrice": 10}]}
    order_id = exact.post("salesorder/SalesOrders", order).d["OrderID"]
    ask = {"CreateMode": 1, "InvoiceMode": 1, "JournalCode": "70", "SalesOrderIDs": [{"ID": order_id}]}
    done = exact.post("salesinvoice/InvoiceSalesOrders", ask)
    assert done.status == 201 and done.d["NumberOfFailedInvoices"] == 1 and "Dagboek" in done.d["Errors"]
    assert exact.books()["sales_orders"][0]["InvoiceStatus"] == 12


def test_ledger_accounts_and_conditions_go_where_they_belong(exact):
    exact.post("financial/GLAccounts", {"Code": "8060", "Description": "Omzet overig", "Type": 110})
    assert exact.get("financial/GLAccounts", filter="Description eq 'Omzet overig'").results
    assert "8060" not in {one["Code"] for one in exact.get("cashflow/PaymentConditions").results}


def test_a_posted_rate_counts_from_its_day(exact):
    year = exact.sandbox.clock.now().year
    exact.post("financial/ExchangeRates", {"SourceCurrency": "USD", "Rate": D("0.50"), "StartDate": f"{year}-06-01"})
    for month, rate in (("05", "0.92"), ("06", "0.50")):
        made = exact.entry({"AmountFC": 100, "VATCode": "0"}, Currency="USD", EntryDate=f"{year}-{month}-15")
        assert made.d["AmountDC"] == 100 * D(rate)


def test_an_invoice_in_dollars_is_booked_in_euros(exact):
    lines = [{"Item": exact.item(), "Quantity": 1, "AmountFC": 100, "VATCode": "2"}]
    invoice = {"OrderedBy": exact.customer(), "Journal": "70", "Currency": "USD", "SalesInvoiceLines": lines}
    invoice_id = exact.post("salesinvoice/SalesInvoices", invoice).d["InvoiceID"]
    exact.post("salesinvoice/PrintedSalesInvoices", {"InvoiceID": invoice_id})
    entry = exact.books()["sales_entries"][0]
    assert (D(entry["AmountFC"]), D(entry["AmountDC"])) == (121, D("111.32"))


def test_a_deleted_entry_leaves_the_books(exact):
    made = exact.entry({"AmountFC": 10, "VATCode": "2"}).d
    assert exact.call("DELETE", f"salesentry/SalesEntries(guid'{made['EntryID']}')").status == 204
    books = exact.books()
    assert books["sales_entries"] == books["journal_entries"] == books["receivables"] == []
    gone = exact.get("sync/Deleted", filter="Timestamp gt 1").results
    assert {one["EntityType"] for one in gone} == {1, 10}


def test_what_is_used_or_final_cannot_be_deleted(exact):
    customer = exact.customer()
    exact.entry({"AmountFC": 10}, Customer=customer)
    assert exact.call("DELETE", f"crm/Accounts(guid'{customer}')").status == 500
    lines = [{"Item": exact.item(), "Quantity": 1, "AmountFC": 10}]
    invoice = {"OrderedBy": customer, "Journal": "70", "SalesInvoiceLines": lines}
    invoice_id = exact.post("salesinvoice/SalesInvoices", invoice).d["InvoiceID"]
    exact.post("salesinvoice/PrintedSalesInvoices", {"InvoiceID": invoice_id})
    refused = exact.call("DELETE", f"salesinvoice/SalesInvoices(guid'{invoice_id}')")
    assert refused.error == "Reeds verwerkt"


@pytest.mark.parametrize(("negative", "shown"), [(True, "-12.10"), (False, "12.10")])
def test_a_credit_invoice_is_booked_negative_however_it_reads(make, negative, shown):
    exact = make(assume={"invoice_credit_negative": negative})
    lines = [{"Item": exact.item(), "Quantity": 1, "AmountFC": D("10.00"), "VATCode": "2"}]
    credit = {"OrderedBy": exact.customer(), "Journal": "70", "Type": 8021, "SalesInvoiceLines": lines}
    made = exact.post("salesinvoice/SalesInvoices", credit).d
    assert made["AmountFC"] == D(shown)
    exact.post("salesinvoice/PrintedSalesInvoices", {"InvoiceID": made["InvoiceID"]})
    debtor = [one for one in exact.books()["journal_entries"] if one["GLAccountCode"] == "1300"]
    assert D(debtor[0]["AmountDC"]) == D("-12.10")


def test_a_credit_note_may_hold_a_line_the_other_way(exact):
    item = exact.item()
    lines = [{"Item": item, "Quantity": 1, "AmountFC": D(n), "VATCode": "2"} for n in ("10.00", "-4.00")]
    credit = {"OrderedBy": exact.customer(), "Journal": "70", "Type": 8021, "SalesInvoiceLines": lines}
    assert exact.post("salesinvoice/SalesInvoices", credit).d["AmountFC"] == D("-7.26")
