"""Items and accounts that changed in Exact: links that would point at nothing, or at something else, are dropped.

The next order then looks the thing up again, instead of failing on a dead guid.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from ..exact.feeds import Taking
from ..state import links
from ..state.models import Link


def items(taking: Taking, rows: list[dict[str, Any]]) -> int:
    """An item with another code is not the item of that SKU any more."""
    codes = _codes(rows)
    stale = [row.key for row in _pointing(taking, "item", codes) if row.key != f"sku:{codes[row.exact_id]}"]
    _forget(taking, "item", stale)
    return len(stale)


def accounts(taking: Taking, rows: list[dict[str, Any]]) -> int:
    """A collective account with another code is looked up again; of the others the new code is noted."""
    codes, stale, noted = _codes(rows), [], 0
    for row in _pointing(taking, "account", codes):
        code = codes[row.exact_id]
        if row.key.startswith("code:") and row.key != f"code:{code}":
            stale.append(row.key)
        elif row.exact_code != code[:40]:
            row.exact_code, noted = code[:40], noted + 1
    _forget(taking, "account", stale)
    return len(stale) + noted


def missed(taking: Taking) -> int:
    """Deletions may have been forgotten before they were read: everything linked is looked up again when it is next
    needed."""
    found = taking.session.scalars(
        select(Link).where(Link.shop_id == taking.shop_id, Link.division == taking.division)
    ).all()
    for link in found:
        taking.session.delete(link)
    return len(found)


def gone(kind: str) -> Callable[[Taking, list[str]], int]:
    """Deleted in Exact, or merged into another (the one merged away is deleted)."""

    def forget(taking: Taking, ids: list[str]) -> int:
        stale = [row.key for row in _pointing(taking, kind, dict.fromkeys(ids, ""))]
        _forget(taking, kind, stale)
        return len(stale)

    return forget


def _codes(rows: list[dict[str, Any]]) -> dict[str, str]:
    """id → code without padding. A row that came twice counts with its last."""
    return {str(row["ID"]): str(row.get("Code") or "").strip() for row in rows}


def _pointing(taking: Taking, kind: str, ids: dict[str, str]) -> list[Link]:
    return list(links.pointing_at(taking.session, taking.shop_id, taking.division, kind, ids))


def _forget(taking: Taking, kind: str, keys: list[str]) -> None:
    if keys:
        links.forget(taking.session, taking.shop_id, taking.division, kind, keys)
