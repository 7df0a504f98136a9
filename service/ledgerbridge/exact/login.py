"""Consent at Exact Online and the access token that every call needs.

    authorize_url → (browser at Exact) → finish     a person connects the shop
    access_token                                    a call needs a token; refreshed when due, by one process

Exact gives a new pair no sooner than 570 s after the last one, an access token lives 600 s, and a refresh
token works once (facts §1). So the pair is refreshed in [571, 590] s of its age, by whoever needs a token then.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

import simplejson
from sqlalchemy import select, update
from sqlalchemy.orm import Session as DbSession

from ..clock import Clock
from ..config import Config
from ..errors import LostAnswer, Parked, Problem, Refused, Temporary
from ..state.db import Database
from ..state.models import Connection, OAuthState
from ..state.vault import Vault
from . import client, instances
from .assumptions import ACCESS_LIFE, REFRESH_AFTER
from .tokens import Chain, Pair, Row

logger = logging.getLogger(__name__)

STATE_LIFE = timedelta(minutes=10)
MOST_WAIT = timedelta(seconds=25)  # for another process's refresh: its time-out of 20 s and some
POLL = 0.25
LONGEST_LIFE = 86_400  # seconds; more is no life of an access token, whoever says so
TOO_EARLY_WAIT = timedelta(seconds=120)  # clocks of two hosts differ by less (facts/reliability 3)


def redirect_uri(config: Config) -> str:
    """Where Exact sends the browser back to; registered with the app at Exact, to the letter."""
    return f"{config.url}/exact/callback"


# --- a person connects --------------------------------------------------------------------------------------


def authorize_url(
    shop_id: str,
    country: str,
    return_url: str,
    db: Database,
    vault: Vault,
    clock: Clock,
    config: Config,
    client_id: str = "",
    client_secret: str = "",
    webhook_secret: str = "",
) -> str:
    """The address to send the owner's browser to. ``return_url``: the shop's screen to come back to.

    ``client_id``/``client_secret``: the shop's own app at Exact; without them the app of an earlier consent,
    or the host's. Raises Refused when there is none, or no such country."""
    base_url = instances.base_url(country, config)
    given = {"id": client_id, "secret": client_secret, "webhook_secret": webhook_secret}
    own = given if client_id else _own_app(shop_id, base_url, db, vault)
    app = _app(own, config)
    if not app["id"] or not app["secret"]:
        raise Refused(
            422,
            "exact_app_missing",
            "No Exact app is known for this shop.",
            "args.client_id",
            "Give the client id and secret of an app in the Exact App Center, or let the host set EXACT_CLIENT_ID.",
        )
    state = secrets.token_urlsafe(32)
    now = clock.now()
    with db.write() as session:
        session.add(
            OAuthState(
                state_hash=_hash(state),
                shop_id=shop_id,
                return_url=return_url,
                base_url=base_url,
                client=None if own is None else vault.seal(shop_id, own),
                expires_at=now + STATE_LIFE,
            )
        )
    query = {"client_id": app["id"], "redirect_uri": redirect_uri(config), "response_type": "code", "state": state}
    return f"{base_url}/api/oauth2/auth?{urlencode({**query, 'force_login': 0})}"


def finish(
    state: str,
    code: str,
    db: Database,
    vault: Vault,
    clock: Clock,
    config: Config,
    session: client.Session | None = None,
) -> tuple[str, str]:
    """The browser came back with a code: (shop_id, return_url), with the tokens stored.

    ``code`` as it stands in the address or already decoded: Exact's codes hold characters that arrive as ``%21``
    and none that decoding twice would hurt [A]. Raises Refused (state unknown, used or old; code refused) or
    Temporary; the owner then presses Connect again."""
    consent = _use_state(state, db, clock)
    own = None if consent.client is None else vault.open(consent.shop_id, consent.client)
    app = _app(own, config)
    fields = {
        "grant_type": "authorization_code",
        "code": unquote(code),
        "redirect_uri": redirect_uri(config),
        "client_id": app["id"],
        "client_secret": app["secret"],
    }
    asked_at = clock.now()
    status, text = client.post_form(session or client.new_session(), _token_url(consent.base_url), fields)
    pair = _pair_in(text, None, asked_at, clock.now())
    if pair is None:
        raise Refused(
            400, "exact_refused_consent", f"Exact refused the consent ({status}): {_words(text)}", "code",
            "Press Connect again and finish within three minutes.",
        )  # fmt: skip
    with db.write() as writing:
        _store_consent(writing, consent, pair, vault)
    logger.info("Connected to Exact", extra={"shop": consent.shop_id, "state": "connected"})
    return consent.shop_id, consent.return_url


