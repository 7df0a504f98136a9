"""The shop's message: checked field by field at the door, and read into a Snapshot in the flow.

``read`` is the door's check (docs/contracts.md 2): only fields that booking needs, everything else ignored, an
error names its place (``order.line_items.0.total``). ``snapshot`` turns a checked message into the nouns of
``shapes.py``. Amounts are never floats: JSON numbers are read as Decimal, digit by digit.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pycountry
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from ..errors import Refused
from ..money import ZERO, amount
from . import vat_number
from .shapes import Address, LineKind, Refund, Snapshot, SnapshotLine, TaxRate, TaxShare, Tender

DEEPEST = 40  # levels of JSON; WooCommerce needs about eight


def read(body: bytes) -> dict[str, Any]:
    """A message as the door accepts it. Raises Refused 422 naming the field."""
    message = _json(body)
    schema = _SCHEMAS.get(str(message.get("type", "")))
    if schema is None:
        known = ", ".join(_SCHEMAS)
        raise Refused(422, "wrong_type", f"The message's type is none of {known}.", "type", "Update the plugin.")
    try:
        checked: dict[str, Any] = schema.load(message)
    except ValidationError as wrong:
        raise _refused(wrong.normalized_messages()) from None
    return checked


def message_from_sample(sample: Mapping[str, Any], sequence: int = 1) -> dict[str, Any]:
    """The message the plugin would send for an order file (tests/samples), or for a bare order."""
    order = dict(sample.get("order", sample))
    return {
        "type": "order.snapshot",
        "version": 1,
        "sequence": sequence,
        "reason": "changed",
        "shop": dict(sample.get("shop", {})),
        "order": order,
        "refunds": list(sample.get("refunds", [])),
        "tax_rates": list(sample.get("tax_rates", [])),
        "extra": dict(sample.get("extra", {})),
    }


# --- the door's check -----------------------------------------------------------------------------------------


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_once)
    except _NotANumber as constant:
        raise Refused(422, "not_a_number", f"{constant} is not an amount.", do="Send amounts as text.") from None
    except _Twice as name:
        raise Refused(422, "not_json", f"The name {name} stands twice in one object.", str(name)) from None
    except (ValueError, RecursionError):
        raise Refused(422, "not_json", "The body is not JSON.", do="Send the message as UTF-8 JSON.") from None
    if not isinstance(found, dict):
        raise Refused(422, "wrong_type", "The body is JSON, but not an object.")
    if _depth(found) > DEEPEST:
        raise Refused(422, "wrong_type", f"The body is nested deeper than {DEEPEST} levels.")
    return found


class _NotANumber(ValueError):
    pass


class _Twice(ValueError):
    pass


def _no_constant(name: str) -> None:
    raise _NotANumber(name)


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
            for inner in (outer.values() if isinstance(outer, dict) else outer if isinstance(outer, list) else ())
            if isinstance(inner, (dict, list))
        ]
        deep += 1
    return deep


def _refused(messages: dict[str, Any]) -> Refused:
    """The first thing that is wrong, with its place and a code a program can use."""
    place, said = _first(messages)
    field = ".".join(place)
    if "Missing data" in said:
        return Refused(422, "missing", f"{field} is missing.", field, "Update the plugin; the order is kept there.")
    code, _, words = said.partition(": ")
    if code not in ("not_a_number", "unknown_currency", "wrong_value"):
        code, words = "wrong_type", said
    return Refused(422, code, f"{field}: {words}", field, "Correct this field in the order and save it again.")


def _first(messages: Any) -> tuple[list[str], str]:
    if isinstance(messages, dict):
        name, inner = next(iter(messages.items()))
        place, said = _first(inner)
        return [] if name == "_schema" else [str(name), *place], said
    return [], str(messages[0] if isinstance(messages, list) else messages)


class _Amount(fields.Field[Decimal]):
    """Money or a quantity: text or a JSON number, never NaN, infinite or a made-up float."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Decimal:
        try:
            return amount(value)
        except ValueError as why:
            raise ValidationError(f"not_a_number: {why}") from None


