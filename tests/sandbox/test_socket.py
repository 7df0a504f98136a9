"""Over a real socket: what a dropped connection looks like to a client, and that the program starts and ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from exact_sandbox.server import SandboxConfig, SandboxServer

pytestmark = pytest.mark.server
BACK = "http://localhost/cb"


@pytest.fixture
def server():
    with SandboxServer(SandboxConfig(minutely_limit=10_000)) as running:
        yield running


@pytest.fixture
def session(server):
    form = {"client_id": "sandbox-client", "redirect_uri": BACK, "decision": "allow", "division": ["3000001"]}
    there = requests.post(f"{server.url}/api/oauth2/auth", data=form, allow_redirects=False, timeout=5).headers[
        "Location"
    ]
    code = parse_qs(urlsplit(there).query)["code"][0]
    pair = requests.post(f"{server.url}/api/oauth2/token", timeout=5, data={
        "grant_type": "authorization_code", "code": code, "redirect_uri": BACK,
        "client_id": "sandbox-client", "client_secret": "sandbox-secret"}).json()  # fmt: skip
    with requests.Session() as made:
        made.headers.update({"Authorization": f"Bearer {pair['access_token']}", "Accept": "application/json"})
        yield made


def plan(server, fault):
    planned = {"match": {"method": "POST", "path": "crm/Accounts"}, "fault": fault}
    requests.post(f"{server.url}/_sandbox/faults", json=planned, timeout=5).raise_for_status()


def accounts(server):
    books = requests.get(f"{server.url}/_sandbox/books", params={"division": 3000001}, timeout=5).json()
    return [one["Name"] for one in books["divisions"][0]["accounts"]]


@pytest.mark.parametrize(
    ("fault", "stands"), [("answer_lost_after_commit", True), ("answer_lost_before_commit", False)]
)
def test_a_client_sees_the_connection_break(server, session, fault, stands):
    plan(server, fault)
    with pytest.raises(requests.ConnectionError):
        session.post(f"{server.url}/api/v1/3000001/crm/Accounts", json={"Name": "Verloren"}, timeout=5)
    assert ("Verloren" in accounts(server)) is stands
    assert (
        session.post(f"{server.url}/api/v1/3000001/crm/Accounts", json={"Name": "Daarna"}, timeout=5).status_code == 201
    )


def test_a_truncated_answer_is_seen_as_broken(server, session):
    plan(server, "truncate_body")
    with pytest.raises(requests.RequestException):
        session.post(f"{server.url}/api/v1/3000001/crm/Accounts", json={"Name": "Half"}, timeout=5)
    assert "Half" in accounts(server)


def test_a_delayed_call_holds_up_nobody_else(server, session):
    planned = {"match": {"path": "vat/VATCodes"}, "fault": "delay", "seconds": 1.5}
    requests.post(f"{server.url}/_sandbox/faults", json=planned, timeout=5).raise_for_status()
    with pytest.raises(requests.ReadTimeout):
        session.get(f"{server.url}/api/v1/3000001/vat/VATCodes", timeout=0.2)
    assert requests.get(f"{server.url}/_sandbox/clock", timeout=0.5).ok
    assert session.get(f"{server.url}/api/v1/3000001/financial/Journals", timeout=0.5).ok


def test_eight_clients_at_once_lose_nothing(server, session):
    def create(n):
        headers = dict(session.headers)
        return requests.post(
            f"{server.url}/api/v1/3000001/crm/Accounts", json={"Name": f"K{n}"}, headers=headers, timeout=10
        )

    with ThreadPoolExecutor(8) as pool:
        assert {answer.status_code for answer in pool.map(create, range(40))} == {201}
    assert {f"K{n}" for n in range(40)} <= set(accounts(server))


def test_the_program_says_where_it_is_and_ends_on_sigterm():
    command = [sys.executable, "-m", "exact_sandbox", "--port", "0"]
    quick = {**os.environ, "PYTHONUNBUFFERED": "1"}
    program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=quick)
    try:
        line = program.stdout.readline()
        assert line.startswith("Exact sandbox on http://127.0.0.1:") and line.rstrip().endswith("/_sandbox/)")
        program.send_signal(signal.SIGTERM)
        assert program.wait(5) == 0
    finally:
        program.kill()
        program.stdout.close()


def test_the_date_header_goes_by_the_sandboxs_own_clock(server):
    server.sandbox.clock.advance(3600)
    said = parsedate_to_datetime(requests.get(f"{server.url}/", timeout=5).headers["Date"])
    assert abs(said.timestamp() - server.sandbox.clock.seconds()) < 5
