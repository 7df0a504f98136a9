"""Many processes need a token at the same moment: one refreshes, all get the new one, the chain never breaks.

The sandbox plays Exact; its clock and the processes' are moved together.
"""

from __future__ import annotations

import dataclasses
import multiprocessing
import signal
import threading
from urllib.parse import parse_qs, urlsplit

import pytest

from exact_samples import SHOP, prepare
from exact_sandbox.server import SandboxServer
from exact_tokens import JumpingClock, ask_each_round, die_before_commit
from ledgerbridge.demo import consent
from ledgerbridge.errors import Parked, Temporary
from ledgerbridge.exact import login
from ledgerbridge.state.models import Connection

pytestmark = pytest.mark.server

SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def race(request):
    """(processes, expiries): few, or as ``make chaos`` says."""
    return request.config.getoption("--refreshers"), request.config.getoption("--expiries")


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """With PostgreSQL the token spool stands in the working directory."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def server():
    with SandboxServer() as running:
        yield running


@pytest.fixture
def jumping():
    return JumpingClock(SPAWN.Value("d", 0.0))


@pytest.fixture
def later(server, jumping):
    """Time goes on, for the sandbox and for every process."""

    def move(seconds):
        jumping.offset.value += seconds
        server.sandbox.clock.advance(seconds)

    return move


@pytest.fixture
def app(config, server):
    return dataclasses.replace(
        config, exact_url=server.url, exact_client_id="sandbox-client", exact_client_secret="sandbox-secret"
    )


@pytest.fixture
def connected(database, vault, jumping, app):
    """A paired shop that went through consent at the sandbox."""
    prepare(database, jumping)
    url = login.authorize_url(SHOP, "nl", "https://winkel.example.nl/", database, vault, jumping, app)
    back = parts(consent.give(url, app.url))
    login.finish(back["state"], back["code"], database, vault, jumping, app)
    return database


def parts(address):
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def refreshes(server):
    """The statuses of all refreshes so far; 0 is a lost answer. The first token call was the consent."""
    return [call["status"] for call in server.sandbox.log if call["path"] == "/api/oauth2/token"][1:]


def test_processes_racing_for_a_token_never_use_one_twice_nor_too_early(
    connected, key, app, jumping, server, later, race
):
    """Each expiry is refreshed once and at once good: none too early, no token used twice, no consent lost."""
    processes, rounds = race
    barrier, got = SPAWN.Barrier(processes + 1), SPAWN.Queue()
    address = connected.engine.url.render_as_string(hide_password=False)
    arguments = (address, key, app, jumping.offset, barrier, rounds, got)
    workers = [SPAWN.Process(target=ask_each_round, args=arguments) for _ in range(processes)]
    for worker in workers:
        worker.start()
    seen = set()
    for number in range(rounds):
        later(575 if number % 3 else 86_400)
        barrier.wait(60)
        tokens = {got.get(timeout=60) for _ in workers}
        barrier.wait(60)
        assert len(tokens) == 1
        assert not tokens & seen
        seen |= tokens
    for worker in workers:
        worker.join(60)
    assert refreshes(server) == [200] * rounds
    with connected.read() as session:
        assert session.get(Connection, SHOP).generation == rounds + 1


def test_threads_of_one_process_race_no_worse(connected, vault, app, jumping, server, later):
    later(580)
    got = []
    threads = [
        threading.Thread(target=lambda: got.append(login.access_token(SHOP, connected, vault, jumping, app)))
        for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(got), len(set(got))) == (12, 1)
    assert refreshes(server) == [200]


def test_an_answer_lost_for_good_is_found_out_once_and_parks(connected, vault, app, jumping, server, later):
    later(620)
    server.sandbox.faults.plan({"fault": "token_reply_lost", "match": {"path": "oauth2/token"}})
    with pytest.raises(Temporary) as lost:
        login.access_token(SHOP, connected, vault, jumping, app)
    assert not isinstance(lost.value, Parked)
    later(300)
    with pytest.raises(Temporary):
        login.access_token(SHOP, connected, vault, jumping, app)
    later(272)
    with pytest.raises(Parked):
        login.access_token(SHOP, connected, vault, jumping, app)
    assert refreshes(server) == [0, 401]


def test_an_answer_lost_before_exact_worked_it_costs_only_time(connected, vault, app, jumping, server, later):
    later(620)
    server.sandbox.faults.plan({"fault": "answer_lost_before_commit", "match": {"path": "oauth2/token"}})
    with pytest.raises(Temporary):
        login.access_token(SHOP, connected, vault, jumping, app)
    later(572)
    assert login.access_token(SHOP, connected, vault, jumping, app)
    assert refreshes(server) == [200]


def test_a_process_killed_with_the_answer_in_hand_loses_nothing(connected, vault, key, app, jumping, server, later):
    later(620)
    address = connected.engine.url.render_as_string(hide_password=False)
    worker = SPAWN.Process(target=die_before_commit, args=(address, key, app, jumping.offset))
    worker.start()
    worker.join(60)
    assert worker.exitcode == -signal.SIGKILL
    later(30)  # nobody waits for the dead one any longer
    first = login.access_token(SHOP, connected, vault, jumping, app)
    assert refreshes(server) == [200]
    later(575)
    assert login.access_token(SHOP, connected, vault, jumping, app) != first
    assert refreshes(server) == [200, 200]


def test_a_withdrawn_consent_parks_and_a_new_one_goes_on(connected, vault, app, jumping, server, later):
    later(580)
    server.sandbox.oauth.revoke()
    with pytest.raises(Parked):
        login.access_token(SHOP, connected, vault, jumping, app)
    url = login.authorize_url(SHOP, "nl", "https://winkel.example.nl/", connected, vault, jumping, app)
    back = parts(consent.give(url, app.url))
    login.finish(back["state"], back["code"], connected, vault, jumping, app)
    assert login.access_token(SHOP, connected, vault, jumping, app)
