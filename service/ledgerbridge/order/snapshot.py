"""A checked message as a Snapshot: the nouns of ``shapes.py``.

The door's check is in ``message.py``, what plugins hide in metas in ``metas.py``. Amounts stay as the shop stores
them; making cents of them is the plan's business.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from ..money import ZERO
from . import metas as written
from .message import read as read
from .shapes import Address, LineKind, Refund, Snapshot, SnapshotLine, TaxRate, TaxShare

KINDS: tuple[tuple[str, LineKind], ...] = (
    ("line_items", "product"), ("shipping_lines", "shipping"), ("fee_lines", "fee"),
)  # fmt: skip


def message_from_sample(sample: Mapping[str, Any], sequence: int = 1) -> dict[str, Any]:
    """The message the plugin would send for an order file (tests/samples), or for a bare order."""
    return {
        "type": "order.snapshot",
        "version": 1,
        "sequence": sequence,
        "reason": "changed",
        "shop": dict(sample.get("shop") or {}),
        "order": dict(sample.get("order", sample)),
        "refunds": list(sample.get("refunds") or []),
        "tax_rates": list(sample.get("tax_rates") or []),
        "extra": dict(sample.get("extra") or {}),
    }


def snapshot(message: Mapping[str, Any]) -> Snapshot:
    """The nouns of a message that ``read`` accepted."""
    order, extra, shop = message["order"], message.get("extra") or {}, message.get("shop") or {}
    metas, rows = order["meta_data"] or {}, {row["id"]: row for row in message.get("tax_rates") or []}
    zone = str(shop.get("timezone") or "")
    billing = _address(order["billing"], metas, "_billing")
    number, valid = written.vat_number_of(extra, metas, billing.country)
    status = order["status"].removeprefix("wc-")
    return Snapshot(
        order_id=order["id"],
        number=_plain(order["number"] or str(order["id"])),
        status="trash" if extra.get("trashed") else status,
        currency=order["currency"],
        prices_include_tax=order["prices_include_tax"],
        round_at_subtotal=bool(shop.get("tax_round_at_subtotal")),
        whole_amounts=shop.get("num_decimals") == 0,
        created_at=_wall(order["date_created"], zone),
        paid_at=_wall_or_none(order["date_paid"], zone),
        completed_at=_wall_or_none(order["date_completed"], zone),
        total=order["total"],
        total_tax=order["total_tax"],
        payment_method=order["payment_method"] or "",
        payment_title=_plain(order["payment_method_title"] or ""),
        transaction_id=order["transaction_id"] or "",
        customer_id=order["customer_id"] or 0,
        billing=billing,
        shipping=_address(order["shipping"] or {}, metas, "_shipping"),
        lines=_lines(order),
        services=frozenset(extra.get("services") or ()),
        cards_sold=frozenset([*(extra.get("cards_sold") or ()), *written.cards_sold(order)]),
        rate=written.exchange_rate(metas, order["currency"], shop.get("currency") or "EUR"),
        pickup=_is_pickup(order),
        rates=tuple(_rate(row, rows) for row in order["tax_lines"] or []),
        refunds=tuple(sorted((_refund(one, rows, zone) for one in message.get("refunds") or []), key=_by_id)),
        tenders=written.tenders(order, extra, metas),
        vat_exempt=written.says_yes(metas.get("is_vat_exempt")),
        vat_number=number,
        vat_number_valid=valid,
        chamber_of_commerce=written.chamber_of_commerce(extra, metas),
        test_payment=bool(extra.get("test_payment")) or written.is_test(metas),
        parent_id=order["parent_id"] or 0,
        deposit=written.is_deposit(metas, status),
        anonymised=written.says_yes(metas.get("_anonymized")) or billing.first_name == "[deleted]",
        shop_country=(shop.get("base_country") or "NL").split(":")[0].upper(),
        shop_currency=shop.get("currency") or "EUR",
        sequence=message.get("sequence", 0),
        locale=written.locale(metas),
        parcel_shop=written.to_parcel_shop(metas),
        charged_back=written.is_charged_back(metas, status),
    )


def _by_id(refund: Refund) -> int:
    return refund.id


def _wall(moment: datetime, zone: str) -> datetime:
    """The shop's wall time. WooCommerce's are so already; a moment that names its zone is brought to the shop's,
    because near midnight the other calendar is another VAT period."""
    if moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    except (KeyError, ValueError, OSError):  # "+01:00" and other names that are no zone
        return moment.replace(tzinfo=None)


def _wall_or_none(moment: datetime | None, zone: str) -> datetime | None:
    return _wall(moment, zone) if moment else None


def _address(raw: Mapping[str, Any], metas: written.Metas, prefix: str) -> Address:
    text = {name: html.unescape(str(value or "")).strip() for name, value in raw.items()}
    text["address_1"] = written.street(metas, prefix, text.get("address_1", ""))
    text["country"] = text.get("country", "").upper()
    return Address(**{name: text.get(name, "") for name in Address.__dataclass_fields__})


PICKUP = frozenset({"local_pickup", "legacy_local_pickup", "pickup_location"})
"""WooCommerce's own ways to collect an order at the shop (facts/woocommerce B5)."""


