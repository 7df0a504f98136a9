"""Addresses, texts, numbers and who is a company, by hand and by hypothesis."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer.test_rules import MARKER, bought_by
from ledgerbridge.customer import delivery, rules
from ledgerbridge.customer.address import country_of, lines_of, postal, postcode_of, state_of
from ledgerbridge.customer.kind import company_of, is_anonymised, is_company
from ledgerbridge.customer.register import chamber_number
from ledgerbridge.customer.text import clean, cut, units
from ledgerbridge.exact import assumptions
from ledgerbridge.order.shapes import Address


@pytest.mark.parametrize(
    ("first", "second", "country", "expected"),
    [
        ("Dorpsstraat", "12", "NL", ("Dorpsstraat 12", "")),
        ("Dorpsstraat", "12 a", "NL", ("Dorpsstraat 12 a", "")),
        ("Dorpsstraat", "12-3", "NL", ("Dorpsstraat 12-3", "")),
        ("Hauptstraße", "Nr. 5b", "DE", ("Hauptstraße 5b", "")),
        ("Dorpsstraat 12", "12", "NL", ("Dorpsstraat 12", "")),
        ("Dorpsstraat 12", "DORPSSTRAAT 12", "NL", ("Dorpsstraat 12", "")),
        ("Dorpsstraat 12", "3 hoog", "NL", ("Dorpsstraat 12", "3 hoog")),
        ("Kerkstraat 12", "bus 3", "BE", ("Kerkstraat 12 bus 3", "")),
        ("Rue Neuve 12", "bte 4A", "BE", ("Rue Neuve 12 bte 4A", "")),
        ("Kerkstraat 12", "bus 3", "NL", ("Kerkstraat 12", "bus 3")),
        ("High Street", "12", "GB", ("High Street", "12")),
        ("", "Dorpsstraat 12", "NL", ("Dorpsstraat 12", "")),
        ("", "", "NL", ("", "")),
    ],
)
def test_a_house_number_goes_behind_its_street(first, second, country, expected):
    assert lines_of(first, second, country) == expected


@pytest.mark.parametrize(
    ("raw", "country", "expected"),
    [
        ("3511aa", "NL", "3511 AA"),
        ("3511  aa", "NL", "3511 AA"),
        ("NL-3511 AA", "NL", "3511 AA"),
        ("12345", "NL", "12345"),  # wrong, and left for a person to see
        ("B-1000", "BE", "1000"),
        ("BE 1000", "BE", "1000"),
        ("D-10115", "DE", "10115"),
        ("10 115", "DE", "10115"),
        ("L-1009", "LU", "1009"),
        ("sw1a 1aa", "GB", "SW1A 1AA"),
        ("114 55", "SE", "114 55"),
        ("1000", "", "1000"),
        ("", "NL", ""),
    ],
)
def test_postcodes_have_the_form_of_their_country(raw, country, expected):
    assert postcode_of(raw, country) == expected


@pytest.mark.parametrize(
    ("raw", "expected"), [("nl", "NL"), ("UK", "GB"), ("EL", "GR"), ("XX", ""), ("", ""), ("Nederland", "")]
)
def test_only_countries_are_countries(raw, expected):
    assert country_of(raw) == expected


@pytest.mark.parametrize(
    ("raw", "country", "expected"),
    [("CA", "US", "California"), ("US-CA", "US", "California"), ("NSW", "AU", "New South Wales"),
     ("Nowhere", "US", "Nowhere"), ("NH", "NL", ""), ("BY", "DE", ""), ("", "US", "")],
)  # fmt: skip
def test_states_have_names_where_addresses_need_them(raw, country, expected):
    assert state_of(raw, country) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("O&#8217;Conner", "O’Conner"),
        ("O&amp;#8217;Conner", "O’Conner"),
        ("Jansen &amp; Zn", "Jansen & Zn"),
        ("Mila\u0000\r\n\tMulder", "Mila Mulder"),
        ("Mila 🌷 Mulder", "Mila Mulder"),
        ("👩‍👩‍👧‍👦❤️", ""),
        ("Cafe\u0301", "Café"),
        ("\u202eevil\u202c", "evil"),
        ("Łukasz Żółć", "Łukasz Żółć"),
        ("王小明 𠮷野家", "王小明 𠮷野家"),
        ("\ud83d", ""),
        ("N° 5 & Co +", "N° 5 & Co +"),
    ],
)
def test_texts_are_cleaned_of_what_a_ledger_cannot_hold(raw, expected):
    assert clean(raw) == expected


def test_a_cut_keeps_characters_whole():
    assert cut("𠮷" * 30, 50) == "𠮷" * 25 and units("𠮷" * 25) == 50
    assert cut("a" * 49 + "e\u0323", 50) == "a" * 49  # the dot below goes with its e
    assert cut("Jansen", 50) == "Jansen"


@pytest.mark.parametrize(
    ("raw", "country", "vat", "expected"),
    [
        ("12345678", "NL", "", "12345678"),
        ("KvK 12 34 56 78", "NL", "", "12345678"),
        ("123456780000", "NL", "", "12345678"),
        ("1234567", "NL", "", "01234567"),
        ("0403.170.701", "BE", "", "0403170701"),
        ("BE 0403.170.701", "BE", "", "0403170701"),
        ("0403.170.702", "BE", "", "0403.170.702"),
        ("", "BE", "BE0403170701", "0403170701"),
        ("", "NL", "NL123456782B12", ""),
        ("HRB 1234 B", "DE", "", "HRB 1234 B"),
        ("552 100 554", "FR", "", "552100554"),
        ("55210055400013", "FR", "", "552100554"),
    ],
)
def test_register_numbers_by_country(raw, country, vat, expected):
    assert chamber_number(raw, country, vat) == expected


@pytest.mark.parametrize("text", ["", "-", "n.v.t.", "NVT", "geen", "Particulier", "privé", "N/A", "🌷"])
def test_what_consumers_type_for_a_company_is_none(text):
    order = bought_by(company=text)
    assert company_of(order) == "" and not is_company(order)
    assert rules.account_body(order, MARKER)["Name"] == "Mila Mulder"


@pytest.mark.parametrize("text", ["Bakker", "Geen Gedoe BV", "3M", "王小明"])
def test_a_company_is_one(text):
    assert company_of(bought_by(company=text)) == text


@pytest.mark.parametrize(
    "who",
    [{"email": "deleted@site.invalid"}, {"first_name": "[deleted]"}, {"last_name": "[verwijderd]"},
     {"metas": {"_anonymized": "yes"}}],
)  # fmt: skip
def test_an_erased_customer_is_seen_by_any_trace(who):
    assert is_anonymised(bought_by(**who))
    body = rules.account_body(bought_by(**who), MARKER)
    assert not {"Email", "Phone", "AddressLine1", "City"} & set(body) and body["Name"] == "Webshop 1042"


@pytest.mark.parametrize(
    ("locale", "country", "expected"),
    [("", "NL", "NL"), ("", "BE", "NL"), ("fr_BE", "BE", "FR"), ("de-DE", "NL", "DE"), ("en", "NL", "EN"),
     ("pl_PL", "PL", ""), ("", "CH", ""), ("", "", "")],
)  # fmt: skip
def test_the_language_is_the_shops_else_the_countrys(locale, country, expected):
    assert rules.language(locale, country) == expected


def test_what_does_not_fit_is_said_without_telling_who_it_is():
    order = bought_by(company="Zeer Lange " * 9, email="geen adres", country="XX", vat="NL123", address_1="S" * 101)
    said = [note["en"] for note in rules.notes(order)]
    assert len(said) == 5
    assert said[0].startswith("The customer's name is longer than the 50 characters")
    assert not any("Zeer" in text or "SSS" in text for note in rules.notes(order) for text in note.values())
    assert all(set(note) == {"en", "nl"} for note in rules.notes(order))
    assert rules.notes(bought_by()) == ()


@pytest.mark.parametrize(
    ("metas", "expected"),
    [({"_billing_kvk": "12345678"}, "12345678"), ({"kvknummer": "12345678"}, "12345678"),
     ({"_billing_kbo": "0403.170.701"}, "0403.170.701"), ({"ondernemingsnummer": "0403170701"}, "0403170701"),
     ({"kbodem": "12345678"}, ""), ({"_billing_kvk": "vestiging Utrecht"}, "")],
)  # fmt: skip
def test_register_numbers_are_found_in_metas(metas, expected):
    assert bought_by(metas=metas).chamber_of_commerce == expected


@pytest.mark.parametrize(
    ("metas", "expected"),
    [({"wpml_language": "de"}, "de"), ({"trp_language": "fr_FR"}, "fr_FR"), ({"wpml_language": ["de"]}, ""),
     ({"language": "the best one there is"}, ""), ({}, "")],
)  # fmt: skip
def test_the_language_is_read_from_translation_plugins(metas, expected):
    assert bought_by(metas=metas).locale == expected


# --- delivery -------------------------------------------------------------------------------------------------


def shipped(metas=None, **shipping):
    order = bought_by(address_1="Dorpsstraat 12", postcode="3511AA", city="Utrecht", metas=metas)
    usual = {"first_name": "Mila", "last_name": "Mulder", "address_1": "Dorpsstraat 12", "postcode": "3511 AA",
             "city": "UTRECHT", "country": "NL"}  # fmt: skip
    return type(order)(**{**order.__dict__, "shipping": Address(**{**usual, **shipping})})


def test_goods_that_go_elsewhere_have_an_address_of_their_own():
    assert delivery.body_of(shipped()) == {}
    assert delivery.body_of(shipped(first_name="", last_name="")) == {}
    assert delivery.body_of(shipped(address_1="", city="", postcode="")) == {}
    assert delivery.body_of(shipped(address_1="Kade", address_2="5", postcode="3011ab", city="Rotterdam")) == {
        "AddressLine1": "Kade 5", "Postcode": "3011 AB", "City": "Rotterdam", "Country": "NL",
    }  # fmt: skip
    assert delivery.body_of(shipped(first_name="Opa"))["AddressLine3"] == "Opa Mulder"


@pytest.mark.parametrize(
    "metas",
    [{"_postnl_order_metadata": {"frontend": {"dropoff_points": {"name": "Winkel"}}}},
     {"_postnl_order_metadata": {"dropoff_points": [1]}}, {"sendcloudshipping_service_point_meta": {"id": 1}}],
)  # fmt: skip
def test_a_collection_point_is_nobodys_address(metas):
    assert delivery.body_of(shipped(metas, address_1="Winkel 1")) == {}


# --- whatever is typed ----------------------------------------------------------------------------------------

TEXTS = st.one_of(st.text(max_size=130), st.sampled_from(["&#128512;" * 30, "𠮷" * 80, "12", "NL", "&amp;amp;", "CA"]))
LAND = st.one_of(st.sampled_from(["NL", "BE", "DE", "US", "FR", "GB", "XX", "XK", ""]), st.text(max_size=3))
PEOPLE = st.builds(
    Address, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, LAND, st.one_of(st.emails(), TEXTS), TEXTS
)
USUAL = bought_by()
MOST = {**rules.LONGEST, "Email": assumptions.EMAIL, "VATNumber": assumptions.VAT_NUMBER, "Country": 2,
        "SearchCode": assumptions.SEARCH_CODE, "Language": 2, "Status": 1}  # fmt: skip


@given(PEOPLE, PEOPLE, st.text(max_size=40))
def test_no_customer_is_too_odd_for_exact(billing, shipping, chamber):
    """Never raises, never exceeds Exact's lengths, says so when something was cut."""
    order = type(USUAL)(
        **{**USUAL.__dict__, "billing": billing, "shipping": shipping, "chamber_of_commerce": chamber}
    )
    body = rules.account_body(order, MARKER)
    assert body["Name"] and all(units(value) <= MOST[name] for name, value in body.items())
    whole = rules._whole(order)
    cuts = [name for name in rules.LONGEST if whole.get(name, "") != body.get(name, "")]
    told = [note for note in rules.notes(order) if "longer than" in note["en"]]
    assert len(told) == (0 if is_anonymised(order) else len(cuts))
    elsewhere = delivery.body_of(order)
    assert all(units(value) <= delivery.LONGEST.get(name, 2) for name, value in elsewhere.items())


@given(TEXTS)
def test_cleaning_and_cutting_twice_changes_nothing(text):
    once = clean(text)
    assert clean(once) == once
    assert cut(cut(once, 20), 20) == cut(once, 20)
    assert "\n" not in once and once == once.strip()


@given(PEOPLE)
def test_an_address_in_exacts_form_stays_as_it_is(raw):
    first = postal(raw)
    again = postal(
        Address(address_1=first.line1, address_2=first.line2, postcode=first.postcode, city=first.city,
                state=first.line3, country=first.country)
    )  # fmt: skip
    assert again == first
