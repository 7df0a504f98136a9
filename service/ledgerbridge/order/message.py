"""The door's check of a message: JSON read without a float, every field that booking needs looked at.

Fields we do not read are ignored; a field that is wrong is named by its place (``order.line_items.0.total``), so
that the order screen can say what to correct. What comes out is a plain dict with Decimals, dates and texts.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pycountry
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from ..errors import Refused
from ..money import ZERO, amount

DEEPEST = 40  # levels of JSON; WooCommerce needs about eight
LARGEST_ID = 2**63 - 1  # what a database row can hold

UPDATE = "Update the plugin; the order is kept there."
CORRECT = "Correct this field in the order and save it again."


def read(body: bytes) -> dict[str, Any]:
    """A message as the door accepts it. Raises Refused 422 naming the field."""
    return check(parse(body))


def check(message: dict[str, Any]) -> dict[str, Any]:
    """A parsed message, every field that is read checked and turned into what it means."""
    schema = SCHEMAS.get(str(message.get("type", "")))
    if schema is None:
        known = ", ".join(SCHEMAS)
        raise Refused(422, "wrong_type", f"The message's type is none of {known}.", "type", UPDATE)
    try:
        checked: dict[str, Any] = schema.load(message)
    except ValidationError as wrong:
        raise _refused(wrong.normalized_messages()) from None
    return checked


# --- JSON -----------------------------------------------------------------------------------------------------


def parse(body: bytes) -> dict[str, Any]:
    """The body as an object. Numbers are Decimals to the digit; NaN and Infinity too, for the fields to refuse."""
    try:
        text = body.decode("utf-8-sig")
        found = json.loads(text, parse_float=Decimal, parse_constant=Decimal, object_pairs_hook=_once)
    except _Twice as name:
        raise Refused(422, "not_json", f"The name {name} stands twice in one object.", str(name), UPDATE) from None
    except (ValueError, RecursionError):
        raise Refused(422, "not_json", "The body is not JSON.", do="Send the message as UTF-8 JSON.") from None
    if not isinstance(found, dict):
        raise Refused(422, "wrong_type", "The body is JSON, but not an object.", do=UPDATE)
    if _depth(found) > DEEPEST:
        raise Refused(422, "wrong_type", f"The body is nested deeper than {DEEPEST} levels.", do=UPDATE)
    return found


class _Twice(ValueError):
    pass


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two values under one name mean two readers see two orders."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return found


def _depth(value: Any) -> int:
    """Levels of nesting, looked at level by level so that deep input cannot exhaust the stack."""
    level, deep = [value], 0
    while level and deep <= DEEPEST:
        level = [
            inner
            for outer in level
            for inner in (outer.values() if type(outer) is dict else outer)
            if type(inner) is dict or type(inner) is list
        ]
        deep += 1
    return deep


# --- what is wrong --------------------------------------------------------------------------------------------


def _refused(messages: dict[str, Any]) -> Refused:
    """The first thing that is wrong, with its place and a code a program can use."""
    place, said = _first(messages)
    field = ".".join(place)
    if "Missing data" in said:
        return Refused(422, "missing", f"{field} is missing.", field, UPDATE)
    code, _, words = said.partition(": ")
    if code not in ("not_a_number", "unknown_currency", "wrong_value", "wrong_type"):
        code, words = "wrong_type", said
    return Refused(422, code, f"{field}: {words}", field, CORRECT)


def _first(messages: Any) -> tuple[list[str], str]:
    if isinstance(messages, dict):
        name, inner = next(iter(messages.items()))
        place, said = _first(inner)
        return [] if name == "_schema" else [str(name), *place], said
    return [], str(messages[0] if isinstance(messages, list) else messages)


# --- kinds of fields ------------------------------------------------------------------------------------------


class _Amount(fields.Field[Decimal]):
    """Money or a quantity: text or a JSON number, never null, NaN, infinite or a made-up float."""

    default_error_messages = {"null": "not_a_number: null is not an amount"}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Decimal:
        try:
            return amount(value)
        except ValueError as why:
            raise ValidationError(f"not_a_number: {why}") from None


class _MaybeAmount(fields.Field["Decimal | None"]):
    """The same, where WooCommerce leaves a blank for "does not apply"."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Decimal | None:
        if value == "":
            return None
        try:
            return amount(value)
        except ValueError as why:
            raise ValidationError(f"not_a_number: {why}") from None


