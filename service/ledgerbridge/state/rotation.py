"""Bring everything sealed under the first key, so that an old one can go. Every column that holds sealed bytes is
found by its type; a row that changed meanwhile was sealed anew by whoever changed it, and is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Column, LargeBinary, Table, and_, select, update

from .db import Database
from .models import Base
from .vault import Sealed, Vault

BATCH = 200


@dataclass
class Rotated:
    """Per column: sealed with the first key already, sealed anew, and those that no key here opens."""

    current: int = 0
    resealed: int = 0
    lost: int = 0


def old_ones(db: Database, vault: Vault) -> int:
    """How many are not sealed with the first key."""
    return sum(not vault.is_current(sealed) for _, _, _, sealed in _everything(db))


def rotate(db: Database, vault: Vault) -> dict[str, Rotated]:
    """Seal anew what needs it; by "table.column". May be stopped and started again at any moment."""
    found: dict[str, Rotated] = {}
    for table, column, key, sealed in _everything(db):
        count = found.setdefault(f"{table.name}.{column.name}", Rotated())
        if vault.is_current(sealed):
            count.current += 1
            continue
        try:
            anew = vault.reseal(sealed)
        except Sealed:
            count.lost += 1
            continue
        with db.write() as session:
            here = and_(*(one == value for one, value in zip(table.primary_key, key, strict=True)), column == sealed)
            session.execute(update(table).where(here).values({column.name: anew}))
        count.resealed += 1
    return found


def _everything(db: Database) -> Iterator[tuple[Table, Column[Any], tuple[Any, ...], bytes]]:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, LargeBinary):
                yield from _of(db, table, column)


def _of(db: Database, table: Table, column: Column[Any]) -> Iterator[tuple[Table, Column[Any], tuple[Any, ...], bytes]]:
    keys = list(table.primary_key)
    last: tuple[Any, ...] | None = None
    while True:
        wanted = select(*keys, column).where(column.is_not(None)).order_by(*keys).limit(BATCH)
        if last is not None:
            wanted = wanted.where(_after(keys, last))
        with db.read() as session:
            rows = session.execute(wanted).all()
        for row in rows:
            last = tuple(row[:-1])
            yield table, column, last, cast(bytes, row[-1])
        if len(rows) < BATCH:
            return


def _after(keys: list[Column[Any]], last: tuple[Any, ...]) -> Any:
    """Later in the order of the keys. Tables with sealed columns have keys of one column."""
    (key,), (value,) = keys, last
    return key > value
