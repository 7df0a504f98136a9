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
from ledgerbridge.exact.priorities import Others, Priority, Standing, wait_until
from ledgerbridge.exact.windows import DAY, MINUTE, Window
from ledgerbridge.state import models

NOW = datetime(2026, 11, 23, 9, 0, 5, tzinfo=UTC)
ENDS, MIDNIGHT = datetime(2026, 11, 23, 9, 1, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)
OVER = ENDS + timedelta(seconds=3)
LATE = ENDS - timedelta(seconds=15)
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
        (Standing(Priority.ORDERS), 3, 5000, 0, NOW, None),
        (Standing(Priority.ORDERS), 2, 5000, 0, NOW, LATE),  # two are for a person,
        (Standing(Priority.ORDERS), 2, 5000, 0, LATE, None),  # who did not come
        (Standing(Priority.ORDERS), 2, 5000, 0, ENDS + timedelta(seconds=2), None),  # Exact may be there still, or not
        (Standing(Priority.ORDERS), 60, 3, 0, NOW, None),  # orders do not stop for the reserve
        (Standing(Priority.ORDERS), 60, 0, 0, NOW, MIDNIGHT + timedelta(seconds=3)),
        (Standing(Priority.STOCK, reserve=500), 60, 501, 30, NOW, None),
        (Standing(Priority.STOCK, reserve=500), 60, 500, 0, NOW, MIDNIGHT + timedelta(seconds=3)),
        (Standing(Priority.CATALOGUE, orders_wait=True), 60, 5000, 11, NOW, None),
        (Standing(Priority.CATALOGUE, orders_wait=True), 60, 5000, 12, NOW, OVER),
    ],
)
def test_who_gets_a_call(who, minute_left, day_left, used, now, expected):
    assert wait_until(now, minute(minute_left), day(day_left), who, used) == expected


def test_the_days_last_calls_are_left_to_others_too():
    assert wait_until(NOW, minute(), day(20), Standing(), 0, Others(most=20)) == MIDNIGHT + timedelta(seconds=3)
    assert wait_until(NOW, minute(), day(21), Standing(), 0, Others(most=20)) is None
    assert wait_until(NOW, minute(), day(101), Standing(), 0, Others(most=5000)) is None  # a fiftieth at most


@pytest.mark.parametrize(
    ("others", "minute_left", "now", "expected"),
    [
        (Others(known=False), 25, NOW, None),
        (Others(known=False), 24, NOW, LATE),  # nobody knows who comes: the rest waits for a look
        (Others(known=False), 24, LATE, None),
        (Others(to_come=12), 13, NOW, None),
        (Others(to_come=12), 12, NOW, OVER),
        (Others(to_come=12), 12, LATE, OVER),
        (Others(to_come=50), 21, NOW, None),  # a third at most is left to them
        (Others(to_come=0), 1, LATE, None),
        (Others(to_come=2, most=5, known=False), 24, NOW, LATE),  # met this minute: a look at its end shows them whole
        (Others(to_come=0, most=5), 3, NOW, None),  # they have had theirs,
        (Others(to_come=0, most=5), 2, NOW, LATE),  # so nothing of theirs is left that a person could use
        (Others(to_come=0, most=5), 2, LATE, None),
    ],
)
def test_what_others_take_is_left_to_them(others, minute_left, now, expected):
    assert wait_until(now, minute(minute_left), day(), Standing(), 0, others) == expected
    assert wait_until(now, minute(minute_left), day(), Standing(Priority.PERSON), 0, others) is None


@given(
    left=st.integers(0, 60), day_left=st.integers(0, 5000), used=st.integers(0, 60), second=st.integers(0, 59),
    wait=st.booleans(), others=st.builds(Others, st.integers(0, 60), st.integers(0, 60), st.booleans()),
    reserve=st.integers(0, 5000),
)  # fmt: skip
def test_whoever_goes_first_never_waits_longer(left, day_left, used, second, wait, others, reserve):
    now = NOW.replace(second=second)
    waits = [
        wait_until(now, minute(left), day(day_left), Standing(who, wait, reserve), used, others) or now
        for who in Priority
    ]
    assert waits == sorted(waits)


