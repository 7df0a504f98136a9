"""All the sandbox holds: clock, apps, users' divisions, limits, faults, the log of calls. One lock around it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from . import seed
from .assumptions import Assumptions
from .clock import Clock
from .faults import Faults
from .limits import Limits
from .oauth import App, OAuth
from .store import Division


@dataclass(frozen=True)
class SandboxConfig:
    minutely_limit: int = 60
    daily_limit: int = 5000
    language: str = "nl"
    assumptions: Assumptions = field(default_factory=Assumptions)
    client_id: str = "sandbox-client"
    client_secret: str = "sandbox-secret"  # noqa: S105 - public, as all of this is
    webhook_secret: str = "sandbox-webhook"  # noqa: S105


class Sandbox:
    user, user_id = "Demo Gebruiker", "7d4f1c9e-3f0f-4d36-9b0e-1f8f9b1f0a01"

    def __init__(self, config: SandboxConfig) -> None:
        self.config, self.clock, self.lock = config, Clock(), threading.RLock()
        self.language = config.language
        self.limits = Limits(config.minutely_limit, config.daily_limit)
        self.faults = Faults()
        self.oauth = OAuth(
            self.clock, [App(config.client_id, config.client_secret)], config.assumptions.too_early_burns_token
        )
        self.divisions: dict[int, Division] = {
            3000001: seed.division(3000001, "Ledgerbridge Demo B.V.", self.clock, trade=True),
            3000002: seed.division(3000002, "Ledgerbridge Winkel Twee", self.clock, trade=False),
        }
        self.log: list[dict[str, Any]] = []
        self.late: list[tuple[float, Any]] = []  # (when, what to do): commits that come late

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
