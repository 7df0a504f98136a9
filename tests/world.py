"""A service on an empty database with a paired shop in it, for tests of the doors and of what they lead to."""

from __future__ import annotations

import base64
import json
import secrets
import tempfile
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ledgerbridge.app import create_app
from ledgerbridge.config import Config
from ledgerbridge.shop import signature
from ledgerbridge.state.db import Database
from ledgerbridge.state.models import Base, Connection, Document, Order, Shop
from ledgerbridge.state.vault import Vault
from ledgerbridge.tools import Tools
from shop_stand_in import KEY, SECRET

URL = "https://service.example"
REST_URL = "https://winkel.example/wp-json/wc-ledgerbridge/v1/"


@dataclass
class World:
    """``tools`` for calling inside, ``post`` for coming through the doors. ``rung``: (flow, shop id) rings."""

    tools: Tools
    rung: list[tuple[str, str]]
    secrets: dict[str, str] = field(default_factory=dict)

    @cached_property
    def app(self) -> Flask:
        return create_app(self.tools)

    @property
    def now(self) -> datetime:
        return self.tools.clock.now()

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def shop(self, shop_id: str = "shop1", rest_url: str = REST_URL) -> Shop:
        """A shop that is paired already."""
        secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
        self.secrets[shop_id] = secret
        row = Shop(
            id=shop_id,
            url=rest_url.split("/wp-json")[0],
            rest_url=rest_url,
            name="Winkel",
            marker=shop_id[-4:].upper(),
            secrets=self.tools.vault.seal(shop_id, [secret]),
            rest_key=self.tools.vault.seal(shop_id, {"key": KEY, "secret": SECRET}),
            paired_at=self.now,
        )
        self.add(row)
        return row

    def order(self, order_id: int, shop_id: str = "shop1", **values: Any) -> Order:
        row = Order(
            shop_id=shop_id,
            order_id=order_id,
            message_id=order_id,
            first_seen_at=self.now,
            changed_at=self.now,
            **{"state": "waiting", "number": str(order_id), **values},
        )
        self.add(row)
        return row

    def document(self, order_id: int, key: str = "invoice", shop_id: str = "shop1", **values: Any) -> Document:
        wanted = {"currency": "EUR", "net": "10.00", "vat": "2.10", "gross": "12.10"}
        row = Document(
            shop_id=shop_id,
            order_id=order_id,
            division=1,
            key=f"order-{order_id}/{key}",
            started_at=self.now,
            **{"kind": "sales_entry", "state": "booked", "wanted": wanted, **values},
        )
        self.add(row)
        return row

    def connection(self, shop_id: str = "shop1", **values: Any) -> Connection:
        row = Connection(shop_id=shop_id, base_url="https://start.exactonline.nl", **{"state": "connected", **values})
        self.add(row)
        return row

    def add(self, row: Base) -> None:
        with self.tools.db.write() as session:
            session.add(row)

    def get(self, kind: type[Any], key: Any) -> Any:
        with self.tools.db.read() as session:
            return session.get(kind, key)

    def desk(self, call: str, shop_id: str = "shop1", locale: str = "en_US", **args: Any) -> dict[str, Any]:
        """A screen's call through the door; its result. AssertionError when it is refused."""
        answer = self.ask(call, shop_id, locale, **args)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.json["result"]  # type: ignore[index, no-any-return]

    def refused(self, call: str, shop_id: str = "shop1", locale: str = "en_US", **args: Any) -> tuple[int, str]:
        """A call that is refused: (status, code)."""
        answer = self.ask(call, shop_id, locale, **args)
        assert answer.status_code >= 400, answer.json
        return answer.status_code, answer.json["error"]["code"]  # type: ignore[index]

    def ask(self, call: str, shop_id: str, locale: str, **args: Any) -> TestResponse:
        user = {"id": 1, "name": "beheerder"}
        return self.post("/v1/desk", {"call": call, "args": args, "locale": locale, "user": user}, shop_id)

    def post(
        self,
        path: str,
        content: Any,
        shop_id: str = "shop1",
        id: str = "",
        secret: str = "",
        at: datetime | None = None,
    ) -> TestResponse:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        id, secret = id or f"desk_{secrets.token_hex(8)}", secret or self.secrets.get(shop_id, "whsec_AAAA")
        headers = signature.signed_headers(shop_id, secret, id, at or self.now, body)
        return self.client.post(path, data=body, headers=headers)


def make(db: Database, clock: Any, key: str, **settings: str) -> World:
    """A world on an empty database; ``settings`` are environment variables."""
    _empty_tables(db)
    config = Config.from_env(
        {
            "LEDGERBRIDGE_URL": URL,
            "LEDGERBRIDGE_KEYS": key,
            "DEVELOPMENT_SHOPS": "true",
            "EXACT_CLIENT_ID": "app",
            "EXACT_CLIENT_SECRET": "app-secret",
            **settings,
        }
    )
    rung: list[tuple[str, str]] = []
    tools = Tools(config, db, Vault(config.keys), clock, ring=lambda flow, shop_id: rung.append((flow, shop_id)))
    return World(tools, rung)


def _empty_tables(db: Database) -> None:
    """All tables. For SQLite a copy of a file made once: making them takes longer than most tests."""
    path = db.engine.url.database
    if not db.is_sqlite or not path or Path(path).exists():
        Base.metadata.create_all(db.engine)
        return
    Path(path).write_bytes(_template())


@cache
def _template() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        made = Database(f"sqlite:///{folder}/template.sqlite3")
        Base.metadata.create_all(made.engine)
        with made.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        made.close()
        return Path(folder, "template.sqlite3").read_bytes()
