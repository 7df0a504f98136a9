"""Faults on demand: what shall go wrong with which calls, how often (facts 7.10)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

NAMES = (
    "answer_lost_after_commit", "answer_lost_before_commit", "late_commit", "status_429_minutely", "status_429_daily",
    "status_503_html", "status_500_generic", "status_408", "status_599", "business_error", "forbidden",
    "scope_violation", "delay", "truncate_body", "token_reply_lost", "division_moved", "consent_revoked",
    "status_502_html", "status_504_html", "status_500_object_reference", "html_instead_of_json", "wrong_content_type",
    "truncated_json", "empty_body", "null_values", "date_out_of_range", "redirect", "error_limit",
    "token_status_503_html", "token_html",
)  # fmt: skip

TOKENS = "oauth2/token"
TOKEN_FAULTS = frozenset({"token_reply_lost", "token_status_503_html", "token_html"})
REASONS = {  # 403: header Reason and text (facts 3)
    "BlockedUser": "Forbidden", "InactiveUser": "Forbidden", "BlockedCustomer": "Forbidden",
    "LicenseExpired": "Forbidden - Customer's license expired.", "DivisionBlocked": "Forbidden",
    "NoDivisionAccess": "Forbidden",
}  # fmt: skip


@dataclass
class Fault:
    fault: str
    match: dict[str, str] = field(default_factory=dict)  # method, path (a part of it), division
    times: int = 1
    seconds: float = 0
    text: str = ""
    reason: str = ""
    commit: bool = False  # a status answer that comes although the call was worked, as a proxy's time-out may
    done: int = 0

    def fits(self, method: str, path: str, division: int) -> bool:
        """A fault for tokens meets token calls only, any other one none of them."""
        wanted_path = TOKENS if self.fault in TOKEN_FAULTS else self.match.get("path", "")
        if self.done >= self.times or (path == TOKENS) != ("oauth2" in wanted_path.lower()):
            return False
        method_wanted, place = self.match.get("method", "").upper(), str(self.match.get("division") or "")
        fits = method_wanted in ("", method) and place in ("", str(division))
        return fits and wanted_path.lower() in path.lower()


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

    def next(self, method: str, path: str, division: int = 0) -> Fault | None:
        fault = next((one for one in self.planned if one.fits(method, path, division)), None)
        if fault:
            fault.done += 1
        return fault

    def clear(self) -> None:
        self.planned.clear()

    def as_list(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self.planned]
