"""How much of a bare door's speed is left when a message is verified, checked, stored as an order and rung for."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from ledgerbridge.clock import SystemClock
from ledgerbridge.demo.run import plain_json
from ledgerbridge.demo.shop import DemoShop
from ledgerbridge.demo.stack import Stack, free_port
from ledgerbridge.order import snapshot
from ledgerbridge.shop import signature

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "tests/samples/woocommerce/incl-mixed-rates-8-lines.json"
ROUNDS, PER_ROUND, CONNECTIONS = 5, 1200, 8


def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder), clock=False) as stack:
        stack.stop("worker")  # the door alone: nobody works on what it takes
        with DemoShop(stack.url) as shop:
            shop.pair(next(word for word in stack.command("pair").split() if word.startswith("LB-")))
            bare_port = start_bare(stack)
            ours, bare = [], []
            for turn in range(ROUNDS):
                ours.append(fire(stack.folder, stack.port, signed(shop, turn)))
                bare.append(fire(stack.folder, bare_port, signed(shop, turn)))
    ratios = [a / b for a, b in zip(ours, bare, strict=True)]
    return {
        "inbox requests/s": round(statistics.median(ours)),
        "bare requests/s": round(statistics.median(bare)),
        "ratio": round(statistics.median(ratios), 2),
        "ratio min": round(min(ratios), 2),
        "ratio max": round(max(ratios), 2),
        "how": f"{ROUNDS} rounds in turn, {PER_ROUND} orders of 8 lines each, {CONNECTIONS} connections, "
        "2 gunicorn workers, SQLite WAL with full sync, Redis bell",
    }


def start_bare(stack: Stack) -> int:
    port = free_port()
    subprocess.run(
        [sys.executable, "-c", "import os; from sqlalchemy import text; from ledgerbridge.state.db import Database\n"
         "with Database(os.environ['DATABASE_URL']).write() as s: "
         "s.execute(text('CREATE TABLE bare (id INTEGER PRIMARY KEY, body BLOB)'))"],
        env=stack.env, check=True,
    )  # fmt: skip
    stack.spawn(
        "bare",
        [sys.executable, "-m", "gunicorn", "tests.bench.bare:from_env()", "--bind", f"127.0.0.1:{port}",
         "--workers", "2", "--no-control-socket", "--chdir", str(ROOT)],
        f"http://127.0.0.1:{port}/",
    )  # fmt: skip
    return port


def signed(shop: DemoShop, turn: int) -> list[bytes]:
    """Raw requests with their signatures: every one another order."""
    message = plain_json(snapshot.message_from_sample(json.loads(SAMPLE.read_text(), parse_float=str)))
    made = []
    for number in range(PER_ROUND):
        message["order"]["id"] = 100_000 + turn * PER_ROUND + number
        body = json.dumps(message).encode()
        message_id = f"msg_{turn}_{number}"
        headers = signature.signed_headers(shop.id, shop._secret, message_id, SystemClock().now(), body)
        lines = [f"{name}: {value}" for name, value in headers.items()]
        first = ["POST /v1/messages HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}", "Connection: close"]
        head = "\r\n".join([*first, *lines])
        made.append(head.encode() + b"\r\n\r\n" + body)
    return made


def fire(folder: Path, port: int, requests: list[bytes]) -> float:
    """Requests a second, as a process of its own sees them. Every one must have been taken."""
    from tests.bench.load import pack

    file = folder / "requests"
    file.write_bytes(pack(requests))
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load", "127.0.0.1", str(port), str(file), str(CONNECTIONS)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = json.loads(done.stdout)
    if said["other"]:
        raise RuntimeError(f"{said['other']} of {len(requests)} requests were not taken")
    return float(len(requests) / said["seconds"])
