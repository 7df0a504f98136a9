"""A look at the chosen administration now and then: is it still there, usable, in reach, and on the same server?

What is wrong is kept with the connection and told to the shop (status/alarm.py), also while no order comes. An
administration that moved has new Timestamps: its cursors begin anew (facts §1, DivisionMoveDate).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ..errors import Parked, Problem
from ..exact.calls import DIVISION_GONE, Division
from ..state.models import Connection
from ..tools import Tools


def look(shop_id: str, tools: Tools) -> None:
    """Raises Temporary when Exact does not answer now, Parked when it refuses the administration; that is kept."""
    with tools.db.read() as session:
        chosen = session.get_one(Connection, shop_id).division or 0
    try:
        with tools.exact(shop_id, division=chosen) as exact:
            divisions = exact.divisions()
    except Parked as parked:
        _keep(shop_id, tools, problem=parked.problem)
        raise
    found = next((one for one in divisions if one.code == chosen), None)
    problem = None if found is not None and found.usable else _gone(chosen)
    _keep(shop_id, tools, divisions, problem, found.moved_at if found else None)


def as_dict(found: Division) -> dict[str, Any]:
    """As ``Connection.divisions`` keeps it."""
    return {"code": found.code, "name": found.name, "usable": found.usable, "country": found.country,
            "currency": found.currency}  # fmt: skip


def _keep(
    shop_id: str, tools: Tools, divisions: list[Division] | None = None, problem: Problem | None = None,
    moved_at: datetime | None = None,
) -> None:  # fmt: skip
    with tools.db.write() as session:
        row = session.get_one(Connection, shop_id)
        row.problem = problem.as_dict() if problem else None
        if divisions is not None:
            row.divisions = [as_dict(one) for one in divisions]
        if divisions is not None and problem is None:
            row.division_moved_at = moved_at


def _gone(code: int) -> Problem:
    return Problem(
        code=DIVISION_GONE,
        cause=DIVISION_GONE,
        what={
            "en": f"Administration {code} is no longer to be had in Exact Online.",
            "nl": f"Administratie {code} is in Exact Online niet meer te bereiken.",
        },
        why={
            "en": "It was archived or deleted, or the user who gave consent lost the right to it. No order is lost.",
            "nl": "Zij is gearchiveerd of verwijderd, of de gebruiker die toestemming gaf mag er niet meer in. "
            "Er gaat geen bestelling verloren.",
        },
        do={
            "en": "Give the user the right again, or connect again and choose another administration.",
            "nl": "Geef de gebruiker het recht terug, of verbind opnieuw en kies een andere administratie.",
        },
        action="connect",
    )
