"""Connecting a shop to Exact Online: consent, the administration, and the first settings."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from marshmallow import Schema, fields, validate

from ..exact import login
from ..feed import listen
from ..setup import choices
from ..shop import address
from ..state.models import Connection, Shop
from ..tools import Tools
from . import connection, proposal, wake
from .asker import Asker


class _Start(Schema):
    country = fields.String(required=True, validate=validate.Length(2, 6))
    return_url = fields.String(required=True, validate=validate.Length(1, 1000))
    client_id = fields.String(load_default="", validate=validate.Length(max=100))
    client_secret = fields.String(load_default="", validate=validate.Length(max=200))
    webhook_secret = fields.String(load_default="", validate=validate.Length(max=200))


class _Choose(Schema):
    division = fields.Integer(required=True, validate=validate.Range(1, 2**31 - 1))


def start(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """Where to send the owner's browser for consent."""
    given, tools = asker.read(_Start, args), asker.tools
    with tools.db.read() as session:
        shop = session.get_one(Shop, asker.shop_id)
    if not _same_site(shop.url, given["return_url"]):
        raise asker.no("return_url_refused", field="args.return_url")
    url = login.authorize_url(
        asker.shop_id,
        given["country"],
        given["return_url"],
        tools.db,
        tools.vault,
        tools.clock,
        tools.config,
        given["client_id"],
        given["client_secret"],
        given["webhook_secret"],
    )
    return {"authorize_url": url}


def _same_site(shop_url: str, return_url: str) -> bool:
    """The browser is sent there with news about the consent: only to the shop's own host."""
    try:
        there = address.check(return_url, development=True)
    except address.Forbidden:
        return False
    shop = urlsplit(shop_url)
    return (there.hostname, there.port) == (shop.hostname, shop.port)


def read(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """The connection; asks Exact once for the administrations when they are not known yet."""
    row = connection.find(asker.tools, asker.shop_id)
    if row is not None and row.state == "connected" and not row.divisions:
        with asker.exact_may_fail():
            connection.look_round(asker.tools, asker.shop_id)
    return connection.as_dict(connection.find(asker.tools, asker.shop_id))


def choose(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """Choose the administration: reads what can be chosen there, and proposes settings where there are none
    that fit it."""
    division, tools = int(asker.read(_Choose, args)["division"]), asker.tools
    row = connection.find(tools, asker.shop_id)
    if not any(known["code"] == division and known["usable"] for known in (row.divisions if row else [])):
        raise asker.no("division_unknown", field="args.division")
    with asker.exact_may_fail(), connection.open_exact(tools, asker.shop_id, division) as exact:
        modules, offered = exact.modules(), choices.fetch(exact)
        moved_at = next((one.moved_at for one in exact.divisions() if one.code == division), None)
    if not any(modules[name] for name in connection.STYLES):
        raise asker.no("licence_missing", field="args.division")
    now = tools.clock.now()
    with tools.db.write() as session:
        chosen = session.get_one(Connection, asker.shop_id)
        chosen.division, chosen.modules, chosen.problem = division, modules, None
        chosen.division_moved_at = moved_at
        choices.keep(session, asker.shop_id, division, offered, now)
        proposed = proposal.settle(session, chosen, offered, now)
        wake.wake(session, asker.shop_id, now)
    tools.ring("listen", asker.shop_id)
    tools.ring("drain", asker.shop_id)
    return {**connection.as_dict(chosen), "suggested": proposed.why}


def go_on(shop_id: str, tools: Tools) -> None:
    """Consent was given again: what waited for it goes on at once, without a second click. The administration is
    still chosen then; what this user's licence allows in it is found out anew. Raises what Exact's client raises."""
    connection.look_round(tools, shop_id)
    row = connection.find(tools, shop_id)
    if row is None or row.division is None:
        return
    with tools.db.write() as session:
        wake.wake(session, shop_id, tools.clock.now())
    tools.ring("listen", shop_id)
    tools.ring("drain", shop_id)
    with connection.open_exact(tools, shop_id, row.division) as exact:
        modules = exact.modules()
    with tools.db.write() as session:
        session.get_one(Connection, shop_id).modules = modules


def end(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """Forget the consent. What stands in Exact stays; orders wait."""
    listen.stop(asker.shop_id, asker.tools)
    login.end(asker.shop_id, asker.tools.db)
    return connection.as_dict(connection.find(asker.tools, asker.shop_id))
