"""Exact's webhooks (facts §5): which topics we listen to, and whether a notification is Exact's.

A notification is only a hint: it names a topic, an administration and a key. Nothing in it is believed beyond
"look at this feed". The signature is HMAC-SHA256 over the raw bytes of Content, upper-case hex, keyed with the
app's webhook secret; parsing and writing the JSON again would break it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import simplejson

from ..errors import Refused
from .client import ExactClient

PATH = "webhooks/WebhookSubscriptions"
HEAD, MIDDLE = b'{"Content":', b',"HashCode":'
LIMIT = 64 * 1024


Whose = Literal["stale", "shared", "strange"]


@dataclass(frozen=True)
class Notice:
    topic: str
    division: int
    action: str  # Create | Update | Delete
    key: str


def verify(body: bytes, secret: str) -> Notice:
    """What a notification says. Raises Refused when it is none, or not signed with ``secret``."""
    if not secret:
        raise Refused(401, "webhook_secret_missing", "No webhook secret of Exact's app is known here.",
                      do="Set EXACT_WEBHOOK_SECRET, or give the secret of the shop's own app.")  # fmt: skip
    end = body.rfind(MIDDLE)
    if not body.startswith(HEAD) or end < 0:
        raise Refused(422, "not_a_notification", "The body is not a notification of Exact Online.")
    content, said = body[len(HEAD) : end], _object(body).get("HashCode")
    expected = hmac.new(secret.encode(), content, hashlib.sha256).hexdigest().upper()
    if not isinstance(said, str) or not hmac.compare_digest(said.encode("utf-8", "replace"), expected.encode()):
        raise Refused(401, "signature_wrong", "The notification is not signed with this app's webhook secret.")
    found = _object(content)
    division = found.get("Division")
    if not isinstance(division, int) or not isinstance(found.get("Topic"), str):
        raise Refused(422, "not_a_notification", "The notification names no topic or no administration.")
    action = found.get("Action") or found.get("EventAction") or ""  # [C] an older shape says EventAction
    return Notice(found["Topic"], division, str(action), str(found.get("Key") or ""))


def _object(text: bytes) -> dict[str, Any]:
    try:
        found = simplejson.loads(text)
    except (ValueError, RecursionError):
        raise Refused(422, "not_json", "The notification is not JSON.") from None
    if not isinstance(found, dict):
        raise Refused(422, "not_a_notification", "The notification is not an object.")
    return found


def settle(client: ExactClient, callback: str, whose: Callable[[str], Whose], topics: Iterable[str]) -> int:
    """Make the administration's subscriptions what they should be; how many calls changed something.

    ``callback``: where this shop's notifications go; with no ``topics`` all of its own end. ``whose``: of another
    callback URL: one of this service's that leads nowhere any more goes; one that leads to another shop of the same
    app and administration hears for both, since Exact takes a topic once [C]. Strangers' are left alone. PUT is
    refused by Exact [I], so a change is delete and create. Raises what the client raises (403: missing scope)."""
    wanted, changed = set(topics), 0
    for one in client.get(PATH, select="ID,CallbackURL,Topic"):
        url, topic = str(one["CallbackURL"]), str(one["Topic"])
        if url == callback and topic in wanted:
            wanted.discard(topic)
        elif url == callback or whose(url) == "stale":
            client.delete(PATH, str(one["ID"]))
            changed += 1
        elif whose(url) == "shared":
            wanted.discard(topic)
    for topic in sorted(wanted):
        client.post(PATH, {"CallbackURL": callback, "Topic": topic})
        changed += 1
    return changed
