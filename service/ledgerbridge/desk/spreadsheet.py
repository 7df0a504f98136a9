"""A table as a file for a spreadsheet.

Excel opens a file by the language of its computer: a Dutch one wants semicolons and decimal commas. A cell that a
spreadsheet would take for a formula gets an apostrophe before it: texts may come from a customer.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from .. import texts

BOM = "\ufeff"  # by which Excel knows UTF-8
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def head(locale: str, labels: Iterable[str]) -> str:
    """The file's beginning."""
    return BOM + _written(locale, [[_text(label) for label in labels]])


def body(locale: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]], amounts: Collection[str]) -> str:
    """The rows, a cell for each column; those named in ``amounts`` are amounts, "12.10"."""
    return _written(locale, ([_cell(locale, row, name, amounts) for name in columns] for row in rows))


def _written(locale: str, rows: Iterable[Iterable[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";" if texts.language(locale) == "nl" else ",", lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _cell(locale: str, row: Mapping[str, Any], name: str, amounts: Collection[str]) -> str:
    text = str(row.get(name, ""))
    if name in amounts:
        return text.replace(".", ",") if texts.language(locale) == "nl" else text
    return _text(text)


def _text(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
