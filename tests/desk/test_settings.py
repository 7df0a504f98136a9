"""The settings through the door: drawn, saved as a version, refused by field; orders that waited go on."""

from __future__ import annotations

from typing import Any

import pytest

import world
from administration import OFFERED
from ledgerbridge.setup import choices
from ledgerbridge.setup import settings as settings_document
from ledgerbridge.setup.settings import PaymentRule
from ledgerbridge.state.models import Order, Settings
from world import World

DIVISION = 5


@pytest.fixture
def here(database: Any, clock: Any, key: str) -> World:
    made = world.make(database, clock, key)
    made.shop("shop1")
    chosen(made)
    return made


def test_the_form_shows_the_newest_version(here: World) -> None:
    shown = here.desk("settings.form")
    assert shown["version"] == 1
    assert field(shown, "style")["value"] == "entry"
    assert [choice["value"] for choice in field(shown, "style")["choices"]] == ["invoice", "entry", "daily"]
    assert field(shown, "vat.domestic.NL.21")["value"] == "2"


def test_the_form_speaks_dutch_to_the_dutch(here: World) -> None:
    assert here.desk("settings.form", locale="nl_NL")["sections"][0]["title"] == "Boeken"


def test_what_the_shop_has_is_offered(here: World) -> None:
    shown = here.desk(
        "settings.form",
        payment_methods=[{"id": "mollie_ideal", "title": "iDEAL"}, {"id": "bad id"}],
        statuses=[{"value": "packed", "label": "Ingepakt"}],
    )
    assert field(shown, "payment.mollie_ideal")["label"] == "iDEAL"
    assert {"value": "packed", "label": "Ingepakt"} in field(shown, "statuses")["choices"]


def test_there_is_no_form_before_an_administration_is_chosen(here: World) -> None:
    here.shop("shop2")
    assert here.refused("settings.form", "shop2") == (409, "not_set_up")
    assert here.refused("settings.save", "shop2", version=1, values={}) == (409, "not_set_up")


def test_saving_makes_a_version_that_says_who(here: World) -> None:
    assert save(here, 1, journal="71", statuses=["completed"]) == {"version": 2, "saved": True}
    row = here.get(Settings, ("shop1", 2))
    assert (row.document["journal"], row.document["statuses"]) == ("71", ["completed"])
    assert (row.changed_by, row.changed_at) == ("beheerder", here.now)
    assert here.get(Settings, ("shop1", 1)).document["journal"] == "70"
    assert here.desk("settings.form")["version"] == 2


def test_a_style_alone_can_be_saved(here: World) -> None:
    assert save(here, 1, style="invoice")["saved"] is True
    assert "items" in [section["name"] for section in here.desk("settings.form")["sections"]]


def test_a_style_beyond_the_licence_is_refused(here: World) -> None:
    assert list(save(here, 1, style="order")["errors"]) == ["style"]


def test_a_payment_method_of_the_shop_is_taken_at_its_word(here: World) -> None:
    save(here, 1, **{"payment.mollie_ideal": "00", "payment.*": "14"})
    saved = settings_document.load(here.get(Settings, ("shop1", 2)).document)
    assert {PaymentRule("mollie_ideal", "00"), PaymentRule("*", "14")} <= set(saved.payments)


def test_a_status_of_the_shop_is_taken_at_its_word(here: World) -> None:
    assert save(here, 1, statuses=["packed"])["saved"] is True
    assert list(save(here, 2, statuses=["NO SUCH"])["errors"]) == ["statuses"]


def test_wrong_fields_are_named_and_nothing_is_saved(here: World) -> None:
    said = save(here, 1, journal="99", rounding_cap="5", booking_date="ordered")
    assert (said["saved"], set(said["errors"])) == (False, {"journal", "rounding_cap"})
    assert here.get(Settings, ("shop1", 2)) is None and here.rung == []


def test_of_two_people_the_second_is_told(here: World) -> None:
    save(here, 1, journal="71")
    said = save(here, 1, journal="70")
    assert (said["saved"], list(said["errors"])) == (False, ["version"])
    assert here.desk("settings.form")["version"] == 2


