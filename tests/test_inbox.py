"""The door for messages: what gets in, once; what is turned away, and with which words."""

from __future__ import annotations

import copy
import json
from datetime import timedelta
from typing import Any

import pytest

import world
from ledgerbridge.demo.run import bundled_samples, message_of
from ledgerbridge.shop import signature
from ledgerbridge.state.models import Message, Order
from world import World

SAMPLE = message_of(bundled_samples() / "incl-mixed-rates-8-lines.json")


@pytest.fixture
def here(database: Any, clock: Any, key: str) -> World:
    made = world.make(database, clock, key)
    made.shop("shop1")
    return made


def message(**order: Any) -> dict[str, Any]:
    made = copy.deepcopy(SAMPLE)
    made["order"] |= {"id": 1042, "number": "1042", **order}
    return made


def rows(here: World, kind: type[Any]) -> list[Any]:
    with here.tools.db.read() as session:
        return list(session.query(kind))


def send(here: World, content: Any, id: str = "msg_1") -> tuple[int, dict[str, Any]]:
    answer = here.post("/v1/messages", content, id=id)
    return answer.status_code, answer.json


def test_an_order_is_stored_sealed_made_due_and_rung_for(here: World) -> None:
    assert send(here, message()) == (202, {"status": "accepted", "message": "msg_1"})
    stored, order = rows(here, Message)[0], rows(here, Order)[0]
    assert b"Dorpsstraat" not in stored.body and b"@" not in stored.body
    assert (order.order_id, order.state, order.due_at) == (1042, "waiting", here.now)
    assert here.rung == [("drain", "shop1")]


def test_the_same_message_again_is_a_duplicate_and_changes_nothing(here: World) -> None:
    send(here, message())
    assert send(here, message()) == (202, {"status": "duplicate", "message": "msg_1"})
    assert len(rows(here, Message)) == 1 and here.rung == [("drain", "shop1")]


def test_the_same_id_with_another_body_is_refused(here: World) -> None:
    send(here, message())
    status, said = send(here, message(total="1.00"))
    assert (status, said["error"]["code"]) == (409, "id_reused")


def test_a_newer_snapshot_replaces_an_older_never_the_other_way(here: World) -> None:
    send(here, message() | {"sequence": 5}, "msg_5")
    assert send(here, message() | {"sequence": 4}, "msg_4")[0] == 202
    order, newest = rows(here, Order)[0], max(rows(here, Message), key=lambda row: row.sequence)
    assert (order.sequence, order.message_id) == (5, newest.id)
    send(here, message() | {"sequence": 6}, "msg_6")
    assert rows(here, Order)[0].sequence == 6


def test_a_bell_that_cannot_ring_does_not_lose_the_message(here: World) -> None:
    """The real bell swallows a dead Redis; see also test_dead_redis in tests/chaos."""
    assert send(here, message() | {"reason": "push"})[0] == 202
    assert rows(here, Order)[0].asked == "push"


def test_a_ping_is_heard_and_rings_nothing(here: World) -> None:
    assert send(here, {"type": "ping", "version": 1, "shop": {}})[0] == 202
    assert not rows(here, Order) and not here.rung


def test_a_deleted_order_is_due_too(here: World) -> None:
    send(here, message())
    assert send(here, {"type": "order.deleted", "version": 1, "sequence": 9, "order": {"id": 1042}}, "msg_9")[0] == 202
    assert rows(here, Order)[0].sequence == 9


BAD: list[tuple[str, Any, str, str]] = [
    ("not JSON", b"{", "not_json", ""),
    ("a list", b"[]", "wrong_type", ""),
    ("no type", {}, "wrong_type", "type"),
    ("NaN", json.dumps(message(total=float("nan"))).encode(), "not_a_number", "order.total"),
    ("infinite", message(total="1e999"), "not_a_number", "order.total"),
    ("total as a word", message(total="twelve"), "not_a_number", "order.total"),
    ("total null", message(total=None), "not_a_number", "order.total"),
    ("total a list", message(total=[]), "not_a_number", "order.total"),
    ("unknown currency", message(currency="XXQ"), "unknown_currency", "order.currency"),
    ("id a word", message(id="first"), "wrong_type", "order.id"),
    ("id negative", message(id=-1), "wrong_value", "order.id"),
    ("lines no list", message(line_items="none"), "wrong_type", "order.line_items"),
    ("a line without total", message(line_items=[{"id": 1, "total_tax": "0"}]), "missing", "order.line_items.0.total"),
    ("a line's total", message(line_items=[{"id": 1, "total": "x", "total_tax": "0"}]), "not_a_number",
     "order.line_items.0.total"),
    ("a date", message(date_created="yesterday"), "wrong_type", "order.date_created"),
    ("version 2", message() | {"version": 2}, "wrong_value", "version"),
    ("twice the same name", b'{"type":"ping","type":"ping"}', "not_json", "type"),
    ("too deep", b'{"type":"ping","x":' + b"[" * 60 + b"]" * 60 + b"}", "wrong_type", ""),
    ("deeper than the stack", b"[" * 100_000, "not_json", ""),
    ("not UTF-8", b'{"type":"\xff"}', "not_json", ""),
]  # fmt: skip


@pytest.mark.parametrize("content, code, field", [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_bad_input_is_refused_and_names_the_field(here: World, content: Any, code: str, field: str) -> None:
    status, said = send(here, content)
    assert (status, said["error"]["code"], said["error"]["field"]) == (422, code, field)
    assert said["error"]["message"] and not rows(here, Message)


def test_each_missing_field_is_named(here: World) -> None:
    for name in ("id", "status", "currency", "date_created", "total", "total_tax", "billing", "line_items"):
        without = message()
        del without["order"][name]
        assert send(here, without)[1]["error"] | {"message": "", "do": ""} == {
            "code": "missing", "field": f"order.{name}", "message": "", "do": "",
        }  # fmt: skip


def test_too_large_is_refused_before_it_is_read(here: World) -> None:
    status, said = send(here, b" " * (here.tools.config.message_max_bytes + 1))
    assert (status, said["error"]["code"]) == (413, "too_large")


@pytest.mark.parametrize("wrong, code", [("absent", "signature_missing"), ("other", "signature_wrong"),
                                         ("stale", "clock_skew"), ("stranger", "shop_unknown")])  # fmt: skip
def test_unsigned_wrongly_signed_stale_and_strangers_are_refused(here: World, wrong: str, code: str) -> None:
    body = json.dumps(message()).encode()
    secret = here.secrets["shop1"] if wrong != "other" else "whsec_" + "A" * 44
    at = here.now - timedelta(seconds=301 if wrong == "stale" else 0)
    headers = signature.signed_headers("nobody" if wrong == "stranger" else "shop1", secret, "msg_1", at, body)
    if wrong == "absent":
        del headers["webhook-signature"]
    answer = here.client.post("/v1/messages", data=body, headers=headers)
    assert (answer.status_code, answer.json["error"]["code"]) == (401, code)
    assert not rows(here, Message)


def test_a_changed_byte_breaks_the_signature(here: World) -> None:
    body = json.dumps(message()).encode()
    headers = signature.signed_headers("shop1", here.secrets["shop1"], "msg_1", here.now, body)
    answer = here.client.post("/v1/messages", data=body.replace(b"268.43", b"268.44", 1), headers=headers)
    assert (answer.status_code, answer.json["error"]["code"]) == (401, "signature_wrong")
