"""Pairing: a code lets one shop in, once, and only at a URL where that shop answers."""

from __future__ import annotations

import base64
import copy
import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest

import world
from ledgerbridge.errors import Refused
from ledgerbridge.shop import pairing
from ledgerbridge.state.models import Document, Order, PairingCode, Shop
from shop_stand_in import KEY, SECRET, Reply, StandIn
from world import World

pytestmark = pytest.mark.server

NONCE = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def here(database: Any, clock: Any, key: str) -> World:
    return world.make(database, clock, key)


@pytest.fixture
def shop() -> Iterator[StandIn]:
    with StandIn() as running:
        yield running


def test_a_code_is_long_and_easy_to_read_out(here: World) -> None:
    code = pairing.make_code(here.tools.db, here.tools.clock)
    assert re.fullmatch(r"LB(-[0-9A-HJKMNP-TV-Z]{4}){7}", code)
    assert code != pairing.make_code(here.tools.db, here.tools.clock)


def test_only_the_hash_of_a_code_is_kept(here: World) -> None:
    code = pairing.make_code(here.tools.db, here.tools.clock)
    with here.tools.db.read() as session:
        kept = session.query(PairingCode).one().code_hash
    assert len(kept) == 64 and code.replace("-", "")[2:] not in kept


def test_a_shop_with_a_code_is_let_in(here: World, shop: StandIn) -> None:
    said = pair(here, shop)
    row = here.get(Shop, said["shop_id"])
    assert said["service"] == {"url": world.URL, "version": "0.1.0"}
    assert len(base64.b64decode(said["secret"].removeprefix("whsec_"))) == 32
    assert (row.url, row.rest_url, row.state, row.name) == (shop.url, shop.rest_url, "active", "Winkel")
    assert here.tools.vault.open(row.id, row.secrets) == [said["secret"]]
    assert here.tools.vault.open(row.id, row.rest_key) == {"key": KEY, "secret": SECRET}
    assert re.fullmatch(r"[2-9B-DF-HJ-NP-TV-XZ]{4}", row.marker)


def test_the_shop_is_called_back_without_a_key(here: World, shop: StandIn) -> None:
    pair(here, shop)
    assert [(asked.route, asked.query) for asked in shop.asked] == [("pairing", {"nonce": NONCE})]
    assert "authorization" not in shop.asked[0].headers


def test_plain_permalinks_are_called_back_too(here: World, shop: StandIn) -> None:
    pair(here, shop, rest_url=f"{shop.url}/index.php?rest_route=/wc-ledgerbridge/v1/")
    assert shop.asked[0].query == {"rest_route": "/wc-ledgerbridge/v1/pairing", "nonce": NONCE}


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        lambda code: code.replace("-", " "),
        lambda code: f" {code} ",
        lambda code: code.replace("-", ""),
        lambda code: code.replace("1", "I").replace("0", "o"),
    ],
)
def test_how_a_code_is_typed_does_not_matter(here: World, shop: StandIn, typed: Any) -> None:
    code = typed(pairing.make_code(here.tools.db, here.tools.clock))
    assert pair(here, shop, code)["shop_id"]


# --- codes ----------------------------------------------------------------------------------------------------


def test_a_wrong_code_is_refused_before_any_call(here: World, shop: StandIn) -> None:
    assert refused(here, shop, "LB-0000-0000-0000-0000-0000-0000-0000") == (403, "code_wrong")
    assert shop.asked == []


def test_a_code_works_once(here: World, shop: StandIn) -> None:
    code = pairing.make_code(here.tools.db, here.tools.clock)
    pair(here, shop, code)
    assert refused(here, shop, code) == (403, "code_used")


def test_a_code_lives_ten_minutes(here: World, shop: StandIn, clock: Any) -> None:
    code = pairing.make_code(here.tools.db, here.tools.clock)
    clock.move(minutes=10)
    assert refused(here, shop, code) == (403, "code_expired")


def test_a_code_is_not_spent_by_a_failed_try_but_by_five(here: World, shop: StandIn) -> None:
    code = pairing.make_code(here.tools.db, here.tools.clock)
    shop.replies["pairing"] = Reply(200, b'{"nonce": "guessed"}')
    tries = [refused(here, shop, code) for _ in range(6)]
    assert tries == [(422, "shop_answers_wrong")] * 5 + [(403, "code_used")]
    assert len(shop.asked) == 5


def test_a_code_works_after_a_failed_try(here: World, shop: StandIn) -> None:
    code = pairing.make_code(here.tools.db, here.tools.clock)
    shop.replies["pairing"] = Reply(500)
    assert refused(here, shop, code) == (422, "shop_unreachable")
    shop.replies.clear()
    assert pair(here, shop, code)["shop_id"]


