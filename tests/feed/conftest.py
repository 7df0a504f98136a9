"""A shop connected to a real sandbox, our real door on a real socket, and the sandbox's webhooks between them."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.serving import make_server

import world
from exact_sandbox.control import plant
from exact_sandbox.server import SandboxConfig, SandboxServer
from ledgerbridge import flows
from ledgerbridge.app import create_app
from ledgerbridge.demo import consent
from ledgerbridge.exact import login
from ledgerbridge.state import links
from ledgerbridge.state.db import Database
from ledgerbridge.state.models import Connection, Cursor, Link, Listener

SHOP, DIVISION = "shop1", 3000001


class SandboxClock:
    def __init__(self, sandbox):
        self.sandbox = sandbox

    def now(self):
        return self.sandbox.clock.now().replace(tzinfo=UTC)

    def sleep(self, seconds):
        self.sandbox.clock.advance(seconds)


@dataclass
class Place:
    world: world.World
    sandbox: object

    @property
    def tools(self):
        return self.world.tools

    @property
    def division(self):
        return self.sandbox.divisions[DIVISION]

    def flow(self, name):
        return flows.FLOWS[name](SHOP, self.tools)

    def item(self, code):
        """An item in Exact, linked to the SKU."""
        plant(self.sandbox, self.division, {"items": [{"Code": code, "Description": code, "IsSalesItem": True}]})
        exact_id = self.division.by_code("logistics/Items", code)["ID"]
        with self.tools.db.write() as session:
            links.put(session, self.tools.clock, SHOP, DIVISION, "item", f"sku:{code}", exact_id, code)
        return exact_id

    def link(self, key, kind="item"):
        return self.world.get(Link, (SHOP, DIVISION, kind, key))

    def cursor(self, feed):
        return self.world.get(Cursor, (SHOP, DIVISION, feed))

    def listener(self):
        return self.world.get(Listener, SHOP)

    def change(self, exact_id, **fields):
        with self.tools.exact(SHOP) as exact:
            exact._client.put("logistics/Items", exact_id, fields)

    def deliver(self, seconds=6):
        """Let the sandbox's webhooks come through our socket."""
        self.sandbox.clock.advance(seconds)
        self.sandbox.tick()

    def reads(self, path):
        return [call for call in self.sandbox.log if call["path"].endswith(path)]


@pytest.fixture
def make_place(key, tmp_path):
    opened = []

    def make(**settings):
        server = SandboxServer(SandboxConfig(minutely_limit=6000, **settings))
        server.__enter__()
        db = Database(f"sqlite:///{tmp_path / f'{len(opened)}.sqlite3'}")
        door = make_server("127.0.0.1", 0, None, threaded=True)
        url = f"http://127.0.0.1:{door.server_port}"
        app = {"EXACT_CLIENT_ID": "sandbox-client", "EXACT_CLIENT_SECRET": "sandbox-secret"}
        secret = {"EXACT_WEBHOOK_SECRET": "sandbox-webhook"}
        made = world.make(
            db, SandboxClock(server.sandbox), key, EXACT_URL=server.url, **{"LEDGERBRIDGE_URL": url, **app, **secret}
        )
        door.app = create_app(made.tools)
        threading.Thread(target=door.serve_forever, daemon=True).start()
        opened.append((server, db, door))
        made.shop(SHOP)
        tools = made.tools
        parts = tools.db, tools.vault, tools.clock, tools.config
        address = login.authorize_url(SHOP, "nl", "https://winkel.example/", *parts)
        query = parse_qs(urlsplit(consent.give(address, tools.config.url)).query)
        login.finish(query["state"][0], query["code"][0], *parts)
        with db.write() as session:
            session.get_one(Connection, SHOP).division = DIVISION
        return Place(made, server.sandbox)

    yield make
    for server, db, door in opened:
        door.shutdown()
        door.server_close()
        server.stop()
        db.close()


@pytest.fixture
def place(make_place):
    return make_place()


@pytest.fixture
def listening(place):
    """Subscribed, everything read once."""
    place.flow("listen")
    place.flow("feeds")
    place.sandbox.log.clear()
    place.world.rung.clear()
    return place
