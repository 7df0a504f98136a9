"""What an answer looks like: envelopes, paging, padding, dates, errors."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest


def accounts(exact, count):
    exact.seed(accounts=[{"Name": f"Klant {n:03}", "Status": "C"} for n in range(count)])


def test_a_list_stands_in_results_with_metadata(exact):
    first = exact.get("vat/VATCodes").results[0]
    assert first["__metadata"]["uri"].endswith(f"/api/v1/3000001/vat/VATCodes(guid'{first['ID']}')")
    assert first["__metadata"]["type"].startswith("Exact.Web.Api.Models.")


def test_a_list_cut_by_top_is_a_bare_array(exact):
    assert isinstance(exact.get("vat/VATCodes", top="2").d, list)
    assert len(exact.get("vat/VATCodes", top="2").d) == 2


def test_or_stands_in_results_by_assumption(make):
    assert len(make(assume={"array_when_top": False}).get("vat/VATCodes", top="2").results) == 2


def test_one_record_by_key(exact):
    customer = exact.customer()
    assert exact.get(f"crm/Accounts(guid'{customer}')").d["Name"] == "Jansen"
    assert exact.get("crm/Accounts(guid'00000000-0000-0000-0000-000000000000')").status == 404


def test_pages_of_sixty_are_followed_to_the_end(exact):
    accounts(exact, 130)
    page = exact.get("crm/Accounts", filter="Status eq 'C'", select="ID,Name")
    sizes, seen = [len(page.results)], [one["Name"] for one in page.results]
    while "__next" in page.d:
        assert "$skiptoken=guid'" in page.d["__next"]
        page = exact.follow(page.d["__next"])
        sizes.append(len(page.results))
        seen += [one["Name"] for one in page.results]
    assert sizes == [60, 60, 11]  # 130 and the collective account
    assert len(set(seen)) == 131


def test_sync_pages_hold_a_thousand(exact):
    accounts(exact, 130)
    page = exact.get("sync/CRM/Accounts", filter="Timestamp gt 1")
    assert len(page.results) == 131 and "__next" not in page.d


def test_select_orderby_skip_top(exact):
    accounts(exact, 5)
    found = exact.get(
        "crm/Accounts", filter="startswith(Name,'Klant')", select="Name", orderby="Name desc", skip="1", top="2"
    )
    assert [one["Name"] for one in found.d] == ["Klant 003", "Klant 002"]
    assert set(found.d[0]) == {"__metadata", "Name"}


def test_counts(exact):
    accounts(exact, 3)
    assert exact.get("crm/Accounts/$count", filter="Status eq 'C'").raw == "4"
    assert exact.get("crm/Accounts", filter="Status eq 'C'", inlinecount="allpages").d["__count"] == "4"


def test_codes_come_padded_and_dates_in_milliseconds(exact):
    exact.customer(Code="25")
    account = exact.get("crm/Accounts", filter="Code eq '                25'").results[0]
    assert account["Code"] == "25".rjust(18)
    assert re.fullmatch(r"/Date\(\d{13}\)/", account["Created"])
    assert exact.get("vat/VATCodes", filter="Code eq '2'").results[0]["Code"] == "2  "
    assert exact.get("logistics/Units").results[0]["Code"] == "stuk    "
    assert exact.get("crm/Accounts", filter="Code eq '25'").results == []
    assert len(exact.get("crm/Accounts", filter="trim(Code) eq '25'").results) == 1


def test_a_list_with_a_sync_twin_must_be_filtered(exact):
    refused = exact.get("crm/Accounts")
    assert refused.status == 400
    assert refused.error.startswith(
        "This endpoint has mandatory filtering applied. A GET request for this endpoint must"
    )
    assert refused.error.endswith(".") and "VATNumber" in refused.error
    assert exact.get("crm/Accounts", filter="Remarks eq 'x'").status == 400
    assert exact.get("crm/Addresses").status == 200


def test_bulk_demands_select_and_sync_takes_only_timestamp(exact):
    assert exact.get("bulk/Logistics/Items", filter="Code eq 'KORTING'").status == 400
    assert len(exact.get("bulk/Logistics/Items", select="ID,Code", filter="Code eq 'KORTING'").results) == 1
    assert exact.get("sync/Logistics/Items", filter="Code eq 'KORTING'").status == 400


def test_lines_are_deferred_unless_expanded(exact):
    made = exact.entry({"AmountFC": 10, "VATCode": "2"}).d
    by_id = {"filter": f"EntryID eq guid'{made['EntryID']}'"}
    assert "__deferred" in exact.get("salesentry/SalesEntries", **by_id).results[0]["SalesEntryLines"]
    opened = exact.get("salesentry/SalesEntries", expand="SalesEntryLines", **by_id).results[0]["SalesEntryLines"]
    assert opened["results"][0]["VATCode"] == "2  "


def test_an_error_is_pretty_json_with_crlf_and_empty_code(exact):
    refused = exact.post("crm/Accounts", {})
    assert refused.status == 500 and refused.error == "Verplicht: Naam"
    assert refused.raw.startswith('{\r\n"error": {\r\n"code": "", "message": {\r\n"lang": "", "value": ')


def test_an_unknown_property_is_400(exact):
    refused = exact.post("crm/Accounts", {"Name": "x", "Nonsense": 1})
    assert refused.status == 400
    assert "The property name 'Nonsense' specified for type" in refused.error


@pytest.mark.parametrize("body", [[], "text", {"Name": "x", "Status": "C", "Blocked": "perhaps"}])
def test_bodies_of_the_wrong_shape_are_400(exact, body):
    assert exact.post("crm/Accounts", body).status == 400


def test_without_prefer_the_other_properties_are_null(exact):
    made = exact.post("crm/Accounts", {"Name": "Sparsam"}, full=False)
    assert made.status == 201 and made.d["ID"] and made.d["Name"] == "Sparsam" and made.d["Status"] is None
    assert exact.post("crm/Accounts", {"Name": "Voll"}).d["Status"] == "A"


def test_put_and_delete_answer_204_without_a_body(exact):
    place = f"crm/Accounts(guid'{exact.customer()}')"
    changed = exact.put(place, {"Email": "nieuw@example.nl"})
    assert (changed.status, changed.raw) == (204, "")
    assert exact.get(place).d["Email"] == "nieuw@example.nl"
    assert exact.call("DELETE", place).status == 204
    assert exact.get(place).status == 404


def test_read_only_fields_are_ignored_or_refused(make):
    assert make().post("crm/Accounts", {"Name": "x", "CreatorFullName": "y"}).status == 201
    strict = make(assume={"read_only_strict": True})
    assert strict.post("crm/Accounts", {"Name": "x", "CreatorFullName": "y"}).status == 400


def test_amounts_are_json_numbers_without_floats(exact):
    made = exact.entry({"AmountFC": Decimal("0.1"), "VATAmountFC": Decimal("0.02"), "VATCode": "2"}).d
    assert made["AmountFC"] == Decimal("0.12")


def test_json_must_be_asked_for(exact):
    assert exact.call("GET", "vat/VATCodes", headers={"Accept": "*/*"}).status == 406


def test_unknown_places_are_404_and_other_divisions_403(exact):
    assert exact.get("crm/Nonsense").status == 404
    exact.division = 3000009
    assert exact.get("vat/VATCodes").status == 403


def test_no_token_is_401(make):
    assert make(signed_in=False).get("vat/VATCodes").status == 401


def test_me_and_divisions(exact):
    me = exact.get("current/Me", select="CurrentDivision,FullName").results[0]
    assert me["CurrentDivision"] == 3000001 and me["FullName"]
    assert {one["Code"] for one in exact.get("system/Divisions").results} == {3000001, 3000002}
    assert {one["Status"] for one in exact.get("system/Divisions").results} == {1}
    assert {one["Status"] for one in exact.get("hrm/Divisions").results} == {0}


def test_bookkeeping_only_has_no_trade_endpoints(exact):
    exact.division = 3000002
    assert exact.get("salesorder/SalesOrders", filter="OrderNumber eq 1").status in (403, 404)
    assert exact.get("salesentry/SalesEntries", filter="EntryNumber eq 1").status == 200
