"""The shop's own REST routes, as docs/contracts.md 5 says.

Basic authentication on https; one-legged OAuth 1.0a on plain http, where WooCommerce takes nothing else
(facts/woocommerce A8). Some hosts strip the Authorization header: a 401 on https is asked once more with OAuth,
whose signature stands in the query and gives no secret away.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import simplejson
from authlib.integrations.requests_client import OAuth1Auth
from authlib.oauth1 import SIGNATURE_TYPE_QUERY
from authlib.oauth1.rfc5849 import signature as oauth1
from authlib.oauth1.rfc5849.util import escape
from requests.auth import AuthBase, HTTPBasicAuth

from ..config import Config
from ..errors import Permanent, Temporary
from ..state.db import Database
from ..state.models import Shop
from ..state.vault import Vault
from . import problems, wire
from .address import Forbidden

MOST_REPORTS = 100
MOST_SNAPSHOTS = 20
MOST_CHANGES = 100
LARGEST_FILE = 8 * 1024 * 1024  # bytes of an answer that holds a PDF


def open_shop(shop_id: str, db: Database, vault: Vault, config: Config) -> ShopClient:
    """The client of one shop. Raises Permanent when the shop is not paired (any more)."""
    with db.read() as session:
        shop = session.get(Shop, shop_id)
    if shop is None or shop.state == "unpaired":
        raise Permanent(problems.key_refused(401))
    keys = vault.open(shop.id, shop.rest_key)
    return ShopClient(shop.rest_url, keys["key"], keys["secret"], config.development_shops)


@dataclass(frozen=True)
class ShopClient:
    """Calls to one shop. All raise Temporary (try again by itself) or Permanent (a person must act)."""

    rest_url: str
    key: str = field(repr=False)
    secret: str = field(repr=False)
    development: bool = False

    def report(self, orders: Sequence[dict[str, Any]]) -> set[int]:
        """Tell the state of at most 100 orders (contracts 5). The ids that need not be told again: those the shop
        took, and those it does not know (any more)."""
        if len(orders) > MOST_REPORTS:
            raise ValueError(f"{len(orders)} orders in one report; {MOST_REPORTS} fit")
        said = self._call("POST", "status", body=json.dumps({"orders": list(orders)}).encode())
        settled = {*_ids(said, "taken"), *_ids(said, "unknown")}
        return settled & {int(order["order_id"]) for order in orders}

    def alarm(self, problem: dict[str, Any] | None) -> None:
        """What holds up all orders (contracts 5), or None: nothing does."""
        self._call("POST", "status", body=json.dumps({"orders": [], "connection": problem}).encode())

    def vat_return(self, said: dict[str, Any]) -> None:
        """How store and books compare before a VAT return is due (contracts 5); the shop mails it, once a period."""
        self._call("POST", "status", body=json.dumps({"orders": [], "vat_return": said}).encode())

    def ping(self) -> dict[str, Any]:
        """``{"plugin", "woocommerce", "url", "waiting"}``: the shop is there and the key works."""
        return self._call("GET", "ping")

    def snapshots(self, ids: Sequence[int]) -> list[bytes]:
        """The present messages (contracts 2) of these orders, as JSON text whose numbers are untouched. Orders
        the shop no longer has are left out; raises Permanent when that is all of them."""
        messages: list[bytes] = []
        for start in range(0, len(ids), MOST_SNAPSHOTS):
            wanted = ",".join(str(id) for id in ids[start : start + MOST_SNAPSHOTS])
            said = self._call("GET", "snapshots", {"ids": wanted})
            messages += [simplejson.dumps(message, use_decimal=True).encode() for message in _list(said, "messages")]
        if ids and not messages:
            raise Permanent(problems.order_gone(", ".join(str(id) for id in ids)))
        return messages

    def stock(self, changes: Sequence[dict[str, str]]) -> dict[str, dict[str, str]]:
        """Add to or take from the stock of at most 100 products, each change once whatever is sent again. By change:
        ``{"state": applied | known | unknown_sku …, "quantity"}`` (contracts 5)."""
        if len(changes) > MOST_CHANGES:
            raise ValueError(f"{len(changes)} changes in one call; {MOST_CHANGES} fit")
        said = self._call("POST", "stock", body=json.dumps({"changes": list(changes)}).encode())
        sent = {change["id"] for change in changes}
        return {
            str(one["id"]): {"state": str(one.get("state") or "refused"), "quantity": str(one.get("quantity") or "")}
            for one in _list(said, "changes")
            if isinstance(one, dict) and str(one.get("id")) in sent
        }

    def deliveries(self, orders: Sequence[dict[str, Any]]) -> set[int]:
        """Tell which goods of at most 100 orders have left (contracts 5). The ids that need not be told again: those
        the shop took, and those it does not know (any more)."""
        if len(orders) > MOST_REPORTS:
            raise ValueError(f"{len(orders)} orders in one call; {MOST_REPORTS} fit")
        said = self._call("POST", "deliveries", body=json.dumps({"orders": list(orders)}).encode())
        settled = {*_ids(said, "taken"), *_ids(said, "unknown")}
        return settled & {int(order["order_id"]) for order in orders}

    def invoice(self, order_id: int, refund_id: int = 0) -> tuple[str, bytes] | None:
        """(file name, PDF) of the shop's own invoice of an order, or credit note of a refund; None where the shop has
        none (yet), or a plugin that does not know the question."""
        query = {"order_id": str(order_id), "refund_id": str(refund_id)}
        answer = self._fetch("GET", route(self.rest_url, "invoice", query), None, LARGEST_FILE)
        if answer.status == 404:
            return None
        said = _read(answer)
        try:
            content = base64.b64decode(str(said.get("pdf") or ""), validate=True)
        except ValueError:
            raise _unreadable("its PDF is no base64") from None
        return (str(said.get("name") or "invoice.pdf")[:80], content) if content.startswith(b"%PDF-") else None

    def _call(
        self, method: str, name: str, query: dict[str, str] | None = None, body: bytes | None = None
    ) -> dict[str, Any]:
        url = route(self.rest_url, name, query or {})
        return _read(self._fetch(method, url, body))

    def _fetch(self, method: str, url: str, body: bytes | None, largest: int = wire.LARGEST) -> wire.Answer:
        if not url.startswith("https:"):
            return _fetch(method, url, self.development, _OAuth(self.key, self.secret), body, largest)
        basic = HTTPBasicAuth(self.key, self.secret)
        answer = _fetch(method, url, self.development, basic, body, largest)
        if answer.status == 401:
            return _fetch(method, url, self.development, _OAuth(self.key, self.secret), body, largest)
        return answer


def ask_proof(rest_url: str, nonce: str, development: bool) -> str:
    """What the shop answers to ``GET pairing?nonce=`` (no key). Raises Temporary, Permanent."""
    answer = _fetch("GET", route(rest_url, "pairing", {"nonce": nonce}), development, None, None)
    return str(_read(answer).get("nonce", ""))


def route(rest_url: str, name: str, query: dict[str, str]) -> str:
    """A route below ``rest_url``, which is a path (``…/wp-json/wc-ledgerbridge/v1/``) or, with plain permalinks,
    a parameter (``…/index.php?rest_route=/wc-ledgerbridge/v1/``). Other parameters in it are kept."""
    parts = urlsplit(rest_url)
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    path = parts.path
    if "rest_route" in given:
        given["rest_route"] = given["rest_route"].rstrip("/") + "/" + name
    else:
        path = path.rstrip("/") + "/" + name
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(given | query, quote_via=quote, safe="/"), ""))


def _fetch(
    method: str, url: str, development: bool, auth: AuthBase | None, body: bytes | None, largest: int = wire.LARGEST
) -> wire.Answer:
    try:
        return wire.fetch(method, url, development, auth, body, largest)
    except wire.NoAnswer as why:
        raise Temporary(f"The shop did not answer: {why}.", problem=problems.unreachable(str(why))) from why
    except Forbidden as rule:
        raise Permanent(problems.address_forbidden(str(rule))) from rule


def _read(answer: wire.Answer) -> dict[str, Any]:
    """The JSON object in a good answer; what a bad one means."""
    if not answer.ok:
        raise _no(answer.status)
    try:
        said = simplejson.loads(answer.body, use_decimal=True)
    except (ValueError, RecursionError):
        raise _unreadable("it is not JSON") from None
    if not isinstance(said, dict):
        raise _unreadable("it is not a JSON object")
    return said


def _no(status: int) -> Temporary | Permanent:
    if status in (401, 403):
        return Permanent(problems.key_refused(status))
    if status == 404:
        return Temporary("The shop's plugin did not answer (404).", problem=problems.no_plugin())
    if 300 <= status < 400:
        return Temporary(f"The shop redirects ({status}).", problem=problems.redirects(status))
    if status in (408, 423, 425, 429) or status >= 500:
        return Temporary(f"The shop answered {status}.", problem=problems.unreachable(f"HTTP {status}"))
    return Permanent(problems.refused(status))


def _unreadable(how: str) -> Temporary:
    return Temporary(f"The shop's answer cannot be read: {how}.", problem=problems.answers_wrong(how))


def _list(said: dict[str, Any], name: str) -> list[Any]:
    if not isinstance(said.get(name), list):
        raise _unreadable(f"{name} is missing")
    return list(said[name])


def _ids(said: dict[str, Any], name: str) -> list[int]:
    found = _list(said, name)
    if not all(isinstance(id, int) for id in found):
        raise _unreadable(f"{name} holds something that is no order id")
    return found


def _hmac_sha256(client: Any, request: Any) -> str:
    """Authlib brings HMAC-SHA1 only; WooCommerce takes SHA-256 as well (class-wc-rest-authentication.php)."""
    text = oauth1.generate_signature_base_string(request)
    key = f"{escape(client.client_secret)}&"
    return base64.b64encode(hmac.digest(key.encode(), text.encode(), hashlib.sha256)).decode()


class _OAuth(OAuth1Auth):  # type: ignore[misc]
    """One-legged OAuth 1.0a, in the query: the place that every web server passes on to PHP."""

    SIGNATURE_METHODS: dict[str, Callable[[Any, Any], str]] = {"HMAC-SHA256": _hmac_sha256}

    def __init__(self, key: str, secret: str) -> None:
        super().__init__(key, secret, signature_method="HMAC-SHA256", signature_type=SIGNATURE_TYPE_QUERY)
