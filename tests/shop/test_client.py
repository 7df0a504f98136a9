"""The client against a real HTTP server that lets in whom WooCommerce would let in."""

from __future__ import annotations

import gzip
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificate import tls_for
from ledgerbridge.errors import Permanent, Temporary
from ledgerbridge.shop import address, client, wire
from ledgerbridge.shop.client import ShopClient
from shop_stand_in import KEY, SECRET, Reply, StandIn

pytestmark = pytest.mark.server


@pytest.fixture
def shop() -> Iterator[StandIn]:
    with StandIn() as running:
        yield running


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    context, trusted = tls_for("localhost", tmp_path)
    monkeypatch.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", trusted)
    with StandIn(tls=context) as running:
        yield running


# --- what is said ---------------------------------------------------------------------------------------------


def test_a_ping_on_http_is_let_in_by_oauth(shop: StandIn) -> None:
    assert open_client(shop).ping()["woocommerce"] == "10.0.2"
    asked = shop.asked[0]
    assert asked.query["oauth_signature_method"] == "HMAC-SHA256"
    assert "authorization" not in asked.headers and SECRET not in json.dumps(asked.query)


def test_plain_permalinks_work_too(shop: StandIn) -> None:
    rest_url = f"{shop.url}/index.php?rest_route=/wc-ledgerbridge/v1/&lang=nl"
    shop.messages = {7: {"type": "order.snapshot", "order": {"id": 7}}}
    assert len(ShopClient(rest_url, KEY, SECRET, development=True).snapshots([7, 8])) == 1
    assert shop.asked[0].query["rest_route"] == "/wc-ledgerbridge/v1/snapshots"
    assert (shop.asked[0].query["lang"], shop.asked[0].query["ids"]) == ("nl", "7,8")


def test_a_wrong_key_is_not_let_in(shop: StandIn) -> None:
    with pytest.raises(Permanent) as caught:
        ShopClient(shop.rest_url, KEY, "cs_" + "0" * 40, development=True).ping()
    assert (caught.value.problem.code, caught.value.problem.action) == ("shop_key_refused", "settings")


def test_https_uses_basic_authentication(secure: StandIn) -> None:
    open_client(secure).ping()
    assert secure.asked[0].headers["authorization"].startswith("Basic ")
    assert secure.asked[0].query == {}


def test_a_host_that_strips_the_header_gets_a_signed_query_instead(secure: StandIn) -> None:
    secure.strip = True
    assert open_client(secure).ping()["plugin"] == "0.1.0"
    assert [bool(asked.query) for asked in secure.asked] == [False, True]


def test_a_get_carries_no_body_and_no_content_type(shop: StandIn) -> None:
    open_client(shop).ping()
    assert not {"content-type", "content-length", "cookie", "transfer-encoding"} & shop.asked[0].headers.keys()


def test_a_report_tells_orders_and_hears_which_were_taken(shop: StandIn) -> None:
    shop.unknown, shop.not_taken = {3}, {4}
    settled = open_client(shop).report([{"order_id": id, "state": "booked"} for id in (1, 2, 3, 4)])
    assert settled == {1, 2, 3}
    assert [order["order_id"] for order in shop.asked[0].json["orders"]] == [1, 2, 3, 4]


def test_a_shop_cannot_take_orders_it_was_not_told_of(shop: StandIn) -> None:
    shop.replies["status"] = Reply(200, b'{"taken": [1, 99], "unknown": [98]}')
    assert open_client(shop).report([{"order_id": 1}]) == {1}


def test_more_than_a_hundred_orders_are_a_mistake(shop: StandIn) -> None:
    with pytest.raises(ValueError, match="101 orders"):
        open_client(shop).report([{"order_id": id} for id in range(101)])
    assert shop.asked == []


def test_snapshots_come_in_portions_of_twenty(shop: StandIn) -> None:
    shop.messages = {id: {"order": {"id": id}} for id in range(1, 46)}
    assert [json.loads(text)["order"]["id"] for text in open_client(shop).snapshots(list(range(1, 46)))] == [
        *range(1, 46)
    ]
    assert [len(asked.query["ids"].split(",")) for asked in shop.asked] == [20, 20, 5]