class _TaxTotal(_Amount):
    """A rate's share of a line: WooCommerce leaves it blank where there is none."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> Decimal:
        return ZERO if value in ("", None) else super()._deserialize(value, attr, data, **more)


class _Text(fields.Field[str]):
    """Text; numbers and null are taken as WooCommerce's own sloppiness."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
            raise ValidationError("text was expected")
        return str(value)


class _WallTime(fields.Field["datetime | None"]):
    """The shop's local wall time, or null."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> datetime | None:
        if value in (None, ""):
            return None
        try:
            return datetime.fromisoformat(str(value)).replace(tzinfo=None)
        except ValueError:
            raise ValidationError("a date and time like 2026-11-23T09:00:00 was expected") from None


class _Metas(fields.Field["dict[str, Any]"]):
    """meta_data as {key: value}; a list of {key, value} in most shops, an object in odd ones. The last one wins."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> dict[str, Any]:
        if isinstance(value, dict):
            value = list(value.values())
        if not isinstance(value, list):
            return {}
        return {str(meta["key"]): meta.get("value") for meta in value if isinstance(meta, dict) and "key" in meta}


class _List(fields.List):
    """A list; null and (PHP's empty) object stand for an empty one."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> list[Any]:
        return super()._deserialize([] if value in (None, {}, "") else value, attr, data, **more)


class _Loose(Schema):
    class Meta:
        unknown = EXCLUDE


class _TaxShareSchema(_Loose):
    id = fields.Integer(required=True)
    total = _TaxTotal(load_default=ZERO, allow_none=True)


class _LineSchema(_Loose):
    id = fields.Integer(required=True)
    name = _Text(load_default="", allow_none=True)
    method_title = _Text(load_default="", allow_none=True)
    product_id = fields.Integer(load_default=0, allow_none=True)
    variation_id = fields.Integer(load_default=0, allow_none=True)
    quantity = _Amount(load_default=Decimal(1))
    sku = _Text(load_default="", allow_none=True)
    total = _Amount(required=True)
    total_tax = _Amount(required=True)
    taxes = _List(fields.Nested(_TaxShareSchema), load_default=list, allow_none=True)
    tax_class = _Text(load_default="", allow_none=True)
    tax_status = _Text(load_default="taxable", allow_none=True)
    meta_data = _Metas(load_default=dict, allow_none=True)


class _RateSchema(_Loose):
    rate_id = fields.Integer(required=True)
    rate_code = _Text(load_default="", allow_none=True)
    rate_percent = _Amount(load_default=None, allow_none=True)
    label = _Text(load_default="", allow_none=True)
    compound = fields.Boolean(load_default=False)
    tax_total = _TaxTotal(load_default=ZERO, allow_none=True)
    shipping_tax_total = _TaxTotal(load_default=ZERO, allow_none=True)


class _AddressSchema(_Loose):
    first_name = _Text(load_default="", allow_none=True)
    last_name = _Text(load_default="", allow_none=True)
    company = _Text(load_default="", allow_none=True)
    address_1 = _Text(load_default="", allow_none=True)
    address_2 = _Text(load_default="", allow_none=True)
    postcode = _Text(load_default="", allow_none=True)
    city = _Text(load_default="", allow_none=True)
    state = _Text(load_default="", allow_none=True)
    country = _Text(load_default="", allow_none=True)
    email = _Text(load_default="", allow_none=True)
    phone = _Text(load_default="", allow_none=True)


def _currency(code: str) -> None:
    if code not in _currencies():
        raise ValidationError(f"unknown_currency: {code!r} is no ISO 4217 currency.")


@cache
def _currencies() -> frozenset[str]:
    return frozenset(currency.alpha_3 for currency in pycountry.currencies)


class _OrderSchema(_Loose):
    id = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, error="wrong_value: an id is above 0"))
    number = _Text(load_default="", allow_none=True)
    parent_id = fields.Integer(load_default=0, allow_none=True)
    status = fields.String(required=True, validate=validate.Length(min=1))
    currency = fields.String(required=True, validate=_currency)
    prices_include_tax = fields.Boolean(load_default=False)
    date_created = _WallTime(required=True)
    date_paid = _WallTime(load_default=None, allow_none=True)
    date_completed = _WallTime(load_default=None, allow_none=True)
    total = _Amount(required=True)
    total_tax = _Amount(required=True)
    payment_method = _Text(load_default="", allow_none=True)
    payment_method_title = _Text(load_default="", allow_none=True)
    transaction_id = _Text(load_default="", allow_none=True)
    customer_id = fields.Integer(load_default=0, allow_none=True)
    billing = fields.Nested(_AddressSchema, required=True)
    shipping = fields.Nested(_AddressSchema, load_default=dict, allow_none=True)
    line_items = _List(fields.Nested(_LineSchema), required=True)
    shipping_lines = _List(fields.Nested(_LineSchema), load_default=list, allow_none=True)
    fee_lines = _List(fields.Nested(_LineSchema), load_default=list, allow_none=True)
    tax_lines = _List(fields.Nested(_RateSchema), load_default=list, allow_none=True)
    meta_data = _Metas(load_default=dict, allow_none=True)


class _RefundSchema(_Loose):
    id = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, error="wrong_value: an id is above 0"))
    date_created = _WallTime(required=True)
    amount = _Amount(required=True)
    reason = _Text(load_default="", allow_none=True)
    refunded_payment = fields.Boolean(load_default=False, allow_none=True)
    line_items = _List(fields.Nested(_LineSchema), load_default=list, allow_none=True)
    shipping_lines = _List(fields.Nested(_LineSchema), load_default=list, allow_none=True)
    fee_lines = _List(fields.Nested(_LineSchema), load_default=list, allow_none=True)
    tax_lines = _List(fields.Nested(_RateSchema), load_default=list, allow_none=True)


class _TaxRowSchema(_Loose):
    id = fields.Integer(required=True)
    country = _Text(load_default="", allow_none=True)
    rate = _TaxTotal(load_default=ZERO, allow_none=True)


class _TenderSchema(_Loose):
    kind = _Text(load_default="gift_card", allow_none=True)
    code = _Text(load_default="", allow_none=True)
    amount = _Amount(required=True)


class _NumberSchema(_Loose):
    number = _Text(load_default="", allow_none=True)


class _ExtraSchema(_Loose):
    vat_number = fields.Nested(_NumberSchema, load_default=None, allow_none=True)
    chamber_of_commerce = fields.Nested(_NumberSchema, load_default=None, allow_none=True)
    tenders = _List(fields.Nested(_TenderSchema), load_default=list, allow_none=True)
    test_payment = fields.Boolean(load_default=False, allow_none=True)
    trashed = fields.Boolean(load_default=False, allow_none=True)


class _ShopSchema(_Loose):
    currency = _Text(load_default="EUR", allow_none=True)
    base_country = _Text(load_default="NL", allow_none=True)
    tax_round_at_subtotal = fields.Boolean(load_default=False, allow_none=True)


class _MessageSchema(_Loose):
    type = fields.String(required=True)
    version = fields.Integer(load_default=1, validate=validate.Equal(1, error="wrong_value: only version 1 is known"))
    sequence = fields.Integer(load_default=0, validate=validate.Range(min=0, error="wrong_value: not below 0"))
    reason = _Text(load_default="changed", allow_none=True)
    shop = fields.Nested(_ShopSchema, load_default=dict)


class _SnapshotSchema(_MessageSchema):
    order = fields.Nested(_OrderSchema, required=True)
    refunds = _List(fields.Nested(_RefundSchema), load_default=list, allow_none=True)
    tax_rates = _List(fields.Nested(_TaxRowSchema), load_default=list, allow_none=True)
    extra = fields.Nested(_ExtraSchema, load_default=dict, allow_none=True)


class _DeletedOrderSchema(_Loose):
    id = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, error="wrong_value: an id is above 0"))
    number = _Text(load_default="", allow_none=True)


class _DeletedSchema(_MessageSchema):
    order = fields.Nested(_DeletedOrderSchema, required=True)


_SCHEMAS: dict[str, Schema] = {
    "order.snapshot": _SnapshotSchema(),
    "order.deleted": _DeletedSchema(),
    "ping": _MessageSchema(),
}


# --- a checked message as a Snapshot --------------------------------------------------------------------------


def snapshot(message: Mapping[str, Any]) -> Snapshot:
    """The nouns of a message that ``read`` accepted."""
    order, extra = message["order"], message.get("extra") or {}
    shop, metas = message.get("shop") or {}, order["meta_data"] or {}
    countries = {row["id"]: row for row in message.get("tax_rates") or []}
    billing = _address(order["billing"], metas, "_billing")
    number, valid = _vat_number(extra, metas, billing.country)
    return Snapshot(
        order_id=order["id"],
        number=order["number"] or str(order["id"]),
        status="trash" if extra.get("trashed") else order["status"].removeprefix("wc-"),
        currency=order["currency"],
        prices_include_tax=order["prices_include_tax"],
        round_at_subtotal=bool(shop.get("tax_round_at_subtotal")),
        created_at=order["date_created"],
        paid_at=order["date_paid"],
        completed_at=order["date_completed"],
        total=order["total"],
        total_tax=order["total_tax"],
        payment_method=order["payment_method"] or "",
        payment_title=html.unescape(order["payment_method_title"] or ""),
        transaction_id=order["transaction_id"] or "",
        customer_id=order["customer_id"] or 0,
        billing=billing,
        shipping=_address(order["shipping"] or {}, metas, "_shipping"),
        lines=_lines(order),
        rates=tuple(_rate(row, countries) for row in order["tax_lines"] or []),
        refunds=tuple(sorted((_refund(one, countries) for one in message.get("refunds") or []), key=lambda r: r.id)),
        tenders=tuple(Tender(t["kind"] or "gift_card", t["code"] or "", t["amount"]) for t in extra.get("tenders") or []),
        vat_exempt=_says_yes(metas.get("is_vat_exempt")),
        vat_number=number,
        vat_number_valid=valid,
        chamber_of_commerce=_chamber(extra, metas),
        test_payment=bool(extra.get("test_payment")) or _is_test(metas),
        parent_id=order["parent_id"] or 0,
        deposit=any(_says_yes(metas.get(key)) for key in DEPOSIT_METAS) or order["status"] in DEPOSIT_STATUSES,
        anonymised=_says_yes(metas.get("_anonymized")),
        shop_country=(shop.get("base_country") or "NL").split(":")[0].upper(),
        shop_currency=shop.get("currency") or "EUR",
        sequence=message.get("sequence", 0),
    )


DEPOSIT_METAS = ("_wc_deposits_order_has_deposit",)  # facts B8
DEPOSIT_STATUSES = ("partially-paid", "partial-payment", "scheduled-payment")
TEST_METAS = ("_mollie_payment_mode", "_wcpay_mode")  # facts B11
VAT_METAS = (  # facts B5, in this order
    "_vat_number", "_billing_vat_number", "vat_number", "_billing_eu_vat_number", "VAT Number", "yweu_billing_vat",
    "_billing_yweu_vat", "_billing_vat_id", "_shipping_vat_id", "billing_vat", "_billing_dic", "_billing_nif",
    "_billing_vat",
)  # fmt: skip
VAT_FIELD = re.compile(r"_wc_(billing|other)/.*(vat|btw|tva|ust)", re.IGNORECASE)  # additional checkout fields
CHAMBER_FIELD = re.compile(r"(kvk|chamber|handelsregister|coc)", re.IGNORECASE)


def _says_yes(value: Any) -> bool:
    return str(value).strip().lower() in ("yes", "1", "true")


def _is_test(metas: Mapping[str, Any]) -> bool:
    return any(str(metas.get(key, "")).lower() == "test" for key in TEST_METAS)


def _vat_number(extra: Mapping[str, Any], metas: Mapping[str, Any], country: str) -> tuple[str, bool]:
    """The customer's VAT number as written in Europe, and whether its form and check digits are right."""
    told = (extra.get("vat_number") or {}).get("number")
    keys = [*VAT_METAS, *(key for key in metas if VAT_FIELD.match(key))]
    raw = told or next((metas[key] for key in keys if isinstance(metas.get(key), str) and metas[key].strip()), "")
    return vat_number.judged(raw, country)


