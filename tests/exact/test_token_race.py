"""Many processes need a token at the same moment: one refreshes, all get the new one, the chain never breaks."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from datetime import timedelta

import pytest

from exact_samples import SHOP, connect, prepare
from exact_tokens import JumpingClock, TokenServer, ask_each_round, die_before_commit
from ledgerbridge.errors import Parked, Temporary
from ledgerbridge.exact import login
from ledgerbridge.state.models import Connection

pytestmark = pytest.mark.server

SPAWN = multiprocessing.get_context("spawn")
PROCESSES = 4
ROUNDS = 25


@pytest.fixture
def jumping():
    return JumpingClock(SPAWN.Value("d", 0.0))


@pytest.fixture
def server(jumping):
    with TokenServer(jumping) as running:
        yield running


def test_processes_racing_for_a_token_never_use_one_twice_nor_too_early(
    database, vault, key, config, jumping, server, tmp_path
):
    prepare(database, jumping)
    connect(database, vault, jumping, base_url=server.url)
    barrier, got = SPAWN.Barrier(PROCESSES + 1), SPAWN.Queue()
    address = database.engine.url.render_as_string(hide_password=False)
    arguments = (address, key, config, jumping.offset, barrier, ROUNDS, got)
    workers = [SPAWN.Process(target=ask_each_round, args=arguments) for _ in range(PROCESSES)]
    for worker in workers:
        worker.start()
    for number in range(2, ROUNDS + 2):
        jumping.offset.value += 575 if number % 3 else 86_400
        barrier.wait(60)
        tokens = {got.get(timeout=30) for _ in workers}
        barrier.wait(30)
        assert tokens == {f"access-{number}"}
    for worker in workers:
        worker.join(30)
    assert (server.good, server.old, server.early) == (ROUNDS, 0, 0)
    with database.read() as session:
        assert session.get(Connection, SHOP).generation == ROUNDS + 1


def test_threads_of_one_process_race_no_worse(database, vault, config, jumping, server):
    prepare(database, jumping)
    connect(database, vault, jumping, base_url=server.url, age=580)
    server.given_at -= timedelta(seconds=580)
    got = []
    threads = [
        threading.Thread(target=lambda: got.append(login.access_token(SHOP, database, vault, jumping, config)))
        for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(got) == {"access-2"}
    assert (server.good, server.old, server.early) == (1, 0, 0)


def test_an_answer_lost_for_good_is_found_out_once_and_parks(db, vault, config, jumping, server):
    connect(db, vault, jumping, base_url=server.url, age=620)
    server.given_at -= timedelta(seconds=620)
    server.swallow = 1
    with pytest.raises(Temporary) as later:
        login.access_token(SHOP, db, vault, jumping, config)
    assert not isinstance(later.value, Parked)
    jumping.offset.value += 571
    with pytest.raises(Parked):
        login.access_token(SHOP, db, vault, jumping, config)
    assert (server.good, server.old, server.early) == (1, 1, 0)


def test_a_process_killed_with_the_answer_in_hand_loses_nothing(db, vault, key, config, jumping, server):
    connect(db, vault, jumping, base_url=server.url, age=620)
    server.given_at -= timedelta(seconds=620)
    worker = SPAWN.Process(target=die_before_commit, args=(config.database_url, key, config, jumping.offset))
    worker.start()
    worker.join(30)
    assert worker.exitcode == -signal.SIGKILL
    assert server.good == 1
    assert login.access_token(SHOP, db, vault, jumping, config) == "access-2"
    jumping.offset.value += 575
    assert login.access_token(SHOP, db, vault, jumping, config) == "access-3"
    assert (server.good, server.old, server.early) == (2, 0, 0)
