"""What processes of their own do in the token race; they are spawned, so their functions stand in a module."""

from __future__ import annotations

import os
import signal
import threading
from datetime import UTC, datetime, timedelta

from exact_samples import SHOP
from ledgerbridge.exact import login
from ledgerbridge.state.db import Database
from ledgerbridge.state.vault import Vault


class JumpingClock:
    """Real time plus an offset that processes share (a multiprocessing Value)."""

    def __init__(self, offset):
        self.offset = offset

    def now(self):
        return datetime.now(UTC) + timedelta(seconds=self.offset.value)

    def sleep(self, seconds):
        threading.Event().wait(seconds)


def ask_each_round(url, key, config, offset, barrier, rounds, got):
    """A process of its own: its own engine, its own vault. After each round it says which token it got."""
    database, vault, clock = Database(url), Vault((key,)), JumpingClock(offset)
    for _ in range(rounds):
        barrier.wait(60)
        try:
            got.put(login.access_token(SHOP, database, vault, clock, config))
        except Exception as why:
            got.put(f"{type(why).__name__}: {why}")
        barrier.wait(60)
    database.close()


def die_before_commit(url, key, config, offset):
    """A process that is killed with the answer in hand: after the spool, before the database."""
    database, vault = Database(url), Vault((key,))

    def killed(*_):
        os.kill(os.getpid(), signal.SIGKILL)

    login.Chain._commit = killed
    login.access_token(SHOP, database, vault, JumpingClock(offset), config)
