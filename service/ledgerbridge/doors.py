"""The doors besides the inbox: the screens' calls, pairing, and the browser that comes back from Exact."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import simplejson
from flask import Blueprint, Response, jsonify, redirect, request
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from . import desk
from .desk import connect
from .errors import LedgerbridgeError, Permanent, Refused, Temporary
from .exact import login
from .inbox import known_shop, read_body
from .shop import pairing, signature
from .state.models import Message, Shop
from .tools import Tools

logger = logging.getLogger(__name__)

DESK_LIMIT = 1024 * 1024  # a preview carries its orders
PAIR_LIMIT = 64 * 1024
HEARD_EVERY = timedelta(seconds=60)  # a busy screen does not rewrite the shop's row with each call
QUIET = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


def doors(tools: Tools) -> Blueprint:
    """POST /v1/desk, POST /v1/pair (docs/contracts.md 3, 4) and GET /exact/callback (6)."""
    door = Blueprint("doors", __name__)

    @door.post("/v1/desk")
    def answer_desk() -> Response:
        body = read_body(DESK_LIMIT)
        shop, call_id = _proved(tools, body)
        envelope = desk.envelope(_json(body))  # before the id is used up: an order's message has no call in it
        _once(tools, shop, call_id, body)
        return jsonify(result=desk.handle(tools, shop.id, envelope))

    @door.post("/v1/pair")
    def pair_shop() -> Response:
        answer = jsonify(pairing.pair(_json(read_body(PAIR_LIMIT)), tools))
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @door.get("/exact/callback")
    def back_from_exact() -> AnyResponse:
        return _back(tools)

    return door


def _json(body: bytes) -> Any:
    """What the body says; numbers with a point as Decimal. Raises Refused 422."""
    try:
        said = simplejson.loads(body, use_decimal=True)
        whole = simplejson.dumps(said, use_decimal=True, ensure_ascii=False).encode()
    except (ValueError, RecursionError):  # half a surrogate pair is a ValueError of encode()
        raise Refused(422, "not_json", "The body is not JSON.") from None
    if b"\\u0000" in whole:
        raise Refused(422, "not_json", "The body holds a null character, which no text may.")
    return said


# --- the desk: who asks, and only once ------------------------------------------------------------------------


def _proved(tools: Tools, body: bytes) -> tuple[Shop, str]:
    """The shop that signed this call, and the call's id. Raises Refused 401."""
    shop = known_shop(tools, request.headers.get("x-ledgerbridge-shop", ""))
    secrets = tools.vault.open(shop.id, shop.secrets)
    return shop, signature.verify(request.headers, body, secrets, tools.clock.now())


def _once(tools: Tools, shop: Shop, call_id: str, body: bytes) -> None:
    """Use the id up. Raises Refused 409 when it was used before."""
    try:
        with tools.db.write() as session:
            session.add(_nonce(shop.id, call_id, body, tools))
            session.flush()
            _heard(session, shop, tools)
            _retire_secret(session, shop, body, tools)
    except IntegrityError:
        raise Refused(409, "id_reused", "This call was made before.", "webhook-id", "Load the page again.") from None


def _retire_secret(session: Session, shop: Shop, body: bytes, tools: Tools) -> None:
    """A shop that signs with its newest secret has taken it up: the one before is done with."""
    secrets = tools.vault.open(shop.id, shop.secrets)
    if len(secrets) > 1 and _fits_newest(secrets, body, tools):
        row = session.get_one(Shop, shop.id)
        if row.secrets == shop.secrets:  # no pairing came in between
            row.secrets = tools.vault.seal(shop.id, secrets[:1])


def _fits_newest(secrets: list[str], body: bytes, tools: Tools) -> bool:
    try:
        signature.verify(request.headers, body, secrets[:1], tools.clock.now())
    except Refused:
        return False
    return True


def _nonce(shop_id: str, call_id: str, body: bytes, tools: Tools) -> Message:
    """The call's id in the table of messages, where an id can stand once. Its body is not kept."""
    digest = hashlib.sha256(body).hexdigest()
    return Message(
        shop_id=shop_id, webhook_id=call_id, type="desk", sha256=digest, body=None, received_at=tools.clock.now()
    )


def _heard(session: Session, shop: Shop, tools: Tools) -> None:
    now = tools.clock.now()
    if shop.heard_at is None or now - shop.heard_at > HEARD_EVERY:
        session.execute(update(Shop).where(Shop.id == shop.id).values(heard_at=now))


# --- back from Exact ------------------------------------------------------------------------------------------


def _back(tools: Tools) -> AnyResponse:
    """Send the browser on to the shop's screen, with the news. A stranger's or old state gets a page instead."""
    state = request.args.get("state", "")
    return_url = login.return_to(state, tools.db)
    if not return_url:
        return _page()
    answer = redirect(_with(return_url, _news(state, tools)), 302)
    answer.headers.update(QUIET)
    return answer


def _news(state: str, tools: Tools) -> dict[str, str]:
    """What came of the consent: ``{"ledgerbridge": "connected"}`` or ``failed`` with a reason."""
    try:
        if "code" not in request.args:
            login.given_up(state, tools.db, tools.clock)
            return {"ledgerbridge": "failed", "reason": "denied"}
        shop_id, _ = login.finish(
            state, request.args["code"], tools.db, tools.vault, tools.clock, tools.config
        )
    except Temporary as why:
        logger.warning("consent: Exact gave no answer (%s)", why)
        return {"ledgerbridge": "failed", "reason": "try_again"}
    except (Refused, Permanent) as why:
        logger.warning("consent refused: %s", getattr(why, "code", type(why).__name__))
        return {"ledgerbridge": "failed", "reason": "refused"}
    _go_on(shop_id, tools)
    return {"ledgerbridge": "connected"}


def _go_on(shop_id: str, tools: Tools) -> None:
    """The administrations, so that the screen can offer them at once, and what waited for the consent. When it fails
    the screen asks again, and what waits is looked at again soon."""
    try:
        connect.go_on(shop_id, tools)
    except LedgerbridgeError as why:
        logger.warning("consent given, but not everything could be read yet: %s", why, extra={"shop": shop_id})


def _with(url: str, news: dict[str, str]) -> str:
    """The URL with these parameters instead of any of the same name."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in news]
    return urlunsplit(parts._replace(query=urlencode([*kept, *news.items()])))


def _page() -> Response:
    """For a person whose browser came here without a consent under way."""
    dutch = request.accept_languages.best_match(["en", "nl"]) == "nl"
    title, text = _PAGE["nl" if dutch else "en"]
    html = (
        f'<!doctype html><html lang="{"nl" if dutch else "en"}"><meta charset="utf-8"><title>Ledgerbridge</title>'
        f'<meta name="viewport" content="width=device-width"><h1>{escape(title)}</h1><p>{escape(text)}</p></html>'
    )
    headers = {**QUIET, "Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff"}
    return Response(html, 400, headers, mimetype="text/html")


_PAGE = {
    "en": (
        "This connection is no longer under way",
        "It was started more than ten minutes ago, was finished already, or was not started here. Nothing was changed. "
        "Go back to the shop and press Connect Exact Online again.",
    ),
    "nl": (
        "Deze verbinding is niet meer gaande",
        "Ze is meer dan tien minuten geleden gestart, was al klaar, of is niet hier gestart. Er is niets gewijzigd. "
        "Ga terug naar de winkel en klik opnieuw op Exact Online verbinden.",
    ),
}
