"""What a flow is handed: settings, database, vault, clock, bell, and the two clients. The composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from .clock import Clock, SystemClock
from .config import Config
from .exact import calls
from .exact.calls import Exact
from .exact.priorities import Priority
from .shop import client
from .shop.client import ShopClient
from .state.db import Database
from .state.vault import Vault

Ring = Callable[[str, str], None]
"""``ring(flow, shop_id)``: put a job on the queue; never fails the caller (Redis may be down)."""


RingAt = Callable[[str, str, datetime], None]
"""``ring_at(flow, shop_id, when)``: the same, at a known moment."""


def _no_bell(flow: str, shop_id: str) -> None:
    """For processes that have no queue: the clock's sweep finds what is due."""


def _no_timed_bell(flow: str, shop_id: str, when: datetime) -> None:
    """As above."""


@dataclass(frozen=True)
class Tools:
    config: Config
    db: Database
    vault: Vault
    clock: Clock = field(default_factory=SystemClock)
    ring: Ring = _no_bell
    ring_at: RingAt = _no_timed_bell

    def exact(self, shop_id: str, priority: Priority = Priority.ORDERS, division: int | None = None) -> Exact:
        """Exact Online as this shop's connection sees it. Raises Parked when there is no usable connection.
        ``division``: another than the chosen one; 0 for none."""
        return calls.open_exact(
            shop_id, self.db, self.vault, self.clock, self.config, priority=priority, division=division
        )

    def shop(self, shop_id: str) -> ShopClient:
        """The shop's own REST routes."""
        return client.open_shop(shop_id, self.db, self.vault, self.config)


def build(config: Config, ring: Ring = _no_bell, ring_at: RingAt = _no_timed_bell) -> Tools:
    """Everything from a Config; opens no connection yet."""
    return Tools(
        config=config, db=Database(config.database_url), vault=Vault(config.keys), ring=ring, ring_at=ring_at
    )
