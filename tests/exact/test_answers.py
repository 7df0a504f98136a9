"""The table of facts §3: what each answer means for a read and for a write."""

from collections import Counter
from decimal import Decimal

import pytest

from ledgerbridge.errors import LostAnswer, Parked, Permanent, Temporary
from ledgerbridge.exact.answers import Answer, message, next_page, payload, rows

SAYS = '{{\r\n"error": {{\r\n"code": "", "message": {{\r\n"lang": "", "value": "{}"}}}}}}'
HTML = "<html><body>503 Service Unavailable</body></html>"
NULL_REF = SAYS.format("Object reference not set to an instance of an object.")
PROBLEM = SAYS.format("A problem has occurred. The cause of this issue will be investigated as soon as possible.")


def answer(status, text="", writes=False, **headers):
    return Answer(status, headers, text, "salesorder/SalesOrders", writes)


@pytest.mark.parametrize(
    ("status", "text"),
    [(408, ""), (500, ""), (500, HTML), (500, NULL_REF), (500, PROBLEM), (502, HTML), (503, HTML), (504, ""),
     (599, HTML), (503, SAYS.format("Verplicht: Dagboek")), (302, ""), (200, "<entry/>")],
)  # fmt: skip
def test_an_answer_without_a_reason_is_lost_for_a_write_and_temporary_for_a_read(status, text):
    with pytest.raises(LostAnswer):
        payload(answer(status, text, writes=True), Counter())
    with pytest.raises(Temporary) as later:
        payload(answer(status, text), Counter())
    assert not isinstance(later.value, LostAnswer)


@pytest.mark.parametrize("writes", [True, False])
def test_500_with_a_message_is_a_no(writes):
    with pytest.raises(Permanent) as no:
        payload(answer(500, SAYS.format("Verkoopordernummer: Bestaat reeds"), writes), Counter())
    assert no.value.problem.code == "already_exists"
    assert no.value.problem.detail == "Verkoopordernummer: Bestaat reeds"


@pytest.mark.parametrize("status", [400, 405, 409, 413, 415])
def test_other_refusals_are_ours_to_mend(status):
    with pytest.raises(Permanent) as no:
        payload(answer(status, SAYS.format("Bad Request - Error in query syntax.")), Counter())
    assert no.value.problem.code == "exact_refused_request"
    assert no.value.problem.who == "host"
    assert no.value.context["status"] == status


def test_404_on_a_list_names_the_endpoint():
    with pytest.raises(Permanent) as no:
        payload(answer(404), Counter())
    assert no.value.problem.code == "not_found"
    assert "salesorder/SalesOrders" in no.value.problem.why["nl"]


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("NoDivisionAccess", "no_division_access"),
        ("LicenseExpired", "licence_expired"),
        ("BlockedUser", "user_blocked"),
        ("InactiveUser", "user_blocked"),
        ("BlockedCustomer", "customer_blocked"),
        ("DivisionBlocked", "division_blocked"),
    ],
)
def test_403_of_user_licence_or_administration_parks_the_shop(reason, code):
    with pytest.raises(Parked) as parked:
        payload(answer(403, SAYS.format("Forbidden"), Reason=reason), Counter())
    assert parked.value.problem.code == code


def test_403_of_an_expired_licence_is_known_by_its_text_too():
    with pytest.raises(Parked) as parked:
        payload(answer(403, SAYS.format("Forbidden - Customer's license expired.")), Counter())
    assert parked.value.problem.code == "licence_expired"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Forbidden - Application Scope Violated. Cannot read 'organization.administration' scope.", "scope_missing"),
        ("Forbidden", "no_right"),
    ],
)
def test_403_of_a_right_concerns_the_endpoint_only(text, code):
    with pytest.raises(Permanent) as no:
        payload(answer(403, SAYS.format(text), writes=True), Counter())
    assert no.value.problem.code == code
    assert no.value.problem.cause == f"{code}:salesorder/SalesOrders"


def test_amounts_are_decimals_to_the_digit():
    content = payload(answer(200, '{"d": {"results": [{"AmountFC": 0.1, "Percentage": 0.21}]}}'), Counter())
    assert rows(content, "crm/Accounts") == [{"AmountFC": Decimal("0.1"), "Percentage": Decimal("0.21")}]


def test_an_empty_204_has_no_payload():
    assert payload(answer(204, writes=True), Counter()) is None


@pytest.mark.parametrize(
    "body",
    [{"d": {"results": [{"ID": "a"}]}}, {"d": [{"ID": "a"}]}, {"d": {"ID": "a"}}],
)
def test_lists_come_in_three_shapes(body):
    assert rows(body, "crm/Accounts") == [{"ID": "a"}]
    assert next_page(body) == ""


def test_next_page_stands_beside_the_results():
    assert next_page({"d": {"results": [], "__next": "https://x/y"}}) == "https://x/y"


@pytest.mark.parametrize("text", ["", HTML, "[]", '{"error": "invalid_request"}', '{"error": {"message": null}}'])
def test_a_body_that_is_not_exacts_has_no_message(text):
    assert message(text) is None


def test_a_refusal_nobody_knows_is_shown_verbatim_and_counted():
    unknown = Counter()
    with pytest.raises(Permanent) as no:
        payload(answer(500, SAYS.format("Iets heel anders"), writes=True), unknown)
    assert (no.value.problem.code, no.value.problem.detail) == ("exact_said_no", "Iets heel anders")
    assert unknown == {"Iets heel anders": 1}
