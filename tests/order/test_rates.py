"""Foreign currency: at the order's own rate where a plugin wrote it down and it can be trusted, else at Exact's."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from daily.test_daily_flow import book, midnight
from ledgerbridge.daily import total
from ledgerbridge.order import oss
from ledgerbridge.order.bodies import Ids, body
from ledgerbridge.order.metas import exchange_rate
from ledgerbridge.order.plan import make
from ledgerbridge.state.models import Document
from order.make import STYLES, booked, line, order, refund, settings, takes
from order.test_flow import Place, place, sample, save

__all__ = ["place"]

MUG = line("24.66", "5.18")
WCPAY = {"_wcpay_multi_currency_order_exchange_rate": "1.25", "_order_default_currency": "EUR"}
EURO = {"currency": "EUR"}


def metas(values):
    return [{"key": key, "value": value} for key, value in values.items()]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (WCPAY, "0.8"),
        ({**WCPAY, "_order_default_currency": "GBP"}, None),  # of another shop currency than now
        ({"_base_currency_exchange_rate": "0.9213"}, "0.9213"),
        ({"_base_currency_exchange_rate": 0.5}, None),  # a float is no amount
        ({"wmc_order_info": {"USD": {"rate": "1.25", "is_main": 0}, "EUR": {"rate": "1", "is_main": 1}}}, "0.8"),
        ({"wmc_order_info": {"EUR": {"rate": "1"}}}, None),
        ({"wmc_order_info": "broken"}, None),
        ({"_woocs_order_rate": "1.08"}, None),  # its direction is not sure
        ({"_base_currency_exchange_rate": "0"}, None),
        ({"_base_currency_exchange_rate": "-1"}, None),
        ({"_base_currency_exchange_rate": "1e400"}, None),
        ({"_base_currency_exchange_rate": "NaN"}, None),
        ({"_base_currency_exchange_rate": ""}, None),
        ({"_base_currency_exchange_rate": "10000000"}, None),
        ({}, None),
    ],
)
def test_which_rates_are_trusted(written, expected):
    found = exchange_rate(written, "USD", "EUR")
    assert found == (None if expected is None else Decimal(expected))
    assert exchange_rate(written, "EUR", "EUR") is None


def bought(**more):
    return order(MUG, currency="USD", meta_data=metas(WCPAY), **more)


@pytest.mark.parametrize("style", STYLES)
def test_an_entry_carries_the_orders_rate(style):
    document = make(bought(), settings(style, **EURO)).documents[0]
    assert document.rate == (Decimal("0.8") if style in ("entry", "daily") else None)
    assert (document.currency, document.gross) == ("USD", Decimal("29.84"))


def test_exact_is_told_the_rate():
    document = make(bought(), settings(**EURO)).documents[0]
    made = body(document, Ids("a", {"8000": "g"}, {}), settings(), "K7Q2")
    assert (made["Rate"], made["Currency"]) == (Decimal("0.8"), "USD")
    at_home = make(order(MUG), settings(**EURO)).documents[0]
    assert "Rate" not in body(at_home, Ids("a", {"8000": "g"}, {}), settings(), "K7Q2")


@pytest.mark.parametrize("chosen", [{"currency": "GBP"}, {"currency": ""}, {"currency": "EUR", "order_rate": "exact"}])
def test_only_where_it_is_wanted_and_the_administration_counts_in_the_shops_currency(chosen):
    assert make(bought(), settings(**chosen)).documents[0].rate is None


def test_a_refund_goes_back_at_the_rate_of_its_invoice():
    first = make(bought(), settings(**EURO))
    refunded = replace(bought(refunds=(refund("9.95", takes(1, "-8.22", "-1.73")),)), rate=Decimal("0.7"))
    plan = make(refunded, settings(**EURO), booked(*first.documents))
    assert [one.rate for one in plan.documents] == [Decimal("0.8")] * 2


def test_a_days_entry_has_the_rate_of_its_shares():
    shares = list(make(bought(), settings("daily", **EURO)).documents)
    assert total.entry("day-1", 1, shares).rate == Decimal("0.8")


@pytest.mark.server
def test_the_books_are_kept_at_the_orders_rate(place: Place) -> None:
    save(place, style="entry")
    message: dict[str, Any] = sample("incl-single-line", 1042, currency="USD")
    message["order"]["meta_data"] = metas(WCPAY)
    place.send(message, "msg_1")
    place.work()
    (entry,) = place.exact.sandbox.divisions[3000001].all("salesentry/SalesEntries")
    assert (entry["Currency"], entry["Rate"]) == ("USD", Decimal("0.8"))
    assert place.order_row(1042).state == "booked"


@pytest.mark.server
@pytest.mark.parametrize("style", ["order", "invoice", "entry", "daily"])
def test_what_exact_made_of_another_currency_is_kept_with_the_proof(place: Place, style: str) -> None:
    """The sum of distance sales needs euros (oss.py)."""
    save(place, style=style, collective_account="1000")
    message: dict[str, Any] = sample("incl-single-line", 1042, currency="USD")
    message["order"] |= {"meta_data": metas(WCPAY), "shipping": {"country": "BE"}}
    place.send(message, "msg_1")
    place.work()
    if style == "daily":
        midnight(place)
        book(place)
    with place.tools.db.read() as session:
        (sale,) = oss.sales(session, "shop1", "EUR", place.tools.clock.now())
        held = session.query(Document).filter(Document.read_back.is_not(None)).one().read_back
    euros = Decimal("0.8") if style in ("entry", "daily") else Decimal(held["home"]) / Decimal(held["gross"])
    assert sale.in_euros is not None and abs(sale.in_euros - euros) < Decimal("0.001")
    assert Decimal(held["home"]) not in (0, Decimal(held["gross"]))
