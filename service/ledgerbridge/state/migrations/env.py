"""Alembic's way in. The engine is handed over by ``state/migrate.py``; there is no alembic.ini."""

from typing import Any

from alembic import context

from ledgerbridge.state.models import Base, Moment


def render(kind: str, thing: Any, _context: Any) -> Any:
    """Migrations name only SQLAlchemy's own types, so that they outlive our classes."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, Moment) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