def spend(budget, clock, server=None):
    """Take calls until there is none; how many, and until when."""
    taken = 0
    while True:
        try:
            budget.take(PATH)
        except BudgetSpent as spent:
            return taken, spent.until
        taken += 1
        budget.learn(told(clock, *server(taken)) if server else {})


def told(clock, left):
    ends = clock.now().replace(second=0, microsecond=0) + timedelta(minutes=1)
    return {"X-RateLimit-Minutely-Remaining": str(left), "X-RateLimit-Minutely-Limit": "60",
            "X-RateLimit-Minutely-Reset": str(int(ends.timestamp()) * 1000)}  # fmt: skip


def test_a_first_minute_is_used_in_two_goes_and_a_person_gets_through_meanwhile(db, clock):
    orders = Budget(db, SHOP, DIVISION, clock)
    taken, until = spend(orders, clock, lambda taken: (60 - taken,))
    assert (taken, until.second) == (36, 45)
    Budget(db, SHOP, DIVISION, clock, asks=Standing(Priority.PERSON)).take(PATH)
    clock.at = until
    taken, until = spend(orders, clock, lambda taken: (23 - taken,))
    assert (taken, until.second) == (23, 3)  # 60 of 60
    clock.at = until
    assert spend(orders, clock, lambda taken: (60 - taken,))[0] == 58  # nobody else was there: two for a person
    with db.read() as session:
        assert session.get(models.Budget, (SHOP, DIVISION)).others_until is None


def test_what_another_app_took_is_left_to_it_in_the_minutes_after(db, clock):
    orders = Budget(db, SHOP, DIVISION, clock)
    _, until = spend(orders, clock, lambda taken: (60 - taken,))
    clock.at = until
    taken, until = spend(orders, clock, lambda taken: (12 - taken,))  # twelve of the 24 were gone
    assert taken == 10  # two are left to who takes more than ever
    clock.at = until
    taken, until = spend(orders, clock, lambda taken: (60 - taken,))
    assert (taken, until.second) == (48, 3)
    clock.move(hours=2)
    assert spend(orders, clock, lambda taken: (60 - taken,))[0] == 36  # forgotten: a look again


def test_a_person_gets_through_after_another_app_had_its_share(db, clock):
    orders = Budget(db, SHOP, DIVISION, clock)
    _, clock.at = spend(orders, clock, lambda taken: (60 - taken,))
    _, clock.at = spend(orders, clock, lambda taken: (12 - taken,))  # twelve were taken meanwhile
    taken, until = spend(orders, clock, lambda taken: (48 - taken,))  # and twelve early in the next minute
    assert (taken, until.second) == (46, 45)
    Budget(db, SHOP, DIVISION, clock, asks=Standing(Priority.PERSON)).take(PATH)
    clock.at = until
    assert spend(orders, clock, lambda taken: (1 - taken,))[0] == 1  # 60 of 60


def test_a_429_teaches_as_much_as_a_header(db, clock):
    orders = Budget(db, SHOP, DIVISION, clock)
    spend(orders, clock, lambda taken: (60 - taken,))
    clock.at = orders.hit(PATH, told(clock, 0))
    assert spend(orders, clock, lambda taken: (60 - taken,))[0] == 40  # 24 were taken, a third is left to them


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
        (60, 60, 5000, "09:00:20"),
        (61, 60, 5000, "09:01:03"),
        (60 + 60 + 1, 60, 5000, "09:02:03"),
        (4000, 60, 5000, "10:06:"),  # 60 a minute: 67 minutes
    ],
)
def test_when_it_is_done(calls, minute_left, day_left, done):
    found = forecast.forecast(calls, NOW, minute(minute_left), day(day_left))
    assert found.done_at.strftime("%H:%M:%S").startswith(done)
    assert (found.calls, found.over_midnight, found.done_at.date()) == (calls, False, NOW.date())


def test_what_the_day_does_not_hold_is_done_tomorrow():
    found = forecast.forecast(4060, NOW, minute(), day(left=4000))
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
    assert calls <= left + (minutes + 2) * 60


def test_what_others_take_makes_it_later():
    alone, shared = (forecast.forecast(4000, NOW, minute(), day(), others) for others in (0, 20))
    assert (shared.done_at - alone.done_at) // MINUTE == 33  # 40 a minute: 100 minutes


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
