"""``--data FILE``: what the sandbox holds, as JSON, so that a restart goes on where it was.

Kept: divisions with all records, token chains, the clock's offset, the language. Not kept: the log, planned
faults, counted calls, codes that nobody exchanged yet.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import simplejson

from .oauth import Chain
from .sandbox import Sandbox

VERSION = 2  # 2: order lines know what was delivered and invoiced
OF_A_DIVISION = ("records", "timestamp", "numbers", "deleted", "moved_at")


def save(sandbox: Sandbox, file: Path) -> None:
    """Whole or not at all: written beside it and moved into place."""
    with sandbox.lock:
        said = {
            "version": VERSION, "offset": sandbox.clock.offset, "language": sandbox.language,
            "divisions": {
                str(code): {name: _out(getattr(one, name)) for name in OF_A_DIVISION} | {"closed": sorted(one.closed)}
                for code, one in sandbox.divisions.items()
            },
            "chains": [_out(asdict(chain)) for chain in sandbox.oauth.chains],
        }  # fmt: skip
        text = simplejson.dumps(said)
    beside = file.with_suffix(file.suffix + ".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)


def load(sandbox: Sandbox, file: Path) -> None:
    """Raises ValueError for a file that is none of ours."""
    said = simplejson.loads(file.read_text(encoding="utf-8"))
    if said.get("version") != VERSION or not {int(code) for code in said["divisions"]} <= set(sandbox.divisions):
        raise ValueError(f"{file} holds no sandbox of this version and these divisions")
    with sandbox.lock:
        sandbox.clock.advance(said["offset"] - sandbox.clock.offset)
        sandbox.language = said["language"]
        for code, kept in said["divisions"].items():
            division = sandbox.divisions[int(code)]
            for name in OF_A_DIVISION:
                setattr(division, name, _in(kept[name]))
            division.closed = {(year, period) for year, period in kept["closed"]}
        chains = [_in(chain) for chain in said["chains"]]
        sandbox.oauth.chains = [Chain(**{**chain, "old": set(chain["old"])}) for chain in chains]


def _out(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    if isinstance(value, datetime):
        return {"$date": value.isoformat()}
    if isinstance(value, dict):
        return {str(name): _out(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_out(one) for one in value]
    return sorted(value) if isinstance(value, set) else value


def _in(value: Any) -> Any:
    if isinstance(value, list):
        return [_in(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "$decimal" in value:
        return Decimal(value["$decimal"])
    if "$date" in value:
        return datetime.fromisoformat(value["$date"])
    return {name: _in(one) for name, one in value.items()}
