"""Several users and administrations; refusals in each user's language."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from sandbox.conftest import BACK


def sign_in_as(exact, user):
    form = {"client_id": "sandbox-client", "redirect_uri": BACK, "state": "s", "decision": "allow", "user": user}
    sent = exact.web.post("/api/oauth2/auth", data=form)
    code = parse_qs(urlsplit(sent.headers["Location"]).query)["code"][0]
    exact.tokens = exact.exchange(code).json


@pytest.mark.parametrize(
    ("user", "said", "language"),
    [("Demo Gebruiker", "Verplicht: Naam", "nl-NL"), ("Emma English", "Mandatory: Name", "en-GB"),
     ("Dieter Deutsch", "Mandatory: Name", "de-DE")],  # no German texts known: English
)  # fmt: skip
def test_refusals_speak_the_language_of_who_gave_consent(exact, user, said, language):
    sign_in_as(exact, user)
    assert exact.post("crm/Accounts", {}).error == said
    me = exact.get("current/Me").results[0]
    assert (me["FullName"], me["LanguageCode"]) == (user, language)


def test_a_user_reaches_only_the_divisions_that_are_theirs(exact):
    sign_in_as(exact, "Dieter Deutsch")
    assert {one["Code"] for one in exact.get("system/Divisions").results} == {3000001}
    exact.division = 3000002
    assert exact.get("vat/VATCodes").headers["Reason"] == "NoDivisionAccess"


def test_another_users_consent_leaves_the_first_chain_alive(exact):
    first = exact.tokens
    sign_in_as(exact, "Emma English")
    assert exact.get("vat/VATCodes").status == 200
    exact.tokens = first
    assert exact.get("vat/VATCodes").status == 200


def test_there_may_be_more_administrations(make):
    exact = make(more_divisions=((3000003, "Derde B.V."), (3000004, "Vierde B.V.")), signed_in=False)
    sign_in_as(exact, "Demo Gebruiker")
    exact.division = 3000004
    assert exact.entry({"AmountFC": 10, "VATCode": "2"}).status == 201
    assert exact.books()["trial_balance"]["balance"] == "0.00"
    exact.division = 3000003
    assert exact.books()["sales_entries"] == []
