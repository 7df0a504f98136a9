"""The settings a shop has: the newest version counts."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..state.models import Connection
from ..state.models import Settings as SettingsRow
from . import settings as settings_document
from .settings import Settings


def newest_version(session: Session, shop_id: str) -> SettingsRow | None:
    return session.scalar(
        select(SettingsRow).where(SettingsRow.shop_id == shop_id).order_by(SettingsRow.version.desc()).limit(1)
    )


def in_force(session: Session, shop_id: str) -> Settings | None:
    """None while the shop has none yet. What the administration counts in is read off it, never kept twice."""
    newest = newest_version(session, shop_id)
    if newest is None:
        return None
    return replace(settings_document.load(newest.document, newest.version), currency=_counts_in(session, shop_id))


def _counts_in(session: Session, shop_id: str) -> str:
    """The chosen administration's currency; "" when Exact does not say."""
    chosen = session.get(Connection, shop_id)
    found = [known for known in chosen.divisions if known["code"] == chosen.division] if chosen else []
    return str(found[0].get("currency") or "")[:3].upper() if found else ""
