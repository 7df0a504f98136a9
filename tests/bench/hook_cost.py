"""What the plugin adds to an order being saved: a real WooCommerce, with the plugin on and off in turn.

Two views of the same orders: the time inside the plugin's own hooks (and its work at the end of the request),
and the whole order with and without the plugin. ``python -m tests.bench.hook_cost`` prints JSON.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "wordpress-test-env"))
import copies

from shop import PHP, Shop

SCRIPT = Path(__file__).with_suffix(".php")
ROUNDS, PER_ROUND = 5, 30
PAIRED = """ledgerbridge()->connection->store(array(
    'service_url' => 'http://127.0.0.1:9', 'shop_id' => 'bench',
    'secret' => 'whsec_' . base64_encode('bench'), 'key_id' => 0));"""


def measure() -> dict[str, Any]:
    """Milliseconds per order, and per single save. Without a copy of WooCommerce: why not."""
    if not copies.is_named("woocommerce"):
        return {"skipped": "no WOOCOMMERCE_DIR"}
    with tempfile.TemporaryDirectory() as folder, Shop(Path(folder), durable=True) as shop:
        shop.php(PAIRED)
        on, off = [], []
        hooks: dict[str, list[float]] = {"first": [], "next": [], "saves": [], "save first": [], "save next": []}
        for _ in range(ROUNDS):
            without, with_plugin = place(shop, "off"), place(shop, "on")
            off += without["order"]
            on += with_plugin["order"]
            for kind, found in hooks.items():
                found += with_plugin[kind]
    return figures(on, off, hooks)


def place(shop: Shop, plugin: str) -> dict[str, list[float]]:
    done = subprocess.run(
        [*PHP, str(SCRIPT), str(shop.root), shop.url, plugin, str(PER_ROUND)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    found: dict[str, list[float]] = json.loads(done.stdout)
    return found


def figures(on: list[float], off: list[float], hooks: dict[str, list[float]]) -> dict[str, Any]:
    whole = hooks["first"] + hooks["next"]
    saves = statistics.median(hooks["saves"])
    return {
        "saves per order": round(saves),
        "hooks ms p50, one save": round(statistics.median(hooks["save first"] + hooks["save next"]), 2),
        "hooks ms p95, one save, a run has to be planned": round(p95(hooks["save first"]), 2),
        "hooks ms p95, one save, a run is planned already": round(p95(hooks["save next"]), 2),
        "hooks ms p50, whole order": round(statistics.median(whole), 2),
        "hooks ms p95, whole order": round(p95(whole), 2),
        "hooks ms p95, a run has to be planned": round(p95(hooks["first"]), 2),
        "hooks ms p95, a run is planned already": round(p95(hooks["next"]), 2),
        "order ms p50, plugin off": round(statistics.median(off), 1),
        "order ms p50, plugin on": round(statistics.median(on), 1),
        "order ms p95, plugin off": round(p95(off), 1),
        "order ms p95, plugin on": round(p95(on), 1),
        "ratio of medians": round(statistics.median(on) / statistics.median(off), 3),
        "how": f"{ROUNDS} rounds in turn, {PER_ROUND} orders of 3 lines each, made and paid in PHP on real WooCommerce "
        "(HPOS), MariaDB flushing every commit; hooks = everything the plugin does until the request ends",
    }


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
