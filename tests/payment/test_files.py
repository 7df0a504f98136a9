"""Settlement files of four providers, in three languages, become the same kind of entries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ledgerbridge.errors import Refused
from ledgerbridge.payment import files
from ledgerbridge.payment.files import table, words

FOLDER = Path(__file__).parents[1] / "samples" / "settlements"
ALL = sorted(path.stem for path in FOLDER.glob("*.csv"))


def file(name: str) -> bytes:
    """A settlement made up row by row, under the headings of docs/settlements.md."""
    return (FOLDER / f"{name}.csv").read_bytes()


def text(name: str) -> str:
    return table.decoded(file(name))


def rows(content: str | bytes) -> list[tuple[str, str, str, str, str]]:
    """(kind, order, gross, fee, net) of each entry."""
    return [(one.kind, one.order, *(f"{value:.2f}" for value in (one.gross, one.fee, one.net)))
            for one in files.read(content).entries]  # fmt: skip


def test_mollie_lists_a_settlement_and_its_payout_follows() -> None:
    assert rows(file("mollie-en")) == [
        ("payment", "1042", "54.68", "0.00", "54.68"),
        ("payment", "2026-1043", "18.40", "0.00", "18.40"),
        ("refund", "1042", "-3.33", "0.00", "-3.33"),
        ("fee", "", "0.00", "0.69", "-0.69"),
        ("payout", "", "-69.06", "0.00", "-69.06"),
    ]
    found = files.read(file("mollie-en"))
    assert (found.provider, found.skipped) == ("mollie", 1)
    assert found.entries[2].transactions == ("re_4qqhO89gsT", "tr_7UhSN1zuXS")
    assert (found.entries[1].charged, found.entries[1].charged_currency) == (Decimal("20.00"), "USD")


def test_mollie_in_dutch_with_semicolons_and_decimal_commas_in_windows_charset() -> None:
    assert rows(file("mollie-nl")) == [
        ("payment", "1042", "1054.68", "0.00", "1054.68"),
        ("fee", "", "0.00", "0.69", "-0.69"),
        ("payout", "", "-1053.99", "0.00", "-1053.99"),
    ]
    assert files.read(file("mollie-nl")).entries[0].on == date(2026, 11, 20)


def test_stripe_reports_name_the_payout_that_holds_a_row() -> None:
    assert rows(file("stripe-report")) == [
        ("payment", "1042", "45.91", "0.94", "44.97"),
        ("refund", "1042", "-10.00", "0.00", "-10.00"),
        ("chargeback", "", "-20.00", "15.00", "-35.00"),
        ("fee", "", "0.00", "1.20", "-1.20"),
        ("payout", "", "1.23", "0.00", "1.23"),
    ]
    assert files.read(file("stripe-report")).entries[1].transactions == ("re_1", "ch_1", "pi_1")


def test_stripe_balance_has_the_payout_as_a_row_and_the_order_as_metadata() -> None:
    assert rows(file("stripe-balance")) == [
        ("payout", "", "-44.97", "0.00", "-44.97"),
        ("payment", "1042", "45.91", "0.94", "44.97"),
    ]


@pytest.mark.parametrize("content, first, fee, payout", [
    (file("paypal-en"), ("WC-1042", "54.68"), "2.21", "-35.14"),
    (file("paypal-nl"), ("WC-1042", "1054.68"), "36.21", "-1015.14"),
    (file("paypal-de"), ("1042", "54.68"), "2.21", "-49.14"),
])  # fmt: skip
def test_paypal_in_three_languages(content: bytes, first: tuple[str, str], fee: str, payout: str) -> None:
    found = files.read(content)
    assert found.provider == "paypal"
    payment, refund = found.of("payment")[0], found.of("refund")[0]
    assert (payment.order, f"{payment.gross}") == first
    assert (f"{payment.fee}", f"{refund.gross}") == (fee, "-3.33")
    assert payment.id in refund.transactions
    assert [f"{one.net}" for one in found.of("payout")] == [payout]
    assert {one.on for one in found.entries} == {date(2026, 11, day) for day in (20, 21, 22)}


def test_paypal_passes_over_what_moves_nothing_and_knows_a_chargebacks_fee() -> None:
    found = files.read(file("paypal-en"))
    assert found.skipped == 1
    assert [f"{one.fee}" for one in found.of("fee")] == ["14.00"]


def test_adyen_takes_the_direction_from_the_net_columns() -> None:
    assert rows(file("adyen")) == [
        ("payment", "1042", "54.68", "0.35", "54.33"),
        ("payment", "1043", "18.40", "0.40", "18.00"),
        ("refund", "1042", "-3.33", "0.00", "-3.33"),
        ("fee", "", "0.00", "1.20", "-1.20"),
        ("payout", "", "-67.80", "0.00", "-67.80"),
    ]
    assert files.read(file("adyen")).entries[1].charged == Decimal("20.00")


@pytest.mark.parametrize("name", ALL)
def test_every_file_closes_at_nothing(name: str) -> None:
    """What came in, minus fees, minus what was paid out: the balance at the provider is what it was."""
    found = files.read(file(name))
    assert sum(one.net for one in found.entries) == 0
    assert all(one.net == one.gross - one.fee for one in found.entries)
    assert len({one.id for one in found.entries}) == len(found.entries)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_charset_does_not_matter(name: str, charset: str) -> None:
    assert rows(text(name).encode(charset)) == rows(file(name))


@pytest.mark.parametrize("name", ALL)
def test_reading_the_same_file_again_gives_the_same_ids(name: str) -> None:
    assert [one.id for one in files.read(file(name)).entries] == [one.id for one in files.read(file(name)).entries]


@pytest.mark.parametrize("content, code", [
    ("", "settlement_unknown"), ("\x00\x01", "settlement_unknown"), ("naam,bedrag\nx,1\n", "settlement_unknown"),
    (text("stripe-balance").splitlines()[0], "settlement_empty"),
    (text("stripe-balance").replace("45.91", "a lot"), "settlement_wrong"),
    (text("stripe-balance").replace("45.91", "1e400"), "settlement_wrong"),
    (text("stripe-balance").replace("2026-11-20", "2026-13-40"), "settlement_wrong"),
])  # fmt: skip
def test_what_cannot_be_read_says_where(content: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        files.read(content)
    assert refused.value.code == code
    if code == "settlement_wrong":
        assert "Line 3" in str(refused.value)


@pytest.mark.parametrize("said, comma, number", [
    ("1.234,56", None, "1234.56"), ("1,234.56", None, "1234.56"), ("1.234", True, "1234"), ("1,234", False, "1234"),
    ("0.125", None, "0.125"), ("1.234", None, "1234"), ("-0,69", None, "-0.69"), ("12", None, "12"),
    ("1.234.567,8", None, "1234567.8"),
])  # fmt: skip
def test_amounts_of_any_office(said: str, comma: bool | None, number: str) -> None:
    assert table.plain(said, comma) == number


@pytest.mark.parametrize("text, order", [
    ("Order 1042", "1042"), ("Bestelling #2026-1042", "2026-1042"), ("Winkel - Order 7", "7"), ("iDEAL", ""),
    ("Bestellnummer", ""), ("Bestelling nr. WEB1042.", "WEB1042"),
])  # fmt: skip
def test_order_numbers_in_texts(text: str, order: str) -> None:
    assert words.order_in(text) == order
