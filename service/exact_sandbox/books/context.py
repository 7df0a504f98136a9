"""What a writer is handed besides the record: the user's language, the assumptions that hold, and who is told."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..assumptions import Assumptions


@dataclass(frozen=True)
class Context:
    language: str
    assumptions: Assumptions
    told: list[tuple[str, str, str]] = field(default_factory=list)  # (endpoint, action, key) of what else changed

    def tell(self, path: str, action: str, key: str) -> None:
        """Another record changed through this write: it has a webhook of its own."""
        self.told.append((path, action, key))
