"""Processes that belong together: each in its own process group, its output in a file, stopped by pid.

What the stack (Redis, sandbox, web, worker, clock) and the try-out shop (MariaDB, PHP) stand on.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


class DidNotStart(RuntimeError):
    """A process ended or did not answer in time; the message holds the end of its output."""


class Group:
    """A context manager: ``start()`` on entering, everything stopped in reverse order on leaving."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self.folder = folder.resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.env = dict(env)
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
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
        """Start every process, in order; each subclass says which."""
        raise NotImplementedError

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

    def spawn(self, name: str, arguments: list[str], url: str) -> None:
        """A process of the caller's own; returns when anything answers at ``url``."""
        self._spawn(name, arguments)
        self._wait(name, lambda: _talks(url))

    def _spawn(self, name: str, arguments: list[str], cwd: Path | None = None) -> None:
        with (self.folder / f"{name}.log").open("ab") as output:
            self._running[name] = subprocess.Popen(
                arguments,
                env=self.env,
                cwd=cwd or self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
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


def _talks(url: str) -> bool:
    """Does anybody listen there, whatever they say?"""
    at = urlsplit(url)
    with suppress(OSError), socket.create_connection((at.hostname or "127.0.0.1", at.port or 80), 1):
        return True
    return False


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
