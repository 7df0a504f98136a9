"""The desk's door: only a signed call, only once, only about the shop that signed it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import world
from ledgerbridge import desk
from ledgerbridge.shop import signature
from ledgerbridge.state.models import Message, Order, Shop
from world import World


@pytest.fixture
def here(tmp_path: Any, clock: Any, key: str) -> Any:
    db = world.Database(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    made = world.make(db, clock, key)
    made.shop("shop1")
    made.shop("shop2")
    yield made
    db.close()


OVERVIEW = {"call": "overview", "args": {}, "locale": "nl_NL", "user": {"id": 1, "name": "beheerder"}}


def test_a_signed_call_is_answered(here: World) -> None:
    assert here.post("/v1/desk", OVERVIEW).json["result"]["shop"]["id"] == "shop1"


@pytest.mark.parametrize("header", ["webhook-id", "webhook-timestamp", "webhook-signature", "x-ledgerbridge-shop"])
def test_an_absent_header_is_refused(here: World, header: str) -> None:
    body = json.dumps(OVERVIEW).encode()
    headers = signature.signed_headers("shop1", here.secrets["shop1"], "desk_1", here.now, body)
    del headers[header]
    answer = here.client.post("/v1/desk", data=body, headers=headers)
    assert (answer.status_code, answer.json["error"]["code"]) == (401, "signature_missing")


def test_another_shops_key_does_not_open_this_shop(here: World) -> None:
    answer = here.post("/v1/desk", OVERVIEW, "shop1", secret=here.secrets["shop2"])
    assert (answer.status_code, answer.json["error"]["code"]) == (401, "signature_wrong")


def test_an_unknown_shop_is_refused(here: World) -> None:
    assert here.refused("overview", "nobody") == (401, "shop_unknown")
    assert here.refused("overview", "x" * 300) == (401, "shop_unknown")


def test_an_unpaired_shop_is_refused(here: World) -> None:
    here.desk("unpair")
    assert here.refused("overview") == (401, "shop_unknown")


def test_a_call_is_answered_once(here: World) -> None:
    assert here.post("/v1/desk", OVERVIEW, id="desk_1").status_code == 200
    again = here.post("/v1/desk", OVERVIEW, id="desk_1")
    assert (again.status_code, again.json["error"]["code"]) == (409, "id_reused")
    assert here.post("/v1/desk", OVERVIEW, "shop2", id="desk_1").status_code == 200


def test_a_call_of_long_ago_is_refused(here: World) -> None:
    answer = here.post("/v1/desk", OVERVIEW, at=here.now - timedelta(seconds=301))
    assert (answer.status_code, answer.json["error"]["code"]) == (401, "clock_skew")
    assert isinstance(answer.json["error"]["now"], int)


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"", "not_json"), (b"{", "not_json"), (b"\xff", "not_json"), (b"[" * 9999, "not_json"), (b"[]", "wrong_type"),
     (b"{}", "wrong_type"), (b'{"call": 1}', "wrong_type"), (b'{"call": "order.steal"}', "call_unknown")],
)  # fmt: skip
def test_a_body_that_is_no_call_is_refused(here: World, body: bytes, code: str) -> None:
    answer = here.post("/v1/desk", body)
    assert (answer.status_code, answer.json["error"]["code"]) == (422, code)


def test_a_message_brought_to_the_desk_does_not_use_its_id_up(here: World) -> None:
    """Else somebody on the wire could make the inbox think that it has an order already."""
    here.post("/v1/desk", {"type": "order.snapshot", "order": {"id": 1}}, id="msg_1")
    with here.tools.db.read() as session:
        assert session.query(Message).count() == 0


def test_a_body_over_the_limit_is_refused(here: World) -> None:
    answer = here.post("/v1/desk", OVERVIEW | {"args": {"x": "y" * 1_100_000}})
    assert (answer.status_code, answer.json["error"]["code"]) == (413, "too_large")


def test_what_was_asked_is_not_kept(here: World) -> None:
    here.post("/v1/desk", OVERVIEW | {"args": {"client_secret": "hush"}})
    with here.tools.db.read() as session:
        kept = session.query(Message).one()
    assert (kept.type, kept.body, kept.subject) == ("desk", None, "")


def test_the_shop_is_heard_but_not_written_with_every_call(here: World, clock: Any) -> None:
    here.desk("overview")
    first = here.get(Shop, "shop1").heard_at
    clock.move(seconds=30)
    here.desk("overview")
    assert here.get(Shop, "shop1").heard_at == first
    clock.move(seconds=31)
    here.desk("overview")
    assert here.get(Shop, "shop1").heard_at == here.now


def test_the_older_secret_works_until_the_new_one_was_used(here: World) -> None:
    old, new = here.secrets["shop1"], here.secrets["shop2"]
    with here.tools.db.write() as session:
        session.get_one(Shop, "shop1").secrets = here.tools.vault.seal("shop1", [new, old])
    assert here.post("/v1/desk", OVERVIEW, secret=old).status_code == 200
    assert here.post("/v1/desk", OVERVIEW, secret=new).status_code == 200
    assert here.post("/v1/desk", OVERVIEW, secret=old).json["error"]["code"] == "signature_wrong"


def test_a_bug_is_told_in_plain_words_without_its_trace(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any) -> Any:
        raise RuntimeError("secret detail")

    monkeypatch.setitem(desk.CALLS, "overview", broken)
    answer = here.post("/v1/desk", OVERVIEW)
    assert answer.status_code == 500 and b"secret" not in answer.data


def test_every_call_of_the_contract_is_there(here: World) -> None:
    assert set(desk.CALLS) == {
        "overview", "connect.start", "connect.read", "connect.choose", "connect.end", "settings.form",
        "settings.save", "order.read", "order.retry", "order.reverse", "order.pdf", "orders.preview", "unpair",
        "settings.read", "settings.export", "settings.import",
        "settlements", "settlement_book", "receipts.book", "report.read", "report.make", "report.csv",
        "activity.read", "activity.csv", "alive",
    }  # fmt: skip


@pytest.mark.parametrize("call", sorted(desk.CALLS))
@pytest.mark.parametrize("args", [{}, None, [], "x", {"order_id": None, "division": "x", "values": 1, "version": []}])
def test_no_arguments_crash_a_call(here: World, call: str, args: Any) -> None:
    answer = here.post("/v1/desk", {"call": call, "args": args, "locale": None, "user": "x"})
    assert answer.status_code in (200, 404, 409, 422), answer.json


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
names = ["order_id", "order_ids", "cause", "division", "version", "values", "country", "return_url", "client_id",
         "payment_methods", "statuses", "messages"]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted({*desk.CALLS} - {"unpair"})), st.dictionaries(st.sampled_from(names), anything), anything)
def test_whatever_is_asked_the_service_does_not_fall_over(here: World, call: str, args: Any, locale: Any) -> None:
    answer = here.post("/v1/desk", {"call": call, "args": args, "locale": locale, "user": {"name": locale}})
    assert answer.status_code in (200, 404, 409, 422), answer.json


@pytest.mark.parametrize("text", [r'"\ud800"', r'"\u0000"', "1e999999", "NaN", "Infinity", "10" * 5000])
def test_texts_and_numbers_that_no_database_holds_are_refused(here: World, text: str) -> None:
    body = b'{"call": "order.read", "args": {"order_id": 1}, "user": {"name": %s}}' % text.encode()
    assert here.post("/v1/desk", body).status_code in (404, 422)


@pytest.mark.parametrize("call", sorted(desk.CALLS))
def test_no_call_shows_or_changes_another_shop(here: World, call: str) -> None:
    """Everything of shop1 is asked for with shop2's own, valid key."""
    secret_words = {"1042", "Zz-Canary"}
    here.order(1042, state="attention", cause="Zz-Canary", due_at=None,
               problem={"code": "Zz-Canary", "what": {"en": "Zz-Canary"}, "action": "settings"})  # fmt: skip
    here.document(1042, exact_number="Zz-Canary")
    here.connection(user_name="Zz-Canary", divisions=[{"code": 1, "name": "Zz-Canary", "usable": True}])
    args = {"order_id": 1042, "order_ids": [1042], "division": 1, "version": 1, "values": {"style": "entry"},
            "country": "nl", "return_url": "https://winkel.example/"}  # fmt: skip
    if call == "order.retry":
        args = {"cause": "Zz-Canary"}
    text = here.ask(call, "shop2", "en_US", **args).get_data(as_text=True)
    assert not [word for word in secret_words if word in text.replace("Order 1042 is not known", "")]
    untouched = here.get(Order, ("shop1", 1042))
    assert (untouched.due_at, untouched.told_version, here.get(Shop, "shop1").state) == (None, 0, "active")
