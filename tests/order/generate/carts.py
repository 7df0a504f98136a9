"""The dice: what is in a cart, and how the shop counts."""

from __future__ import annotations

import random
from decimal import Decimal

from .woocommerce import Cart, CartLine, Counts, Coupon, Fee

DECIMALS, HOW_OFTEN = (2, 4, 3, 0), (90, 6, 3, 1)
CLASSES = ("", "", "", "reduced-rate", "reduced-rate", "zero-rate")
QUANTITIES, MANY = (1, 2, 3, 7, 24), (60, 20, 10, 7, 3)
COSTS = ("0", "3.3058", "4.0909", "4.50", "5.7438", "6.95", "12.40")


def shop(dice: random.Random) -> Counts:
    return Counts(dice.random() < 0.7, dice.random() < 0.25, dice.choices(DECIMALS, HOW_OFTEN)[0])


def cart(
    dice: random.Random, counts: Counts, country: str = "NL", *, classes: tuple[str | None, ...] = CLASSES,
    count: int = 0, exempt: bool = False, via: str = "", plain: bool = False,
) -> Cart:  # fmt: skip
    """``classes``: of which the goods are; None is a product without tax. ``plain``: no coupons, no fees."""
    via = via or dice.choices(("classic", "block", "order"), (50, 40, 10))[0]
    count = count or dice.choices((1, 2, 3, 5, 8), (40, 25, 18, 12, 5))[0]
    lines = tuple(line(dice, counts, classes) for _ in range(count))
    return Cart(
        counts,
        via,
        country,
        lines,
        () if plain or via == "order" else coupons(dice),
        () if plain else fees(dice, lines),
        tuple(dice.choice(COSTS) for _ in range(dice.choices((0, 1, 2), (30, 60, 10))[0])),
        exempt,
    )


def line(dice: random.Random, counts: Counts, classes: tuple[str | None, ...]) -> CartLine:
    name = dice.choice(classes)
    quantity = float(dice.choices(QUANTITIES, MANY)[0])
    if dice.random() < 0.03:
        quantity = dice.randint(1, 40) / 8  # sold by weight
    cents = dice.randint(1, 30_000) if dice.random() < 0.97 else dice.randint(30_000, 9_999_999)
    places = min(counts.decimals, 4) if counts.decimals > 2 else 2
    price = Decimal(cents * 10 ** (places - 2) + (dice.randint(0, 10 ** (places - 2) - 1) if places > 2 else 0))
    return CartLine(f"{price.scaleb(-places):f}", quantity, name or "", name is not None)


def coupons(dice: random.Random) -> tuple[Coupon, ...]:
    return tuple(coupon(dice) for _ in range(dice.choices((0, 1, 2), (70, 27, 3))[0]))


def coupon(dice: random.Random) -> Coupon:
    kind = dice.choice(("percent", "percent", "fixed_cart", "fixed_product"))
    if kind == "percent":
        return Coupon(kind, dice.choice(("5", "7", "7.5", "10", "15", "29", "33", "50", "100")))
    return Coupon(kind, f"{Decimal(dice.randint(10, 2500)).scaleb(-2):f}")


def fees(dice: random.Random, lines: tuple[CartLine, ...]) -> tuple[Fee, ...]:
    found = []
    name = next((line.tax_class for line in lines if line.taxable), "")
    if dice.random() < 0.12:
        found.append(Fee(f"{Decimal(dice.randint(10, 400)).scaleb(-2):f}", dice.random() < 0.8, name))
    if dice.random() < 0.08:  # a discount as a fee: its tax is split over the goods' rates
        found.append(Fee(f"{-Decimal(dice.randint(10, 2000)).scaleb(-2):f}", True, ""))
    return tuple(found)
