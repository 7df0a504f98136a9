"""Orders that contradict themselves (issue 4, bad input): explained with the figures, in both languages, never booked
by halves, and booked as soon as they are mended."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledgerbridge.errors import Refused
from ledgerbridge.order.plan import make
from order import generate
from order.make import (
    STYLES,
    booked,
    line,
    order,
    refund,
    sample_names,
    sample_order,
    settings,
    takes,
    through_the_door,
)
from order.make import message as message_of

GOODS = line("10.00", "2.10", id=5)
CARD = {"kind": "gift_card", "code": "…1234"}


def shares(*totals, **more):
    return {**line("10.00", "2.10", id=5, **more), "taxes": [{"id": 1, "total": total} for total in totals]}


BAD = {
    "header above its lines": (order(GOODS, total="99.00"), "total_does_not_add_up", "difference 86.90"),
    "header below its lines": (order(GOODS, total="0.00"), "total_does_not_add_up", "difference -12.10"),
    "VAT of the header": (order(GOODS, total_tax="9.99"), "vat_does_not_add_up", "difference 7.89"),
    "no VAT in the header": (order(GOODS, total_tax="0"), "vat_does_not_add_up", "difference -2.10"),
    "a line and its rates": (order(shares("1.00")), "line_contradicts_itself", "1.00  VAT of rate 1"),
    "VAT against the price": (order(line("10.00", "-2.10"), total="7.90"), "line_contradicts_itself", "-2.10  VAT"),
    "fewer than no pieces": (order(line("10.00", "2.10", quantity=-1)), "negative_quantity", "-1.00 × = 12.10"),
    "pieces taken back": (
        order(line("50.00", "10.50"), line("-10.00", "-2.10", quantity=-1)), "negative_quantity", "-1.00 × = -12.10"),
    "a sale of less than nothing": (
        order(GOODS, fees=(line("-20.00", "0", "0"),), total="-7.90"), "negative_amount", "-7.90  total"),
    "a card that takes": (
        order(GOODS, total="17.10", extra={"tenders": [CARD | {"amount": "-5.00"}]}), "negative_amount", "-5.00"),
    "a card above the order": (
        order(GOODS, total="0.00", extra={"tenders": [CARD | {"amount": "50.00"}]}), "total_does_not_add_up", "37.90"),
    "one line twice": (order(GOODS, {**GOODS}), "listed_twice", "line 5"),
    "one refund twice": (order(GOODS, refunds=(refund("5.00"), refund("5.00"))), "listed_twice", "refund 1060"),
    "no tax rows": (order(GOODS, tax_lines=[]), "vat_without_rate", ""),
    "refunds above the order": (
        order(GOODS, refunds=(refund("10.00"), refund("10.00", id=1061))), "refunded_too_much", "= -7.90"),
    "a currency with three decimals": (order(GOODS, currency="KWD"), "currency_not_supported", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("style", STYLES)
def test_bad_orders_are_explained_and_nothing_of_them_is_booked(name, style):
    found, code, figures = BAD[name]
    plan = make(found, settings(style))
    assert (plan.decision, plan.documents, plan.problem.code) == ("attention", (), code)
    assert figures in "\n".join([*plan.problem.arithmetic, plan.problem.what["en"]])
    for words in (plan.problem.what, plan.problem.why, plan.problem.do):
        assert words["en"] and words["nl"] and words["en"] != words["nl"]
    assert "1042" in plan.problem.what["nl"] or code in ("vat_without_rate", "currency_not_supported")


@pytest.mark.parametrize("name", [name for name, (_, code, _) in BAD.items() if code != "refunded_too_much"])
def test_what_stands_stays_as_it_is_when_the_order_is_spoiled_later(name):
    """No second document, no reversal by itself: the invoice of 12.10 that was booked before stays the only one."""
    before = make(order(GOODS), settings())
    plan = make(BAD[name][0], settings(), booked(*before.documents))
    assert plan.decision == "attention" or plan.documents == before.documents


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [("total", "1e400", "not_a_number"), ("total", "9" * 16, "not_a_number"),
     ("total_tax", "-Infinity", "not_a_number"), ("currency", "XYZ", "unknown_currency")],
)  # fmt: skip
def test_what_is_no_amount_or_currency_is_refused_by_name_and_kept_by_the_plugin(path, value, code):
    raw = message_of(GOODS)
    raw["order"][path] = value
    with pytest.raises(Refused) as no:
        through_the_door(raw)
    assert (no.value.status, no.value.code, no.value.field) == (422, code, f"order.{path}") and no.value.do


def test_an_unknown_payment_method_is_booked_and_left_open():
    found = make(order(GOODS, payment_method="tikkie_van_oma"), settings(payments=()))
    assert found.decision == "book" and found.documents[0].payment_condition == ""


def test_a_refund_line_that_works_the_wrong_way_counts_as_a_bare_amount():
    wrong = refund("12.10", takes(5, "10.00", "2.10"))
    _, credit = make(order(GOODS, refunds=(wrong,)), settings()).documents
    assert [(one.kind, one.net, one.vat) for one in credit.lines] == [("refund", Decimal("10.00"), Decimal("2.10"))]


def test_nothing_that_woocommerce_made_itself_is_called_a_contradiction():
    ours = {"vat_does_not_add_up", "line_contradicts_itself", "negative_quantity", "negative_amount", "listed_twice"}
    orders = [sample_order(name) for name in sample_names()]
    orders += [generate.generate(seed).order for seed in range(300)]
    problems = [make(one, settings()).problem for one in orders]
    assert not [one for one in problems if one and one.code in ours]
