"""Subscribe to Exact's webhooks for the chosen administration, and look once a day whether they still stand.

Without webhooks (the app's scope, another licence, no secret) nothing is lost: the feeds are polled more often.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ..errors import BudgetSpent, Parked, Permanent, Problem, Temporary
from ..exact.webhooks import Whose
from ..state import cursors
from ..state.models import Connection, Listener
from ..tools import Tools
from . import administration, pull

log = logging.getLogger(__name__)

CHECK_EVERY = timedelta(days=1)
DOOR = "/exact/webhooks/"  # on the domain of the redirect URI, as Exact wants [C]


def topics(feeds: pull.Feeds, shop_id: str, tools: Tools) -> set[str]:
    """What this shop, or one it shares the subscriptions with, wants to hear of: a licence without stock refuses its
    topic, and with it all."""
    with tools.db.read() as session:
        shops = sharing(session, shop_id)
        wanted = [one for one in feeds.values() if one.wanted is None or any(one.wanted(session, id) for id in shops)]
    return {topic for feed in wanted for topic in feed.topics}


def listener(feeds: pull.Feeds) -> Callable[[str, Tools], None]:
    """The flow that looks after the administration, settles the subscriptions, and makes the feeds' cursors."""

    def listen(shop_id: str, tools: Tools) -> None:
        try:
            _listen(shop_id, feeds, tools)
        except (BudgetSpent, Parked, Temporary) as later:
            log.info("webhooks are looked at later: %s", later, extra={"shop": shop_id})
        tools.ring("feeds", shop_id)

    return listen


def _listen(shop_id: str, feeds: pull.Feeds, tools: Tools) -> None:
    path, division = _prepare(shop_id, feeds, tools)
    if division is None:
        return
    administration.look(shop_id, tools)
    state, problem = "listening", None
    if not secret(shop_id, tools):
        state, problem = "polling", NO_SECRET
    else:
        ours, named = f"{tools.config.url}{DOOR}", topics(feeds, shop_id, tools)
        try:
            with tools.exact(shop_id) as exact:
                exact.settle_webhooks(f"{ours}{path}", lambda url: _whose(url, ours, shop_id, tools), named)
        except Permanent as no:
            state, problem = "polling", no.problem
    with tools.db.write() as session:
        row = session.get_one(Listener, shop_id)
        row.division, row.state, row.checked_at = division, state, tools.clock.now()
        row.problem = None if problem is None else problem.as_dict()


def _prepare(shop_id: str, feeds: pull.Feeds, tools: Tools) -> tuple[str, int | None]:
    """The shop's own path at the door, made once, and the administration; its cursors exist afterwards."""
    with tools.db.write() as session:
        connection = session.get(Connection, shop_id)
        row = session.get(Listener, shop_id)
        if row is None:
            made = secrets.token_urlsafe(32)
            row = Listener(shop_id=shop_id, path_hash=hashed(made), path=tools.vault.seal(shop_id, made), counts={})
            session.add(row)
        if connection is None or connection.division is None:
            return "", None
        cursors.ensure(session, shop_id, connection.division, pull.names(feeds), tools.clock.now())
        return str(tools.vault.open(shop_id, row.path)), connection.division


def _whose(url: str, ours: str, shop_id: str, tools: Tools) -> Whose:
    """Does this callback lead to our door, and to no shop any more? Or to one that hears for this shop, too?"""
    if not url.startswith(ours):
        return "strange"
    with tools.db.read() as session:
        other = session.scalar(select(Listener.shop_id).where(Listener.path_hash == hashed(url[len(ours) :])))
        if other is None:
            return "stale"
        return "shared" if other in sharing(session, shop_id) else "strange"


def sharing(session: Session, shop_id: str) -> list[str]:
    """This shop, and the others that book in the same administration through the host's own app: what Exact tells one
    of them concerns them all."""
    row = session.get(Connection, shop_id)
    if row is None or row.division is None or row.client is not None:
        return [shop_id]
    same = (Connection.division == row.division, Connection.base_url == row.base_url)
    found = session.scalars(select(Connection.shop_id).where(*same, Connection.client.is_(None)))
    return [shop_id, *(one for one in found if one != shop_id)]


def stop(shop_id: str, tools: Tools) -> None:
    """End this shop's subscriptions, as far as Exact answers: what it does not end leads to no shop and is taken away
    by the next one that looks. Shops that heard through them look for themselves at once."""
    with tools.db.read() as session:
        row, connection = session.get(Listener, shop_id), session.get(Connection, shop_id)
        others = [one for one in sharing(session, shop_id) if one != shop_id]
    if row is None or connection is None or connection.state != "connected" or connection.division is None:
        return
    callback = f"{tools.config.url}{DOOR}{tools.vault.open(shop_id, row.path)}"
    try:
        with tools.exact(shop_id) as exact:
            exact.settle_webhooks(callback, lambda url: "strange", ())
    except (Temporary, Permanent) as no:
        log.info("the webhooks were not ended: %s", no, extra={"shop": shop_id})
    with tools.db.write() as session:
        session.get_one(Listener, shop_id).checked_at = None
    for one in others:
        tools.ring("listen", one)


def secret(shop_id: str, tools: Tools) -> str:
    """The webhook secret of the app this shop is connected with: its own, or the host's."""
    with tools.db.read() as session:
        row = session.get(Connection, shop_id)
    if row is None or row.client is None:
        return tools.config.exact_webhook_secret
    return str(tools.vault.open(shop_id, row.client).get("webhook_secret") or "")


def hashed(path: str) -> str:
    return hashlib.sha256(path.encode()).hexdigest()


def unchecked_shops(tools: Tools, now: datetime) -> list[str]:
    """Connected shops whose subscriptions were not looked at for a day, or belong to another administration, or where
    something was wrong at the last look: whether it is over is asked each time the clock comes by."""
    with tools.db.read() as session:
        return list(
            session.scalars(
                select(Connection.shop_id)
                .outerjoin(Listener, Listener.shop_id == Connection.shop_id)
                .where(
                    Connection.state == "connected",
                    Connection.division.is_not(None),
                    or_(
                        Listener.checked_at.is_(None),
                        Listener.checked_at < now - CHECK_EVERY,
                        Listener.division != Connection.division,
                        Connection.problem.is_not(None),
                    ),
                )
            )
        )


NO_SECRET = Problem(
    code="webhook_secret_missing",
    what={
        "en": "Exact Online cannot report changes by itself.",
        "nl": "Exact Online kan wijzigingen niet zelf melden.",
    },
    why={
        "en": "The webhook secret of the Exact app is not known here. Changes are fetched every ten minutes instead.",
        "nl": "Het webhookgeheim van de Exact-app is hier niet bekend. Wijzigingen worden elke tien minuten opgehaald.",
    },
    do={
        "en": "Let the host set EXACT_WEBHOOK_SECRET. Nothing is lost meanwhile.",
        "nl": "Laat de beheerder EXACT_WEBHOOK_SECRET instellen. Er gaat intussen niets verloren.",
    },
    who="host",
    action="none",
)
