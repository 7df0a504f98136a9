"""Everything that runs during the browser tests."""

from __future__ import annotations

from dataclasses import dataclass

from ledgerbridge.demo.stack import Stack
from shop import Shop


@dataclass
class Town:
    """Everything that runs. ``quiet_queue``: nothing is sent before ``shop.cron()``."""

    shop: Shop
    stack: Stack

    def requests_to_the_service(self, door: str = "/v1/") -> int:
        """How many requests the service took from the shop: messages and desk calls, or those at one door."""
        log = self.stack.folder / "access.log"
        return sum(f" {door}" in line for line in log.read_text().splitlines()) if log.exists() else 0
