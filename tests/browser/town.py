"""Everything that runs during the browser tests."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

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

    def mails(self) -> list[dict[str, Any]]:
        """What the plugin mailed; the shop mails about its orders besides."""
        return [mail for mail in self.shop.mails() if "Exact Online" in mail["subject"]]

    def long_ago(self) -> None:
        """The service's last sign of life lies hours back."""
        with closing(sqlite3.connect(self.stack.folder / "ledgerbridge.sqlite3", timeout=30)) as database, database:
            at = f"{datetime.now(UTC) - timedelta(hours=3):%Y-%m-%d %H:%M:%S.%f}"
            database.execute("UPDATE beat SET at = ? WHERE name = 'clock'", (at,))

    def a_minute(self, after: int = 0) -> None:
        """What the shop's queue does every minute, after so many seconds more: what the plugin wrote down of the
        service and of what is wrong lies that much further back."""
        self.shop.php(f"""
            foreach (array('ledgerbridge_health', 'ledgerbridge_alarm') as $name) {{
                $stored = get_option($name);
                $back = fn($at) => is_int($at) && $at > 1000000000 ? $at - {after} : $at;
                is_array($stored) && update_option($name, array_map($back, $stored), false);
            }}
            do_action('ledgerbridge_drain');""")
