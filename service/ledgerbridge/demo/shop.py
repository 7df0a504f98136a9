"""The other side of the door in the demo: a shop's three REST routes, and a signed voice.

Not WooCommerce (``make shop`` runs the real one): the orders were made by a real WooCommerce, and this speaks
for it, as the plugin does: pairing, desk calls, messages, and taking status reports.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from ..clock import SystemClock
from ..shop import signature


class Refusal(RuntimeError):
    """The service said no; the text is its own."""


class DemoShop:
    """``with DemoShop(service_url) as shop: shop.pair(code); shop.send(message)``; ``shop.reports[order_id]``."""

    def __init__(self, service_url: str, shop: dict[str, Any] | None = None) -> None:
        self._service, self._about = service_url, shop or {}
        self._nonce, self._code = secrets.token_hex(16), ""
        self.id, self._secret = "", ""
        self.reports: dict[int, dict[str, Any]] = {}
        self.heard = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._http = requests.Session()

    def __enter__(self) -> DemoShop:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._http.close()

    # --- what the plugin does ---

    def pair(self, code: str) -> None:
        self._code = code
        answer = self._http.post(
            f"{self._service}/v1/pair",
            json={
                "code": code,
                "nonce": self._nonce,
                "shop": {
                    "url": self.url, "rest_url": f"{self.url}/wp-json/wc-ledgerbridge/v1/", "name": "Demo",
                    "timezone": self._about.get("timezone", "Europe/Amsterdam"), "locale": "nl_NL",
                    "woocommerce": "", "wordpress": "", "plugin": "demo",
                },
                "rest_key": {"key": "ck_" + secrets.token_hex(20), "secret": "cs_" + secrets.token_hex(20)},
            },
            timeout=30,
        )  # fmt: skip
        said = _said(answer)
        self.id, self._secret = said["shop_id"], said["secret"]

    def desk(self, call: str, **args: Any) -> dict[str, Any]:
        envelope = {"call": call, "args": args, "locale": "en_US", "user": {"id": 1, "name": "demo"}}
        result: dict[str, Any] = _said(self._post("/v1/desk", envelope, f"desk_{secrets.token_hex(12)}"))["result"]
        return result

    def send(self, message: dict[str, Any], message_id: str = "") -> str:
        """Through the signed door; "accepted" or "duplicate". Raises Refusal with the service's own words."""
        return str(_said(self._post("/v1/messages", message, message_id or f"msg_{secrets.token_hex(12)}"))["status"])

    def _post(self, path: str, content: dict[str, Any], message_id: str) -> requests.Response:
        body = json.dumps(content).encode()
        headers = signature.signed_headers(self.id, self._secret, message_id, SystemClock().now(), body)
        return self._http.post(f"{self._service}{path}", data=body, headers=headers, timeout=60)

    # --- what WordPress answers ---

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        shop = self

        class Routes(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                query = parse_qs(urlsplit(self.path).query)
                proof = hashlib.sha256((query.get("nonce", [""])[0] + shop._code).encode()).hexdigest()
                self._answer({"nonce": proof})

            def do_POST(self) -> None:
                said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with shop.heard:
                    for report in said["orders"]:
                        known = shop.reports.get(report["order_id"], {"version": 0})
                        if report["version"] > known["version"]:
                            shop.reports[report["order_id"]] = report
                    shop.heard.notify_all()
                self._answer({"taken": [report["order_id"] for report in said["orders"]], "unknown": []})

            def _answer(self, content: dict[str, Any]) -> None:
                body = json.dumps(content).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet: the demo prints its own story."""

        return Routes


def _said(answer: requests.Response) -> dict[str, Any]:
    content: dict[str, Any] = answer.json()
    if not answer.ok:
        error = content["error"]
        raise Refusal(f"{error['code']}: {error['message']} {error.get('field', '')} {error.get('do', '')}".strip())
    return content
