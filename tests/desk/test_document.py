"""The settings as a document: exported, imported after a look, gone back to; a broken file changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from desk.test_settings import chosen, here, save
from ledgerbridge.state.models import Settings
from world import World

__all__ = ["here"]


def test_what_is_exported_reads_well_and_comes_back_as_it_was(here: World) -> None:
    file = here.desk("settings.export")
    assert file["name"] == "exact-online-settings-1.json"
    lines = file["content"].splitlines()
    assert lines[:2] == ["{", '  "ledgerbridge_settings": 1,'] and '    "journal": "70",' in lines
    read = json.loads(file["content"])
    assert (read["administration"], read["version"]) == ({"code": 5, "name": "Winkel BV"}, 1)
    assert read["settings"] == {**here.get(Settings, ("shop1", 1)).document, "vat": read["settings"]["vat"]}
    told = here.desk("settings.import", content=file["content"])
    assert (told["changes"], told["errors"], told["saved"]) == (0, {}, False)
    assert here.desk("settings.import", content=file["content"], version=1)["saved"] is False, "no empty version"


def test_two_exports_differ_where_the_settings_do(here: World) -> None:
    before = here.desk("settings.export")["content"].splitlines()
    save(here, 1, journal="71")
    after = here.desk("settings.export")["content"].splitlines()
    differing = [line for line in after if line not in before]
    assert differing == ['  "version": 2,', '  "changed_by": "beheerder",', '    "journal": "71",']
    assert here.desk("settings.export", version=1)["content"].splitlines() == before


def test_an_import_shows_what_changes_first_and_saves_exactly_that(here: World) -> None:
    content = edited(here, journal="71", booking_date="ordered", statuses=["packed"])
    told = here.desk("settings.import", content=content)
    assert here.get(Settings, ("shop1", 2)) is None and here.rung == []
    assert (told["version"], told["changes"], told["errors"]) == (1, 3, {})
    table = told["sections"][-1]["tables"][0]
    assert [column["label"] for column in table["columns"]] == ["Setting", "Now", "After"]
    shown = [[cell["text"] for cell in row[1:]] for row in table["rows"]]
    assert ["70 – Verkoopboek", "71 – Verkoopboek webwinkel"] in shown
    saved = here.desk("settings.import", content=content, version=1)
    assert (saved["saved"], saved["version"]) == (True, 2)
    row = here.get(Settings, ("shop1", 2))
    document = here.get(Settings, ("shop1", 1)).document
    assert row.document == document | {"journal": "71", "booking_date": "ordered", "statuses": ["packed"]}
    assert (row.changed_by, here.rung) == ("beheerder", [("drain", "shop1")])


def test_rules_of_vat_and_payments_come_and_go(here: World) -> None:
    document = json.loads(here.desk("settings.export")["content"])["settings"]
    vat = [rule for rule in document["vat"] if rule["reason"] != "domestic" or rule["percent"] != "9"]
    vat += [{"reason": "oss", "country": "DE", "percent": "19", "code": "D19", "ledger": "8010"}]
    vat = list({(rule["reason"], rule["country"], rule["percent"]): rule for rule in vat}.values())
    payments = [{"method": "mollie_ideal", "condition": "00"}, *document["payments"]]
    told = here.desk("settings.import", content=edited(here, vat=vat, payments=payments), version=1)
    assert (told["saved"], told["errors"]) == (True, {})
    kept = here.get(Settings, ("shop1", 2)).document
    key = lambda rule: (rule["reason"], rule["country"], str(rule["percent"]))  # noqa: E731
    assert sorted(kept["vat"], key=key) == sorted(vat, key=key)
    assert {"method": "mollie_ideal", "condition": "00", "book_as": "", "journal": ""} in kept["payments"]


def test_what_changes_is_told_in_the_shops_own_names(here: World) -> None:
    payments = [{"method": "my_gateway", "condition": "14"}, {"method": "*"}]
    told = here.desk("settings.import", content=edited(here, payments=payments, statuses=["packed"]),
                     payment_methods=[{"id": "my_gateway", "title": "Pay later"}],
                     statuses=[{"value": "packed", "label": "Ready to send"}])  # fmt: skip
    table = told["sections"][-1]["tables"][0]
    rows = {row[0]["text"]: (row[1]["text"], row[2]["text"]) for row in table["rows"]}
    assert rows["Pay later"] == ("– as all others –", "14 – 14 dagen")
    assert ("Processing, Completed", "Ready to send") in rows.values()


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"journal": "99"}, {"journal"}),
        ({"journal": "71", "style": "order"}, {"style"}),
        ({"vat": [{"reason": "domestic", "country": "NL", "percent": "21", "code": "8"}]}, {"vat.domestic.NL.21"}),
        ({"payments": [{"method": "*", "book_as": "paid", "journal": "70"}]}, {"clearing.*"}),
        ({"consumers": "collective", "collective_account": "WEB"}, {"collective_account"}),
    ],
)
def test_what_cannot_be_chosen_here_is_named_and_nothing_is_half_saved(
    here: World, changed: dict[str, Any], wrong: set[str]
) -> None:
    for more in ({}, {"version": 1}):
        told = here.desk("settings.import", content=edited(here, **changed), **more)
        assert (told["saved"], wrong <= set(told["errors"])) == (False, True)
        assert told["sections"][0]["title"] == "What cannot be taken over"
    assert here.get(Settings, ("shop1", 2)) is None


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "not a JSON file"),
        ("<html>", "not a JSON file"),
        ("[" * 100_000, "not a JSON file"),
        ("[]", "no settings"),
        ('{"settings": []}', "no settings"),
        ('{"settings": {}}', "another version (format None)"),
        ('{"ledgerbridge_settings": 2, "settings": {}}', "another version (format 2)"),
        ('{"ledgerbridge_settings": 1, "settings": {"tomorrow": 1}}', "does not know: tomorrow"),
        ('{"ledgerbridge_settings": 1, "settings": {"style": "x"}}', "cannot be: style"),
        ('{"ledgerbridge_settings": 1, "settings": {"rounding_cap": NaN}}', "cannot be: rounding_cap"),
        ('{"ledgerbridge_settings": 1, "settings": {"statuses": ["<b>"]}}', "cannot be: statuses"),
        ('{"ledgerbridge_settings": 1, "settings": {"statuses": null}}', "cannot be: statuses"),
        ('{"ledgerbridge_settings": 1, "settings": {"vat": [{"reason": "x", "code": "1"}]}}', "cannot be: vat"),
        ('{"ledgerbridge_settings": 1, "settings": {"vat": [{"reason": "oss", "code": "1", "percent": "1e999999"}]}}',
         "cannot be: vat"),
        ('{"ledgerbridge_settings": 1, "settings": {"payments": [{"method": "a b"}]}}', "cannot be: payments"),
        (" " * 210_000, "larger than"),
    ],
)  # fmt: skip
def test_a_broken_file_or_one_of_another_version_is_refused_in_a_sentence(
    here: World, content: str, says: str
) -> None:
    answer = here.ask("settings.import", "shop1", "en_US", content=content, version=1)
    error = answer.json["error"]  # type: ignore[index]
    assert (answer.status_code, error["code"], bool(error["do"])) == (422, "settings_unreadable", True)
    assert says in error["message"] and "Nothing was changed." in error["message"]
    assert here.get(Settings, ("shop1", 2)) is None


def test_a_file_of_an_older_version_leaves_what_it_does_not_name(here: World) -> None:
    save(here, 1, booking_date="ordered")
    content = json.dumps({"ledgerbridge_settings": 1, "settings": {"journal": "71"}})
    assert here.desk("settings.import", content=content, version=2)["saved"] is True
    kept = here.get(Settings, ("shop1", 3)).document
    assert (kept["journal"], kept["booking_date"]) == ("71", "ordered")


def test_the_shops_own_country_is_not_imported(here: World) -> None:
    assert here.desk("settings.import", content=edited(here, shop_country="BE"))["changes"] == 0


def test_going_back_to_an_older_version_is_a_new_version(here: World) -> None:
    save(here, 1, journal="71")
    assert here.desk("settings.import", back_to=1)["changes"] == 1
    assert here.desk("settings.import", back_to=1, version=2)["version"] == 3
    assert here.get(Settings, ("shop1", 3)).document == here.get(Settings, ("shop1", 1)).document
    assert here.refused("settings.import", back_to=9) == (404, "version_unknown")
    assert here.refused("settings.export", version=9) == (404, "version_unknown")


def test_somebody_who_saved_meanwhile_is_not_overwritten(here: World) -> None:
    content = edited(here, journal="71")
    save(here, 1, booking_date="ordered")
    told = here.desk("settings.import", content=content, version=1)
    assert (told["saved"], list(told["errors"])) == (False, ["version"])
    assert here.get(Settings, ("shop1", 3)) is None


def test_the_page_says_how_the_shop_is_booked_and_who_changed_what(here: World) -> None:
    save(here, 1, journal="71")
    read = here.desk("settings.read", locale="nl_NL", payment_methods=[{"id": "bacs", "title": "Overboeking"}])
    titles = [section["title"] for section in read["sections"]]
    assert titles[:3] == ["Hoe deze winkel wordt geboekt", "Boeken", "Btw"]
    booking = {fact["label"]: fact["text"] for fact in read["sections"][1]["facts"]}
    assert "Verkoopboeking" in booking.values()
    assert "71 – Verkoopboek webwinkel" in booking.values()
    table = read["history"][0]["tables"][0]
    assert table["versions"] == [2, 1]
    assert [row[1]["text"] for row in table["rows"]] == ["beheerder", "–"]
    assert table["rows"][0][2]["text"].endswith("70 – Verkoopboek → 71 – Verkoopboek webwinkel")
    assert table["rows"][1][2]["text"] == "De eerste instellingen, zoals voorgesteld."


def test_shops_do_not_read_each_others_settings(here: World) -> None:
    here.shop("shop2")
    assert here.refused("settings.export", "shop2") == (409, "not_set_up")
    chosen(here, "shop2", journal="71")
    save(here, 1, booking_date="ordered")
    assert here.refused("settings.export", "shop2", version=2) == (404, "version_unknown")
    assert here.desk("settings.read", "shop2")["version"] == 1


def edited(here: World, **changed: Any) -> str:
    """The export with some settings changed by hand."""
    file = json.loads(here.desk("settings.export")["content"])
    return json.dumps(file | {"settings": file["settings"] | changed})


ODD: list[Any] = ["", None, 5, -1, True, [], {}, [None], [{}], "x" * 3000, "NaN", "1e999", "<b>", "\u202e", "no",
                  10**30]  # fmt: skip


@pytest.mark.long
def test_no_value_whatever_breaks_the_service_or_what_is_saved(here: World) -> None:
    """Every setting with every odd value: taken over and usable, or refused by name; never half."""
    known = json.loads(here.desk("settings.export")["content"])["settings"]
    refused = saved = 0
    for name in known:
        for value in ODD:
            version = here.desk("settings.export")
            content = edited(here, **{name: value})
            answer = here.ask("settings.import", "shop1", "nl_NL", content=content,
                              version=json.loads(version["content"])["version"])  # fmt: skip
            assert answer.status_code in (200, 422), (name, value, answer.get_data(as_text=True))
            if answer.status_code == 422 or not answer.json["result"]["saved"]:  # type: ignore[index]
                assert here.desk("settings.export") == version, (name, value)
                refused += 1
                continue
            saved += 1
            assert here.desk("settings.form")["sections"] and here.desk("settings.read")["sections"]
    assert refused > 500 and saved > 0


@pytest.mark.parametrize("part", ["vat", "payments"])
def test_no_rule_whatever_breaks_the_service(here: World, part: str) -> None:
    rule = {"vat": {"reason": "oss", "country": "DE", "percent": "19", "code": "D19", "ledger": ""},
            "payments": {"method": "bacs", "condition": "14", "book_as": "", "journal": ""}}[part]  # fmt: skip
    for name in rule:
        for value in ODD:
            content = edited(here, **{part: [rule | {name: value}]})
            answer = here.ask("settings.import", "shop1", "en_US", content=content)
            assert answer.status_code in (200, 422), (name, value, answer.get_data(as_text=True))
