"""What plugins write into an order's meta data: VAT numbers, house numbers, deposits, test payments, gift cards.

The plugin of this project reads most of it itself and sends it as ``extra``; a bare order (a sample file, a shop
asked over REST) has only the metas. One place for all keys; facts/woocommerce says who writes which.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ..money import amount
from . import vat_number
from .shapes import Tender

Metas = Mapping[str, Any]

VAT_NUMBER = (  # facts B5, in this order
    "_vat_number", "_billing_vat_number", "vat_number", "_billing_eu_vat_number", "VAT Number", "yweu_billing_vat",
    "_billing_yweu_vat", "_billing_vat_id", "_shipping_vat_id", "billing_vat", "_billing_dic", "_billing_nif",
    "_billing_vat",
)  # fmt: skip
VAT_FIELD = re.compile(
    r"_wc_(billing|other)/.*(?<![a-z])(vat|btw|tva|ust|iva|nif)(-?_?(number|nummer|id|nr|no))?$", re.IGNORECASE
)
"""Additional checkout fields (block checkout): ``_wc_billing/<who>/<field>``."""
CHAMBER_FIELD = re.compile(
    r"(?<![a-z])(kvk|coc|chamber|handelsregister|kbo|bce|ondernemingsnummer|siren|siret)(?=nummer|number|nr|(?![a-z]))",
    re.IGNORECASE,
)
CHAMBER_NUMBER = re.compile(r"[A-Z]{0,4}[0-9][0-9.]{5,15}", re.IGNORECASE)
TEST_MODE = ("_mollie_payment_mode", "_wcpay_mode")  # facts B11
DEPOSIT = "_wc_deposits_order_has_deposit"  # facts B8
DEPOSIT_REST_PAID = ("_wc_deposits_second_payment_paid", "_second_payment_paid")
DEPOSIT_STATUSES = ("partially-paid", "partial-payment", "scheduled-payment")
LOCALE = ("wpml_language", "_wpml_language", "weglot_language", "trp_language", "_pll_language", "language")
"""Language of the order, by translation plugins: WPML, Weglot, TranslatePress, Polylang [inf]."""
CHARGED_BACK = ("_mollie_processed_chargeback_ids",)
"""Mollie's plugin lists chargebacks here and puts the order on hold (facts B7); others say it in a note only [U]."""
PARCEL_SHOP = ("dropoff_points", "pickup_location", "pickupLocation", "service_point")
CARD_SOLD = ("pw_gift_card_amount", "wc_gc_giftcard_amount", "_ywgc_gift_card_code", "_ywgc_gift_card_post_id")
"""On a line that sells a gift card: PW, WooCommerce Gift Cards, YITH [C]."""
RATE_LOW, RATE_HIGH, RATE_PLACES = Decimal("1e-6"), Decimal("1e6"), Decimal("1e-10")
YITH_CARDS, YITH_AS_FEE = "_ywgc_applied_gift_cards", "ywgc_gift_card_updated_as_fee"


def says_yes(value: Any) -> bool:
    return str(value).strip().lower() in ("yes", "1", "true")


def is_test(metas: Metas) -> bool:
    return any(str(metas.get(key, "")).lower() in ("test", "dev") for key in TEST_MODE)


def is_deposit(metas: Metas, status: str) -> bool:
    """Paid in parts, and the last part has not come: the total can still be rewritten."""
    if status in DEPOSIT_STATUSES:
        return True
    return says_yes(metas.get(DEPOSIT)) and not any(says_yes(metas.get(key)) for key in DEPOSIT_REST_PAID)


def vat_number_of(extra: Mapping[str, Any], metas: Metas, country: str) -> tuple[str, bool]:
    """The customer's VAT number as written in Europe, and whether its form and check digits are right."""
    told = (extra.get("vat_number") or {}).get("number")
    keys = [*VAT_NUMBER, *(key for key in metas if VAT_FIELD.match(key))]
    written = (str(metas[key]).strip() for key in keys if isinstance(metas.get(key), (str, int)))
    raw = told or next((text for text in written if text), "") or _aelia_evidence(metas)
    return vat_number.judged(raw, str(metas.get("_vat_country") or country).upper())


def _aelia_evidence(metas: Metas) -> str:
    evidence = metas.get("_eu_vat_evidence")
    exemption = evidence.get("exemption") if isinstance(evidence, dict) else None
    found = exemption.get("vat_number") if isinstance(exemption, dict) else None
    return found.strip() if isinstance(found, str) else ""


def chamber_of_commerce(extra: Mapping[str, Any], metas: Metas) -> str:
    """The trade register number; a meta of that name with another kind of text in it is passed over."""
    told = (extra.get("chamber_of_commerce") or {}).get("number")
    found = (str(value) for key, value in metas.items() if CHAMBER_FIELD.search(key) and isinstance(value, (str, int)))
    numbers = (re.sub(r"\s", "", text) for text in ([told] if told else found))
    return next((text[:20] for text in numbers if CHAMBER_NUMBER.fullmatch(text)), "")


