"""What RQ runs: one flow for one shop, and the clock's turns. The only place, with ``queue``, that knows RQ.

A job carries a flow's name and a shop's id. Losing one loses nothing: the sweep rings again for everything
that is due. So a job is never retried by RQ; an error ends it, is logged, and the row stays due.
"""

from __future__ import annotations

import logging

from . import flows, housekeeping, log, queue
from . import tools as toolbox
from .config import Config
from .daily import flow as daily
from .delivery import flow as delivery
from .feed import listen
from .life import flow as life
from .order import drain, oss
from .payment import open_items, receipts
from .proof import flow as proof
from .state import cursors
from .status import alarm, alive, vat_return
from .stock import flow as stock
from .tools import Tools
from .vies import flow as vies

logger = logging.getLogger(__name__)


def work(flow: str, shop_id: str) -> None:
    """RQ's entry: hear the ring, do the flow."""
    tools = from_env()
    queue.answered(tools.config, flow, shop_id)
    alive.beat(tools, "worker")
    try:
        flows.FLOWS[flow](shop_id, tools)
        if flow == "drain":
            for name, then in (("life", life), ("vies", vies)):
                if then.is_due(shop_id, tools):
                    tools.ring(name, shop_id)
    except Exception:
        logger.exception("a job failed; what is due stays due", extra={"flow": flow, "shop": shop_id})
        raise
    finally:
        tools.db.close()


def tick(name: str) -> None:
    """RQ's entry for the clock."""
    tools = from_env()
    alive.beat(tools, "clock")
    TICKS[name](tools)
    tools.db.close()


def sweep(tools: Tools) -> None:
    """Ring for every shop with due orders, and for every shop that does not know all yet. Harmless when doubled."""
    now = tools.clock.now()
    due = set(drain.due_shops(tools, now)) | set(drain.unproved_shops(tools))
    for shop_id in due:
        tools.ring("drain", shop_id)
    for shop_id in set(receipts.due_shops(tools, now)) - due:  # a drain rings for its shop's receipts itself
        tools.ring("receipts", shop_id)
    for shop_id in set(proof.due_shops(tools)) - due:
        tools.ring("proof", shop_id)
    others = {*alarm.untold_shops(tools), *vat_return.untold_shops(tools)}
    for shop_id in (set(drain.untold_shops(tools)) - due) | others:
        tools.ring("report", shop_id)


def keep_house(tools: Tools) -> None:
    emptied = housekeeping.forget_bodies(tools)
    if emptied:
        logger.info("emptied old messages", extra={"count": emptied})
    housekeeping.forget_spent(tools)
    oss.look(tools)
    proof.remind(tools)
    for shop_id in open_items.due_shops(tools):
        tools.ring("open_items", shop_id)
    for shop_id in housekeeping.idle_shops(tools):
        tools.ring("keep_alive", shop_id)
    for shop_id in listen.unchecked_shops(tools, tools.clock.now()):
        tools.ring("listen", shop_id)


def ring_feeds(tools: Tools) -> None:
    """Ring for every shop with a feed that is marked or whose poll is due: a lost webhook or ring costs time only."""
    with tools.db.read() as session:
        due = cursors.due_shops(session, tools.clock.now())
    for shop_id in due:
        tools.ring("feeds", shop_id)
    for shop_id in daily.due_shops(tools):
        tools.ring("daily", shop_id)
    for shop_id in stock.due_shops(tools):
        tools.ring("stock", shop_id)
    for shop_id in delivery.due_shops(tools):
        tools.ring("deliveries", shop_id)
    for shop_id in vies.due_shops(tools):
        tools.ring("vies", shop_id)
    for shop_id in life.due_shops(tools):
        tools.ring("life", shop_id)


TICKS = {"sweep": sweep, "feeds": ring_feeds, "housekeeping": keep_house}


def from_env() -> Tools:
    """Tools for a process that was just forked for one job: nothing shared with its parent."""
    config = Config.from_env()
    log.set_up(config.log_level)
    return toolbox.build(config, ring=queue.bell(config), ring_at=queue.timed_bell(config))
