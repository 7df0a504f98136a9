"""Which payment methods are booked as paid, and in which journal: proposed, shown, saved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from administration import OFFERED, journal, ledger, vat
from ledgerbridge.setup import filled
from ledgerbridge.setup.choices import Choices
from ledgerbridge.setup.form import Form
from ledgerbridge.setup.settings import PaymentRule, Settings, load, payment_rule
from ledgerbridge.setup.suggest import provider_journal, suggest

STYLES = ("order", "invoice", "entry")
MOLLIE, STRIPE = journal("22", "Mollie", type=12), journal("23", "Stripe betalingen", type=16)
WITH_PROVIDERS = replace(
    OFFERED,
    journals=(*OFFERED.journals, MOLLIE, STRIPE),
    ledgers=(
        *OFFERED.ledgers, ledger("1240", "Tussenrekening", type=16), ledger("1610", "Cadeaubonnen", type=90),
        ledger("2000", "Kruisposten", type=90), ledger("4400", "Transactiekosten", type=121),
    ),
    vat_codes=(*OFFERED.vat_codes, vat("PV", "0", "Diensten verlegd", transaction="P", charged=True)),
)  # fmt: skip
ONE = replace(WITH_PROVIDERS, journals=(*OFFERED.journals, MOLLIE))


def form(offered: Choices = ONE, settings: Settings | None = None) -> Form:
    proposed = suggest(offered, STYLES, "NL")
    methods = [("mollie_wc_gateway_ideal", "iDEAL"), ("bacs", "Overboeking"), ("stripe", "Card")]
    return Form(settings or proposed.settings, proposed, offered, STYLES, "nl_NL", methods)


@pytest.mark.parametrize("method, journals, code", [
    ("mollie_wc_gateway_ideal", (MOLLIE, STRIPE), "22"), ("stripe_ideal", (MOLLIE, STRIPE), "23"),
    ("ppcp-gateway", (MOLLIE, STRIPE), ""),  # two providers, and neither is PayPal: not guessed
    ("ppcp-gateway", (MOLLIE,), "22"), ("bacs", (MOLLIE,), ""), ("cod", (MOLLIE,), ""), ("", (MOLLIE,), "22"),
    ("stripe", (replace(STRIPE, blocked=True),), ""), ("stripe", OFFERED.journals, ""),
])  # fmt: skip
def test_a_method_clears_in_the_journal_of_its_provider(method: str, journals: tuple, code: str) -> None:
    assert provider_journal(method, journals) == code


def test_orders_are_booked_as_paid_only_where_exact_has_a_providers_journal() -> None:
    plain, clearing = suggest(OFFERED, STYLES, "NL").settings, suggest(ONE, STYLES, "NL").settings
    assert payment_rule(plain, "mollie_wc_gateway_ideal").book_as == "open"
    assert payment_rule(clearing, "mollie_wc_gateway_ideal") == PaymentRule(
        "mollie_wc_gateway_ideal", payment_rule(clearing, "*").condition, "paid", "22"
    )
    assert payment_rule(clearing, "bacs") == PaymentRule("bacs", "14", "open")
    assert payment_rule(clearing, "cod").book_as == "open"


def test_accounts_are_proposed_by_what_they_are() -> None:
    found = suggest(WITH_PROVIDERS, STYLES, "NL").settings
    named = (found.debtors_ledger, found.gift_card_ledger, found.provider_costs_ledger, found.payout_ledger)
    assert named == ("1300", "1610", "4400", "2000")


def test_the_form_shows_one_choice_a_method_and_reads_it_back() -> None:
    shown = form().fields()
    assert [option.value for option in shown["clearing.bacs"].options] == ["", "open", "20", "22"]
    assert (shown["clearing.*"].value, shown["clearing.stripe"].value) == ("22", "")
    assert [option.value for option in form(WITH_PROVIDERS).fields()["provider_vat_code"].options] == ["", "PV"]
    document, errors = filled.read(form(), {"clearing.stripe": "20", "clearing.bacs": "22", "clearing.*": "open"})
    saved = load(document)
    assert errors == {}
    assert payment_rule(saved, "stripe").journal == "20"
    assert payment_rule(saved, "bacs") == PaymentRule("bacs", "14", "paid", "22")
    assert payment_rule(saved, "mollie_wc_gateway_ideal").book_as == "open"


def test_what_is_on_the_form_posted_back_changes_nothing() -> None:
    drawn = form()
    posted = {field["name"]: field["value"] for section in drawn.sections() for field in section["fields"]}
    document, errors = filled.read(drawn, posted)
    assert (errors, load(document)) == ({}, drawn.settings)


def test_booking_as_paid_needs_the_debtors_account() -> None:
    bare = replace(ONE, ledgers=tuple(one for one in ONE.ledgers if one.type != 20))
    drawn = form(bare, Settings(journal="70", revenue_ledger="8000", rounding_ledger="4990"))
    _, errors = filled.read(drawn, {"clearing.stripe": "22"})
    assert set(errors) == {"debtors_ledger"}


def test_a_sales_journal_cannot_clear() -> None:
    _, errors = filled.read(form(), {"clearing.stripe": "70"})
    assert set(errors) == {"clearing.stripe"}


def test_what_the_licence_lacks_is_not_offered_and_said_why() -> None:
    whole, lacking = form(), replace(form(), lacks=frozenset({"payments"}))
    offered, left = (one.fields()["clearing.mollie_wc_gateway_ideal"] for one in (whole, lacking))
    assert "22" in [one.value for one in offered.options] and offered.help == ""
    assert [one.value for one in left.options] == ["", "open"] and "licentie" in left.help
    chosen = PaymentRule("mollie_wc_gateway_ideal", "", "paid", "22")
    kept = replace(lacking, settings=replace(whole.settings, payments=(chosen,)))
    shown = kept.fields()["clearing.mollie_wc_gateway_ideal"]
    assert [one.value for one in shown.options] == ["", "open", "22"]  # what was chosen before stays visible
