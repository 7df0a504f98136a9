"""What goes wrong on demand, and what stands in the books after it."""

from __future__ import annotations

import pytest


def booked(exact):
    return len(exact.books()["sales_entries"])


@pytest.mark.parametrize(("fault", "stands"), [("answer_lost_after_commit", 1), ("answer_lost_before_commit", 0)])
def test_a_lost_answer_leaves_or_leaves_not_a_document(exact, fault, stands):
    exact.fault(fault)
    assert exact.entry({"AmountFC": 10}).status == 444  # over a socket: no answer at all
    assert booked(exact) == stands
    assert exact.entry({"AmountFC": 10}).status == 201


def test_a_late_commit_stands_when_the_clock_has_moved(exact):
    exact.fault("late_commit", seconds=90)
    assert exact.entry({"AmountFC": 10}).status == 444
    assert booked(exact) == 0
    exact.advance(91)
    assert booked(exact) == 1


@pytest.mark.parametrize(
    ("fault", "status"),
    [("status_503_html", 503), ("status_408", 408), ("status_599", 599), ("status_500_generic", 500)],
)
def test_a_status_comes_instead_of_the_work(exact, fault, status):
    exact.fault(fault)
    answer = exact.entry({"AmountFC": 10})
    assert answer.status == status and booked(exact) == 0
    assert (answer.body is None) == (fault != "status_500_generic")


def test_429_faults_carry_one_pair_of_headers(exact):
    for fault, there, gone in (
        ("status_429_minutely", "X-RateLimit-Minutely-Reset", "X-RateLimit-Reset"),
        ("status_429_daily", "X-RateLimit-Reset", "X-RateLimit-Minutely-Reset"),
    ):
        exact.fault(fault)
        answer = exact.entry({"AmountFC": 10})
        assert (answer.status, answer.raw) == (429, "")
        assert there in answer.headers and gone not in answer.headers


def test_refusals_on_demand(exact):
    exact.fault("business_error", text="Periode is afgesloten: 2026 - 3")
    assert exact.entry({"AmountFC": 10}).error == "Periode is afgesloten: 2026 - 3"
    exact.fault("forbidden", reason="LicenseExpired")
    refused = exact.entry({"AmountFC": 10})
    assert (refused.status, refused.headers["Reason"]) == (403, "LicenseExpired")
    exact.fault("scope_violation")
    assert "Application Scope Violated" in exact.entry({"AmountFC": 10}).error


def test_a_revoked_consent_needs_a_new_one(exact):
    exact.fault("consent_revoked", path="vat/VATCodes", method="GET")
    assert exact.get("vat/VATCodes").status == 401
    exact.advance(600)
    assert exact.refresh(exact.tokens["refresh_token"]).status_code in (400, 401)


def test_a_fault_happens_as_often_as_planned_and_only_where(exact):
    exact.fault("status_503_html", times=2)
    assert exact.get("vat/VATCodes").status == 200
    assert [exact.entry({"AmountFC": 10}).status for _ in range(3)] == [503, 503, 201]
    assert exact.web.get("/_sandbox/faults").json["faults"][0]["done"] == 2
    exact.web.delete("/_sandbox/faults")
    assert exact.web.get("/_sandbox/faults").json["faults"] == []


def test_an_unknown_fault_is_refused(exact):
    assert exact.web.post("/_sandbox/faults", json={"fault": "gremlins"}).status_code == 400


def test_a_proxy_may_time_out_although_the_call_was_worked(exact):
    exact.fault("status_599", commit=True)
    assert exact.entry({"AmountFC": 10}).status == 599
    assert booked(exact) == 1


def test_a_late_change_comes_late_too(exact):
    place = f"crm/Accounts(guid'{exact.customer()}')"
    exact.fault("late_commit", path="crm/Accounts", method="PUT", seconds=30)
    assert exact.put(place, {"Email": "laat@example.nl"}).status == 444
    assert exact.get(place).d["Email"] is None
    exact.advance(31)
    assert exact.get(place).d["Email"] == "laat@example.nl"


def test_a_moved_division_starts_its_timestamps_anew(exact):
    before = max(one["Timestamp"] for one in exact.get("sync/Logistics/Items", filter="Timestamp gt 1").results)
    exact.item("NA-1")
    exact.fault("division_moved", path="system/Divisions", method="GET")
    moved = {one["Code"]: one["DivisionMoveDate"] for one in exact.get("system/Divisions").results}
    assert moved[3000001] and moved[3000002] is None
    after = exact.get("sync/Logistics/Items", filter="Timestamp gt 1").results
    assert max(one["Timestamp"] for one in after) < before and len(after) == 5


