"""Each cause of a difference, brought about against the sandbox."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from daily.test_daily_flow import book, midnight
from ledgerbridge.errors import BudgetSpent
from ledgerbridge.exact.calls import Exact
from ledgerbridge.order import drain
from ledgerbridge.payment import receipts
from ledgerbridge.proof import flow
from ledgerbridge.state import lease
from ledgerbridge.state.models import Budget, Document, Order, Report
from order.test_flow import DIVISION, Place, changed, place, sample, save
from payment.test_against_sandbox import paid_sample, pay_in
from proof.test_report_flow import ENTRIES, adds_up, causes, report

pytestmark = pytest.mark.server
__all__ = ["place"]

PAID_ON = "2026-11-20T10:00:00"


def send(here: Place, number: int = 1042, name: str = "incl-single-line", sequence: int = 1, **order: Any) -> None:
    message = sample(name, number, **{"date_paid": PAID_ON, **order}) | {"sequence": sequence}
    message["order"]["billing"]["email"] = f"klant{number}@example.nl"
    here.send(message, f"msg_{number}_{sequence}")


def rows(here: Place, kind: str) -> list[Document]:
    with here.tools.db.read() as session:
        return list(session.query(Document).filter(Document.kind == kind).order_by(Document.id))


def record(here: Place, exact_id: str | None, path: str = ENTRIES, key: str = "EntryID") -> dict[str, Any]:
    return next(one for one in here.exact.sandbox.divisions[DIVISION].all(path) if one[key] == exact_id)


def gross(here: Place, number: int = 1042) -> str:
    return str((here.order_row(number).plan or {})["total"])


def november(here: Place) -> Report:
    return report(here, date(2026, 11, 1), date(2026, 11, 30))


def test_what_is_not_booked_yet_or_needs_attention(place: Place) -> None:
    send(place, 1042)
    place.work()
    send(place, 1043)
    send(place, 1044, total="99.00")  # lines that do not add up
    with place.tools.db.write() as session:
        session.get_one(Order, ("shop1", 1043)).due_at = None  # it waits
    place.work()
    made = november(place)
    whole = gross(place)
    assert sorted(causes(made)) == [("attention", "1044", "-99.00"), ("waiting", "1043", f"-{whole}")]
    adds_up(made)
    found: Any = made.content
    assert next(one for one in found["differences"] if one["number"] == "1044")["do"]["nl"]


def test_foreign_money_has_sums_of_its_own_and_is_told_as_exact_converted_it(place: Place) -> None:
    send(place, 1042)
    send(place, 1043, currency="USD")
    place.work()
    content: Any = november(place).content
    assert [(total["currency"], total["differs"]) for total in content["totals"]] == [("EUR", "0.00"), ("USD", "0.00")]
    held = record(place, next(row for row in rows(place, "sales_entry") if row.wanted["currency"] == "USD").exact_id)
    assert content["home"] == {"currency": "EUR", "sums": {"USD": f"{held['AmountDC']:.2f}"}}


def test_a_day_is_a_period_of_its_own(place: Place) -> None:
    send(place, 1042)
    send(place, 1043, date_paid="2026-11-21T10:00:00")
    place.work()
    made: Any = report(place, date(2026, 11, 21), date(2026, 11, 21)).content
    assert [(day["on"], day["store"], day["exact"]) for day in made["days"]] == [
        ("2026-11-21", gross(place, 1043), gross(place, 1043))
    ]


def test_an_order_changed_or_cancelled_after_booking(place: Place) -> None:
    send(place, 1042)
    send(place, 1043)
    place.work()
    whole = Decimal(gross(place))
    place.send(changed(date_paid=PAID_ON), "msg_changed")
    send(place, 1043, sequence=2, status="cancelled")
    place.work()
    made = november(place)
    assert sorted(causes(made)) == [
        ("changed", "1042", f"{whole - Decimal('125.95')}"), ("too_many", "1043", f"{whole}"),
    ]  # fmt: skip
    adds_up(made)


def test_what_was_sold_credited_and_then_cancelled_or_deleted_is_equal(place: Place) -> None:
    for number in (1042, 1043):
        send(place, number)
    place.work()
    total = {"amount": gross(place), "date_created": "2026-11-22T10:00:00", "refunded_payment": True}
    for number in (1042, 1043):
        message = sample("incl-single-line", number, date_paid=PAID_ON)
        refund = {"id": 9000 + number, "reason": "", "line_items": [], **total}
        place.send(message | {"sequence": 2, "refunds": [refund]}, f"msg_{number}_2")
    place.work()
    assert [place.order_row(number).state for number in (1042, 1043)] == ["credited"] * 2
    message = sample("incl-single-line", 1042, date_paid=PAID_ON, status="cancelled")
    place.send(message | {"sequence": 3, "refunds": [{"id": 10042, "reason": "", "line_items": [], **total}]}, "msg_3")
    deleted = {"type": "order.deleted", "version": 1, "sequence": 5, "order": {"id": 1043, "number": "1043"}}
    place.send(deleted | {"shop": message["shop"]}, "msg_gone")
    place.work()
    assert [place.order_row(number).state for number in (1042, 1043)] == ["credited", "skipped"]
    made: Any = november(place)
    assert causes(made) == [] and made.content["totals"][0]["store"]["refunds"] == 2
    day = date(2026, 11, 20)
    assert causes(report(place, day, day)) == []


def test_a_refund_of_a_bare_amount_is_no_difference_when_its_order_is_changed(place: Place) -> None:
    refund = {"id": 9042, "amount": "7.50", "date_created": "2026-11-22T10:00:00", "refunded_payment": True,
              "reason": "", "line_items": []}  # fmt: skip
    place.send(sample("incl-mixed-rates-8-lines", date_paid=PAID_ON) | {"refunds": [refund]}, "msg_1")
    place.work()
    message = sample("incl-mixed-rates-8-lines", date_paid=PAID_ON)
    message["order"]["line_items"] = message["order"]["line_items"][1:]
    gone = sample("incl-mixed-rates-8-lines")["order"]["line_items"][0]
    less = Decimal(str(gone["total"])) + Decimal(str(gone["total_tax"]))
    message["order"]["total"] = f"{Decimal(str(message['order']['total'])) - less:.2f}"
    place.send(message | {"sequence": 2, "refunds": [refund]}, "msg_2")
    place.work()
    assert place.order_row(1042).state == "attention"
    assert [(one[0], one[2]) for one in causes(november(place))] == [("changed", f"{less:.2f}")]


def test_a_refund_that_could_not_be_credited(place: Place) -> None:
    whole = sample("refund-itemised-partial", 1042)
    place.send(whole | {"refunds": []}, "msg_1")
    place.work()
    place.fault("business_error", text="Fout: dagboek is geblokkeerd")
    place.send(whole | {"sequence": 2}, "msg_2")
    place.work()
    with place.tools.db.read() as session:
        assert session.get_one(Order, ("shop1", 1042)).state == "attention"
    made = report(place)
    assert [(cause, amount) for cause, _, amount in causes(made)] == [("refund_not_credited", "3.33")]


def test_a_closed_month_moves_it_to_another_period_and_back(place: Place) -> None:
    save(place, closed_period="next")
    place.seed(division=DIVISION, closed_periods=[[2026, 10]])
    send(place, 1042, date_paid="2026-10-20T10:00:00")
    place.work()
    whole = gross(place)
    october = report(place, date(2026, 10, 1), date(2026, 10, 31))
    assert causes(october) == [("other_period", "1042", f"-{whole}")]
    assert causes(november(place)) == [("other_period", "1042", whole)]
    assert causes(report(place, date(2026, 10, 1), date(2026, 12, 31))) == []


def test_a_date_changed_in_exact(place: Place) -> None:
    send(place, 1042)
    place.work()
    held = record(place, rows(place, "sales_entry")[0].exact_id)
    held["EntryDate"] += timedelta(days=14)  # 4 December
    made = november(place)
    assert causes(made) == [("moved", "1042", f"-{gross(place)}")]
    assert made.content["differences"][0]["there"] == "2026-12-04"  # type: ignore[index]


def test_an_entry_that_stands_twice_is_named_and_one_of_others_is_not(place: Place) -> None:
    send(place, 1042)
    place.work()
    held = record(place, rows(place, "sales_entry")[0].exact_id)
    books = place.exact.sandbox.divisions[DIVISION].all(ENTRIES)
    books.append({**held, "EntryID": "11111111-1111-1111-1111-111111111111", "EntryNumber": 99000001})
    books.append({**held, "EntryID": "22222222-2222-2222-2222-222222222222", "Description": "Handmade"})
    made = november(place)
    assert causes(made) == [("stray", "1042", gross(place))]
    assert made.content["differences"][0]["entry"] == "99000001"  # type: ignore[index]
    adds_up(made)


def test_a_vat_code_changed_in_exact_moves_the_amount_to_its_place(place: Place) -> None:
    send(place, 1042)
    place.work()
    held = record(place, rows(place, "sales_entry")[0].exact_id)
    for line in held["SalesEntryLines"]:
        line["VATCode"] = line["VATCode"].replace("2", "1") if line["VATCode"].strip() == "2" else line["VATCode"]
    made: Any = november(place).content
    assert [one["cause"] for one in made["differences"]] == ["altered"]
    assert {one["percent"]: Decimal(one["differs"]) > 0 for one in made["rates"]} == {"21": False, "9": True}
    assert made["totals"][0]["differs"] == "0.00"


def test_a_day_of_shares_is_equal_and_then_altered_or_deleted(place: Place) -> None:
    save(place, style="daily", collective_account="1000")
    for number in (1042, 1043):
        send(place, number, date_paid="2026-11-22T10:00:00")
    place.work()
    whole = gross(place)
    waiting = november(place)
    assert [cause for cause, _, _ in causes(waiting)] == ["waiting", "waiting"]
    midnight(place)
    assert book(place) == 1
    made = november(place)
    assert causes(made) == []
    (entry,) = rows(place, "day_entry")
    held = record(place, entry.exact_id)
    for part in (held, held["SalesEntryLines"][0]):
        part["AmountFC"] += 5
    altered: Any = november(place).content
    assert [(one["cause"], one["entry"], one["gross"]) for one in altered["differences"]] == [
        ("altered", entry.exact_number, "5.00")
    ]
    place.seed(division=DIVISION, delete=[[ENTRIES, "EntryID", entry.exact_id]])
    assert sorted(causes(november(place))) == [("deleted", "1042", f"-{whole}"), ("deleted", "1043", f"-{whole}")]


def test_payments_are_compared_per_method(place: Place) -> None:
    pay_in(place)
    for number in (1042, 1043):
        message = paid_sample(number, date_paid=PAID_ON)
        place.send(message, f"msg_{number}")
    place.work()
    made: Any = november(place).content
    assert [one["cause"] for one in made["payment_differences"]] == ["payment_waiting"] * 2
    assert receipts.book_due("shop1", place.tools) == 1
    made = november(place).content
    (row,) = made["payments"]
    assert (row["method"], row["journal"], row["differs"], made["payment_differences"]) == (
        "mollie_wc_gateway_ideal", "20", "0.00", [],
    )  # fmt: skip
    assert row["store"] == f"{2 * Decimal(gross(place))}"
    (entry,) = place.exact.sandbox.divisions[DIVISION].all("financialtransaction/BankEntries")
    lines = entry["BankEntryLines"]
    lines[0]["AmountFC"] += 1
    gone = lines.pop()
    made = november(place).content
    found = {one["cause"]: (one["number"], one["gross"]) for one in made["payment_differences"]}
    assert found == {"payment_altered": ("1042", "1.00"), "payment_deleted": ("1043", f"-{gone['AmountFC']:.2f}")}


def test_a_call_limit_costs_waiting_and_no_reading_twice(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledgerbridge.proof.read.MANY", 2)
    for number, day in ((1042, 3), (1043, 3), (1044, 12), (1045, 20), (1046, 28)):
        send(place, number, date_paid=f"2026-11-{day:02}T10:00:00")
    place.work()
    asked, whole = [], Exact.documents_of_days

    def limited(self: Exact, kind: str, first: date, last: date, journal: str = "") -> Any:
        if len(asked) == 1 and not spent:
            spent.append(1)
            raise BudgetSpent("a minute is over")
        asked.append((first.day, last.day))
        return whole(self, kind, first, last, journal)

    spent: list[int] = []
    monkeypatch.setattr(Exact, "documents_of_days", limited)
    with place.tools.db.write() as session:
        flow.ask(session, "shop1", DIVISION, date(2026, 11, 1), date(2026, 11, 30), place.tools.clock.now())
    assert flow.make("shop1", place.tools) == 0 and flow.due_shops(place.tools) == []  # it rests
    place.tools.clock.move(seconds=61)
    assert flow.due_shops(place.tools) == ["shop1"]
    assert flow.make("shop1", place.tools) == 1
    assert asked == [(1, 11), (12, 27), (28, 30)]
    with place.tools.db.read() as session:
        made = session.query(Report).one()
    assert (made.state, causes(made)) == ("made", [])


def test_a_newer_word_of_the_shop_is_not_lost_to_what_was_altered(place: Place) -> None:
    send(place, 1042)
    place.work()
    record(place, rows(place, "sales_entry")[0].exact_id)["AmountFC"] += 5
    send(place, 1042, sequence=2, customer_note="Thanks")
    assert [cause for cause, _, _ in causes(november(place))] == ["altered"]
    assert place.order_row(1042).due_at is not None
    place.work()
    row = place.order_row(1042)
    assert (row.state, row.due_at, row.problem["code"]) == ("attention", None, "read_back_differs")  # type: ignore[index]


def test_what_stands_in_another_administration_is_not_missed_here(place: Place) -> None:
    send(place, 1042)
    place.work()
    with place.tools.db.write() as session:
        for row in session.query(Document):
            row.division = 3000002
    assert causes(november(place)) == []


def test_what_is_deleted_of_a_day_with_very_many_is_noticed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledgerbridge.proof.read.MANY", 2)
    for number in (1042, 1043, 1044, 1045):
        send(place, number)
    place.work()
    last = rows(place, "sales_entry")[-1]
    place.seed(division=DIVISION, delete=[[ENTRIES, "EntryID", last.exact_id]])
    assert [one[:2] for one in causes(november(place))] == [("deleted", "1045")]


def test_a_report_is_background_work_and_leaves_calls_to_orders(place: Place) -> None:
    send(place, 1042)
    place.work()
    november(place)
    with place.tools.db.read() as session:
        assert [row.background_used for row in session.query(Budget) if row.division == DIVISION] == [1]


def test_a_report_waits_while_a_drainer_is_at_work(place: Place) -> None:
    held = lease.take(place.tools.db, "drain:shop1", place.tools.clock)
    assert held is not None
    place.desk("report.make")
    assert flow.make("shop1", place.tools) == 0
    lease.release(place.tools.db, held, place.tools.clock)
    assert flow.make("shop1", place.tools) == 1
    assert place.desk("report.read")["notices"][0]["text"].startswith("Equal: nothing was sold")


def test_an_order_deleted_in_the_shop_still_stands(place: Place) -> None:
    send(place, 1042)
    place.work()
    whole = gross(place)
    gone = {"type": "order.deleted", "version": 1, "sequence": 5, "order": {"id": 1042, "number": "1042"},
            "shop": sample("incl-single-line")["shop"]}  # fmt: skip
    place.send(gone, "msg_gone")
    place.work()
    assert causes(november(place)) == [("too_many", "1042", whole)]
    assert drain.due_shops(place.tools, place.tools.clock.now()) == []
