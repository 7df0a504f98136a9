"""All the sandbox holds: clock, apps, users' divisions, limits, faults, the log of calls. One lock around it."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import seed
from .assumptions import Assumptions
from .clock import Clock
from .faults import Faults
from .limits import Limits
from .oauth import App, OAuth
from .store import Division
from .webhooks import Webhooks


@dataclass(frozen=True)
class User:
    """Somebody who can give consent. An empty language is the sandbox's own."""

    name: str
    user_id: str
    language: str = ""
    divisions: tuple[int, ...] = ()  # none: all of them


DEMO = User("Demo Gebruiker", "7d4f1c9e-3f0f-4d36-9b0e-1f8f9b1f0a01")
USERS = (
    DEMO,
    User("Emma English", "7d4f1c9e-3f0f-4d36-9b0e-1f8f9b1f0a02", "en"),
    User("Dieter Deutsch", "7d4f1c9e-3f0f-4d36-9b0e-1f8f9b1f0a03", "de", (3000001,)),
)


@dataclass(frozen=True)
class SandboxConfig:
    minutely_limit: int = 60
    daily_limit: int = 5000
    language: str = "nl"
    assumptions: Assumptions = field(default_factory=Assumptions)
    client_id: str = "sandbox-client"
    client_secret: str = "sandbox-secret"  # noqa: S105 - public, as all of this is
    webhook_secret: str = "sandbox-webhook"  # noqa: S105
    more_apps: tuple[tuple[str, str], ...] = ()  # further (client id, client secret)
    trade: bool = True  # licence of the first division; the second one is bookkeeping only
    users: tuple[User, ...] = USERS
    more_divisions: tuple[tuple[int, str], ...] = ()  # further (code, name), with trade
    log_file: Path | None = None  # each call as a line of JSON


class Sandbox:
    user, user_id = DEMO.name, DEMO.user_id

    def __init__(self, config: SandboxConfig) -> None:
        self.config, self.clock, self.lock = config, Clock(), threading.RLock()
        self.language = config.language
        self.limits = Limits(config.minutely_limit, config.daily_limit)
        self.faults = Faults()
        self.oauth = OAuth(
            self.clock,
            [App(*one) for one in ((config.client_id, config.client_secret), *config.more_apps)],
            config.assumptions.too_early_burns_token,
        )
        self.webhooks = Webhooks(self.clock, config.assumptions, config.webhook_secret)
        self.changes = 0  # grows with every call that may have changed something
        self.divisions: dict[int, Division] = {
            3000001: seed.division(3000001, "Ledgerbridge Demo B.V.", self.clock, trade=config.trade),
            3000002: seed.division(3000002, "Ledgerbridge Winkel Twee", self.clock, trade=False),
        }
        for code, name in config.more_divisions:
            self.divisions[code] = seed.division(code, name, self.clock, trade=True)
        self.users = {user.name: user for user in config.users}
        self.log: list[dict[str, Any]] = []
        self.late: list[tuple[float, Any]] = []  # (when, what to do): commits that come late

    def language_of(self, user: str) -> str:
        """Of error texts: the user's own, else the sandbox's."""
        known = self.users.get(user)
        return (known.language if known else "") or self.language

    def divisions_of(self, user: str) -> list[int]:
        known = self.users.get(user)
        return list((known.divisions if known else ()) or self.divisions)

    def catch_up(self) -> None:
        """Do what was to happen by now."""
        now = self.clock.seconds()
        due = [what for when, what in self.late if when <= now]
        self.late = [(when, what) for when, what in self.late if when > now]
        for what in due:
            what()

    def note(self, **call: Any) -> None:
        at = self.clock.now().isoformat(timespec="milliseconds") + "Z"
        self.log.append({"n": len(self.log) + 1, "at": at, **call})
        self.changes += call.get("method") != "GET"
        if self.config.log_file:
            with self.config.log_file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(self.log[-1]) + "\n")

    def tick(self) -> None:
        """What happens by itself as time goes on: late commits, webhooks."""
        with self.lock:
            self.catch_up()
            due = self.webhooks.take_due()
        for delivery in due:
            self.webhooks.deliver(delivery)
