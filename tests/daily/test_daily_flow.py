"""A day's sales to consumers as one entry, over HTTP against the sandbox, on both databases."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from ledgerbridge.daily import flow
from ledgerbridge.demo.run import bundled_samples, message_of
from ledgerbridge.payment import receipts
from ledgerbridge.state.models import Document, Receipt
from order.test_flow import DIVISION, Place, changed, place, sample, save

pytestmark = pytest.mark.server
__all__ = ["place"]

ENTRIES = "salesentry/SalesEntries"


@pytest.fixture
def days(place: Place) -> Place:
    save(place, style="daily", collective_account="1000")
    return place


def send(here: Place, number: int, name: str = "incl-single-line", sequence: int = 1, **order: Any) -> None:
    message = sample(name, number, **order) | {"sequence": sequence}
    here.send(message, f"msg_{number}_{sequence}")
    here.work()


def midnight(here: Place, day: int = 24) -> None:
    """The shop's day before is over: five past midnight in Amsterdam, and nothing came in for a while."""
    until(here, datetime(2026, 11, day - 1, 23, 15, tzinfo=UTC))


def until(here: Place, moment: datetime) -> None:
    later(here, int((moment - here.tools.clock.now()).total_seconds()))


def book(here: Place) -> int:
    made = flow.book_days("shop1", here.tools)
    here.work()
    return made


def later(here: Place, seconds: int) -> None:
    here.tools.clock.move(seconds=seconds)
    here.exact.app.test_client().post("/_sandbox/clock", json={"advance": seconds})


def rows(here: Place, kind: str) -> list[Document]:
    with here.tools.db.read() as session:
        return list(session.query(Document).filter(Document.kind == kind).order_by(Document.id))


def posts(here: Place) -> int:
    return len([one for one in here.exact.sandbox.log if one["path"].endswith(ENTRIES) and one["method"] == "POST"])


def entries(here: Place) -> list[dict[str, Any]]:
    return here.exact.sandbox.divisions[DIVISION].all(ENTRIES)


def codes(here: Place, place: int = 0) -> dict[str, tuple[str, str]]:
    return {one["code"]: (one["net"], one["vat"]) for one in here.books()[place]["per_code"]}


def test_all_samples_of_a_day_come_to_one_entry_and_companies_to_their_own(days: Place) -> None:
    for number, path in enumerate(sorted(bundled_samples().glob("*.json")), 5001):
        message = message_of(path)
        message["order"] |= {"id": number, "number": str(number)}
        for refund in message["refunds"]:
            refund["id"] += 100_000
        days.send(message, f"msg_{number}")
    for _ in range(4):
        days.work()
    own = [entry["YourRef"] for entry in days.books()]
    assert len(own) == 1 and not [one for one in rows(days, "day_share") if one.state != "due"]  # reverse-charged
    waiting = [one.order_id for one in rows(days, "day_share")]
    assert {days.order_row(one).state for one in waiting} == {"waiting"}
    status = days.desk("order.read", order_id=waiting[0])
    assert (status["reason"]["code"], status["documents"][0]["kind"]) == ("day_total", "day_share")
    assert book(days) == 0  # the day is not over
    midnight(days)
    assert flow.is_due("shop1", days.tools) and flow.due_shops(days.tools) == ["shop1"]
    assert book(days) == 1
    for _ in range(4):
        days.work()
    assert Counter(days.order_row(one).state for one in waiting)["booked"] >= len(set(waiting)) - 1
    assert {days.order_row(one).state for one in waiting} == {"booked", "credited"}
    (entry,) = rows(days, "day_entry")
    assert (entry.difference, entry.state) == ("0.00", "booked")
    shares = rows(days, "day_share")
    assert {(one.exact_id, one.difference) for one in shares} == {(entry.exact_id, "0.00")}
    signed: dict[str, Decimal] = {}
    for share in shares:
        for total in share.wanted["per_code"]:
            signed[total["code"]] = signed.get(total["code"], Decimal(0)) + Decimal(total["gross"]) * (
                -1 if share.credit else 1
            )
    there = {code: Decimal(net) + Decimal(vat) for code, (net, vat) in codes(days, 1).items()}
    assert there == signed and len(there) > 4
    assert posts(days) == 2 and book(days) == 0


