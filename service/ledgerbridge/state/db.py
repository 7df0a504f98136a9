"""The one way to the database: short transactions, read or write, on SQLite or PostgreSQL.

SQLite runs in WAL with full sync: a commit that returned is on the disk. Writers take the write lock at
once (BEGIN IMMEDIATE), so two processes never find out at commit time that they raced.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

SYNCHRONOUS = "FULL"  # a commit that returned is on the disk; tests that start no server may say OFF


class Database:
    """``read()`` and ``write()`` give a Session; leaving the block commits (write) or rolls back."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql" and parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        if self.is_sqlite and parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        options: dict[str, Any] = {} if self.is_sqlite else {"pool_size": 5, "pool_pre_ping": True}
        self.engine: Engine = create_engine(parsed, **options)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _tune_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that commits at the end of the block, or rolls back on an exception."""
        with self.engine.connect() as connection:
            writing = connection.execution_options(ledgerbridge_write=True)
            with Session(writing, expire_on_commit=False) as session, session.begin():
                yield session

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """The same for plain statements, where a Session's cost counts."""
        with self.engine.connect().execution_options(ledgerbridge_write=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session to look with; nothing it changes is kept, and rows stay readable afterwards."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()


def _tune_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in ("journal_mode=WAL", f"synchronous={SYNCHRONOUS}", "busy_timeout=15000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    mode = "IMMEDIATE" if connection.get_execution_options().get("ledgerbridge_write") else "DEFERRED"
    connection.exec_driver_sql(f"BEGIN {mode}")
