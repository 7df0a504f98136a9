"""The shop's sign of life, and ours: asked by the plugin every hour, so that silence of either side means something."""

from __future__ import annotations

from typing import Any

from ..state.models import Shop
from ..status import alive, tell
from .asker import Asker


def read(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """``{"still_since", "unheard_since", "untold"}``: since when nothing is worked on here, since when the shop takes
    no news (null: it does), and of how many orders. Being asked is what the door notes as heard."""
    with asker.tools.db.read() as session:
        shop = session.get_one(Shop, asker.shop_id)
        beats = alive.look(session, asker.tools.clock.now(), shop.paired_at)
        since, untold = tell.unheard_since(session, asker.shop_id), tell.untold(session, asker.shop_id)
    return {
        "still_since": None if beats.still_since is None else beats.still_since.isoformat(),
        "unheard_since": None if since is None else since.isoformat(),
        "untold": untold,
    }
