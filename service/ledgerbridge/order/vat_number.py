"""A VAT number's form, judged offline: prefix, length and check digits (python-stdnum). Whether it is in force is
another question (VIES), which never holds up a booking."""

from __future__ import annotations

import re

from stdnum.eu import vat as european
from stdnum.exceptions import ValidationError

EU = frozenset(
    ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
     "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK")
)  # fmt: skip


def judged(raw: str, country: str) -> tuple[str, bool]:
    """(number with its country prefix, is its form right). ("", False) when there is none.

    A number without prefix gets the prefix of ``country`` (Greece writes EL).
    """
    compact = re.sub(r"[^A-Z0-9]", "", str(raw).upper())[:20]
    if not compact:
        return "", False
    for candidate in (compact, f"{'EL' if country == 'GR' else country}{compact}"):
        try:
            found = str(european.validate(candidate)).upper()
            return (f"EL{found[2:]}" if found[:2] == "GR" else found), True
        except ValidationError:
            continue
    return compact, False


def country_of(number: str) -> str:
    """The member state of a number with prefix, as ISO code (XI: Northern Ireland); "" when it has none."""
    head = "GR" if number[:2] == "EL" else number[:2]
    return head if head in EU or head == "XI" else ""
