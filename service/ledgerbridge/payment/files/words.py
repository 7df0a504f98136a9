"""Order numbers in a provider's texts, and the payout that follows from rows that name it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from ..shapes import Entry, total

ORDER = re.compile(
    r"(?:order|bestelling|bestellung|bestelnummer|commande|pedido)\s*(?:nr\.?|no\.?|number|nummer|#|:)*\s*"
    r"([A-Z0-9][A-Z0-9_/-]*[0-9][A-Z0-9_/-]*|[0-9])",
    re.IGNORECASE,
)


def order_in(text: str) -> str:
    """``Order 1042`` · ``Bestelling #2026-1042`` · ``WooWinkel - Order 1042`` → the number; "" when none is named.

    Mollie for WooCommerce writes "Order {order number}" unless the owner changed the text [C]; Stripe's plugin
    writes "{shop} - Order {number}" [C]."""
    found = ORDER.search(text)
    return found[1].rstrip("-/_") if found else ""


def is_derived(entry: Entry) -> bool:
    """Not a row of the file, but what its rows come to."""
    return entry.kind == "payout" and entry.text == "derived"


def payouts(entries: Iterable[Entry], prefix: str) -> list[Entry]:
    """A payout for each settlement that rows belong to: what they sum to left for the bank. For files that list
    what a payout holds, and not the payout itself."""
    held: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        if entry.payout:
            held.setdefault((entry.payout, entry.currency), []).append(entry)
    made = []
    for (payout, currency), rows in held.items():
        paid = total([row.net for row in rows])
        made.append(
            Entry("payout", f"{prefix}:{payout}:{currency}", (), "", -paid, Decimal("0.00"), -paid, currency,
                  max(row.on for row in rows), payout, "derived")
        )  # fmt: skip
    return made
