"""How much of an item the shop may sell, as far as Exact knows. Pure.

    usable = the chosen figure of the chosen warehouses + what our own sales orders took of it − the margin

Our own orders are added again because the shop took them off when it sold them: only a difference that comes from
elsewhere (a purchase, a count, a sale at the counter) is for the shop. Orders that are booked as entries take nothing
in Exact, so there nothing is added (facts/woocommerce C3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from ..money import ZERO
from ..setup.settings import Settings

FIGURES = {"in_stock": "CurrentStock", "free": "FreeStock", "projected": "ProjectedStock"}


def follows(settings: Settings) -> bool:
    """Can stock be followed with these settings? Sales orders lessen what is free, and what lies there when they are
    delivered; invoices take goods away at a moment that only Exact knows: with them it is not offered."""
    if settings.stock != "exact" or settings.style == "invoice":
        return False
    return settings.style != "order" or settings.stock_figure != "in_stock"


def usable(positions: Iterable[tuple[str, Mapping[str, str]]], ours: Decimal, settings: Settings) -> Decimal:
    """``positions``: (warehouse, its figures by Exact's name). ``ours``: pieces in sales orders that were booked."""
    chosen, name = set(settings.stock_warehouses.replace(",", " ").split()), FIGURES[settings.stock_figure]
    lies = sum((Decimal(figures[name]) for house, figures in positions if not chosen or house in chosen), ZERO)
    return lies + ours - settings.stock_margin


def pieces(wanted: Mapping[str, Any]) -> dict[str, Decimal]:
    """Pieces by item code in a sales order, as it was wanted."""
    found: dict[str, Decimal] = {}
    for line in wanted.get("lines", ()):
        if line["kind"] == "product" and line["item"]:
            found[line["item"]] = found.get(line["item"], ZERO) + Decimal(line["quantity"])
    return found
