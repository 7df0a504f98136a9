"""The Flask app, and how it is served: threaded, HTTP/1.1, able to drop a connection without an answer."""

from __future__ import annotations

import logging
import socket
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from flask import Flask, Response
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from . import api, consent, control, keep, pages
from .assumptions import Assumptions
from .sandbox import Sandbox, SandboxConfig

__all__ = ["Assumptions", "Sandbox", "SandboxConfig", "SandboxServer", "create_sandbox"]


def create_sandbox(config: SandboxConfig | None = None) -> Flask:
    """The app; its state is ``app.extensions["sandbox"]``."""
    app = Flask("exact_sandbox", root_path=str(Path(__file__).parent))
    sandbox = Sandbox(config or SandboxConfig())
    app.extensions["sandbox"] = sandbox
    for blueprint in (api.api(sandbox), consent.consent(sandbox), control.control(sandbox), pages.pages(sandbox)):
        app.register_blueprint(blueprint)
    app.register_error_handler(api.DropConnection, _drop)
    return app


def _drop(_: api.DropConnection) -> Response:
    """A mark that the request handler takes for "close the socket"; a test client sees status 444."""
    return Response("", 444, {"X-Sandbox-Drop": "1"})


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 120

    def send_response(self, code: int, message: str | None = None) -> None:
        if code == 444:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            raise ConnectionError("dropped on demand")
        super().send_response(code, message)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The Date header goes by the sandbox's clock, as its resets do."""
        sandbox: Sandbox = self.server.app.extensions["sandbox"]  # type: ignore[attr-defined]
        return super().date_time_string(sandbox.clock.seconds() if timestamp is None else timestamp)

    def run_wsgi(self) -> None:
        try:
            super().run_wsgi()
        except (ConnectionError, OSError, ValueError):
            self.close_connection = True

    def log_request(self, *args: Any) -> None:
        """Quiet: /_sandbox/log tells."""


class SandboxServer:
    """``with SandboxServer(SandboxConfig()) as server: server.url, server.sandbox``; port 0 takes a free one."""

    def __init__(
        self, config: SandboxConfig | None = None, port: int = 0, host: str = "127.0.0.1", data: Path | None = None
    ) -> None:
        self.app = create_sandbox(config)
        self.sandbox: Sandbox = self.app.extensions["sandbox"]
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._server: BaseWSGIServer = make_server(host, port, self.app, threaded=True, request_handler=_Handler)
        self._server.daemon_threads = True  # type: ignore[attr-defined]
        self.url = f"http://{host}:{self._server.server_port}"
        self._ended = threading.Event()
        self._data, self._saved = data, 0
        if data and data.exists():
            keep.load(self.sandbox, data)

    def serve_forever(self) -> None:
        threading.Thread(target=self._tick, daemon=True).start()
        try:
            self._server.serve_forever(poll_interval=0.05)
        finally:
            self._ended.set()
            self._save()

    def _tick(self) -> None:
        while not self._ended.wait(0.25):
            self.sandbox.tick()
            self._save()

    def _save(self) -> None:
        with self.sandbox.lock:
            if self._data and self.sandbox.changes != self._saved:
                self._saved = self.sandbox.changes
                keep.save(self.sandbox, self._data)

    def __enter__(self) -> SandboxServer:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