def return_to(state: str, db: Database) -> str:
    """The shop's screen that a consent came from, used up or not; "" when the state is unknown."""
    with db.read() as session:
        consent = session.get(OAuthState, _hash(state))
    return "" if consent is None else consent.return_url


def given_up(state: str, db: Database, clock: Clock) -> tuple[str, str]:
    """The browser came back with an error instead of a code: (shop_id, return_url). Raises Refused."""
    consent = _use_state(state, db, clock)
    return consent.shop_id, consent.return_url


def end(shop_id: str, db: Database) -> None:
    """Forget the tokens. Exact has no door to give a consent back; unused it dies after 30 days."""
    with db.write() as session:
        session.execute(
            update(Connection)
            .where(Connection.shop_id == shop_id)
            .values(
                tokens=None, state="new", problem=None, generation=Connection.generation + 1, refresh_started_at=None
            )
        )


def _use_state(state: str, db: Database, clock: Clock) -> OAuthState:
    """The consent under way, used up by this call."""
    now = clock.now()
    with db.write() as session:
        used = session.execute(
            update(OAuthState)
            .where(OAuthState.state_hash == _hash(state), OAuthState.used_at.is_(None), OAuthState.expires_at > now)
            .values(used_at=now)
        )
        if used.rowcount != 1:  # type: ignore[attr-defined]
            raise Refused(
                400, "state_unknown", "This consent was not asked for here, was used already, or is too old.",
                "state", "Press Connect again in the shop.",
            )  # fmt: skip
        return session.get_one(OAuthState, _hash(state))


def _store_consent(session: DbSession, consent: OAuthState, pair: Pair, vault: Vault) -> None:
    row = session.scalar(select(Connection).where(Connection.shop_id == consent.shop_id).with_for_update())
    if row is None:
        row = Connection(shop_id=consent.shop_id, base_url=consent.base_url, generation=0, divisions=[], modules={})
        session.add(row)
    elif row.base_url != consent.base_url:  # another country: nothing known of the old one holds
        row.division, row.divisions, row.modules = None, [], {}
    row.base_url, row.client = consent.base_url, consent.client
    row.tokens = vault.seal(consent.shop_id, {"access": pair.access, "refresh": pair.refresh})
    row.generation += 1
    row.refreshed_at, row.expires_at, row.refresh_started_at = pair.came_at, pair.asked_at + pair.life, None
    row.state, row.connected_at, row.problem = "connected", pair.came_at, None


# --- a call needs a token -----------------------------------------------------------------------------------


def access_token(
    shop_id: str,
    db: Database,
    vault: Vault,
    clock: Clock,
    config: Config,
    *,
    refused: str = "",
    session: client.Session | None = None,
    spool: Path | None = None,
) -> str:
    """A token that lives at least ten seconds more. ``refused``: this one just got a 401.

    Raises Parked when a person must (re)connect; Temporary(until) while Exact gives no new token or another
    process's refresh does not end. ``spool``: see tokens.py."""
    chain = Chain(shop_id, db, vault, spool or config.token_spool)
    give_up_at = clock.now() + MOST_WAIT
    while True:
        row = _connected(chain)
        now = clock.now()
        if refused and row.access == refused and row.expires_at > now:
            chain.expire(row, now)
            continue
        if row.lives(now) and now < row.due_at:
            return row.access
        if not _under_way(row, now) and chain.recover(row):
            continue
        if now < row.due_at:
            _wait(row.due_at, give_up_at, clock)
        elif chain.claim(row, now):
            try:
                _refresh(shop_id, row, chain, clock, config, session or client.new_session())
            except Temporary as why:
                if row.lives(clock.now()) and not isinstance(why, Parked):
                    return row.access  # the old one still does for this call
                raise
        elif row.claimed_at is None:
            continue  # another process took the claim between our look and our try
        elif row.lives(now) and (now >= give_up_at or not _under_way(row, now)):
            return row.access
        else:
            _wait_for_other(row, now, give_up_at, clock)


