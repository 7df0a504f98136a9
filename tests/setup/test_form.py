"""The settings form: only what can be chosen is offered, and only what was offered is taken."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from administration import OFFERED, journal, vat
from ledgerbridge import texts
from ledgerbridge.setup import filled, suggest
from ledgerbridge.setup.choices import Choices
from ledgerbridge.setup.form import Form, fits, rule_name
from ledgerbridge.setup.settings import PaymentRule, Settings, SettingsSchema, VatRule, dump, load

STYLES = ("order", "invoice", "entry", "daily")
PROPOSED = suggest.suggest(OFFERED, STYLES, "NL")


def form(settings: Settings = PROPOSED.settings, locale: str = "en_US", **values: Any) -> Form:
    usual: dict[str, Any] = {"styles": STYLES, "choices": OFFERED, "proposed": PROPOSED}
    return Form(settings=settings, locale=locale, **{**usual, **values})


# --- what is offered ------------------------------------------------------------------------------------------


def test_sections_come_in_the_order_of_the_work() -> None:
    last, end = ["customers", "payments", "receipts"], "vat_return"
    assert [section["name"] for section in form().sections()] == ["booking", "vat", "ledgers", *last, "stock", end]
    traded = form(replace(PROPOSED.settings, style="invoice")).sections()
    assert [section["name"] for section in traded] == ["booking", "vat", "items", *last, end]


def test_only_styles_of_the_licence_are_offered() -> None:
    assert values_of(form(styles=("entry",)), "style") == ["entry"]


@pytest.mark.parametrize("locale, words", [("en_US", "Sales order, Sales invoice"),
                                           ("nl_NL", "Verkooporder, Verkoopfactuur")])  # fmt: skip
def test_a_style_that_is_not_offered_says_why(locale: str, words: str) -> None:
    assert words in form(styles=("entry",), locale=locale).fields()["style"].help
    assert form(locale=locale).fields()["style"].help == ""


def test_only_open_sales_journals_are_offered() -> None:
    assert values_of(form(), "journal") == ["70", "71"]


def test_revenue_goes_to_open_revenue_accounts_and_rounding_also_to_costs() -> None:
    assert values_of(form(), "revenue_ledger") == ["8000", "8010"]
    assert values_of(form(), "rounding_ledger") == ["8000", "8010", "4990"]
    assert values_of(form(), "shipping_ledger") == ["", "8000", "8010"]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("vat.domestic.NL.21", ["", "2"]),
        ("vat.domestic.NL.9", ["", "1"]),
        ("vat.zero.NL.any", ["", "0", "5", "6", "7"]),
        ("vat.reverse_charge.any.any", ["", "0", "5", "6", "7"]),
        ("vat.oss.BE.21", ["", "B21"]),
        ("vat.oss.DE.19", ["", "D19"]),
        ("vat.oss.FR.5.5", ["", "F5"]),
    ],
)
def test_a_rate_is_offered_the_codes_that_can_carry_it(name: str, codes: list[str]) -> None:
    """Of the same percentage and country; no purchase codes, no blocked ones, none that include VAT."""
    assert values_of(form(), name) == codes


def test_a_one_stop_shop_code_without_a_country_is_known_by_its_name() -> None:
    rule = VatRule("oss", "FR", Decimal(20), "X")
    assert fits(rule, vat("X", "20", "OSS Frankrijk"))
    assert not fits(rule, vat("X", "20", "Hoog"))
    assert not fits(VatRule("domestic", "NL", Decimal(20), "X"), vat("X", "20", "OSS Frankrijk"))


def test_every_proposal_can_be_chosen() -> None:
    for field in form().fields().values():
        if field.suggested:
            assert field.suggested in [option.value for option in field.options], field.name


def test_the_proposal_is_marked_and_explained() -> None:
    shown = {field["name"]: field for section in form().sections() for field in section["fields"]}
    assert shown["journal"]["suggested"] == "70"
    assert shown["journal"]["help"] == "The first sales journal that is not blocked."
    assert shown["vat.domestic.NL.21"]["suggested"] == "2"
    assert "suggested" not in shown["shipping_ledger"]


def test_labels_are_in_the_readers_language() -> None:
    labels = [form(locale=locale).fields()["vat.oss.FR.5.5"].label for locale in ("nl_NL", "en_GB", "de_DE")]
    assert labels == [
        "Frankrijk 5,5 % (particulieren, éénloketsysteem)",
        "France 5.5 % (consumers, One Stop Shop)",
        "France 5.5 % (consumers, One Stop Shop)",
    ]
    assert form(locale="nl_NL").fields()["vat.domestic.NL.21"].label == "Nederland 21 %"


def test_every_text_is_there_in_both_languages() -> None:
    for key, text in texts.TEXTS.items():
        assert set(text) == {"en", "nl"} and all(text.values()), key
    for style, locale in itertools.product(STYLES, ("nl_NL", "en_US")):
        for section in form(replace(PROPOSED.settings, style=style), locale).sections():
            assert section["title"] and all(field["label"] for field in section["fields"])


def test_texts_say_the_same_things_in_both_languages() -> None:
    for key, text in texts.TEXTS.items():
        assert placeholders(text["en"]) == placeholders(text["nl"]), key


def test_the_shops_own_statuses_and_payment_methods_are_offered() -> None:
    drawn = form(methods=[("bacs", "Overboeking"), ("mollie_ideal", "iDEAL")], statuses=[("packed", "Ingepakt")])
    fields = drawn.fields()
    assert "packed" in values_of(drawn, "statuses")
    methods = [name for name in fields if name.startswith("payment.")]
    assert methods == ["payment.bacs", "payment.mollie_ideal", "payment.*"]
    assert fields["payment.mollie_ideal"].label == "iDEAL"


def test_a_rule_that_the_shop_has_besides_the_proposal_is_shown_too() -> None:
    settings = replace(PROPOSED.settings, vat=(VatRule("oss", "AT", Decimal("20.00"), "5"),))
    assert form(settings).fields()["vat.oss.AT.20"].value == "5"


# --- what is taken --------------------------------------------------------------------------------------------


def test_a_rule_that_no_code_was_found_for_is_offered_empty() -> None:
    """Nothing in a code's description need say that it is for services outside the EU."""
    field = form().fields()["vat.export_services.any.any"]
    code = field.options[1].value
    assert (field.value, field.options[0].value) == ("", "")
    document, errors = filled.read(form(), {field.name: code})
    assert errors == {} and VatRule("export_services", "", None, code) in load(document).vat


