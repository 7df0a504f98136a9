"""A shop's connection to Exact: its row, and how the screens see it."""

from __future__ import annotations

from typing import Any

from ..exact import calls
from ..exact.priorities import Priority
from ..feed import administration
from ..state.models import Connection
from ..tools import Tools

PATIENCE = 20
"""Seconds that a screen waits for a new minute of Exact's call limit."""

STYLES = {"orders": ("order",), "invoices": ("invoice",), "entries": ("entry", "daily")}
"""A licence's module → the booking styles it allows."""


def find(tools: Tools, shop_id: str) -> Connection | None:
    with tools.db.read() as session:
        return session.get(Connection, shop_id)


def look_round(tools: Tools, shop_id: str) -> None:
    """Who consented, and which administrations they may reach. One that is chosen but out of this user's reach
    is chosen no longer: the screen asks again. Raises what Exact's client raises."""
    with open_exact(tools, shop_id, 0) as exact:
        me, divisions = exact.me(), exact.divisions()
    with tools.db.write() as session:
        row = session.get_one(Connection, shop_id)
        row.user_name, row.language = me.user_name[:200], me.language[:10]
        row.divisions = [administration.as_dict(division) for division in divisions]
        row.problem = None
        if row.division not in [division.code for division in divisions if division.usable]:
            row.division = None


def open_exact(tools: Tools, shop_id: str, division: int) -> calls.Exact:
    """Exact for one administration, chosen or not; 0 for none."""
    return calls.open_exact(
        shop_id, tools.db, tools.vault, tools.clock, tools.config, division=division, patience=PATIENCE,
        priority=Priority.PERSON,
    )  # fmt: skip


def as_dict(row: Connection | None) -> dict[str, Any]:
    """Contracts 3, Connection."""
    if row is None:
        row = Connection(base_url="", state="new", user_name="", divisions=[], modules={})
    names = {known["code"]: known["name"] for known in row.divisions}
    return {
        "state": row.state,
        "exact_url": row.base_url,
        "user_name": row.user_name,
        "divisions": [{name: known[name] for name in ("code", "name", "usable")} for known in row.divisions],
        "division": row.division,
        "division_name": names.get(row.division, ""),
        "styles": styles(row),
        "modules": row.modules,
        "connected_at": None if row.connected_at is None else row.connected_at.isoformat(),
    }


def styles(row: Connection) -> list[str]:
    """The booking styles that the licence allows."""
    return [style for module, allowed in STYLES.items() if row.modules.get(module) for style in allowed]
