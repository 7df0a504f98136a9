"""A document whose month is closed in Exact goes to the next open one, or nowhere."""

from datetime import date

import pytest

from ledgerbridge.order.plan import make
from order.make import booked, line, order, settings

MOK = line("8.22", "1.73")
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


def on(closed, today, policy="next", standing=()):
    (document,) = make(order(MOK), settings(closed_period=policy), standing, closed, today).documents
    return document


def own_date():
    return on((), date(2027, 1, 31)).on


@pytest.mark.parametrize(
    ("closed", "today", "expected"),
    [
        ((), date(2026, 12, 10), None),
        ((NOVEMBER,), date(2026, 12, 10), DECEMBER),
        ((NOVEMBER, DECEMBER), date(2027, 1, 10), date(2027, 1, 1)),
        ((NOVEMBER,), date(2026, 11, 30), None),  # nothing is booked in the future
        ((DECEMBER,), date(2027, 1, 10), None),
    ],
)
def test_it_goes_to_the_first_open_month_that_has_begun(closed, today, expected):
    assert own_date().replace(day=1) == NOVEMBER
    assert on(closed, today).on == (expected or own_date())


def test_the_text_keeps_the_date_it_should_have_had():
    moved = on((NOVEMBER,), date(2026, 12, 10))
    assert f"d.d. {own_date():%d-%m-%Y}" in moved.description
    assert "afgesloten" in moved.flags[-1]["nl"] and "closed" in moved.flags[-1]["en"]


def test_without_the_owners_word_it_stays():
    assert on((NOVEMBER,), date(2026, 12, 10), policy="hold").on == own_date()


def test_what_stands_keeps_its_date():
    standing = booked(*make(order(MOK), settings()).documents)
    assert on((NOVEMBER,), date(2026, 12, 10), standing=standing).on == own_date()
