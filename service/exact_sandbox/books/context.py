"""What a writer is handed besides the record: the user's language and the assumptions that hold."""

from __future__ import annotations

from dataclasses import dataclass

from ..assumptions import Assumptions


@dataclass(frozen=True)
class Context:
    language: str
    assumptions: Assumptions
