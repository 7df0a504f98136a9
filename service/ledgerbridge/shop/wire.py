"""One HTTP call to a shop: no retries, no redirects, no proxies, no cookies, bounded in time and size.

Outside development the connection is made to addresses that ``address.py`` has judged; host name, SNI and
certificate check stay those of the URL.
"""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ReadTimeoutError

from .. import __version__
from . import address

CONNECT, READ, WHOLE = 5.0, 20.0, 60.0  # seconds: to connect, between two bytes, for all of it
LARGEST = 1024 * 1024  # bytes of an answer


class NoAnswer(Exception):
    """The shop could not be reached, or its answer broke off or did not end. Says how, never what came."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes = field(repr=False)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


def fetch(
    method: str, url: str, development: bool, auth: AuthBase | None = None, body: bytes | None = None,
    largest: int = LARGEST,
) -> Answer:  # fmt: skip
    """Call ``url``; ``body`` is JSON, ``largest`` how many bytes of an answer are read. Raises NoAnswer; Forbidden when
    the address may not be called."""
    address.check(url, development)
    headers = {"User-Agent": f"Ledgerbridge/{__version__}", "Accept": "application/json", "Accept-Encoding": "identity"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    with requests.Session() as session:
        session.trust_env = False  # no proxy or netrc of this machine: they would go round the judged address
        if not development:
            session.mount("https://", _JudgedAdapter())
        return _send(session, requests.Request(method, url, headers=headers, data=body, auth=auth), largest)


def _send(session: requests.Session, request: requests.Request, largest: int) -> Answer:
    end = time.monotonic() + WHOLE
    try:
        ready = session.prepare_request(request)
        with session.send(ready, timeout=(CONNECT, READ), allow_redirects=False, stream=True) as response:
            return Answer(response.status_code, _body(response, end, largest))
    except (requests.RequestException, HTTPError, OSError, UnicodeError) as why:
        raise NoAnswer(_words(why)) from why


def _body(response: requests.Response, end: float, largest: int) -> bytes:
    """The body, up to the limits. ``read1`` gives what is there, so that a shop that sends a byte now and then does
    not hold a worker; one that does so with its headers meets the job's own time limit."""
    taken = bytearray()
    while chunk := response.raw.read1(64 * 1024, decode_content=True):
        taken += chunk
        if len(taken) > largest:
            raise NoAnswer(f"its answer is over {largest} bytes")
        if time.monotonic() > end:
            raise NoAnswer(f"its answer did not end within {WHOLE:.0f} seconds")
    return bytes(taken)


def _words(why: Exception) -> str:
    """What went wrong, without the URL (its query can hold a signature)."""
    if isinstance(why, requests.exceptions.SSLError):
        return "its certificate is not valid, or it speaks no TLS"
    if isinstance(why, (requests.Timeout, ReadTimeoutError)):
        return "it did not answer in time"
    if isinstance(why, requests.ConnectionError):
        return "there was no connection"
    return f"the answer broke off ({type(why).__name__})"


class _JudgedConnection(HTTPSConnection):
    """Connects only to addresses of its host that are all public; TLS still checks the host's name."""

    def _new_conn(self) -> socket.socket:
        try:
            found = address.resolve(self.host, self.port)
        except OSError as why:
            raise NewConnectionError(self, "the host name is not known") from why
        return self._first_that_answers(found)

    def _first_that_answers(self, found: list[str]) -> socket.socket:
        problem: OSError = OSError("the host has no address")
        for ip in found:
            try:
                return socket.create_connection((ip, self.port), CONNECT)
            except TimeoutError as why:
                problem = why
            except OSError as why:
                problem = why
        if isinstance(problem, TimeoutError):
            raise ConnectTimeoutError(self, "connecting took too long") from problem
        raise NewConnectionError(self, str(problem)) from problem


class _JudgedPool(HTTPSConnectionPool):
    ConnectionCls = _JudgedConnection


class _JudgedAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        pools: dict[str, type[HTTPConnectionPool]] = {"https": _JudgedPool}
        self.poolmanager.pool_classes_by_scheme = pools
