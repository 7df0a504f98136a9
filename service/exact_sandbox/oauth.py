"""Consent, codes and the token chain (facts 1): rotation, the 570-second rule, and the recorded refusals."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field

from .clock import Clock

CODE_LIFE, ACCESS_LIFE, TOO_EARLY, REFRESH_LIFE = 180, 600, 570, 30 * 86_400


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
    access: str = ""
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
        late = code is not None and self._clock.seconds() - code.made > CODE_LIFE
        if code is None or code.used or late or code.app != app.client_id or code.redirect_uri != form.get("redirect_uri"):
            return _no(400, "invalid_grant", "Token is not allowed, because of invalid or empty chainId")
        code.used = True
        for chain in self.chains:
            if (chain.app, chain.user) == (code.app, code.user):
                chain.alive = False
        chain = Chain(code.app, code.user, code.divisions)
        self.chains.append(chain)
        return self._issue(chain)

    def _refresh(self, app: App, token: str) -> TokenAnswer:
        chain = next((c for c in self.chains if c.app == app.client_id and (c.refresh == token or token in c.old)), None)
        if chain is None:
            return _no(400, "invalid_request")
        now = self._clock.seconds()
        if not chain.alive or token in chain.old:
            return _no(401, "unauthorized_client", "Old refresh token used.")
        if now - chain.issued > REFRESH_LIFE:
            return _no(400, "invalid_request", "The refresh token expired.")
        if now - chain.issued < TOO_EARLY:
            if self._burns:
                chain.alive = False
            early = "Rate limit exceeded: access_token not expired"
            return _no(400, "access_denied", early, {"Reason": f"TooEarlyToRefreshTokens: {early}"})
        return self._issue(chain)

    def _issue(self, chain: Chain) -> TokenAnswer:
        if chain.refresh:
            chain.old.add(chain.refresh)
        chain.access = f"stampNL001.{secrets.token_urlsafe(32)}"
        chain.refresh = f"stampNL001.{secrets.token_urlsafe(24)}!I{secrets.token_urlsafe(4)}"
        chain.issued = self._clock.seconds()
        said = {
            "access_token": chain.access, "token_type": "Bearer", "expires_in": str(ACCESS_LIFE),
            "refresh_token": chain.refresh,
        }  # fmt: skip
        return TokenAnswer(200, json.dumps(said))

    def who(self, access: str) -> Chain | None:
        """The chain of a living access token."""
        now = self._clock.seconds()
        return next((c for c in self.chains if c.alive and c.access == access and now - c.issued < ACCESS_LIFE), None)

    def revoke(self) -> None:
        for chain in self.chains:
            chain.alive = False


def _no(status: int, error: str, description: str = "", headers: dict[str, str] | None = None) -> TokenAnswer:
    said = {"error": error} | ({"error_description": description} if description else {})
    return TokenAnswer(status, json.dumps(said), headers or {})
