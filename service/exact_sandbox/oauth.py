"""Consent, codes and the token chain (facts 1): rotation, the 570-second rule, and the recorded refusals."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime

from .clock import Clock

CODE_LIFE, ACCESS_LIFE, TOO_EARLY, REFRESH_LIFE = 180, 600, 570, 30 * 86_400
NO_CHAIN = "Token is not allowed, because of invalid or empty chainId"


@dataclass
class App:
    client_id: str
    client_secret: str
    name: str = "Ledgerbridge"


@dataclass
class Chain:
    """One live chain per app and user. A new consent ends the old one."""

    app: str
    user: str
    divisions: list[int]
    access: dict[str, float] = field(default_factory=dict)  # token: issued at; each lives 600 s, refreshed or not
    refresh: str = ""
    issued: float = 0
    old: set[str] = field(default_factory=set)
    alive: bool = True


@dataclass
class Code:
    app: str
    user: str
    redirect_uri: str
    divisions: list[int]
    made: float
    used: bool = False


@dataclass(frozen=True)
class TokenAnswer:
    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)


class OAuth:
    def __init__(self, clock: Clock, apps: list[App], too_early_burns: bool) -> None:
        self._clock, self._burns = clock, too_early_burns
        self.apps = {app.client_id: app for app in apps}
        self._codes: dict[str, Code] = {}
        self.chains: list[Chain] = []

    def give_code(self, app: str, user: str, redirect_uri: str, divisions: list[int]) -> str:
        code = f"stampNL001.{secrets.token_urlsafe(12)}!{secrets.token_urlsafe(8)}"
        self._codes[code] = Code(app, user, redirect_uri, divisions, self._clock.seconds())
        return code

    def token(self, form: dict[str, str]) -> TokenAnswer:
        app = self.apps.get(form.get("client_id", ""))
        if app is None or app.client_secret != form.get("client_secret"):
            return _no(400, "invalid_request")
        if form.get("grant_type") == "authorization_code":
            return self._exchange(app, form)
        if form.get("grant_type") == "refresh_token":
            return self._refresh(app, form.get("refresh_token", ""))
        return _no(400, "invalid_request")

    def _exchange(self, app: App, form: dict[str, str]) -> TokenAnswer:
        code = self._codes.get(form.get("code", ""))
        if code is None or code.used or code.app != app.client_id or code.redirect_uri != form.get("redirect_uri"):
            return _no(400, "invalid_grant", NO_CHAIN)
        if self._clock.seconds() - code.made > CODE_LIFE:
            return _no(400, "invalid_grant", NO_CHAIN)
        code.used = True
        for chain in self.chains:
            if (chain.app, chain.user) == (code.app, code.user):
                chain.alive = False
        chain = Chain(code.app, code.user, code.divisions)
        self.chains.append(chain)
        return self._issue(chain)

    def _refresh(self, app: App, token: str) -> TokenAnswer:
        mine = [chain for chain in self.chains if chain.app == app.client_id]
        chain = next((one for one in mine if one.refresh == token or token in one.old), None)
        if chain is None:
            return _no(400, "invalid_request")
        if token in chain.old:
            return _no(401, "unauthorized_client", "Old refresh token used.")
        if not chain.alive:
            return _no(400, "invalid_grant", NO_CHAIN)
        now = self._clock.seconds()
        if now - chain.issued > REFRESH_LIFE:
            ended = _american(chain.issued + REFRESH_LIFE)
            return _no(400, "invalid_request", f"The refresh token expired at {ended} and it is now {_american(now)}.")
        if now - chain.issued < TOO_EARLY:
            if self._burns:
                chain.old.add(token)
            early = "Rate limit exceeded: access_token not expired"
            return _no(400, "access_denied", early, {"Reason": f"TooEarlyToRefreshTokens: {early}"})
        return self._issue(chain)

    def _issue(self, chain: Chain) -> TokenAnswer:
        if chain.refresh:
            chain.old.add(chain.refresh)
        now, access = self._clock.seconds(), f"stampNL001.{secrets.token_urlsafe(32)}"
        chain.access = {token: at for token, at in chain.access.items() if now - at < ACCESS_LIFE} | {access: now}
        chain.refresh = f"stampNL001.{secrets.token_urlsafe(24)}!I{secrets.token_urlsafe(4)}"
        chain.issued = now
        said = {
            "access_token": access, "token_type": "Bearer", "expires_in": str(ACCESS_LIFE),
            "refresh_token": chain.refresh,
        }  # fmt: skip
        return TokenAnswer(200, json.dumps(said))

    def who(self, access: str) -> Chain | None:
        """The chain of a living access token."""
        chain = self.whose(access)
        if chain is None or not chain.alive or self._clock.seconds() - chain.access[access] >= ACCESS_LIFE:
            return None
        return chain

    def whose(self, access: str) -> Chain | None:
        """The chain an access token came from, good or not."""
        return next((chain for chain in self.chains if access in chain.access), None)

    def revoke(self) -> None:
        for chain in self.chains:
            chain.alive = False


def _american(seconds: float) -> str:
    """10/11/2022 9:18:20 PM, as Exact writes it here."""
    at = datetime.fromtimestamp(seconds, UTC)
    return f"{at.month}/{at.day}/{at.year} {at.hour % 12 or 12}:{at:%M:%S} {'AM' if at.hour < 12 else 'PM'}"


def _no(status: int, error: str, description: str = "", headers: dict[str, str] | None = None) -> TokenAnswer:
    said = {"error": error} | ({"error_description": description} if description else {})
    return TokenAnswer(status, json.dumps(said).replace("/", "\\/"), headers or {})  # slashes escaped, as recorded
