"""Clients that other people wrote for the real Exact Online log in, refresh, list, filter, page, create and update at
the sandbox, with their own code. What they say they got is held against the sandbox's log and books."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from certificate import tls_for
from exact_sandbox.server import SandboxServer
from strangers.clients import CLIENTS, HERE, SEVEN, Client
from strangers.doors import proxy, tls_door
from strangers.environment import environment

DIVISION = 3000001
CUSTOMERS = 130  # three pages of 60


@dataclass
class Outcome:
    """What one client said it did, and what the sandbox saw of it."""

    client: Client
    said: dict[str, Any]
    log: list[dict[str, Any]]
    books: dict[str, Any]
    kept: list[dict[str, Any]]  # all records of the endpoint it filters and pages
    server: SandboxServer

    def got(self, step: str) -> Any:
        assert step in self.said["steps"], f"{step}: {self.said['failed'].get(step)}"
        return self.said["steps"][step]

    def calls(self, method: str, path: str, status: int) -> list[dict[str, Any]]:
        wanted = (method, status)
        return [one for one in self.log if (one["method"], one["status"]) == wanted and one["path"].startswith(path)]

    @property
    def pageable(self) -> list[dict[str, Any]]:
        """Customers, or ledger accounts of the credit side: what the driver asked for in pages."""
        return [one for one in self.kept if one.get("Status") == "C" or one.get("BalanceSide") == "C"]

    @property
    def customers(self) -> list[dict[str, Any]]:
        return [one for one in self.books["accounts"] if one.get("Status") == "C"]


@pytest.fixture(params=CLIENTS, ids=lambda client: client.name, scope="module")
def outcome(request, tmp_path_factory) -> Any:
    """The client's driver has run once; every check looks at the same run."""
    client: Client = request.param
    home, folder = environment(client), tmp_path_factory.mktemp("stranger")
    with SandboxServer() as server:
        people = [{"Name": f"Klant {n:03}", "Status": "C"} for n in range(1, CUSTOMERS + 1)]
        requests.post(f"{server.url}/_sandbox/seed", json={"division": DIVISION, "accounts": people}).raise_for_status()
        for n in range(1, CUSTOMERS + 1):
            ledger = {"Code": str(90_000 + n), "Description": f"Klant {n:03}", "Type": 110, "BalanceSide": "C"}
            server.sandbox.divisions[DIVISION].add("financial/GLAccounts", ledger)
        said = _drive(client, home, folder, server)
        log = requests.get(f"{server.url}/_sandbox/log").json()["requests"]
        books = requests.get(f"{server.url}/_sandbox/books", params={"division": DIVISION}).json()["divisions"][0]
        kept = list(server.sandbox.divisions[DIVISION].all(client.pages))
        yield Outcome(client, said, log, books, kept, server)


