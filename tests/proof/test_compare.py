"""The causes of the report add up to the difference, and each is the right one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ledgerbridge.proof.compare import as_held, compare, less, totals
from ledgerbridge.proof.shapes import Paid, Piece, Place, Subject

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
NL21, BE21 = Place("EUR", "NL", Decimal(21), "domestic"), Place("EUR", "BE", Decimal(21), "oss")
USD = Place("USD", "US", Decimal(0), "export")


def piece(key: str = "order-1/invoice", net: str = "100", vat: str = "21", on: date = date(2026, 11, 5),
          place: Place | Paid = NL21, code: str = "2") -> Piece:  # fmt: skip
    return Piece(key, on, place, Decimal(net), Decimal(vat), code)


def causes(store: list[Piece], sent: list[Piece], there: list[Piece], **subjects: Subject) -> list[tuple[str, Decimal]]:
    named = {f"order-{name[1:]}/invoice": subject for name, subject in subjects.items()}
    return [(one.cause, one.gross) for one in compare(store, sent, there, named, FIRST, LAST)]


def test_what_stands_as_the_shop_says_is_equal() -> None:
    whole = [piece(), piece(net="-10", vat="-2.10", key="order-1/refund-2")]
    assert causes(whole, whole, whole) == []


def test_each_cause_has_its_own_word() -> None:
    was, later = piece(), piece(on=date(2026, 12, 1))
    minus, plus = Decimal("-121"), Decimal("121")
    assert causes([was], [], [], o1=Subject(state="attention")) == [("attention", minus)]
    assert causes([was], [], []) == [("waiting", minus)]
    assert causes([was], [], [], o1=Subject(credit=True, state="attention")) == [("refund_not_credited", minus)]
    assert causes([was], [later], [later]) == [("other_period", minus)]
    assert causes([later], [was], [was]) == [("other_period", plus)]
    assert causes([], [was], [was]) == [("too_many", plus)]
    assert causes([was], [was], []) == [("deleted", minus)]
    assert causes([was], [was], [later], o1=Subject()) == [("moved", minus)]
    assert causes([], [], [was]) == [("stray", plus)]
    assert causes([was], [was], [was, piece(net="1", vat="0", place=BE21)], o1=Subject()) == [("altered", Decimal(1))]
    assert causes([piece(net="90", vat="18.90")], [was], [was]) == [("changed", Decimal("12.10"))]


def test_a_document_changed_in_the_shop_and_deleted_in_exact_has_both_causes() -> None:
    found = causes([piece(net="90", vat="18.90")], [piece()], [])
    assert found == [("changed", Decimal("12.10")), ("deleted", Decimal("-121"))]
    assert sum(amount for _, amount in found) == Decimal("-108.90")


def test_a_days_entry_that_holds_more_than_its_shares_was_altered() -> None:
    shares = [piece(), piece(key="order-2/invoice")]
    held = as_held(shares, {"2": (Decimal(210), Decimal(42))}, Decimal(252), {"2": NL21}, "day-1", date(2026, 11, 5))
    found = compare(shares, shares, held, {"day-1": Subject(entry="77")}, FIRST, LAST)
    assert [(one.cause, one.key, one.gross, one.subject.entry) for one in found] == [
        ("altered", "day-1", Decimal(10), "77")
    ]


def test_a_payment_has_words_of_its_own() -> None:
    paid = piece(key="R1", net="12.10", vat="0", place=Paid("EUR", "ideal", "20"))
    assert causes([paid], [], []) == [("payment_waiting", Decimal("-12.10"))]
    assert causes([paid], [paid], []) == [("payment_deleted", Decimal("-12.10"))]


amounts = st.integers(-10_000, 10_000).map(lambda cents: Decimal(cents) / 100)
pieces = st.builds(
    Piece,
    st.sampled_from(["order-1/invoice", "order-1/refund-9", "order-2/invoice", "stray/x", "day-1"]),
    st.sampled_from([date(2026, 10, 31), FIRST, date(2026, 11, 15), LAST, date(2026, 12, 1)]),
    st.sampled_from([NL21, BE21, USD, Place("EUR")]), amounts, amounts, st.sampled_from(["2", "O5", "8", ""]),
)  # fmt: skip
several = st.lists(pieces, max_size=8)
about = st.dictionaries(
    st.sampled_from(["order-1/invoice", "order-1/refund-9", "day-1"]),
    st.builds(Subject, credit=st.booleans(), state=st.sampled_from(["", "waiting", "attention"])),
)


@given(several, several, several, about)
def test_the_causes_add_up_to_the_difference_in_every_place(
    store: list[Piece], sent: list[Piece], there: list[Piece], subjects: dict[str, Subject]
) -> None:
    whole = less(totals(there, FIRST, LAST), totals(store, FIRST, LAST))
    found = compare(store, sent, there, subjects, FIRST, LAST)
    told = totals(one for difference in found for one in difference.pieces)
    assert less(told, whole) == {}
    assert all(difference.pieces and difference.cause for difference in found)
    if not found:
        assert whole == {}


by_code = st.dictionaries(st.sampled_from(["2", "O5", "8"]), st.tuples(amounts, amounts))


@given(st.lists(pieces, min_size=1, max_size=6), by_code, amounts)
def test_what_exact_holds_comes_to_its_own_total(
    sent: list[Piece], held: dict[str, tuple[Decimal, Decimal]], gross: Decimal
) -> None:
    there = as_held(sent, held, gross, {"2": NL21}, "day-1", FIRST)
    assert sum(one.gross for one in there) == gross
    assert {one.on for one in there} == {FIRST}
