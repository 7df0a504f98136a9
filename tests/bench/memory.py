"""Does a worker grow? Resident memory of the worker (and of the process that does its jobs) over 5,000 orders."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
from tests.bench.calls import renumbered

from ledgerbridge.demo import run
from ledgerbridge.demo.shop import DemoShop
from ledgerbridge.demo.stack import Stack

ORDERS = 5000


def measure(orders: int = ORDERS) -> dict[str, Any]:
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(Path(folder), sandbox_arguments=run.SANDBOX_PACE) as stack,
        DemoShop(stack.url) as shop,
    ):
        run.connect(stack, shop, "entry")
        message = run.message_of(run.bundled_samples() / "incl-single-line.json")
        sizes: list[tuple[int, float, float]] = []
        sent = 0
        while sent < orders:
            for _ in range(250):
                sent += 1
                shop.send(renumbered(message, sent))
            wait_for(shop, sent, stack, sizes)
        early = [parent for done, parent, _ in sizes if done <= orders * 0.2]
        late = [parent for done, parent, _ in sizes if done >= orders * 0.8]
        jobs = [child for _, _, child in sizes if child]
        return {
            "orders": sent,
            "worker MB after the first fifth": round(max(early)),
            "worker MB in the last fifth": round(max(late)),
            "ratio": round(max(late) / max(early), 3),
            "largest job MB": round(max(jobs)) if jobs else None,
        }


def wait_for(shop: DemoShop, count: int, stack: Stack, sizes: list[tuple[int, float, float]]) -> None:
    end = time.monotonic() + 180
    while time.monotonic() < end:
        done = sum(report["state"] == "booked" for report in list(shop.reports.values()))
        worker = psutil.Process(stack.pid("worker"))
        child = max((sub.memory_info().rss for sub in worker.children(recursive=True)), default=0)
        sizes.append((done, worker.memory_info().rss / 1e6, child / 1e6))
        if done >= count:
            return
        time.sleep(0.2)
    raise RuntimeError(f"only {done} of {count} orders were booked in time")


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
