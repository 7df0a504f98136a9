"""Calls a minute and a day, their headers, and endpoints closed for their errors."""

from __future__ import annotations

import pytest


def test_headers_count_down_with_resets_in_epoch_milliseconds(make):
    exact = make(minutely_limit=60, daily_limit=5000)
    headers = exact.get("vat/VATCodes").headers
    assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == ("5000", "4999")
    assert (headers["X-RateLimit-Minutely-Limit"], headers["X-RateLimit-Minutely-Remaining"]) == ("60", "59")
    now = exact.sandbox.clock.seconds()
    minute, day = int(headers["X-RateLimit-Minutely-Reset"]), int(headers["X-RateLimit-Reset"])
    assert minute % 60_000 == 0 and 0 < minute - now * 1000 <= 60_000
    assert day % 86_400_000 == 0 and 0 < day - now * 1000 <= 86_400_000


def test_a_full_minute_answers_429_with_its_own_headers_only(make):
    exact = make(minutely_limit=2)
    exact.get("vat/VATCodes")
    exact.get("vat/VATCodes")
    full = exact.get("vat/VATCodes")
    assert (full.status, full.raw) == (429, "")
    assert full.headers["X-RateLimit-Minutely-Remaining"] == "0"
    assert "X-RateLimit-Remaining" not in full.headers and "Retry-After" not in full.headers
    exact.advance(60)
    assert exact.get("vat/VATCodes").status == 200


def test_a_full_day_answers_429_without_the_minutes_headers(make):
    exact = make(daily_limit=1)
    exact.get("vat/VATCodes")
    full = exact.get("vat/VATCodes")
    assert (full.status, full.headers["X-RateLimit-Remaining"]) == (429, "0")
    assert "X-RateLimit-Minutely-Remaining" not in full.headers
    exact.advance(86_400)
    exact.sign_in()
    assert exact.get("vat/VATCodes").status == 200


def test_divisions_have_budgets_of_their_own(make):
    exact = make(minutely_limit=1)
    exact.get("vat/VATCodes")
    exact.division = 3000002
    assert exact.get("vat/VATCodes").status == 200


@pytest.mark.parametrize(("count_me", "status"), [(False, 200), (True, 429)])
def test_me_counts_only_by_assumption(make, count_me, status):
    exact = make(minutely_limit=1, assume={"count_me": count_me})
    exact.get("current/Me")
    assert exact.get("current/Me").status == status


def test_more_than_ten_refused_calls_close_the_endpoint_for_an_hour(exact):
    for _ in range(11):
        assert exact.get("vat/VATCodes", filter="Nonsense eq 1").status == 400
    closed = exact.get("vat/VATCodes")
    assert (closed.status, closed.raw, closed.headers["Reason"]) == (429, "", "ErrorLimitExceeded")
    assert exact.get("financial/Journals").status == 200
    exact.advance(3601)
    exact.sign_in()
    assert exact.get("vat/VATCodes").status == 200


def test_business_errors_do_not_close_an_endpoint(exact):
    for _ in range(15):
        assert exact.post("crm/Accounts", {}).status == 500
    assert exact.post("crm/Accounts", {"Name": "x"}).status == 201


def test_a_stranger_spends_nobodys_budget(make):
    exact = make(minutely_limit=1)
    good, exact.tokens = exact.tokens, {"access_token": "made-up"}
    assert [exact.get("vat/VATCodes").status for _ in range(15)] == [401] * 15
    exact.tokens = good
    assert exact.get("vat/VATCodes").status == 200


def test_calling_on_with_a_dead_token_closes_the_endpoint(exact):
    exact.advance(601)
    assert {exact.get("vat/VATCodes").status for _ in range(11)} == {401}
    exact.sign_in()
    assert exact.get("vat/VATCodes").status == 429