def test_a_fault_for_any_call_leaves_tokens_alone(exact):
    exact.web.post("/_sandbox/faults", json={"fault": "status_503_html"})
    exact.sign_in()
    assert exact.get("vat/VATCodes").status == 503


def test_a_fault_may_be_meant_for_one_division(exact):
    exact.web.post("/_sandbox/faults", json={"fault": "status_503_html", "match": {"division": 3000002}})
    assert exact.get("vat/VATCodes").status == 200
    exact.division = 3000002
    assert exact.get("vat/VATCodes").status == 503


@pytest.mark.parametrize("reason", ["BlockedUser", "InactiveUser", "BlockedCustomer", "LicenseExpired",
                                    "DivisionBlocked", "NoDivisionAccess"])  # fmt: skip
def test_every_reason_of_a_403_can_be_played(exact, reason):
    exact.fault("forbidden", reason=reason)
    refused = exact.entry({"AmountFC": 10})
    assert (refused.status, refused.headers["Reason"]) == (403, reason)
    assert ("license expired" in refused.error) == (reason == "LicenseExpired") and booked(exact) == 0


@pytest.mark.parametrize(("fault", "kind", "start"), [
    ("html_instead_of_json", "text/html", "<html>"), ("wrong_content_type", "text/plain", '{"d"'),
    ("empty_body", "application/json", ""),
])  # fmt: skip
def test_an_answer_may_be_spoiled_although_the_call_was_worked(exact, fault, kind, start):
    exact.fault(fault)
    sent = exact.web.post(
        "/api/v1/3000001/salesentry/SalesEntries", headers={
            "Authorization": f"Bearer {exact.tokens['access_token']}", "Accept": "application/json",
        }, json={"Customer": exact.customer(), "Journal": "70",
                 "SalesEntryLines": [{"GLAccount": exact.ledger("8000"), "AmountFC": 10}]},
    )  # fmt: skip
    assert sent.status_code == 201 and sent.content_type.startswith(kind) and booked(exact) == 1
    text = sent.get_data(as_text=True)
    assert text.startswith(start) and bool(text) == bool(start)


def test_values_may_be_null_and_dates_beyond_any_calendar(exact):
    exact.fault("null_values", path="vat/VATCodes", method="GET")
    rows = exact.get("vat/VATCodes").results
    assert rows and {row["Code"] for row in rows} == {row["Percentage"] for row in rows} == {None}
    exact.fault("date_out_of_range", path="vat/VATCodes", method="GET")
    assert {row["Created"] for row in exact.get("vat/VATCodes").results} == {"/Date(99999999999999999)/"}


def test_json_may_end_too_soon(exact):
    exact.fault("truncated_json", path="vat/VATCodes", method="GET")
    with pytest.raises(ValueError):
        exact.get("vat/VATCodes")


@pytest.mark.parametrize(("fault", "status"), [("redirect", 302), ("status_502_html", 502), ("status_504_html", 504),
                                               ("status_500_object_reference", 500), ("error_limit", 429)])  # fmt: skip
def test_more_that_comes_instead_of_the_work(exact, fault, status):
    exact.fault(fault)
    assert exact.entry({"AmountFC": 10}).status == status and booked(exact) == 0


@pytest.mark.parametrize(("fault", "status"), [("token_status_503_html", 503), ("token_html", 200)])
def test_the_token_endpoint_may_answer_html_and_leave_the_chain_alone(exact, fault, status):
    exact.advance(580)
    exact.fault(fault, path="")
    answer = exact.refresh(exact.tokens["refresh_token"])
    assert answer.status_code == status and answer.content_type.startswith("text/html")
    assert exact.refresh(exact.tokens["refresh_token"]).status_code == 200


def test_the_clock_may_run_faster(exact):
    before = exact.web.get("/_sandbox/clock").json["seconds"]
    exact.web.post("/_sandbox/clock", json={"speed": 100_000})
    exact.web.post("/_sandbox/clock", json={"speed": 0})
    assert exact.web.get("/_sandbox/clock").json["seconds"] > before
