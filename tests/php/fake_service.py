"""The service's three doors for the plugin's tests, on a real socket: it records what came and says what it is told.

Whether a signature fits is judged by the reference library of Standard Webhooks, not by our own code.
``GET /_seen`` gives (and forgets) what was recorded, ``POST /_say`` sets the next answers; PHP tests use these two.
"""

from __future__ import annotations

import hashlib
import json
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

SECRET = "whsec_MaS8bJEyGrwMD3OGbbHo/WZ+U78YItiVRE19YdEHqz8="
SHOP_ID = "testshop"
CODE = "LB-TEST-CODE"

CONNECTION: dict[str, Any] = {
    "state": "connected", "exact_url": "https://start.exactonline.nl", "user_name": "Sanne de Boer",
    "divisions": [
        {"code": 101, "name": "Koffie & Keuken B.V.", "usable": True},
        {"code": 102, "name": "<script>alert('division')</script>", "usable": True},
        {"code": 103, "name": "Oud archief", "usable": False},
    ],
    "division": 101, "division_name": "Koffie & Keuken B.V.", "styles": ["order", "invoice", "entry", "daily"],
    "connected_at": "2026-11-23T09:00:00+00:00",
}  # fmt: skip

FORM: dict[str, Any] = {
    "version": 3,
    "sections": [
        {"name": "booking", "title": "Boeken", "text": "Wat een bestelling in Exact wordt.", "fields": [
            {"name": "style", "type": "radio", "label": "Boeken als", "help": "", "value": "entry", "choices": [
                {"value": "entry", "label": "Verkoopboeking", "help": "alleen de boekhouding"},
                {"value": "order", "label": "Verkooporder", "help": "met levering en voorraad"}]},
            {"name": "journal", "type": "select", "label": "Dagboek", "help": "Waar verkopen staan.", "value": "70",
             "choices": [{"value": "70", "label": "70 Verkoopboek"}, {"value": "71", "label": "71 <b>Webshop</b>"}],
             "suggested": "71"},
            {"name": "statuses", "type": "multiselect", "label": "Statussen", "help": "", "value": ["processing"],
             "choices": [{"value": "processing", "label": "In behandeling"},
                         {"value": "completed", "label": "Afgerond"}]},
            {"name": "fallback_item", "type": "text", "label": "Artikel zonder SKU", "help": "", "value": "WEBSHOP"},
            {"name": "number_base", "type": "number", "label": "Nummers vanaf", "help": "", "value": "0"},
            {"name": "own_numbers", "type": "checkbox", "label": "Eigen nummers", "help": "", "value": True}]},
        {"name": "vat", "title": "Btw", "text": "", "fields": [
            {"name": "vat.domestic.NL.21", "type": "select", "label": "21% Nederland", "help": "", "value": "9 weg",
             "choices": [{"value": "2", "label": "2 Btw hoog"}]}]},
    ],
}  # fmt: skip


SHOWN: list[dict[str, Any]] = [
    {"title": "Verkoopboeking: zou gemaakt worden", "notes": ["Afronding <0,01>"], "sum": "16.45 + 3.45\n= 19.90",
     "facts": [{"label": "Debiteur", "text": "Sanne <de Boer>", "note": "Eigen relatie"}],
     "tables": [{"caption": "Regels",
                 "columns": [{"label": "Regel", "number": False}, {"label": "Netto", "number": True}],
                 "rows": [[{"text": "Mok <wit>", "note": ""}, {"text": "16.45", "note": "Rubriek 1a"}]]}]},
]  # fmt: skip
HISTORY: list[dict[str, Any]] = [
    {"title": "Versies", "facts": [], "notes": [], "sum": "",
     "tables": [{"caption": "Versies", "columns": [{"label": "Versie", "number": False}], "versions": [3, 2],
                 "rows": [[{"text": "3", "note": ""}], [{"text": "2", "note": ""}]]}]},
]  # fmt: skip

REPORT: dict[str, Any] = {
    "period": {"name": "this_month", "first": "2026-11-01", "last": "2026-11-30"}, "id": 7, "making": False,
    "periods": [{"value": "this_month", "label": "Deze <maand>"}, {"value": "own", "label": "Van – tot"}],
    "notices": [{"kind": "warning", "text": "Eén <verschil>."}],
    "sections": [{"title": "Verschillen", "facts": [], "notes": [], "sum": "", "tables": [
        {"caption": "Verschillen", "columns": [{"label": "Bestelling", "number": False}],
         "rows": [[{"text": "=1042<b>", "note": "", "order_id": 1042},
                   {"text": "700123", "note": "", "url": "https://start.exactonline.nl/x"},
                   {"text": "weg", "note": "", "url": "javascript:alert(1)"}]]}]}],
}  # fmt: skip

OVERVIEW: dict[str, Any] = {
    "notices": [{"kind": "error", "text": "De dienst <staat> stil."}],
    "sections": [
        {"title": "Wat aandacht vraagt", "facts": [], "notes": [], "sum": "", "tables": [
            {"caption": "Wat aandacht vraagt", "columns": [{"label": "Wat", "number": False}],
             "causes": ["item_unknown:<MOK>", ""],
             "rows": [[{"text": "Artikel <MOK-001> bestaat niet.", "note": ""}],
                      [{"text": "Gewijzigd.", "note": ""}]]}]},
        {"title": "Bestellingen", "facts": [], "notes": [], "sum": "", "tables": [
            {"caption": "Bestellingen", "columns": [{"label": "Status", "number": False}],
             "rows": [[{"text": "Aandacht nodig", "note": "", "orders": "attention"},
                       {"text": "41", "note": "", "orders": "javascript:alert(1)"}]]}]},
    ],
}  # fmt: skip


