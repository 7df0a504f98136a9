"""The migrations: up, down, up again, and nothing missing between them and the models. On both databases."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from ledgerbridge.state import migrate
from ledgerbridge.state.models import Base


def test_up_down_up_and_no_difference_to_the_models(database):
    migrate.upgrade(database)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    migrate.downgrade(database, "base")
    assert migrate.current(database) is None
    migrate.upgrade(database)
    assert migrate.current(database) is not None