def _connected(chain: Chain) -> Row:
    row = chain.read()
    if row is None or row.state == "new":
        raise Parked("The shop is not connected to Exact.", problem=NOT_CONNECTED)
    if row.state == "consent_lost":
        if not chain.recover(row):
            raise Parked("Exact's consent is lost.", problem=CONSENT_LOST)
        return _connected(chain)
    return row


def _refresh(shop_id: str, row: Row, chain: Chain, clock: Clock, config: Config, session: client.Session) -> None:
    """Ask for a new pair under the claim; returns when the row may be read again."""
    app = _app(row.client, config)
    fields = {
        "grant_type": "refresh_token",
        "refresh_token": row.refresh,
        "client_id": app["id"],
        "client_secret": app["secret"],
    }
    asked_at = clock.now()
    try:
        status, text = client.post_form(session, _token_url(row.base_url), fields)
    except LostAnswer as lost:
        raise Temporary(str(lost), asked_at + REFRESH_AFTER) from lost  # the claim stays until then
    except Temporary:
        chain.release(row)
        raise
    came_at = clock.now()
    pair = _pair_in(text, row, asked_at, came_at)
    if pair is not None:
        chain.keep(row, pair)
        took = int((came_at - asked_at).total_seconds() * 1000)
        logger.info("Refreshed the Exact token", extra={"shop": shop_id, "count": row.generation + 1, "ms": took})
        return
    _refused_refresh(status, text, row, chain, clock)


def _refused_refresh(status: int, text: str, row: Row, chain: Chain, clock: Clock) -> None:
    """No pair came: too early, dead chain, wrong app, or a server in trouble (the bodies of facts §1)."""
    error, words = _error(text), _words(text)
    now = clock.now()
    if status == 429 or error == "access_denied":
        chain.not_before(row, now + TOO_EARLY_WAIT)
        return  # read again: another process's pair may be there; if not, the loop waits
    if status == 401 or error == "invalid_grant" or (error == "invalid_request" and "expired" in words):
        if chain.lose(row, CONSENT_LOST):
            logger.error("Exact's consent is lost", extra={"state": "consent_lost", "status": status})
        return
    if 400 <= status < 500 and status != 408:
        raise Parked(f"Exact refuses the app's credentials ({status}).", problem=_app_refused(words))
    raise Temporary(f"Exact's token endpoint answered {status}.", now + REFRESH_AFTER)


def _under_way(row: Row, now: datetime) -> bool:
    """Is the claimed refresh young enough to be running?"""
    return row.claimed_at is not None and abs(now - row.claimed_at) < MOST_WAIT


def _wait_for_other(row: Row, now: datetime, give_up_at: datetime, clock: Clock) -> None:
    free_at = (row.claimed_at or now) + REFRESH_AFTER
    if now >= give_up_at or not _under_way(row, now):
        raise Temporary(f"A new token for Exact is tried at {free_at.isoformat()}.", free_at)
    clock.sleep(POLL)


def _wait(until: datetime, give_up_at: datetime, clock: Clock) -> None:
    if until > give_up_at:
        raise Temporary(f"Exact gives no new token before {until.isoformat()}.", until)
    clock.sleep(max((until - clock.now()).total_seconds(), 0.01))


# --- small things -------------------------------------------------------------------------------------------


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()


def _token_url(base_url: str) -> str:
    return f"{base_url}/api/oauth2/token"


def _own_app(shop_id: str, base_url: str, db: Database, vault: Vault) -> dict[str, str] | None:
    """The app the shop connected with before, at the same Exact."""
    with db.read() as session:
        row = session.get(Connection, shop_id)
    if row is None or row.client is None or row.base_url != base_url:
        return None
    app: dict[str, str] = vault.open(shop_id, row.client)
    return app


