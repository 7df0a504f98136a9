"""Consent and the token chain: bound to the shop, used once, stored before use, refreshed when due and not before."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from exact_samples import EXACT, SHOP, connect
from ledgerbridge.errors import LostAnswer, Parked, Refused, Temporary
from ledgerbridge.exact import login
from ledgerbridge.exact.tokens import Chain
from ledgerbridge.state.models import Connection, OAuthState

TOKEN = f"{EXACT}/api/oauth2/token"
BACK = "https://winkel.example.nl/wp-admin/admin.php?page=ledgerbridge"
OLD_USED = {"error": "unauthorized_client", "error_description": "Old refresh token used."}
TOO_EARLY = {"error": "access_denied", "error_description": "Rate limit exceeded: access_token not expired"}
EXPIRED = {
    "error": "invalid_request",
    "error_description": "The refresh token expired at 10/11/2022 9:18:20 PM and it is now 10/28/2022 4:15:50 PM.",
}


@pytest.fixture
def exact():
    with responses.RequestsMock() as mock:
        yield mock


def pair(number, **also):
    return {"access_token": f"access-{number}", "token_type": "Bearer", "expires_in": "600",
            "refresh_token": f"refresh-{number}", **also}  # fmt: skip


def form(call):
    return {name: values[0] for name, values in parse_qs(call.request.body).items()}


def stored(db):
    with db.read() as session:
        return session.get(Connection, SHOP)


# --- consent ------------------------------------------------------------------------------------------------


@pytest.fixture
def start(db, vault, clock, config):
    def ask(country="nl", **own):
        url = login.authorize_url(SHOP, country, BACK, db, vault, clock, config, **own)
        return url, {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}

    return ask


@pytest.fixture
def finish(db, vault, clock, config):
    return lambda state, code="stampNL001.abc!IAAA": login.finish(state, code, db, vault, clock, config)


def test_the_browser_is_sent_to_the_countrys_exact(start):
    url, query = start("be")
    assert url.startswith("https://start.exactonline.be/api/oauth2/auth?")
    assert query["client_id"] == "the-hosts-app"
    assert query["response_type"] == "code"
    assert query["redirect_uri"] == "https://ledger.example.nl/exact/callback"
    assert "the-hosts-secret" not in url


def test_only_the_hash_of_the_state_is_kept(start, db):
    _, query = start()
    assert len(query["state"]) >= 43  # 256 bits
    with db.read() as session:
        assert session.query(OAuthState).one().state_hash != query["state"]


def test_consent_stores_sealed_tokens_and_names_the_shop(start, finish, exact, db, vault, clock):
    exact.post(TOKEN, json=pair(1))
    _, query = start()
    assert finish(query["state"]) == (SHOP, BACK)
    row = stored(db)
    assert (row.state, row.generation, row.base_url) == ("connected", 1, EXACT)
    assert row.expires_at == clock.now() + timedelta(seconds=600)
    assert b"access-1" not in row.tokens
    assert vault.open(SHOP, row.tokens) == {"access": "access-1", "refresh": "refresh-1"}


@pytest.mark.parametrize("code", ["stampNL001.abc!IAAA", "stampNL001.abc%21IAAA"])
def test_the_code_is_sent_decoded(start, finish, exact, code):
    exact.post(TOKEN, json=pair(1))
    finish(start()[1]["state"], code)
    sent = form(exact.calls[0])
    assert sent["code"] == "stampNL001.abc!IAAA"
    assert sent["redirect_uri"] == "https://ledger.example.nl/exact/callback"
    assert (sent["client_id"], sent["client_secret"]) == ("the-hosts-app", "the-hosts-secret")


def test_a_state_works_once(start, finish, exact):
    exact.post(TOKEN, json=pair(1))
    _, query = start()
    finish(query["state"])
    with pytest.raises(Refused):
        finish(query["state"])
    assert len(exact.calls) == 1


@pytest.mark.parametrize("minutes", [10, 60])
def test_a_state_lives_ten_minutes(start, finish, clock, minutes):
    _, query = start()
    clock.move(minutes=minutes)
    with pytest.raises(Refused) as no:
        finish(query["state"])
    assert no.value.code == "state_unknown"


def test_a_state_that_nobody_asked_for_is_refused(finish):
    with pytest.raises(Refused):
        finish("made-up")


def test_a_refused_code_leaves_the_old_connection_alone(start, finish, exact, db, vault, clock):
    connect(db, vault, clock)
    exact.post(TOKEN, status=400, json={"error": "invalid_grant", "error_description": "invalid or empty chainId"})
    with pytest.raises(Refused) as no:
        finish(start()[1]["state"])
    assert "chainId" in no.value.message
    assert stored(db).generation == 1


def test_giving_up_at_exact_brings_the_browser_back(start, db, clock):
    state = start()[1]["state"]
    assert login.given_up(state, db, clock) == (SHOP, BACK)
    assert login.return_to(state, db) == BACK
    assert login.return_to("made-up", db) == ""


def test_a_new_consent_keeps_the_administration_at_the_same_exact(start, finish, exact, db, vault, clock):
    connect(db, vault, clock, state="consent_lost")
    exact.post(TOKEN, json=pair(2))
    finish(start()[1]["state"])
    assert (stored(db).division, stored(db).state, stored(db).generation) == (123456, "connected", 2)


def test_a_new_consent_in_another_country_forgets_the_administration(start, finish, exact, db, vault, clock):
    connect(db, vault, clock)
    exact.post("https://start.exactonline.be/api/oauth2/token", json=pair(2))
    finish(start("be")[1]["state"])
    assert (stored(db).division, stored(db).base_url) == (None, "https://start.exactonline.be")


def test_a_shops_own_app_counts_only_when_its_consent_succeeds(start, finish, exact, db, vault, clock, config):
    connect(db, vault, clock, age=580)
    _, query = start(client_id="own-app", client_secret="own-secret")
    assert query["client_id"] == "own-app"
    exact.post(TOKEN, json=pair(2))
    login.access_token(SHOP, db, vault, clock, config)
    assert form(exact.calls[0])["client_id"] == "the-hosts-app"
    exact.post(TOKEN, json=pair(3))
    finish(query["state"])
    clock.move(seconds=575)
    login.access_token(SHOP, db, vault, clock, config)
    assert form(exact.calls[2])["client_secret"] == "own-secret"
    assert start()[1]["client_id"] == "own-app"


def test_without_any_app_nobody_is_sent_away(db, vault, clock, config):
    bare = dataclasses.replace(config, exact_client_id="")
    with pytest.raises(Refused) as no:
        login.authorize_url(SHOP, "nl", BACK, db, vault, clock, bare)
    assert no.value.field == "args.client_id"


def test_ending_forgets_the_tokens(db, vault, clock, config):
    connect(db, vault, clock)
    login.end(SHOP, db)
    assert stored(db).tokens is None
    with pytest.raises(Parked):
        login.access_token(SHOP, db, vault, clock, config)


# --- the access token ---------------------------------------------------------------------------------------


@pytest.fixture
def ask(db, vault, clock, config):
    return lambda **how: login.access_token(SHOP, db, vault, clock, config, **how)


def test_a_shop_without_consent_is_parked(ask):
    with pytest.raises(Parked) as parked:
        ask()
    assert parked.value.problem.action == "connect"


@pytest.mark.parametrize("age", [0, 300, 570.9])
def test_a_young_token_is_used_without_a_call(ask, db, vault, clock, age):
    connect(db, vault, clock, age=age)
    assert ask() == "access-1"


@pytest.mark.parametrize("age", [571, 589, 600, 86_400])
def test_an_old_token_is_refreshed_and_stored_first(ask, exact, db, vault, clock, age):
    connect(db, vault, clock, age=age)
    exact.post(TOKEN, json=pair(2))
    assert ask() == "access-2"
    sent = form(exact.calls[0])
    assert (sent["grant_type"], sent["refresh_token"]) == ("refresh_token", "refresh-1")
    assert "redirect_uri" not in sent
    row = stored(db)
    assert (row.generation, row.refresh_started_at) == (2, None)
    assert vault.open(SHOP, row.tokens)["refresh"] == "refresh-2"
    assert ask() == "access-2"
    assert len(exact.calls) == 1


def test_the_claim_is_committed_before_the_request_leaves(ask, exact, db, vault, clock):
    connect(db, vault, clock, age=580)

    def look(_request):
        assert stored(db).refresh_started_at == clock.now()
        return 200, {}, '{"access_token": "access-2", "refresh_token": "refresh-2", "expires_in": "600"}'

    exact.add_callback("POST", TOKEN, look)
    assert ask() == "access-2"


def test_a_server_that_cannot_be_reached_costs_nothing(ask, exact, db, vault, clock):
    connect(db, vault, clock, age=620)
    exact.post(TOKEN, body=requests.ConnectTimeout())
    with pytest.raises(Temporary):
        ask()
    exact.post(TOKEN, json=pair(2))
    assert ask() == "access-2"


def test_an_old_token_that_still_lives_does_when_the_refresh_fails(ask, exact, db, vault, clock):
    connect(db, vault, clock, age=575)
    exact.post(TOKEN, body=requests.ConnectTimeout())
    assert ask() == "access-1"


@pytest.mark.parametrize("failure", [{"body": requests.ReadTimeout()}, {"status": 503, "body": "<html/>"}])
def test_after_a_lost_answer_the_old_token_is_tried_again_571_seconds_later(ask, exact, db, vault, clock, failure):
    connect(db, vault, clock, age=620)
    exact.post(TOKEN, **failure)
    asked_at = clock.now()
    with pytest.raises(Temporary) as later:
        ask()
    assert later.value.until == asked_at + timedelta(seconds=571)
    assert not isinstance(later.value, LostAnswer)
    clock.move(seconds=570)
    with pytest.raises(Temporary):
        ask()
    assert len(exact.calls) == 1
    clock.move(seconds=1)
    exact.post(TOKEN, json=pair(2))
    assert ask() == "access-2"
    assert form(exact.calls[1])["refresh_token"] == "refresh-1"


@pytest.mark.parametrize(
    ("status", "said"), [(401, OLD_USED), (400, OLD_USED | {"error": "invalid_grant"}), (400, EXPIRED)]
)
def test_a_dead_chain_parks_the_shop_until_a_person_consents(ask, exact, db, vault, clock, status, said):
    connect(db, vault, clock, age=580)
    exact.post(TOKEN, status=status, json=said)
    with pytest.raises(Parked) as parked:
        ask()
    assert (parked.value.problem.code, parked.value.problem.action) == ("consent_lost", "connect")
    assert stored(db).state == "consent_lost"
    with pytest.raises(Parked):
        ask()
    assert len(exact.calls) == 1


def test_old_token_used_means_nothing_when_a_newer_pair_is_there(ask, exact, db, vault, clock):
    connect(db, vault, clock, age=580)

    def meanwhile(_request):
        with db.write() as session:
            row = session.get(Connection, SHOP)
            row.tokens = vault.seal(SHOP, {"access": "access-9", "refresh": "refresh-9"})
            row.generation, row.refreshed_at = 2, clock.now()
            row.expires_at = clock.now() + timedelta(seconds=600)
        return 401, {}, '{"error": "unauthorized_client", "error_description": "Old refresh token used."}'

    exact.add_callback("POST", TOKEN, meanwhile)
    assert ask() == "access-9"
    assert stored(db).state == "connected"


def test_too_early_waits_and_does_not_ask_again_at_once(ask, exact, db, vault, clock):
    connect(db, vault, clock, age=601)
    exact.post(TOKEN, status=400, json=TOO_EARLY)
    with pytest.raises(Temporary) as later:
        ask()
    assert later.value.until == clock.now() + timedelta(seconds=120)
    with pytest.raises(Temporary):
        ask()
    assert len(exact.calls) == 1
    clock.move(seconds=120)
    exact.post(TOKEN, json=pair(2))
    assert ask() == "access-2"


def test_a_token_in_a_refusal_is_kept(ask, exact, db, vault, clock):
    connect(db, vault, clock, age=575)
    exact.post(TOKEN, status=400, json=TOO_EARLY | {"refresh_token": "refresh-2"})
    with pytest.raises(Temporary):
        clock.move(seconds=20)
        ask()
    assert vault.open(SHOP, stored(db).tokens) == {"access": "access-1", "refresh": "refresh-2"}


def test_a_wrong_app_is_the_hosts_to_mend_and_is_not_tried_in_a_loop(ask, exact, db, vault, clock):
    connect(db, vault, clock, age=620)
    exact.post(TOKEN, status=400, json={"error": "invalid_request"})
    with pytest.raises(Parked) as parked:
        ask()
    assert parked.value.problem.code == "exact_app_refused"
    with pytest.raises(Temporary):
        ask()
    assert len(exact.calls) == 1
    assert stored(db).state == "connected"


def test_a_refused_young_token_is_replaced_as_soon_as_exact_allows(ask, exact, db, vault, clock):
    connect(db, vault, clock, age=300)
    with pytest.raises(Temporary) as later:
        ask(refused="access-1")
    assert later.value.until == clock.now() + timedelta(seconds=271)
    with pytest.raises(Temporary):
        ask()
    clock.at = later.value.until
    exact.post(TOKEN, json=pair(2))
    assert ask() == "access-2"


def test_a_refused_token_that_was_replaced_meanwhile_costs_nothing(ask, db, vault, clock):
    connect(db, vault, clock, access="access-2")
    assert ask(refused="access-1") == "access-2"


def test_a_running_refresh_of_another_process_is_waited_for(ask, db, vault, clock):
    connect(db, vault, clock, age=620, refresh_started_at=clock.now())
    started = clock.now()
    with pytest.raises(Temporary) as later:
        ask()
    assert clock.now() - started >= timedelta(seconds=24)
    assert later.value.until == started + timedelta(seconds=571)


# --- the spool ----------------------------------------------------------------------------------------------


def spooled(config):
    folder = Path(make_url(config.database_url).database).parent / "token-spool"
    return sorted(folder.glob("*")) if folder.exists() else []


def test_a_pair_that_could_not_be_stored_is_not_used_and_not_lost(ask, exact, db, vault, clock, config, monkeypatch):
    connect(db, vault, clock, age=620)
    exact.post(TOKEN, json=pair(2))
    change = Chain._change

    def only_the_claim(self, row, *conditions, **values):
        if "tokens" in values:
            raise OperationalError("UPDATE connection", {}, Exception("disk full"))
        return change(self, row, *conditions, **values)

    with monkeypatch.context() as broken:
        broken.setattr(Chain, "_change", only_the_claim)
        with pytest.raises(Temporary):
            ask()
    assert vault.open(SHOP, stored(db).tokens)["access"] == "access-1"
    (kept,) = spooled(config)
    assert kept.stat().st_mode & 0o777 == 0o600
    assert b"access-2" not in kept.read_bytes()
    assert ask() == "access-2"
    assert len(exact.calls) == 1
    assert spooled(config) == []


def test_a_spooled_pair_revives_a_consent_that_was_taken_for_lost(ask, exact, db, vault, clock, config, tmp_path):
    connect(db, vault, clock, age=620)
    chain = Chain(SHOP, db, vault)
    row = chain.read()
    exact.post(TOKEN, status=401, json=OLD_USED)
    with pytest.raises(Parked):
        ask()
    late = login._pair_in('{"access_token": "access-2", "refresh_token": "refresh-2"}', None, clock.now(), clock.now())
    chain._put_aside(row, late)
    assert ask() == "access-2"
    assert stored(db).state == "connected"


def test_a_pair_of_a_chain_that_a_new_consent_ended_is_dropped(db, vault, clock, config):
    connect(db, vault, clock, age=620)
    chain = Chain(SHOP, db, vault)
    old = chain.read()
    with db.write() as session:
        session.get(Connection, SHOP).generation = 2
    late = login._pair_in('{"access_token": "access-2", "refresh_token": "refresh-2"}', None, clock.now(), clock.now())
    chain.keep(old, late)
    assert vault.open(SHOP, stored(db).tokens)["access"] == "access-1"
    assert spooled(config) == []


def test_a_spool_that_cannot_be_written_does_not_stop_the_commit(exact, db, vault, clock, config, tmp_path):
    connect(db, vault, clock, age=620)
    exact.post(TOKEN, json=pair(2))
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    assert login.access_token(SHOP, db, vault, clock, config, spool=in_the_way) == "access-2"


# --- answers that no token endpoint should give ---------------------------------------------------------------


@pytest.mark.parametrize("life", ["9" * 30, "99999999999", "-5", "0", "soon", None, 1.5, [], {"s": 600}, True])
def test_a_life_that_is_none_does_not_cost_the_only_pair_that_works(ask, exact, db, vault, clock, life):
    """Exact has used the old token up by now: whatever else it says, the new pair must be kept."""
    connect(db, vault, clock, age=580)
    exact.post(TOKEN, json=pair(2, expires_in=life))
    assert ask() == "access-2"
    row = stored(db)
    assert vault.open(SHOP, row.tokens) == {"access": "access-2", "refresh": "refresh-2"}
    assert timedelta(0) < row.expires_at - clock.now() <= timedelta(days=1)


NO_PAIR = ["[" * 100_000, '{"a": ' * 50_000, "[]", "null", '"access_token"', "", "<html>login</html>",
           '{"access_token": ', '{"access_token": null, "refresh_token": null}',
           '{"access_token": {"x": 1}, "refresh_token": [1]}',
           '{"access_token": "a\\nX-Other: 1", "refresh_token": "\\u2026"}']  # fmt: skip


@pytest.mark.parametrize("status", [200, 302, 502])
@pytest.mark.parametrize("body", NO_PAIR, ids=lambda body: body[:24])
def test_garbage_from_the_token_endpoint_is_tried_later_and_the_chain_is_kept(
    ask, exact, db, vault, clock, status, body
):
    connect(db, vault, clock, age=620)
    exact.post(TOKEN, status=status, body=body)
    with pytest.raises(Temporary) as later:
        ask()
    assert later.value.until == clock.now() + timedelta(seconds=571)
    row = stored(db)
    assert row.state == "connected"
    assert vault.open(SHOP, row.tokens) == {"access": "access-1", "refresh": "refresh-1"}


def test_a_new_token_does_not_mend_what_is_wrong_with_the_administration(ask, exact, db, vault, clock):
    """The alarm would end with every refresh, and come again with every look."""
    connect(db, vault, clock, age=580)
    gone = {"code": "division_gone", "what": {}, "why": {}, "do": {}}
    with db.write() as session:
        session.get_one(Connection, SHOP).problem = gone
    exact.post(TOKEN, json=pair(2))
    assert ask() == "access-2"
    assert stored(db).problem == gone
