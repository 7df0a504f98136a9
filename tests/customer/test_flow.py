"""Customers against a real sandbox over HTTP: matched, told what changed, and what it costs in calls."""

from __future__ import annotations

from typing import Any

import pytest

from ledgerbridge.state.models import Attempt, Document, Link
from order.test_flow import DIVISION, Place, connect, place, sample, save

pytestmark = pytest.mark.server

__all__ = ["place"]

GOODS = {"order": "salesorder/SalesOrders", "invoice": "salesinvoice/SalesInvoices"}


def ordered(here: Place, order_id: int, name: str = "registered-customer", **billing: Any) -> dict[str, Any]:
    message = sample(name, order_id)
    message["order"]["billing"] |= billing
    here.send(message, f"msg_{order_id}")
    here.work()
    return message


def writes(here: Place, order_id: int) -> int:
    with here.tools.db.read() as session:
        return sum(row.writes for row in session.query(Attempt).filter(Attempt.order_id == order_id))


def calls(here: Place, method: str, path: str) -> list[dict[str, Any]]:
    log = here.exact.app.test_client().get("/_sandbox/log").json
    every = log["requests"] if isinstance(log, dict) else log
    return [one for one in every if one["method"] == method and path in one["path"]]


def records(here: Place, path: str) -> list[dict[str, Any]]:
    return list(here.exact.sandbox.divisions[DIVISION].all(path))


def newest(here: Place) -> dict[str, Any]:
    return here.books("accounts")[-1]


def test_only_the_fields_that_changed_are_sent_and_an_unchanged_customer_costs_one_write(place: Place) -> None:
    ordered(place, 1)
    ordered(place, 2)
    ordered(place, 3, phone="0687654321")
    assert (writes(place, 1), writes(place, 2), writes(place, 3)) == (2, 1, 2)
    assert newest(place)["Phone"] == "+31687654321"
    assert len(calls(place, "PUT", "crm/Accounts")) == 1


def test_what_the_bookkeeper_mended_outlives_the_next_order(place: Place) -> None:
    ordered(place, 1)
    place.seed(alter=[["crm/Accounts", "ID", newest(place)["ID"], {"Name": "Mended by hand"}]])
    ordered(place, 2, phone="0687654321")
    assert (newest(place)["Name"], newest(place)["Phone"]) == ("Mended by hand", "+31687654321")


def test_exacts_fields_are_left_alone(place: Place) -> None:
    ordered(place, 1)
    save(place, owner_phone="exact", owner_email="empty")
    before = newest(place)
    ordered(place, 2, phone="0687654321", email="nieuw@example.nl")
    assert (newest(place)["Phone"], newest(place)["Email"]) == (before["Phone"], before["Email"])
    assert writes(place, 2) == 1
    place.seed(alter=[["crm/Accounts", "ID", before["ID"], {"Email": ""}]])
    ordered(place, 3, email="nog-nieuwer@example.nl")
    assert newest(place)["Email"] == "nog-nieuwer@example.nl"


def test_an_account_that_was_there_gets_its_blanks_filled_and_keeps_the_rest(place: Place) -> None:
    message = sample("registered-customer", 1)
    place.seed(accounts=[{"Name": "M. Oud", "Email": message["order"]["billing"]["email"], "Status": "C"}])
    count = len(place.books("accounts"))
    place.send(message, "msg_1")
    place.work()
    assert len(place.books("accounts")) == count
    assert newest(place)["Name"] == "M. Oud" and newest(place)["City"] == message["order"]["billing"]["city"]


@pytest.mark.parametrize("trace", [{"email": "deleted@site.invalid"}, {"last_name": "[verwijderd]"}])
def test_an_erased_customer_overwrites_nothing(place: Place, trace: dict[str, str]) -> None:
    ordered(place, 1)
    before = {**newest(place)}
    ordered(place, 2, city="[deleted]", address_1="[deleted]", **trace)
    assert newest(place) == before and writes(place, 2) == 1


def test_a_company_has_its_people_and_the_first_is_its_main_contact(place: Place) -> None:
    ordered(place, 1, "reverse-charge-be", first_name="An", last_name="Peeters")
    ordered(place, 2, "reverse-charge-be", first_name="An", last_name="Peeters")
    ordered(place, 3, "reverse-charge-be", first_name="Bart", last_name="Maes")
    assert [writes(place, one) for one in (1, 2, 3)] == [4, 1, 2]
    people = records(place, "crm/Contacts")
    assert [(one["FirstName"], one["LastName"]) for one in people] == [("An", "Peeters"), ("Bart", "Maes")]
    assert newest(place)["MainContact"] == people[0]["ID"]
    assert newest(place)["ChamberOfCommerce"] == newest(place)["VATNumber"][2:]


def test_a_lost_answer_makes_no_second_contact(place: Place, clock: Any) -> None:
    place.fault("answer_lost_after_commit", "crm/Contacts")
    ordered(place, 1, "reverse-charge-be", first_name="An", last_name="Peeters")
    assert place.order_row(1).state != "booked"
    clock.move(seconds=301)
    place.work()
    assert place.order_row(1).state == "booked"
    assert len(records(place, "crm/Contacts")) == 1
    assert newest(place)["MainContact"] == records(place, "crm/Contacts")[0]["ID"]


