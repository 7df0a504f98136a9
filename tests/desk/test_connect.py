"""From "Connect" to the first settings, with the Exact sandbox on the other side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

import world
from exact_sandbox.server import SandboxConfig, SandboxServer
from ledgerbridge.clock import SystemClock
from ledgerbridge.demo import consent
from ledgerbridge.desk import connection
from ledgerbridge.errors import Temporary
from ledgerbridge.setup import choices
from ledgerbridge.state.models import Choice, Connection, Order, Settings
from world import World

pytestmark = pytest.mark.server

BACK = "https://winkel.example/wp-admin/admin.php?page=wc-settings"


@pytest.fixture
def exact() -> Iterator[SandboxServer]:
    config = SandboxConfig(client_id="app", client_secret="app-secret", minutely_limit=6000, daily_limit=100_000)
    with SandboxServer(config) as running:
        yield running


@pytest.fixture
def here(database: Any, key: str, exact: SandboxServer) -> World:
    made = world.make(database, SystemClock(), key, EXACT_URL=exact.url)
    made.shop("shop1")
    return made


def test_after_consent_the_administrations_are_known(here: World) -> None:
    assert "ledgerbridge=connected" in give_consent(here)
    known = here.desk("overview")["connection"]
    assert (known["state"], known["division"], known["styles"]) == ("connected", None, [])
    assert known["user_name"] and known["divisions"] and known["connected_at"]
    assert all(set(division) == {"code", "name", "usable"} for division in known["divisions"])


def test_reading_asks_for_the_administrations_when_they_are_not_known(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any) -> None:
        raise Temporary("Exact is away")

    with monkeypatch.context() as patched:
        patched.setattr(connection, "look_round", away)
        assert "ledgerbridge=connected" in give_consent(here)  # the consent counts; the rest can wait
        assert here.refused("connect.read") == (424, "exact_away")
    assert here.desk("overview")["connection"]["divisions"] == []
    assert here.desk("connect.read")["divisions"]


def test_choosing_an_administration_reads_choices_and_proposes_settings(here: World) -> None:
    here.order(1, state="parked", problem={"code": "no_division", "action": "connect"})
    chosen = choose(here)
    assert chosen["division"] and chosen["division_name"] and "entry" in chosen["styles"]
    assert chosen["suggested"]["journal"]["nl"]
    with here.tools.db.read() as session:
        kinds = {choice.kind for choice in session.query(Choice)}
        ledgers = choices.ids_by_code(session, "shop1", chosen["division"], "ledgers")
        offered = choices.load(session, "shop1", chosen["division"])
    assert kinds == {"vat_codes", "journals", "ledgers", "payment_conditions"}
    assert len(ledgers["8000"]) == 36 and offered.vat_codes[0].percent == 0
    first = here.get(Settings, ("shop1", 1))
    assert first.document["journal"] == "70"
    assert {rule["code"] for rule in first.document["vat"]} <= {code.code for code in offered.vat_codes}
    assert here.get(Order, ("shop1", 1)).due_at is not None
    assert ("drain", "shop1") in here.rung


NEEDS = {"daily": {"collective_account": "1000"}}  # which nobody but the owner knows


def test_every_proposed_setting_can_be_saved_as_it_is(here: World) -> None:
    styles = choose(here)["styles"]
    for version, style in enumerate(styles, 1):
        assert save(here, version, {"style": style} | NEEDS.get(style, {}))["saved"] is True
    for style in styles:
        form = here.desk("settings.form")
        values = {field["name"]: field["value"] for section in form["sections"] for field in section["fields"]}
        assert save(here, form["version"], {**values, "style": style} | NEEDS.get(style, {}))["saved"] is True


def test_choosing_again_refreshes_the_choices_and_keeps_the_settings(here: World, exact: SandboxServer) -> None:
    division = choose(here)["division"]
    save(here, 1, {"booking_date": "ordered"})
    journal = {"ID": "7" * 36, "Code": "77", "Description": "Webwinkel", "Type": 20, "IsBlocked": False}
    exact.sandbox.divisions[division].add("financial/Journals", journal)
    here.desk("connect.choose", division=division)
    form = here.desk("settings.form")
    assert form["version"] == 2
    journals = next(field for section in form["sections"] for field in section["fields"] if field["name"] == "journal")
    assert "77" in [choice["value"] for choice in journals["choices"]]


def test_another_administration_gets_codes_of_its_own_and_keeps_the_owners_ways(here: World) -> None:
    divisions = [one["code"] for one in connected(here)["divisions"] if one["usable"]]
    here.desk("connect.choose", division=divisions[0])
    save(here, 1, {"booking_date": "ordered"})
    with here.tools.db.write() as session:
        row = session.get_one(Settings, ("shop1", 2))
        row.document = row.document | {"journal": "only-there"}
    here.desk("connect.choose", division=divisions[1])
    newest = here.get(Settings, ("shop1", 3)).document
    assert (newest["journal"], newest["booking_date"]) == ("70", "ordered")


def test_an_administration_the_user_may_not_reach_is_refused(here: World) -> None:
    connected(here)
    assert here.refused("connect.choose", division=123456) == (422, "division_unknown")
    assert here.get(Connection, "shop1").division is None


def test_choosing_before_connecting_is_refused(here: World) -> None:
    assert here.refused("connect.choose", division=1) == (422, "division_unknown")


def test_a_collective_account_is_looked_up_in_exact(here: World) -> None:
    choose(here)
    said = save(here, 1, {"consumers": "collective", "collective_account": "NOPE"})
    assert said["errors"] == {"collective_account": "Exact Online has no account with code NOPE."}
    assert save(here, 1, {"consumers": "collective", "collective_account": "1000"})["saved"] is True


def test_ending_the_connection_forgets_the_tokens_and_nothing_else(here: World) -> None:
    division = choose(here)["division"]
    assert here.desk("connect.end")["state"] == "new"
    row = here.get(Connection, "shop1")
    assert (row.tokens, row.division) == (None, division)
    assert here.get(Settings, ("shop1", 1)) is not None
    assert here.refused("connect.choose", division=division)[0] == 409


def test_a_consent_is_stored_for_the_shop_that_asked_for_it(here: World) -> None:
    here.shop("shop2")
    connected(here)
    assert here.get(Connection, "shop2") is None
    assert here.desk("connect.read", "shop2")["state"] == "new"


def test_tokens_never_reach_the_browser_or_the_screens(here: World) -> None:
    location = give_consent(here)
    row = here.get(Connection, "shop1")
    tokens = here.tools.vault.open("shop1", row.tokens)
    seen = location + str(here.desk("overview")) + str(here.desk("connect.read"))
    assert not [name for name, token in tokens.items() if token in seen]


def give_consent(here: World) -> str:
    """A person presses Connect, says yes at Exact, and is sent back: where to."""
    url = here.desk("connect.start", country="nl", return_url=BACK)["authorize_url"]
    back = urlsplit(consent.give(url, f"{world.URL}/exact/callback"))
    answer = here.client.get(f"{back.path}?{back.query}")
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def connected(here: World) -> dict[str, Any]:
    give_consent(here)
    return here.desk("connect.read")


def choose(here: World) -> dict[str, Any]:
    usable = [one["code"] for one in connected(here)["divisions"] if one["usable"]]
    return here.desk("connect.choose", division=usable[0])


def save(here: World, version: int, values: dict[str, Any]) -> dict[str, Any]:
    return here.desk("settings.save", version=version, values=values)
