"""OData text: quoting, padding, days, portions."""

from datetime import date
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as some

from ledgerbridge.exact import query


def test_quotes_are_doubled():
    assert query.equals("Code", "D'OR") == "Code eq 'D''OR'"


def test_numbers_are_bare():
    assert query.equals("EntryNumber", 21000042) == "EntryNumber eq 21000042"


def test_an_accounts_code_is_eighteen_wide():
    assert query.padded("1001") == " " * 14 + "1001"
    assert query.padded("  1001 ") == " " * 14 + "1001"


def test_a_day_is_a_half_open_span():
    assert query.on_day("EntryDate", date(2026, 12, 31)) == (
        "EntryDate ge datetime'2026-12-31T00:00:00' and EntryDate lt datetime'2027-01-01T00:00:00'"
    )


@given(some.lists(some.text(min_size=1, max_size=30), max_size=120))
def test_portions_keep_every_term_in_order_and_fit_a_url(codes):
    terms = [query.equals("Code", code) for code in codes]
    portions = list(query.chunks(terms))
    assert [term for portion in portions for term in portion] == terms
    assert all(len(portion) <= query.MOST_TERMS for portion in portions)
    assert all(len(portion) == 1 or len(quote(query.any_of(portion))) <= query.MOST_TEXT + 100 for portion in portions)
