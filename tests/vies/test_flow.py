"""VAT numbers of reverse-charged sales are looked up after booking, over HTTP, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from ledgerbridge.state.models import Document
from ledgerbridge.vies import flow
from order.test_flow import Place, place, sample, save
from vies.test_client import Register

pytestmark = pytest.mark.server
__all__ = ["place"]

VALID = {"valid": True, "requestIdentifier": "WAPI1"}
NUMBER = "BE0417497106"


@pytest.fixture
def register(place: Place) -> Iterator[Register]:
    with Register() as register:
        place.tools = replace(place.tools, config=replace(place.tools.config, vies_url=register.url))
        save(place, vies="yes", shop_vat_number="NL004495445B01")
        register.replies[NUMBER[2:]] = VALID
        yield register


def sell(here: Place, number: int, name: str = "reverse-charge-be", sequence: int = 1, **order: Any) -> None:
    here.send(sample(name, number, **order) | {"sequence": sequence}, f"msg_{number}_{sequence}")
    here.work()


def check(here: Place) -> int:
    return flow.check("shop1", here.tools)


def documents(here: Place) -> list[Document]:
    with here.tools.db.read() as session:
        return list(session.query(Document).filter(Document.kind == "sales_entry").order_by(Document.id))


def shown(here: Place, number: int) -> Any:
    return here.desk("order.read", order_id=number)["documents"][0]["vat_check"]


def test_the_answer_is_kept_with_the_document(place: Place, register: Register) -> None:
    sell(place, 1042)
    said = shown(place, 1042)
    assert (said["outcome"], said["consultation"]) == ("form", "") and said["number"][:2] == "BE"
    register.replies[said["number"][2:]] = VALID
    assert flow.is_due("shop1", place.tools) and flow.due_shops(place.tools) == ["shop1"]
    assert check(place) == 1
    now = shown(place, 1042)
    assert (now["number"], now["outcome"], now["consultation"]) == (said["number"], "valid", "WAPI1")
    assert now["at"] == place.tools.clock.now().isoformat() and place.order_row(1042).state == "booked"
    assert register.asked[0]["requesterMemberStateCode"] == "NL"
    assert not flow.is_due("shop1", place.tools) and check(place) == 0


def test_a_number_is_asked_once_a_day(place: Place, register: Register) -> None:
    sell(place, 1042)
    sell(place, 1043)
    register.reply = (200, b'{"valid": true}')
    register.replies.clear()
    assert check(place) == 2 and len(register.asked) == 1
    sell(place, 1044)
    assert check(place) == 1 and len(register.asked) == 1
    place.tools.clock.move(hours=25)
    place.exact.app.test_client().post("/_sandbox/clock", json={"advance": 25 * 3600})
    sell(place, 1045)
    assert check(place) == 1 and len(register.asked) == 2


def test_what_relies_on_no_number_is_not_asked(place: Place, register: Register) -> None:
    sell(place, 1042, "incl-single-line")
    sell(place, 1043, "company-nl-vat-number", status="processing")
    assert not flow.is_due("shop1", place.tools) and check(place) == 0 and not register.asked
    assert shown(place, 1042) is None


def test_nobody_is_asked_where_the_owner_did_not_choose_it(place: Place, register: Register) -> None:
    save(place, vies="no")
    sell(place, 1042)
    assert check(place) == 0 and not register.asked and shown(place, 1042)["outcome"] == "form"


def test_a_number_that_is_not_in_force_is_told_and_nothing_is_undone(place: Place, register: Register) -> None:
    register.reply = (200, b'{"valid": false, "userError": "INVALID"}')
    sell(place, 1042)
    assert check(place) == 1
    row = place.order_row(1042)
    assert (row.state, row.problem["code"]) == ("attention", "vat_number_not_in_force")
    assert shown(place, 1042)["outcome"] == "invalid" and len(place.books()) == 1
    place.desk("order.retry", order_ids=[1042])
    place.work()
    assert place.order_row(1042).state == "booked" and check(place) == 0 and len(place.books()) == 1


def test_a_silent_register_holds_nothing_up_and_is_asked_again(place: Place, register: Register) -> None:
    register.reply = (200, b'{"valid": false, "userError": "MS_UNAVAILABLE"}')
    sell(place, 1042)
    assert check(place) == 0 and place.order_row(1042).state == "booked"
    assert shown(place, 1042)["outcome"] == "form" and not flow.is_due("shop1", place.tools)
    place.tools.clock.move(minutes=31)
    register.reply = (200, b'{"valid": true}')
    assert check(place) == 1 and shown(place, 1042)["outcome"] == "valid"


def test_it_gives_up_after_a_month(place: Place, register: Register) -> None:
    sell(place, 1042)
    place.tools.clock.move(days=31)
    assert not flow.is_due("shop1", place.tools)


def test_a_credit_note_relies_on_the_check_of_its_invoice(place: Place, register: Register) -> None:
    register.reply = (200, b'{"valid": true}')
    save(place, after_booking="reverse")
    sell(place, 1042)
    check(place)
    sell(place, 1042, sequence=2, status="cancelled")
    assert place.order_row(1042).state == "credited" and check(place) == 0 and len(register.asked) == 1
    assert [one.vat_number for one in documents(place)] == [register_number(register)] * 2


def register_number(register: Register) -> str:
    return str(register.asked[0]["countryCode"]) + str(register.asked[0]["vatNumber"])


def test_the_shops_own_number_must_be_one(place: Place) -> None:
    form = place.desk("settings.form")
    answer = place.desk("settings.save", version=form["version"], values={"shop_vat_number": "NL123"})
    assert list(answer["errors"]) == ["shop_vat_number"]
