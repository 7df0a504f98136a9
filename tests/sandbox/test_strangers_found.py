"""What other people's clients showed to be wrong in the sandbox (docs/strangers.md): mended, and held here."""

from __future__ import annotations

from base64 import b64encode

BACK = "https://winkel.example/exact/callback"


def exchanged_by_basic(exact, secret="sandbox-secret"):
    """A code for tokens, the app's id and secret in HTTP Basic only."""
    form = {"grant_type": "authorization_code", "code": exact.consent()["code"], "redirect_uri": BACK}
    basic = b64encode(f"sandbox-client:{secret}".encode()).decode()
    return exact.web.post("/api/oauth2/token", data=form, headers={"Authorization": f"Basic {basic}"})


def test_tokens_for_an_app_that_shows_itself_by_http_basic(make):
    exact = make(signed_in=False)
    answer = exchanged_by_basic(exact)
    assert answer.status_code == 200
    exact.tokens = answer.json
    assert exact.get("vat/VATCodes").status == 200
    (call,) = [one for one in exact.sandbox.log if one["path"] == "/api/oauth2/token"]
    assert call["client"] == "sandbox-client"


def test_http_basic_with_a_wrong_secret_or_switched_off_is_refused(make):
    wrong = exchanged_by_basic(make(signed_in=False), secret="guess")
    off = exchanged_by_basic(make(signed_in=False, assume={"token_takes_basic": False}))
    assert [(one.status_code, one.json) for one in (wrong, off)] == [(400, {"error": "invalid_request"})] * 2


def test_a_count_needs_no_json(exact):
    answer = exact.call("GET", "financial/Journals/$count", headers={"Accept": "*/*"})
    assert (answer.status, answer.headers["Content-Type"].split(";")[0], answer.raw) == (200, "text/plain", "7")
    assert exact.call("GET", "financial/Journals", headers={"Accept": "*/*"}).status == 406


def test_a_counted_list_is_an_object_even_within_a_page(exact):
    assert isinstance(exact.get("financial/Journals", top="2").d, list)
    counted = exact.get("financial/Journals", top="2", inlinecount="allpages").d
    assert (len(counted["results"]), counted["__count"]) == (2, "7")


def many(exact, number=130):
    exact.seed(accounts=[{"Name": f"Klant {n:03}", "Status": "P"} for n in range(number)])


def test_top_counts_over_pages(exact):
    many(exact)
    first = exact.get("crm/Accounts", filter="Status eq 'P'", top="100").d
    second = exact.follow(first["__next"]).d
    assert (len(first["results"]), len(second["results"])) == (60, 40)
    assert "__next" not in second


def test_top_anew_on_each_page_is_the_other_answer(make):
    exact = make(assume={"top_counts_down": False})
    many(exact)
    first = exact.get("crm/Accounts", filter="Status eq 'P'", top="100").d
    second = exact.follow(first["__next"]).d
    assert len(second["results"]) == 60 and second["__next"]


def test_flags_read_true_or_false(exact):
    me = exact.get("current/Me").results[0]
    assert me["IsStarterUser"] is False and me["IsMyFirmLiteUser"] is False
    exact.customer(Name="Jansen", IsSupplier=True)
    (account,) = exact.get("crm/Accounts", filter="Name eq 'Jansen'").results
    assert [account[name] for name in ("Blocked", "IsPilot", "IsSupplier", "IsSales")] == [False, False, True, True]


def test_an_expanded_collection_that_is_not_held_is_empty(exact):
    plain = exact.get("financial/GLAccounts", filter="Description ne ''").results[0]
    opened = exact.get("financial/GLAccounts", filter="Description ne ''", expand="DeductibilityPercentages").results[0]
    assert "__deferred" in plain["DeductibilityPercentages"]
    assert opened["DeductibilityPercentages"] == {"results": []}
