"""A CSV file of any office: charset, separator, decimal sign and dates found out. Pure; ``csv`` does the reading.

Charset: UTF-8 (with or without mark), UTF-16 with its mark, else Windows-1252. Separator: the one of comma, semicolon
and tab that splits the first line most. Decimal sign: told by each amount itself; a file in which amounts read both
ways ("1.234") takes the sign that its other amounts show.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ...errors import Refused
from ...money import amount

SEPARATORS = ",;\t"
MOST_ROWS = 50_000
LONGEST_CELL = 10_000
DECIMAL_COMMA = re.compile(r"^[-+]?[0-9.]*,[0-9]{1,2}$")
DECIMAL_DOT = re.compile(r"^[-+]?[0-9,]*\.[0-9]{1,2}$")
BOTH_WAYS = re.compile(r"^[-+]?[0-9]{1,3}[.,][0-9]{3}$")
DAY_FIRST = re.compile(r"^([0-9]{1,2})[-./]([0-9]{1,2})[-./]([0-9]{4})")
YEAR_FIRST = re.compile(r"^([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})")


@dataclass(frozen=True)
class Row:
    """One line; ``line`` is its number in the file, for people."""

    line: int
    cells: dict[str, str]
    comma: bool | None

    def text(self, *names: str) -> str:
        """The first of these columns that says something."""
        return next((said for name in names if (said := self.cells.get(key(name), "").strip())), "")

    def money(self, *names: str) -> Decimal:
        """An amount; nothing written is nothing. Raises Refused with the line."""
        said = self.text(*names).replace("\u2212", "-").replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
        if not said:
            return Decimal("0.00")
        try:
            return amount(plain(said, self.comma)) + Decimal("0.00")
        except ValueError:
            raise self.wrong(names[0], said) from None

    def day(self, *names: str, month_first: bool = False) -> date:
        """A date, by itself or before a time. Raises Refused with the line."""
        said = self.text(*names)
        try:
            if found := YEAR_FIRST.match(said):
                year, month, day = (int(part) for part in found.groups())
            elif found := DAY_FIRST.match(said):
                first, second, year = (int(part) for part in found.groups())
                day, month = (second, first) if month_first else (first, second)
            else:
                raise ValueError(said)
            return date(year, month, day)
        except ValueError:
            raise self.wrong(names[0], said) from None

    def wrong(self, name: str, said: str) -> Refused:
        return Refused(422, "settlement_wrong", f"Line {self.line}: {name} says {said[:40]!r}.", name)


@dataclass(frozen=True)
class Sheet:
    headings: tuple[str, ...]
    rows: tuple[Row, ...]

    def has(self, *names: str) -> bool:
        """Are all of these columns there?"""
        known = {key(heading) for heading in self.headings}
        return all(key(name) in known for name in names)

    def has_one(self, *names: str) -> bool:
        return any(self.has(name) for name in names)

    def month_first(self, *names: str) -> bool:
        """Do its dates with slashes go month first? Only a day above 12 tells; without one they go day first."""
        said = [DAY_FIRST.match(row.text(*names)) for row in self.rows]
        dates = [(int(found[1]), int(found[2])) for found in said if found]
        return any(second > 12 for _, second in dates) and not any(first > 12 for first, _ in dates)


def key(heading: str) -> str:
    """Headings are compared without case and without what surrounds them (PayPal writes ``"Bruto "``)."""
    return re.sub(r"\s+", " ", heading).strip().lower()


def read(content: bytes | str) -> Sheet:
    """The table. Raises Refused 422 ``settlement_unknown`` for what is no table."""
    text = (content if isinstance(content, str) else decoded(content)).lstrip("\ufeff")
    if "\x00" in text:
        raise Refused(422, "settlement_unknown", "This is no CSV file.")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text), skipinitialspace=True)
    try:
        numbered = list(_numbered(lines))
    except csv.Error as why:
        raise Refused(422, "settlement_unknown", f"This is no CSV file: {why}.") from None
    if not numbered:
        raise Refused(422, "settlement_unknown", "The file is empty.")
    headings = tuple(numbered[0][1])
    names = [key(heading) for heading in headings]
    comma = decimal_comma(cell for _, cells in numbered[1:] for cell in cells)
    rows = tuple(Row(line, dict(zip(names, cells, strict=False)), comma) for line, cells in numbered[1:])
    return Sheet(headings, rows)


def _numbered(lines: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    count = 0
    for cells in lines:
        if any(cell.strip() for cell in cells):
            count += 1
            if count > MOST_ROWS + 1 or max(map(len, cells)) > LONGEST_CELL:
                raise csv.Error(f"more than {MOST_ROWS} rows, or a cell that is too long")
            yield getattr(lines, "line_num", count), cells


def decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def separator(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(SEPARATORS, key=lambda sign: (bare.count(sign), -SEPARATORS.index(sign)))


def decimal_comma(cells: Iterator[str]) -> bool | None:
    """What the file's plain amounts show: a comma, a dot, or nothing (None)."""
    commas = dots = 0
    for cell in cells:
        said = cell.strip()
        commas += bool(DECIMAL_COMMA.match(said))
        dots += bool(DECIMAL_DOT.match(said))
    return None if commas == dots else commas > dots


def plain(said: str, comma: bool | None) -> str:
    """``1.234,56`` and ``1,234.56`` → ``1234.56``. ``1.234`` in a file that shows no other amounts: a thousand."""
    both_ways = BOTH_WAYS.match(said) is not None and not said.lstrip("+-").startswith("0")
    if both_ways and comma is None:
        return re.sub(r"[.,]", "", said)
    is_comma = bool(comma) if both_ways else said.rfind(",") > said.rfind(".")
    thousands, sign = (".", ",") if is_comma else (",", ".")
    return said.replace(thousands, "").replace(sign, ".")
