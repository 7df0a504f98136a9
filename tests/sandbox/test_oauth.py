"""Codes and the token chain, with the five refusals as recorded."""

from __future__ import annotations

import pytest


@pytest.fixture
def guest(make):
    return make(signed_in=False)


def test_consent_page_names_app_user_and_divisions(guest):
    page = guest.web.get(
        "/api/oauth2/auth?client_id=sandbox-client&redirect_uri=https://x.example/cb&response_type=code"
    )
    shown = page.get_data(as_text=True)
    assert 'id="allow"' in shown and "Ledgerbridge" in shown and "3000001" in shown and "Weigeren" in shown


def test_an_unknown_app_gets_no_consent_page(guest):
    assert (
        guest.web.get("/api/oauth2/auth?client_id=x&redirect_uri=https://x.example&response_type=code").status_code
        == 400
    )


def test_allowing_brings_back_a_code_with_an_exclamation_mark(guest):
    back = guest.consent()
    assert "!" in back["code"] and back["state"] == "s-1"


def test_denying_brings_back_no_code(guest):
    assert guest.consent("deny") == {"error": "access_denied", "state": "s-1"}


def test_a_code_gives_a_pair_and_expires_in_is_text(guest):
    pair = guest.exchange(guest.consent()["code"])
    assert pair.status_code == 200
    assert pair.json["expires_in"] == "600" and pair.json["token_type"].lower() == "bearer"


def test_a_code_works_once(guest):
    code = guest.consent()["code"]
    guest.exchange(code)
    again = guest.exchange(code)
    assert (again.status_code, again.json["error"]) == (400, "invalid_grant")
    assert "chainId" in again.json["error_description"]


def test_a_code_dies_after_three_minutes(guest):
    code = guest.consent()["code"]
    guest.advance(181)
    assert guest.exchange(code).status_code == 400


def test_an_undecoded_code_is_refused(guest):
    assert guest.exchange(guest.consent()["code"].replace("!", "%21")).json["error"] == "invalid_grant"


def test_a_wrong_secret_is_refused(guest):
    answer = guest.token(grant_type="refresh_token", refresh_token="x", client_secret="wrong")
    assert (answer.status_code, answer.json) == (400, {"error": "invalid_request"})


def test_refreshing_before_570_seconds_is_refused_and_burns_nothing(exact):
    exact.advance(569)
    early = exact.refresh(exact.tokens["refresh_token"])
    assert (early.status_code, early.json["error"]) == (400, "access_denied")
    assert early.headers["Reason"].startswith("TooEarlyToRefreshTokens")
    exact.advance(2)
    assert exact.refresh(exact.tokens["refresh_token"]).status_code == 200


def test_a_refused_early_refresh_may_also_burn_the_token(make):
    exact = make(assume={"too_early_burns_token": True})
    exact.refresh(exact.tokens["refresh_token"])
    exact.advance(600)
    assert exact.refresh(exact.tokens["refresh_token"]).status_code in (400, 401)


def test_a_refresh_token_rotates_and_the_old_one_is_dead(exact):
    exact.advance(571)
    pair = exact.refresh(exact.tokens["refresh_token"]).json
    assert pair["refresh_token"] != exact.tokens["refresh_token"]
    old = exact.refresh(exact.tokens["refresh_token"])
    assert old.status_code == 401
    assert old.json == {"error": "unauthorized_client", "error_description": "Old refresh token used."}


def test_a_refresh_token_dies_after_thirty_days(exact):
    exact.advance(31 * 86_400)
    late = exact.refresh(exact.tokens["refresh_token"])
    assert (late.status_code, late.json["error"]) == (400, "invalid_request")
    assert late.json["error_description"].startswith("The refresh token expired")


def test_a_second_consent_ends_the_first_chain(exact):
    first = exact.tokens
    exact.sign_in()
    assert exact.get("current/Me").status == 200
    exact.tokens = first
    assert exact.get("current/Me").status == 401


def test_an_access_token_lives_600_seconds(exact):
    exact.advance(599)
    assert exact.get("current/Me").status == 200
    exact.advance(2)
    assert exact.get("current/Me").status == 401


def test_only_the_ticked_divisions_are_open(make):
    exact = make(signed_in=False)
    exact.tokens = exact.exchange(exact.consent(divisions=(3000002,))["code"]).json
    refused = exact.get("crm/Accounts", filter="Name eq 'x'")
    assert (refused.status, refused.headers["Reason"]) == (403, "NoDivisionAccess")


def test_a_lost_answer_to_a_refresh_loses_the_chain(exact):
    exact.advance(575)
    exact.fault("token_reply_lost", path="oauth2/token")
    assert exact.refresh(exact.tokens["refresh_token"]).status_code == 444  # the socket was dropped
    assert exact.refresh(exact.tokens["refresh_token"]).status_code == 401


def test_a_replaced_access_token_lives_to_its_own_end(exact):
    first = exact.tokens
    exact.advance(575)
    exact.tokens = exact.refresh(first["refresh_token"]).json
    exact.tokens, second = first, exact.tokens
    assert exact.get("current/Me").status == 200
    exact.advance(30)
    assert exact.get("current/Me").status == 401
    exact.tokens = second
    assert exact.get("current/Me").status == 200


def test_a_superseded_chain_is_not_taken_for_a_rotated_token(exact):
    first = exact.tokens
    exact.sign_in()
    exact.advance(600)
    answer = exact.refresh(first["refresh_token"])
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_grant")


def test_the_end_of_a_refresh_token_is_told_in_american(exact):
    exact.advance(31 * 86_400)
    raw = exact.refresh(exact.tokens["refresh_token"]).get_data(as_text=True)
    assert "\\/" in raw and (" AM and it is now " in raw or " PM and it is now " in raw)
