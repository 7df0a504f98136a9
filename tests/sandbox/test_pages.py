"""The books for people, the log, and the links our client makes."""

from __future__ import annotations

import base64
import re

import pytest


@pytest.fixture
def full(exact):
    """A sandbox with one document of each kind."""
    customer, item = exact.customer(Name="Café <b>De Kroon</b>"), exact.item()
    lines = [{"Item": item, "Quantity": 1, "NetPrice": 10}]
    order = {"OrderedBy": customer, "SalesOrderLines": lines}
    invoice = {"OrderedBy": customer, "Journal": "70", "SalesInvoiceLines": lines}
    exact.made = {
        "entry": exact.entry({"AmountFC": 10, "VATCode": "2"}, Customer=customer, YourRef="1042").d["EntryID"],
        "order": exact.post("salesorder/SalesOrders", order).d["OrderID"],
        "invoice": exact.post("salesinvoice/SalesInvoices", invoice).d["InvoiceID"],
    }
    return exact


OF_A_DIVISION = (
    "orders", "invoices", "entries", "accounts", "items", "balance", "periods", "receivables", "vat", "ledgers/8000",
)  # fmt: skip


@pytest.mark.parametrize("path", ["", "calls", "troubles", *(f"3000001/{kind}" for kind in OF_A_DIVISION)])
def test_pages_render(full, path):
    page = full.web.get(f"/_sandbox/{path}")
    assert page.status_code == 200 and "<h1>" in page.get_data(as_text=True)


@pytest.mark.parametrize("kind", ["entry", "order", "invoice"])
def test_a_link_leads_to_the_document(full, kind):
    link = full.web.get("/open", query_string={"division": 3000001, "kind": kind, "id": full.made[kind]})
    page = full.web.get(link.headers["Location"])
    assert page.status_code == 200 and "12,10" in page.get_data(as_text=True)


def test_what_lies_beside_a_document_can_be_opened(full):
    document = full.post("documents/Documents", {"Subject": "Factuur", "Type": 55}).d["ID"]
    file = {"Document": document, "FileName": "factuur.pdf", "Attachment": base64.b64encode(b"%PDF-1.4").decode()}
    full.post("documents/DocumentAttachments", file)
    full.put(f"salesentry/SalesEntries(guid'{full.made['entry']}')", {"Document": document})
    page = full.web.get(f"/_sandbox/3000001/entries/{full.made['entry']}").get_data(as_text=True)
    opened = full.web.get(re.findall(r'href="(/_sandbox/3000001/files/[^"]+)">factuur.pdf', page)[0])
    assert (opened.data, opened.mimetype) == (b"%PDF-1.4", "application/pdf")
    assert opened.headers["Content-Security-Policy"] == "sandbox"


def test_what_an_app_sent_is_escaped(full):
    page = full.web.get("/_sandbox/3000001/accounts").get_data(as_text=True)
    assert "&lt;b&gt;De Kroon" in page and "<b>De Kroon" not in page


def test_the_trial_balance_says_it_balances(full):
    assert "In balans" in full.web.get("/_sandbox/3000001/balance").get_data(as_text=True)


def test_unknown_pages_are_404(full):
    assert full.web.get("/_sandbox/3000001/entries/11111111-1111-1111-1111-111111111111").status_code == 404
    assert full.web.get("/_sandbox/4711/entries").status_code == 404


def test_troubles_can_be_planned_on_the_page(full):
    full.web.post(
        "/_sandbox/troubles", data={"fault": "status_408", "method": "POST", "path": "crm/Accounts", "times": "1"}
    )
    assert full.post("crm/Accounts", {"Name": "x"}).status == 408


def test_the_log_tells_every_call(exact):
    exact.web.delete("/_sandbox/log")
    exact.get("vat/VATCodes", top="1")
    exact.post("crm/Accounts", {})
    log = exact.web.get("/_sandbox/log").json
    assert log["counts"] == {"GET": 1, "POST": 1}
    read, write = log["requests"]
    assert (read["path"], read["status"], read["division"]) == ("/api/v1/3000001/vat/VATCodes", 200, 3000001)
    assert (write["method"], write["status"]) == ("POST", 500) and write["n"] == 2


def test_the_clock_can_be_read_and_moved(exact):
    before = exact.web.get("/_sandbox/clock").json["seconds"]
    exact.advance(3600)
    assert exact.web.get("/_sandbox/clock").json["seconds"] == before + 3600


def test_a_person_closes_and_opens_a_period(exact):
    year = exact.sandbox.clock.now().year
    for status in (500, 201):
        exact.web.post("/_sandbox/3000001/periods", data={"year": year, "month": 3})
        assert exact.entry({"AmountFC": 10}, EntryDate=f"{year}-03-05").status == status


def test_a_person_lets_money_come_in(full):
    number = full.books()["sales_entries"][0]["EntryNumber"]
    assert "Betaling ontvangen" in full.web.get("/_sandbox/3000001/receivables").get_data(as_text=True)
    full.web.post("/_sandbox/3000001/receivables", data={"pay": number})
    assert "Betaald" in full.web.get("/_sandbox/3000001/receivables").get_data(as_text=True)
    assert "In balans" in full.web.get("/_sandbox/3000001/balance").get_data(as_text=True)
    card = full.web.get("/_sandbox/3000001/ledgers/1100").get_data(as_text=True)
    assert "12,10" in card
