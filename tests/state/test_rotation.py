"""Keys change: everything sealed is sealed anew, whatever table it is in; stopping half-way does no harm."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import LargeBinary

import world
from ledgerbridge.cli import main
from ledgerbridge.exact.tokens import reseal_spool
from ledgerbridge.state import rotation
from ledgerbridge.state.models import Base, Connection, Listener, Message, Shop
from ledgerbridge.state.vault import Sealed, Vault

COLUMNS = {f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns
           if isinstance(column.type, LargeBinary)}  # fmt: skip


@pytest.fixture
def sealed(database, clock, key):
    """A shop with everything that is sealed, under an old key."""
    here = world.make(database, clock, key)
    here.shop("shop1")
    vault = here.tools.vault
    pair, app = {"access": "a", "refresh": "r"}, {"id": "x"}
    here.connection(tokens=vault.seal("shop1", pair), client=vault.seal("shop1", app))
    here.add(Listener(shop_id="shop1", path_hash="h", path=vault.seal("shop1", "path"), counts={}))
    for number in range(rotation.BATCH + 5):
        body = vault.seal("shop1", b"text")
        here.add(Message(shop_id="shop1", webhook_id=f"m{number}", type="order.snapshot", sha256="", body=body,
                         received_at=datetime(2026, 11, 23, tzinfo=UTC)))  # fmt: skip
    return here


def test_everything_is_sealed_anew_and_the_old_key_can_go(sealed, key):
    new, db = Fernet.generate_key().decode(), sealed.tools.db
    both, only = Vault((new, key)), Vault((new,))
    assert rotation.old_ones(db, both) == rotation.BATCH + 5 + 5
    found = rotation.rotate(db, both)
    assert {name: count.resealed for name, count in found.items()} == {
        "shop.secrets": 1, "shop.rest_key": 1, "connection.tokens": 1, "connection.client": 1, "listener.path": 1,
        "message.body": rotation.BATCH + 5,
    }  # fmt: skip
    assert set(found) <= COLUMNS
    assert only.open("shop1", sealed.get(Connection, "shop1").tokens) == {"access": "a", "refresh": "r"}
    assert rotation.old_ones(db, only) == 0
    again = rotation.rotate(db, both)
    assert sum(count.resealed for count in again.values()) == 0


def test_what_changed_meanwhile_is_left_to_whoever_changed_it(sealed, key, monkeypatch):
    both = Vault((Fernet.generate_key().decode(), key))
    db, reseal = sealed.tools.db, both.reseal

    def refreshed_meanwhile(old):
        with db.write() as session:
            session.get_one(Connection, "shop1").tokens = both.seal("shop1", {"access": "newer"})
        return reseal(old)

    monkeypatch.setattr(both, "reseal", refreshed_meanwhile)
    rotation.rotate(db, both)
    assert both.open("shop1", sealed.get(Connection, "shop1").tokens) == {"access": "newer"}


def test_a_key_that_is_missing_is_said_and_nothing_is_lost(sealed):
    stranger = Vault((Fernet.generate_key().decode(),))
    found = rotation.rotate(sealed.tools.db, stranger)
    assert found["shop.secrets"].lost == 1 and found["shop.secrets"].resealed == 0
    assert sealed.tools.vault.open("shop1", sealed.get(Shop, "shop1").secrets)
    with pytest.raises(Sealed):
        stranger.reseal(sealed.get(Shop, "shop1").secrets)


def test_the_command_says_when_the_old_key_may_go(tmp_path, monkeypatch, capsys, clock, key):
    from ledgerbridge.state.db import Database

    url = f"sqlite:///{tmp_path / 'a.sqlite3'}"
    made = world.make(Database(url), clock, key)
    made.shop("shop1")
    made.tools.db.close()
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("LEDGERBRIDGE_KEYS", f"{Fernet.generate_key().decode()},{key}")
    assert main(["rotate-keys"]) == 0
    said = capsys.readouterr().out
    assert "shop.secrets" in said and "1 sealed anew" in said and "An old key may go now." in said
    monkeypatch.setenv("LEDGERBRIDGE_KEYS", Fernet.generate_key().decode())
    assert main(["rotate-keys"]) == 1
    assert "Keep the old keys" in capsys.readouterr().out


def test_a_token_answer_that_waits_in_the_spool_is_sealed_anew_too(tmp_path, key):
    old, new = Vault((key,)), Fernet.generate_key().decode()
    both, only = Vault((new, key)), Vault((new,))
    (tmp_path / "shop1.4.sealed").write_bytes(old.seal("shop1", {"refresh": "r"}))
    (tmp_path / "shop2.1.sealed").write_bytes(both.seal("shop2", {"refresh": "s"}))
    (tmp_path / "shop3.1.sealed").write_bytes(Vault((Fernet.generate_key().decode(),)).seal("shop3", {}))
    assert reseal_spool(tmp_path, both) == (1, 1, 1)
    assert only.open("shop1", (tmp_path / "shop1.4.sealed").read_bytes()) == {"refresh": "r"}
    assert reseal_spool(tmp_path, both) == (2, 0, 1)
    assert reseal_spool(tmp_path / "none", both) == (0, 0, 0)
    assert len(list(tmp_path.iterdir())) == 3