def app_id(shop_id: str, row: Connection, vault: Vault, config: Config) -> str:
    """The client id that this shop's calls are counted under."""
    own = None if row.client is None else vault.open(shop_id, row.client)
    return _app(own, config)["id"]


def _app(own: dict[str, str] | None, config: Config) -> dict[str, str]:
    return own or {"id": config.exact_client_id, "secret": config.exact_client_secret}


def _pair_in(text: str, known: Row | None, asked_at: datetime, came_at: datetime) -> Pair | None:
    """Any token in an answer, whatever its status: a refused refresh may still carry one (facts §1 [F]).
    What the answer does not name stays as ``known``."""
    said = _json(text)
    access, refresh = _token(said.get("access_token")), _token(said.get("refresh_token"))
    if not access and not refresh:
        return None
    life = _life(said.get("expires_in"))
    if not access:
        access, life = (known.access, known.expires_at - asked_at) if known else ("", timedelta(0))
    return Pair(access, refresh or (known.refresh if known else ""), asked_at, came_at, life)


def _token(said: object) -> str:
    """A token as it can stand in a header; "" for anything else."""
    fits = isinstance(said, str) and said.isascii() and said.isprintable() and " " not in said
    return str(said) if fits else ""


def _life(expires_in: object) -> timedelta:
    """Exact writes the seconds as a string. Nothing in here may raise: by now the old refresh token is used up, and
    the answer holds the only one that works. What cannot be a life counts as the documented one."""
    try:
        seconds = int(str(expires_in))
    except ValueError:
        return ACCESS_LIFE
    return timedelta(seconds=seconds) if 0 < seconds <= LONGEST_LIFE else ACCESS_LIFE


def _error(text: str) -> str:
    return str(_json(text).get("error", ""))


def _words(text: str) -> str:
    said = _json(text)
    return str(said.get("error_description") or said.get("error") or "no reason given")[:300]


def _json(text: str) -> dict[str, Any]:
    try:
        said = simplejson.loads(text)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


NOT_CONNECTED = Problem(
    code="not_connected",
    cause="not_connected",
    what={"en": "The shop is not connected to Exact Online.", "nl": "De winkel is niet verbonden met Exact Online."},
    why={"en": "Nobody has given consent yet.", "nl": "Er is nog geen toestemming gegeven."},
    do={
        "en": "Connect Exact Online; all waiting orders then go on by themselves.",
        "nl": "Verbind Exact Online; alle wachtende bestellingen gaan dan vanzelf door.",
    },
    action="connect",
)

CONSENT_LOST = Problem(
    code="consent_lost",
    cause="consent_lost",
    what={
        "en": "Exact Online no longer accepts the connection.",
        "nl": "Exact Online accepteert de verbinding niet meer.",
    },
    why={
        "en": "The consent ended: its last token was used up, withdrawn, or older than 30 days. No order is lost.",
        "nl": "De toestemming is beëindigd: het laatste token is verbruikt, ingetrokken of ouder dan 30 dagen. "
        "Er gaat geen bestelling verloren.",
    },
    do={
        "en": "Connect Exact Online again; all waiting orders then go on by themselves.",
        "nl": "Verbind Exact Online opnieuw; alle wachtende bestellingen gaan dan vanzelf door.",
    },
    action="connect",
)


def _app_refused(words: str) -> Problem:
    return Problem(
        code="exact_app_refused",
        cause="exact_app_refused",
        what={"en": "Exact Online does not know the app.", "nl": "Exact Online kent de app niet."},
        why={
            "en": "The app's client id or secret is wrong, or the app was removed. No order is lost.",
            "nl": "De client-id of het geheim van de app klopt niet, of de app is verwijderd. "
            "Er gaat geen bestelling verloren.",
        },
        do={
            "en": "Check the app in the Exact App Center and connect again.",
            "nl": "Controleer de app in het Exact App Center en verbind opnieuw.",
        },
        who="host",
        action="connect",
        detail=words,
    )
