"""How a shop and the service come to trust each other: a one-time code, and a call back (docs/contracts.md 4).

The code proves that the host wants this shop; the call back proves that the URL is the asker's. What identifies
a shop is the site that answered at its ``rest_url``: pairing that site again gives it a new secret on the same
row, so that everything booked before stays known and is not booked twice.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from .. import __version__, texts
from ..clock import Clock
from ..errors import Permanent, Problem, Refused, Temporary
from ..state.db import Database
from ..state.models import Order, PairingCode, Shop
from ..tools import Tools
from . import address, client

CODE_LIFE = timedelta(minutes=10)
MOST_TRIES = 5
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: nothing to misread
MARKER = "23456789BCDFGHJKMNPQRSTVWXZ"  # nor 0, 1 and vowels: no words in the owner's books


# --- the host's side ----------------------------------------------------------------------------------------


def make_code(db: Database, clock: Clock) -> str:
    """A code such as ``LB-7K2M-…`` (seven groups, 140 bits), good once, for ten minutes. Only its hash is kept."""
    groups = ["".join(secrets.choice(CROCKFORD) for _ in range(4)) for _ in range(7)]
    code = "-".join(["LB", *groups])
    now = clock.now()
    with db.write() as session:
        session.add(PairingCode(code_hash=_hash(code), made_at=now, expires_at=now + CODE_LIFE))
    return code


def _hash(code: str) -> str:
    """Of the code as it was meant: case, spaces, dashes and look-alike letters do not count."""
    typed = re.sub(r"[\s-]", "", code.upper()).removeprefix("LB")
    return hashlib.sha256(typed.translate(str.maketrans("OIL", "011")).encode()).hexdigest()


# --- the shop's side ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asker:
    """Who wants to be let in, as it says itself; its URLs are well formed and on one host."""

    code: str
    nonce: str
    shop: dict[str, str]
    rest_key: dict[str, str]

    @property
    def site(self) -> str:
        return site_of(self.shop["rest_url"])

    def no(self, code: str, status: int, field: str, **values: object) -> Refused:
        """A refusal in the shop's language."""
        return texts.refusal(self.shop["locale"], code, status, field, **values)


def pair(request: Any, tools: Tools) -> dict[str, Any]:
    """Let one shop in. ``request`` and the answer as contracts 4 says. Raises Refused 403, 422."""
    asker = _read(request)
    _check_urls(asker, tools.config.development_shops)
    _try_code(asker, tools)
    _prove(asker, tools)
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    with tools.db.write() as session:
        shop_id = _let_in(session, asker, secret, tools)
    return {"shop_id": shop_id, "secret": secret, "service": {"url": tools.config.url, "version": __version__}}


def site_of(rest_url: str) -> str:
    """Which WordPress site answers there: host and path, whatever the scheme and the permalinks.

    ``https://x.nl/b/wp-json/wc-ledgerbridge/v1/`` and ``https://x.nl/b/index.php?rest_route=/…`` are ``x.nl/b``."""
    parts = urlsplit(rest_url)
    path = parts.path.rstrip("/")
    if "rest_route" not in parse_qs(parts.query):
        path = re.sub(r"/[^/]+/wc-ledgerbridge/v1$", "", path)  # the REST prefix is wp-json, or what a filter says
    path = path.removesuffix("/index.php")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    return f"{(parts.hostname or '').lower()}{port}{path}"


class _ShopSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    url = fields.String(required=True, validate=validate.Length(1, 500))
    rest_url = fields.String(required=True, validate=validate.Length(1, 500))
    name = fields.String(load_default="")
    timezone = fields.String(load_default="Europe/Amsterdam")
    locale = fields.String(load_default="nl")
    woocommerce = fields.String(load_default="")
    wordpress = fields.String(load_default="")
    plugin = fields.String(load_default="")


class _KeySchema(Schema):
    class Meta:
        unknown = EXCLUDE

    key = fields.String(required=True, validate=validate.Regexp(r"ck_[A-Za-z0-9]{8,100}\Z"))
    secret = fields.String(required=True, validate=validate.Regexp(r"cs_[A-Za-z0-9]{8,100}\Z"))


class _RequestSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    code = fields.String(required=True, validate=validate.Length(1, 100))
    nonce = fields.String(required=True, validate=validate.Regexp(r"[A-Za-z0-9_\-]{16,128}\Z"))
    shop = fields.Nested(_ShopSchema, required=True)
    rest_key = fields.Nested(_KeySchema, required=True)


def _read(request: Any) -> Asker:
    try:
        return Asker(**_RequestSchema().load(request))
    except ValidationError as wrong:
        field, said = _first(wrong.normalized_messages())
        code = "missing" if "required" in said else "wrong_type"
        raise Refused(422, code, f"{field}: {said}", field=field, do="Update the plugin.") from None


