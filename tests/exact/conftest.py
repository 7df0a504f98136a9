"""For tests of the Exact client: a paired shop in an SQLite database, a vault, a client."""

from __future__ import annotations

import shutil

import pytest
from sqlalchemy.engine import make_url

from conftest import HandClock
from exact_samples import DIVISION, EXACT, SHOP, Tokens, prepare
from ledgerbridge.config import Config
from ledgerbridge.exact.client import ExactClient
from ledgerbridge.exact.limits import Budget
from ledgerbridge.state.db import Database
from ledgerbridge.state.vault import Vault


@pytest.fixture
def vault(key):
    return Vault((key,))


@pytest.fixture
def config(key, tmp_path):
    return Config.from_env(
        {
            "LEDGERBRIDGE_KEYS": key,
            "LEDGERBRIDGE_URL": "https://ledger.example.nl",
            "DATABASE_URL": f"sqlite:///{tmp_path / 'exact.sqlite3'}",
            "EXACT_CLIENT_ID": "the-hosts-app",
            "EXACT_CLIENT_SECRET": "the-hosts-secret",
        }
    )


@pytest.fixture(scope="session")
def paired(tmp_path_factory):
    """A database file with one paired shop, made once and copied for each test."""
    path = tmp_path_factory.mktemp("exact") / "paired.sqlite3"
    made = Database(f"sqlite:///{path}")
    prepare(made, HandClock())
    made.close()
    return path


@pytest.fixture
def db(config, paired):
    shutil.copy(paired, make_url(config.database_url).database)
    made = Database(config.database_url)
    yield made
    made.close()


@pytest.fixture
def tokens():
    return Tokens()


@pytest.fixture
def client(db, clock, tokens):
    made = ExactClient(EXACT, DIVISION, tokens, Budget(db, SHOP, DIVISION, clock), clock)
    yield made
    made.close()
