"""What public material does not settle about Exact Online: one switch each, so that both answers can be played.

[A] assumed, [U] unknown; numbers are chapters of facts/exact-online.md.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass
class Assumptions:
    vat_rounding: str = "line"  # 4 VAT maths 3 [U]: "line" | "document_per_code"
    price_precedence: tuple[str, ...] = ("AmountFC", "NetPrice", "UnitPrice")  # 4 [U] when several are sent
    unique_entry_numbers: bool = True  # 4 [C]: In gebruik: Boekstuknummer
    unique_order_numbers: bool = True  # 4 [C]: Verkoopordernummer: Bestaat reeds
    invoice_number_at_entry: bool = True  # 4 [D] "at entry or at printing"; a setting of the journal
    invoice_credit_negative: bool = True  # 4 [C]: an 8021 note reads back negative
    read_only_strict: bool = False  # 7.6 [U]: read-only fields on write are ignored, or refused
    text_too_long_refused: bool = True  # 4 [A]: else cut silently
    error_block_status: int = 429  # 2 [U]: how a blocked endpoint answers
    not_in_licence_status: int = 403  # 3 [D] 403 for rights and licence, 404 for endpoints not in the licence
    count_me: bool = False  # 2 [U]: does current/Me count against limits?
    too_early_burns_token: bool = False  # 1 [U]: does a refused early refresh kill the refresh token?
    negative_stock: bool = True  # 4 [U]: may more leave a warehouse than lies there? a setting of the division
    stock_count_status: int = 21  # 4 [A]: of a count that says none: 12 draft, 21 processed
    our_ref_matches: bool = True  # 4 [A]: a bank line with OurRef pays that invoice; else only XML MatchSets do [C]
    trailing_blanks_equal: bool = True  # 7.4 [A]: '5' matches the padded VAT code '5  '
    array_when_top: bool = True  # 3 [A]: d is an array when $top is within the page
    webhook_delay: int = 5  # 5 [C] "minutes normally"; short, so that nobody has to wait
    webhook_timeout: int = 10  # 5 [U]
    webhook_retries: tuple[int, ...] = (300, 1800, 7200)  # 5 [U] seconds between tries
    webhook_gives_up: int = 86_400  # 5 [U]

    def override(self, *said: str) -> Assumptions:
        """With each ``NAME=VALUE``. Raises ValueError for a name that does not exist or a value that does not fit."""
        changed = self
        known = {field.name: getattr(self, field.name) for field in fields(self)}
        for text in said:
            name, _, value = text.partition("=")
            if name not in known:
                raise ValueError(f"there is no assumption {name}; there are {', '.join(sorted(known))}")
            changed = replace(changed, **{name: _like(known[name], value)})
        return changed


def _like(example: Any, text: str) -> Any:
    if isinstance(example, bool):
        return text.lower() in ("1", "true", "yes")
    if isinstance(example, int):
        return int(text)
    if isinstance(example, tuple):
        return tuple(int(part) if isinstance(example[0], int) else part for part in text.split(",") if part)
    return text


# [A] lengths where the reference gives none (facts 4)
LENGTHS = {
    "Name": 50, "AddressLine1": 100, "AddressLine2": 100, "AddressLine3": 100, "City": 30, "Postcode": 20,
    "Email": 100, "YourRef": 30, "Description": 60, "SearchCode": 20, "VATNumber": 20, "FileName": 80,
}  # fmt: skip
ITEM_CODE_LENGTH = 30