def _first(messages: dict[str, Any], path: str = "") -> tuple[str, str]:
    """The first wrong field and what is wrong with it: ``("shop.url", "Missing data …")``."""
    name, inner = next(iter(messages.items()))
    here = f"{path}.{name}".lstrip(".").removesuffix("._schema")
    return _first(inner, here) if isinstance(inner, dict) else (here, " ".join(map(str, inner)))


def _check_urls(asker: Asker, development: bool) -> None:
    try:
        url, rest_url = (address.check(asker.shop[name], development) for name in ("url", "rest_url"))
        if (url.hostname, url.port) != (rest_url.hostname, rest_url.port):
            raise address.Forbidden("url and rest_url are on different hosts")
    except address.Forbidden as rule:
        raise asker.no("shop_url_refused", 422, "shop.rest_url", rule=rule) from None


def _try_code(asker: Asker, tools: Tools) -> None:
    """Spend one try of the code, committed before the shop is called. Raises Refused 403."""
    with tools.db.write() as session:
        row = session.get(PairingCode, _hash(asker.code), with_for_update=True)
        if row is None:
            raise asker.no("code_wrong", 403, "code")
        if row.used_at is not None or row.tries >= MOST_TRIES:
            raise asker.no("code_used", 403, "code")
        if row.expires_at <= tools.clock.now():
            raise asker.no("code_expired", 403, "code")
        row.tries += 1


def _prove(asker: Asker, tools: Tools) -> None:
    """Ask the shop at its URL for what only the asker can know. Raises Refused 422."""
    expected = hashlib.sha256((asker.nonce + asker.code).encode()).hexdigest()
    try:
        said = client.ask_proof(asker.shop["rest_url"], asker.nonce, tools.config.development_shops)
    except (Temporary, Permanent) as why:
        raise _not_proved(asker, why.problem) from why
    if not hmac.compare_digest(said.encode("utf-8", "replace"), expected.encode()):
        raise _not_proved(asker, None)


def _not_proved(asker: Asker, problem: Problem | None) -> Refused:
    detail = problem.detail if problem else ""
    if problem and problem.code == "shop_url_refused":
        return asker.no("shop_url_refused", 422, "shop.rest_url", rule=detail)
    code = "shop_unreachable" if problem and problem.code == "shop_unreachable" else "shop_answers_wrong"
    return asker.no(code, 422, "shop.rest_url", how=f" ({detail})" if detail else "")


def _let_in(session: Session, asker: Asker, secret: str, tools: Tools) -> str:
    """The shop's row, new or found again, with the new secret first. Uses up the code."""
    known = _known(session, asker.site)
    shop = known or Shop(id=_new_id(), marker=_new_marker(session))
    _use_up(session, asker, shop.id, tools)
    older: list[str] = []
    if known is not None and known.state != "unpaired":
        older = tools.vault.open(shop.id, shop.secrets)[:1]  # what is under way is still signed with it
    _describe(shop, asker.shop)
    shop.secrets = tools.vault.seal(shop.id, [secret, *older])
    shop.rest_key = tools.vault.seal(shop.id, asker.rest_key)
    shop.state, shop.paired_at = "active", tools.clock.now()
    session.add(shop)
    _wake(session, shop.id, tools)
    return shop.id


def _known(session: Session, site: str) -> Shop | None:
    shops = session.scalars(select(Shop).order_by(Shop.paired_at.desc()))
    return next((shop for shop in shops if site_of(shop.rest_url) == site), None)


def _new_id() -> str:
    return "".join(secrets.choice(CROCKFORD.lower()) for _ in range(20))


def _new_marker(session: Session) -> str:
    """Four characters that no other shop has: they stand in the texts of its documents in Exact."""
    taken = set(session.scalars(select(Shop.marker)))
    while True:
        marker = "".join(secrets.choice(MARKER) for _ in range(4))
        if marker not in taken:
            return marker


def _use_up(session: Session, asker: Asker, shop_id: str, tools: Tools) -> None:
    """Of two askers with one code only one gets in."""
    used = session.execute(
        update(PairingCode)
        .where(PairingCode.code_hash == _hash(asker.code), PairingCode.used_at.is_(None))
        .values(used_at=tools.clock.now(), shop_id=shop_id)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise asker.no("code_used", 403, "code")


def _describe(shop: Shop, said: dict[str, str]) -> None:
    shop.url, shop.rest_url = said["url"].rstrip("/"), said["rest_url"]
    shop.name, shop.timezone, shop.locale = said["name"][:200], said["timezone"][:64], said["locale"][:10]
    shop.versions = {name: said[name][:40] for name in ("woocommerce", "wordpress", "plugin")}


def _wake(session: Session, shop_id: str, tools: Tools) -> None:
    """What waited when the shop was unpaired goes on."""
    session.execute(
        update(Order)
        .where(Order.shop_id == shop_id, Order.due_at.is_(None), Order.state.in_(["waiting", "checking", "parked"]))
        .values(due_at=tools.clock.now())
    )
