"""``make bench``: run all measurements and write docs/figures.md. ``python -m tests.bench ingest calls`` runs some."""

from __future__ import annotations

import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import backlog, bars, calls, cents, cold_start, hook_cost, ingest, memory, plan, screens, stock

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "docs" / "figures.json"
PAGE = ROOT / "docs" / "figures.md"


MEASURES = {
    "ingest": ingest.measure, "calls": calls.measure, "memory": memory.measure, "hook_cost": hook_cost.measure,
    "backlog": backlog.measure, "cold_start": cold_start.measure, "cents": cents.measure, "plan": plan.measure,
    "stock": stock.measure, "screens": screens.measure,
}  # fmt: skip


def main(names: list[str]) -> int:
    """1 when a bar was missed: the figures are written all the same."""
    kept: dict[str, Any] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    missed: list[str] = []
    for name in names or list(MEASURES):
        print(f"{name} …", flush=True)
        found = MEASURES[name]()
        if "skipped" not in found or name not in kept:
            over = bars.missed(name, found)
            missed += over
            kept[name] = {"at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"), "found": found, "missed": over}
        print(json.dumps(found, indent=1))
    KEPT.write_text(json.dumps(kept, indent=1) + "\n")
    PAGE.write_text(page(kept))
    print(f"\nWritten: {PAGE.relative_to(ROOT)}")
    for text in missed:
        print(f"MISSED: {text}")
    return 1 if missed else 0


def page(kept: dict[str, Any]) -> str:
    lines = [
        "# Figures",
        "",
        "Made by `make bench`; ratios and counts taken in one run, on whatever machine it ran "
        f"(last: {os.cpu_count()} cores, Python {platform.python_version()}). Absolute speeds only make the ratios.",
        "",
    ]
    for name, title, bar in (
        ("cents", "Orders at random, by WooCommerce's own rounding rules, in all styles and both roundings of Exact",
         "difference 0.00 per document and VAT code; ≤ 0.1 % of valid orders need attention"),
        ("plan", "The plan of an order of 60 lines", "< 5 ms"),
        ("calls", "Calls to Exact per order", "1 write for a known customer with known items, 2 for a new customer"),
        ("ingest", "The inbox against a bare Flask + insert door", "ratio ≥ 0.60"),
        ("memory", "A worker over 5,000 orders", "ratio within 0.90 – 1.10"),
        ("cold_start", "First look at 20,000 items", "20 reads; ratio of peaks ≤ 1.10"),
        ("stock", "10,000 items whose stock changed in Exact", "10 reads, ≤ 100 calls of the shop; 1 read when nothing "
         "changed"),
        ("screens", "Our screens against WooCommerce's own settings screen", "≤ 1.5 × its time, ≤ 1 request to the "
         "service each; without the service ≤ 3 s"),
        ("hook_cost", "What the plugin adds to saving an order", "≤ 5 ms at p95 a save"),
        ("backlog", "A backlog of 10,000 orders, another app taking 20 calls a minute of the busy administration",
         "within 2 % of the bound, ≥ 98 % of each minute used, one 429 at most, when the other app is met; where that "
         "one does something else every minute: within 25 %, ≥ 80 %, 2 in 1,000 calls"),
    ):
        if name in kept:
            measured = f"Bar: {bar}. Measured {kept[name]['at']}."
            shown = kept[name]["found"]
            if name == "backlog":
                shown = {case: one if isinstance(one, str) else backlog.told(one) for case, one in shown.items()}
            short = [f"- **Missed:** {text}" for text in kept[name].get("missed", ())]
            lines += [f"## {title}", "", measured, "", *table(shown), "", *short, *([""] if short else [])]
    return "\n".join(lines)


def table(found: dict[str, Any]) -> list[str]:
    rows = ["| what | figure |", "| --- | --- |"]
    return rows + [f"| {name} | {value} |" for name, value in flat(found)]


def flat(found: Any, before: str = "") -> list[tuple[str, Any]]:
    if not isinstance(found, dict):
        return [(before, found)]
    return [row for name, inner in found.items() for row in flat(inner, f"{before} · {name}" if before else str(name))]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
