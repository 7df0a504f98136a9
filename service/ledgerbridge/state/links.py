"""The link table: a thing of the shop ↔ a thing in Exact, per administration."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ..clock import Clock
from .models import Document, Link


def find(session: Session, shop_id: str, division: int, kind: str, key: str) -> Link | None:
    return session.get(Link, (shop_id, division, kind, key))


def find_many(session: Session, shop_id: str, division: int, kind: str, keys: Iterable[str]) -> dict[str, Link]:
    """The links there are, by key."""
    rows = session.scalars(
        select(Link).where(
            Link.shop_id == shop_id, Link.division == division, Link.kind == kind, Link.key.in_(list(keys))
        )
    )
    return {row.key: row for row in rows}


def put(
    session: Session,
    clock: Clock,
    shop_id: str,
    division: int,
    kind: str,
    key: str,
    exact_id: str,
    code: str = "",
    fingerprint: str = "",
    fields: dict[str, str] | None = None,
) -> None:
    """Remember a link, or move it."""
    row = session.get(Link, (shop_id, division, kind, key))
    if row is None:
        row = Link(shop_id=shop_id, division=division, kind=kind, key=key)
        session.add(row)
    row.exact_id, row.exact_code, row.fingerprint, row.linked_at = exact_id, code, fingerprint, clock.now()
    row.fields = fields


def pointing_at(session: Session, shop_id: str, division: int, kind: str, exact_ids: Iterable[str]) -> Sequence[Link]:
    """The links to these things in Exact."""
    return session.scalars(
        select(Link).where(
            Link.shop_id == shop_id, Link.division == division, Link.kind == kind, Link.exact_id.in_(list(exact_ids))
        )
    ).all()


def forget(session: Session, shop_id: str, division: int, kind: str, keys: Iterable[str]) -> None:
    """Drop links that turned out to point at nothing (the thing was deleted in Exact)."""
    session.execute(
        delete(Link).where(
            Link.shop_id == shop_id, Link.division == division, Link.kind == kind, Link.key.in_(list(keys))
        )
    )


def was_made(session: Session, shop_id: str, division: int, kind: str, exact_id: str) -> bool:
    """Did this service make the thing (and not find it)? Its row of ``document`` says so."""
    made = select(Document.id).where(
        Document.shop_id == shop_id, Document.division == division, Document.kind == kind,
        Document.exact_id == exact_id,
    )  # fmt: skip
    return session.scalar(made.limit(1)) is not None


def any_with(session: Session, shop_id: str, division: int, kind: str, head: str) -> bool:
    """Is there a link of this kind whose key starts so?"""
    found = select(Link.key).where(
        Link.shop_id == shop_id, Link.division == division, Link.kind == kind,
        Link.key.startswith(head, autoescape=True)
    )
    return session.scalar(found.limit(1)) is not None
