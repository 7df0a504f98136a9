"""Whatever comes over the wire instead of an answer, at every place of the flow: the order waits, says why in a
sentence, and stands once and proved in the end. Over real sockets."""

from __future__ import annotations

import gzip
import json
import socket
import struct
import threading
import time
from typing import Any

import pytest

from certificate import tls_for
from exact_samples import DIVISION, SHOP, prepare
from ledgerbridge.errors import LostAnswer, Temporary
from ledgerbridge.exact import client as clients
from ledgerbridge.exact.client import ExactClient
from ledgerbridge.exact.limits import Budget
from order.test_flow import Place, documents, place, sample

__all__ = ["place"]
pytestmark = pytest.mark.server

GARBAGE = ["html_instead_of_json", "wrong_content_type", "truncated_json", "empty_body", "null_values",
           "date_out_of_range", "redirect", "status_502_html", "status_504_html", "status_599", "status_408",
           "status_503_html", "status_500_generic", "status_500_object_reference"]  # fmt: skip


@pytest.mark.parametrize("fault", GARBAGE)
@pytest.mark.parametrize("method, path", [("POST", "salesentry/SalesEntries"), ("GET", "salesentry/SalesEntries"),
                                          ("GET", "crm/Accounts"), ("POST", "crm/Accounts")])  # fmt: skip
def test_garbage_instead_of_an_answer_loses_and_doubles_nothing(
    place: Place, clock: Any, fault: str, method: str, path: str
) -> None:
    accounts = len(place.books("accounts"))
    place.exact.sandbox.faults.plan({"fault": fault, "match": {"method": method, "path": path}, "times": 2})
    place.send(sample("incl-single-line"), "msg_1")
    place.work()
    row = place.order_row(1042)
    if row.state in ("waiting", "checking"):
        assert row.due_at is not None and (row.problem is None or row.problem["do"]["nl"])
    else:
        assert row.state == "booked"  # it met the read-back, or the fault does no harm here
    assert "Traceback" not in json.dumps([row.problem, row.plan], default=str)
    for _ in range(4):
        clock.move(seconds=400)
        place.exact.sandbox.clock.advance(400)
        place.work()
    assert place.order_row(1042).state == "booked"
    assert len(place.books()) == 1 and len(place.books("accounts")) == accounts + 1
    assert [one.difference for one in documents(place)] == ["0.00"]


# --- below HTTP -------------------------------------------------------------------------------------------------


class Rude:
    """A server that does one rude thing to everybody: ``say`` gets the socket."""

    def __init__(self, say: Any, tls: Any = None) -> None:
        self.say, self.tls, self.met = say, tls, 0
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http{'s' if tls else ''}://localhost:{self.door.getsockname()[1]}"

    def __enter__(self) -> Rude:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.door.close()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self.door.accept()
            except OSError:
                return
            self.met += 1
            try:
                with self.tls.wrap_socket(line, server_side=True) if self.tls else line as talk:
                    talk.recv(65_536)
                    self.say(talk)
            except OSError:
                continue


def ask(database: Any, clock: Any, url: str) -> tuple[Exception, Exception]:
    """What a read and a write raise there."""
    prepare(database, clock)
    client = ExactClient(url, DIVISION, lambda refused="": "token", Budget(database, SHOP, DIVISION, clock), clock)
    raised: list[Exception] = []
    for call in (lambda: client.get("crm/Accounts", filter="Code eq 'X'"), lambda: client.post("crm/Accounts", {})):
        with pytest.raises(Temporary) as caught:
            call()
        raised.append(caught.value)
    client.close()
    return raised[0], raised[1]


def answer(head: bytes, body: bytes = b"") -> Any:
    start = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    return lambda talk: talk.sendall(start + head + b"\r\n\r\n" + body)


@pytest.mark.parametrize(
    "say",
    [
        lambda talk: None,  # hangs up without a word
        lambda talk: talk.sendall(b"SSH-2.0-OpenSSH_9.6\r\n"),
        lambda talk: talk.sendall(b"HTTP/1.1 200 OK\r\n"),
        answer(b"Content-Length: 500", b'{"d": {"results": ['),  # hangs up in the middle of the body
        answer(b"Transfer-Encoding: chunked", b"5\r\n{\"d\":\r\nZZ\r\n"),  # chunks that are none
        answer(b"Content-Encoding: gzip\r\nContent-Length: 7", b"no gzip"),
        answer(b"Content-Length: 4", bytes([0xFF, 0xFE, 0x00, 0xD8])),  # no UTF-8
        lambda talk: reset(talk, b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"),  # reset, not closed
        answer(b"Content-Length: 15", b"<html>no</html>"),  # HTML that says it is JSON
        answer(b"Content-Length: 0"),
    ],
)
def test_rude_servers_are_temporary_for_a_read_and_lost_for_a_write(database: Any, clock: Any, say: Any) -> None:
    with Rude(say) as server:
        read, write = ask(database, clock, server.url)
    assert not isinstance(read, LostAnswer) and isinstance(write, LostAnswer)
    assert all(str(one).endswith(".") and "Traceback" not in str(one) for one in (read, write))


def reset(talk: socket.socket, said: bytes) -> None:
    """Say something, then RST instead of FIN."""
    talk.sendall(said)
    talk.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    talk.close()


def drip(talk: socket.socket) -> None:
    """A byte now and then, each well within the time for one byte, without end."""
    talk.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        talk.sendall(b" ")
        time.sleep(0.05)


def flood(talk: socket.socket) -> None:
    talk.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99000000\r\n\r\n")
    while True:
        talk.sendall(b"x" * 65_536)


def bomb(talk: socket.socket) -> None:
    """A few KB that unpack to 64 MB."""
    packed = gzip.compress(b" " * 2**26)
    talk.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed)