def _chamber(extra: Mapping[str, Any], metas: Mapping[str, Any]) -> str:
    told = (extra.get("chamber_of_commerce") or {}).get("number")
    found = told or next((str(value) for key, value in metas.items() if CHAMBER_FIELD.search(key)), "")
    return re.sub(r"\s", "", found)[:20]


def _address(raw: Mapping[str, Any], metas: Mapping[str, Any], prefix: str) -> Address:
    """An address; the house number of plugins that keep it apart is put behind the street (facts B6)."""
    text = {name: html.unescape(str(value or "")).strip() for name, value in raw.items()}
    street, house = metas.get(f"{prefix}_street_name"), metas.get(f"{prefix}_house_number")
    if street and house:
        suffix = str(metas.get(f"{prefix}_house_number_suffix") or "").strip()
        text["address_1"] = f"{html.unescape(str(street)).strip()} {str(house).strip()}{suffix}"
    text["country"] = text.get("country", "").upper()
    return Address(**{name: text.get(name, "") for name in Address.__dataclass_fields__})


def _lines(raw: Mapping[str, Any]) -> tuple[SnapshotLine, ...]:
    """Products, then shipping, then fees."""
    kinds: tuple[tuple[str, LineKind], ...] = (("line_items", "product"), ("shipping_lines", "shipping"), ("fee_lines", "fee"))
    return tuple(_line(line, kind) for name, kind in kinds for line in raw.get(name) or [])


