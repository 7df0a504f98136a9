"""What the story of one order is told with: the shop, its snapshot, its settings, Exact, and its claims."""

from __future__ import annotations

from dataclasses import dataclass

from ..exact.calls import Exact
from ..setup.settings import Settings
from ..state.claims import Claims
from ..tools import Tools
from .shapes import Snapshot


@dataclass(frozen=True)
class Case:
    """One order's turn. ``marker`` tells this shop's texts in Exact from another shop's."""

    shop_id: str
    marker: str
    snapshot: Snapshot
    settings: Settings
    exact: Exact
    claims: Claims
    tools: Tools

    @property
    def division(self) -> int:
        return self.exact.division
