"""How long the plan of a large order takes, beside reading its message: both in one run, so that the ratio stays."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import simplejson

from ledgerbridge.order import snapshot
from ledgerbridge.order.plan import make as plan
from order import generate, make

ROUNDS = 300


def measure() -> dict[str, Any]:
    made = next(one for one in map(generate.generate, range(10_000)) if one.kind == "long" and one.expected == "book")
    text = simplejson.dumps(made.message, use_decimal=True).encode()
    order, settings = made.order, make.settings("entry")
    reading = middle(lambda: snapshot.snapshot(snapshot.read(text)))
    planning = middle(lambda: plan(order, settings))
    return {
        "lines": len(order.lines),
        "plan, ms (median)": round(planning * 1000, 2),
        "reading its message, ms (median)": round(reading * 1000, 2),
        "plan against reading": round(planning / reading, 2),
    }


def middle(work: Callable[[], object]) -> float:
    """Median seconds of a round."""
    seconds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)
