"""A shop's first look at an administration with 20,000 items: how many reads, and does memory grow with the items?

The sandbox runs here; each start runs in a process of its own, whose peak of resident memory is taken.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.fernet import Fernet

from exact_sandbox.server import SandboxConfig, SandboxServer
from ledgerbridge import flows, tools
from ledgerbridge.config import Config
from ledgerbridge.demo import consent
from ledgerbridge.exact import login
from ledgerbridge.state import cursors
from ledgerbridge.state.models import Base, Connection, Cursor, Shop

SHOP, DIVISION = "shop1", 3000001
FEED = "sync/Logistics/Items"


def measure(few: int = 2000, many: int = 20_000) -> dict[str, Any]:
    small, large = start(few), start(many)
    return {
        f"reads for {few} items": small["reads"],
        f"reads for {many} items": large["reads"],
        "rows taken": large["rows"],
        f"peak MB with {few}": round(small["peak"] / 1024, 1),
        f"peak MB with {many}": round(large["peak"] / 1024, 1),
        "ratio of peaks": round(large["peak"] / small["peak"], 3),
    }


def start(items: int) -> dict[str, int]:
    """One cold start: reads that the sandbox saw, rows taken, peak KiB of the process that read."""
    with tempfile.TemporaryDirectory() as folder, SandboxServer(SandboxConfig(minutely_limit=6000)) as server:
        division = server.sandbox.divisions[DIVISION]
        division.all("logistics/Items").clear()
        for number in range(items):
            division.add("logistics/Items", {"Code": f"ITEM-{number:06}", "Description": f"Item {number}"})
        command = [sys.executable, "-m", "tests.bench.cold_start", server.url, str(Path(folder, "cold.sqlite3"))]
        root = Path(__file__).parents[2]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root, timeout=600)
        said: dict[str, int] = json.loads(done.stdout)
        reads = [call for call in server.sandbox.log if call["path"].endswith(FEED)]
        return {**said, "reads": len(reads)}


def read_all(exact_url: str, database: str) -> dict[str, int]:
    """In the process of its own: connect, pull, and say what it took."""
    config = Config.from_env(
        {
            "LEDGERBRIDGE_KEYS": Fernet.generate_key().decode(),
            "DATABASE_URL": f"sqlite:///{database}",
            "EXACT_URL": exact_url,
            "EXACT_CLIENT_ID": "sandbox-client",
            "EXACT_CLIENT_SECRET": "sandbox-secret",
        }
    )
    made = tools.build(config)
    Base.metadata.create_all(made.db.engine)
    now = made.clock.now()
    with made.db.write() as session:
        session.add(Shop(id=SHOP, url="", rest_url="", marker="b", secrets=b"", rest_key=b"", paired_at=now))
    parts = made.db, made.vault, made.clock, made.config
    address = login.authorize_url(SHOP, "nl", "https://winkel.example/", *parts)
    query = parse_qs(urlsplit(consent.give(address, config.url)).query)
    login.finish(query["state"][0], query["code"][0], *parts)
    with made.db.write() as session:
        session.get_one(Connection, SHOP).division = DIVISION
        cursors.ensure(session, SHOP, DIVISION, ["items"], now)
    flows.FLOWS["feeds"](SHOP, made)
    with made.db.read() as session:
        rows = session.get_one(Cursor, (SHOP, DIVISION, "items")).rows
    made.db.close()
    return {"rows": rows, "peak": peak()}


def peak() -> int:
    """KiB of this very program at its most. Not ``ru_maxrss``: that one also counts what the process was before it
    became this program, a copy of the bench with the whole sandbox in it."""
    told = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in told.splitlines() if line.startswith("VmHWM:")))


if __name__ == "__main__":
    print(json.dumps(read_all(*sys.argv[1:]) if sys.argv[1:] else measure()))
