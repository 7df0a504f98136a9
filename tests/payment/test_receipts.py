"""What was paid is booked: one entry a journal and day, once, whatever is lost, refused, undone or paid back."""

from __future__ import annotations

from typing import Any

import pytest

from ledgerbridge.errors import Parked, Problem, Temporary
from ledgerbridge.payment import receipts
from ledgerbridge.state.models import Order, Receipt
from order import make
from payment.till import RULES, Paid, order, paid, worth


@pytest.fixture
def here(key: str, clock: Any) -> Paid:
    return paid(key, clock)


def test_a_day_of_orders_is_one_entry_with_a_line_each(here: Paid) -> None:
    for number in (1042, 1043, 1044):
        here.send(order(number))
    here.work()
    spent = here.till.reads + here.till.writes
    assert here.book() == 1
    assert here.till.lines == [("1300", "54.68", "2026-11-20")] * 3
    assert here.book() == 0
    assert [state for _, _, state in here.receipts] == ["booked"] * 3
    assert here.till.reads + here.till.writes - spent <= 2  # one write, one read to prove it


def test_a_line_names_the_debtor_the_invoice_the_order_and_the_payment(here: Paid) -> None:
    here.send(order())
    here.work()
    here.book()
    body = here.till.money[0][1]
    assert (body["JournalCode"], body["Currency"]) == ("22", "EUR")
    line = body["BankEntryLines"][0]
    assert line["OurRef"] == 10_001_042
    assert line["Description"] == "1042 tr_1042 [K7Q2-R1]"
    assert line["Account"] == here.till.accounts[0][1]["ID"]


def test_todays_payments_wait_for_the_end_of_the_shops_day(here: Paid, clock: Any) -> None:
    here.send(order(date_paid="2026-11-23T09:30:00"))  # it is 10:00 there
    here.work()
    assert here.book(0) == 0
    clock.move(hours=13, minutes=59)  # 23:59 in Amsterdam
    assert here.book(0) == 0
    assert here.book(7) == 1


def test_or_are_booked_at_once_where_that_is_chosen(key: str, clock: Any) -> None:
    here = paid(key, clock, receipts_at="at_once")
    here.send(order(date_paid="2026-11-23T09:30:00"))
    here.work()
    assert here.book(0) == 1


