"""What can go wrong, in kinds that say who acts next.

    LedgerbridgeError
    ├── Refused         at the door: answered 4xx, names the field; nothing was queued
    ├── Temporary       tried again by itself (network, 429, 5xx without a message)
    │   ├── BudgetSpent     no call left in this minute, day or error budget: until a known moment
    │   ├── LostAnswer      a write was sent and its answer never came: look before writing again
    │   └── Parked          nothing can go on until a person acts for the whole shop (consent, administration)
    └── Permanent       somebody said no: shown to the owner, never repeated by itself

They are raised where the answer is read and handled only in ``jobs.py`` (flows) and ``app.py`` (doors).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

Text = dict[str, str]
"""A sentence for a person, by language: ``{"en": …, "nl": …}``."""

Who = Literal["nobody", "owner", "accountant", "host", "customer"]
ActionKind = Literal["retry", "settings", "connect", "open_order", "open_exact", "reverse", "none"]


@dataclass(frozen=True)
class Problem:
    """Why an order is not booked, in a form that the order screen shows as it is.

    ``code`` groups orders with the same cause (mending one retries them all); ``do`` says what to do and
    ``action`` which button does it. ``detail`` is the other side's own text, verbatim; ``arithmetic`` the
    lines of a sum that does not come out.
    """

    code: str
    what: Text
    why: Text
    do: Text
    who: Who = "owner"
    action: ActionKind = "retry"
    detail: str = ""
    arithmetic: tuple[str, ...] = ()
    cause: str = ""  # finer than code: "item_unknown" + "MOK-001"; what has to change before a retry helps

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "arithmetic": list(self.arithmetic)}

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Problem:
        return cls(**{**stored, "arithmetic": tuple(stored.get("arithmetic", ()))})


class LedgerbridgeError(Exception):
    """Root of all errors this service raises on purpose."""


@dataclass
class Refused(LedgerbridgeError):
    """A request that is turned away at the door. ``status`` is the HTTP status of the answer."""

    status: int
    code: str
    message: str
    field: str = ""
    do: str = ""

    def __str__(self) -> str:
        return self.message


class Temporary(LedgerbridgeError):
    """Try again, not before ``until`` when that is known. No side effect happened (unless LostAnswer)."""

    def __init__(self, message: str, until: datetime | None = None, problem: Problem | None = None) -> None:
        super().__init__(message)
        self.until = until
        self.problem = problem


class BudgetSpent(Temporary):
    """Exact's call limit (minute or day) or the error budget of an endpoint is used up until ``until``."""


class LostAnswer(Temporary):
    """A write left this machine and no answer came back: it may or may not stand in Exact."""


class Parked(Temporary):
    """The whole shop waits for a person: consent withdrawn, no administration chosen, copied shop."""


@dataclass
class Permanent(LedgerbridgeError):
    """The other side (or our own check before asking) said no; repeating the same would get the same."""

    problem: Problem
    context: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.problem.code}: {self.problem.why.get('en', '')} {self.problem.detail}".strip()