def test_posting_the_form_as_it_is_changes_nothing() -> None:
    for style in STYLES:
        drawn = form(replace(PROPOSED.settings, style=style, collective_account="1000" if style == "daily" else ""))
        posted = {field["name"]: field["value"] for section in drawn.sections() for field in section["fields"]}
        document, errors = filled.read(drawn, posted)
        assert (errors, load(document)) == ({}, replace(drawn.settings, version=0))


def test_one_posted_field_changes_only_itself() -> None:
    document, errors = filled.read(form(), {"journal": "71"})
    assert (errors, document) == ({}, dump(PROPOSED.settings) | {"journal": "71"})


def test_a_code_is_put_in_its_rule_and_its_ledger_beside_it() -> None:
    document, errors = filled.read(form(), {"vat.zero.NL.any": "6", "ledger.domestic.NL.9": "8000"})
    rules = {rule_name(rule): rule for rule in load(document).vat}
    assert errors == {}
    assert (rules["zero.NL.any"].code, rules["domestic.NL.9"].ledger, rules["domestic.NL.9"].code) == ("6", "8000", "1")


def test_a_rule_without_a_code_is_gone_and_can_come_back() -> None:
    document, _ = filled.read(form(), {"vat.oss.FR.5.5": ""})
    without = load(document)
    assert "oss.FR.5.5" not in map(rule_name, without.vat)
    document, errors = filled.read(form(without), {"vat.oss.FR.5.5": "F5"})
    assert errors == {} and "oss.FR.5.5" in map(rule_name, load(document).vat)


