"""Exact's own words, as pasted in public reports (facts §6), and what they are taken for."""

import json
from collections import Counter
from pathlib import Path

import pytest

from ledgerbridge.exact import catalogue
from ledgerbridge.exact.messages import explain, is_generic

SEEN = [
    ("Gegeven bestaat reeds.", "already_exists"),
    ("Data already exists", "already_exists"),
    ("Verkoopordernummer: Bestaat reeds", "already_exists"),
    ("In gebruik: Boekstuknummer", "already_exists"),
    ("In use: Entry number", "already_exists"),
    ("Already exists - Entry number: 12, Journal: 70", "already_exists"),
    ("Moet zijn: Uniek - Artikel, Valuta, Eenheid, Aantal, Actief vanaf", "already_exists"),
    ("Verplicht: Factuur voor\r\nVerplicht: Besteld door", "account_unknown"),
    ("Mandatory: Invoice to\r\nMandatory: Ordered by", "account_unknown"),
    ("Verplicht: Betalingsconditie", "payment_condition_unknown"),
    ("Mandatory: Payment condition", "payment_condition_unknown"),
    ("Verplicht: Dagboek", "journal_unknown"),
    ("Verplicht: Serie", "field_missing"),
    ("Mandatory: Batch", "field_missing"),
    ("Ongeldige referentie: Leveren aan\r\nOngeldige referentie: Besteld door", "account_unknown"),
    ("Invalid reference: Ordered by", "account_unknown"),
    ("Ongeldige referentie: Btw-code", "vat_code_unknown"),
    ("Invalid reference: VAT code", "vat_code_unknown"),
    ("Ongeldige referentie: Betalingsconditie", "payment_condition_unknown"),
    ("Ongeldige referentie: Journals", "journal_unknown"),
    ("Ongeldige referentie: Artikel", "item_invalid"),
    ("Invalid reference: Item", "item_invalid"),
    ("Ongeldige referentie: Grootboekrekening", "ledger_invalid"),
    ("Invalid reference: G/L Account", "ledger_invalid"),
    ("Ongeldige referentie: Kostenplaats", "reference_invalid"),
    ("Niet herkende GUID-indeling.", "reference_invalid"),
    ("Ongeldig: Klant (Type)", "not_a_customer"),
    ("Invalid: Customer (Type)", "not_a_customer"),
    ("Periode is afgesloten: 2025 - 12", "period_closed"),
    ("Period is closed: 2025 - 12", "period_closed"),
    ("Unknown: Financial year (Period-date table)", "fiscal_year_missing"),
    ("Onbekend: Boekjaar (Periode-datumtabel)", "fiscal_year_missing"),
    ("Ongeldig: Dagboek", "journal_unknown"),
    ("Invalid: Journal (type)", "journal_unknown"),
    ("Geblokkeerd: Dagboek", "journal_blocked"),
    ("Blocked: Journal", "journal_blocked"),
    ("Niet toegestaan: Btw-code", "journal_without_vat"),
    ("Ongeldig: Grootboekrekeningtype", "ledger_invalid"),
    ("Ongeldig: Type (Rekening af te dragen btw)", "vat_code_without_ledger"),
    ("Ongeldig: Btw-percentage []", "vat_percentage_invalid"),
    ("Een btw bedrag is niet toegestaan voor deze btw-code", "vat_amount_not_allowed"),
    ("Invoer 17: Het bedrag van de BTW regel met BTW code 4 komt niet overeen met het percentage", "vat_amount_wrong"),
    ("De boeking is niet in evenwicht op: 2022 / 4 Verschil: EUR -0,01", "out_of_balance"),
    ("The entry is out of balance: 2022 / 4", "out_of_balance"),
    ("Ongeldig: Email []", "email_invalid"),
    ("Invalid: Email []", "email_invalid"),
    ("Reeds verwerkt", "already_processed"),
    ("Already processed", "already_processed"),
    ("Ongeldig: Btw-nummer", "vat_number_invalid"),
    ("Ongeldig: Valuta", "currency_not_allowed"),
    ("Document Type not allowed", "not_allowed"),
    ("Ongeldig: Telefoon", "value_invalid"),
]


@pytest.mark.parametrize(("text", "code"), SEEN)
def test_a_known_refusal_is_understood(text, code):
    problem = explain(text, 500, "salesentry/SalesEntries")
    assert problem.code == code
    assert problem.detail == text


SAMPLES = json.loads((Path(__file__).parents[1] / "samples" / "exact_messages.json").read_text())
"""Exact's texts by problem, nl and en; ``assumed``: the language in which it was not seen but made [A]; "" is unknown.
(The two texts of the token endpoint are in test_login.py: they have no order to show them on.)"""
TABLE = [(row, language) for row in SAMPLES for language in ("nl", "en") if row[language]]


@pytest.mark.parametrize(("row", "language"), TABLE, ids=lambda it: it if isinstance(it, str) else it["problem"])
def test_a_text_leads_to_its_cause_to_who_must_act_to_plain_words_and_to_the_button(row, language):
    unknown = Counter()
    problem = explain(row[language], row.get("status", 500), "salesentry/SalesEntries", row.get("reason", ""), unknown)
    assert (problem.code, problem.who, problem.action) == (row["code"], row["who"], row["action"])
    assert problem.cause.startswith(row["code"]) and problem.detail == row[language]
    for text in (problem.what, problem.why, problem.do):
        assert set(text) == {"en", "nl"} and text["en"] != text["nl"] and all(text.values())
    assert not unknown


def test_the_table_holds_every_kind_of_button_and_both_languages():
    assert {row["action"] for row in SAMPLES} >= {"retry", "settings", "connect", "open_order", "open_exact", "none"}
    assert {row["who"] for row in SAMPLES} == {"owner", "accountant", "host"}
    assert sum(bool(row["nl"] and row["en"]) for row in SAMPLES) >= 24


def test_the_thing_exact_names_is_in_the_sentence_and_the_cause():
    problem = explain("Ongeldige referentie: Kostenplaats", 500, "salesentry/SalesEntries")
    assert problem.what["nl"].endswith(": Kostenplaats.")
    assert problem.cause == "reference_invalid:Kostenplaats"


def test_a_persons_data_stays_out_of_code_and_cause():
    problem = explain("Ongeldig: Telefoon [06-12345678]", 500, "crm/Accounts")
    assert problem.cause == "value_invalid:Telefoon"
    assert "0612345678" not in explain("Vreemd [0612345678]", 500, "crm/Accounts").cause


def test_of_several_problems_the_particular_one_is_named():
    problem = explain("Ongeldig: Omschrijving\r\nPeriode is afgesloten: 2025 - 12", 500, "salesentry/SalesEntries")
    assert problem.code == "period_closed"
    assert "Omschrijving" in problem.detail


@pytest.mark.parametrize(
    "text",
    [
        "A problem has occurred. The cause of this issue will be investigated as soon as possible.",
        "Object reference not set to an instance of an object.",
    ],
)
def test_a_text_that_says_nothing_is_exacts_own_fault(text):
    assert is_generic(text)


def test_a_business_text_is_not_generic():
    assert not any(is_generic(text) for text, _ in SEEN)


@pytest.mark.parametrize("entry", catalogue.SAYINGS + catalogue.RIGHTS, ids=lambda entry: entry.code)
def test_every_entry_speaks_both_languages_in_full_sentences(entry):
    for text in (entry.what, entry.why, entry.do):
        assert set(text) == {"en", "nl"}
        assert all(sentence.endswith(".") and len(sentence) > 15 for sentence in text.values())
