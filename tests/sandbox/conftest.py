"""A signed-in app at the sandbox, without a socket. The sandbox's clock stands still until a test moves it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import simplejson
from werkzeug.test import TestResponse

from exact_sandbox.server import Assumptions, Sandbox, SandboxConfig, create_sandbox

BACK = "https://winkel.example/exact/callback"


@dataclass
class Answer:
    status: int
    headers: Any
    body: Any  # parsed, amounts as Decimal; None without JSON
    raw: str

    @property
    def d(self) -> Any:
        return self.body["d"]

    @property
    def results(self) -> list[dict[str, Any]]:
        return self.d["results"]

    @property
    def error(self) -> str:
        return self.body["error"]["message"]["value"]


class Exact:
    """The API as an app calls it. ``division`` is where it works."""

    def __init__(self, config: SandboxConfig, division: int = 3000001) -> None:
        self.app = create_sandbox(config)
        self.sandbox: Sandbox = self.app.extensions["sandbox"]
        self.sandbox.clock.run_at(0)
        self.web = self.app.test_client()
        self.division = division
        self.tokens: dict[str, Any] = {}

    # --- OAuth ---

    def consent(self, decision: str = "allow", divisions: tuple[int, ...] = (3000001, 3000002)) -> dict[str, str]:
        """What the browser brings back."""
        form = {"client_id": "sandbox-client", "redirect_uri": BACK, "state": "s-1", "decision": decision}
        sent = self.web.post("/api/oauth2/auth", data={**form, "division": [str(one) for one in divisions]})
        assert sent.status_code == 302
        return {name: values[0] for name, values in parse_qs(urlsplit(sent.headers["Location"]).query).items()}

    def token(self, **fields: str) -> TestResponse:
        app = {"client_id": "sandbox-client", "client_secret": "sandbox-secret"}
        return self.web.post("/api/oauth2/token", data={**app, **fields})

    def exchange(self, code: str) -> TestResponse:
        return self.token(grant_type="authorization_code", code=code, redirect_uri=BACK)

    def refresh(self, token: str) -> TestResponse:
        return self.token(grant_type="refresh_token", refresh_token=token)

    def sign_in(self) -> None:
        self.tokens = self.exchange(self.consent()["code"]).json

    # --- calls ---

    def call(self, method: str, path: str, body: Any = None, headers: Any = None, **options: str) -> Answer:
        url = f"/api/v1/{path}" if path.startswith("current/") else f"/api/v1/{self.division}/{path}"
        query = {f"${name}": value for name, value in options.items()}
        return self._send(method, url, query, body, headers or {})

    def follow(self, url: str) -> Answer:
        """An address that Exact gave, as it stands."""
        return self._send("GET", url, None, None, {})

    def _send(self, method: str, url: str, query: Any, body: Any, headers: dict[str, str]) -> Answer:
        bearer = {"Authorization": f"Bearer {self.tokens.get('access_token', '')}", "Accept": "application/json"}
        sent = self.web.open(
            url, method=method, headers={**bearer, **headers}, query_string=query,
            data=None if body is None else simplejson.dumps(body, use_decimal=True),
            content_type="application/json" if body is not None else None,
        )  # fmt: skip
        json = "json" in (sent.content_type or "") and sent.data
        parsed = simplejson.loads(sent.data, use_decimal=True) if json else None
        return Answer(sent.status_code, sent.headers, parsed, sent.get_data(as_text=True))

    def get(self, path: str, **options: str) -> Answer:
        return self.call("GET", path, **options)

    def post(self, path: str, body: Any, full: bool = True) -> Answer:
        return self.call("POST", path, body, {"Prefer": "return=representation"} if full else {})

    def put(self, path: str, body: Any) -> Answer:
        return self.call("PUT", path, body)

    # --- things to book with ---

    def customer(self, **more: Any) -> str:
        made = self.post("crm/Accounts", {"Name": "Jansen", "Status": "C", **more})
        assert made.status == 201, made.raw
        return str(made.d["ID"])

    def ledger(self, code: str) -> str:
        found = self.sandbox.divisions[self.division].by_code("financial/GLAccounts", code)
        assert found is not None
        return str(found["ID"])

    def item(self, code: str = "MOK-1", **more: Any) -> str:
        return str(
            self.post("logistics/Items", {"Code": code, "Description": "Mok", "SalesVatCode": "2", **more}).d["ID"]
        )

    def entry(self, *lines: dict[str, Any], **more: Any) -> Answer:
        """A sales entry; each line may leave out its ledger account."""
        ledger = self.ledger("8000")
        body = {
            "Customer": more.pop("Customer", None) or self.customer(), "Journal": "70", **more,
            "SalesEntryLines": [{"GLAccount": ledger, **line} for line in lines],
        }  # fmt: skip
        return self.post("salesentry/SalesEntries", body)

    def books(self) -> dict[str, Any]:
        return self.web.get("/_sandbox/books", query_string={"division": self.division}).json["divisions"][0]

    def seed(self, **what: Any) -> None:
        assert self.web.post("/_sandbox/seed", json={"division": self.division, **what}).status_code == 200

    def fault(self, name: str, path: str = "salesentry/SalesEntries", method: str = "POST", **more: Any) -> None:
        plan = {"match": {"method": method, "path": path}, "fault": name, **more}
        assert self.web.post("/_sandbox/faults", json=plan).status_code == 200

    def advance(self, seconds: float) -> None:
        self.web.post("/_sandbox/clock", json={"advance": seconds})


@pytest.fixture
def make() -> Callable[..., Exact]:
    """A sandbox of its own: ``make(minutely_limit=3, assume={"vat_rounding": "document_per_code"})``."""

    def build(assume: dict[str, Any] | None = None, signed_in: bool = True, **config: Any) -> Exact:
        plenty = {"minutely_limit": 100_000, "daily_limit": 100_000}
        exact = Exact(SandboxConfig(**{**plenty, **config}, assumptions=Assumptions(**(assume or {}))))
        if signed_in:
            exact.sign_in()
        return exact

    return build


@pytest.fixture
def exact(make: Callable[..., Exact]) -> Exact:
    return make()
