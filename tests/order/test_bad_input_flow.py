"""Bad orders through the whole flow: kept, shown with their figures, nothing in the books, and booked once mended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from order.test_flow import Place, place, sample

__all__ = ["place"]
pytestmark = pytest.mark.server

Spoil = Callable[[dict[str, Any]], object]


def back(message: dict[str, Any], amount: str) -> None:
    message["refunds"] = [{"id": 1060, "date_created": "2026-11-23T10:00:00", "amount": amount, "reason": "",
                           "refunded_payment": True, "line_items": []}]  # fmt: skip


SPOILED: dict[str, tuple[str, Spoil]] = {
    "total": ("total_does_not_add_up", lambda raw: raw["order"].update(total="99.00")),
    "VAT": ("vat_does_not_add_up", lambda raw: raw["order"].update(total_tax="0.00")),
    "pieces": ("negative_quantity", lambda raw: raw["order"]["line_items"][0].update(quantity=-1)),
    "line": ("line_contradicts_itself", lambda raw: raw["order"]["line_items"][0]["taxes"][0].update(total="1.00")),
    "rows": ("vat_without_rate", lambda raw: raw["order"].update(tax_lines=[])),
    "refund": ("refunded_too_much", lambda raw: back(raw, "500.00")),
    "twice": ("listed_twice", lambda raw: raw["order"]["line_items"].append(raw["order"]["line_items"][0])),
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_order_is_kept_explained_and_booked_whole_once_it_is_mended(place: Place, name: str) -> None:
    code, spoil = SPOILED[name]
    raw = sample("incl-single-line")
    spoil(raw)
    place.send(raw, "msg_1")
    place.work()
    row = place.order_row(1042)
    assert (row.state, row.problem["code"]) == ("attention", code)
    assert row.problem["what"]["nl"] and row.problem["do"]["nl"]
    assert place.books() == [] and row.message_id  # the message stands in the inbox
    place.send(sample("incl-single-line") | {"sequence": 2}, "msg_2")
    place.work()
    assert place.order_row(1042).state == "booked"
    assert [entry["AmountFC"] for entry in place.books()] == ["34.80"]


def test_an_amount_that_is_none_is_refused_at_the_door_and_leaves_no_row(place: Place) -> None:
    raw = sample("incl-single-line", total="1e400")
    said = place.post("/v1/messages", raw, id="msg_1")
    error = said.json["error"]
    assert (said.status_code, error["code"], error["field"]) == (422, "not_a_number", "order.total")
    place.send(sample("incl-single-line"), "msg_2")
    place.work()
    assert [entry["AmountFC"] for entry in place.books()] == ["34.80"]


def test_a_currency_that_exact_has_not_switched_on_is_explained_in_plain_words(place: Place) -> None:
    place.send(sample("incl-single-line", currency="SEK"), "msg_1")
    place.work()
    row = place.order_row(1042)
    assert row.state == "attention" and not place.books()
    assert "currency" in row.problem["what"]["en"] and "valuta" in row.problem["what"]["nl"]


def test_a_refund_above_the_order_leaves_the_invoice_alone(place: Place) -> None:
    """It stood before; the refund is put before a person, and half of it is not booked either."""
    place.send(sample("incl-single-line"), "msg_1")
    place.work()
    raw = sample("incl-single-line") | {"sequence": 2}
    back(raw, "500.00")
    place.send(raw, "msg_2")
    place.work()
    row = place.order_row(1042)
    assert (row.state, row.problem["code"]) == ("attention", "refunded_too_much")
    assert [entry["AmountFC"] for entry in place.books()] == ["34.80"]
    back(raw, "34.80")
    place.send(raw | {"sequence": 3}, "msg_3")
    place.work()
    assert [entry["AmountFC"] for entry in place.books()] == ["34.80", "-34.80"]
