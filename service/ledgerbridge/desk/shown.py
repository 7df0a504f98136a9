"""What a screen draws, as plain JSON: sections of facts, tables and notes, in the asker's language.

The plugin draws them with WordPress's own tables and escapes every piece; a new fact or column needs no PHP.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Piece = dict[str, Any]


def cell(text: object, note: str = "") -> Piece:
    """A value, and in small why it is so. Where ``order_id``, ``orders`` (a state) or ``url`` is put beside it, it
    leads to the order, to the orders in that state, or to the document in Exact."""
    return {"text": str(text), "note": note}


def fact(label: str, value: object, note: str = "") -> Piece:
    return {"label": label, **cell(value, note)}


def column(label: str, number: bool = False) -> Piece:
    return {"label": label, "number": number}


def table(caption: str, columns: Sequence[Piece], rows: Iterable[Sequence[Piece]]) -> Piece:
    """Every row has a cell for each column; its first cell names it."""
    return {"caption": caption, "columns": list(columns), "rows": [list(row) for row in rows]}


def section(
    title: str, facts: Iterable[Piece] = (), tables: Iterable[Piece] = (), notes: Iterable[str] = (), sum_: str = ""
) -> Piece:
    """``sum_``: lines of a calculation, shown with their spaces."""
    return {
        "title": title,
        "facts": [one for one in facts if one["text"]],
        "tables": [one for one in tables if one["rows"]],
        "notes": [note for note in notes if note],
        "sum": sum_,
    }
