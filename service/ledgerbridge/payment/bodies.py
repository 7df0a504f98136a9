"""A batch as the JSON of BankEntries or CashEntries (facts/exact-online 4, Money). Pure.

Opening and closing balances are left to Exact, which takes the journal's last one [A]. The journal's own account is
the other side of every line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..exact.assumptions import DESCRIPTION, RECEIPT_SIGN
from .shapes import Batch, Line


def body(batch: Batch, ledgers: Mapping[str, str]) -> dict[str, Any]:
    """``ledgers``: id by code. KeyError names a code that Exact does not have."""
    lines = [_line(line, batch, ledgers) for line in batch.lines]
    return {
        "JournalCode": batch.journal,
        "Currency": batch.currency,
        "CashEntryLines" if batch.cash else "BankEntryLines": lines,
    }


def _line(line: Line, batch: Batch, ledgers: Mapping[str, str]) -> dict[str, Any]:
    made = {
        "GLAccount": ledgers[line.ledger],
        "Account": line.account,
        "AmountFC": RECEIPT_SIGN * line.amount,
        "Date": batch.day.isoformat(),
        "Description": line.text,
        "OurRef": line.our_ref,
        "VATCode": line.vat_code,
    }
    return {name: value for name, value in made.items() if value not in ("", None)}


def line_text(number: str, transaction: str, mark: str) -> str:
    """``1042 tr_7UhSN1zuXS [K7Q2-R17]``: cut so that the mark at its end stays whole."""
    tail = f" [{mark}]"
    return f"{number} {transaction}".strip()[: DESCRIPTION - len(tail)].rstrip() + tail


def receipt_mark(marker: str, receipt_id: int) -> str:
    """What a receipt's line is known by again in Exact."""
    return f"{marker}-R{receipt_id}"
