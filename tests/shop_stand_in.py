"""A shop's REST routes on this machine: keeps what it was asked, and lets in whom WooCommerce would let in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

KEY, SECRET = "ck_" + "a1" * 20, "cs_" + "b2" * 20


@dataclass
class Asked:
    method: str
    route: str  # below wc-ledgerbridge/v1/
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Reply:
    """An answer that is not the usual one."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0  # seconds before each byte of the body


class StandIn:
    """``with StandIn() as shop:`` then ``shop.rest_url``, ``shop.asked``. ``replies[route]`` overrides an answer;
    ``strip``: a host that keeps the Authorization header from PHP."""

    def __init__(self, tls: Any = None, strip: bool = False) -> None:
        self.asked: list[Asked] = []
        self.replies: dict[str, Reply] = {}
        self.messages: dict[int, Any] = {}
        self.invoices: dict[int, bytes] = {}  # the shop's own PDFs by id of order or refund
        self.shelf: dict[str, int] = {}  # stock by SKU
        self.changes: list[str] = []  # ids of those that were applied
        self.delivered: dict[int, dict[str, Any]] = {}  # what was said of an order's deliveries last
        self.lose_answers = 0  # of the next so many changes of stock, or words on deliveries
        self.unknown: set[int] = set()
        self.not_taken: set[int] = set()
        self.pairing: tuple[str, str] = ("", "")  # nonce, code
        self.strip = strip
        self.server_names: list[str] = []
        self._nonces: set[str] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.scheme = "http"
        if tls is not None:
            tls.sni_callback = lambda _socket, name, _context: self.server_names.append(name)
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
            self.scheme = "https"

    @property
    def url(self) -> str:
        host = "127.0.0.1" if self.scheme == "http" else "localhost"
        return f"{self.scheme}://{host}:{self.port}"

    @property
    def rest_url(self) -> str:
        return f"{self.url}/wp-json/wc-ledgerbridge/v1/"

    def __enter__(self) -> StandIn:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    # --- what WordPress does --------------------------------------------------------------------------------

    def answer(self, asked: Asked, path: str) -> Reply:
        self.asked.append(asked)
        if asked.route in self.replies:
            return self.replies[asked.route]
        if asked.route == "pairing":
            return self._proof(asked.query.get("nonce", ""))
        if not self._may(asked, path):
            return Reply(401, b'{"code":"woocommerce_rest_authentication_error"}')
        if asked.route == "status":
            return self._take(asked.json["orders"])
        if asked.route == "snapshots":
            ids = [int(id) for id in asked.query["ids"].split(",")]
            return _json({"messages": [self.messages[id] for id in ids if id in self.messages]})
        if asked.route == "stock":
            return self._stock(asked.json["changes"])
        if asked.route == "deliveries":
            return self._delivered(asked.json["orders"])
        if asked.route == "invoice":
            id = int(asked.query["refund_id"]) or int(asked.query["order_id"])
            pdf = self.invoices.get(id)
            return _json({"name": f"{id}.pdf", "pdf": None if pdf is None else base64.b64encode(pdf).decode()})
        if asked.route == "ping":
            return _json({"plugin": "0.1.0", "woocommerce": "10.0.2", "url": self.url, "waiting": 0})
        return Reply(404, b'{"code":"rest_no_route"}')

    def _delivered(self, orders: list[dict[str, Any]]) -> Reply:
        taken = [one["order_id"] for one in orders if one["order_id"] not in self.unknown]
        for one in orders:
            self.delivered[one["order_id"]] = one
        if self.lose_answers:
            self.lose_answers -= 1
            return Reply(502, b"")
        return _json({"taken": taken, "unknown": [one["order_id"] for one in orders if one["order_id"] not in taken]})

    def _proof(self, nonce: str) -> Reply:
        """As the plugin does: nothing for a nonce it did not choose."""
        if nonce != self.pairing[0]:
            return Reply(404, b'{"code":"rest_no_route"}')
        return _json({"nonce": hashlib.sha256("".join(self.pairing).encode()).hexdigest()})

    def _take(self, orders: list[dict[str, Any]]) -> Reply:
        ids = [order["order_id"] for order in orders]
        known = [id for id in ids if id not in self.unknown | self.not_taken]
        return _json({"taken": known, "unknown": [id for id in ids if id in self.unknown]})

    def _stock(self, changes: list[dict[str, str]]) -> Reply:
        """As the plugin does: each change once, whatever became of its answer."""
        said = []
        for one in changes:
            known = one["id"] in self.changes
            if one["sku"] not in self.shelf:
                said.append({"id": one["id"], "state": "unknown_sku", "quantity": ""})
                continue
            if not known:
                self.changes.append(one["id"])
                self.shelf[one["sku"]] += int(one["delta"])
            state = "known" if known else "applied"
            said.append({"id": one["id"], "state": state, "quantity": str(self.shelf[one["sku"]])})
        if self.lose_answers:
            self.lose_answers -= 1
            return Reply(502, b"Bad Gateway")
        return _json({"changes": said})

    def _may(self, asked: Asked, path: str) -> bool:
        """class-wc-rest-authentication.php: Basic on https, else OAuth 1.0a."""
        given = "" if self.strip else asked.headers.get("authorization", "")
        if self.scheme == "https" and given:
            return given == "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
        return self._oauth(asked, path)

    def _oauth(self, asked: Asked, path: str) -> bool:
        """check_oauth_signature() and check_oauth_timestamp_and_nonce(), line by line."""
        params = dict(asked.query)
        names = ("oauth_consumer_key", "oauth_timestamp", "oauth_nonce", "oauth_signature", "oauth_signature_method")
        if any(name not in params for name in names):
            return False
        theirs = params.pop("oauth_signature")
        pairs = sorted((_php_encode(name), _php_encode(value)) for name, value in params.items())
        joined = "%26".join(f"{name}%3D{value}" for name, value in pairs)
        base = f"{asked.method}&{_raw(self.url + path)}&{joined}"
        method = {"HMAC-SHA1": "sha1", "HMAC-SHA256": "sha256"}.get(params["oauth_signature_method"])
        if method is None or params["oauth_consumer_key"] != KEY:
            return False
        ours = base64.b64encode(hmac.digest(f"{SECRET}&".encode(), base.encode(), method)).decode()
        fresh = abs(time.time() - int(params["oauth_timestamp"])) < 900 and params["oauth_nonce"] not in self._nonces
        self._nonces.add(params["oauth_nonce"])
        return fresh and hmac.compare_digest(ours, theirs)


