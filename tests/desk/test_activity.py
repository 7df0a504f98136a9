"""Every attempt: searched, paged without an end, as a file, and nothing of a person in it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import world
from ledgerbridge.desk import activity, activity_page
from ledgerbridge.state.models import Attempt
from world import World

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def here(database: Any, clock: Any, key: str) -> World:
    clock.at = AT
    made = world.make(database, clock, key)
    made.shop("shop1")
    made.shop("shop2")
    return made


def attempt(here: World, order_id: int, shop_id: str = "shop1", at: datetime = AT, **values: Any) -> None:
    given = {"outcome": "booked", "finished_at": at + timedelta(seconds=4), "reads": 1, "writes": 1, **values}
    here.add(Attempt(shop_id=shop_id, order_id=order_id, started_at=at, **given))


def rows(told: dict[str, Any]) -> list[list[str]]:
    return [[cell["text"] for cell in row] for table in told["sections"][0]["tables"] for row in table["rows"]]


def numbers(here: World, **asked: Any) -> list[str]:
    return [row[1] for row in rows(here.desk("activity.read", **asked))]


def lines(content: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff"), newline=""), delimiter=delimiter))


def test_an_attempt_shows_what_came_of_it_and_the_documents_it_made(here: World) -> None:
    here.order(1042, number="W-1042", state="booked")
    here.document(1042, exact_number="700122", finished_at=AT - timedelta(days=1))
    here.document(1042, "refund-9", credit=True, exact_number="700123", finished_at=AT + timedelta(seconds=2),
                  url="https://start.exactonline.nl/x")  # fmt: skip
    here.document(1042, "account", kind="account", exact_number="17", finished_at=AT + timedelta(seconds=2))
    attempt(here, 1042)
    told = here.desk("activity.read")
    row = told["sections"][0]["tables"][0]["rows"][0]
    assert rows(told) == [["13:00", "W-1042", "Booked", "", "700123", "2"]]
    assert (row[1]["order_id"], row[4]["url"], row[4]["note"]) == (1042, "https://start.exactonline.nl/x", "12.10 EUR")
    assert {one["value"] for one in told["outcomes"]} == set(activity.OUTCOMES)


def test_the_cause_is_said_in_words_while_the_order_still_has_it(here: World) -> None:
    problem = {"code": "item_unknown", "what": {"en": "Item MOK is not in Exact."}}
    here.order(1, state="attention", cause="item_unknown:MOK", problem=problem)
    here.order(2, state="skipped", cause="free", plan={"reason_code": "free", "reason": {"en": "It was free."}})
    for id, outcome, code in ((1, "attention", "item_unknown:MOK"), (1, "waiting", ""), (2, "skipped", "free")):
        attempt(here, id, outcome=outcome, code=code)
    attempt(here, 2, outcome="", finished_at=None)
    said = [(row[2]["text"], row[3]["text"], row[3]["note"])
            for row in here.desk("activity.read")["sections"][0]["tables"][0]["rows"]]  # fmt: skip
    assert said == [
        ("Under way, or broken off", "", ""), ("Skipped", "free", "It was free."), ("Waiting", "", ""),
        ("Needs attention", "item_unknown:MOK", "Item MOK is not in Exact."),
    ]  # fmt: skip


def test_a_cause_that_was_mended_keeps_its_words_where_they_are_fixed(here: World) -> None:
    here.order(1, state="booked")
    for code in ("period_closed:2026 - 11", "period_closed", "internal_error"):
        attempt(here, 1, outcome="attention", code=code)
    table = here.desk("activity.read", locale="nl_NL")["sections"][0]["tables"][0]
    assert [(row[3]["text"], row[3]["note"]) for row in table["rows"]] == [
        ("internal_error", ""), *([("period_closed", "De periode van de boekdatum is afgesloten.")] * 2),
    ]  # fmt: skip


def test_it_is_found_by_order_document_cause_outcome_and_day(here: World) -> None:
    for id in range(1, 5):
        here.order(id, number=f"W-{id}")
    here.document(1, exact_number="26200001", finished_at=AT)
    here.document(2, "share", kind="day_share", batch="day-2026-11-23-70")
    here.add(world.Document(shop_id="shop1", order_id=0, division=1, key="day-2026-11-23-70", kind="day_entry",
                            state="booked", wanted={}, started_at=AT, exact_number="800001"))  # fmt: skip
    attempt(here, 1)
    attempt(here, 2, outcome="waiting", code="day_total")
    attempt(here, 3, outcome="attention", code="item_unknown:A%B")
    attempt(here, 4, at=AT - timedelta(days=3))
    here.order(9, shop_id="shop2", number="W-1")
    attempt(here, 9, shop_id="shop2", code="item_unknown:X")
    assert numbers(here, find="W-1") == numbers(here, find=" #W-1 ") == ["W-1"]
    assert numbers(here, find="26200001") == ["W-1"]
    assert numbers(here, find="800001") == ["W-2"]
    assert numbers(here, find="item_unknown") == numbers(here, find="item_unknown:A%") == ["W-3"]
    assert numbers(here, find="%") == []
    assert numbers(here, outcome="waiting") == ["W-2"]
    assert numbers(here, first="2026-11-22", last="2026-11-24") == ["W-3", "W-2", "W-1"]
    assert numbers(here, last="2026-11-21", find="W-4") == ["W-4"]
    assert here.desk("activity.read", first="2027-01-01")["sections"][0]["notes"] == ["No attempt is like this."]
    for wrong in ({"outcome": "x"}, {"first": "gisteren"}, {"before": -1}, {"find": "x" * 81}, {"find": None}):
        assert here.refused("activity.read", **wrong) == (422, "wrong_type")


def test_a_day_is_the_shops_own(here: World) -> None:
    attempt(here, 1, at=datetime(2026, 11, 23, 23, 30, tzinfo=UTC))  # half past midnight in Amsterdam
    assert numbers(here, first="2026-11-24", last="2026-11-24") == ["1"]
    assert numbers(here, last="2026-11-23") == []


def test_pages_and_parts_of_the_file_hold_each_attempt_once(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activity, "A_PART", 40)
    with here.tools.db.write() as session:
        session.add_all(Attempt(shop_id="shop1", order_id=id, started_at=AT, outcome="booked") for id in range(120))
    seen, before, pages = [], 0, 0
    while True:
        told = here.desk("activity.read", before=before)
        seen, before, pages = seen + [row[1] for row in rows(told)], told["next"], pages + 1
        if not before:
            break
        attempt(here, 5000)  # the shop goes on meanwhile
    assert (pages, seen) == (3, [str(id) for id in reversed(range(120))])
    content, before = "", 0
    while True:
        part = here.desk("activity.csv", before=before, last="2026-11-24", outcome="booked")
        content, before = content + part["content"], part["next"]
        if not before:
            break
    assert [line["Order id"] for line in lines(content)] == ["5000", "5000", *seen]


def test_the_file_has_a_row_a_document_and_sums_once(here: World) -> None:
    here.order(7, number="=HYPERLINK(1)")
    here.document(7, exact_number="1", finished_at=AT)
    here.document(7, "refund-9", credit=True, exact_number="2", finished_at=AT)
    attempt(here, 7, reads=3)
    found = lines(here.desk("activity.csv", locale="nl_NL")["content"], ";")
    names = ("Bestelling", "Document in Exact", "Totaal incl. btw", "Credit", "Leesaanroepen")
    assert [[row[name] for name in names] for row in found] == [
        ["'=HYPERLINK(1)", "1", "12,10", "Nee", "3"], ["'=HYPERLINK(1)", "2", "12,10", "Ja", ""],
    ]  # fmt: skip
    assert found[0]["Wanneer"] == "2026-11-24 13:00:00" and found[0]["Seconden"] == "4"


def test_nothing_of_a_person_is_in_it(here: World) -> None:
    """Exact's words and the details of causes may name a customer, whatever they are about."""
    what = {"en": "Account Sanne de Boer is blocked.", "nl": "Relatie Sanne de Boer is geblokkeerd."}
    for id, cause in enumerate(("vat_number_not_in_force:NL001234567B01", "account_blocked:Sanne de Boer"), 1):
        here.order(id, state="attention", cause=cause, transaction_id="tr_Sanne",
                   problem={"what": what, "detail": "Sanne"}, plan={"reason_code": cause, "reason": what})  # fmt: skip
        here.document(id, exact_number="1", finished_at=AT, vat_number="NL001234567B01", reference="Sanne",
                      wanted={"currency": "EUR", "gross": "12.10", "description": "Sanne"})  # fmt: skip
        attempt(here, id, outcome="attention", code=cause, text="Account Sanne de Boer (sanne@example.com) is blocked.")
    for call in ("activity.read", "activity.csv"):
        said = here.ask(call, "shop1", "en_US").get_data(as_text=True)
        assert "account_blocked" in said and "vat_number_not_in_force" in said
        for personal in ("Sanne", "Boer", "NL001234567B01", "@"):
            assert personal not in said, (call, personal)
    assert activity_page.COLUMNS == (
        "attempt", "at", "seconds", "order", "order_id", "outcome", "cause", "kind", "credit", "document", "currency",
        "gross", "reads", "writes",
    )  # fmt: skip


def test_only_the_shop_itself_sees_it(here: World) -> None:
    attempt(here, 1, shop_id="shop2")
    assert numbers(here) == []
