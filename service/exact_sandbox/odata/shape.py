"""Values and records on the wire (facts 3): padded codes, ``/Date(ms)/``, d.results, errors with CRLF."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import simplejson

from ..entities import Entity, Field

VAT_CODES = frozenset({"VATCode", "SalesVATCode", "SalesVatCode", "PurchaseVATCode"})
DATE_IN = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")


def out(field: Field, entity: str, value: Any) -> Any:
    """A stored value as Exact writes it."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return f"/Date({int(value.replace(tzinfo=UTC).timestamp() * 1000)})/"
    if isinstance(value, str):
        return padded(field.name, entity, value)
    return value


def padded(name: str, entity: str, value: str) -> str:
    """Account codes stand right in 18, VAT codes left in 3, units left in 8 (facts 3)."""
    if entity.endswith("/Accounts") and name == "Code":
        return value.strip().rjust(18)
    if name in VAT_CODES or (name == "Code" and entity.endswith("/VATCodes")):
        return value.strip().ljust(3)
    if name in ("Unit", "UnitCode") or (name == "Code" and entity.endswith("/Units")):
        return value.strip().ljust(8)
    return value


class WrongType(ValueError):
    """A value that does not fit its Edm type: 400."""


def taken_in(field: Field, value: Any) -> Any:
    """A value from a request as it is stored. Raises WrongType."""
    if value is None or field.is_collection:
        return value
    try:
        return READ[field.type](value)
    except (ValueError, TypeError, ArithmeticError):
        raise WrongType(field.name) from None


def _text(value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise ValueError
    return str(value)


def _guid(value: Any) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", str(value)):
        raise ValueError
    return str(value).lower()


def _number(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise ValueError
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError
    return number


def _integer(value: Any) -> int:
    number = _number(value)
    if number != number.to_integral():
        raise ValueError
    return int(number)


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("true", "false", "1", "0"):
        return str(value).lower() in ("true", "1")
    raise ValueError


def moment(value: Any) -> datetime:
    old = DATE_IN.fullmatch(str(value))
    if old:
        return datetime.fromtimestamp(int(old.group(1)) / 1000, UTC).replace(tzinfo=None)
    return datetime.fromisoformat(str(value).removesuffix("Z")).replace(tzinfo=None)


READ = {
    "String": _text, "Guid": _guid, "Double": _number, "Decimal": _number, "Int16": _integer, "Int32": _integer,
    "Int64": _integer, "Byte": _integer, "Boolean": _boolean, "DateTime": moment, "Binary": _text,
}  # fmt: skip


def record_out(
    record: Mapping[str, Any], entity: Entity, base: str, select: list[str], expand: dict[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    """One record with its metadata; collections that were not expanded are deferred."""
    uri = f"{base}/{entity.path}({key_literal(entity, record)})"
    shown: dict[str, Any] = {"__metadata": {"uri": uri, "type": f"Exact.Web.Api.Models.{entity.path.split('/')[-1]}"}}
    for name, field in entity.fields.items():
        if select and name not in select:
            continue
        if field.is_collection:
            shown[name] = {"results": expand[name]} if name in expand else {"__deferred": {"uri": f"{uri}/{name}"}}
        else:
            shown[name] = out(field, entity.path, record.get(name))
    return shown


def key_literal(entity: Entity, record: Mapping[str, Any]) -> str:
    value, field = record.get(entity.key), entity.fields.get(entity.key)
    if field and field.type == "Guid":
        return f"guid'{value}'"
    return f"'{value}'" if isinstance(value, str) else f"{value}L" if entity.key == "Timestamp" else str(value)


def to_json(content: Any) -> str:
    return str(simplejson.dumps(content, use_decimal=True, ensure_ascii=False, default=str))


def error_json(text: str) -> str:
    """Exact's error body: empty code and lang, pretty-printed with CRLF."""
    value = simplejson.dumps(text, ensure_ascii=False)
    return (
        '{\r\n"error": {\r\n"code": "", "message": {\r\n"lang": "", "value": ' + value + "\r\n}\r\n}\r\n}"
    )