class _Id(fields.Field[int]):
    """A WooCommerce id: a whole number, as JSON number or digits, that a database row can hold."""

    def __init__(self, lowest: int = 0, **more: Any) -> None:
        super().__init__(**more)
        self._lowest = lowest

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> int:
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,19}", value, re.ASCII):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValidationError("wrong_type: a whole number was expected")
        if not self._lowest <= value <= LARGEST_ID:
            raise ValidationError(f"wrong_value: an id lies between {self._lowest} and {LARGEST_ID}")
        return value


UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""Databases, XML and Exact all stumble over these in one way or another; no name needs them."""


class _Text(fields.Field[str]):
    """Text without control characters; numbers and null are taken as WooCommerce's own sloppiness."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
            raise ValidationError("text was expected")
        return UNPRINTABLE.sub("", str(value))


class _Moment(fields.Field["datetime | None"]):
    """The shop's local wall time (naive), as WooCommerce's date_… fields are; an aware one keeps its zone."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> datetime | None:
        try:
            return datetime.fromisoformat(value) if value != "" else None
        except (ValueError, TypeError):
            raise ValidationError("a date and time like 2026-11-23T09:00:00 was expected") from None


class _Metas(fields.Field["dict[str, Any]"]):
    """meta_data as {key: value}; a list of {key, value} in most shops, an object in odd ones. The last one wins."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> dict[str, Any]:
        if isinstance(value, dict):
            value = list(value.values())
        if not isinstance(value, list):
            return {}
        return {str(meta["key"]): meta.get("value") for meta in value if isinstance(meta, dict) and "key" in meta}


class _List(fields.List[Any]):
    """A list; PHP's empty object stands for an empty one."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> list[Any]:
        return super()._deserialize([] if value in ({}, "") else value, attr, data, **more)


class _Object(fields.Nested):
    """An object; PHP writes an empty one as []."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, partial: Any = None, **more: Any) -> Any:
        return super()._deserialize({} if value == [] else value, attr, data, partial, **more)


def _currency(code: str) -> None:
    if code not in _currencies():
        raise ValidationError(f"unknown_currency: {code!r} is no ISO 4217 currency.")


@cache
def _currencies() -> frozenset[str]:
    return frozenset(currency.alpha_3 for currency in pycountry.currencies)


# --- the message ----------------------------------------------------------------------------------------------


class _Loose(Schema):
    """Reads the fields it knows; null in a field that may be missing counts as missing."""

    class Meta:
        unknown = EXCLUDE

    @classmethod
    def text(cls, default: str = "") -> _Text:
        return _Text(load_default=default, allow_none=True)


class _TaxShare(_Loose):
    id = _Id(required=True)
    total = _MaybeAmount(load_default=None, allow_none=True)


class _Line(_Loose):
    id = _Id(required=True)
    name = _Loose.text()
    method_title = _Loose.text()
    method_id = _Loose.text()  # of shipping lines: flat_rate, local_pickup …
    product_id = _Id(load_default=0, allow_none=True)
    variation_id = _Id(load_default=0, allow_none=True)
    quantity = _Amount(load_default=Decimal(1))
    sku = _Loose.text()
    total = _Amount(required=True)
    total_tax = _Amount(required=True)
    taxes = _List(_Object(_TaxShare), load_default=list, allow_none=True)
    tax_class = _Loose.text()
    tax_status = _Loose.text("taxable")
    meta_data = _Metas(load_default=dict, allow_none=True)


class _Rate(_Loose):
    rate_id = _Id(required=True)
    rate_code = _Loose.text()
    rate_percent = _MaybeAmount(load_default=None, allow_none=True)
    label = _Loose.text()
    compound = fields.Boolean(load_default=False, allow_none=True)
    tax_total = _MaybeAmount(load_default=None, allow_none=True)
    shipping_tax_total = _MaybeAmount(load_default=None, allow_none=True)


class _Address(_Loose):
    first_name = _Loose.text()
    last_name = _Loose.text()
    company = _Loose.text()
    address_1 = _Loose.text()
    address_2 = _Loose.text()
    postcode = _Loose.text()
    city = _Loose.text()
    state = _Loose.text()
    country = _Loose.text()
    email = _Loose.text()
    phone = _Loose.text()


