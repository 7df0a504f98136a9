"""The shop goes: its key and secrets are forgotten, what was booked stays known."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from ..exact import login
from ..feed import listen
from ..state.models import Order, Shop
from .asker import Asker


def unpair(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """Forget secrets, REST key and consent. Orders rest until the same shop pairs again; so do their documents,
    by which it then knows what was booked."""
    tools, shop_id = asker.tools, asker.shop_id
    listen.stop(shop_id, tools)
    login.end(shop_id, tools.db)
    with tools.db.write() as session:
        shop = session.get_one(Shop, shop_id)
        shop.state = "unpaired"
        shop.secrets, shop.rest_key = tools.vault.seal(shop_id, []), tools.vault.seal(shop_id, {})
        session.execute(
            update(Order).where(Order.shop_id == shop_id).values(due_at=None, told_version=Order.version)
        )
    return {"unpaired": True}
