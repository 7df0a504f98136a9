"""Double entry: whatever is booked, debit equals credit; and the page says so."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

D = Decimal
CODES = ("0", "1", "2", "3", "4", "6", "7", "8", "N", "O1", "O4")
WITHOUT_VAT = ("0", "6", "7", "8", "N")

cents = st.integers(-100_000, 100_000).map(lambda n: D(n) / 100)
lines = st.lists(
    st.tuples(cents.filter(bool), st.sampled_from(CODES), st.none() | st.integers(-500, 500).map(lambda n: D(n) / 100)),
    min_size=1, max_size=6,
)  # fmt: skip


@given(chosen=lines, kind=st.sampled_from(("entry", "invoice")), currency=st.sampled_from(("EUR", "USD")))
@settings(max_examples=60, deadline=timedelta(seconds=2), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_booked_the_trial_balance_is_zero(exact, chosen, kind, currency):
    book(exact, chosen, kind, currency)
    books = exact.books()
    assert books["trial_balance"]["balance"] == "0.00"
    entries = {entry["EntryID"]: entry for entry in books["sales_entries"]}
    for entry_id, entry in entries.items():
        booked = [D(line["AmountDC"]) for line in books["journal_entries"] if line["EntryID"] == entry_id]
        assert sum(booked) == 0
        per_code = sum((D(total["gross"]) for total in entry["per_code"]), D(0))
        assert per_code == D(entry["AmountFC"])


def book(exact, chosen, kind, currency):
    name = "SalesEntryLines" if kind == "entry" else "SalesInvoiceLines"
    what = {"GLAccount": known(exact, "ledger", "8000")} if kind == "entry" else {"Item": known(exact, "item", "MOK-1")}
    found = [line(amount, code, vat) | what for amount, code, vat in chosen]
    who = {"Customer" if kind == "entry" else "OrderedBy": known(exact, "customer")}
    place = "salesentry/SalesEntries" if kind == "entry" else "salesinvoice/SalesInvoices"
    made = exact.post(place, {**who, "Journal": "70", "Currency": currency, name: found})
    assert made.status == 201, made.raw
    if kind == "invoice":
        assert exact.post("salesinvoice/PrintedSalesInvoices", {"InvoiceID": made.d["InvoiceID"]}).status == 201


def line(amount, code, vat):
    explicit = {} if vat is None or code in WITHOUT_VAT else {"VATAmountFC": vat}
    return {"AmountFC": amount, "VATCode": code, **explicit}


def known(exact, what, *about):
    """The same customer, item and ledger in every example."""
    memory = exact.__dict__.setdefault("known", {})
    if what not in memory:
        memory[what] = getattr(exact, what)(*about)
    return memory[what]


def test_an_entry_is_debtor_against_revenue_and_vat(exact):
    exact.entry({"AmountFC": D("10.00"), "VATCode": "2"}, YourRef="1042")
    books = exact.books()
    booked = {one["GLAccountCode"]: D(one["AmountDC"]) for one in books["journal_entries"]}
    assert booked == {"1300": D("12.10"), "8000": D("-10.00"), "1500": D("-2.10")}
    receivable = books["receivables"][0]
    assert (D(receivable["AmountFC"]), receivable["IsFullyPaid"], receivable["YourRef"]) == (D("12.10"), False, "1042")


def test_transaction_lines_and_receivables_are_read_like_anything_else(exact):
    made = exact.entry({"AmountFC": D("10.00"), "VATCode": "2"}).d
    filters = {"filter": f"EntryID eq guid'{made['EntryID']}'"}
    assert len(exact.get("financialtransaction/TransactionLines", **filters).results) == 3
    assert len(exact.get("cashflow/Receivables").results) == 1


def test_the_books_tell_vat_per_code(exact):
    exact.entry({"AmountFC": 10, "VATCode": "2"}, YourRef="1042")
    entry = exact.books()["sales_entries"][0]
    assert entry["per_code"] == [{"code": "2", "net": "10.00", "vat": "2.10", "gross": "12.10"}]
    assert entry["YourRef"] == "1042" and entry["lines"][0]["VATCode"] == "2"


def test_all_books_come_without_a_division(exact):
    assert [one["division"] for one in exact.web.get("/_sandbox/books").json["divisions"]] == [3000001, 3000002]
