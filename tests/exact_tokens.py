"""A token endpoint as strict as Exact's, on a clock that jumps: each refresh token once, none before 570 s.

And what processes of their own do with it; they are spawned, so their functions stand in an importable module."""

from __future__ import annotations

import json
import os
import signal
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

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


class TokenServer:
    """Counts what it gave and what it refused. ``swallow``: answers to drop after the pair was rotated."""

    def __init__(self, clock):
        self.clock, self.lock = clock, threading.Lock()
        self.number, self.given_at = 1, clock.now()
        self.good = self.old = self.early = 0
        self.swallow = 0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def refresh(self, token):
        """(status, body); body None drops the connection."""
        with self.lock:
            if token != f"refresh-{self.number}":
                self.old += 1
                return 401, {"error": "unauthorized_client", "error_description": "Old refresh token used."}
            if self.clock.now() - self.given_at < timedelta(seconds=570):
                self.early += 1
                return 400, {
                    "error": "access_denied",
                    "error_description": "Rate limit exceeded: access_token not expired",
                }
            self.number, self.given_at, self.good = self.number + 1, self.clock.now(), self.good + 1
            if self.swallow:
                self.swallow -= 1
                return 200, None
            name = self.number
        return 200, {"access_token": f"access-{name}", "token_type": "Bearer", "expires_in": "600",
                     "refresh_token": f"refresh-{name}"}  # fmt: skip

    def _handler(self):
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                status, body = outer.refresh(form["refresh_token"][0])
                if body is None:
                    self.connection.close()
                    return
                text = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        return Handler


def ask_each_round(url, key, config, offset, barrier, rounds, got):
    """A process of its own: its own engine, its own vault. After each round it says which token it got."""
    database, vault, clock = Database(url), Vault((key,)), JumpingClock(offset)
    for _ in range(rounds):
        barrier.wait(30)
        try:
            got.put(login.access_token(SHOP, database, vault, clock, config))
        except Exception as why:
            got.put(f"{type(why).__name__}: {why}")
        barrier.wait(30)
    database.close()


def die_before_commit(url, key, config, offset):
    """A process that is killed with the answer in hand: after the spool, before the database."""
    database, vault = Database(url), Vault((key,))

    def killed(*_):
        os.kill(os.getpid(), signal.SIGKILL)

    login.Chain._commit = killed
    login.access_token(SHOP, database, vault, JumpingClock(offset), config)