class _GiftCard(_Loose):
    code = _Loose.text()
    amount = _Amount(load_default=ZERO)


class _Lines(_Loose):
    line_items = _List(_Object(_Line), load_default=list, allow_none=True)
    shipping_lines = _List(_Object(_Line), load_default=list, allow_none=True)
    fee_lines = _List(_Object(_Line), load_default=list, allow_none=True)
    tax_lines = _List(_Object(_Rate), load_default=list, allow_none=True)
    meta_data = _Metas(load_default=dict, allow_none=True)


class _Order(_Lines):
    id = _Id(1, required=True)
    number = _Loose.text()
    parent_id = _Id(load_default=0, allow_none=True)
    status = fields.String(required=True, validate=validate.Length(min=1, max=40))
    currency = fields.String(required=True, validate=_currency)
    prices_include_tax = fields.Boolean(load_default=False)
    date_created = _Moment(required=True)
    date_paid = _Moment(load_default=None, allow_none=True)
    date_completed = _Moment(load_default=None, allow_none=True)
    total = _Amount(required=True)
    total_tax = _Amount(required=True)
    payment_method = _Loose.text()
    payment_method_title = _Loose.text()
    transaction_id = _Loose.text()
    customer_id = _Id(load_default=0, allow_none=True)
    billing = _Object(_Address, required=True)
    shipping = _Object(_Address, load_default=dict, allow_none=True)
    line_items = _List(_Object(_Line), required=True)
    gift_cards = _List(_Object(_GiftCard), load_default=list, allow_none=True)


class _Refund(_Lines):
    id = _Id(1, required=True)
    date_created = _Moment(required=True)
    amount = _Amount(required=True, validate=validate.Range(min=0, error="wrong_value: a refund is not below zero"))
    reason = _Loose.text()
    refunded_payment = fields.Boolean(load_default=False, allow_none=True)


class _TaxRow(_Loose):
    id = _Id(required=True)
    country = _Loose.text()
    rate = _MaybeAmount(load_default=None, allow_none=True)


class _Tender(_Loose):
    kind = _Loose.text("gift_card")
    code = _Loose.text()
    amount = _Amount(required=True)


class _Number(_Loose):
    number = _Loose.text()


class _Extra(_Loose):
    vat_number = _Object(_Number, load_default=None, allow_none=True)
    chamber_of_commerce = _Object(_Number, load_default=None, allow_none=True)
    tenders = _List(_Object(_Tender), load_default=list, allow_none=True)
    services = _List(_Id(1), load_default=list, allow_none=True)  # ids of lines whose product is virtual
    cards_sold = _List(_Id(1), load_default=list, allow_none=True)  # ids of lines whose product is a gift card
    test_payment = fields.Boolean(load_default=False, allow_none=True)
    trashed = fields.Boolean(load_default=False, allow_none=True)


class _Shop(_Loose):
    currency = _Loose.text("EUR")
    base_country = _Loose.text("NL")
    timezone = _Loose.text("Europe/Amsterdam")
    tax_round_at_subtotal = fields.Boolean(load_default=False, allow_none=True)
    num_decimals = fields.Integer(load_default=2, allow_none=True, validate=validate.Range(0, 12))


class _Message(_Loose):
    type = fields.String(required=True)
    version = fields.Integer(load_default=1, validate=validate.Equal(1, error="wrong_value: only version 1 is known"))
    sequence = _Id(load_default=0)
    reason = _Loose.text("changed")
    shop = _Object(_Shop, load_default=dict, allow_none=True)


class _Snapshot(_Message):
    order = _Object(_Order, required=True)
    refunds = _List(_Object(_Refund), load_default=list, allow_none=True)
    tax_rates = _List(_Object(_TaxRow), load_default=list, allow_none=True)
    extra = _Object(_Extra, load_default=dict, allow_none=True)


class _DeletedOrder(_Loose):
    id = _Id(1, required=True)
    number = _Loose.text()


class _Deleted(_Message):
    order = _Object(_DeletedOrder, required=True)


SCHEMAS: dict[str, Schema] = {"order.snapshot": _Snapshot(), "order.deleted": _Deleted(), "ping": _Message()}
