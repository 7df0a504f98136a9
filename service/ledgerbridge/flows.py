"""Everything that can happen, in one place.

MESSAGES  a shop's word → the flow it rings
FLOWS     a flow's name on the queue → the function that does it (shop id, tools)
CLOCK     what the clock does, and how often (seconds)
"""

from __future__ import annotations

from collections.abc import Callable

from . import housekeeping
from .order import drain
from .payment import open_items, receipts
from .status import tell
from .tools import Tools

Flow = Callable[[str, Tools], object]

MESSAGES = {"order.snapshot": "drain", "order.deleted": "drain"}

FLOWS: dict[str, Flow] = {
    "drain": drain.drain,  # book what is due, prove it, tell the shop
    "receipts": receipts.book_due,  # what was paid: one bank or cash entry per journal and day
    "open_items": open_items.ask,  # which invoices left open are paid
    "report": tell.tell,  # tell the shop what it does not know yet
    "keep_alive": housekeeping.keep_alive,  # a token that is not used dies after 30 days
}

CLOCK: dict[str, int] = {
    "sweep": 15,  # ring for everything that is due
    "housekeeping": 3600,  # empty old bodies, ring keep_alive
}
