"""The clearing account: what it should be, is, and why; the reasons always add up to it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ledgerbridge.payment.match import Known, Receipt, match, report
from ledgerbridge.payment.shapes import Entry, EntryKind

DAY = date(2026, 11, 20)


def entry(kind: EntryKind, gross: str, fee: str = "0.00", *, tx: str = "", order: str = "", day: int = 0) -> Entry:
    amount, cost = Decimal("0.00" if kind == "fee" else gross), Decimal(fee)
    return Entry(kind, f"{kind}:{gross}:{tx}:{order}:{day}", (tx,) if tx else (), order, amount, cost, amount - cost,
                 "EUR", DAY + timedelta(days=day))  # fmt: skip


def receipt(order_id: int, amount: str, *, tx: str = "", booked: str | None = None, day: int = 0) -> Receipt:
    held = Decimal(amount if booked is None else booked)
    name = "refund-9/receipt" if amount.startswith("-") else "receipt"
    return Receipt(f"order-{order_id}/{name}", order_id, str(order_id), tx, Decimal(amount), held,
                   DAY + timedelta(days=day))  # fmt: skip


def told(entries: list[Entry], receipts: list[Receipt], *orders: int):
    matched = match(entries, receipts, [Known(one, str(one)) for one in orders])
    return report(entries, matched, receipts, matched)


def causes(found) -> list[tuple[str, str, str]]:
    return [(cause.kind, cause.number, f"{cause.amount:.2f}") for cause in found.causes]


def test_a_settlement_whose_orders_are_all_booked_leaves_nothing() -> None:
    """The worked example of 5,000.00 sold, 150.00 fees, 200.00 refunded, 4,650.00 paid out."""
    entries = [entry("payment", "3000.00", "90.00", tx="a"), entry("payment", "2000.00", "60.00", order="2"),
               entry("refund", "-200.00", tx="a"), entry("payout", "-4650.00")]  # fmt: skip
    found = told(entries, [receipt(1, "3000.00", tx="a"), receipt(2, "2000.00"), receipt(1, "-200.00", tx="a")])
    assert (found.balance, found.causes, found.matched) == (Decimal("0.00"), (), 3)
    assert (found.fees, found.paid_out) == (Decimal("150.00"), Decimal("4650.00"))


def test_it_is_12_40_because_of_these_orders() -> None:
    entries = [entry("payment", "50.00", tx="a"), entry("payment", "10.00", order="2"),
               entry("payment", "7.60", tx="c"), entry("payout", "-67.60")]  # fmt: skip
    receipts = [receipt(1, "50.00", tx="a"), receipt(3, "8.00", tx="c"), receipt(4, "22.00", tx="d")]
    found = told(entries, receipts, 1, 2, 3, 4)
    assert f"{found.balance}" == "12.40"
    assert causes(found) == [("not_booked", "2", "-10.00"), ("differs", "3", "0.40"), ("not_settled", "4", "22.00")]


def test_the_transaction_wins_over_the_number_and_the_number_over_the_amount() -> None:
    entries = [entry("payment", "10.00", tx="a", order="2")]
    found = told(entries, [receipt(2, "10.00"), receipt(1, "10.00", tx="a")], 1, 2)
    assert causes(found)[0] == ("not_settled", "2", "10.00")


def test_a_match_by_amount_and_date_is_flagged_and_only_made_when_there_is_one() -> None:
    one = told([entry("payment", "10.00", tx="x")], [receipt(1, "10.00", day=2)])
    assert ([match.how for match in one.flagged], one.matched) == (["amount"], 1)
    two = told([entry("payment", "10.00", tx="x")], [receipt(1, "10.00"), receipt(2, "10.00")])
    assert (two.flagged, two.matched) == ((), 0)
    far = told([entry("payment", "10.00", tx="x")], [receipt(1, "10.00", day=9)])
    assert far.matched == 0


def test_an_entry_that_names_another_order_is_not_given_to_one_of_the_same_amount() -> None:
    assert told([entry("payment", "10.00", order="2")], [receipt(1, "10.00")], 1, 2).matched == 0


def test_a_receipt_that_waits_is_not_booked_yet() -> None:
    found = told([entry("payment", "10.00", tx="a")], [receipt(1, "10.00", tx="a", booked="0.00")])
    assert causes(found)[0] == ("not_booked", "1", "-10.00")


def test_a_chargeback_is_said_and_not_taken_for_a_refund() -> None:
    found = told([entry("chargeback", "-20.00", "15.00", tx="a")], [receipt(1, "-20.00", tx="a")])
    assert ("not_booked", "", "20.00") in causes(found)


def test_what_an_earlier_settlement_held_is_not_missed_in_this_one() -> None:
    entries, receipts = [entry("payment", "10.00", tx="a")], [receipt(1, "10.00", tx="a"), receipt(2, "5.00", tx="b")]
    everything = match([*entries, entry("payment", "5.00", tx="b")], receipts)
    assert [cause.kind for cause in report(entries, everything[:1], receipts, everything).causes] == ["not_paid_out"]


MONEY = st.decimals("-99", "99", places=2).map(lambda value: f"{value:.2f}")
ENTRIES = st.lists(
    st.builds(
        entry, st.sampled_from(["payment", "refund", "chargeback", "fee", "payout", "other"]), MONEY,
        st.sampled_from(["0.00", "0.35"]), tx=st.sampled_from(["", "a", "b"]), order=st.sampled_from(["", "1", "2"]),
        day=st.integers(0, 5),
    ),
    min_size=1, max_size=12,
)  # fmt: skip
RECEIPTS = st.lists(
    st.builds(receipt, st.integers(1, 6), MONEY, tx=st.sampled_from(["", "a", "b"]), day=st.integers(-1, 6),
              booked=st.sampled_from([None, "0.00"])),
    max_size=8, unique_by=lambda one: one.base,
)  # fmt: skip


@given(ENTRIES, RECEIPTS)
def test_the_reasons_always_add_up_to_the_balance(entries: list[Entry], receipts: list[Receipt]) -> None:
    found = told(entries, receipts, 1, 2)
    assert sum(cause.amount for cause in found.causes) == found.balance