def test_of_two_askers_at_once_one_gets_in(here: World, shop: StandIn) -> None:
    code = pairing.make_code(here.tools.db, here.tools.clock)
    shop.pairing = (NONCE, code)
    meet, outcomes = threading.Barrier(2, timeout=10), []
    answer = shop.answer

    def together(*args: Any) -> Reply:
        meet.wait()  # both have spent a try and neither has used the code up
        return answer(*args)

    shop.answer = together  # type: ignore[method-assign]

    def ask() -> None:
        try:
            outcomes.append(pairing.pair(request(shop, code), here.tools)["shop_id"])
        except Refused as no:
            outcomes.append(no.code)

    askers = [threading.Thread(target=ask) for _ in range(2)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert outcomes.count("code_used") == 1 and len(shops(here)) == 1


# --- whose URL it is ------------------------------------------------------------------------------------------


def test_a_url_where_another_answers_is_not_taken(here: World, shop: StandIn) -> None:
    code = pairing.make_code(here.tools.db, here.tools.clock)
    shop.pairing = (NONCE, "LB-ANOT-HERC-ODE0")
    assert error(here, request(shop, code)) == (422, "shop_answers_wrong")
    assert shops(here) == []


def test_a_shop_that_knows_of_no_pairing_says_so(here: World, shop: StandIn) -> None:
    code = pairing.make_code(here.tools.db, here.tools.clock)
    shop.pairing = ("f" * 32, code)
    assert error(here, request(shop, code)) == (422, "shop_answers_wrong")


def test_a_redirect_is_no_proof(here: World, shop: StandIn) -> None:
    shop.replies["pairing"] = Reply(302, b"", {"Location": f"{shop.url}/elsewhere"})
    assert refused(here, shop, pairing.make_code(here.tools.db, here.tools.clock)) == (422, "shop_answers_wrong")
    assert len(shop.asked) == 1


def test_a_url_of_another_host_than_its_rest_url_is_refused(here: World, shop: StandIn) -> None:
    code = pairing.make_code(here.tools.db, here.tools.clock)
    shop.pairing = (NONCE, code)
    asked = request(shop, code)
    asked["shop"]["url"] = "http://victim.example"
    assert error(here, asked) == (422, "shop_url_refused")
    assert shop.asked == []


def test_private_hosts_are_refused_outside_development(database: Any, clock: Any, key: str, shop: StandIn) -> None:
    here = world.make(database, clock, key, DEVELOPMENT_SHOPS="false")
    code = pairing.make_code(here.tools.db, here.tools.clock)
    assert error(here, request(shop, code)) == (422, "shop_url_refused")
    assert shop.asked == []
    with here.tools.db.read() as session:
        assert session.query(PairingCode).one().tries == 0


# --- the same shop again --------------------------------------------------------------------------------------


def test_pairing_again_keeps_the_shop_and_what_is_linked_to_it(here: World, shop: StandIn) -> None:
    first = pair(here, shop)
    here.order(1042, shop_id=first["shop_id"], state="booked")
    here.document(1042, shop_id=first["shop_id"])
    second = pair(here, shop, rest_url=f"{shop.url}/index.php?rest_route=/wc-ledgerbridge/v1/")
    assert second["shop_id"] == first["shop_id"] and second["secret"] != first["secret"]
    row = here.get(Shop, first["shop_id"])
    assert here.tools.vault.open(row.id, row.secrets) == [second["secret"], first["secret"]]
    with here.tools.db.read() as session:
        assert session.query(Document).one().shop_id == first["shop_id"]


def test_no_more_than_two_secrets_are_valid(here: World, shop: StandIn) -> None:
    said = [pair(here, shop) for _ in range(3)]
    row = here.get(Shop, said[0]["shop_id"])
    assert here.tools.vault.open(row.id, row.secrets) == [said[2]["secret"], said[1]["secret"]]


def test_an_unpaired_shop_comes_back_without_its_old_secret(here: World, shop: StandIn) -> None:
    first = pair(here, shop)
    here.order(1, shop_id=first["shop_id"], state="waiting", due_at=here.now)
    here.order(2, shop_id=first["shop_id"], state="booked")
    here.secrets[first["shop_id"]] = first["secret"]
    here.desk("unpair", first["shop_id"])
    assert here.get(Order, (first["shop_id"], 1)).due_at is None
    second = pair(here, shop)
    row = here.get(Shop, second["shop_id"])
    assert (second["shop_id"], row.state) == (first["shop_id"], "active")
    assert here.tools.vault.open(row.id, row.secrets) == [second["secret"]]
    due = [here.get(Order, (row.id, id)).due_at for id in (1, 2)]
    assert due == [here.now, None]


def test_two_shops_are_two_rows_with_markers_of_their_own(here: World, shop: StandIn) -> None:
    with StandIn() as other:
        ids = {pair(here, shop)["shop_id"], pair(here, other)["shop_id"]}
    assert len(ids) == 2
    assert len({row.marker for row in shops(here)}) == 2


@pytest.mark.parametrize(
    ("rest_url", "site"),
    [
        ("https://x.nl/wp-json/wc-ledgerbridge/v1/", "x.nl"),
        ("http://X.nl:80/wp-json/wc-ledgerbridge/v1", "x.nl"),
        ("https://x.nl/api/wc-ledgerbridge/v1/", "x.nl"),
        ("https://x.nl/index.php/wp-json/wc-ledgerbridge/v1/", "x.nl"),
        ("https://x.nl/index.php?rest_route=/wc-ledgerbridge/v1/", "x.nl"),
        ("https://x.nl/?rest_route=/wc-ledgerbridge/v1/", "x.nl"),
        ("https://x.nl/b/wp-json/wc-ledgerbridge/v1/", "x.nl/b"),
        ("https://x.nl/b/?rest_route=/wc-ledgerbridge/v1/", "x.nl/b"),
        ("https://x.nl/b/index.php?lang=nl&rest_route=/wc-ledgerbridge/v1/", "x.nl/b"),
        ("http://127.0.0.1:8081/wp-json/wc-ledgerbridge/v1/", "127.0.0.1:8081"),
    ],
)
def test_a_site_is_known_by_host_and_path(rest_url: str, site: str) -> None:
    assert pairing.site_of(rest_url) == site


# --- what is asked --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["code", "nonce", "shop", "shop.url", "shop.rest_url", "rest_key", "rest_key.key", "rest_key.secret"],
)
def test_each_missing_field_is_named(here: World, shop: StandIn, path: str) -> None:
    asked = copy.deepcopy(request(shop, "LB-0000"))
    inner = asked
    *folders, name = path.split(".")
    for folder in folders:
        inner = inner[folder]
    del inner[name]
    answer = here.client.post("/v1/pair", json=asked)
    assert (answer.status_code, answer.json["error"]["code"], answer.json["error"]["field"]) == (422, "missing", path)


