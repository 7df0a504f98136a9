"""What the register's answers mean, over a real socket: only a clear yes or no is one."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from ledgerbridge.vies import client


class Register:
    """VIES on this machine. ``reply``: (status, body) it gives; ``asked``: what it was asked."""

    def __init__(self) -> None:
        self.reply: tuple[int, bytes] = (200, b"{}")
        self.replies: dict[str, dict[str, Any]] = {}  # by number without prefix
        self.asked: list[dict[str, Any]] = []
        register = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                register.asked.append(json.loads(body) | {"path": self.path})
                status, content = register.reply
                own = register.replies.get(register.asked[-1]["vatNumber"])
                content = json.dumps(own).encode() if own else content
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/rest-api"

    def __enter__(self) -> Register:
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def register() -> Any:
    with Register() as register:
        yield register


def test_the_question_names_both_numbers(register: Register) -> None:
    register.reply = (200, b'{"valid": true, "requestIdentifier": "WAPIAAAAYzT0xyz", "name": "---"}')
    found = client.ask("EL094259216", "NL004495445B01", register.url, development=True)
    assert found == client.Answer("valid", "WAPIAAAAYzT0xyz")
    assert register.asked == [
        {"countryCode": "EL", "vatNumber": "094259216", "requesterMemberStateCode": "NL",
         "requesterNumber": "004495445B01", "path": "/rest-api/check-vat-number"}
    ]  # fmt: skip
    client.ask("XI123456789", "", register.url, development=True)
    assert set(register.asked[1]) == {"countryCode", "vatNumber", "path"}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"valid": True, "userError": "VALID"}, ("valid", "")),
        ({"valid": False, "userError": "INVALID"}, ("invalid", "")),
        ({"valid": False}, ("invalid", "")),
        ({"valid": False, "userError": "MS_UNAVAILABLE"}, ("no_answer", "MS_UNAVAILABLE")),
        ({"valid": False, "userError": "MS_MAX_CONCURRENT_REQ"}, ("no_answer", "MS_MAX_CONCURRENT_REQ")),
        ({"valid": False, "userError": "INVALID_INPUT"}, ("no_answer", "INVALID_INPUT")),
        ({"actionSucceed": False, "errorWrappers": [{"error": "TIMEOUT"}]}, ("no_answer", "TIMEOUT")),
        ({"actionSucceed": False, "errorWrappers": []}, ("no_answer", "an error without a code")),
        ({"valid": True, "errorWrappers": [{"error": "SERVICE_UNAVAILABLE"}]}, ("no_answer", "SERVICE_UNAVAILABLE")),
        ({"valid": "true"}, ("no_answer", "neither yes nor no")),
        ({}, ("no_answer", "neither yes nor no")),
    ],
)
def test_only_a_clear_yes_or_no_is_one(register: Register, said: dict[str, Any], expected: tuple[str, str]) -> None:
    register.reply = (200, json.dumps(said).encode())
    found = client.ask("BE0417497106", "", register.url, development=True)
    assert (found.outcome, found.said) == expected


@pytest.mark.parametrize(
    ("status", "body"),
    [(503, b"<html>Unavailable</html>"), (200, b""), (200, b"[]"), (200, b"{" * 50_000), (200, b"0" * 2_000_000)],
    ids=["html", "empty", "list", "deep", "large"],
)
def test_nonsense_is_no_answer(register: Register, status: int, body: bytes) -> None:
    register.reply = (status, body)
    assert client.ask("BE0417497106", "", register.url, development=True).outcome == "no_answer"


def test_a_register_that_is_not_there_is_no_answer() -> None:
    assert client.ask("BE0417497106", "", "http://127.0.0.1:1", development=True).outcome == "no_answer"
    assert client.ask("BE0417497106", "", "http://10.0.0.1", development=False).outcome == "no_answer"
