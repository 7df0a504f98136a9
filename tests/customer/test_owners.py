"""Who has the say over which detail, and what is sent because of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledgerbridge.customer import owners
from ledgerbridge.exact.assumptions import CLEARED
from ledgerbridge.setup.settings import Settings, by_country, dump, load

HOME = {"AddressLine1": "Dorpsstraat 12", "AddressLine2": "3 hoog", "Postcode": "3511 AA", "City": "Utrecht",
        "Country": "NL"}  # fmt: skip
BODY = {"Name": "Mila Mulder", "Email": "mila@example.nl", "Phone": "+31612345678", **HOME, "Status": "C"}
KNOWN = owners.hashes(BODY)
USUAL = Settings()


def test_nothing_changed_sends_nothing():
    assert owners.changed(BODY, KNOWN, USUAL) == {}
    assert "Status" not in KNOWN and "Mila" not in str(KNOWN)


@pytest.mark.parametrize(
    ("change", "sent"),
    [
        ({"Name": "Mila de Wit"}, {"Name": "Mila de Wit"}),
        ({"Email": "m@example.nl", "Phone": "+31687654321"}, {"Email": "m@example.nl", "Phone": "+31687654321"}),
        ({"VATNumber": "NL1"}, {"VATNumber": "NL1"}),
    ],
)
def test_only_what_changed_is_sent(change, sent):
    assert owners.changed(BODY | change, KNOWN, USUAL) == sent


def test_a_blank_erases_nothing():
    assert owners.changed({"Name": "Mila Mulder", **HOME}, KNOWN, USUAL) == {}


def test_an_address_moves_whole_and_clears_the_line_that_is_gone():
    moved = {"Name": "Mila Mulder", "AddressLine1": "Kade 5", "Postcode": "3011 AB", "City": "Rotterdam",
             "Country": "NL"}  # fmt: skip
    sent = owners.changed(moved, KNOWN, USUAL)
    assert sent == {"AddressLine1": "Kade 5", "AddressLine2": CLEARED, "Postcode": "3011 AB", "City": "Rotterdam",
                    "Country": "NL"}  # fmt: skip
    kept = owners.remembered(KNOWN, sent, moved)
    assert owners.changed(moved, kept, USUAL) == {} and "AddressLine2" not in kept and "Email" in kept


def test_a_download_sold_to_another_country_moves_nobody():
    assert owners.changed({"Name": "Mila Mulder", "Country": "BE"}, KNOWN, USUAL) == {}


def test_what_is_exacts_is_never_sent_again_and_counts_as_changed_when_it_is_given_back():
    theirs = replace(USUAL, owner_name="exact", owner_address="exact")
    new = BODY | {"Name": "Mila de Wit", "City": "Zeist"}
    assert owners.changed(new, KNOWN, theirs) == {}
    assert owners.changed(new, KNOWN, USUAL)["Name"] == "Mila de Wit"


def test_only_when_empty_asks_exact_what_it_has():
    careful = replace(USUAL, owner_phone="empty", owner_address="empty")
    changed = owners.changed(BODY | {"Phone": "+31687654321"}, KNOWN, careful)
    assert owners.asks_exact(changed, careful) and not owners.asks_exact({"Name": "x"}, careful)
    assert owners.without_filled(changed, {"Phone": "06"}, careful) == {}
    assert owners.without_filled(changed, {"Phone": ""}, careful) == changed
    assert owners.without_filled({"City": "Zeist"}, {"AddressLine1": "Kade 5"}, careful) == {}
    assert owners.without_filled({"City": "Zeist"}, {"Country": "NL"}, careful) == {"City": "Zeist"}


def test_an_account_that_was_there_gets_only_its_blanks_filled():
    there = {"Name": "Mulder, M.", "AddressLine1": "Postbus 1", "Country": "NL"}
    assert owners.blanks(BODY, there, USUAL) == {"Email": "mila@example.nl", "Phone": "+31612345678"}
    assert owners.blanks(BODY, there, replace(USUAL, owner_email="exact")) == {"Phone": "+31612345678"}


def test_accounts_by_country_are_read_or_refused():
    assert by_country("BE=1200, DE = 1300;FR=14A") == {"BE": "1200", "DE": "1300", "FR": "14A"}
    assert by_country("") == {}
    for wrong in ("BE", "BE=", "1200", "be=12", "BE=1200 and more"):
        with pytest.raises(ValueError, match="COUNTRY"):
            by_country(wrong)
    assert load(dump(replace(USUAL, collective_countries="BE=1200"))).collective_countries == "BE=1200"
