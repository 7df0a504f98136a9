"""Which invoices are paid comes back to the order, from Exact's receivables or from our own receipts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ledgerbridge.exact.calls import OpenItem
from ledgerbridge.payment import open_items
from ledgerbridge.payment.open_items import judged
from ledgerbridge.status import report
from payment.till import Paid, order, paid


@pytest.fixture
def here(key: str, clock: Any) -> Paid:
    made = paid(key, clock)
    made.send(order(payment_method="bacs"))
    made.work()
    return made


def item(here: Paid, left: str, paid_whole: bool = False) -> OpenItem:
    entry = here.till.entries[0][1]["EntryID"]
    return OpenItem(entry, "10001042", "1042", Decimal(left), "EUR", paid_whole)


def ask(here: Paid, *items: OpenItem) -> int:
    here.till.open[here.till.entries[0][1]["EntryID"]] = list(items)
    here.clock.move(hours=7)
    return open_items.ask("shop", here.tools)


def told(here: Paid) -> tuple[str, str]:
    """What the shop is told of the order's invoice."""
    with here.tools.db.read() as session:
        document = report.statuses("shop", [here.order()], session)[0]["documents"][0]
    return document["payment"], document["open"]


def test_an_invoice_goes_from_open_by_parts_to_paid(here: Paid) -> None:
    assert told(here) == ("", "")
    assert ask(here, item(here, "54.68")) == 1 and told(here) == ("open", "54.68")
    assert ask(here, item(here, "14.68"), item(here, "0.00", True)) == 1 and told(here) == ("part", "14.68")
    assert ask(here, item(here, "0.00", True)) == 1 and told(here) == ("paid", "0.00")


def test_the_shop_hears_only_what_is_new_and_paid_ones_are_not_asked_again(here: Paid) -> None:
    ask(here, item(here, "54.68"))
    version, reads = here.order().version, here.till.reads
    assert ask(here, item(here, "54.68")) == 0
    assert (here.order().version, here.till.reads) == (version, reads + 1)
    ask(here, item(here, "0.00", True))
    reads = here.till.reads
    assert ask(here) == 0
    assert (here.order().version, here.till.reads) == (version + 1, reads)


def test_what_the_receivables_do_not_know_stays_unsaid(here: Paid) -> None:
    assert ask(here) == 0
    assert told(here) == ("", "")


def test_a_receipt_of_ours_makes_its_invoice_paid(key: str, clock: Any) -> None:
    here = paid(key, clock)
    here.send(order())
    here.work()
    version = here.order().version
    here.book()
    assert told(here) == ("paid", "0.00")
    assert here.order().version == version + 1


def test_a_payment_taken_back_opens_the_invoice_again(key: str, clock: Any) -> None:
    here = paid(key, clock)
    here.send(order())
    here.work()
    here.book()
    here.send(order(date_paid=None))
    here.work()
    here.next_day()
    here.book()
    assert told(here) == ("open", "54.68")


def test_several_items_are_one_judgement() -> None:
    one = OpenItem("e", "1", "", Decimal("10.00"), "EUR", False)
    assert judged([one, one], Decimal("20.00")) == ("open", Decimal("20.00"))
    assert judged([], Decimal("20.00")) == ("paid", Decimal("0.00"))
