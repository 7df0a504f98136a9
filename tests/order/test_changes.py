"""An order that is something else after it was booked: nothing changes silently, a person sees both sums."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ledgerbridge.order.plan import make
from ledgerbridge.setup.settings import VatRule
from order.make import RULES, booked, line, message, order, refund, settings, takes, through_the_door

MOK, THEE = line("8.22", "1.73"), line("4.59", "0.41", "9", name="Thee")
BACK = refund("9.95", takes(1, "-8.22", "-1.73"))


def stands(*products, state="booked", **more):
    """An order like this one, booked."""
    return booked(*make(order(*(products or (MOK,)), **more), settings()).documents, state=state)


def problem(found, standing, **changes):
    plan = make(found, settings(**changes))
    assert plan.documents or plan.problem
    plan = make(found, settings(**changes), standing)
    return plan.problem


def test_an_edited_order_shows_old_and_new_sums():
    found = problem(order(MOK, THEE), stands())
    assert (found.code, found.action) == ("changed_after_booking", "reverse")
    assert found.arithmetic == (
        "booked", "8.22 + 1.73 VAT  21 % NL", "= 9.95 EUR",
        "order now", "8.22 + 1.73 VAT  21 % NL", "4.59 + 0.41 VAT  9 % NL", "= 14.95 EUR",
    )  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [
        order(line("8.21", "1.73")),
        order(line("9.13", "0.82", "9")),  # same gross, another rate
        order(line("8.22", "1.73", "BE21")),  # same rate, another country's
        order(line("9.95", "0", "0")),
        order(MOK, currency="GBP"),
    ],
)
def test_every_change_of_money_is_seen(changed):
    changed = replace(changed, total=Decimal("9.95")) if changed.lines[0].net != Decimal("8.21") else changed
    assert problem(changed, stands()).code == "changed_after_booking"


@pytest.mark.parametrize(
    "changed",
    [
        order(line("8.22", "1.73", name="Mok, wit", sku="MOK-2", id=77)),
        order(line("4.11", "0.87"), line("4.11", "0.86")),  # the same money on two lines
        order(MOK, status="completed", date_completed="2026-12-01T10:00:00"),
        order(MOK, status="pending"),  # opened for editing in the shop
        order(MOK, payment_method="bacs", number="A-1042"),
    ],
)
def test_what_is_no_money_changes_nothing(changed):
    plan = make(changed, settings(), stands())
    assert plan.decision == "book" and plan.problem is None


def test_other_settings_do_not_make_old_bookings_wrong():
    newer = settings("invoice", vat=(VatRule("domestic", "NL", Decimal(21), "5"), *RULES[1:]), rounding_cap=Decimal(0))
    plan = make(order(MOK), newer, stands())
    assert plan.decision == "book" and plan.documents[0].per_code[0].code == "2"


def test_a_rounding_line_that_newer_settings_forbid_still_stands():
    off = {"total": "9.97"}
    standing = booked(*make(order(MOK, **off), settings()).documents)
    found = make(order(MOK, **off), settings(rounding_cap=Decimal("0.01")), standing)
    assert found.decision == "book" and found.documents[0].gross == Decimal("9.97")


def test_a_new_refund_is_a_new_document_and_no_change():
    plan = make(order(MOK, refunds=(BACK,)), settings(), stands())
    assert [one.key for one in plan.documents] == ["order-1042/invoice", "order-1042/refund-1060"]


def test_a_deleted_refund_is_asked_about():
    found = problem(order(MOK), stands(MOK, refunds=(BACK,)))
    assert (found.code, found.who, found.action) == ("refund_deleted", "owner", "reverse")
    assert "order-1042/refund-1060" in found.why["en"] and "9.95" in found.why["nl"]


@pytest.mark.parametrize("status", ["cancelled", "failed", "trash"])
def test_an_undone_order_that_stands_in_the_books_is_asked_about(status):
    found = make(order(MOK, status=status), settings(), stands()).problem
    assert (found.code, found.action) == ("cancelled_after_booking", "reverse")
    assert "order-1042/invoice" in found.why["en"]


def test_cancelled_and_then_refunded_is_credited_by_itself():
    """What the advice promises: refund it in the shop, and the credit note follows."""
    plan = make(order(MOK, status="cancelled", refunds=(BACK,)), settings(), stands())
    assert [one.credit for one in plan.documents] == [False, True]


def test_cancelled_and_credited_is_done():
    whole = stands(MOK, refunds=(BACK,))
    plan = make(order(MOK, status="cancelled"), settings(), whole)
    assert (plan.decision, plan.reason_code) == ("skip", "cancelled_and_credited")


def test_refunded_by_status_only_is_asked_about():
    plan = make(order(MOK, status="refunded"), settings(), stands())
    assert plan.problem.code == "refunds_missing"


def test_a_test_payment_found_out_later_does_not_hide_what_stands():
    assert make(order(MOK, extra={"test_payment": True}), settings(), stands()).decision == "book"


@pytest.mark.parametrize("state", ["sending", "checking"])
def test_a_document_whose_answer_was_lost_is_looked_for_before_it_is_compared(state):
    plan = make(order(MOK, THEE), settings(), stands(state=state))
    assert plan.decision == "book" and plan.problem is None


def test_a_refused_document_is_no_booking():
    assert make(order(MOK, THEE), settings(), stands(state="refused")).documents[0].gross == Decimal("14.95")


def test_the_country_the_goods_go_to_matters_at_zero_percent():
    """Export became a reverse charge: the same money in another box."""

    def sold(to, number=""):
        raw = message(line("100.00", rate=None), extra={"vat_number": {"number": number}})
        raw["order"]["shipping"] = {"country": to}
        return through_the_door(raw)

    standing = booked(*make(sold("CH"), settings()).documents)
    assert make(sold("CH"), settings(), standing).problem is None
    assert make(sold("BE", "BE0123456749"), settings(), standing).problem.code == "changed_after_booking"
