"""Receipts, settlements and open invoices over HTTP against the real sandbox, on both databases."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ledgerbridge.payment import open_items, receipts
from ledgerbridge.state.models import Document, Receipt
from order.test_flow import Place, place, sample, save
from payment.test_settlement import mollie
from payment.till import worth

pytestmark = pytest.mark.server
__all__ = ["place"]  # the fixture

BANK_ENTRIES = "financialtransaction/BankEntries"


def pay_in(here: Place, **more: Any) -> None:
    """Booked as paid on the bank journal, at once; costs and payouts on accounts of the seed."""
    values = {"clearing.*": "20", "clearing.cod": "10", "receipts_at": "at_once", "debtors_ledger": "1300",
              "payout_ledger": "1240", "provider_costs_ledger": "4990", **more}  # fmt: skip
    save(here, **values)


def paid_sample(number: int, name: str = "incl-single-line", **order: Any) -> dict[str, Any]:
    made = sample(name, number, transaction_id=f"tr_{number}", payment_method="mollie_wc_gateway_ideal", **order)
    made["order"]["billing"]["email"] = f"klant{number}@example.nl"
    return made


def book(here: Place, *messages: dict[str, Any]) -> int:
    for message in messages:
        here.send(message, f"msg_{message['order']['id']}_{message.get('sequence', 1)}")
    here.work()
    return receipts.book_due("shop1", here.tools)


def later(here: Place, seconds: int) -> None:
    """Both clocks: tokens live ten minutes of the sandbox's."""
    here.tools.clock.move(seconds=seconds)
    moved = here.exact.app.test_client().post("/_sandbox/clock", json={"advance": seconds})
    assert moved.status_code == 200, moved.get_data(as_text=True)


def money(here: Place) -> list[dict[str, Any]]:
    """Every posting on the bank's own account: the clearing account of the journal."""
    books = here.exact.app.test_client().get("/_sandbox/books").json["divisions"][0]
    return [line for line in books["journal_entries"] if line["GLAccountCode"] == "1100"]


def rows(here: Place) -> list[Receipt]:
    with here.tools.db.read() as session:
        return list(session.query(Receipt).order_by(Receipt.id))


def invoices(here: Place) -> list[Document]:
    with here.tools.db.read() as session:
        return list(session.query(Document).filter(Document.kind == "sales_entry").order_by(Document.id))


def test_three_orders_are_one_bank_entry_and_their_invoices_are_paid(place: Place) -> None:
    pay_in(place)
    assert book(place, *(paid_sample(number) for number in (1042, 1043, 1044))) == 1
    assert {row.state for row in rows(place)} == {"booked"}
    assert worth(str(line["AmountDC"]) for line in money(place)) == worth(row.amount for row in rows(place))
    with place.tools.db.read() as session:
        batch = session.query(Document).filter(Document.kind == "bank_entry").one()
    assert (batch.difference, batch.read_back["lines"]) == ("0.00", 3)
    assert {document.payment for document in invoices(place)} == {"paid"}


def test_what_exact_itself_holds_as_open_is_nothing_after_a_receipt(place: Place) -> None:
    pay_in(place)
    book(place, paid_sample(1042))
    with place.tools.exact("shop1") as exact:
        items = exact.receivables([invoices(place)[0].exact_id or ""])
    assert [(item.paid, item.amount) for item in items] == [(True, Decimal("0.00"))]


def test_cash_goes_to_the_cash_journal(place: Place) -> None:
    pay_in(place)
    message = paid_sample(1042)
    message["order"]["payment_method"] = "cod"
    assert book(place, message) == 1
    with place.tools.db.read() as session:
        assert session.query(Document).filter(Document.kind == "cash_entry").one().difference == "0.00"


def test_a_lost_answer_is_found_again_and_nothing_is_booked_twice(place: Place) -> None:
    pay_in(place)
    place.fault("answer_lost_after_commit", BANK_ENTRIES)
    assert book(place, paid_sample(1042)) == 0
    assert [row.state for row in rows(place)] == ["held"]
    assert receipts.book_due("shop1", place.tools) == 0  # too early to look
    later(place, 301)
    receipts.book_due("shop1", place.tools)
    assert [row.state for row in rows(place)] == ["booked"]
    assert len(money(place)) == 1