def test_until_its_day_is_over_a_share_follows_its_order(days: Place) -> None:
    send(days, 1042)
    send(days, 1043)
    send(days, 1044)
    days.send(changed() | {"sequence": 2}, "msg_changed")
    days.work()
    send(days, 1043, sequence=2, status="cancelled")
    assert days.order_row(1042).state == "waiting" and days.order_row(1043).state == "skipped"
    midnight(days)
    assert book(days) == 1
    assert [one["AmountFC"] for one in days.books()] == ["160.75"]  # 125.95 + 34.80
    assert (days.order_row(1042).state, days.order_row(1043).state) == ("booked", "skipped")


def test_until_its_day_is_over_a_share_follows_the_settings(days: Place) -> None:
    send(days, 1042)
    save(days, style="entry")
    days.work()
    assert days.order_row(1042).state == "booked" and rows(days, "day_share") == []
    assert [one["YourRef"] for one in days.books()] == ["1042"]
    send(days, 1043)
    save(days, style="daily")
    send(days, 1044)
    midnight(days)
    assert book(days) == 1  # what stands by itself is not in it
    assert [one["AmountFC"] for one in days.books()] == ["34.80", "34.80", "34.80"]


def test_an_order_with_news_not_looked_at_is_not_booked_as_it_was(days: Place) -> None:
    send(days, 1042)
    send(days, 1043)
    midnight(days)
    days.send(changed() | {"sequence": 2}, "msg_changed")
    assert book(days) == 1
    assert [one["AmountFC"] for one in days.books()] == ["34.80"]
    later(days, 700)
    assert book(days) == 1
    assert [one["AmountFC"] for one in days.books()] == ["34.80", "125.95"]


def test_an_order_that_comes_late_makes_another_entry_of_its_day(days: Place) -> None:
    send(days, 1042)
    midnight(days)
    book(days)
    send(days, 1043)
    assert not flow.is_due("shop1", days.tools)  # others of that day may follow
    later(days, 601)
    assert book(days) == 1
    assert [one["EntryDate"] for one in entries(days)] == [entries(days)[0]["EntryDate"]] * 2
    assert len({one.batch for one in rows(days, "day_share")}) == 2


def test_refunds_go_into_the_entry_of_their_own_day(days: Place) -> None:
    whole = sample("refund-itemised-partial")
    days.send(whole | {"refunds": []}, "msg_1")
    days.work()
    midnight(days)
    book(days)
    whole["refunds"][0] |= {"date_created": "2026-11-24T11:00:00", "date_created_gmt": "2026-11-24T10:00:00"}
    days.send(whole | {"sequence": 2}, "msg_2")
    days.work()
    assert book(days) == 0
    midnight(days, 25)
    assert book(days) == 1
    assert [one["AmountFC"] for one in days.books()] == ["42.77", "-3.33"]
    assert entries(days)[1]["Type"] == 21 and days.order_row(1042).state == "booked"
    assert [one.difference for one in rows(days, "day_entry")] == ["0.00", "0.00"]


def test_what_was_booked_and_cancelled_is_taken_back_on_a_later_day(days: Place) -> None:
    save(days, after_booking="reverse")
    send(days, 1042)
    send(days, 1043)
    midnight(days)
    book(days)
    send(days, 1042, sequence=2, status="cancelled")
    assert days.order_row(1042).state == "waiting"
    midnight(days, 25)
    assert book(days) == 1
    assert [one["AmountFC"] for one in days.books()] == ["69.60", "-34.80"]
    assert days.order_row(1042).state == "credited"