def test_no_digit_of_an_amount_is_lost_on_the_way(shop: StandIn) -> None:
    body = b'{"messages": [{"order": {"id": 7, "total": "0.10", "price": 7.4297520000000000001, "n": 1e2}}]}'
    shop.replies["snapshots"] = Reply(200, body)
    assert b"7.4297520000000000001" in open_client(shop).snapshots([7])[0]


def test_an_order_that_is_gone_is_said_to_be_gone(shop: StandIn) -> None:
    with pytest.raises(Permanent) as caught:
        open_client(shop).snapshots([404])
    assert caught.value.problem.code == "order_gone"


# --- what can go wrong ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (301, "shop_redirects"),
        (302, "shop_redirects"),
        (404, "shop_plugin_missing"),
        (429, "shop_unreachable"),
        (500, "shop_unreachable"),
        (503, "shop_unreachable"),
    ],
)
def test_what_passes_by_itself_is_temporary(shop: StandIn, status: int, code: str) -> None:
    shop.replies["ping"] = Reply(status, b"<html>", {"Location": "https://elsewhere.example/"})
    with pytest.raises(Temporary) as caught:
        open_client(shop).ping()
    assert caught.value.problem is not None and caught.value.problem.code == code
    assert len(shop.asked) == 1  # neither followed nor repeated