def locale(metas: Metas) -> str:
    """nl, de_DE; "" when no plugin says."""
    found = (metas[key].strip() for key in LOCALE if isinstance(metas.get(key), str))
    return next((text for text in found if re.fullmatch(r"[A-Za-z]{2}([_-][A-Za-z]{2,8}){0,2}", text)), "")


def to_parcel_shop(metas: Metas) -> bool:
    """Was a collection point chosen, whose address then stands as the shipping address (facts B6)?"""
    found = metas.get("_postnl_order_metadata"), metas.get("_myparcel_delivery_options")
    filled = any(isinstance(one, dict) and any(_chosen(one, key) for key in PARCEL_SHOP) for one in found)
    return filled or bool(metas.get("sendcloudshipping_service_point_meta"))


def is_charged_back(metas: Metas, status: str) -> bool:
    """Taken back by the customer's bank, and not settled since: who got his money sets the order going again."""
    return status in ("on-hold", "failed") and any(bool(metas.get(key)) for key in CHARGED_BACK)


def _chosen(plugin: Mapping[str, Any], key: str) -> bool:
    return bool(plugin.get(key)) or any(isinstance(one, dict) and one.get(key) for one in plugin.values())


def street(metas: Metas, prefix: str, address_1: str) -> str:
    """The first address line. Plugins that keep street and house number apart win over the line, in which the
    number may be missing (facts B6)."""
    name, number = _text(metas, f"{prefix}_street_name"), _text(metas, f"{prefix}_house_number")
    suffix = _text(metas, f"{prefix}_house_number_suffix")
    if not number:
        return address_1
    if not name:
        if not address_1 or re.search(rf"(?<!\d){re.escape(number)}(?!\d)", address_1):
            return address_1
        name = address_1
    return f"{name} {number}{'-' if suffix[:1].isdigit() else ''}{suffix}"


def _text(metas: Metas, key: str) -> str:
    value = metas.get(key)
    return html.unescape(str(value)).strip() if isinstance(value, (str, int)) else ""


def cards_sold(order: Mapping[str, Any]) -> list[int]:
    """Ids of lines that sell a gift card."""
    return [
        line["id"] for line in order["line_items"] or [] if any(key in (line["meta_data"] or {}) for key in CARD_SOLD)
    ]


def exchange_rate(metas: Metas, currency: str, shop_currency: str) -> Decimal | None:
    """Shop currency per one of the order's, where a plugin wrote the order's own rate down (facts B12). Rates of today
    (WPML) and those whose direction nobody showed (FOX [F]) are not trusted."""
    if currency == shop_currency:
        return None
    aelia = _positive(metas.get("_base_currency_exchange_rate"))
    if aelia:
        return _rate(aelia)
    told = str(metas.get("_order_default_currency") or shop_currency)
    woopayments = _positive(metas.get("_wcpay_multi_currency_order_exchange_rate"))
    if woopayments and told == shop_currency:
        return _rate(1 / woopayments)
    known = metas.get("wmc_order_info")
    curcy = known.get(currency) if isinstance(known, dict) else None
    found = _positive(curcy.get("rate")) if isinstance(curcy, dict) else None
    return _rate(1 / found) if found else None


def _positive(value: Any) -> Decimal | None:
    try:
        found = amount(f"{value:f}" if isinstance(value, Decimal) else value)
    except ValueError:
        return None
    return found if found > 0 else None


def _rate(value: Decimal) -> Decimal | None:
    return value.quantize(RATE_PLACES).normalize() if RATE_LOW < value < RATE_HIGH and value != 1 else None


def tenders(order: Mapping[str, Any], extra: Mapping[str, Any], metas: Metas) -> tuple[Tender, ...]:
    """Money that paid without lowering a price. What the plugin found wins: one card is in several places."""
    told = [Tender(one["kind"] or "gift_card", one["code"] or "", one["amount"]) for one in extra.get("tenders") or []]
    cards = [Tender("gift_card", _end(card["code"] or ""), card["amount"]) for card in order.get("gift_cards") or []]
    return tuple(one for one in told or cards or _yith_cards(metas) if one.amount)


def _yith_cards(metas: Metas) -> list[Tender]:
    cards = metas.get(YITH_CARDS)
    if not isinstance(cards, dict) or says_yes(metas.get(YITH_AS_FEE)):
        return []
    return [Tender("gift_card", _end(code), worth) for code, value in cards.items() if (worth := _amount(value))]


def _amount(value: Any) -> Decimal | None:
    try:
        return amount(value)
    except ValueError:
        return None


def _end(code: str) -> str:
    """A card's code is money: only its end is kept."""
    return f"…{code[-4:]}" if code else ""