def test_a_closed_period_is_said_at_the_order(place: Place) -> None:
    pay_in(place, booking_date="ordered")
    book(place, paid_sample(1042, date_paid="2025-11-20T10:00:00"))
    row = place.order_row(1042)
    assert (row.state, row.problem["code"]) == ("attention", "period_closed")
    assert [one.state for one in rows(place)] == ["attention"]
    assert money(place) == []


def test_a_refund_paid_back_leaves_the_bank(place: Place) -> None:
    pay_in(place)
    message = paid_sample(1042, "refund-itemised-partial")
    for refund in message["refunds"]:
        refund["refunded_payment"] = True
    book(place, message)
    while receipts.book_due("shop1", place.tools):
        pass
    wanted = Decimal(message["order"]["total"]) - sum(Decimal(one["amount"]) for one in message["refunds"])
    assert worth(str(line["AmountDC"]) for line in money(place)) == wanted


def test_a_settlement_brings_the_clearing_account_to_nothing(place: Place) -> None:
    pay_in(place)
    book(place, *(paid_sample(number) for number in (1042, 1043)))
    booked = rows(place)
    fee = ("", "Withheld fees MOL-1", "-0.70", booked[0].day)
    text = mollie(*((row.transaction, f"Order {row.number}", row.amount, row.day) for row in booked), fee)
    shown = place.desk("settlements", text=text)["settlements"][0]
    assert (shown["report"]["balance"], shown["report"]["causes"]) == ("0.00", [])
    for _ in range(2):
        place.desk("settlement_book", id=shown["id"])
    assert worth(str(line["AmountDC"]) for line in money(place)) == 0


def test_an_invoice_left_open_is_told_open_and_then_paid(place: Place) -> None:
    message = paid_sample(1042)
    message["order"]["payment_method"] = "bacs"
    book(place, message)
    assert open_items.ask("shop1", place.tools) == 1
    document = invoices(place)[0]
    assert (document.payment, document.open_amount) == ("open", document.wanted["gross"])
    place.exact.app.test_client().post("/_sandbox/seed", json={"pay": [{"entry": int(document.exact_number)}]})
    later(place, 7 * 3600)
    assert open_items.ask("shop1", place.tools) == 1
    assert invoices(place)[0].payment == "paid"


@pytest.mark.parametrize("style", ["order", "invoice"])
def test_receipts_of_other_styles_are_booked_on_the_debtor(place: Place, style: str) -> None:
    pay_in(place)
    save(place, style=style)
    assert book(place, paid_sample(1042)) == 1
    assert [row.state for row in rows(place)] == ["booked"]
    assert worth(str(line["AmountDC"]) for line in money(place)) == worth(row.amount for row in rows(place))


def test_costs_from_abroad_carry_the_reverse_charge_code(place: Place) -> None:
    code = {"Code": "V9", "Description": "Diensten van buiten verlegd", "Type": "B", "Charged": True,
            "VATTransactionType": "B"}  # fmt: skip
    place.seed(vat_codes=[code])
    place.desk("connect.choose", division=place.exact.app.test_client().get("/_sandbox/books").json["divisions"][0][
        "division"])  # fmt: skip
    pay_in(place, provider_vat_code="V9")
    book(place, paid_sample(1042))
    row = rows(place)[0]
    text = mollie((row.transaction, "Order 1042", row.amount, row.day), ("", "Withheld fees", "-0.70", row.day))
    shown = place.desk("settlements", text=text)["settlements"][0]
    place.desk("settlement_book", id=shown["id"])
    assert worth(str(line["AmountDC"]) for line in money(place)) == 0


def test_thirty_orders_cost_two_calls_together(place: Place) -> None:
    """The figure: calls that receipts add per order, counted by the sandbox's own log."""
    pay_in(place)
    for number in range(2000, 2030):
        place.send(paid_sample(number), f"msg_{number}")
    while place.order_row(2029).state != "booked":
        place.work()
    client = place.exact.app.test_client()
    client.delete("/_sandbox/log")
    assert receipts.book_due("shop1", place.tools) == 1
    calls = [call for call in client.get("/_sandbox/log").json["requests"] if "/api/v1/" in call["path"]]
    assert [call["method"] for call in calls] == ["POST", "GET"]
    assert {row.state for row in rows(place)} == {"booked"} and len(rows(place)) == 30
