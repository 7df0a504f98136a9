"""Starting a consent, and the browser that comes back: to the shop's own screen, or to a page in plain words."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import TestResponse

import world
from ledgerbridge.errors import Refused, Temporary
from ledgerbridge.exact import login
from ledgerbridge.state.models import Connection, OAuthState
from world import World

BACK = "https://winkel.example/wp-admin/admin.php?page=wc-settings&tab=ledgerbridge"


@pytest.fixture
def here(tmp_path: Any, clock: Any, key: str) -> Any:
    db = world.Database(f"sqlite:///{tmp_path / 'consent.sqlite3'}")
    made = world.make(db, clock, key)
    made.shop("shop1")
    yield made
    db.close()


# --- starting -------------------------------------------------------------------------------------------------


def test_the_browser_is_sent_to_exact_with_a_state_of_its_own(here: World) -> None:
    asked = [urlsplit(start(here)) for _ in range(2)]
    queries = [parse_qs(parts.query) for parts in asked]
    assert asked[0].hostname == "start.exactonline.nl"
    assert queries[0]["redirect_uri"] == [f"{world.URL}/exact/callback"]
    assert queries[0]["state"] != queries[1]["state"] and len(queries[0]["state"][0]) >= 43


@pytest.mark.parametrize("country", ["be", "de", "co.uk"])
def test_each_country_has_its_own_exact(here: World, country: str) -> None:
    assert urlsplit(start(here, country=country)).hostname == f"start.exactonline.{country}"


@pytest.mark.parametrize("country", ["xx", "n", "evil.example", "nl.evil.example"])
def test_a_country_without_exact_is_refused(here: World, country: str) -> None:
    assert here.refused("connect.start", country=country, return_url=BACK)[0] == 422


@pytest.mark.parametrize(
    "there",
    [
        "https://evil.example/",
        "https://winkel.example.evil.example/",
        "https://winkel.example@evil.example/",
        "https://winkel.example:8443/",
        "//evil.example/",
        "https:\\\\evil.example/",
        "https://evil.example\\@winkel.example/",
        "javascript:alert(1)//winkel.example",
        "data://winkel.example/",
        "/wp-admin/",
        "https://[",
    ],
)
def test_only_the_shops_own_host_is_returned_to(here: World, there: str) -> None:
    assert here.refused("connect.start", country="nl", return_url=there) == (422, "return_url_refused")


def test_a_shop_may_bring_its_own_app(here: World) -> None:
    assert parse_qs(urlsplit(start(here)).query)["client_id"] == ["app"]
    own = start(here, client_id="own", client_secret="own-secret")
    assert parse_qs(urlsplit(own).query)["client_id"] == ["own"]
    with here.tools.db.read() as session:
        assert all(b"own-secret" not in (row.client or b"") for row in session.query(OAuthState))


# --- coming back ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "?state=", "?state=unknown&code=x", "?code=x", "?error=access_denied"])
def test_a_state_nobody_asked_for_gets_a_page_in_plain_words(here: World, query: str) -> None:
    answer = here.client.get(f"/exact/callback{query}", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.mimetype) == (400, "text/html")
    assert "press Connect Exact Online again" in answer.get_data(as_text=True)
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
    quiet(answer)


@pytest.mark.parametrize(
    ("accepts", "language"), [("nl-NL,nl;q=0.9", "nl"), ("de-DE", "en"), ("en,nl;q=0.5", "en"), ("", "en")]
)
def test_the_page_speaks_the_readers_language(here: World, accepts: str, language: str) -> None:
    answer = here.client.get("/exact/callback?state=x", headers={"Accept-Language": accepts})
    assert f'<html lang="{language}">' in answer.get_data(as_text=True)


def test_what_stands_in_the_address_is_not_put_on_the_page(here: World) -> None:
    answer = here.client.get("/exact/callback?state=<script>Zz-Canary&code=Zz-Canary")
    assert "Zz-Canary" not in answer.get_data(as_text=True)


def test_a_person_who_says_no_is_back_in_the_shop(here: World) -> None:
    answer = come_back(here, error="access_denied")
    assert news(answer) == {"page": "wc-settings", "tab": "ledgerbridge", "ledgerbridge": "failed", "reason": "denied"}
    assert here.get(Connection, "shop1") is None
    quiet(answer)


def test_a_consent_is_used_once(here: World) -> None:
    state = state_of(start(here))
    assert news(get(here, state=state, error="x"))["reason"] == "denied"
    assert news(get(here, state=state, code="y"))["reason"] == "refused"


def test_a_consent_of_long_ago_is_refused(here: World, clock: Any) -> None:
    state = state_of(start(here))
    clock.move(minutes=10)
    assert news(get(here, state=state, code="x"))["reason"] == "refused"


@pytest.mark.parametrize(
    ("why", "reason"), [(Temporary("no answer"), "try_again"), (Refused(400, "exact_refused_consent", "no"), "refused")]
)
def test_what_exact_says_is_told_to_the_shop(
    here: World, monkeypatch: pytest.MonkeyPatch, why: Exception, reason: str
) -> None:
    def finish(*args: Any) -> Any:
        raise why

    monkeypatch.setattr(login, "finish", finish)
    assert news(come_back(here, code="x"))["reason"] == reason


def test_news_of_an_earlier_consent_is_replaced(here: World) -> None:
    state = state_of(start(here, return_url=f"{BACK}&ledgerbridge=connected&reason=old"))
    location = get(here, state=state, error="x").headers["Location"]
    assert location.count("ledgerbridge=") == 1 and "reason=old" not in location


def start(here: World, **args: Any) -> str:
    answer = here.desk("connect.start", **{"country": "nl", "return_url": BACK, **args})
    return str(answer["authorize_url"])


def state_of(authorize_url: str) -> str:
    return parse_qs(urlsplit(authorize_url).query)["state"][0]


def come_back(here: World, **query: str) -> TestResponse:
    return get(here, state=state_of(start(here)), **query)


def get(here: World, **query: str) -> TestResponse:
    return here.client.get("/exact/callback", query_string=query)


def news(answer: TestResponse) -> dict[str, str]:
    """The parameters with which the browser arrives in the shop."""
    assert answer.status_code == 302, answer.get_data(as_text=True)
    there = urlsplit(answer.headers["Location"])
    assert (there.scheme, there.netloc) == ("https", "winkel.example")
    return {name: values[0] for name, values in parse_qs(there.query).items()}


def quiet(answer: TestResponse) -> None:
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