def test_payment_conditions_are_kept_per_method() -> None:
    drawn = form(methods=[("bacs", "Bank"), ("cod", "COD")])
    document, errors = filled.read(drawn, {"payment.bacs": "14", "payment.cod": "", "payment.*": "00"})
    assert errors == {}
    assert load(document).payments == (PaymentRule("bacs", "14"), PaymentRule("*", "00"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("style", "quotation"),
        ("journal", "72"),
        ("journal", "99"),
        ("journal", ""),
        ("journal", ["70"]),
        ("journal", None),
        ("revenue_ledger", "1300"),
        ("revenue_ledger", ""),
        ("rounding_ledger", ""),
        ("vat.domestic.NL.21", "1"),
        ("vat.domestic.NL.21", "8"),
        ("vat.oss.BE.21", "2"),
        ("statuses", []),
        ("statuses", ["shipped"]),
        ("statuses", "completed"),
        ("booking_date", "yesterday"),
        ("payment.*", "99"),
        ("number_base", "-1"),
        ("number_base", "1.5"),
        ("number_base", "2000000001"),
        ("number_base", "NaN"),
        ("number_base", "many"),
        ("rounding_cap", "1.01"),
        ("rounding_cap", "Infinity"),
        ("rounding_cap", ""),
        ("collective_account", "x" * 19),
        ("no_such_setting", "1"),
        ("version", "1"),
        ("vat.domestic.XX.99", "2"),
        ("payment.unheard_of", "00"),
    ],
)
def test_what_was_not_offered_is_not_taken_and_named(name: str, value: Any) -> None:
    document, errors = filled.read(form(), {name: value})
    assert list(errors) == [name] and errors[name]
    assert load(document) == replace(PROPOSED.settings, version=0)


@pytest.mark.parametrize(("written", "meant"), [("0,05", "0.05"), (" 0.10 ", "0.10"), ("1", "1"), ("0", "0")])
def test_numbers_may_be_written_with_a_comma(written: str, meant: str) -> None:
    document, errors = filled.read(form(), {"rounding_cap": written})
    assert (errors, load(document).rounding_cap) == ({}, Decimal(meant))


@pytest.mark.parametrize(("posted", "meant"), [(True, True), ("1", True), (False, False), ("", False), (None, False)])
def test_a_box_is_ticked_or_not(posted: Any, meant: bool) -> None:
    document, _ = filled.read(form(), {"own_numbers": posted})
    assert document["own_numbers"] is meant


def test_a_collective_account_needs_its_code() -> None:
    _, errors = filled.read(form(), {"consumers": "collective"})
    assert list(errors) == ["collective_account"]
    document, errors = filled.read(form(), {"consumers": "collective", "collective_account": "WEB"})
    assert errors == {} and load(document).collective_account == "WEB"


def test_a_new_style_brings_the_codes_it_needs_along() -> None:
    bare = replace(PROPOSED.settings, style="order", journal="", revenue_ledger="", rounding_ledger="")
    document, errors = filled.read(form(bare), {"style": "entry"})
    assert errors == {}
    assert [document[name] for name in ("journal", "revenue_ledger", "rounding_ledger")] == ["70", "8000", "4990"]


def test_a_new_style_that_lacks_something_says_what() -> None:
    bare = replace(PROPOSED.settings, style="order", journal="")
    nothing = Choices(OFFERED.vat_codes, (journal("20", "Bank", 12),), OFFERED.ledgers, ())
    drawn = form(bare, choices=nothing, proposed=suggest.suggest(nothing, STYLES, "NL"))
    _, errors = filled.read(drawn, {"style": "entry"})
    assert errors == {"style": "This needs Sales journal, and Exact Online offers none to choose."}


def test_errors_are_in_the_readers_language() -> None:
    _, errors = filled.read(form(locale="nl_NL"), {"journal": "99", "rounding_cap": "9"})
    assert errors == {"journal": "Dit kan hier niet (meer) gekozen worden.", "rounding_cap": "Een getal tussen 0 en 1."}


posted = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.decimals(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted(form().fields())) | st.text(max_size=20), posted, max_size=6))
def test_whatever_is_posted_gives_a_document_the_schema_takes(values: dict[str, Any]) -> None:
    document, errors = filled.read(form(), values)
    assert SettingsSchema().validate(document) == {} or errors
    assert set(errors) <= set(values) | {"style", "collective_account"}


def values_of(drawn: Form, name: str) -> list[str]:
    return [option.value for option in drawn.fields()[name].options]


def placeholders(text: str) -> set[str]:
    return {part.split("}")[0] for part in text.split("{")[1:]}
