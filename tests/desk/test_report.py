"""The report at the desk: periods, the answer in words, a page and a CSV."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest

from desk.test_settings import chosen, here
from ledgerbridge.state.models import Report
from world import World

__all__ = ["chosen", "here"]

DIFFERENCE: dict[str, Any] = {
    "cause": "deleted", "key": "order-1042/invoice", "order_id": 1042, "number": "=1042", "entry": "700123",
    "url": "https://start.exactonline.nl/x", "on": "2026-11-05", "there": "", "currency": "EUR", "net": "-100.00",
    "vat": "-21.00", "gross": "-121.00", "what": {}, "do": {},
    "rates": [{"currency": "EUR", "country": "NL", "percent": "21", "reason": "domestic", "net": "-100.00",
               "vat": "-21.00"}],
}  # fmt: skip


def content(*differences: dict[str, Any], differs: str = "0.00", exact: str = "121.00") -> dict[str, Any]:
    side = {"documents": 1, "sold": "121.00", "refunds": 0, "refunded": "0.00", "gross": "121.00"}
    rate = {"currency": "EUR", "country": "NL", "percent": "5.5", "reason": "domestic", "store_net": "100.00",
            "store_vat": "21.00", "exact_net": "0.00", "exact_vat": "0.00", "differs": differs}  # fmt: skip
    return {
        "rates": [rate], "totals": [{"currency": "EUR", "store": side, "exact": {**side, "gross": exact},
                                     "differs": differs}],
        "days": [{"on": "2026-11-05", "currency": "EUR", "store": "121.00", "exact": exact, "differs": differs}],
        "differences": list(differences), "rounding": {"EUR": "0.01"}, "payments": [], "payment_differences": [],
        "left_out": [{"code": "test_payment", "why": {"en": "Test.", "nl": "Test."}, "currency": "EUR", "count": 1,
                      "total": "12.10", "orders": ["@7"]}],
        "home": {"currency": "EUR", "sums": {"USD": "92.00"}}, "unread": 0, "open": {"open": 2},
    }  # fmt: skip


def kept(here: World, made: dict[str, Any] | None, **values: Any) -> Report:
    usual = {"first": "2026-11-01", "last": "2026-11-30", "state": "made", "reading": {"calls": 3}}
    row = Report(shop_id="shop1", division=5, asked_at=here.now, made_at=here.now, content=made, **(usual | values))
    here.add(row)
    return row


def test_a_period_without_a_report_says_so_and_one_is_asked_for_once(here: World) -> None:
    assert [one["kind"] for one in here.desk("report.read")["notices"]] == ["info"]
    for _ in range(2):
        assert here.desk("report.make", period="this_month") == {"ringing": 1}
    with here.tools.db.read() as session:
        rows = session.query(Report).all()
    assert [(row.first, row.last, row.asked_by) for row in rows] == [("2026-11-01", "2026-11-30", "beheerder")]
    assert ("proof", "shop1") in here.rung and here.desk("report.read")["making"] is True


@pytest.mark.parametrize("name, first, last", [
    ("last_month", "2026-10-01", "2026-10-31"), ("this_quarter", "2026-10-01", "2026-12-31"),
    ("last_quarter", "2026-07-01", "2026-09-30"), ("vat", "2026-07-01", "2026-09-30"),
    ("this_year", "2026-01-01", "2026-12-31"), ("last_year", "2025-01-01", "2025-12-31"),
])  # fmt: skip
def test_periods_go_by_the_shops_calendar(here: World, clock: Any, name: str, first: str, last: str) -> None:
    clock.at = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)  # half past midnight on 1 November in Amsterdam
    period = here.desk("report.read", period=name)["period"]
    assert (period["first"], period["last"]) == (first, last)


def test_a_day_is_a_period_and_nonsense_is_none(here: World) -> None:
    assert here.desk("report.read", period="own", first="2026-11-05")["period"]["last"] == "2026-11-05"
    for wrong in ({}, {"first": "2026-11-05", "last": "2026-11-04"}, {"first": "2024-01-01", "last": "2026-01-01"}):
        assert here.refused("report.read", period="own", **wrong) == (422, "report_period")
    assert here.refused("report.read", period="own", first="x") == (422, "wrong_type")


def test_equal_is_said_in_one_sentence(here: World) -> None:
    kept(here, content())
    shown = here.desk("report.read")
    (notice,) = shown["notices"]
    assert notice["kind"] == "success" and notice["text"].startswith("Equal: ") and "121.00 EUR" in notice["text"]
    assert "Differences" not in [section["title"] for section in shown["sections"]]
    assert "92.00 EUR" in str(shown["sections"][0]["notes"])


def test_payments_go_by_what_the_shop_calls_its_methods(here: World) -> None:
    paid = {"currency": "EUR", "method": "mollie_ideal", "journal": "20", "store": "12.10", "exact": "12.10",
            "differs": "0.00"}  # fmt: skip
    kept(here, content() | {"payments": [paid]})
    shown = here.desk("report.read", payment_methods=[{"id": "mollie_ideal", "title": "iDEAL"}])
    section = next(one for one in shown["sections"] if one["title"] == "Payments")
    assert section["tables"][0]["rows"][0][0] == {"text": "iDEAL", "note": "Journal 20"}
    assert any("2 invoices of this period are open" in note for note in section["notes"])


def test_a_difference_has_its_order_cause_amount_and_what_to_do(here: World) -> None:
    kept(here, content(DIFFERENCE, differs="-121.00", exact="0.00"))
    shown = here.desk("report.read", locale="nl_NL")
    assert shown["notices"][0]["text"].startswith("In Exact Online staat 121.00 EUR minder dan in de winkel. Eén")
    row = next(one for one in shown["sections"] if one["title"] == "Verschillen")["tables"][0]["rows"][0]
    assert (row[0]["order_id"], row[1]["text"], row[3]["url"]) == (1042, "In Exact verwijderd", DIFFERENCE["url"])
    assert (row[2]["text"], row[2]["note"]) == ("-121.00 EUR", "NL 21 %: -100.00 + -21.00".replace("NL", "Nederland"))


def test_a_newer_one_under_way_stands_beside_the_last(here: World) -> None:
    kept(here, content())
    kept(here, None, state="due")
    shown = here.desk("report.read")
    assert [one["kind"] for one in shown["notices"]] == ["info", "success"] and shown["id"]


def test_what_could_not_be_made_says_why(here: World) -> None:
    problem = {"what": {"en": "The consent is lost."}, "why": {}, "do": {"en": "Connect again."}}
    kept(here, None, state="failed", problem=problem)
    assert "The consent is lost. Connect again." in here.desk("report.read")["notices"][0]["text"]


def test_the_csv_opens_in_a_dutch_spreadsheet_and_holds_no_formula(here: World) -> None:
    row = kept(here, content(DIFFERENCE, differs="-121.00", exact="0.00"))
    file = here.desk("report.csv", id=row.id, locale="nl_NL")
    assert file["name"] == "exact-online-2026-11-01-2026-11-30.csv" and file["content"].startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(file["content"].removeprefix("\ufeff"), newline=""), delimiter=";"))
    found = next(one for one in rows if one["Onderdeel"] == "Verschillen")
    assert (found["Bestelling"], found["Verschil"], found["In Exact"]) == ("'=1042", "-121,00", "700123")
    assert next(one for one in rows if one["Onderdeel"] == "Niet meegeteld, met de reden")["Bestelling"] == "'@7"
    assert next(one for one in rows if one["Onderdeel"] == "Per btw-tarief en land")["Winkel netto"] == "100,00"
    english = here.desk("report.csv", id=row.id)["content"]
    assert ",-121.00," in english


def test_another_shops_report_is_not_given(here: World) -> None:
    row = kept(here, content())
    here.shop("shop2")
    assert here.refused("report.csv", "shop2", id=row.id) == (404, "report_unknown")
    assert here.refused("report.csv", id=row.id + 1) == (404, "report_unknown")
