"""Webhooks (facts 5): who wants to hear what, and carrying it there with Exact's signature.

The signature is HMAC-SHA256 over the raw bytes of Content, upper-case hex, keyed with the app's webhook secret.
Only the key of the changed record is sent. Own writes are told too. When a delivery fails it is tried again
after the waits in ``assumptions.py`` [A]; order and exactly-once are not promised, and can be broken on demand.
"""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests
import simplejson

from .assumptions import Assumptions
from .clock import Clock
from .store import Division

TOPICS = {
    "crm/Accounts": "Accounts", "crm/Contacts": "Contacts", "logistics/Items": "Items",
    "salesorder/SalesOrders": "SalesOrders", "salesinvoice/SalesInvoices": "SalesInvoices",
    "salesentry/SalesEntries": "SalesEntries", "financial/GLAccounts": "GLAccounts",
    "inventory/StockPositions": "StockPositions", "salesorder/GoodsDeliveries": "GoodsDeliveries",
    "documents/Documents": "Documents", "documents/DocumentAttachments": "DocumentAttachments",
    "crm/BankAccounts": "BankAccounts", "financialtransaction/BankEntries": "BankEntries",
    "financialtransaction/CashEntries": "CashEntries",
    "generaljournalentry/GeneralJournalEntries": "GeneralJournalEntries",
}
OTHER_TOPICS = frozenset({  # may be subscribed to; nothing in the sandbox makes them happen
    "PurchaseOrders", "PurchaseEntries", "Quotations", "FinancialTransactions", "Subscriptions", "CostTransactions",
    "TimeTransactions", "ProjectPlanning",
})
INSTANT = "GoodsDeliveries"  # the only topic with IsInstant (facts 5)  # fmt: skip
CLIENT_ID = "{5f2d0000-0000-4000-8000-000000000001}"

Send = Callable[[str, bytes, int], int]  # (url, body, time-out) → status; 0 when nobody answered


def post(url: str, body: bytes, timeout: int) -> int:
    headers = {"Content-Type": "application/json"} if body else {}
    try:
        return requests.post(url, data=body, headers=headers, timeout=timeout, allow_redirects=False).status_code
    except requests.RequestException:
        return 0


def sign(content: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), content, hashlib.sha256).hexdigest().upper()


@dataclass
class Delivery:
    url: str
    body: bytes
    due: float
    since: float
    tries: int = 0
    status: int = -1  # of the last try


@dataclass
class Webhooks:
    clock: Clock
    rules: Assumptions
    secret: str
    send: Send = post
    lose: int = 0  # the next so many deliveries are lost on the way
    duplicate: bool = False
    shuffle: bool = False
    waiting: list[Delivery] = field(default_factory=list)
    done: list[Delivery] = field(default_factory=list)

    def happened(self, division: Division, path: str, action: str, key: str, base: str) -> None:
        """A record was created, changed or deleted: tell those who subscribed to its topic."""
        topic = TOPICS.get(path)
        for one in division.all("webhooks/WebhookSubscriptions"):
            if topic and one["Topic"] == topic:
                said = {
                    "Topic": topic, "ClientId": CLIENT_ID, "Division": division.code, "Action": action, "Key": key,
                    "ExactOnlineEndpoint": f"{base}/{path}(guid'{key}')",
                    "EventCreatedOn": self.clock.now().isoformat(timespec="milliseconds"),
                }  # fmt: skip
                delay = self.rules.webhook_delay_instant if one.get("IsInstant") else self.rules.webhook_delay
                self._queue(str(one["CallbackURL"]), said, delay)

    def _queue(self, url: str, said: dict[str, Any], delay: int) -> None:
        content = simplejson.dumps(said, separators=(",", ":")).encode()
        body = b'{"Content":' + content + b',"HashCode":"' + sign(content, self.secret).encode() + b'"}'
        now = self.clock.seconds()
        for _ in range(2 if self.duplicate else 1):
            self.waiting.append(Delivery(url, body, now + delay, now))

    def take_due(self) -> list[Delivery]:
        now = self.clock.seconds()
        due = [one for one in self.waiting if one.due <= now]
        self.waiting = [one for one in self.waiting if one.due > now]
        if self.shuffle:
            random.shuffle(due)
        return due

    def deliver(self, one: Delivery) -> None:
        """Carry one. Called without the sandbox's lock: the other side may call us meanwhile."""
        if self.lose > 0:
            self.lose -= 1
            one.status = 0
            self.done.append(one)
            return
        one.tries += 1
        one.status = self.send(one.url, one.body, self.rules.webhook_timeout)
        waits, now = self.rules.webhook_retries, self.clock.seconds()
        again = one.tries <= len(waits) and now - one.since < self.rules.webhook_gives_up
        if 200 <= one.status < 300 or not again:
            self.done.append(one)
        else:
            one.due = now + waits[one.tries - 1]
            self.waiting.append(one)
