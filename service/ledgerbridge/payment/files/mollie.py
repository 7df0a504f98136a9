"""Mollie: the settlement's CSV (dashboard → Reports → Settlements). One row a payment, refund or chargeback, and rows
"Withheld fees …" without an id. The file lists what a payout holds; the payout itself follows from it.

Headings English [C ×2] and Dutch [C ×3]; German [A]. See docs/settlements.md.
"""

from __future__ import annotations

import re

from ...money import ZERO
from ..shapes import Entry, EntryKind, SettlementFile
from .table import Row, Sheet
from .words import order_in, payouts

DATE = ("Date", "Datum")
METHOD = ("Payment method", "Betaalmethode", "Zahlungsmethode")
CURRENCY = ("Currency", "Valuta", "Währung")
AMOUNT = ("Amount", "Bedrag", "Betrag")
STATUS = ("Status",)
ID = ("ID",)
TEXT = ("Description", "Omschrijving", "Beschreibung")
PAID_CURRENCY = ("Settlement currency", "Uitbetalingsvaluta", "Auszahlungswährung")
PAID_AMOUNT = ("Settlement amount", "Uitbetalingsbedrag", "Auszahlungsbetrag")
PAYOUT = ("Settlement reference", "Uitbetalingsreferentie", "Auszahlungsreferenz")

FEES = re.compile(r"withheld|ingehouden|einbehalten|transactiekosten|\bfees?\b|kosten|gebühr", re.IGNORECASE)
ROUNDING = re.compile(r"rounding|afronding|rundung|compensat", re.IGNORECASE)
NOT_MOVED = ("open", "pending", "expired", "canceled", "cancelled", "failed", "authorized", "queued")
PAYMENT_IN_TEXT = re.compile(r"\btr_[A-Za-z0-9]+")


def fits(sheet: Sheet) -> bool:
    return sheet.has_one(*PAYOUT) and sheet.has_one(*PAID_AMOUNT) and sheet.has("ID")


def read(sheet: Sheet) -> SettlementFile:
    found, skipped, seen = [], 0, dict[str, int]()
    for row in sheet.rows:
        if row.text(*STATUS).lower() in NOT_MOVED or not row.money(*PAID_AMOUNT, *AMOUNT):
            skipped += 1
            continue
        found.append(_entry(row, seen))
    return SettlementFile("mollie", (*found, *payouts(found, "settlement")), skipped)


def _entry(row: Row, seen: dict[str, int]) -> Entry:
    paid, charged = row.money(*PAID_AMOUNT, *AMOUNT), row.money(*AMOUNT)
    currency = row.text(*PAID_CURRENCY, *CURRENCY).upper()
    text, own, payout = row.text(*TEXT), row.text(*ID), row.text(*PAYOUT)
    kind = _kind(row, own, text, paid)
    fee = kind == "fee"
    other = row.text(*CURRENCY).upper() != currency
    return Entry(
        kind=kind,
        id=own or _numbered(f"{payout}:{text}:{row.text(*DATE)[:10]}", seen),
        transactions=tuple(dict.fromkeys([*([own] if own else []), *PAYMENT_IN_TEXT.findall(text)])),
        order="" if fee else order_in(text),
        gross=ZERO if fee else paid,
        fee=-paid if fee else ZERO,
        net=paid,
        currency=currency,
        on=row.day(*DATE),
        payout=payout,
        text=text[:80] if fee else "",
        charged=charged if other else None,
        charged_currency=row.text(*CURRENCY).upper() if other else "",
    )


def _kind(row: Row, own: str, text: str, paid: object) -> EntryKind:
    """Ids say it (tr_ payment, re_ refund, chb_ chargeback [D]); a row without one is a cost or a correction."""
    method = row.text(*METHOD).lower()
    if own.startswith("chb_") or "chargeback" in method:
        return "chargeback"
    if own.startswith("re_") or method in ("refund", "terugbetaling", "rückerstattung"):
        return "refund"
    if not own:
        return "fee" if FEES.search(text) and not ROUNDING.search(text) else "other"
    return "payment"


def _numbered(name: str, seen: dict[str, int]) -> str:
    """Rows without an id: their place among the same ones tells them apart."""
    seen[name] = seen.get(name, 0) + 1
    return f"{name}#{seen[name]}"
