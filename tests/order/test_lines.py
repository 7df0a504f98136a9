"""Cents per line and rate: taken where the shop has them, rounded per rate where it has fractions."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledgerbridge.order.lines import item_code, parts_of
from ledgerbridge.order.plan import make
from order.make import line, order, settings, several

SUBTOTAL = {"tax_round_at_subtotal": True}


def booked_lines(found, style="entry", **changes):
    plan = make(found, settings(style, **changes))
    assert plan.decision == "book", plan.problem or plan.reason
    return plan.documents[0].lines


def amounts(lines):
    return [(line.kind, str(line.net), str(line.vat), line.choice.code) for line in lines]


def test_stored_cents_are_taken_not_worked_out():
    """8.22 at 21 % is 1.7262: the shop wrote 1.73, another would write 1.72."""
    assert amounts(booked_lines(order(line("8.22", "1.73")))) == [("product", "8.22", "1.73", "2")]
    assert amounts(booked_lines(order(line("8.22", "1.72")))) == [("product", "8.22", "1.72", "2")]


def test_net_fractions_are_rounded_per_line_as_the_shop_does():
    """Prices including VAT: the net amount is 22.289256, the VAT cents (facts B1)."""
    found = order(line("22.289256", "4.68"), line("20.605505", "1.85", "9"), total="49.43")
    assert amounts(booked_lines(found)) == [("product", "22.29", "4.68", "2"), ("product", "20.61", "1.85", "1")]


def test_lines_of_nothing_are_left_out():
    found = order(line("8.22", "1.73"), line("0", "0", "9"), shipping=(line("0.00", "0", None),))
    assert len(booked_lines(found)) == 1


def test_a_shop_that_rounds_at_the_subtotal_gets_its_vat_per_rate():
    """3 × 0.335 VAT: each line alone is 0.34, together 1.005, which such a shop shows as 1.01 (half up)."""
    three = [line("1.595", "0.335"), line("1.595", "0.335"), line("1.595", "0.335")]
    found = order(*three, total="5.79", prices_include_tax=False, shop=SUBTOTAL)
    lines = [one for one in booked_lines(found) if one.kind != "rounding"]
    assert sorted(str(one.vat) for one in lines) == ["0.33", "0.34", "0.34"]
    assert sum(one.vat for one in lines) == Decimal("1.01")


def test_vat_of_prices_that_include_it_is_rounded_half_down():
    found = order(line("4.785", "1.005"), total="5.79", prices_include_tax=True, shop=SUBTOTAL)
    assert amounts(booked_lines(found))[0] == ("product", "4.79", "1.00", "2")


def test_four_decimals_are_rounded_at_the_document():
    found = order(line("42.3476", "8.8930"), total="51.2406")
    assert amounts(booked_lines(found)) == [("product", "42.35", "8.89", "2")]


def test_fifty_lines_of_fractions_still_meet_the_total():
    """Per line each would lose up to half a cent, together more than the rounding that is allowed."""
    fifty = [line("1.0040", "0.21", quantity=1) for _ in range(50)]
    found = order(*fifty, total="60.70", prices_include_tax=False)
    lines = booked_lines(found)
    assert {one.kind for one in lines} == {"product"} and sum(one.gross for one in lines) == Decimal("60.70")


@pytest.mark.parametrize("cap", ["0.05", "0.02"])
def test_a_remainder_within_the_cap_is_a_rounding_line(cap):
    lines = booked_lines(order(line("8.22", "1.73"), total="9.97"), rounding_cap=Decimal(cap))
    assert amounts(lines) == [("product", "8.22", "1.73", "2"), ("rounding", "0.02", "0.00", "N")]
    assert lines[1].ledger == "4999" and lines[1].choice.reason == "rounding"


@pytest.mark.parametrize(("total", "cap"), [("9.97", "0.01"), ("9.89", "0.05"), ("10.01", "0.05"), ("9.94", "0")])
def test_more_than_the_cap_is_shown_and_not_booked(total, cap):
    plan = make(order(line("8.22", "1.73"), total=total), settings(rounding_cap=Decimal(cap)))
    assert (plan.decision, plan.documents, plan.problem.code) == ("attention", (), "total_does_not_add_up")
    difference = Decimal(total) - Decimal("9.95")
    assert plan.problem.arithmetic == (
        "8.22 + 1.73 VAT = 9.95  Mok wit", "= 9.95", f"order total {total}, difference {difference}",
    )  # fmt: skip
    assert plan.arithmetic == plan.problem.arithmetic and plan.problem.action == "open_order"


# --- a line over several rates --------------------------------------------------------------------------------


def test_a_negative_fee_is_split_over_the_rates_it_carries():
    """-3.33 over a cart of 100.00 at 21 %, 50.00 at 9 % and 50.00 at 0 %: half, a quarter, a quarter."""
    fee = several("-3.33", {"21": "-0.34965", "9": "-0.074925", "0": "0"}, name="Korting", total_tax="-0.42")
    found = order(line("100", "21"), line("50", "4.50", "9"), line("50", "0", "0"), fees=(fee,), total="221.75")
    fees = [one for one in booked_lines(found) if one.kind == "fee"]
    assert amounts(fees) == [
        ("fee", "-1.67", "-0.35", "2"), ("fee", "-0.83", "-0.07", "1"), ("fee", "-0.83", "0.00", "0"),
    ]  # fmt: skip
    assert sum(one.net for one in fees) == Decimal("-3.33")


def test_a_zero_rate_that_only_rounding_speaks_for_gets_nothing():
    """5.60 × 9 % = 0.504, stored as 0.50: the base looks like 5.56, but nothing is zero-rated here."""
    line_of_two = several("5.60", {"9": "0.50", "0": "0"})
    assert amounts(booked_lines(order(line_of_two))) == [("product", "5.60", "0.50", "1")]


def test_two_taxes_on_one_amount_do_not_fit_a_line():
    plan = make(order(several("100.00", {"21": "21.00", "9": "9.00"}, name="Taart")), settings())
    assert (plan.decision, plan.problem.code) == ("attention", "taxes_stacked")
    assert "Taart" in plan.problem.what["nl"]


def test_vat_without_a_rate_is_not_booked_somewhere():
    plan = make(order(line("10.00", "2.10", None)), settings())
    assert plan.problem.code == "vat_without_rate"


def test_a_rate_that_rounds_to_nothing_is_still_that_rate():
    assert amounts(booked_lines(order(line("0.01", "0.00")))) == [("product", "0.01", "0.00", "2")]


def test_parts_keep_the_lines_net_and_vat():
    found = order(line("1", "0.21"), fees=(several("-7.77", {"21": "-0.8", "9": "-0.35"}),), total="1.21")
    parts = parts_of(found.lines[1], found.rates)
    assert sum(part.net for part in parts) == Decimal("-7.77")


# --- where it is booked ---------------------------------------------------------------------------------------


def test_entries_name_ledgers_and_trade_documents_name_items():
    found = order(
        line("8.22", "1.73"), line("5", "1.05", sku=""), shipping=(line("4.09", "0.86"),), fees=(line("1", "0.21"),)
    )
    assert [(one.item, one.ledger) for one in booked_lines(found)] == [
        ("", "8000"), ("", "8000"), ("", "8090"), ("", "8095"),
    ]  # fmt: skip
    for style in ("order", "invoice"):
        assert [(one.item, one.ledger) for one in booked_lines(found, style)] == [
            ("MOK-001", ""), ("WEBSHOP", ""), ("VERZENDKOSTEN", ""), ("TOESLAG", ""),
        ]  # fmt: skip


def test_shipping_without_a_ledger_of_its_own_goes_with_the_goods_of_its_rate():
    found = order(line("5", "0.45", "9"), shipping=(line("4.00", "0.36", "9"),))
    assert [one.ledger for one in booked_lines(found, shipping_ledger="")] == ["8010", "8010"]


@pytest.mark.parametrize(
    ("name", "en"), [("fallback_item", "general"), ("shipping_item", "shipping"), ("fee_item", "surcharges")]
)
def test_an_item_that_is_not_set_is_asked_for_before_exact_is(name, en):
    found = order(line("5", "1.05", sku=""), shipping=(line("4.09", "0.86"),), fees=(line("1", "0.21"),))
    problem = make(found, settings("invoice", **{name: ""})).problem
    assert (problem.code, problem.action) == ("setting_missing", "settings") and en in problem.what["en"]


def test_long_skus_stay_different():
    long = "A" * 40
    assert len(item_code(long)) == 30 and item_code(long) != item_code(long + "B")
    assert item_code("MOK-001") == "MOK-001"


def test_fractions_of_a_piece_are_kept_and_none_means_one():
    found = order(line("5", "1.05", quantity="2.5"), line("5", "1.05", quantity="0"))
    assert [str(one.quantity) for one in booked_lines(found)] == ["2.5", "1"]


@pytest.mark.parametrize("decimals", [0, 2])
def test_a_shop_without_decimals_counts_each_line_in_whole_euros(decimals):
    """It stores fractions and counts none: 5573.55 + 1170 is 6744 (found by the generator)."""
    from ledgerbridge.order.plan import make as plan

    found = order(line("5573.554000", "1170.00"), total="6744.00", shop={"num_decimals": decimals})
    made = plan(found, settings())
    assert made.decision == "book" and made.documents[0].gross == Decimal("6744.00")
    assert [(one.net, one.vat) for one in made.documents[0].lines] == [(Decimal("5574.00"), Decimal("1170.00"))]


def test_what_such_a_shop_rounds_its_total_by_is_a_rounding_line_and_no_mistake():
    from ledgerbridge.order.plan import make as plan

    shop = {"num_decimals": 0, "tax_round_at_subtotal": True}
    amounts = line("1108.120000", "99.730800", "9"), line("3.310000", "0.297900", "9")
    made = plan(order(*amounts, total="1211.00", shop=shop), settings())
    assert made.documents[0].gross == Decimal("1211.00") and made.documents[0].lines[-1].kind == "rounding"
    with_cents = plan(order(*amounts, total="1211.00", shop=shop | {"num_decimals": 2}), settings())
    assert with_cents.problem.code == "total_does_not_add_up"


ROW = {"rate_id": 2, "rate_code": "NL-BTW-1", "rate_percent": "9", "label": "BTW 9%"}


def test_vat_of_shipping_is_what_was_charged_where_its_line_says_a_cent_less():
    """Seen on a real WooCommerce, classic checkout, prices with tax: 0.405 of VAT on shipping is charged as 0.41 (the
    total and the tax row say so), and the line says 0.40. That cent is VAT, and no rounding."""
    ship = line("4.50", "0.40", "9", method_id="flat_rate")
    rows = [ROW | {"tax_total": "0.18", "shipping_tax_total": "0.41"}]
    found = order(line("2.009174", "0.18", "9"), shipping=(ship,), total="7.10", tax_lines=rows)
    lines = booked_lines(found)
    assert amounts(lines) == [("product", "2.01", "0.18", "1"), ("shipping", "4.50", "0.41", "1")]


def test_tax_rows_that_do_not_lead_to_the_total_change_nothing():
    """The block checkout leaves the rows of a rate behind that only a negative fee had (seen on a real one)."""
    rows = [ROW | {"tax_total": "0.18", "shipping_tax_total": "0.95"}]
    ship = line("4.50", "0.40", "9")
    found = order(line("2.01", "0.18", "9"), shipping=(ship,), total="7.10", tax_lines=rows)
    lines = booked_lines(found)
    assert [(one.kind, one.vat) for one in lines][:2] == [("product", Decimal("0.18")), ("shipping", Decimal("0.40"))]
    assert lines[-1].kind == "rounding" and lines[-1].net == Decimal("0.01")


def test_a_discount_as_a_fee_leaves_exempt_goods_their_share():
    """57.11 at 21 %, 67.38 at 9 % and 2.48 without tax; of -12.92 a part of -0.25 is off what carries no tax."""
    discount = several("-12.92", {"21": "-1.220381", "9": "-0.617067"})
    goods = (line("57.107438", "11.992562"), line("67.376147", "6.063853", "9"))
    fees = (line("2.48", "0", None), discount)
    found = order(*goods, fees=fees, total="130.26", shop={"tax_round_at_subtotal": True})
    of_discount = [one for one in amounts(booked_lines(found)) if one[0] == "fee"]
    assert of_discount == [
        ("fee", "2.48", "0.00", "3"), ("fee", "-5.81", "-1.22", "2"), ("fee", "-6.86", "-0.62", "1"),
        ("fee", "-0.25", "0.00", "3"),
    ]  # fmt: skip


def test_with_one_rate_too_the_turnover_of_each_code_is_its_own():
    """100.00 at 21 % and 100.00 exempt; of -10.00 half is taxed."""
    fees = (line("-10.00", "-1.05"),)
    found = order(line("100.00", "21.00"), line("100.00", "0", None), fees=fees, total="209.95")
    assert amounts(booked_lines(found))[2:] == [("fee", "-5.00", "-1.05", "2"), ("fee", "-5.00", "0.00", "3")]


def test_the_vat_of_a_line_rounded_to_whole_euros_goes_to_taxed_parts_only():
    """A shop without decimals: -2.33 of VAT counts as -2, and the zero-rated part of the discount gets none of it."""
    discount = several("-18.71", {"0": "0", "21": "-2.333566"})
    discount["total_tax"] = "-2"
    goods = (line("300.3", "0", "0"), line("445.190083", "93"))
    found = order(*goods, shipping=(line("4.0909", "1"),), fees=(discount,), total="822", shop={"num_decimals": 0})
    fees = [one for one in booked_lines(found) if one.kind == "fee"]
    assert [(one.vat, one.choice.code) for one in fees] == [(Decimal("-2.00"), "2"), (Decimal("0.00"), "0")]
