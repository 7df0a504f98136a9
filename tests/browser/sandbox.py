"""What a bookkeeper would do in Exact Online, in the sandbox: look at the books, close a period, open it again."""

from __future__ import annotations

from datetime import date
from typing import Any

import requests

DIVISION = 3000001  # the first administration; the browser tests choose it


def documents(exact_url: str) -> list[dict[str, Any]]:
    """Every sales document that stands there."""
    books = requests.get(f"{exact_url}/_sandbox/books", params={"division": DIVISION}, timeout=10).json()["divisions"][
        0
    ]
    return [*books["sales_orders"], *books["sales_invoices"], *books["sales_entries"]]


def close_this_month(exact_url: str) -> None:
    _seed(exact_url, closed_periods=[_this_month()])


def open_this_month(exact_url: str) -> None:
    _seed(exact_url, open_periods=[_this_month()])


ENTRIES = "salesentry/SalesEntries"


def delete(exact_url: str, entry: dict[str, Any]) -> None:
    _seed(exact_url, delete=[[ENTRIES, "EntryID", entry["EntryID"]]])


def alter(exact_url: str, entry: dict[str, Any], **fields: str) -> None:
    _seed(exact_url, alter=[[ENTRIES, "EntryID", entry["EntryID"], fields]])


def _this_month() -> list[int]:
    return [date.today().year, date.today().month]


def _seed(exact_url: str, **what: Any) -> None:
    requests.post(f"{exact_url}/_sandbox/seed", json={"division": DIVISION, **what}, timeout=10).raise_for_status()