class FakeService(ThreadingHTTPServer):
    """``with FakeService() as service: service.url``. ``say(path, status, body, wait)`` plans one answer."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Door)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.seen: list[dict[str, Any]] = []
        self.planned: list[dict[str, Any]] = []
        self.connection: dict[str, Any] = json.loads(json.dumps(CONNECTION))
        self.authorize_url = "https://start.exactonline.nl/api/oauth2/auth?state=abc"
        self.lock = threading.Lock()

    def __enter__(self) -> FakeService:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def say(self, path: str, status: int, body: Any = None, wait: float = 0) -> None:
        with self.lock:
            self.planned.append({"path": path, "status": status, "body": body, "wait": wait})

    def desk(self, call: str) -> Any:
        """What the desk says to a call (docs/contracts.md 3)."""
        answers: dict[str, Any] = {
            "overview": {"connection": self.connection, **OVERVIEW},
            "alive": {"still_since": None, "unheard_since": None, "untold": 0},
            "order.retry": {"ringing": 1200},
            "connect.read": self.connection,
            "connect.start": {"authorize_url": self.authorize_url},
            "connect.choose": {**self.connection, "suggested": {}},
            "connect.end": {**self.connection, "state": "new"},
            "settings.form": FORM,
            "settings.save": {"version": 4, "saved": True},
            "order.read": {"attempts": [{"at": "2026-11-23T09:00:00+00:00", "outcome": "attention",
                                         "text": "<i>dicht</i>", "reads": 1, "writes": 0}], "plan": None},
            "settings.read": {"version": 3, "sections": SHOWN, "history": HISTORY},
            "settings.export": {"name": "exact-online-settings-3.json", "content": '{"ledgerbridge_settings": 1}'},
            "settings.import": {"version": 3, "saved": False, "changes": 1, "errors": {}, "sections": SHOWN},
            "report.read": REPORT,
            "report.make": {"ringing": 1},
            "report.csv": {"name": "exact-online-2026-11-01.csv", "content": "\ufeffOnderdeel;Verschil\r\n"},
            "activity.read": {"outcomes": [{"value": "booked", "label": "Geboekt <b>"}], "next": 77,
                              "sections": REPORT["sections"]},
            "activity.csv": {"name": "activity.csv", "content": "een\r\n", "next": 0},
            "unpair": {"unpaired": True},
        }  # fmt: skip
        return answers.get(call)


class _Door(BaseHTTPRequestHandler):
    server: FakeService
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        with self.server.lock:
            seen, self.server.seen = self.server.seen, []
        self._answer(200, seen)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path == "/_say":
            plan = json.loads(body)
            with self.server.lock:
                self.server.planned = plan
            self._answer(200, {})
            return
        signed = self._signed(body)
        with self.server.lock:
            self.server.seen.append(
                {"path": self.path, "id": self.headers.get("webhook-id", ""), "signed": signed, "at": time.time(),
                 "raw": body.decode(), "body": json.loads(body)}
            )  # fmt: skip
            planned = next((plan for plan in self.server.planned if plan["path"] == self.path), None)
            if planned:
                self.server.planned.remove(planned)
        if planned:
            time.sleep(planned.get("wait", 0))
            self._answer(planned["status"], planned["body"])
        elif self.path == "/v1/pair":
            self._pair(json.loads(body))
        elif not signed:
            self._answer(
                401, {"error": {"code": "signature_wrong", "message": "No signature fits.", "field": "", "do": ""}}
            )
        elif self.path == "/v1/messages":
            self._answer(202, {"status": "accepted", "message": self.headers["webhook-id"]})
        else:
            result = self.server.desk(json.loads(body)["call"])
            refusal = {"error": {"code": "unknown_call", "message": "No such call.", "field": "call", "do": ""}}
            self._answer(422 if result is None else 200, refusal if result is None else {"result": result})

    def _signed(self, body: bytes) -> bool:
        if self.headers.get("x-ledgerbridge-shop") != SHOP_ID:
            return False
        try:
            Webhook(SECRET).verify(
                body, {name.lower(): value for name, value in self.headers.items()}, json_parse=False
            )
        except WebhookVerificationError:
            return False
        return True

    def _pair(self, asked: dict[str, Any]) -> None:
        """As docs/contracts.md 4: the shop's address must answer before anything is given out."""
        if asked["code"] != CODE:
            self._answer(403, {"error": {"code": "code_wrong", "message": "This code is not known.", "field": "code",
                                         "do": "Ask the host for a new one."}})  # fmt: skip
            return
        url = asked["shop"]["rest_url"]
        url += "pairing" + ("&" if "?" in url else "?") + "nonce=" + urllib.parse.quote(asked["nonce"])
        proof = hashlib.sha256((asked["nonce"] + asked["code"]).encode()).hexdigest()
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                said = json.loads(answer.read())
        except (urllib.error.URLError, ValueError):
            said = {}
        if said.get("nonce") != proof:
            self._answer(
                422,
                {
                    "error": {
                        "code": "shop_answers_wrong",
                        "message": "The shop did not answer.",
                        "field": "shop.rest_url",
                        "do": "",
                    }
                },
            )
            return
        self._answer(
            200, {"shop_id": SHOP_ID, "secret": SECRET, "service": {"url": self.server.url, "version": "0.1.0"}}
        )

    def _answer(self, status: int, body: Any) -> None:
        said = body.encode() if isinstance(body, str) else json.dumps({} if body is None else body).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "text/html" if isinstance(body, str) else "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the plugin did not wait: that is what the test is about

    def log_message(self, *_: object) -> None:
        """Quiet."""


if __name__ == "__main__":
    with FakeService() as running:
        print(running.url, flush=True)
        sys.stdin.read()
