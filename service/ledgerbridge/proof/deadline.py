"""VAT periods and when their return is due. Pure.

[A] The days are general knowledge of the returns (facts/market 4 names none of them) and not looked over by an
accountant. Netherlands: the last day of the month after the period; for a year, 31 March. Belgium: the 20th of the
month after a month, the 25th of the month after a quarter (since 2025). Germany: the 10th of the month after, without
the standing extension of a month; for a year, 31 July. Days that fall in a weekend are not moved: earlier is safe.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

Length = Literal["month", "quarter", "year"]
MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "year": 12}
LAST = 31
DAYS: dict[str, dict[str, tuple[int, int]]] = {
    "NL": {"month": (1, LAST), "quarter": (1, LAST), "year": (3, LAST)},
    "BE": {"month": (1, 20), "quarter": (1, 25), "year": (3, LAST)},  # a year is nobody's period there
    "DE": {"month": (1, 10), "quarter": (1, 10), "year": (7, LAST)},
}
"""By country and length: months after the period's last, and the day."""


def period_of(day: date, length: str) -> tuple[date, date]:
    """First and last day of the calendar month, quarter or year that this day is in."""
    months = MONTHS[length]
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    return first, _month(first, months) - timedelta(days=1)


def before(day: date, length: str) -> tuple[date, date]:
    """The period that ended last before this day's."""
    return period_of(period_of(day, length)[0] - timedelta(days=1), length)


def deadline(last: date, length: str, country: str) -> date:
    """The day by which the return of the period that ends on ``last`` must be in."""
    months, day = DAYS.get(country, DAYS["NL"])[length]
    first = _month(last.replace(day=1), months)
    end = _month(first, 1) - timedelta(days=1)
    return end if day == LAST else first.replace(day=day)


def due(today: date, length: str, country: str, days: int) -> tuple[date, date] | None:
    """The period whose return is due within so many days from now, and not past."""
    first, last = before(today, length)
    until = deadline(last, length, country)
    return (first, last) if until - timedelta(days=days) <= today <= until else None


def _month(first: date, more: int) -> date:
    """The first day of the month so many months later."""
    months = first.year * 12 + first.month - 1 + more
    return date(months // 12, months % 12 + 1, 1)
