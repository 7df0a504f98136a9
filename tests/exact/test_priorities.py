"""Who may use Exact's calls, and what is left for others."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exact_samples import DIVISION, SHOP
from ledgerbridge.errors import BudgetSpent
from ledgerbridge.exact import forecast
from ledgerbridge.exact.limits import Budget
from ledgerbridge.exact.priorities import Priority, Standing, wait_until
from ledgerbridge.exact.windows import DAY, MINUTE, Window
from ledgerbridge.state import models

NOW = datetime(2026, 11, 23, 9, 0, 5, tzinfo=UTC)
ENDS, MIDNIGHT = datetime(2026, 11, 23, 9, 1, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)
OVER = ENDS + timedelta(seconds=1)
LATE = ENDS - timedelta(seconds=9)
PATH = "salesorder/SalesOrders"


def minute(left=60):
    return Window(MINUTE, 60, left, ENDS)


def day(left=5000):
    return Window(DAY, 5000, left, MIDNIGHT)


@pytest.mark.parametrize(
    ("who", "minute_left", "day_left", "used", "now", "expected"),
    [
        (Standing(Priority.PERSON), 2, 1, 0, NOW, None),
        (Standing(Priority.PERSON), 1, 5000, 0, NOW, None),
        (Standing(Priority.PERSON), 0, 5000, 0, NOW, OVER),
        (Standing(Priority.ORDERS), 4, 5000, 0, NOW, None),
        (Standing(Priority.ORDERS), 3, 5000, 0, NOW, ENDS - timedelta(seconds=10)),  # two are for a person,
        (Standing(Priority.ORDERS), 3, 5000, 0, LATE, None),  # who did not come
        (Standing(Priority.ORDERS), 60, 3, 0, NOW, None),  # orders do not stop for the reserve
        (Standing(Priority.ORDERS), 60, 0, 0, NOW, MIDNIGHT + timedelta(seconds=1)),
        (Standing(Priority.STOCK, reserve=500), 60, 501, 30, NOW, None),
        (Standing(Priority.STOCK, reserve=500), 60, 500, 0, NOW, MIDNIGHT),
        (Standing(Priority.CATALOGUE, orders_wait=True), 60, 5000, 11, NOW, None),
        (Standing(Priority.CATALOGUE, orders_wait=True), 60, 5000, 12, NOW, OVER),
    ],
)
def test_who_gets_a_call(who, minute_left, day_left, used, now, expected):
    assert wait_until(now, minute(minute_left), day(day_left), who, used) == expected


@given(
    left=st.integers(0, 60), day_left=st.integers(0, 5000), used=st.integers(0, 60), second=st.integers(0, 59),
    wait=st.booleans(), alone=st.booleans(), reserve=st.integers(0, 5000),
)  # fmt: skip
def test_whoever_goes_first_never_waits_longer(left, day_left, used, second, wait, alone, reserve):
    now = NOW.replace(second=second)
    waits = [
        wait_until(now, minute(left), day(day_left), Standing(who, wait, reserve), used, alone) or now
        for who in Priority
    ]
    assert waits == sorted(waits)


def test_a_minute_is_used_to_its_end_and_a_person_still_gets_through(db, clock):
    orders = Budget(db, SHOP, DIVISION, clock)
    taken = 0
    with pytest.raises(BudgetSpent) as spent:
        while True:
            orders.take(PATH)
            taken += 1
    assert taken == 57
    Budget(db, SHOP, DIVISION, clock, asks=Standing(Priority.PERSON)).take(PATH)
    clock.at = spent.value.until
    orders.take(PATH)
    orders.take(PATH)
    with pytest.raises(BudgetSpent):
        orders.take(PATH)
    with db.read() as session:
        assert session.get(models.Budget, (SHOP, DIVISION)).minute_left == 0  # 60 of 60


def test_with_another_app_about_the_last_calls_of_a_minute_are_left_alone(db, clock):
    orders = Budget(db, SHOP, DIVISION, clock)
    orders.take(PATH)
    ends = clock.now().replace(second=0) + timedelta(minutes=1)
    told = {"X-RateLimit-Minutely-Remaining": "2", "X-RateLimit-Minutely-Reset": str(int(ends.timestamp()) * 1000)}
    orders.learn(told)
    orders.take(PATH)
    with pytest.raises(BudgetSpent) as spent:
        orders.take(PATH)
    assert spent.value.until == ends + timedelta(seconds=1)


def test_the_background_gets_a_fifth_of_each_minute_while_orders_wait(db, clock):
    stock = Budget(db, SHOP, DIVISION, clock, asks=Standing(Priority.STOCK, orders_wait=True))
    for _ in range(2):
        for _ in range(12):
            stock.take(PATH)
        with pytest.raises(BudgetSpent) as spent:
            stock.take(PATH)
        clock.at = spent.value.until + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("calls", "minute_left", "day_left", "done"),
    [
        (0, 60, 5000, "09:00:05"),
        (59, 60, 5000, "09:00:19"),
        (60, 60, 5000, "09:01:01"),
        (59 + 59 + 1, 60, 5000, "09:02:01"),
        (4000, 60, 5000, "10:07:"),  # 59 a minute: 68 minutes
    ],
)
def test_when_it_is_done(calls, minute_left, day_left, done):
    found = forecast.forecast(calls, NOW, minute(minute_left), day(day_left))
    assert found.done_at.strftime("%H:%M:%S").startswith(done)
    assert (found.calls, found.over_midnight, found.done_at.date()) == (calls, False, NOW.date())


def test_what_the_day_does_not_hold_is_done_tomorrow():
    found = forecast.forecast(4059, NOW, minute(), day(left=4000))
    assert found.over_midnight
    assert found.done_at.isoformat()[:16] == "2026-11-24T00:00"


@given(st.integers(0, 60_000), st.integers(0, 60), st.integers(0, 5000))
def test_a_forecast_keeps_both_limits_and_more_calls_are_never_done_sooner(calls, left, day_left):
    one = forecast.forecast(calls, NOW, minute(left), day(day_left))
    more = forecast.forecast(calls + 100, NOW, minute(left), day(day_left))
    assert NOW <= one.done_at <= more.done_at
    days = (one.done_at.date() - NOW.date()).days
    assert calls <= day_left + days * 5000
    minutes = (one.done_at - NOW) / MINUTE
    assert calls <= max(0, left - 1) + (minutes + 2) * 59


def test_the_reserve_is_what_came_on_the_busiest_same_weekday_and_never_under_a_tenth():
    assert forecast.reserve([10, 700, 20], Decimal("1.2"), 5000) == 840
    assert forecast.reserve([], Decimal(1), 5000) == 500


def test_the_background_stands_back_for_orders_that_wait_and_for_those_still_to_come(db, clock):
    last_week = clock.now() - timedelta(days=7)
    with db.write() as session:
        for number in range(1, 4):
            session.add(_order(number, last_week + timedelta(hours=number), due_at=clock.now()))
        session.add(_order(9, last_week - timedelta(hours=1), due_at=None))
    with db.read() as session:
        found = forecast.standing(session, SHOP, Priority.STOCK, clock.now(), 10)
        assert found == Standing(Priority.STOCK, True, 5)  # three orders at 1.5 calls; the one before nine is not
        assert forecast.standing(session, SHOP, Priority.ORDERS, clock.now(), 10) == Standing()


def _order(number, seen, due_at):
    return models.Order(
        shop_id=SHOP, order_id=number, number=str(number), message_id=0, sequence=1, state="waiting", cause="",
        first_seen_at=seen, changed_at=seen, due_at=due_at, asked="",
    )  # fmt: skip
