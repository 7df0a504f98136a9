"""Faults on demand: what shall go wrong with which calls, how often (facts 7.10)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

NAMES = (
    "answer_lost_after_commit", "answer_lost_before_commit", "late_commit", "status_429_minutely", "status_429_daily",
    "status_503_html", "status_500_generic", "status_408", "status_599", "business_error", "forbidden",
    "scope_violation", "delay", "truncate_body", "token_reply_lost", "consent_revoked",
)  # fmt: skip


@dataclass
class Fault:
    fault: str
    match: dict[str, str] = field(default_factory=dict)  # method, path (a part of it)
    times: int = 1
    seconds: float = 0
    text: str = ""
    reason: str = ""
    done: int = 0

    def fits(self, method: str, path: str) -> bool:
        if self.done >= self.times:
            return False
        wanted = self.match.get("method", "").upper()
        return (not wanted or wanted == method) and self.match.get("path", "").lower() in path.lower()


class Faults:
    def __init__(self) -> None:
        self.planned: list[Fault] = []

    def plan(self, said: dict[str, Any]) -> Fault:
        if said.get("fault") not in NAMES:
            raise ValueError(f"fault is one of {', '.join(NAMES)}")
        known = {name: said[name] for name in Fault.__dataclass_fields__ if name in said and name != "done"}
        fault = Fault(**known)
        self.planned.append(fault)
        return fault

    def next(self, method: str, path: str) -> Fault | None:
        fault = next((one for one in self.planned if one.fits(method, path)), None)
        if fault:
            fault.done += 1
        return fault

    def clear(self) -> None:
        self.planned.clear()

    def as_list(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self.planned]
