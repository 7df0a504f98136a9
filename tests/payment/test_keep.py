"""When a receipt's batch may close: the shop's day, also where the clock changes and where no zone is named."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from ledgerbridge.payment.keep import due_at, shop_zone

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("zone, day, closes", [
    ("Europe/Amsterdam", date(2026, 11, 20), datetime(2026, 11, 20, 23, 5, tzinfo=UTC)),
    ("Europe/Amsterdam", date(2026, 7, 20), datetime(2026, 7, 20, 22, 5, tzinfo=UTC)),
    ("Europe/Amsterdam", date(2026, 3, 29), datetime(2026, 3, 29, 22, 5, tzinfo=UTC)),  # a day of 23 hours
    ("Pacific/Auckland", date(2026, 7, 20), datetime(2026, 7, 20, 12, 5, tzinfo=UTC)),
])  # fmt: skip
def test_a_day_is_over_at_the_shops_midnight(zone: str, day: date, closes: datetime) -> None:
    assert due_at(day, "day_end", shop_zone(zone), NOW) == closes


def test_an_earlier_day_waits_for_others_and_at_once_does_not() -> None:
    late = datetime(2027, 1, 1, tzinfo=UTC)
    assert due_at(date(2026, 11, 20), "day_end", shop_zone("UTC"), late) == late + timedelta(minutes=5)
    assert due_at(date(2026, 11, 20), "at_once", shop_zone("UTC"), late) == late


@pytest.mark.parametrize("name", ["+01:00", "", "Mars/Base", "../etc"])
def test_what_names_no_zone_is_the_netherlands(name: str) -> None:
    assert shop_zone(name).key == "Europe/Amsterdam"
