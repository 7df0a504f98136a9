"""The same check as ``message.read``, at a glance: what is plainly right passes at once.

marshmallow builds the whole checked message, which the door throws away: it only needs to know that the message
is right, and whose it is. So the schemas of ``message.py`` are turned into plain yes/no tests; anything they do
not say yes to goes to marshmallow, which decides and finds the words. A test holds the two together: whatever
passes at a glance, passes there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from marshmallow import Schema, ValidationError, fields

from . import message

Test = Callable[[Any], bool]

AMOUNT = re.compile(r"-?[0-9]{1,14}(\.[0-9]{1,12})?", re.ASCII)


def read(body: bytes) -> dict[str, Any]:
    """A message the door may take, as it was sent. Raises what ``message.read`` raises."""
    said = message.parse(body)
    test = _tests().get(str(said.get("type", "")))
    return said if test is not None and test(said) else message.check(said)


def _object(schema: Schema) -> Test:
    tests = [(name, field.required, bool(field.allow_none), _test(field)) for name, field in schema.fields.items()]

    def test(value: Any) -> bool:
        if type(value) is not dict:
            return False
        for name, required, none_is_fine, fits in tests:
            if name not in value:
                if required:
                    return False
            elif value[name] is None:
                if not none_is_fine:
                    return False
            elif not fits(value[name]):
                return False
        return True

    return test


def _test(field: fields.Field[Any]) -> Test:
    """A yes/no test for one field, its validators (a currency, a lowest id) included. Kinds of fields that are not
    known here always say no."""
    if isinstance(field, fields.Nested):
        return _object(field.schema)
    if isinstance(field, fields.List):
        inner = _test(field.inner)
        return lambda value: type(value) is list and all(map(inner, value))
    kind = _BY_KIND.get(type(field).__name__, _no)
    lowest = getattr(field, "_lowest", 0)
    if lowest:
        return lambda value: kind(value) and value >= lowest
    validators = field.validators
    if not validators:
        return kind
    return lambda value: kind(value) and all(_accepts(one, value) for one in validators)


def _accepts(validator: Callable[[Any], Any], value: Any) -> bool:
    try:
        validator(Decimal(value) if isinstance(value, str) and AMOUNT.fullmatch(value) else value)
    except ValidationError:
        return False
    return True


def _no(_: Any) -> bool:
    return False


def _amount(value: Any) -> bool:
    return (type(value) is str and AMOUNT.fullmatch(value) is not None) or (type(value) is int and abs(value) < 10**14)


def _maybe_amount(value: Any) -> bool:
    return value == "" or _amount(value)


def _id(value: Any) -> bool:
    return type(value) is int and 0 <= value <= message.LARGEST_ID


def _text(value: Any) -> bool:
    return type(value) is str


def _moment(value: Any) -> bool:
    try:
        return type(value) is str and datetime.fromisoformat(value) is not None
    except ValueError:
        return False


_BY_KIND: dict[str, Test] = {
    "_Amount": _amount,
    "_MaybeAmount": _maybe_amount,
    "_Id": _id,
    "_Text": _text,
    "_Moment": _moment,
    "_Metas": lambda value: True,
    "Boolean": lambda value: type(value) is bool,
    "String": _text,
    "Integer": lambda value: type(value) is int,
}


@cache
def _tests() -> dict[str, Test]:
    return {name: _object(schema) for name, schema in message.SCHEMAS.items()}
