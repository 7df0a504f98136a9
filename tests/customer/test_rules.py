"""Who is the same customer, and what an account in Exact looks like."""

from __future__ import annotations

import pytest

from ledgerbridge.customer import owners, rules
from ledgerbridge.exact.found import AccountFound
from order.make import line, message, sample_order, through_the_door

MARKER = "K7Q2"


def bought_by(customer_id=0, vat="", metas=None, **billing):
    raw = message(line("8.22", "1.73"), customer_id=customer_id)
    raw["order"]["billing"] |= billing
    raw["order"]["meta_data"] = [{"key": key, "value": value} for key, value in (metas or {}).items()]
    raw["extra"] = {"vat_number": {"number": vat}}
    return through_the_door(raw)


def body(**who):
    return rules.account_body(bought_by(**who), MARKER)


# --- the same customer ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "key"),
    [
        ({"customer_id": 17, "vat": "BE0123456749"}, "customer-17"),
        ({"vat": "BE 0123.456.749"}, "vat-BE0123456749"),
        ({"vat": "BE0123456748", "email": ""}, "order-1042"),
        ({"email": ""}, "order-1042"),
        ({"email": "deleted@site.invalid", "metas": {"_anonymized": "yes"}}, "order-1042"),
    ],
)
def test_a_customer_is_known_by(who, key):
    assert rules.match_key(bought_by(**who)) == key


def test_guests_are_known_by_their_mail_address_without_keeping_it():
    key = rules.match_key(bought_by(email="Mila@Example.nl"))
    assert key == rules.match_key(bought_by(email="mila@example.nl", last_name="Anders"))
    assert key != rules.match_key(bought_by(email="milan@example.nl"))
    assert key.startswith("email-") and len(key) == 38 and "mila" not in key


def account(code, email="", vat="", **more):
    return AccountFound(f"id-{code}", code, "Naam", "C", email, vat, "", **more)


@pytest.mark.parametrize(
    ("hits", "vat", "email", "expected"),
    [
        ([account("12", "mila@example.nl")], "", "MILA@example.nl", "id-12"),
        ([account("12", "mila@example.nl"), account("7", "mila@example.nl")], "", "mila@example.nl", "id-7"),
        ([account("7", "m@example.nl", blocked=True), account("12", "m@example.nl")], "", "m@example.nl", "id-12"),
        ([account("12", "mila@example.nl")], "", "other@example.nl", None),
        ([account("12", "mila@example.nl")], "BE0123456749", "mila@example.nl", None),
        ([account("12", "x@example.nl", "BE 0123.456.749")], "BE0123456749", "mila@example.nl", "id-12"),
        ([], "BE0123456749", "mila@example.nl", None),
        ([account("12")], "", "", None),
    ],
)  # fmt: skip
def test_an_account_is_the_same_customer_by_number_else_by_mail(hits, vat, email, expected):
    found = rules.same_customer(hits, vat, email)
    assert (found.exact_id if found else None) == expected


# --- the account ----------------------------------------------------------------------------------------------


def test_an_account_by_hand():
    found = body(
        address_1="Dorpsstraat 12A", postcode="3511 AA", city="Utrecht", phone="030 123 45 67", email="mila@example.nl"
    )
    assert found == {
        "Name": "Mila Mulder", "Status": "C", "SearchCode": found["SearchCode"], "Email": "mila@example.nl",
        "Phone": "+31301234567", "AddressLine1": "Dorpsstraat 12A", "Postcode": "3511 AA", "City": "Utrecht",
        "Country": "NL", "Language": "NL",
    }  # fmt: skip
    assert found["SearchCode"].startswith("K7Q2-") and len(found["SearchCode"]) <= 20


def test_a_company_by_hand():
    found = rules.account_body(sample_order("reverse-charge-be"), MARKER)
    assert (found["Name"], found["VATNumber"], found["Country"]) == ("Voorbeeld BVBA", "BE0123456749", "BE")
    found = rules.account_body(sample_order("company-nl-vat-number"), MARKER)
    assert found["ChamberOfCommerce"] == "12345678"
    assert "VATNumber" not in found  # its check digits are wrong: Exact would refuse the whole account


def test_the_house_number_of_the_metas_is_in_the_address():
    assert rules.account_body(sample_order("house-number-metas"), MARKER)["AddressLine1"] == "Dorpsstraat 12A"


@pytest.mark.parametrize(
    ("raw", "country", "expected"),
    [
        ("0612345678", "NL", "+31612345678"),
        ("+32 2 123 45 67", "NL", "+3221234567"),
        ("0032 2 123 45 67", "NL", "+3221234567"),
        ("02 123 45 67", "BE", "+3221234567"),
        ("bel na 18 uur", "NL", "bel na 18 uur"),
        ("12", "NL", "12"),
        ("", "NL", ""),
        ("0612345678", "", "0612345678"),
        ("0612345678", "XX", "0612345678"),
        ("9" * 50, "NL", "9" * 30),
    ],
)
def test_phone_numbers_are_international_where_they_are_numbers(raw, country, expected):
    assert rules.phone(raw, country) == expected


@pytest.mark.parametrize(
    "email", ["mila@example", "mila", "a@b.nl, c@d.nl", "mi la@example.nl", "mila@example.n" + "l" * 100, "@example.nl"]
)
def test_a_mail_address_that_exact_would_refuse_is_left_out(email):
    assert "Email" not in body(email=email)


def test_long_texts_are_cut_to_what_exact_holds():
    found = body(company="B" * 80, address_1="S" * 200, postcode="1" * 40, city="U" * 60)
    assert [len(found[name]) for name in ("Name", "AddressLine1", "Postcode", "City")] == [50, 100, 20, 30]


def test_somebody_without_a_name_is_still_somebody():
    nobody = {"first_name": "", "last_name": "", "company": ""}
    assert body(**nobody, email="mila@example.nl")["Name"] == "mila@example.nl"
    assert body(**nobody, email="")["Name"] == "Webshop 1042"


def test_an_anonymised_order_tells_nothing_of_its_customer():
    found = body(first_name="[deleted]", last_name="[deleted]", email="deleted@site.invalid", phone="0000000000",
                 metas={"_anonymized": "yes"})  # fmt: skip
    assert found == {"Name": "Webshop 1042", "Status": "C", "SearchCode": found["SearchCode"], "Country": "NL"}


# --- changes --------------------------------------------------------------------------------------------------


def test_a_fingerprint_changes_with_the_details_only():
    assert owners.hashes(body()) == owners.hashes(rules.account_body(bought_by(), "Z9Z9"))
    assert owners.hashes(body()) != owners.hashes(body(city="Zeist"))


def test_an_update_touches_neither_status_nor_mark():
    assert set(owners.hashes(body())) == {"Name", "Email", "Country", "Language"}
