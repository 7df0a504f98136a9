"""The threshold of distance sales, from what stands in the books."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ledgerbridge.order import oss
from ledgerbridge.order.plan import make
from ledgerbridge.order.shapes import as_dict
from order.make import line, message, refund, settings, takes, through_the_door


def documents(to="BE", net="1000.00", vat="210.00", rate="21", times=1, year=2026, **more):
    raw = message(line(net, vat, rate), **more)
    raw["order"]["shipping"] = {"country": to}
    raw["order"]["billing"]["country"] = to
    planned = make(through_the_door(raw), settings()).documents
    assert planned
    return [sale(replace(one, on=one.on.replace(year=year))) for one in planned] * times


def sale(document, in_euros=Decimal(1)):
    return oss.Sale(document.credit, oss.slim(as_dict(document)), in_euros)


def judged(*groups):
    return oss.judged(oss.sold_abroad([one for group in groups for one in group], "NL"), 2026)


@pytest.mark.parametrize(
    ("groups", "sold", "over"),
    [
        ([documents(times=7)], None, None),  # 7,000: not near
        ([documents(times=8)], "8000.00", False),
        ([documents(times=11)], "11000.00", True),
        ([documents(times=11, year=2025), documents()], "1000.00", True),  # above it last year
        ([documents("NL", times=20)], None, None),
        ([documents("US", vat="0", rate=None, times=20)], None, None),
        ([documents("BE", rate="BE21", times=20)], None, None),  # charged with the customer's VAT already
        ([documents("BE", rate="BE21", times=9), documents("FR", times=1)], "10000.00", False),
        ([documents(times=8), documents(refunds=(refund("1210.00", takes(1, "-1000.00", "-210.00")),))], "8000.00",
         False),
    ],
)
def test_the_screen_warns_near_and_above_it_while_home_vat_is_charged(groups, sold, over):
    found = judged(*groups)
    assert (found and (found["sold"], found["over"])) == (sold and (sold, over))
    if found:
        assert "10,000" in found["what"]["en"] and "10.000" in found["what"]["nl"] and found["do"]["nl"]


def test_companies_with_a_number_and_currencies_of_unknown_worth_are_not_in_the_sum():
    raw = message(line("5000.00", "0", None))
    raw["order"]["shipping"], raw["extra"] = {"country": "BE"}, {"vat_number": {"number": "BE0123456749", "key": "x"}}
    raw["order"]["billing"]["country"] = "BE"
    companies = [sale(one) for one in make(through_the_door(raw), settings()).documents] * 3
    dollars = [replace(one, in_euros=None) for one in documents(times=3)]
    years = oss.sold_abroad([*companies, *dollars, *documents()], "NL")
    assert (years[2026].total, years[2026].foreign) == (Decimal("1000.00"), 3)


def test_a_sale_in_another_currency_counts_for_what_it_is_in_euros():
    dollars = [replace(one, in_euros=Decimal("0.8")) for one in documents(times=2)]
    assert oss.sold_abroad([*dollars, *documents()], "NL")[2026].total == Decimal("2600.00")


@pytest.mark.parametrize(
    ("wanted", "counted_in", "read_back", "worth"),
    [
        ({"currency": "EUR"}, "GBP", None, "1"),
        ({"currency": "USD", "rate": ""}, "EUR", {"gross": "100.00", "home": "80.00"}, "0.8"),
        ({"currency": "USD", "rate": "0.9"}, "EUR", {"gross": "100.00", "home": "80.00"}, "0.8"),
        ({"currency": "USD", "rate": "0.9"}, "EUR", {"gross": "100.00", "home": None}, "0.9"),
        ({"currency": "USD", "rate": "0.9"}, "EUR", {"gross": "0.00", "home": "0.00"}, "0.9"),
        ({"currency": "USD", "rate": "0.9"}, "EUR", None, "0.9"),
        ({"currency": "USD", "rate": ""}, "EUR", None, None),
        ({"currency": "USD"}, "EUR", {"gross": "100.00"}, None),
        ({"currency": "USD", "rate": "0.9"}, "GBP", {"gross": "100.00", "home": "80.00"}, None),
        ({"currency": "USD", "rate": "0.9"}, "", None, None),
    ],
)
def test_what_a_currency_is_in_euros_is_as_the_books_say(wanted, counted_in, read_back, worth):
    found = oss.in_euros(wanted, counted_in, read_back)
    assert found == (worth and Decimal(worth))


def test_northern_ireland_counts_and_other_currencies_are_mentioned():
    dollars = [replace(one, in_euros=None) for one in documents(times=2)]
    years = oss.sold_abroad([*documents(times=9), *dollars], "NL")
    assert "2 documents in other currencies" in oss.judged(years, 2026)["what"]["en"]
    belfast = [replace(one, wanted=one.wanted | {"destination": "XI"}) for one in documents(times=2)]
    assert oss.sold_abroad(belfast, "NL")[2026].total == Decimal("2000.00")
