"""``ledgerbridge doctor``: is everything there that the service needs, and does each shop get through?"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from redis.exceptions import RedisError
from sqlalchemy import func, select

from . import queue, tools
from .config import Config
from .exact.tokens import spool_folder
from .state import migrate, rotation
from .state.models import Beat, Connection, Order, Shop, Unexplained
from .status import silence

FLEETING = frozenset({"tmpfs", "ramfs", "overlay"})
"""Kinds of file systems that a restart empties: memory, and a container's own layer, which goes with the container."""


def run() -> int:
    """Print one line per finding; 1 when something must be mended."""
    config = Config.from_env()
    made = tools.build(config)
    bad = sum(not _say(*finding) for finding in _findings(config, made))
    made.db.close()
    return 1 if bad else 0


def _say(fine: bool, words: str) -> bool:
    sys.stdout.write(f"{'ok  ' if fine else 'BAD '} {words}\n")
    return fine


def _findings(config: Config, made: tools.Tools) -> list[tuple[bool, str]]:
    found = [_database(made), _redis(config), _spool(config, made)]
    if not found[0][0]:
        return found
    old = rotation.old_ones(made.db, made.vault)
    found.append((True, f"keys: {old} rows are sealed with an old one; run `ledgerbridge rotate-keys`"
                  if old else "keys: everything is sealed with the first one"))  # fmt: skip
    found += _unexplained(made)
    now = made.clock.now()
    with made.db.read() as session:
        for name in ("worker", "clock"):
            beat = session.get(Beat, name)
            age = (now - beat.at).total_seconds() if beat else None
            fine = age is not None and (age < 120 or name == "worker")
            seen = "never seen; start it" if age is None else f"last seen {age:.0f} s ago"
            found.append((fine, f"{name}: {seen}"))
        for shop in session.scalars(select(Shop).where(Shop.state != "unpaired")):
            connection = session.get(Connection, shop.id)
            state = connection.state if connection else "not connected"
            waiting = session.scalar(
                select(func.count()).select_from(Order).where(Order.shop_id == shop.id, Order.due_at <= now)
            )
            found.append((state == "connected", f"{shop.url}: Exact {state}, {waiting} orders due"))
        silent = silence.shops(session, now, config.silence)
        found += [(False, f"{shop.url}: {why.what['en']} {why.do['en']}") for shop, why in silent]
    return found


def _database(made: tools.Tools) -> tuple[bool, str]:
    try:
        at = migrate.current(made.db)
    except Exception as why:
        return False, f"database: {type(why).__name__}; check DATABASE_URL"
    if at is None:
        return False, "database: empty; run `ledgerbridge migrate`"
    return True, f"database: revision {at}"


def _spool(config: Config, made: tools.Tools) -> tuple[bool, str]:
    """Where a token answer waits for its commit: must be writable, and there after a restart."""
    folder = config.token_spool or spool_folder(made.db)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
    except OSError as why:
        return False, f"token spool {folder}: {why.strerror}; set TOKEN_SPOOL to a folder that can be written"
    kind = kept_on(folder.resolve(), _mounts())
    if kind in FLEETING:
        return False, f"token spool {folder}: on {kind}, gone after a restart; set TOKEN_SPOOL to a lasting folder"
    if config.token_spool is None and not config.database_url.startswith("sqlite"):
        return True, f"token spool {folder}: in the working directory; set TOKEN_SPOOL to a lasting folder"
    return True, f"token spool {folder}: can be written"


def kept_on(folder: Path, mounts: str) -> str:
    """The kind of file system that holds this folder. ``mounts``: as /proc/self/mountinfo says; "" when unknown."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        words = before.split()
        if len(words) < 5 or not after:
            continue
        point = Path(words[4].encode().decode("unicode_escape"))
        if folder.is_relative_to(point) and len(point.parts) >= best:  # the later of two on one point covers it
            best, kind = len(point.parts), after.split()[0]
    return kind


def _mounts() -> str:
    try:
        return Path("/proc/self/mountinfo").read_text()
    except OSError:
        return ""


def _unexplained(made: tools.Tools) -> list[tuple[bool, str]]:
    """Refusals of Exact's that the catalogue does not explain: worth a line to the project."""
    with made.db.read() as session:
        rows = session.scalars(select(Unexplained).order_by(Unexplained.count.desc()).limit(10)).all()
    return [(True, f"not understood {row.count}×: {row.text} ({row.endpoint})") for row in rows]


def _redis(config: Config) -> tuple[bool, str]:
    try:
        policy = queue.redis(config).info("memory").get("maxmemory_policy", "noeviction")
    except (RedisError, OSError) as why:
        return False, f"Redis: {type(why).__name__}; check REDIS_URL (orders are late, not lost, until it is back)"
    return policy == "noeviction", f"Redis: answers, maxmemory-policy {policy}"
