"""Amounts: read exactly, rounded as books do, and split so that nothing is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerbridge.money import amount, cents, cents_half_down, plain, round_to, share

CENT = Decimal("0.01")
moneys = st.decimals(min_value=-10_000, max_value=10_000, places=2)
weights = st.lists(st.decimals(min_value=0, max_value=10_000, places=4), min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12.50", "12.50"), ("-0.10", "-0.10"), (7, "7"), (Decimal("1.123456789"), "1.123456789"), ("1e2", "100"),
        (" 5 ", "5"),
    ],
)
def test_amounts_are_read_exactly(value, expected):
    assert amount(value) == Decimal(expected)


@pytest.mark.parametrize(
    "value",
    [0.1, True, None, "", "abc", "1,50", "NaN", "-Infinity", "1e15", "1e999999", [], "½", "1_000", "١٢"],
)
def test_what_is_no_amount_is_refused(value):
    with pytest.raises(ValueError, match=r"."):
        amount(value)


@pytest.mark.parametrize(
    ("value", "half_up", "half_down"),
    [("1.005", "1.01", "1.00"), ("-1.005", "-1.01", "-1.00"), ("1.0049", "1.00", "1.00"), ("1.0051", "1.01", "1.01")],
)
def test_halves_go_away_from_zero_or_towards_it(value, half_up, half_down):
    assert (str(cents(Decimal(value))), str(cents_half_down(Decimal(value)))) == (half_up, half_down)


@pytest.mark.parametrize(
    ("total", "over", "expected"),
    [
        ("10.00", ["1", "1", "1"], ["3.34", "3.33", "3.33"]),
        ("-10.00", ["1", "1", "1"], ["-3.34", "-3.33", "-3.33"]),
        ("0.01", ["1", "3"], ["0.00", "0.01"]),
        ("5.00", ["0", "0"], ["5.00", "0.00"]),
        ("7.50", ["100.01", "14.54", "59.83"], ["4.30", "0.63", "2.57"]),
        ("1.00", ["0", "2"], ["0.00", "1.00"]),
    ],
)
def test_a_share_by_hand(total, over, expected):
    assert [str(part) for part in share(Decimal(total), [Decimal(one) for one in over])] == expected


def test_nothing_to_share_over():
    assert share(Decimal("0.00"), []) == []
    with pytest.raises(ValueError, match="nothing to share"):
        share(Decimal("0.01"), [])


@given(moneys, weights)
def test_shares_sum_to_the_total_and_are_fair(total, over):
    parts, whole = share(total, over), sum(over)
    assert sum(parts) == total and all(part == cents(part) for part in parts)
    if whole:
        assert all(abs(part - total * one / whole) < CENT for part, one in zip(parts, over, strict=True))


@given(st.lists(st.decimals(min_value=-500, max_value=500, places=6), min_size=1, max_size=12))
def test_rounding_to_a_total_moves_no_part_by_more_than_a_cent(raw):
    parts = round_to(cents(sum(raw)), raw)
    assert sum(parts) == cents(sum(raw))
    assert all(abs(part - one) < CENT + CENT / 2 for part, one in zip(parts, raw, strict=True))


def test_rounding_to_a_total_gives_the_cent_to_whom_it_was_taken_from():
    raw = [Decimal("0.334"), Decimal("0.333"), Decimal("0.333")]
    assert round_to(Decimal("1.00"), raw) == [Decimal("0.34"), Decimal("0.33"), Decimal("0.33")]
    assert round_to(Decimal("0.98"), [Decimal("0.335"), Decimal("0.334"), Decimal("0.311")])[0] == Decimal("0.34")


@pytest.mark.parametrize(
    ("value", "expected"), [("12.5", "12.50"), ("1E+3", "1000.00"), ("0.123400", "0.1234"), ("-0", "-0.00")]
)
def test_plain_text_has_two_places_and_no_exponent(value, expected):
    assert plain(Decimal(value)) == expected