@pytest.mark.parametrize("say, words", [(drip, "did not end in time"), (flood, "is over"), (bomb, "is over")])
def test_an_answer_without_end_holds_nobody_and_is_not_read_on(
    database: Any, clock: Any, monkeypatch: Any, say: Any, words: str
) -> None:
    if say is drip:
        monkeypatch.setattr(clients, "WHOLE", 0.5)
    monkeypatch.setattr(clients, "LARGEST", 2**20)
    began = time.monotonic()
    with Rude(say) as server:
        read, write = ask(database, clock, server.url)
    assert words in str(read) and isinstance(write, LostAnswer) and not isinstance(read, LostAnswer)
    assert time.monotonic() - began < 20  # one byte at a time it would take hours


# (With its length: where an RST is swallowed by our own sending, a body without one looks whole. Then it is no token,
# and login.py waits as for a lost answer.)
CUT = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"


@pytest.mark.parametrize("say", [drip, flood, bomb, lambda talk: reset(talk, CUT),
                                 answer(b"Content-Length: 500", b"{")])  # fmt: skip
def test_nor_does_one_of_the_token_endpoint_and_nobody_knows_what_exact_did(monkeypatch: Any, say: Any) -> None:
    monkeypatch.setattr(clients, "TOKEN_WHOLE", 0.5)
    with Rude(say) as server, pytest.raises(LostAnswer):
        clients.post_form(clients.new_session(), f"{server.url}/api/oauth2/token", {"refresh_token": "r"})


def test_the_connection_is_kept_for_the_next_call(database: Any, clock: Any) -> None:
    def polite(talk: Any) -> None:
        said = b'{"d": {"results": []}}'
        for _ in range(3):
            talk.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(said) + said)
            talk.recv(65_536)

    prepare(database, clock)
    with Rude(polite) as server:
        budget = Budget(database, SHOP, DIVISION, clock)
        client = ExactClient(server.url, DIVISION, lambda refused="": "token", budget, clock)
        assert [client.get("crm/Accounts", filter="Code eq 'X'") for _ in range(3)] == [[], [], []]
        client.close()
    assert server.met == 1


@pytest.mark.parametrize("days", [1, -1], ids=["of nobody", "expired"])
def test_a_certificate_that_does_not_hold_is_said(
    database: Any, clock: Any, tmp_path: Any, monkeypatch: Any, days: int
) -> None:
    context, path = tls_for("localhost", tmp_path, days=days)
    if days < 0:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", path)  # trusted: that it has expired is all that is wrong with it
    with Rude(lambda talk: talk.sendall(b"HTTP/1.1 200 OK\r\n\r\n"), context) as server:
        read, write = ask(database, clock, server.url)
    assert "SSLError" in str(read)
    assert not isinstance(write, LostAnswer)  # the request never left: it may simply be sent again


def test_that_certificate_would_do_if_it_were_valid(database: Any, clock: Any, tmp_path: Any, monkeypatch: Any) -> None:
    context, path = tls_for("localhost", tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", path)
    with Rude(answer(b"Content-Length: 2", b"{}"), context) as server:
        read, _ = ask(database, clock, server.url)
    assert "holds no records" in str(read)  # it came through


@pytest.mark.parametrize("status", [b"301 Moved", b"302 Found", b"303 See Other", b"307 Temporary", b"308 Permanent"])
def test_a_token_is_not_carried_to_another_host(database: Any, clock: Any, status: bytes) -> None:
    with Rude(lambda talk: talk.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")) as elsewhere:
        onward = b"HTTP/1.1 %s\r\nLocation: %s/x\r\nContent-Length: 0\r\n\r\n" % (status, elsewhere.url.encode())
        with Rude(lambda talk: talk.sendall(onward)) as server:
            ask(database, clock, server.url)
            clients.post_form(clients.new_session(), f"{server.url}/api/oauth2/token", {"refresh_token": "r"})
        assert elsewhere.met == 0 and server.met >= 2
