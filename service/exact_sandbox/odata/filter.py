"""``$filter``: a small parser for what Exact takes (facts 3), giving a predicate over a record.

    or_expr   := and_expr ("or" and_expr)*
    and_expr  := not_expr ("and" not_expr)*
    not_expr  := "not" not_expr | "(" or_expr ")" | function | operand comparison operand
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

Record = Mapping[str, Any]
Predicate = Callable[[Record], bool]
Value = Callable[[Record], Any]

TOKEN = re.compile(
    r"\s*(?:(?P<guid>guid'[^']*')|(?P<datetime>datetime'[^']*')|(?P<text>'(?:[^']|'')*')"
    r"|(?P<number>-?\d+(?:\.\d+)?[LMlm]?)|(?P<word>[A-Za-z_][A-Za-z0-9_]*)|(?P<mark>[(),]))"
)
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: bool(a == b),
    "ne": lambda a, b: bool(a != b),
    "gt": lambda a, b: a is not None and b is not None and a > b,
    "ge": lambda a, b: a is not None and b is not None and a >= b,
    "lt": lambda a, b: a is not None and b is not None and a < b,
    "le": lambda a, b: a is not None and b is not None and a <= b,
}


class SyntaxWrong(ValueError):
    """Not OData: 400 Bad Request - Error in query syntax."""


def parse(text: str, known: set[str], trailing_blanks_equal: bool = True) -> tuple[Predicate, set[str]]:
    """(predicate, names of the fields it asks about). Raises SyntaxWrong, also for fields outside ``known``."""
    reader = _Reader(text, known, trailing_blanks_equal)
    predicate = reader.either()
    if reader.peek() is not None:
        raise SyntaxWrong(text)
    return predicate, reader.fields


class _Reader:
    def __init__(self, text: str, known: set[str], trailing: bool) -> None:
        self._tokens, self._at, self._known, self._trailing = _tokens(text), 0, known, trailing
        self.fields: set[str] = set()

    def peek(self) -> tuple[str, str] | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def take(self, expected: str = "") -> tuple[str, str]:
        token = self.peek()
        if token is None or (expected and token[1] != expected):
            raise SyntaxWrong(expected)
        self._at += 1
        return token

    def _is(self, word: str) -> bool:
        token = self.peek()
        return token is not None and token[1] == word

    def either(self) -> Predicate:
        found = [self.both()]
        while self._is("or"):
            self.take()
            found.append(self.both())
        return found[0] if len(found) == 1 else lambda record: any(one(record) for one in found)

    def both(self) -> Predicate:
        found = [self.single()]
        while self._is("and"):
            self.take()
            found.append(self.single())
        return found[0] if len(found) == 1 else lambda record: all(one(record) for one in found)

    def single(self) -> Predicate:
        if self._is("not"):
            self.take()
            inner = self.single()
            return lambda record: not inner(record)
        if self._is("("):
            self.take()
            inner = self.either()
            self.take(")")
            return inner
        left = self.operand()
        token = self.peek()
        if token is None or token[1] not in COMPARE:
            return lambda record: bool(left(record))
        compare = COMPARE[self.take()[1]]
        right = self.operand()
        return lambda record: compare(self._same(left(record)), self._same(right(record)))

    def _same(self, value: Any) -> Any:
        """Padded codes compare without their trailing blanks; leading ones count (facts 7.4)."""
        return value.rstrip(" ") if isinstance(value, str) and self._trailing else value

    def operand(self) -> Value:
        kind, text = self.take()
        if kind == "guid":
            guid = text[5:-1].lower()
            return lambda _: guid
        if kind == "datetime":
            moment = _moment(text[9:-1])
            return lambda _: moment
        if kind == "text":
            literal = text[1:-1].replace("''", "'")
            return lambda _: literal
        if kind == "number":
            number = Decimal(text.rstrip("LMlm"))
            return lambda _: number
        if kind != "word":
            raise SyntaxWrong(text)
        return self._word(text)

    def _word(self, word: str) -> Value:
        constants: dict[str, Any] = {"true": True, "false": False, "null": None}
        if word in constants:
            return lambda _: constants[word]
        if self._is("("):
            return self._function(word)
        if word not in self._known:
            raise SyntaxWrong(word)
        self.fields.add(word)
        return lambda record: record.get(word)

    def _function(self, name: str) -> Value:
        self.take("(")
        arguments = [self.operand()]
        while self._is(","):
            self.take()
            arguments.append(self.operand())
        self.take(")")
        if name == "trim" and len(arguments) == 1:
            return lambda record: str(arguments[0](record) or "").strip()
        if name == "tolower" and len(arguments) == 1:
            return lambda record: str(arguments[0](record) or "").lower()
        if name == "substringof" and len(arguments) == 2:
            return lambda r: str(arguments[0](r)).lower() in str(arguments[1](r) or "").lower()
        if name in ("startswith", "endswith") and len(arguments) == 2:
            return lambda r: getattr(str(arguments[0](r) or "").lower(), name)(str(arguments[1](r)).lower())
        raise SyntaxWrong(name)


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise SyntaxWrong(text[at:])
        found.append((str(match.lastgroup), match.group(str(match.lastgroup))))
        at = match.end()
    return found


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        raise SyntaxWrong(text) from None