def _is_pickup(order: Mapping[str, Any]) -> bool:
    ways = {(line["method_id"] or "").split(":")[0] for line in order["shipping_lines"] or []}
    return bool(ways) and ways <= PICKUP


def _lines(raw: Mapping[str, Any]) -> tuple[SnapshotLine, ...]:
    """Products, then shipping, then fees."""
    return tuple(_line(line, kind) for name, kind in KINDS for line in raw.get(name) or [])


def _line(raw: Mapping[str, Any], kind: LineKind) -> SnapshotLine:
    metas = raw["meta_data"] or {}
    return SnapshotLine(
        id=raw["id"],
        kind=kind,
        name=_plain(raw["name"] or raw["method_title"] or ""),
        sku=html.unescape(raw["sku"] or "").strip(),
        product_id=raw["product_id"] or 0,
        variation_id=raw["variation_id"] or 0,
        quantity=raw["quantity"] if kind == "product" else Decimal(1),
        net=raw["total"],
        vat=raw["total_tax"],
        taxes=_shares(raw["taxes"] or []),
        tax_class=raw["tax_class"] or "",
        tax_status=raw["tax_status"] or "taxable",
        refunded_line_id=_integer(metas.get("_refunded_item_id")),
    )


def _shares(raw: list[Mapping[str, Any]]) -> tuple[TaxShare, ...]:
    """The rates on a line. A blank total says that the rate does not apply here; 0 is the zero rate."""
    return tuple(TaxShare(share["id"], share["total"]) for share in raw if share["total"] is not None)


def _plain(text: str) -> str:
    """A name as people read it: no tags, no entities, one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^<>]*>", " ", html.unescape(text))).strip()


def _integer(value: Any) -> int:
    return int(value) if re.fullmatch(r"[0-9]{1,18}", str(value or ""), re.ASCII) else 0


def _rate(raw: Mapping[str, Any], rows: Mapping[int, Mapping[str, Any]]) -> TaxRate:
    """A rate as the order used it. Country from the shop's rate table, else from the head of rate_code (the rest
    of rate_code is merchant's text and says nothing about the percentage)."""
    row = rows.get(raw["rate_id"], {})
    percent: Decimal | None = raw["rate_percent"]
    if not percent and (raw["tax_total"] or raw["shipping_tax_total"]):
        percent = row.get("rate") or None  # old orders and plugin-made rows: null or 0 (facts B2)
    head = raw["rate_code"].split("-")[0].upper() if raw["rate_code"] else ""
    return TaxRate(
        rate_id=raw["rate_id"],
        percent=percent,
        country=(row.get("country") or (head if re.fullmatch(r"[A-Z]{2}", head) else "")).upper(),
        label=_plain(raw["label"] or ""),
        vat=raw["tax_total"] or ZERO,
        shipping_vat=raw["shipping_tax_total"] or ZERO,
        compound=bool(raw["compound"]),
    )


def _refund(raw: Mapping[str, Any], rows: Mapping[int, Mapping[str, Any]], zone: str) -> Refund:
    return Refund(
        id=raw["id"],
        created_at=_wall(raw["date_created"], zone),
        amount=raw["amount"],
        reason=_plain(raw["reason"] or ""),
        paid_back=bool(raw["refunded_payment"]),
        lines=_lines(raw),
        rates=tuple(_rate(row, rows) for row in raw["tax_lines"] or []),
    )
