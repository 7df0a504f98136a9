"""What tests share: a database (SQLite always; PostgreSQL of their own where marked), a clock that is moved by hand."""

from __future__ import annotations

import gc
from datetime import UTC, datetime, timedelta

import hypothesis
import pytest
from cryptography.fernet import Fernet

from ledgerbridge.state import db
from ledgerbridge.state.db import Database
from postgres import Postgres


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seeds", type=int, default=20, help="worlds the simulation lives through")
    parser.addoption("--expiries", type=int, default=15, help="how often the token expires in the race for it")
    parser.addoption("--refreshers", type=int, default=4, help="processes in the race for a token")
    parser.addoption("--first", type=int, default=0, help="the first seed")


def pytest_configure(config: pytest.Config) -> None:
    """In-process tests do not wait for the disk, and try fewer examples; the processes that tests start do wait
    (test_db.py looks), and ``make chaos`` tries more."""
    db.SYNCHRONOUS = "OFF"
    hypothesis.settings.register_profile("quick", max_examples=50, deadline=None)
    hypothesis.settings.register_profile("thorough", max_examples=500, deadline=None)
    hypothesis.settings.load_profile("thorough" if config.getoption("--seeds") > 100 else "quick")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "sandbox" in item.path.parts[-2:-1]:
            item.add_marker(pytest.mark.sandbox)
        if "feed" in item.path.parts[-2:-1]:  # Exact's notifications come over a socket
            item.add_marker(pytest.mark.server)
        if "strangers" in item.path.parts[-2:-1]:
            item.add_marker(pytest.mark.strangers)
        if item.path.name == "test_simulation.py" or hypothesis.is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.long)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the garbage collector need not look through it again and again."""
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)


class HandClock:
    """A clock that stands still until it is moved; sleeping moves it."""

    def __init__(self, at: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.move(seconds=seconds)

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
def key() -> str:
    return Fernet.generate_key().decode()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    """One PostgreSQL server for the run, in a folder of its own."""
    if not Postgres.is_installed():
        pytest.skip("skipped: no PostgreSQL server on this machine")
    with Postgres(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def database(request, tmp_path):
    """An empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'test.sqlite3'}"
    else:
        url = request.getfixturevalue("postgres").new_database()
    made = Database(url)
    yield made
    made.close()
