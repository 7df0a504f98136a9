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
