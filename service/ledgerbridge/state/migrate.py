"""Bring a database to the newest form of the tables, or a step back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext

from .db import Database

FOLDER = Path(__file__).parent / "migrations"


def settings() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def _with_connection(db: Database, action: Any, *args: Any, **options: Any) -> None:
    config = settings()
    with db.engine.connect().execution_options(ledgerbridge_write=True) as connection:
        config.attributes["connection"] = connection
        action(config, *args, **options)
        connection.commit()


def upgrade(db: Database, revision: str = "head") -> None:
    _with_connection(db, command.upgrade, revision)


def downgrade(db: Database, revision: str) -> None:
    _with_connection(db, command.downgrade, revision)


def new(db: Database, words: str, number: str) -> None:
    """Write a migration for the difference between the models and this database (for developers)."""
    _with_connection(db, command.revision, message=words, autogenerate=True, rev_id=number)


def current(db: Database) -> str | None:
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
