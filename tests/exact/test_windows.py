"""A limit's window: turning, counting down, and believing the headers only as far as they are news."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from ledgerbridge.exact.windows import DAY, MINUTE, Said, Window, day, minute, skew

NOW = datetime(2026, 11, 23, 9, 0, 25, tzinfo=UTC)
END = datetime(2026, 11, 23, 9, 1, tzinfo=UTC)
FRESH = Window(MINUTE, 60, 60, None)


def said(limit=60, left=59, ends=END):
    return Said(limit, left, ends)


def test_first_window_ends_with_the_clock_minute_or_utc_day():
    assert FRESH.turned(NOW).ends == END
    assert Window(DAY, 5000, 5000, None).turned(NOW).ends == datetime(2026, 11, 24, tzinfo=UTC)


def test_a_new_minute_gives_all_calls_again_when_it_has_begun_without_doubt():
    empty = replace(FRESH.turned(NOW), left=1)
    assert empty.turned(END + timedelta(seconds=2)).left == 1
    assert empty.turned(END + timedelta(seconds=3)).left == 60


def test_a_window_is_spent_with_its_last_call():
    assert replace(FRESH.turned(NOW), left=1).spent_until() is None
    assert replace(FRESH.turned(NOW), left=0).spent_until() == END + timedelta(seconds=3)


def test_headers_of_the_same_window_lower_the_count_and_never_raise_it():
    window = replace(FRESH.turned(NOW), left=30)
    assert window.told(said(left=20), NOW).left == 20
    assert window.told(said(left=40), NOW).left == 30


def test_headers_of_a_past_window_are_old_news():
    window = replace(FRESH.turned(NOW), left=30)
    assert window.told(said(left=0, ends=NOW - timedelta(seconds=25)), NOW) == window


def test_headers_of_a_later_window_replace_ours():
    window = replace(FRESH.turned(NOW), left=3)
    at = END - timedelta(milliseconds=200)
    later = window.told(said(left=58, ends=END + MINUTE), at)
    assert (later.left, later.ends) == (58, at + MINUTE)


def test_another_limit_than_assumed_is_believed_with_its_count():
    told = Window(DAY, 5000, 4990, END).told(Said(50_000, 49_000, END), NOW)
    assert (told.limit, told.left) == (50_000, 49_000)


def test_absent_headers_change_nothing():
    window = FRESH.turned(NOW)
    assert window.told(minute({}, timedelta(0)), NOW) == window


def test_a_reset_from_a_clock_that_runs_ahead_is_bounded_by_the_window():
    told = FRESH.turned(NOW).told(said(left=0, ends=NOW + timedelta(hours=3)), NOW)
    assert told.ends == NOW + MINUTE


def test_429_empties_the_window_for_six_seconds_at_least():
    hit = FRESH.turned(NOW).hit(said(left=0, ends=NOW - timedelta(seconds=5)), NOW)
    assert hit.left == 0
    assert hit.spent_until() == NOW + timedelta(seconds=6)


def test_reset_headers_are_epoch_milliseconds():
    headers = {
        "X-RateLimit-Limit": "5000",
        "X-RateLimit-Remaining": "4766",
        "X-RateLimit-Reset": "1683936000000",
        "X-RateLimit-Minutely-Limit": "60",
        "X-RateLimit-Minutely-Remaining": "58",
        "X-RateLimit-Minutely-Reset": "1683879540000",
    }
    assert day(headers, timedelta(0)) == Said(5000, 4766, datetime(2023, 5, 13, tzinfo=UTC))
    assert minute(headers, timedelta(0)) == Said(60, 58, datetime(2023, 5, 12, 8, 19, tzinfo=UTC))


def test_a_number_that_is_none_is_read_as_absent():
    assert minute({"X-RateLimit-Minutely-Remaining": "soon"}, timedelta(0)).silent


def test_exacts_clock_is_brought_onto_ours():
    headers = {"Date": "Mon, 23 Nov 2026 09:02:25 GMT", "X-RateLimit-Minutely-Reset": "1795424580000"}
    ahead = skew(headers, NOW, timedelta(0))
    assert ahead == timedelta(minutes=2)
    assert minute(headers, ahead).ends == END
    assert skew({"Date": "Mon, 23 Nov 2026 09:00:24 GMT"}, NOW, ahead) == timedelta(0)
    assert skew({"Date": "rubbish"}, NOW, ahead) == ahead
    assert skew({}, NOW, ahead) == ahead


@given(
    left=some.integers(0, 60),
    header=some.integers(0, 60),
    off=some.integers(-90, 90),
)
def test_no_header_of_the_same_or_a_past_window_ever_raises_the_count(left, header, off):
    window = Window(MINUTE, 60, left, END)
    ends = END + timedelta(seconds=off)
    told = window.told(Said(60, header, ends), NOW)
    if ends <= END + timedelta(seconds=3):
        assert told.left <= left
    assert told.left in (left, header)
    assert told.ends is not None and told.ends <= max(END, NOW + MINUTE)