def test_a_full_batch_does_not_wait(here: Paid, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledgerbridge.payment.receipts.MOST_LINES", 2)
    for number in (1042, 1043):
        here.send(order(number, date_paid="2026-11-23T09:30:00"))
    here.work()
    assert here.book(0) == 1


def test_an_entry_holds_one_journal_day_and_currency(here: Paid) -> None:
    here.send(order(1042))
    here.send(order(1043, date_paid="2026-11-21T10:00:00"))
    here.send(order(1044, payment_method="cod"))
    here.send(order(1045, currency="USD"))
    here.work()
    assert here.book() == 4
    assert sorted((one["kind"], one["JournalCode"], one["Currency"]) for _, one in here.till.money) == [
        ("bank_entry", "22", "EUR"), ("bank_entry", "22", "EUR"), ("bank_entry", "22", "USD"),
        ("cash_entry", "10", "EUR"),
    ]  # fmt: skip


@pytest.mark.parametrize("change", [{"payment_method": "bacs"}, {"date_paid": None, "status": "on-hold"}])
def test_what_is_left_open_or_not_paid_has_no_receipt(here: Paid, change: dict[str, Any]) -> None:
    here.change(statuses=("processing", "completed", "on-hold"))
    here.send(order(**change))
    here.work()
    assert (here.order().state, here.receipts) == ("booked", [])


def test_a_payment_that_comes_after_booking_is_booked_then(here: Paid) -> None:
    here.change(statuses=("processing", "on-hold"))
    here.send(order(date_paid=None, status="on-hold"))
    here.work()
    assert here.receipts == []
    here.send(order(date_paid="2026-11-22T10:00:00"))
    here.work()
    here.next_day()
    here.book()
    assert here.till.lines == [("1300", "54.68", "2026-11-22")]


def test_a_payment_that_is_undone_before_it_is_booked_never_is(here: Paid) -> None:
    here.send(order(date_paid="2026-11-23T09:30:00"))
    here.work()
    here.send(order(date_paid=None))
    here.work()
    here.next_day()
    assert (here.book(), here.receipts) == (0, [])


def test_a_payment_that_is_undone_after_it_was_booked_is_taken_back(here: Paid) -> None:
    here.send(order())
    here.work()
    here.book()
    for _ in range(2):  # said again, nothing more is taken back
        here.send(order(date_paid=None))
        here.work()
        here.next_day()
        here.book()
    assert here.till.lines == [("1300", "54.68", "2026-11-20"), ("1300", "-54.68", "2026-11-23")]
    assert [key for key, _, _ in here.receipts] == ["order-1042/receipt", "order-1042/receipt/2"]


def test_a_payment_that_the_bank_took_back_is_taken_back_and_comes_again_when_it_is_won(here: Paid) -> None:
    here.send(order())
    here.work()
    here.book()
    metas = [{"key": "_mollie_processed_chargeback_ids", "value": ["chb_1"]}]
    here.send(order(status="on-hold", meta_data=metas))
    here.work()
    here.next_day()
    here.book()
    assert [row.amount for row in here.all(Receipt)] == ["54.68", "-54.68"]
    here.send(order(meta_data=metas))
    here.work()
    assert [row.amount for row in here.all(Receipt)] == ["54.68", "-54.68", "54.68"]


def test_an_order_booked_anew_moves_no_money_that_did_not_move(key: str, clock: Any) -> None:
    here = paid(key, clock, after_booking="reverse")
    here.send(order())
    here.work()
    here.book()
    here.send(order(net="50.00", vat="10.50"))
    here.work()
    assert [(row.amount, row.of) for row in here.all(Receipt)] == [
        ("54.68", "order-1042/invoice"), ("5.82", "order-1042/invoice/2")]  # fmt: skip


def test_a_refund_that_was_paid_back_is_a_line_of_its_own(here: Paid) -> None:
    here.send(order())
    here.work()
    back = make.refund("12.10", make.takes(1, "-10.00", "-2.10"))
    here.send(order() | {"refunds": [back]})
    here.work()
    here.book()
    assert sorted(here.till.lines) == [("1300", "-12.10", "2026-11-22"), ("1300", "54.68", "2026-11-20")]
    assert "order-1042/refund-1060/receipt" in [key for key, _, _ in here.receipts]


def test_a_refund_set_by_hand_moved_no_money(here: Paid) -> None:
    back = make.refund("12.10", make.takes(1, "-10.00", "-2.10"), refunded_payment=False)
    here.send(order() | {"refunds": [back]})
    here.work()
    here.book()
    assert here.till.lines == [("1300", "54.68", "2026-11-20")]


def test_a_gift_card_is_a_line_on_its_own_account_and_the_clearing_account_does_not_move(here: Paid) -> None:
    here.send(order(total="34.68") | {"extra": {"tenders": [{"kind": "gift_card", "code": "…1", "amount": "20.00"}]}})
    here.work()
    here.book()
    assert sorted(here.till.lines) == [("1300", "20.00", "2026-11-20"), ("1300", "34.68", "2026-11-20"),
                                       ("1610", "-20.00", "2026-11-20")]  # fmt: skip
    assert worth(amount for _, amount, _ in here.till.lines) == worth(["34.68"])


def test_a_card_without_an_account_stays_open(key: str, clock: Any) -> None:
    here = paid(key, clock, gift_card_ledger="")
    here.send(order(total="34.68") | {"extra": {"tenders": [{"kind": "gift_card", "code": "…1", "amount": "20.00"}]}})
    here.work()
    here.book()
    assert here.till.lines == [("1300", "34.68", "2026-11-20")]


def test_one_line_that_exact_refuses_is_said_and_the_others_are_booked(here: Paid) -> None:
    here.till.refuses = "1043 tr_1043"
    for number in (1042, 1043, 1044):
        here.send(order(number))
    here.work()
    assert here.book() == 2
    assert [(key, state) for key, _, state in here.receipts] == [
        ("order-1042/receipt", "booked"), ("order-1043/receipt", "attention"), ("order-1044/receipt", "booked"),
    ]  # fmt: skip
    refused = here.order(1043)
    assert (refused.state, refused.problem["code"]) == ("attention", "period_closed")
    assert here.order(1042).state == "booked"


def test_a_refused_receipt_is_tried_again_with_its_order(here: Paid) -> None:
    here.till.refuses = "tr_1042"
    here.send(order())
    here.work()
    here.book()
    here.till.refuses = ""
    here.send(order())  # Retry, or a change
    here.work()
    assert here.order().state == "booked"
    assert here.book() == 1
    assert here.till.lines == [("1300", "54.68", "2026-11-20")]


@pytest.mark.parametrize("settings, code", [
    ({"payments": (RULES[0].__class__("*", "", "paid", "99"),)}, "receipt_journal"),
    ({"payments": (RULES[0].__class__("*", "", "paid", "70"),)}, "receipt_journal"),
    ({"debtors_ledger": ""}, "receipt_ledger"),
])  # fmt: skip
def test_a_setting_that_does_not_hold_is_said_in_both_languages(
    key: str, clock: Any, settings: dict[str, Any], code: str
) -> None:
    here = paid(key, clock, **settings)
    here.send(order())
    here.work()
    here.book()
    problem = Problem.from_dict(here.order().problem)
    assert (problem.code, here.till.money) == (code, [])
    assert set(problem.what) == set(problem.why) == set(problem.do) == {"en", "nl"}


def test_a_currency_that_the_journal_does_not_take_is_said(key: str, clock: Any) -> None:
    here = paid(key, clock, payments=(RULES[0].__class__("*", "", "paid", "23"),))
    here.send(order(currency="USD"))
    here.work()
    here.book()
    assert here.order().problem["code"] == "receipt_currency"


@pytest.mark.long
def test_an_answer_that_was_lost_is_looked_for_and_nothing_is_booked_twice(
    request: pytest.FixtureRequest, key: str, clock: Any
) -> None:
    """Many worlds: the call is lost before, after, or commits late, or the caller dies; each receipt once."""
    for seed in range(request.config.getoption("--seeds")):
        here = paid(key, clock, faults=0.0, seed=seed)
        for number in (1042, 1043, 1044):
            here.send(order(number))
        here.work()
        here.till._faults = 0.6
        for _ in range(40):
            try:
                here.book()
            except BaseException as killed:
                assert type(killed).__name__ == "Killed"
            if {state for _, _, state in here.receipts} == {"booked"}:
                break
            clock.move(seconds=130)
        here.till._faults = 0.0
        here.book()
        assert here.till.lines == [("1300", "54.68", "2026-11-20")] * 3, f"seed {seed}"
        assert {state for _, _, state in here.receipts} == {"booked"}


def test_what_exact_holds_otherwise_is_said(here: Paid, monkeypatch: pytest.MonkeyPatch) -> None:
    here.send(order())
    here.work()
    honest = here.till.find_money_lines

    def shortened(kind: str, day: Any) -> list[Any]:
        return [line.__class__(line.entry_id, line.entry_number, line.text, line.amount - 1)
                for line in honest(kind, day)]  # fmt: skip

    monkeypatch.setattr(here.till, "find_money_lines", shortened)
    here.book()
    assert here.order().problem["arithmetic"] == ["wanted 54.68", "Exact has 53.68"]
    assert here.batches()[0].difference == "-1.00"


def test_leaving_a_method_open_later_takes_nothing_back(here: Paid) -> None:
    here.send(order())
    here.work()
    here.book()
    here.change(payments=(RULES[0].__class__("*", "", "open"),))
    here.send(order())
    here.work()
    here.next_day()
    assert (here.book(), len(here.till.money)) == (0, 1)


def test_the_sweep_knows_whose_receipts_are_due(here: Paid) -> None:
    here.send(order(date_paid="2026-11-23T09:30:00"))
    here.work()
    assert receipts.due_shops(here.tools, here.clock.now()) == []
    here.next_day()
    assert receipts.due_shops(here.tools, here.clock.now()) == ["shop"]
    assert receipts.is_due("shop", here.tools)


@pytest.mark.parametrize("why, minutes", [(Temporary("away"), 1), (Parked("no consent"), 10)])
def test_a_shop_that_must_wait_is_left_alone_for_a_while(
    here: Paid, monkeypatch: pytest.MonkeyPatch, why: Temporary, minutes: int
) -> None:
    def away(kind: str, body: dict[str, Any]) -> None:
        raise why

    here.send(order())
    here.work()
    with monkeypatch.context() as broken:
        broken.setattr(here.till, "create_money_entry", away)
        assert here.book() == 0
    assert receipts.due_shops(here.tools, here.clock.now()) == []
    here.clock.move(minutes=minutes)
    assert receipts.due_shops(here.tools, here.clock.now()) == ["shop"]
    assert here.book(0) == 1


def test_rows_hold_no_personal_data(here: Paid) -> None:
    here.send(order())
    here.work()
    row = here.all(Receipt)[0]
    said = " ".join(str(getattr(row, column.name)) for column in Receipt.__table__.columns)
    assert "Mulder" not in said and "example.nl" not in said
    assert here.order().__class__ is Order
