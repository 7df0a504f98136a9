"""What is booked at all, on whom, when and under which name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledgerbridge.order.plan import make
from ledgerbridge.setup.settings import PaymentRule
from order.make import booked, line, message, order, refund, settings, takes, through_the_door

MOK = line("8.22", "1.73")


def decision(found, **changes):
    plan = make(found, settings(**changes))
    return plan.decision, plan.reason_code or (plan.problem.code if plan.problem else "")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("processing", ("book", "")),
        ("completed", ("book", "")),
        ("on-hold", ("skip", "status_not_booked")),
        ("shipped", ("skip", "status_not_booked")),
        ("pending", ("skip", "status_no_sale")),
        ("failed", ("skip", "status_no_sale")),
        ("cancelled", ("skip", "status_no_sale")),
        ("checkout-draft", ("skip", "status_no_sale")),
        ("auto-draft", ("skip", "status_no_sale")),
        ("draft", ("skip", "status_no_sale")),
        ("new", ("skip", "status_no_sale")),
        ("trash", ("skip", "status_no_sale")),
    ],
)
def test_statuses_decide(status, expected):
    assert decision(order(MOK, status=status)) == expected


@pytest.mark.parametrize("status", ["pending", "failed", "cancelled", "trash"])
def test_no_setting_makes_a_sale_of_what_is_none(status):
    assert decision(order(MOK, status=status), statuses=(status,)) == ("skip", "status_no_sale")


def test_chosen_statuses_are_booked():
    assert decision(order(MOK, status="on-hold"), statuses=("on-hold",)) == ("book", "")
    assert decision(order(MOK, status="shipped"), statuses=("shipped",)) == ("book", "")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"extra": {"test_payment": True}}, ("skip", "test_payment")),
        ({"meta_data": [{"key": "_mollie_payment_mode", "value": "test"}]}, ("skip", "test_payment")),
        ({"parent_id": 1000}, ("skip", "sub_order")),
        ({"extra": {"trashed": True}}, ("skip", "status_no_sale")),
        ({"meta_data": [{"key": "_wc_deposits_order_has_deposit", "value": "yes"}]}, ("attention", "deposit")),
        ({"currency": "KWD"}, ("attention", "currency_not_supported")),
    ],
)
def test_what_is_never_booked_by_itself(found, expected):
    assert decision(order(MOK, **found)) == expected


@pytest.mark.parametrize("setting", ["skip", "book"])
def test_an_order_of_nothing_follows_the_setting(setting):
    free = order(line("0", "0", name="Proefje"), total="0.00")
    plan = make(free, settings("order", zero_totals=setting))
    if setting == "skip":
        assert (plan.decision, plan.reason_code) == ("skip", "zero_total")
    else:
        assert [(one.item, one.net, one.vat) for one in plan.documents[0].lines] == [("MOK-001", 0, 0)]


def test_a_total_of_zero_with_vat_in_it_is_booked():
    """A voucher without VAT against goods with VAT: nothing to pay, but VAT to declare."""
    found = order(line("10.00", "2.10"), fees=(line("-12.10", "0", "0"),), total="0.00")
    assert decision(found) == ("book", "")
    assert make(found, settings()).documents[0].vat == Decimal("2.10")


# --- refunded orders ------------------------------------------------------------------------------------------

BACK = refund("9.95", takes(1, "-8.22", "-1.73"))


def test_a_paid_and_refunded_order_shows_both_documents_and_says_why():
    plan = make(order(MOK, status="refunded", refunds=(BACK,)), settings())
    assert [(one.credit, one.gross) for one in plan.documents] == [(False, Decimal("9.95")), (True, Decimal("9.95"))]
    assert plan.reason_code == "refunded" and "credit note" in plan.reason["en"]


def test_a_refunded_order_that_was_never_paid_was_no_sale():
    assert decision(order(MOK, status="refunded", date_paid=None, refunds=(BACK,))) == ("skip", "refunded_unpaid")


def test_refunded_without_the_refunds_is_asked_about():
    plan = make(order(MOK, status="refunded", refunds=(refund("4.00"),)), settings())
    assert plan.problem.code == "refunds_missing"
    assert plan.problem.arithmetic == ("9.95  order total", "− 4.00  refund 1060", "= 5.95")


# --- the document ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "kind", "journal"),
    [("order", "sales_order", ""), ("invoice", "sales_invoice", "70"), ("entry", "sales_entry", "70")],
)
def test_the_style_decides_the_kind(style, kind, journal):
    document = make(order(MOK), settings(style)).documents[0]
    assert (document.kind, document.journal, document.credit) == (kind, journal, False)
    assert (document.key, document.subject_id, document.reference) == ("order-1042/invoice", 1042, "1042")


@pytest.mark.parametrize(
    ("choice", "paid", "completed", "expected"),
    [
        ("paid", "2026-11-30T23:59:59", "2026-12-02T10:00:00", date(2026, 11, 30)),
        ("paid", None, "2026-12-02T10:00:00", date(2026, 12, 2)),
        ("paid", None, None, date(2026, 11, 20)),
        ("completed", "2026-11-30T23:59:59", "2026-12-02T10:00:00", date(2026, 12, 2)),
        ("completed", "2026-11-30T23:59:59", None, date(2026, 11, 30)),
        ("ordered", "2026-11-30T23:59:59", "2026-12-02T10:00:00", date(2026, 11, 20)),
    ],
)
def test_the_booking_date_is_the_chosen_moment_or_the_next_best(choice, paid, completed, expected):
    found = order(MOK, date_paid=paid, date_completed=completed)
    assert make(found, settings(booking_date=choice)).documents[0].on == expected


def test_the_payment_condition_goes_by_method():
    rules = (PaymentRule("bacs", "30"), PaymentRule("*", "00"))
    for method, expected in (("bacs", "30"), ("mollie_wc_gateway_ideal", "00"), ("", "00")):
        document = make(order(MOK, payment_method=method), settings(payments=rules)).documents[0]
        assert document.payment_condition == expected
    assert make(order(MOK), settings(payments=())).documents[0].payment_condition == ""


def of(**billing):
    raw = message(MOK)
    raw["order"]["billing"] |= billing
    raw["order"]["meta_data"] = [{"key": "_vat_number", "value": billing.get("vat", "")}]
    return through_the_door(raw)


@pytest.mark.parametrize(
    ("consumers", "who", "expected"),
    [
        ("own", {}, ("own", "")),
        ("own", {"company": "Voorbeeld B.V."}, ("own", "")),
        ("collective", {}, ("collective", "WEB1")),
        ("collective", {"company": "Voorbeeld B.V."}, ("own", "")),
        ("collective", {"vat": "NL004495445B01"}, ("own", "")),
        ("collective", {"vat": "NL000000000B00"}, ("collective", "WEB1")),
    ],
)
def test_companies_are_booked_as_themselves(consumers, who, expected):
    found = make(of(**who), settings(consumers=consumers, collective_account="WEB1")).documents[0].debtor
    assert (found.kind, found.account_code) == expected and found.why["nl"]


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"journal": ""}, "journal"),
        ({"style": "invoice", "journal": ""}, "journal"),
        ({"revenue_ledger": ""}, "revenue_ledger"),
        ({"consumers": "collective"}, "collective_account"),
    ],
)
def test_what_the_settings_lack_is_found_before_exact_is_asked(changes, name):
    problem = make(order(MOK), settings(**changes)).problem
    assert (problem.code, problem.cause, problem.action) == ("setting_missing", f"setting_missing:{name}", "settings")


def test_a_sales_order_needs_a_journal_only_when_it_is_credited():
    assert make(order(MOK), settings("order", journal="")).decision == "book"
    problem = make(order(MOK, refunds=(BACK,)), settings("order", journal="")).problem
    assert problem.cause == "setting_missing:journal"


def test_no_personal_data_in_what_is_stored_and_shown():
    plan = make(order(MOK), settings())
    assert not {"Mila", "Mulder", "mila@example.nl"} & set(repr(booked(*plan.documents)).replace("'", " ").split())


# --- gift cards -----------------------------------------------------------------------------------------------

CARD = {"tenders": [{"kind": "gift_card", "code": "…1234", "amount": "5.00"}]}


def test_a_gift_card_pays_and_lowers_no_revenue():
    plan = make(order(MOK, total="4.95", extra=CARD), settings())
    (invoice,) = plan.documents
    assert (invoice.net, invoice.vat, invoice.gross) == (Decimal("8.22"), Decimal("1.73"), Decimal("9.95"))
    assert "5.00 EUR" in invoice.flags[0]["en"]
    assert plan.arithmetic[-3:] == ("= 9.95", "− 5.00  paid with …1234", "order total 4.95, difference 0.00")


def test_a_gift_card_that_does_not_explain_the_total_is_shown():
    plan = make(order(MOK, total="3.95", extra=CARD), settings())
    assert plan.problem.code == "total_does_not_add_up" and "-1.00" in plan.problem.what["en"]


def test_a_gift_card_that_already_stands_in_the_lines_counts_once():
    """Some plugins write the card down and still lower the price, as a fee: the lines are the total as they are."""
    plan = make(order(MOK, fees=(line("-5.00", "0", "0"),), total="4.95", extra=CARD), settings())
    assert plan.decision == "book" and plan.documents[0].gross == Decimal("4.95")