@pytest.mark.parametrize(
    ("path", "value"),
    [("nonce", "x y" * 10), ("nonce", "short"), ("nonce", 7), ("code", ""), ("shop", []), ("shop.url", None),
     ("rest_key.key", "cs_" + "a" * 40), ("rest_key.secret", "cs_" + "ä" * 40), ("shop.rest_url", "x" * 501)],
)  # fmt: skip
def test_each_wrong_field_is_named(here: World, shop: StandIn, path: str, value: Any) -> None:
    asked = request(shop, "LB-0000")
    inner = asked
    *folders, name = path.split(".")
    for folder in folders:
        inner = inner[folder]
    inner[name] = value
    answer = here.client.post("/v1/pair", json=asked)
    assert (answer.status_code, answer.json["error"]["field"]) == (422, path)


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"{", b"[" * 10_000, b"\xff", b"null"])
def test_a_body_that_is_no_request_is_refused(here: World, body: bytes) -> None:
    answer = here.client.post("/v1/pair", data=body)
    assert answer.status_code == 422 and answer.json["error"]["code"] in ("not_json", "wrong_type")


def test_a_huge_body_is_refused_before_it_is_read(here: World) -> None:
    assert here.client.post("/v1/pair", data=b"x" * 70_000).status_code == 413


def test_long_words_of_a_shop_are_cut(here: World, shop: StandIn) -> None:
    code = pairing.make_code(here.tools.db, here.tools.clock)
    shop.pairing = (NONCE, code)
    asked = request(shop, code)
    asked["shop"] |= {"name": "n" * 900, "locale": "de_CH_informal", "timezone": "t" * 99, "plugin": "9" * 99}
    row = here.get(Shop, pairing.pair(asked, here.tools)["shop_id"])
    assert (len(row.name), row.locale, len(row.timezone), len(row.versions["plugin"])) == (200, "de_CH_info", 64, 40)


def request(shop: StandIn, code: str, rest_url: str = "") -> dict[str, Any]:
    return {
        "code": code,
        "nonce": NONCE,
        "shop": {
            "url": shop.url, "rest_url": rest_url or shop.rest_url, "name": "Winkel", "timezone": "Europe/Amsterdam",
            "locale": "nl_NL", "woocommerce": "10.0.2", "wordpress": "6.9.7", "plugin": "0.1.0",
        },
        "rest_key": {"key": KEY, "secret": SECRET},
    }  # fmt: skip


def pair(here: World, shop: StandIn, code: str = "", rest_url: str = "") -> dict[str, Any]:
    """Through the door, as the plugin does."""
    code = code or pairing.make_code(here.tools.db, here.tools.clock)
    shop.pairing = (NONCE, code)
    answer = here.client.post("/v1/pair", json=request(shop, code, rest_url))
    assert answer.status_code == 200, answer.json
    return answer.json  # type: ignore[no-any-return]


def refused(here: World, shop: StandIn, code: str) -> tuple[int, str]:
    shop.pairing = (NONCE, code)
    return error(here, request(shop, code))


def error(here: World, asked: dict[str, Any]) -> tuple[int, str]:
    answer = here.client.post("/v1/pair", json=asked)
    return answer.status_code, answer.json["error"]["code"]


def shops(here: World) -> list[Shop]:
    with here.tools.db.read() as session:
        return session.query(Shop).all()
