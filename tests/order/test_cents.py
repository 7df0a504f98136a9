"""The measurement of ``make bench`` (tests/bench/cents.py), small: orders at random, to the cent, in every style."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.bench import cents

from order import generate


@pytest.mark.parametrize("first", [0, *(pytest.param(500 * part, marks=pytest.mark.long) for part in range(1, 8))])
def test_orders_at_random_are_booked_to_the_cent_in_every_style(first):
    counts, wrong = cents.portion(first)
    assert wrong == []
    assert counts["orders"] == 500 and counts["documents"] > 1000 and counts["valid"] > 400
    assert counts["valid orders that need attention"] <= 1


def test_an_order_is_the_same_for_the_same_seed_and_every_kind_comes():
    assert generate.generate(7).message == generate.generate(7).message
    kinds = {generate.generate(seed).kind for seed in range(500)}
    assert kinds == set(generate.KINDS)


def test_a_difference_is_found():
    """The check can fail: a document that says a cent too much is not what the books say."""
    from dataclasses import replace
    from decimal import Decimal

    from ledgerbridge.order.plan import make as plan
    from order import make

    made = next(one for one in map(generate.generate, range(100)) if one.kind == "plain" and one.expected == "book")
    (invoice, *_) = plan(made.order, make.settings("entry")).documents
    line = replace(invoice.lines[0], net=invoice.lines[0].net + Decimal("0.01"))
    assert cents.sums(made.order, (replace(invoice, lines=(line, *invoice.lines[1:])),))