def _line(raw: Mapping[str, Any], kind: LineKind) -> SnapshotLine:
    metas = raw["meta_data"] or {}
    return SnapshotLine(
        id=raw["id"],
        kind=kind,
        name=_plain(raw["name"] or raw["method_title"] or ""),
        sku=(raw["sku"] or "").strip(),
        product_id=raw["product_id"] or 0,
        variation_id=raw["variation_id"] or 0,
        quantity=raw["quantity"] if kind == "product" else Decimal(1),
        net=raw["total"],
        vat=raw["total_tax"],
        taxes=tuple(TaxShare(share["id"], share["total"] or ZERO) for share in raw["taxes"] or []),
        tax_class=raw["tax_class"] or "",
        tax_status=raw["tax_status"] or "taxable",
        refunded_line_id=_integer(metas.get("_refunded_item_id")),
        meta={},
    )


def _plain(text: str) -> str:
    """A name as people read it: no tags, no entities, one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html.unescape(text))).strip()


def _integer(value: Any) -> int:
    return int(value) if str(value or "").isdigit() else 0


def _rate(raw: Mapping[str, Any], rows: Mapping[int, Mapping[str, Any]]) -> TaxRate:
    """A rate as the order used it. Country from the shop's rate table, else from the head of rate_code (the rest
    of rate_code is merchant's text and says nothing about the percentage)."""
    row = rows.get(raw["rate_id"], {})
    percent: Decimal | None = raw["rate_percent"]
    if not percent and (raw["tax_total"] or raw["shipping_tax_total"]):
        percent = row.get("rate") or None  # old orders and plugin-made rows: null or 0 (facts B2)
    head = raw["rate_code"].split("-")[0].upper()
    return TaxRate(
        rate_id=raw["rate_id"],
        percent=percent,
        country=(row.get("country") or (head if re.fullmatch(r"[A-Z]{2}", head) else "")).upper(),
        label=_plain(raw["label"] or ""),
        vat=raw["tax_total"] or ZERO,
        shipping_vat=raw["shipping_tax_total"] or ZERO,
        compound=raw["compound"],
    )


def _refund(raw: Mapping[str, Any], rows: Mapping[int, Mapping[str, Any]]) -> Refund:
    return Refund(
        id=raw["id"],
        created_at=raw["date_created"],
        amount=raw["amount"],
        reason=_plain(raw["reason"] or ""),
        paid_back=bool(raw["refunded_payment"]),
        lines=_lines(raw),
        rates=tuple(_rate(row, rows) for row in raw["tax_lines"] or []),
    )