def _raw(text: str) -> str:
    return quote(text, safe="-_.~")


def _php_encode(text: str) -> str:
    """normalize_parameters(): encoded, then its percent signs once more."""
    return _raw(unquote(text)).replace("%", "%25")


def _json(content: Any) -> Reply:
    return Reply(200, json.dumps(content).encode())


def _handler(shop: StandIn) -> type[BaseHTTPRequestHandler]:
    class Routes(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._reply(b"")

        def do_POST(self) -> None:
            self._reply(self.rfile.read(int(self.headers.get("Content-Length", 0))))

        def _reply(self, body: bytes) -> None:
            parts = urlsplit(self.path)
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            route = (query.get("rest_route") or parts.path).split("/wc-ledgerbridge/v1/")[-1]
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = shop.answer(Asked(self.command, route, query, headers, body), parts.path)
            self.send_response(reply.status)
            length = {} if "Transfer-Encoding" in reply.headers else {"Content-Length": str(len(reply.body))}
            for name, value in (length | reply.headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.close_connection = self.close_connection or "Connection" in reply.headers
            try:
                self._send(reply)
            except OSError:
                self.close_connection = True

        def _send(self, reply: Reply) -> None:
            if not reply.pause:
                self.wfile.write(reply.body)
                return
            for byte in reply.body:
                time.sleep(reply.pause)
                self.wfile.write(bytes([byte]))
                self.wfile.flush()

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    return Routes
