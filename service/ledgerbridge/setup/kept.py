"""The settings a shop has: the newest version counts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..state.models import Settings as SettingsRow
from . import settings as settings_document
from .settings import Settings


def newest_version(session: Session, shop_id: str) -> SettingsRow | None:
    return session.scalar(
        select(SettingsRow).where(SettingsRow.shop_id == shop_id).order_by(SettingsRow.version.desc()).limit(1)
    )


def in_force(session: Session, shop_id: str) -> Settings | None:
    """None while the shop has none yet."""
    newest = newest_version(session, shop_id)
    return None if newest is None else settings_document.load(newest.document, newest.version)
