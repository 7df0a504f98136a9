"""The cold start of ``make bench``, small."""

from tests.bench import cold_start


def test_a_read_per_thousand_items_and_flat_memory():
    found = cold_start.measure(few=1000, many=4000)
    assert (found["reads for 1000 items"], found["reads for 4000 items"], found["rows taken"]) == (1, 4, 4000)
    assert found["ratio of peaks"] < 1.1