def test_two_saves_of_one_version_at_once_make_one(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have read version 1; the other's commit comes in between."""
    from ledgerbridge.desk import settings as desk_settings

    before = desk_settings.keep

    def late(session: Any, asker: Any, version: int, document: Any, form: Any) -> None:
        session.add(Settings(shop_id="shop1", version=version, document=document, changed_at=here.now))
        session.flush()
        session.expunge_all()
        before(session, asker, version, document, form)

    monkeypatch.setattr(desk_settings, "keep", late)
    assert list(save(here, 1, journal="71")["errors"]) == ["version"]


def test_orders_that_waited_for_the_settings_go_on(here: World) -> None:
    mended, elsewhere = {"code": "vat_unknown", "action": "settings"}, {"code": "period_closed", "action": "open_exact"}
    here.order(1, state="attention", problem=mended, attempts=4)
    here.order(2, state="attention", problem=elsewhere)
    here.order(3, state="parked", problem=None)
    here.order(4, state="attention", problem={"code": "item_unknown", "action": "retry"})
    here.order(5, state="booked")
    here.order(6, state="attention", problem={"code": "not_connected", "action": "connect"})
    here.shop("shop2")
    here.order(1, shop_id="shop2", state="attention", problem=mended)
    save(here, 1, journal="71")
    assert due(here) == {1, 3, 4, 6}
    assert here.get(Order, ("shop1", 1)).attempts == 0
    assert here.get(Order, ("shop2", 1)).due_at is None
    assert here.rung == [("drain", "shop1")]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [({"statuses": ["on-hold"]}, {1}), ({"zero_totals": "book"}, {2}), ({"journal": "71"}, set())],
)
def test_skipped_orders_are_looked_at_again_when_their_reason_may_be_gone(
    here: World, changed: dict[str, Any], expected: set[int]
) -> None:
    here.order(1, state="skipped", cause="status_not_booked")
    here.order(2, state="skipped", cause="zero_total")
    here.order(3, state="skipped", cause="test_payment")
    save(here, 1, **changed)
    assert due(here) == expected


def test_a_collective_account_is_not_believed_without_exact(here: World) -> None:
    """Not connected here: the code cannot be looked up, and nothing is saved."""
    said = save(here, 1, consumers="collective", collective_account="WEB")
    assert (said["saved"], list(said["errors"])) == (False, ["collective_account"])


@pytest.mark.parametrize("args", [{}, {"version": 1}, {"version": "x", "values": {}}, {"version": 1, "values": []}])
def test_a_save_without_its_arguments_is_refused(here: World, args: dict[str, Any]) -> None:
    assert here.refused("settings.save", **args) == (422, "wrong_type")


def test_shops_do_not_see_each_others_settings(here: World) -> None:
    here.shop("shop2")
    chosen(here, "shop2", journal="71")
    save(here, 1, booking_date="ordered")
    shown = here.desk("settings.form", "shop2")
    assert shown["version"] == 1
    assert [field(shown, name)["value"] for name in ("journal", "booking_date")] == ["71", "paid"]


def chosen(here: World, shop_id: str = "shop1", **values: Any) -> None:
    """A connected shop with an administration and its first settings."""
    from ledgerbridge.desk import proposal

    known = {"code": DIVISION, "name": "Winkel BV", "usable": True, "country": "NL"}
    modules = {"orders": False, "invoices": True, "entries": True}
    row = here.connection(shop_id, division=DIVISION, divisions=[known], modules=modules)
    with here.tools.db.write() as session:
        choices.keep(session, shop_id, DIVISION, OFFERED, here.now)
        document = settings_document.dump(proposal.propose(row, OFFERED).settings) | values
        session.add(Settings(shop_id=shop_id, version=1, document=document, changed_at=here.now))


def save(here: World, version: int, **values: Any) -> dict[str, Any]:
    return here.desk("settings.save", version=version, values=values)


def field(shown: dict[str, Any], name: str) -> dict[str, Any]:
    return next(field for section in shown["sections"] for field in section["fields"] if field["name"] == name)


def due(here: World) -> set[int]:
    with here.tools.db.read() as session:
        return {order.order_id for order in session.query(Order) if order.shop_id == "shop1" and order.due_at}
