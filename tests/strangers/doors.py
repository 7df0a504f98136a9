"""Two doors for clients that want Exact's own address: TLS in front of the sandbox, and a proxy that leads to it."""

from __future__ import annotations

import selectors
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.serving import make_server


@contextmanager
def tls_door(app: Flask, context: ssl.SSLContext) -> Iterator[int]:
    """The same sandbox over https. Gives its port."""
    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=context)
    server.daemon_threads = True
    with _serving(server):
        yield server.server_port


@contextmanager
def proxy(to: int) -> Iterator[int]:
    """``CONNECT start.exactonline.…:443`` leads to the port ``to``; everything else is refused. Gives its port."""
    server = _Proxy(("127.0.0.1", 0), _Connect)
    server.to = to
    with _serving(server):
        yield server.server_address[1]


@contextmanager
def _serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Proxy(socketserver.ThreadingTCPServer):
    daemon_threads, allow_reuse_address, to = True, True, 0


class _Connect(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        asked = self.rfile.readline().decode().split()
        while self.rfile.readline().strip():
            pass
        if len(asked) < 2 or asked[0] != "CONNECT" or not asked[1].startswith("start.exactonline."):
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")
            return
        with socket.create_connection(("127.0.0.1", self.server.to)) as there:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            self._pump(self.connection, there)

    @staticmethod
    def _pump(here: socket.socket, there: socket.socket) -> None:
        with selectors.DefaultSelector() as ready:
            ready.register(here, selectors.EVENT_READ, there)
            ready.register(there, selectors.EVENT_READ, here)
            while True:
                for key, _ in ready.select():
                    try:
                        sent = key.fileobj.recv(65_536)
                        key.data.sendall(sent)
                    except OSError:
                        return
                    if not sent:
                        return
