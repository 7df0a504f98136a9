"""A provider's file at the desk: read, reported against the clearing account, booked; each once."""

from __future__ import annotations

import base64
import csv
import gzip
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import simplejson

from ledgerbridge import desk
from ledgerbridge.demo.run import bundled_samples, message_of
from ledgerbridge.errors import Refused
from ledgerbridge.setup.settings import PaymentRule
from ledgerbridge.state.models import Receipt, Settlement, SettlementEntry
from order import make
from payment.till import Paid, order, paid, worth

pytestmark = pytest.mark.long


@pytest.fixture
def here(key: str, clock: Any) -> Paid:
    return paid(key, clock)


def ask(here: Paid, call: str, **args: Any) -> dict[str, Any]:
    envelope = {"call": call, "args": args, "locale": "nl_NL", "user": {"name": "beheerder"}}
    told = desk.handle(here.tools, "shop", envelope)
    return simplejson.loads(simplejson.dumps(told))  # plain JSON, or this fails


def no(here: Paid, call: str, **args: Any) -> tuple[int, str]:
    with pytest.raises(Refused) as refused:
        ask(here, call, **args)
    assert refused.value.message and refused.value.do
    return refused.value.status, refused.value.code


def mollie(*rows: tuple[str, str, str, str], payout: str = "1234567.2611.01") -> str:
    """Rows of (id, text, amount, day) under Mollie's headings."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow((FOLDER / "mollie-en.csv").read_text("utf-8-sig").splitlines()[0].split(","))
    for id, text, amount, day in rows:
        said = [f"{day} 10:00:00", "ideal", "EUR", amount, "paidout", id, text, "M. Mulder", "", "", "EUR", amount]
        sheet.writerow([*said, payout, ""])
    return out.getvalue()


FOLDER = Path(__file__).parents[1] / "samples" / "settlements"
FEES = ("", "Withheld fees MOL-1", "-0.70", "2026-11-22")


def two_orders(here: Paid) -> str:
    for number in (1042, 1043):
        here.send(order(number))
    here.work()
    here.book()
    return mollie(("tr_1042", "iDEAL", "54.68", "2026-11-20"), ("tr_1043", "iDEAL", "54.68", "2026-11-20"), FEES)


def test_a_settlement_of_booked_orders_leaves_the_clearing_account_at_nothing(here: Paid) -> None:
    shown = ask(here, "settlements", text=two_orders(here))["settlements"][0]
    assert (shown["provider"], shown["journal"], shown["new"]) == ("mollie", "22", True)
    found = shown["report"]
    assert (found["balance"], found["causes"], found["matched"]) == ("0.00", [], 2)
    booked = ask(here, "settlement_book", id=shown["id"])["settlements"][0]["booked"]
    assert booked["difference"] == "0.00"
    assert sorted(here.till.lines)[2:] == [("2000", "-108.66", "2026-11-22"), ("4400", "-0.70", "2026-11-22")]
    assert worth(amount for _, amount, _ in here.till.lines) == 0  # all that the journal's own account holds


def test_should_be_0_is_12_40_because_of_these_orders(here: Paid) -> None:
    text = two_orders(here)
    here.send(order(1044, "10.25", "2.15"))  # 12.40, booked, and not in the file
    here.work()
    here.book()
    found = ask(here, "settlements", text=text)["settlements"][0]["report"]
    assert found["balance"] == "12.40"
    causes = [(one["kind"], one["number"], one["amount"]) for one in found["causes"]]
    assert causes == [("not_settled", "1044", "12.40")]


def test_the_same_file_twice_does_nothing_twice(here: Paid) -> None:
    text = two_orders(here)
    first = ask(here, "settlements", text=text)["settlements"][0]
    again = ask(here, "settlements", text=text.replace("\r\n", "\n"))["settlements"][0]
    assert (again["id"], again["new"], len(here.all(Settlement))) == (first["id"], False, 1)
    for _ in range(2):
        ask(here, "settlement_book", id=first["id"])
    assert len(here.till.money) == 2
    assert ask(here, "settlements")["settlements"][0]["booked"]["number"]


def test_a_row_that_an_earlier_file_held_counts_there(here: Paid) -> None:
    text = two_orders(here)
    ask(here, "settlements", text=mollie(("tr_1042", "iDEAL", "54.68", "2026-11-20")))
    later = ask(here, "settlements", text=text)["settlements"][0]
    assert later["known_rows"] == 1
    found = later["report"]
    assert (found["gross"], found["paid_out"], found["balance"]) == ("54.68", "53.98", "0.00")
    assert len(here.all(SettlementEntry)) == 5  # three rows, and what each file's new rows came to


def test_an_order_that_is_booked_later_leaves_the_reasons(here: Paid) -> None:
    text = mollie(("tr_1042", "Order 1042", "54.68", "2026-11-20"))
    shown = ask(here, "settlements", text=text)["settlements"][0]
    assert [(one["kind"], one["number"]) for one in shown["report"]["causes"]] == [("not_booked", "1042")]
    here.send(order())
    here.work()
    here.book()
    assert ask(here, "settlements", id=shown["id"])["settlements"][0]["report"]["causes"] == []


def test_an_order_that_is_not_booked_is_named_by_its_payment(here: Paid) -> None:
    here.send(order(total="99.00"))  # does not add up: needs attention, and has no receipt
    here.work()
    assert here.order().state == "attention"
    cause = ask(here, "settlements", text=mollie(("tr_1042", "iDEAL", "99.00", "2026-11-20")))["settlements"][0][
        "report"]["causes"][0]  # fmt: skip
    assert (cause["kind"], cause["number"], cause["reference"]) == ("not_booked", "1042", "tr_1042")


def test_an_order_left_open_is_named_by_its_payment_too(here: Paid) -> None:
    here.send(order(payment_method="bacs"))
    here.work()
    found = ask(here, "settlements", text=mollie(("tr_1042", "iDEAL", "54.68", "2026-11-20")))["settlements"][0]
    assert [one["order_id"] for one in found["report"]["causes"]] == [1042]


def test_bytes_and_gzip_are_taken(here: Paid) -> None:
    raw = two_orders(here).encode("utf-16")
    plain, packed = base64.b64encode(raw).decode(), base64.b64encode(gzip.compress(raw)).decode()
    first = ask(here, "settlements", content=plain)["settlements"][0]
    assert ask(here, "settlements", content=packed)["settlements"][0]["id"] == first["id"]


def test_what_is_wrong_is_said_in_the_askers_language(here: Paid) -> None:
    assert no(here, "settlements", text="a,b\n1,2\n") == (422, "settlement_unknown")
    assert no(here, "settlements", text=mollie(("tr_1", "x", "veel", "2026-11-20"))) == (422, "settlement_wrong")
    assert no(here, "settlements", text=mollie(("tr_1", "x", "0.00", "2026-11-20"))) == (422, "settlement_empty")
    assert no(here, "settlements", content="%%%") == (422, "wrong_type")
    assert no(here, "settlements", content=base64.b64encode(gzip.compress(b" " * 9_000_000)).decode()) == (
        413, "settlement_large")  # fmt: skip
    assert no(here, "settlements", text=mollie(("tr_1", "x", "1.00", "2026-11-20")), journal="70") == (
        422, "settlement_journal")  # fmt: skip
    assert no(here, "settlements", id=99) == no(here, "settlement_book", id=99) == (404, "settlement_gone")
    assert (here.all(Settlement), here.till.money) == ([], [])


def test_costs_without_an_account_are_not_booked(here: Paid) -> None:
    here.change(provider_costs_ledger="")
    id = ask(here, "settlements", text=two_orders(here))["settlements"][0]["id"]
    assert no(here, "settlement_book", id=id) == (422, "receipt_ledger")
    assert len(here.till.money) == 1


def test_reverse_charged_costs_carry_their_vat_code(here: Paid) -> None:
    here.change(provider_vat_code="PV")
    id = ask(here, "settlements", text=two_orders(here))["settlements"][0]["id"]
    ask(here, "settlement_book", id=id)
    lines = here.till.money[-1][1]["BankEntryLines"]
    assert [line.get("VATCode") for line in lines] == ["PV", None]


def test_a_provider_without_a_journal_is_asked_for(here: Paid) -> None:
    here.change(payments=(PaymentRule("*", "", "open"),))
    stripe = "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC)\nt,charge,ch_1,1.00,0.10,0.90,eur,2026-11-20 10:00\n"
    assert no(here, "settlements", text=stripe) == (422, "settlement_journal")
    assert ask(here, "settlements", text=stripe, journal="22")["settlements"][0]["journal"] == "22"


def test_a_file_of_two_currencies_is_two_settlements(here: Paid) -> None:
    text = mollie(("tr_1", "x", "1.00", "2026-11-20")) + "2026-11-20,ideal,USD,2.00,paidout,tr_2,y,,,,USD,2.00,R,\n"
    shown = ask(here, "settlements", text=text)["settlements"]
    assert [(one["currency"], one["report"]["gross"]) for one in shown] == [("EUR", "1.00"), ("USD", "2.00")]


def test_no_text_of_a_customer_is_kept(here: Paid) -> None:
    ask(here, "settlements", text=two_orders(here))
    assert "Mulder" not in "".join(str(row.what) for row in here.all(SettlementEntry))


def test_receipts_can_be_booked_on_request(here: Paid) -> None:
    here.send(order(date_paid="2026-11-23T09:30:00"))
    here.work()
    assert ask(here, "receipts.book") == {"ringing": 1}
    assert here.book(0) == 1


def test_over_all_sample_orders_the_clearing_account_ends_at_nothing(here: Paid, capsys: Any) -> None:
    """Every paid sample, its refunds, and a settlement that holds the same money: 0.00, and far below a call an
    order."""
    here.change(gift_card_ledger="", payments=(PaymentRule("*", "WEB", "paid", "22"),))
    names = make.sample_names()
    for place, name in enumerate(names):
        message = message_of(bundled_samples() / f"{name}.json")
        message["order"] |= {"id": 5000 + place, "number": str(5000 + place), "transaction_id": f"tr_{place}"}
        message["order"]["billing"]["email"] = f"klant{place}@example.nl"
        for number, refund in enumerate(message.get("refunds") or []):
            refund["id"] = 7000 + 10 * place + number
        here.send(simplejson.loads(simplejson.dumps(message)))
    for _ in range(4):
        here.work()
        here.clock.move(minutes=1)
    spent = here.till.reads + here.till.writes
    here.clock.move(days=400)
    while here.book():
        pass
    rows = [row for row in here.all(Receipt) if row.state == "booked" and row.currency == "EUR"]
    assert len(rows) == len(here.all(Receipt)) > 20
    spent = here.till.reads + here.till.writes - spent
    file = mollie(
        *((f"re_{row.id}" if "refund" in row.key else row.transaction, f"Order {row.number}", row.amount, row.day)
          for row in rows),
        ("", "Withheld fees MOL-1", f"-{Decimal('0.29') * len(rows)}", max(row.day for row in rows)),
    )  # fmt: skip
    shown = ask(here, "settlements", text=file)["settlements"][0]
    assert (shown["report"]["balance"], shown["report"]["causes"]) == ("0.00", [])
    ask(here, "settlement_book", id=shown["id"])
    assert worth(amount for _, amount, _ in here.till.lines) == 0
    assert {row.difference for row in here.batches()} == {"0.00"}
    assert spent <= 2 * len(here.batches())
    with capsys.disabled():
        print(f"\n{len(rows)} receipts, {len(here.batches()) - 1} entries, {spent / len(rows):.2f} calls a receipt")
