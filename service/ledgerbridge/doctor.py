"""``ledgerbridge doctor``: is everything there that the service needs, and does each shop get through?"""

from __future__ import annotations

import sys

from redis.exceptions import RedisError
from sqlalchemy import func, select

from . import queue, tools
from .config import Config
from .state import migrate
from .state.models import Beat, Connection, Order, Shop


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
    found = [_database(made), _redis(config)]
    if not found[0][0]:
        return found
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
    return found


def _database(made: tools.Tools) -> tuple[bool, str]:
    try:
        at = migrate.current(made.db)
    except Exception as why:
        return False, f"database: {type(why).__name__}; check DATABASE_URL"
    if at is None:
        return False, "database: empty; run `ledgerbridge migrate`"
    return True, f"database: revision {at}"


def _redis(config: Config) -> tuple[bool, str]:
    try:
        policy = queue.redis(config).info("memory").get("maxmemory_policy", "noeviction")
    except (RedisError, OSError) as why:
        return False, f"Redis: {type(why).__name__}; check REDIS_URL (orders are late, not lost, until it is back)"
    return policy == "noeviction", f"Redis: answers, maxmemory-policy {policy}"
