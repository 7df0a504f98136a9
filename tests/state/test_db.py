"""What a commit is worth: as the service runs it, SQLite waits for the disk and writers wait for each other."""

import subprocess
import sys

import pytest
from sqlalchemy import text

from ledgerbridge.state.db import Database

ASK = """
from sqlalchemy import text
from ledgerbridge.state.db import Database
with Database("sqlite:///{path}").engine.connect() as connection:
    for name in ("journal_mode", "synchronous", "foreign_keys"):
        print(connection.execute(text(f"PRAGMA {{name}}")).scalar())
"""


@pytest.mark.long
def test_the_service_runs_sqlite_in_wal_with_full_sync(tmp_path):
    asked = ASK.format(path=tmp_path / "db.sqlite3")
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["wal", "2", "1"]


def test_a_block_that_fails_leaves_nothing(database):
    with database.write() as session:
        session.execute(text("CREATE TABLE t (x INTEGER)"))
    with pytest.raises(RuntimeError), database.write() as session:
        session.execute(text("INSERT INTO t VALUES (1)"))
        raise RuntimeError
    with pytest.raises(RuntimeError), database.begin() as connection:
        connection.execute(text("INSERT INTO t VALUES (2)"))
        raise RuntimeError
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM t")).scalar() == 0


def test_a_plain_postgresql_url_takes_our_driver():
    assert Database("postgresql://u@h/d").engine.url.drivername == "postgresql+psycopg"
