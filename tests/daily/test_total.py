"""A day's shares added up, and the body that is sent of it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import simplejson

from ledgerbridge.daily import flow, total
from ledgerbridge.order.bodies import Ids, body
from ledgerbridge.order.plan import make
from ledgerbridge.state.models import Document
from order.make import line, order, refund, settings, takes

SETTINGS = settings("daily")
MUG = line("24.66", "5.18", quantity=3)


def shares(*orders):
    return [document for one in orders for document in make(one, SETTINGS).documents]


def sent(entry):
    ledgers = {one.ledger: f"guid-{one.ledger}" for one in entry.lines}
    made = body(entry, Ids("guid-web", ledgers, {}), SETTINGS, "K7Q2")
    return simplejson.loads(simplejson.dumps(made, use_decimal=True), use_decimal=True)


def test_the_body_by_hand():
    first = order(MUG, line("50.00", "0", None, name="Donatie", sku=""))
    second = order(MUG, refunds=(refund("9.95", takes(1, "-8.22", "-1.73")),), id=1043, number="1043")
    entry = total.entry("day-2026-11-20/EUR/70/77", 77, shares(first, second))
    found = sent(entry)
    assert {name: value for name, value in found.items() if name != "SalesEntryLines"} == {
        "Customer": "guid-web", "Journal": "70", "Type": 20, "EntryDate": "2026-11-20", "YourRef": "2026-11-20",
        "Description": "Webshop 20-11-2026 [K7Q2-d77]", "Currency": "EUR",
    }  # fmt: skip
    assert found["SalesEntryLines"] == [
        {"GLAccount": "guid-8000", "AmountFC": Decimal("49.32"), "VATCode": "2", "VATAmountFC": Decimal("10.36"),
         "Description": "21 % NL: 2 verkopen"},
        {"GLAccount": "guid-8030", "AmountFC": Decimal("50.00"), "VATCode": "3", "Description": "0 % NL: 1 verkoop"},
        {"GLAccount": "guid-8000", "AmountFC": Decimal("-8.22"), "VATCode": "2", "VATAmountFC": Decimal("-1.73"),
         "Description": "21 % NL: 1 creditering"},
    ]  # fmt: skip


def test_a_day_of_refunds_is_a_credit_entry():
    (_, credit) = shares(order(MUG, refunds=(refund("9.95", takes(1, "-8.22", "-1.73")),)))
    entry = total.entry("day-2026-11-21/EUR/70/78", 78, [credit])
    assert (entry.credit, entry.gross, sent(entry)["Type"]) == (True, Decimal("9.95"), 21)


def test_a_day_that_comes_to_nothing_still_says_what_was_sold_and_given_back():
    both = shares(order(MUG, refunds=(refund("29.84", takes(1, "-24.66", "-5.18")),)))
    entry = total.entry("day-2026-11-21/EUR/70/78", 78, both)
    assert (entry.gross, [one.net for one in entry.lines]) == (Decimal("0.00"), [Decimal("24.66"), Decimal("-24.66")])


def test_companies_keep_an_entry_of_their_own():
    (document,) = shares(order(MUG, billing={"company": "Voorbeeld B.V."}))
    assert (document.kind, document.debtor.kind) == ("sales_entry", "own")


@pytest.mark.parametrize(
    ("now", "last", "over"),
    [
        ("2026-11-23T23:04", "2026-11-23T20:00", False),  # five to go: it is 00:04 in Amsterdam
        ("2026-11-23T23:05", "2026-11-23T20:00", True),
        ("2026-11-23T23:30", "2026-11-23T23:25", False),  # one came in just now
        ("2026-11-24T05:05", "2026-11-24T05:04", True),  # the first has waited six hours
    ],
)
def test_when_a_day_is_over(now, last, over):
    def at(text):
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    group = [Document(started_at=at("2026-11-23T20:00")), Document(started_at=at(last))]
    day = at("2026-11-23T12:00").date()
    assert flow.is_over(day, group, ZoneInfo("Europe/Amsterdam"), at(now)) is over
