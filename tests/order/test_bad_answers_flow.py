"""Whatever comes over the wire instead of an answer, at every place of the flow: the order waits, says why in a
sentence, and stands once and proved in the end. Over real sockets."""

from __future__ import annotations

import json
import socket
import threading
from typing import Any

import pytest

from certificate import tls_for
from exact_samples import DIVISION, SHOP, prepare
from ledgerbridge.errors import LostAnswer, Temporary
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
    ],
)
def test_rude_servers_are_temporary_for_a_read_and_lost_for_a_write(database: Any, clock: Any, say: Any) -> None:
    with Rude(say) as server:
        read, write = ask(database, clock, server.url)
    assert not isinstance(read, LostAnswer) and isinstance(write, LostAnswer)
    assert all(str(one).endswith(".") and "Traceback" not in str(one) for one in (read, write))


def test_a_certificate_nobody_vouches_for_is_said(database: Any, clock: Any, tmp_path: Any) -> None:
    context, _ = tls_for("localhost", tmp_path)
    with Rude(lambda talk: talk.sendall(b"HTTP/1.1 200 OK\r\n\r\n"), context) as server:
        read, write = ask(database, clock, server.url)
    assert "SSLError" in str(read)
    assert not isinstance(write, LostAnswer)  # the request never left: it may simply be sent again


def test_a_token_is_not_carried_to_another_host(database: Any, clock: Any) -> None:
    with Rude(lambda talk: talk.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")) as elsewhere:
        onward = f"HTTP/1.1 302 Found\r\nLocation: {elsewhere.url}/x\r\nContent-Length: 0\r\n\r\n".encode()
        with Rude(lambda talk: talk.sendall(onward)) as server:
            ask(database, clock, server.url)
        assert elsewhere.met == 0
