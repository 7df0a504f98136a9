"""The 41 orders a real WooCommerce made, in all three styles: decided right, and to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledgerbridge.money import cents, cents_half_down
from ledgerbridge.order.plan import make
from order.make import STYLES, booked, plan_text, sample, sample_names, sample_order, settings

NL = {("domestic", "NL", "21"), ("domestic", "NL", "9")}
HIGH = {("domestic", "NL", "21")}
ALL = NL | {("zero", "NL", "0")}

# Written by hand from each file's "about": the decision, or for a booked order the VAT choices of its lines.
EXPECTED: dict[str, str | set[tuple[str, str, str]]] = {
    "bacs-on-hold": "status_not_booked",
    "bacs-paid-by-hand": NL,
    "cancelled": "status_no_sale",
    "cod-processing": NL,
    "company-nl-vat-number": "status_not_booked",
    "completed": NL,
    "custom-order-number": NL,
    "excl-mixed-rates-8-lines": ALL,
    "excl-percent-coupon-7-5": ALL,
    "excl-single-line": HIGH,
    "excl-subtotal-mixed-rates-8-lines": ALL,
    "exempt-line-no-tax-status": HIGH | {("exempt", "NL", "0")},
    "export-ch": {("export", "CH", "0")},
    "export-us": {("export", "US", "0")},
    "failed": "status_no_sale",
    "house-number-metas": NL,
    "incl-fixed-cart-coupon": NL,
    "incl-fixed-product-coupon": ALL,
    "incl-free-shipping-coupon": NL,
    "incl-free-shipping-method": NL,
    "incl-mixed-rates-8-lines": ALL,
    "incl-percent-coupon": NL,
    "incl-shipping-mixed-rates": NL,
    "incl-single-line": HIGH,
    "incl-subtotal-single-line": HIGH,
    "incl-surcharge-fee": NL,
    "manual-admin-order": NL,
    "oss-be-same-percentage-as-nl": {("oss", "BE", "21"), ("oss", "BE", "6")},
    "oss-de": {("oss", "DE", "19"), ("oss", "DE", "7")},
    "oss-fr": {("oss", "FR", "20"), ("oss", "FR", "5.5")},
    "pending-unpaid": "status_no_sale",
    "refund-full": NL,
    "refund-itemised-partial": NL,
    "refund-lump-sum": ALL,
    "refund-quantity-zero": NL,
    "registered-customer": NL,
    "reverse-charge-be": {("reverse_charge", "BE", "0")},
    "variation-own-sku": HIGH,
    "variation-without-sku": HIGH,
    "zero-rate-line": HIGH | {("zero", "NL", "0")},
}


BOOKED = [name for name, expected in EXPECTED.items() if not isinstance(expected, str)]


@pytest.fixture(scope="module")
def orders():
    return {name: sample_order(name) for name in sample_names()}


def everything(style):
    """Settings that also book what waits for its money, so that every file's amounts are looked at."""
    return settings(style, statuses=("processing", "completed", "on-hold"))


def test_every_sample_has_an_expectation():
    assert sorted(EXPECTED) == sample_names()


@pytest.mark.parametrize("style", STYLES)
def test_each_order_is_decided_as_its_description_says(orders, style):
    for name, expected in EXPECTED.items():
        plan = make(orders[name], settings(style))
        assert plan.problem is None, f"{name}: {plan.problem}"
        if isinstance(expected, str):
            assert (plan.decision, plan.reason_code, plan.documents) == ("skip", expected, ()), name
            continue
        assert plan.decision == "book", name
        chosen = {
            (line.choice.reason, line.choice.country, f"{line.choice.percent.normalize():f}")
            for line in plan.documents[0].lines
            if line.kind != "rounding"
        }
        assert chosen == expected, name


@pytest.mark.parametrize("style", STYLES)
def test_invoices_are_the_order_total_to_the_cent(orders, style):
    for name in BOOKED:
        invoice = make(orders[name], settings(style)).documents[0]
        assert invoice.gross == cents(Decimal(sample(name)["order"]["total"])), name
        assert all(line.net == cents(line.net) and line.vat == cents(line.vat) for line in invoice.lines), name


@pytest.mark.parametrize("style", STYLES)
def test_vat_per_rate_is_what_the_shop_lists_per_rate(orders, style):
    """The oracle is the file's own tax_lines, which the plan never sums."""
    for name, order in orders.items():
        plan = make(order, everything(style))
        if plan.decision != "book":
            continue
        raw = sample(name)["order"]
        rounded = cents_half_down if raw["prices_include_tax"] else cents
        for rate in raw["tax_lines"]:
            listed = rounded(Decimal(rate["tax_total"]) + Decimal(rate["shipping_tax_total"]))
            booked_vat = sum(
                line.vat
                for line in plan.documents[0].lines
                if line.choice.percent == Decimal(rate["rate_percent"]) and line.kind != "rounding"
            )
            assert booked_vat == listed, f"{name}, {rate['label']}"


@pytest.mark.parametrize("style", STYLES)
def test_credit_notes_are_the_refunded_amounts(orders, style):
    for name in BOOKED:
        raw = sample(name)
        credits = make(orders[name], settings(style)).documents[1:]
        key = f"order-{raw['order']['id']}/refund-"
        wanted = {f"{key}{one['id']}": cents(Decimal(one["amount"])) for one in raw["refunds"]}
        assert {credit.key: credit.gross for credit in credits} == wanted, name
        assert all(credit.credit for credit in credits)


def test_lines_of_one_order_by_hand(orders):
    """34.80 = 24.67 + 5.18 for the goods, 4.09 + 0.86 for shipping."""
    lines = make(orders["incl-single-line"], settings()).documents[0].lines
    assert [(line.kind, str(line.net), str(line.vat), line.ledger) for line in lines] == [
        ("product", "24.67", "5.18", "8000"),
        ("shipping", "4.09", "0.86", "8090"),
    ]


def test_only_the_shop_that_rounds_at_the_subtotal_needs_a_rounding_line(orders):
    rounding = {
        name: line.net
        for name in BOOKED
        for line in make(orders[name], settings()).documents[0].lines
        if line.kind == "rounding"
    }
    assert rounding == {}


def test_a_full_refund_leaves_nothing_in_any_vat_code(orders):
    invoice, credit = make(orders["refund-full"], settings()).documents
    assert {total.code: (total.net, total.vat) for total in invoice.per_code} == {
        total.code: (total.net, total.vat) for total in credit.per_code
    }


def test_a_lump_sum_is_split_over_the_booked_rates_and_says_so(orders):
    invoice, credit = make(orders["refund-lump-sum"], settings()).documents
    assert {total.code for total in credit.per_code} == {total.code for total in invoice.per_code}
    assert credit.flags and "split" in credit.flags[0]["en"]


def test_the_number_of_the_numbering_plugin_is_the_reference(orders):
    plan = make(orders["custom-order-number"], settings())
    assert plan.documents[0].reference == plan.number == "WEB-2026-00311"
    assert plan.documents[0].key == f"order-{plan.order_id}/invoice"


@pytest.mark.parametrize("style", STYLES)
def test_the_same_order_again_gives_the_same_plan_byte_for_byte(orders, style):
    for name in sample_names():
        first = make(orders[name], settings(style))
        assert plan_text(make(sample_order(name), settings(style))) == plan_text(first), name
        again = make(orders[name], settings(style), booked(*first.documents))
        assert again == first, name
