"""Money as the books know it: ``Decimal``, two places, half up.

Amounts come in as JSON strings (or as JSON numbers read with ``parse_float=Decimal``) and leave as JSON
numbers without ever having been a float.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation

ZERO = Decimal("0")
CENT = Decimal("0.01")


def amount(value: object) -> Decimal:
    """An exact Decimal from a JSON string, int or Decimal. Floats, NaN, infinities and blanks raise ValueError."""
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise ValueError(f"an amount is written as a string, not as {type(value).__name__}")
    if isinstance(value, str) and ("_" in value or not value.isascii()):  # Decimal takes 1_000 and digits like ١
        raise ValueError(f"{value!r} is not a number")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a number") from None
    if not number.is_finite() or abs(number) >= Decimal("1e15"):
        raise ValueError(f"{value!r} is not an amount of money")
    return number


def cents(value: Decimal) -> Decimal:
    """Rounded to cents, half up (half away from zero, as bookkeeping rounds)."""
    return value.quantize(CENT, ROUND_HALF_UP)


def cents_half_down(value: Decimal) -> Decimal:
    """Rounded to cents, half down: WooCommerce's rounding of VAT when prices include VAT (facts B4)."""
    return value.quantize(CENT, ROUND_HALF_DOWN)


def share(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Split ``total`` (cents) in proportion to ``weights`` so that the parts sum to it exactly.

    Largest remainder; on a tie the earlier part gets the cent. All-zero weights put all on the first part.
    """
    if not weights:
        if total:
            raise ValueError("nothing to share the amount over")
        return []
    whole = sum(weights, ZERO)
    if not whole:
        return [cents(total), *([Decimal("0.00")] * (len(weights) - 1))]
    exact = [total * weight / whole for weight in weights]
    parts = [part.quantize(CENT, ROUND_DOWN) for part in exact]
    missing = int((cents(total) - sum(parts, ZERO)) / CENT)
    step = CENT if missing > 0 else -CENT
    by_remainder = sorted(range(len(parts)), key=lambda i: (-abs(exact[i] - parts[i]), i))
    for turn in range(abs(missing)):
        parts[by_remainder[turn % len(parts)]] += step
    return parts


def plain(value: Decimal) -> str:
    """An amount as text with a dot and at least two places, never in exponent form: ``12.50``."""
    return f"{value.quantize(CENT) if value == value.quantize(CENT) else value.normalize():f}"


def round_to(total: Decimal, raw: Sequence[Decimal]) -> list[Decimal]:
    """Each of ``raw`` in cents, so that they sum to ``total`` (cents): the cents that are missing or over go to
    the amounts whose own rounding went furthest the other way; on a tie to the earlier one."""
    parts = [cents(value) for value in raw]
    missing = int((total - sum(parts, ZERO)) / CENT)
    step = CENT if missing > 0 else -CENT
    errors = [(raw[i] - parts[i]) * (1 if missing > 0 else -1) for i in range(len(parts))]
    by_error = sorted(range(len(parts)), key=lambda i: (-errors[i], i))
    for turn in range(abs(missing) if parts else 0):
        parts[by_error[turn % len(parts)]] += step
    return parts