@pytest.mark.parametrize(
    ("status", "code"), [(401, "shop_key_refused"), (403, "shop_key_refused"), (400, "shop_refused")]
)
def test_what_needs_a_person_is_permanent(shop: StandIn, status: int, code: str) -> None:
    shop.replies["ping"] = Reply(status)
    with pytest.raises(Permanent) as caught:
        open_client(shop).ping()
    assert caught.value.problem.code == code


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>secret page</html>", b"[]", b'"text"', b"{", b"[" * 100_000, b'Warning: in y.php{"a":1}', b"\xff"],
)
def test_an_answer_that_cannot_be_read_is_temporary_and_not_echoed(shop: StandIn, body: bytes) -> None:
    shop.replies["ping"] = Reply(200, body)
    with pytest.raises(Temporary) as caught:
        open_client(shop).ping()
    assert caught.value.problem is not None and caught.value.problem.code == "shop_answers_wrong"
    assert "secret" not in f"{caught.value} {caught.value.problem}"


@pytest.mark.parametrize(
    "body", [b"{}", b'{"taken": 1, "unknown": []}', b'{"taken": ["1"], "unknown": []}', b'{"taken": [1]}']
)
def test_a_report_answer_of_another_shape_is_temporary(shop: StandIn, body: bytes) -> None:
    shop.replies["status"] = Reply(200, body)
    with pytest.raises(Temporary):
        open_client(shop).report([{"order_id": 1}])


def test_an_answer_without_end_is_cut_off(shop: StandIn) -> None:
    shop.replies["ping"] = Reply(200, b"x" * (wire.LARGEST + 1))
    with pytest.raises(Temporary, match="over 1048576 bytes"):
        open_client(shop).ping()


def test_a_shop_that_drips_does_not_hold_a_worker(shop: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "WHOLE", 0.2)
    shop.replies["ping"] = Reply(200, b" " * 100, pause=0.05)
    began = time.monotonic()
    with pytest.raises(Temporary, match="did not end within"):
        open_client(shop).ping()
    assert time.monotonic() - began < 2


def test_an_answer_in_chunks_is_read_whole(shop: StandIn) -> None:
    chunks = b'8\r\n{"plugin\r\n9\r\n": "9.9"}\r\n0\r\n\r\n'
    shop.replies["ping"] = Reply(200, chunks, {"Transfer-Encoding": "chunked"})
    assert open_client(shop).ping() == {"plugin": "9.9"}


def test_a_packed_bomb_is_cut_off(shop: StandIn) -> None:
    """Uncompressed was asked for; who compresses nevertheless meets the limit while it is unpacked."""
    bomb = gzip.compress(b" " * 50_000_000)
    shop.replies["ping"] = Reply(200, bomb, {"Content-Encoding": "gzip"})
    with pytest.raises(Temporary, match="over 1048576 bytes"):
        open_client(shop).ping()


def test_an_answer_that_breaks_off_is_temporary(shop: StandIn) -> None:
    shop.replies["ping"] = Reply(200, b'{"plugin"', {"Content-Length": "500", "Connection": "close"})
    with pytest.raises(Temporary) as caught:
        open_client(shop).ping()
    assert caught.value.problem is not None and caught.value.problem.code == "shop_unreachable"


def test_a_shop_that_says_nothing_is_given_up(shop: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "READ", 0.1)
    shop.replies["ping"] = Reply(200, b"{}", pause=1)
    with pytest.raises(Temporary) as caught:
        open_client(shop).ping()
    assert caught.value.problem is not None and caught.value.problem.code == "shop_unreachable"


def test_a_shop_that_is_down_is_temporary_and_its_url_is_not_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        rest_url = f"http://127.0.0.1:{free.getsockname()[1]}/wp-json/wc-ledgerbridge/v1/"
    with pytest.raises(Temporary, match="there was no connection") as caught:
        ShopClient(rest_url, KEY, SECRET, development=True).ping()
    assert "oauth" not in str(caught.value)


def test_a_certificate_that_nobody_signed_is_not_believed(tmp_path: Path) -> None:
    context, _ = tls_for("localhost", tmp_path)
    with StandIn(tls=context) as shop, pytest.raises(Temporary, match="certificate"):
        open_client(shop).ping()
    assert shop.asked == []


# --- judged addresses -----------------------------------------------------------------------------------------


def test_a_private_name_is_never_connected_to(monkeypatch: pytest.MonkeyPatch, shop: StandIn) -> None:
    resolver(monkeypatch, [["127.0.0.1"]])
    connected = connections(monkeypatch, shop.port)
    with pytest.raises(Permanent) as caught:
        ShopClient("https://winkel.example.nl/wp-json/wc-ledgerbridge/v1/", KEY, SECRET).ping()
    assert (caught.value.problem.code, connected) == ("shop_url_refused", [])


def test_plain_http_needs_the_development_switch(shop: StandIn) -> None:
    with pytest.raises(Permanent) as caught:
        ShopClient(shop.rest_url, KEY, SECRET).ping()
    assert (caught.value.problem.code, shop.asked) == ("shop_url_refused", [])


def test_a_name_that_changes_its_mind_is_connected_to_what_was_judged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Rebinding: public when judged, private afterwards. There is no afterwards: it is asked once a connection."""
    context, trusted = tls_for("winkel.example.nl", tmp_path)
    monkeypatch.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", trusted)
    lookups = resolver(monkeypatch, [["93.184.215.14"], ["127.0.0.1"]])
    with StandIn(tls=context) as shop:
        connected = connections(monkeypatch, shop.port)
        rest_url = "https://winkel.example.nl/wp-json/wc-ledgerbridge/v1/"
        assert ShopClient(rest_url, KEY, SECRET).ping()["plugin"] == "0.1.0"
        assert (connected, lookups) == ([("93.184.215.14", 443)], ["winkel.example.nl"])
        assert shop.server_names == ["winkel.example.nl"]
        assert shop.asked[0].headers["host"] == "winkel.example.nl"
        with pytest.raises(Permanent):
            ShopClient(rest_url, KEY, SECRET).ping()
        assert len(shop.asked) == 1


def test_the_certificate_must_be_of_the_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    context, trusted = tls_for("elsewhere.example.nl", tmp_path)
    monkeypatch.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", trusted)
    resolver(monkeypatch, [["93.184.215.14"]])
    with StandIn(tls=context) as shop:
        connections(monkeypatch, shop.port)
        with pytest.raises(Temporary, match="certificate"):
            ShopClient("https://winkel.example.nl/wp-json/wc-ledgerbridge/v1/", KEY, SECRET).ping()
    assert shop.asked == []


def test_a_second_address_is_tried_when_the_first_is_silent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    context, trusted = tls_for("winkel.example.nl", tmp_path)
    monkeypatch.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", trusted)
    resolver(monkeypatch, [["2606:4700::1", "93.184.215.14"]])
    with StandIn(tls=context) as shop:
        connected = connections(monkeypatch, shop.port, broken={"2606:4700::1"})
        ShopClient("https://winkel.example.nl/wp-json/wc-ledgerbridge/v1/", KEY, SECRET).ping()
    assert [host for host, _ in connected] == ["2606:4700::1", "93.184.215.14"]


def test_a_name_that_does_not_exist_is_temporary(monkeypatch: pytest.MonkeyPatch) -> None:
    resolver(monkeypatch, [])
    with pytest.raises(Temporary, match="there was no connection"):
        ShopClient("https://winkel.example.nl/wp-json/wc-ledgerbridge/v1/", KEY, SECRET).ping()


def test_a_proxy_of_this_machine_is_not_used(shop: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    monkeypatch.setenv("NO_PROXY", "")
    open_client(shop).ping()
    assert len(shop.asked) == 1


# --- routes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rest_url", "expected"),
    [
        ("https://x.nl/wp-json/wc-ledgerbridge/v1/", "https://x.nl/wp-json/wc-ledgerbridge/v1/status?a=1%2C2"),
        ("https://x.nl/wp-json/wc-ledgerbridge/v1", "https://x.nl/wp-json/wc-ledgerbridge/v1/status?a=1%2C2"),
        (
            "https://x.nl/index.php?rest_route=/wc-ledgerbridge/v1/",
            "https://x.nl/index.php?rest_route=/wc-ledgerbridge/v1/status&a=1%2C2",
        ),
        (
            "https://x.nl/?lang=nl&rest_route=%2Fwc-ledgerbridge%2Fv1%2F",
            "https://x.nl/?lang=nl&rest_route=/wc-ledgerbridge/v1/status&a=1%2C2",
        ),
        ("https://x.nl/wp-json/v1/?lang=nl", "https://x.nl/wp-json/v1/status?lang=nl&a=1%2C2"),
    ],
)
def test_routes_are_appended_to_any_rest_url(rest_url: str, expected: str) -> None:
    assert client.route(rest_url, "status", {"a": "1,2"}) == expected


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30).filter(lambda text: "%" not in text))
def test_any_text_in_the_query_is_signed_as_woocommerce_reads_it(shop: StandIn, text: str) -> None:
    """Without a percent sign: WooCommerce decodes values once too often (normalize_parameters), and none of ours
    holds one."""
    shop.replies.clear()
    open_client(shop)._call("GET", "ping", {"q": text})
    assert shop.asked[-1].query["q"] == text


def open_client(shop: StandIn) -> ShopClient:
    return ShopClient(shop.rest_url, KEY, SECRET, development=True)


def resolver(monkeypatch: pytest.MonkeyPatch, answers: list[list[str]]) -> list[str]:
    """Name lookups answer in turn; the last answer stays. The names that were asked for."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, *args: Any, **options: Any) -> list[Any]:
        if not answers:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        found = answers[min(len(asked), len(answers) - 1)]
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in found]

    monkeypatch.setattr(address.socket, "getaddrinfo", getaddrinfo)
    return asked


def connections(monkeypatch: pytest.MonkeyPatch, port: int, broken: set[str] = frozenset()) -> list[tuple[str, int]]:
    """The internet leads to the stand-in. The addresses that were connected to."""
    made: list[tuple[str, int]] = []

    def create_connection(there: tuple[str, int], timeout: float) -> socket.socket:
        made.append(there)
        if there[0] in broken:
            raise TimeoutError("silent")
        connected = socket.socket()
        connected.settimeout(timeout)
        connected.connect(("127.0.0.1", port))
        return connected

    monkeypatch.setattr(wire.socket, "create_connection", create_connection)
    return made
