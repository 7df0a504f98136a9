"""10,000 items whose stock changed in Exact: reads of the feed, calls of the shop, and calls when nothing changed.

The sandbox and the shop's routes run here, over HTTP; the shop's side is the shelf of tests/shop_stand_in.py.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from cryptography.fernet import Fernet

import world
from conftest import HandClock
from exact_sandbox.server import SandboxConfig, SandboxServer
from ledgerbridge import flows
from ledgerbridge.state import cursors
from ledgerbridge.state.db import Database
from ledgerbridge.state.models import Base
from ledgerbridge.stock import flow
from order.test_flow import DIVISION, Place, connect, save
from shop_stand_in import StandIn

FEED, POSITIONS = "sync/Inventory/StockPositions", "inventory/StockPositions"


def measure(items: int = 10_000) -> dict[str, Any]:
    limits = SandboxConfig(minutely_limit=6000)
    with tempfile.TemporaryDirectory() as folder, SandboxServer(limits) as exact, StandIn() as shop:
        here = _place(folder, exact, shop)
        division = exact.sandbox.divisions[DIVISION]
        division.all(POSITIONS).clear()
        for number in range(items):
            lies = dict.fromkeys(("CurrentStock", "FreeStock", "ProjectedStock"), 10)
            code = f"ITEM-{number:06}"
            division.add(POSITIONS, {"ItemCode": code, "ItemId": code, "WarehouseCode": "1", **lies})
            shop.shelf[code] = 10
        first = _round(here, exact, shop)
        for record in division.all(POSITIONS):
            record |= {"FreeStock": 15, "CurrentStock": 15}
            division.touch(record)
        changed = _round(here, exact, shop)
        right = sum(quantity == 15 for quantity in shop.shelf.values())
        nothing = _round(here, exact, shop)
    return {
        "reads, first look": first[0], "calls of the shop, first look": first[1],
        "reads, all changed": changed[0], "calls of the shop, all changed": changed[1],
        "products right afterwards": right, "reads, nothing changed": nothing[0],
        "calls of the shop, nothing changed": nothing[1],
    }  # fmt: skip


def _place(folder: str, exact: SandboxServer, shop: StandIn) -> Place:
    db = Database(f"sqlite:///{folder}/stock.sqlite3")
    Base.metadata.create_all(db.engine)
    made = world.make(db, HandClock(), Fernet.generate_key().decode(), EXACT_URL=exact.url,
                      EXACT_CLIENT_ID="sandbox-client", EXACT_CLIENT_SECRET="sandbox-secret")  # fmt: skip
    here = Place(made.tools, made.rung, made.secrets)
    here.exact, here.listener = exact, shop
    here.shop("shop1", rest_url=shop.rest_url)
    connect(here)
    save(here, stock="exact")
    return here


def _round(here: Place, exact: SandboxServer, shop: StandIn) -> tuple[int, int]:
    """A word from Exact, and all that follows: (reads of the feed, calls of the shop)."""
    exact.sandbox.log.clear()
    shop.asked.clear()
    with here.tools.db.write() as session:
        cursors.ensure(session, "shop1", DIVISION, ["stock"], here.tools.clock.now())
        cursors.mark(session, "shop1", DIVISION, ["stock"], here.tools.clock.now())
    here.tools.clock.move(seconds=1)
    flows.FLOWS["feeds"]("shop1", here.tools)
    while flow.due_shops(here.tools):
        flow.push("shop1", here.tools)
    reads = [one for one in exact.sandbox.log if one["path"].endswith(FEED)]
    return len(reads), len([one for one in shop.asked if one.route == "stock"])
