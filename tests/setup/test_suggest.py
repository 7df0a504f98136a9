"""The settings we would start with, from what an administration offers: never a code that would bend amounts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from administration import OFFERED, journal, ledger, vat
from ledgerbridge.exact.found import PaymentCondition
from ledgerbridge.order.plan import make
from ledgerbridge.setup import settings as settings_document
from ledgerbridge.setup.choices import Choices
from ledgerbridge.setup.suggest import NUMBER_BASE, suggest
from order.make import sample, sample_names, sample_order

ALL = ("order", "invoice", "entry")
PROPOSED = suggest(OFFERED, ALL, "NL")


def rules(found, reason):
    fitting = [rule for rule in found.settings.vat if rule.reason == reason]
    return {(rule.country, rule.percent and f"{rule.percent:f}"): rule.code for rule in fitting}


def with_codes(*codes):
    return suggest(replace(OFFERED, vat_codes=codes), ALL, "NL")


# --- VAT ------------------------------------------------------------------------------------------------------


def test_every_rule_has_the_code_that_fits_it():
    assert rules(PROPOSED, "domestic") == {("NL", "21"): "2", ("NL", "9"): "1"}
    assert rules(PROPOSED, "zero") == {("NL", None): "5"}
    assert rules(PROPOSED, "exempt") == {("", None): "0"}
    assert rules(PROPOSED, "reverse_charge") == {("", None): "7"}
    assert rules(PROPOSED, "export") == {("", None): "6"}
    assert rules(PROPOSED, "none") == {("", None): "0"}
    assert rules(PROPOSED, "oss") == {("BE", "21"): "B21", ("DE", "19"): "D19", ("FR", "5.5"): "F5"}


@pytest.mark.parametrize(
    "wrong",
    [
        vat("W", "21", "Btw hoog, inclusief", type="I"),
        vat("W", "21", "Btw hoog, inkoop", transaction="P"),
        vat("W", "21", "Btw hoog", blocked=True),
        vat("W", "21", "Btw verlegd 21%", charged=True),
        vat("W", "21", "OSS België", country="BE"),
    ],
)
def test_no_domestic_rate_on_a_code_that_means_something_else(wrong):
    assert rules(with_codes(wrong), "domestic") == {}
    assert rules(with_codes(wrong, vat("R", "21", "Hoog")), "domestic") == {("NL", "21"): "R"}


@pytest.mark.parametrize(
    ("code", "fits"),
    [
        (vat("R", "0", "Btw verlegd binnenland", charged=True), True),
        (vat("R", "0", "Omzet verlegd"), True),
        (vat("R", "0", "Verlegd binnen de EU", charged=True), False),
        (vat("R", "0", "Verlegd", eu_listing="L"), False),
        (vat("R", "21", "Verlegd", transaction="P"), False),
        (vat("R", "0", "Nul"), False),
    ],
)
def test_the_code_for_reverse_charge_at_home(code, fits):
    assert rules(with_codes(code), "reverse_charge_home") == ({("", None): "R"} if fits else {})


def test_no_zero_rate_on_export_listing_or_exemption():
    found = with_codes(
        vat("A", "0", "Export"), vat("B", "0", "Binnen EU", eu_listing="L"), vat("C", "0", "Vrijgesteld van btw")
    )
    assert rules(found, "zero") == {("NL", None): "C"}  # better than none: 0 % and on no listing
    assert rules(found, "exempt") == {("", None): "C"}


def test_services_within_the_eu_are_no_goods():
    assert rules(with_codes(vat("S", "0", "Diensten binnen de EU", eu_listing="S")), "reverse_charge") == {}


def test_codes_for_sales_only_win_over_codes_for_both():
    found = with_codes(vat("1", "21", "Hoog", transaction="B"), vat("2", "21", "Hoog", transaction="S"))
    assert rules(found, "domestic") == {("NL", "21"): "2"}


def test_a_belgian_administration_gets_its_own_rates():
    belgian = (vat("4", "21", "Btw 21%"), vat("3", "12", "Btw 12%"), vat("2", "6", "Btw 6%"))
    found = suggest(replace(OFFERED, vat_codes=belgian), ALL, "BE")
    assert rules(found, "domestic") == {("BE", "21"): "4", ("BE", "12"): "3", ("BE", "6"): "2"}
    assert found.settings.shop_country == "BE"


# --- the rest -------------------------------------------------------------------------------------------------


def test_the_first_open_sales_journal():
    assert PROPOSED.settings.journal == "70"
    blocked = replace(OFFERED, journals=(journal("60", "Bank", type=12), journal("70", "Verkoop", blocked=True)))
    assert suggest(blocked, ALL, "NL").settings.journal == ""


def test_revenue_by_rate_and_no_blocked_account():
    assert PROPOSED.settings.revenue_ledger == "8000"
    by_code = {rule.code: rule.ledger for rule in PROPOSED.settings.vat if rule.reason == "domestic"}
    assert by_code == {"2": "8000", "1": "8010"}
    assert "8090" not in {rule.ledger for rule in PROPOSED.settings.vat}


@pytest.mark.parametrize(
    ("descriptions", "expected"),
    [
        ([("4990", "Betalingsverschillen", 121), ("8990", "Afrondingsverschillen", 110)], "8990"),
        ([("4980", "Koersverschillen", 121), ("4990", "Betalingsverschillen", 121)], "4990"),
        ([("1990", "Afrondingsverschillen", 90)], "8000"),  # no account of the result: the revenue account then
        ([], "8000"),
    ],
)
def test_rounding_differences_have_an_account_of_the_result(descriptions, expected):
    ledgers = (ledger("8000", "Omzet hoog"), *(ledger(code, text, kind) for code, text, kind in descriptions))
    assert suggest(replace(OFFERED, ledgers=ledgers), ALL, "NL").settings.rounding_ledger == expected


@pytest.mark.parametrize(
    ("styles", "expected"), [(ALL, "entry"), (("order", "invoice"), "order"), (("invoice",), "invoice"), ((), "entry")]
)
def test_the_style_that_every_licence_has_else_the_first(styles, expected):
    assert suggest(OFFERED, styles, "NL").settings.style == expected


def conditions(*offered):
    found = suggest(replace(OFFERED, payment_conditions=offered), ALL, "NL").settings.payments
    return {rule.method: rule.condition for rule in found}


def test_prepaid_orders_are_due_at_once_and_bank_transfers_have_a_term():
    term, direct = PaymentCondition("i", "14", "14 dagen", "B", 14), PaymentCondition("i", "00", "Contant", "K", 0)
    provider = PaymentCondition("i", "PS", "Betaaldienst", "Q", 0)
    assert conditions(direct, term, provider) == {"bacs": "14", "*": "PS"}
    assert conditions(term, direct) == {"bacs": "14", "*": "00"}
    assert conditions(term) == {"bacs": "14", "*": ""}
    assert conditions() == {"*": ""}


def test_own_numbers_start_far_from_exacts():
    assert PROPOSED.settings.own_numbers and PROPOSED.settings.number_base == NUMBER_BASE == 10_000_000


def test_nothing_offered_is_said_and_not_guessed():
    found = suggest(Choices(), ALL, "NL")
    assert (found.settings.vat, found.settings.journal, found.settings.revenue_ledger) == ((), "", "")
    assert {"a sales journal", "a revenue account", "a sales VAT code for domestic"} <= set(found.missing)
    assert PROPOSED.missing == ()


def test_every_proposal_says_why_in_both_languages():
    assert {"style", "journal", "number_base", "vat.domestic.NL.21", "vat.oss.FR.5.5"} <= set(PROPOSED.why)
    assert all(set(why) == {"en", "nl"} for why in PROPOSED.why.values())


def test_a_proposal_survives_being_stored():
    assert settings_document.load(settings_document.dump(PROPOSED.settings)) == PROPOSED.settings


def test_the_proposal_books_the_samples_it_has_codes_for():
    """Domestic, zero, exempt, export and reverse charge without touching a setting; OSS where there is a code."""
    full = replace(
        OFFERED,
        vat_codes=(
            *OFFERED.vat_codes, vat("D07", "7", "OSS", country="DE"), vat("F20", "20", "OSS", country="FR"),
            vat("B06", "6", "OSS", country="BE"),
        ),
    )  # fmt: skip
    found = suggest(full, ALL, "NL").settings
    for name in sample_names():
        plan = make(sample_order(name), found)
        assert plan.problem is None, f"{name}: {plan.problem}"
        if plan.decision == "book":
            assert plan.documents[0].gross == Decimal(sample(name)["order"]["total"]).quantize(Decimal("0.01"))