def _drive(client: Client, home: Path, folder: Path, server: SandboxServer) -> dict[str, Any]:
    context, trusted = tls_for("start.exactonline.nl", folder, "start.exactonline.be", "localhost")
    with tls_door(server.app, context) as port, proxy(port) as proxy_port:
        said_to = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder), "NO_PROXY": "127.0.0.1,localhost",
            "SANDBOX": server.url, "EXACT": f"https://localhost:{port}", "EXACT_PORT": str(port),
            "SSL_CERT_FILE": trusted, "REQUESTS_CA_BUNDLE": trusted, "NODE_EXTRA_CA_CERTS": trusted,
            "STRANGER": str(HERE / "stranger.cjs"), "PYTHONWARNINGS": "ignore", "PYTHONDONTWRITEBYTECODE": "1",
        }  # fmt: skip
        if client.by_proxy:
            said_to["HTTPS_PROXY"] = f"http://127.0.0.1:{proxy_port}"
        done = subprocess.run(
            _command(client, home), cwd=home if client.registry == "npm" else folder, env=said_to,
            capture_output=True, text=True, timeout=180,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


def _command(client: Client, home: Path) -> list[str]:
    if client.registry == "PyPI":
        return [str(home / "bin" / "python"), str(HERE / client.driver)]
    # Node looks for packages beside the script: our driver is laid beside them.
    script = shutil.copy(HERE / client.driver, home)
    return ["node", "--require", str(HERE / "route.cjs"), str(script)]


def may(outcome: Outcome, step: str) -> None:
    """A step the table says the client cannot do must fail as the table says, so that the table stays true."""
    if step in outcome.client.cannot:
        assert outcome.client.cannot[step] in outcome.said["failed"][step]
        pytest.skip(f"{outcome.client.name} cannot {step}: docs/strangers.md")


def test_it_is_the_version_we_name_and_all_is_as_the_table_says(outcome):
    assert (outcome.said["client"], outcome.said["version"]) == (outcome.client.package, outcome.client.version)
    assert set(outcome.said["failed"]) == set(outcome.client.cannot), json.dumps(outcome.said["failed"], indent=1)
    for step, text in outcome.client.cannot.items():
        assert text in outcome.said["failed"][step]
    assert set(outcome.said["steps"]) | set(outcome.said["failed"]) == {
        *SEVEN, *outcome.client.beside, *outcome.client.cannot
    }  # fmt: skip
    for step, wanted in outcome.client.beside.items():
        got = outcome.got(step)
        assert got == wanted, step


def test_login(outcome):
    may(outcome, "login")
    token = outcome.got("login")
    assert outcome.calls("POST", "/api/oauth2/token", 200), "no token was asked for"
    chain = outcome.server.sandbox.oauth.chains[-1]
    assert token in chain.old, "not the token the sandbox gave at the login"


def test_refresh(outcome):
    may(outcome, "refresh")
    pair, chain = outcome.got("refresh"), outcome.server.sandbox.oauth.chains[-1]
    assert pair["before"] == outcome.got("login")
    assert chain.refresh == pair["after"] != pair["before"]
    assert len(outcome.calls("POST", "/api/oauth2/token", 200)) == 2, "one login, one refresh"
    reused = requests.post(f"{outcome.server.url}/api/oauth2/token", data={
        "grant_type": "refresh_token", "refresh_token": pair["before"],
        "client_id": "sandbox-client", "client_secret": "sandbox-secret",
    })  # fmt: skip
    assert (reused.status_code, reused.json()["error_description"]) == (401, "Old refresh token used.")


def test_list(outcome):
    may(outcome, "list")
    got = outcome.got("list")
    kept = outcome.server.sandbox.divisions[DIVISION].all(got["of"])
    name = "Code" if "Code" in kept[0] else "ID"
    assert sorted(code.strip() for code in got["codes"]) == sorted(one[name].strip() for one in kept)


def test_filter(outcome):
    may(outcome, "filter")
    (wanted,) = [one["ID"] for one in outcome.pageable if "Klant 042" in (one.get("Name"), one.get("Description"))]
    assert outcome.got("filter") == [wanted]


def test_page(outcome):
    may(outcome, "page")
    got, wanted = outcome.got("page"), {one["ID"] for one in outcome.pageable if one.get("Name") != "Nieuwe klant"}
    assert len(got) == len(set(got)) >= CUSTOMERS
    assert set(got) == wanted
    calls = outcome.calls("GET", f"/api/v1/{DIVISION}/{outcome.client.pages}", 200)
    assert len([one for one in calls if "skiptoken" in one["query"]]) >= 2, "the second and third page"


def test_create(outcome):
    may(outcome, "create")
    got = outcome.got("create")
    (record,) = [one for one in outcome.books["accounts"] if one["ID"] == got["id"]]
    assert record["Name"] == got["name"] == "Nieuwe klant"
    assert (record["Status"], record["Email"]) == ("C", "nieuw@klant.example")
    assert [one["Name"] for one in outcome.customers].count("Nieuwe klant") == 1
    assert len(outcome.calls("POST", f"/api/v1/{DIVISION}/crm/Accounts", 201)) == 1


def test_update(outcome):
    may(outcome, "update")
    outcome.got("update")
    (record,) = [one for one in outcome.books["accounts"] if one["ID"] == outcome.got("create")["id"]]
    assert (record["City"], record["Name"]) == ("Zwolle", "Nieuwe klant")
    assert outcome.calls("PUT", f"/api/v1/{DIVISION}/crm/Accounts(guid'{record['ID']}')", 204)
