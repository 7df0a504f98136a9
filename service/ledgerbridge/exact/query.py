"""OData as Exact speaks it: filters, keys, quoting, padding (facts §3). Pure text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from urllib.parse import quote

from .assumptions import ACCOUNT_CODE_WIDTH

# A filter travels in the URL. 25 codes or 1,500 characters a call keep it well under what proxies and IIS take.
MOST_TERMS = 25
MOST_TEXT = 1500


def text(value: str) -> str:
    """A string literal; quotes are doubled."""
    return "'" + value.replace("'", "''") + "'"


def guid(value: str) -> str:
    return f"guid'{value}'"


def equals(field: str, value: str | int) -> str:
    return f"{field} eq {value if isinstance(value, int) else text(value)}"


def any_of(terms: Iterable[str]) -> str:
    return " or ".join(terms)


def on_day(field: str, day: date) -> str:
    return on_days(field, day, day)


def on_days(field: str, first: date, last: date) -> str:
    """Whole days as a half-open span: comparing date-only literals misbehaves at times (facts §3)."""
    return f"{field} ge {_midnight(first)} and {field} lt {_midnight(last + timedelta(days=1))}"


def _midnight(day: date) -> str:
    return f"datetime'{day.isoformat()}T00:00:00'"


def padded(code: str) -> str:
    """An account's code as it must stand in a filter: 18 wide, leading spaces [D]."""
    return code.strip().rjust(ACCOUNT_CODE_WIDTH)


def chunks(terms: Sequence[str], most: int = MOST_TERMS) -> Iterator[list[str]]:
    """Terms in portions that fit one call."""
    portion: list[str] = []
    size = 0
    for term in terms:
        length = len(quote(term)) + 8
        if portion and (len(portion) >= most or size + length > MOST_TEXT):
            yield portion
            portion, size = [], 0
        portion.append(term)
        size += length
    if portion:
        yield portion
