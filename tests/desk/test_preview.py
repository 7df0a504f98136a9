"""The preview is the plan that booking makes, byte for byte, for every order a real WooCommerce made, in each style."""

from __future__ import annotations

import json
from typing import Any

import pytest

import world
from daily.test_daily_flow import book as book_days
from daily.test_daily_flow import midnight
from ledgerbridge.demo.run import bundled_samples, message_of
from ledgerbridge.state.models import Attempt, Document, Message, Order
from order.test_flow import Place, changed, place, sample, save
from world import World

pytestmark = pytest.mark.server
__all__ = ["place"]

STYLES = ("order", "invoice", "entry", "daily")


def preview(here: World, *messages: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = here.desk("orders.preview", messages=list(messages))["previews"]
    return found


def text(plan: Any) -> str:
    return json.dumps(plan, sort_keys=True)


@pytest.mark.parametrize("style", STYLES)
def test_what_is_booked_later_is_what_was_shown(place: Place, style: str) -> None:
    save(place, style=style, collective_account="1000")
    messages = []
    for number, path in enumerate(sorted(bundled_samples().glob("*.json")), 5001):
        made = message_of(path)
        made["order"] |= {"id": number, "number": str(number)}
        for refund in made["refunds"]:
            refund["id"] += 100_000
        messages.append(json.loads(json.dumps(made, default=str)))
    shown = preview(place, *messages[:25]) + preview(place, *messages[25:])
    with place.tools.db.read() as session:
        assert not session.query(Order).count() + session.query(Attempt).count() + session.query(Document).count()
        assert not session.query(Message).filter(Message.type.like("order%")).count()
    assert not place.books()
    for made in messages:
        place.send(made, f"msg_{made['order']['id']}")
    for _ in range(4):
        place.work()
    if style == "daily":
        midnight(place)
        book_days(place)
        for _ in range(4):
            place.work()
    decisions = set()
    for one in shown:
        row = place.order_row(one["order_id"])
        assert text(one["plan"]) == text(row.plan), one["number"]
        assert text(one["problem"]) == text(row.problem)
        decisions.add((one["plan"]["decision"], row.state))
    assert {("book", "booked"), ("book", "credited"), ("skip", "skipped")} <= decisions


def test_it_says_what_stands_and_what_is_paid(place: Place) -> None:
    clearing = next(one for section in place.desk("settings.form")["sections"] for one in section["fields"]
                    if one["name"] == "clearing.*")  # fmt: skip
    journal = next(one["value"] for one in clearing["choices"] if one["value"] not in ("", "open"))
    save(place, **{"clearing.*": journal})
    message = sample("incl-single-line", 1042)
    (before,) = preview(place, message)
    assert before["stands"] == [] and before["plan"]["decision"] == "book"
    assert [(one["journal"], one["amount"], one["of"]) for one in before["payments"]] == [
        (journal, "34.80", "order-1042/invoice")
    ]
    place.send(message, "msg_1")
    place.work()
    (after,) = preview(place, message)
    assert after["stands"] == ["order-1042/invoice"] and text(after["plan"]) == text(before["plan"])
    (edited,) = preview(place, changed(3))
    assert edited["problem"]["code"] == "changed_after_booking" and edited["problem"]["arithmetic"]
    assert place.order_row(1042).state == "booked"


def test_names_stand_beside_the_codes(place: Place) -> None:
    found = place.desk("orders.preview", messages=[sample("incl-mixed-rates-8-lines")])
    plan = found["previews"][0]["plan"]
    codes = {line["vat_code"] for document in plan["documents"] for line in document["lines"]}
    ledgers = {line["ledger"] for document in plan["documents"] for line in document["lines"]}
    assert codes <= set(found["names"]["vat_codes"]) and ledgers <= set(found["names"]["ledgers"])
    assert all(line["why"]["nl"] for document in plan["documents"] for line in document["lines"])


def test_one_that_cannot_be_read_is_said_and_the_others_are_shown(place: Place) -> None:
    broken = sample("incl-single-line", 1043)
    broken["order"]["total"] = "veel"
    first, second = preview(place, broken, sample("incl-single-line", 1042))
    assert (first["order_id"], first["plan"]) == (1043, None) and "total" in first["unreadable"]
    assert second["plan"]["decision"] == "book"
    (nothing,) = preview(place, {"order": "none"})
    assert nothing["order_id"] == 0 and nothing["unreadable"]


def test_before_anything_is_chosen_it_says_so(database: Any, clock: Any, key: str) -> None:
    here = world.make(database, clock, key)
    here.shop("shop1")
    assert here.refused("orders.preview", messages=[sample("incl-single-line")]) == (409, "not_set_up")
    assert here.refused("orders.preview", messages=[])[0] == 422
    assert here.refused("orders.preview", messages=[{}] * 26)[0] == 422
