"""VAT periods, and the day their return is due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerbridge.proof.deadline import MONTHS, before, deadline, due, period_of

LENGTHS = sorted(MONTHS)


@pytest.mark.parametrize("country, length, last, day", [
    ("NL", "month", date(2026, 10, 31), date(2026, 11, 30)), ("NL", "quarter", date(2026, 12, 31), date(2027, 1, 31)),
    ("NL", "month", date(2027, 1, 31), date(2027, 2, 28)), ("NL", "year", date(2026, 12, 31), date(2027, 3, 31)),
    ("BE", "month", date(2026, 10, 31), date(2026, 11, 20)), ("BE", "quarter", date(2026, 9, 30), date(2026, 10, 25)),
    ("DE", "month", date(2026, 12, 31), date(2027, 1, 10)), ("DE", "year", date(2026, 12, 31), date(2027, 7, 31)),
    ("FR", "quarter", date(2026, 9, 30), date(2026, 10, 31)),
])  # fmt: skip
def test_the_day_by_country(country: str, length: str, last: date, day: date) -> None:
    assert deadline(last, length, country) == day


def test_a_mail_is_due_some_days_before_and_not_after() -> None:
    quarter = (date(2026, 7, 1), date(2026, 9, 30))
    days = [date(2026, 10, day) for day in (23, 24, 31)] + [date(2026, 11, 1)]
    assert [due(day, "quarter", "NL", 7) for day in days] == [None, quarter, quarter, None]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(LENGTHS), st.sampled_from(["NL", "BE", "DE", ""]))
def test_periods_follow_each_other_without_a_gap(day: date, length: str, country: str) -> None:
    first, last = period_of(day, length)
    assert first <= day <= last and first.day == 1
    assert before(day, length)[1] == first - timedelta(days=1)
    assert deadline(last, length, country) > last
