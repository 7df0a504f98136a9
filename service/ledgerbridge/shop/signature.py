"""Who sent this, and when: Standard Webhooks signatures, as docs/contracts.md 1 says.

HMAC-SHA256 over ``{id}.{timestamp}.{raw body}`` with the base64-decoded part after ``whsec_`` as key
(https://github.com/standard-webhooks/standard-webhooks). The signature is judged before the time, so only the
shop itself ever hears that its clock is wrong. Every secret is tried against every signature, always: how long
it takes says nothing about which one fitted.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ..errors import Refused

WINDOW = 300
"""Seconds that the shop's clock and ours may differ."""

PREFIX = "whsec_"
_ID = re.compile(r"[A-Za-z0-9_\-]{1,80}", re.ASCII)  # no dot: it separates id, time and body in what is signed
_TIME = re.compile(r"[1-9][0-9]{0,11}", re.ASCII)


class Headers(Protocol):
    """Flask's headers, or a plain dict with lower-case names."""

    def get(self, name: str, /) -> str | None:
        """The header's value, None when it is absent."""


def sign(secret: str, id: str, timestamp: int, body: bytes) -> str:
    """``v1,<base64>``: one entry of the webhook-signature header. ``timestamp`` in Unix seconds."""
    text = b".".join([id.encode(), str(timestamp).encode(), body])
    return "v1," + base64.b64encode(hmac.digest(_key(secret), text, hashlib.sha256)).decode()


def signed_headers(shop_id: str, secret: str, id: str, now: datetime, body: bytes) -> dict[str, str]:
    """The headers that a shop sends along with ``body``."""
    timestamp = int(now.timestamp())
    return {
        "content-type": "application/json",
        "x-ledgerbridge-shop": shop_id,
        "webhook-id": id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(secret, id, timestamp, body),
    }


def verify(headers: Headers, body: bytes, secrets: Sequence[str], now: datetime) -> str:
    """The webhook-id of a request that was signed with one of ``secrets``, within the window.

    The caller has already limited the body's size. Raises Refused 401: ``signature_missing``,
    ``signature_wrong`` (malformed headers too), ``clock_skew``.
    """
    id, time, given = (_present(headers, name) for name in ("webhook-id", "webhook-timestamp", "webhook-signature"))
    if not _ID.fullmatch(id):
        raise _wrong("webhook-id")
    if not _TIME.fullmatch(time):
        raise _wrong("webhook-timestamp")
    if not _fits(given, [sign(secret, id, int(time), body) for secret in secrets]):
        raise _wrong("webhook-signature")
    _in_window(int(time), now)
    return id


def _present(headers: Headers, name: str) -> str:
    value = headers.get(name)
    if not value:
        raise Refused(
            401,
            "signature_missing",
            f"The header {name} is absent.",
            field=name,
            do="Update the plugin, or let the proxy in front of the service pass this header on.",
        )
    return value


def _fits(given: str, expected: Sequence[str]) -> bool:
    """Is any of the space-separated signatures one of ours? Compares all with all, each in constant time."""
    offered = [part.encode("utf-8", "replace") for part in given.split(" ")]
    fits = [hmac.compare_digest(ours.encode(), theirs) for ours in expected for theirs in offered]
    return any(fits)


def _in_window(timestamp: int, now: datetime) -> None:
    late = now.timestamp() - timestamp
    if abs(late) > WINDOW:
        side = "behind" if late > 0 else "ahead"
        raise Refused(
            401,
            "clock_skew",
            f"The request's time is {abs(late):.0f} seconds {side} the service's; {WINDOW} are allowed.",
            field="webhook-timestamp",
            do="The plugin corrects itself with the time in this answer; if it stays, set the web server's clock.",
        )


def _wrong(field: str) -> Refused:
    return Refused(
        401,
        "signature_wrong",
        "The signature does not fit this shop's secret.",
        field=field,
        do="Pair the shop again if this stays.",
    )


def _key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