@pytest.mark.parametrize("fault", ["answer_lost_after_commit", "answer_lost_before_commit"])
def test_a_lost_answer_is_looked_for(days: Place, fault: str) -> None:
    send(days, 1042)
    send(days, 1043)
    midnight(days)
    days.fault(fault)
    assert book(days) == 0 and not flow.is_due("shop1", days.tools)
    send(days, 1043, sequence=2, status="cancelled")  # meanwhile: it may stand, so a person is asked
    assert days.order_row(1043).state == "attention"
    for _ in range(3):
        later(days, 301)
        book(days)
    assert [one["AmountFC"] for one in days.books()] == ["69.60"]
    assert (days.order_row(1042).state, days.order_row(1043).problem["code"]) == ("booked", "cancelled_after_booking")


def test_a_refused_day_is_said_at_all_its_orders_under_one_cause(days: Place) -> None:
    send(days, 1042)
    send(days, 1043)
    midnight(days)
    days.seed(closed_periods=[[2026, 11]])
    assert book(days) == 0
    first, second = days.order_row(1042), days.order_row(1043)
    assert first.cause == second.cause and first.problem["code"] == "day_not_booked"
    assert "23-11-2026" in first.problem["what"]["nl"] and "2026 - 11" in first.problem["detail"]
    assert first.problem["action"] == "retry" and not flow.is_due("shop1", days.tools)
    days.seed(open_periods=[[2026, 11]])
    days.desk("order.retry", cause=first.cause)
    days.work()
    later(days, 601)
    assert book(days) == 1
    assert [one["AmountFC"] for one in days.books()] == ["69.60"] and days.order_row(1043).state == "booked"


def test_a_closed_month_moves_where_the_owner_said_so(days: Place) -> None:
    save(days, closed_period="next")
    send(days, 1042)
    until(days, datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    days.seed(closed_periods=[[2026, 11]])
    assert book(days) == 0
    assert days.order_row(1042).state == "waiting"
    until(days, datetime(2026, 12, 1, 23, 15, tzinfo=UTC))
    assert book(days) == 1
    assert days.order_row(1042).state == "booked"
    assert [(one.wanted["on"], one.state) for one in rows(days, "day_entry")] == [
        ("2026-11-23", "refused"), ("2026-12-01", "booked"),
    ]  # fmt: skip


def test_an_entry_that_was_altered_in_exact_is_told_at_its_orders(days: Place) -> None:
    send(days, 1042)
    send(days, 1043)
    midnight(days)
    book(days)
    (entry,) = entries(days)
    line = entry["SalesEntryLines"][0]
    was, line["AmountFC"] = line["AmountFC"], line["AmountFC"] + 1
    with days.tools.db.write() as session:
        session.query(Document).filter(Document.kind == "day_entry").update({"proved_at": None})  # as the feed does
    days.work()
    row = days.order_row(1043)
    assert (row.state, row.problem["code"]) == ("attention", "read_back_differs")
    assert row.cause == days.order_row(1042).cause and "58.52" in row.problem["arithmetic"][0]
    line["AmountFC"] = was
    days.desk("order.retry", cause=row.cause)
    days.work()
    assert {days.order_row(one).state for one in (1042, 1043)} == {"booked"}
    assert {one.difference for one in rows(days, "day_share")} == {"0.00"}


def test_payments_name_the_entry_of_the_day(days: Place) -> None:
    clearing = next(one for section in days.desk("settings.form")["sections"] for one in section["fields"]
                    if one["name"] == "clearing.*")  # fmt: skip
    journal = next(one["value"] for one in clearing["choices"] if one["value"] not in ("", "open"))
    save(days, **{"clearing.*": journal})
    send(days, 1042)
    midnight(days)
    book(days)
    later(days, 3600)
    assert receipts.book_due("shop1", days.tools) == 1
    with days.tools.db.read() as session:
        (receipt,) = session.query(Receipt).all()
    assert (receipt.amount, receipt.state, receipt.of) == ("34.80", "booked", "order-1042/invoice")
    (share,) = rows(days, "day_share")
    assert (share.payment, share.open_amount) == ("paid", "0.00")


def test_the_style_needs_a_collective_account(place: Place) -> None:
    form = place.desk("settings.form")
    answer = place.desk("settings.save", version=form["version"], values={"style": "daily"})
    assert list(answer["errors"]) == ["collective_account"]
