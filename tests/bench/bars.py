"""The bar of each measurement: ``make bench`` writes its figures and then says which were missed, and fails."""

from __future__ import annotations

from typing import Any

from tests.bench import backlog


def missed(name: str, found: dict[str, Any]) -> list[str]:
    """What is short of the bar, in words; a measurement that was skipped misses nothing."""
    return [] if "skipped" in found else [f"{name}: {text}" for text in BARS[name](found)]


def _cents(found: dict[str, Any]) -> list[str]:
    wrong, share = found["not as it should be"], found["valid orders that need attention"] / found["valid"]
    said = [f"{wrong} are not as they should be"] if wrong else []
    return said + ([f"{share:.4%} of valid orders need attention, 0.1 % at most"] if share > 0.001 else [])


def _calls(found: dict[str, Any]) -> list[str]:
    said = []
    for style, cases in found.items():
        for case, most in (("known customer, known items", 1), ("new customer, known items", 2)):
            one = cases[case]
            if one["writes per order"] > most or one["refused (429)"]:
                said.append(f"{style}, {case}: {one['writes per order']} writes, {one['refused (429)']} × 429")
    return said


def _backlog(found: dict[str, Any]) -> list[str]:
    return [text for name, case in found.items() for text in backlog.over_the_bar(name, case)]


def _within(name: str, least: float | None = None, most: float | None = None) -> Any:
    def look(found: dict[str, Any]) -> list[str]:
        value = found[name]
        below, above = least is not None and value < least, most is not None and value > most
        return [f"{name} is {value}, bar {least if below else most}"] if below or above else []

    return look


def _cold_start(found: dict[str, Any]) -> list[str]:
    reads = found["reads for 20000 items"]
    said = [] if reads == 20 else [f"{reads} reads for 20,000 items, 20 asked"]
    return said + list(_within("ratio of peaks", most=1.10)(found))


def _stock(found: dict[str, Any]) -> list[str]:
    bars = {"reads, all changed": 10, "calls of the shop, all changed": 100, "reads, nothing changed": 1,
            "calls of the shop, nothing changed": 0}  # fmt: skip
    said = [f"{name}: {found[name]}, {most} at most" for name, most in bars.items() if found[name] > most]
    return said + ([] if found["products right afterwards"] == 10_000 else ["not every product has the right number"])


def _screens(found: dict[str, Any]) -> list[str]:
    bars = {"slowest against WooCommerce's own": 1.5, "requests to the service, most": 1,
            "without the service, ms (slowest)": 3000}  # fmt: skip
    return [f"{name}: {found[name]}, {most} at most" for name, most in bars.items() if found[name] > most]


BARS: dict[str, Any] = {
    "cents": _cents, "calls": _calls, "backlog": _backlog, "cold_start": _cold_start,
    "plan": _within("plan, ms (median)", most=5), "ingest": _within("ratio", least=0.60),
    "stock": _stock, "screens": _screens,
    "memory": _within("ratio", 0.90, 1.10),
    "hook_cost": _within("hooks ms p95, one save, a run has to be planned", most=5),
}  # fmt: skip