def test_a_person_the_bookkeeper_already_had_is_not_made_twice(place: Place) -> None:
    ordered(place, 1, "reverse-charge-be", first_name="An", last_name="Peeters")
    with place.tools.db.write() as session:  # as if this service had made neither
        session.query(Link).filter(Link.kind != "item").delete()
        session.query(Document).filter(Document.kind.in_(["account", "contact"])).delete()
    ordered(place, 2, "reverse-charge-be", first_name="An", last_name="Peeters")
    assert writes(place, 2) == 1 and len(records(place, "crm/Contacts")) == 1
    ordered(place, 3, "reverse-charge-be", first_name="Bart", last_name="Maes")
    assert newest(place)["MainContact"] == records(place, "crm/Contacts")[0]["ID"]


def test_contacts_can_be_left_out(place: Place) -> None:
    save(place, contacts=False)
    ordered(place, 1, "reverse-charge-be", first_name="An", last_name="Peeters")
    assert records(place, "crm/Contacts") == [] and writes(place, 1) == 2


def elsewhere(here: Place, order_id: int) -> None:
    message = sample("registered-customer", order_id)
    message["order"]["shipping"] = {"first_name": "Opa", "last_name": "Mulder", "address_1": "Kade", "address_2": "5",
                                    "postcode": "3011ab", "city": "Rotterdam", "country": "NL"}  # fmt: skip
    here.send(message, f"msg_{order_id}")
    here.work()


@pytest.mark.parametrize(("style", "kind", "name"), [("order", "sales_orders", "DeliveryAddress"),
                                                     ("invoice", "sales_invoices", "DeliverToAddress")])  # fmt: skip
def test_goods_that_go_elsewhere_say_where(place: Place, style: str, kind: str, name: str) -> None:
    connect(place, style)
    ordered(place, 1)
    elsewhere(place, 2)
    elsewhere(place, 3)
    made = records(place, "crm/Addresses")
    assert [(one["Type"], one["AddressLine1"], one["AddressLine3"]) for one in made] == [(4, "Kade 5", "Opa Mulder")]
    assert [document.get(name) for document in place.books(kind)] == [None, made[0]["ID"], made[0]["ID"]]
    assert (writes(place, 2), writes(place, 3)) == (2, 1)


def test_a_lost_answer_makes_no_second_address(place: Place, clock: Any) -> None:
    connect(place, "order")
    place.fault("answer_lost_after_commit", "crm/Addresses")
    elsewhere(place, 1)
    clock.move(seconds=301)
    place.work()
    assert place.order_row(1).state == "booked" and len(records(place, "crm/Addresses")) == 1


def test_entries_have_no_place_for_an_address_and_make_none(place: Place) -> None:
    elsewhere(place, 1)
    assert records(place, "crm/Addresses") == [] and writes(place, 1) == 2


def test_consumers_of_a_country_go_to_its_collective_account(place: Place) -> None:
    place.seed(accounts=[{"Name": "Particulieren BE", "Code": "1200", "Status": "C"}])
    save(place, consumers="collective", collective_account="1000", collective_countries="BE=1200")
    message = sample("incl-single-line", 1)
    message["order"]["billing"]["country"] = "BE"
    place.send(message, "msg_1")
    ordered(place, 2, "incl-single-line", country="NL")
    form = place.desk("settings.form")
    wrong = place.desk("settings.save", version=form["version"], values={"collective_countries": "DE=9999"})
    assert list(wrong["errors"]) == ["collective_countries"]
    names = {entry["YourRef"]: entry["CustomerName"] for entry in place.books()}
    assert names["1"] == "Particulieren BE" and names["2"].startswith("Webwinkelklanten")


def test_new_accounts_get_the_payment_condition_that_was_chosen(place: Place) -> None:
    codes = [option["value"] for section in place.desk("settings.form")["sections"] for field in section["fields"]
             if field["name"] == "account_condition" for option in field["choices"]]  # fmt: skip
    save(place, account_condition=codes[1])
    ordered(place, 1)
    assert newest(place)["PaymentConditionSales"].strip() == codes[1]


def test_what_was_cut_is_said_with_the_document(place: Place) -> None:
    ordered(place, 1, first_name="Wilhelmina-Alexandra-Petronella", last_name="van der Oudermeulen-Schimmelpenninck")
    assert len(newest(place)["Name"]) <= 50 and place.order_row(1).state == "booked"
    flags = place.order_row(1).plan["documents"][0]["flags"]
    assert "name is longer than the 50" in flags[0]["en"]


def test_a_link_from_before_is_remembered_without_a_call(place: Place) -> None:
    ordered(place, 1)
    with place.tools.db.write() as session:
        session.query(Link).filter(Link.kind == "account").one().fields = None
    ordered(place, 2, phone="0687654321")
    ordered(place, 3, phone="0600000000")
    assert (writes(place, 2), writes(place, 3)) == (1, 2)
