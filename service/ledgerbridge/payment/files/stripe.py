"""Stripe: the itemised reports "Payout reconciliation" and "Balance change from activity" [D docs.stripe.com, C ×10],
and the dashboard's "All transactions" of the balance (``id,Type,Source,Amount,Fee,Net,…``) [C].

Reports write amounts in the currency's own unit (12.50), and so does the dashboard. Reports on payouts and activity
leave the payout out and name it beside each row; a file of the whole balance has it as a row of its own.
"""

from __future__ import annotations

from ...money import ZERO
from ..shapes import Entry, EntryKind, SettlementFile
from .table import Row, Sheet
from .words import order_in, payouts

ID = ("balance_transaction_id", "id")
KIND = ("reporting_category", "Type")
GROSS = ("gross", "Amount")
FEE = ("fee",)
NET = ("net",)
CURRENCY = ("currency",)
DATE = ("created_utc", "created", "Created (UTC)", "effective_at_utc", "effective_at")
TEXT = ("description",)
PAYOUT = ("automatic_payout_id", "payout_id", "Transfer")
SOURCES = ("source_id", "Source", "charge_id", "payment_intent_id")
ORDERS = ("order_id", "payment_metadata[order_id]", "order_id (metadata)")

KINDS: dict[str, EntryKind] = {  # reporting categories [D], and the balance's types where they differ [C]
    "charge": "payment", "payment": "payment", "charge_failure": "payment", "partial_capture_reversal": "payment",
    "payment_failure_refund": "payment",
    "refund": "refund", "payment_refund": "refund", "refund_failure": "refund",
    "dispute": "chargeback", "dispute_reversal": "chargeback", "adjustment": "chargeback",
    "fee": "fee", "stripe_fee": "fee", "network_cost": "fee", "tax": "fee", "tax_fee": "fee",
    "payout": "payout", "payout_reversal": "payout", "payout_failure": "payout", "payout_cancel": "payout",
}  # fmt: skip


def fits(sheet: Sheet) -> bool:
    return sheet.has_one(*ID) and sheet.has_one(*KIND) and sheet.has("fee", "net") and sheet.has_one(*DATE)


def read(sheet: Sheet) -> SettlementFile:
    found, skipped = [], 0
    for row in sheet.rows:
        if not row.money(*NET) and not row.money(*GROSS):
            skipped += 1
            continue
        found.append(_entry(row))
    derived = [] if any(entry.kind == "payout" for entry in found) else payouts(found, "payout")
    return SettlementFile("stripe", (*found, *derived), skipped)


def _entry(row: Row) -> Entry:
    kind = KINDS.get(row.text(*KIND).lower(), "other")
    sources = (row.text(name) for name in SOURCES)
    text, gross, fee, net = row.text(*TEXT), row.money(*GROSS), row.money(*FEE), row.money(*NET)
    if kind == "chargeback" and not text.lower().startswith("chargeback") and row.text(*KIND).lower() == "adjustment":
        kind = "other"  # the balance's "adjustment" is a dispute only when it says so
    if kind == "fee":  # a fee of its own stands as a negative gross
        gross, fee = ZERO, fee - gross
    return Entry(
        kind=kind,
        id=row.text(*ID),
        transactions=tuple(dict.fromkeys(source for source in sources if source)),
        order="" if kind in ("fee", "payout") else row.text(*ORDERS) or order_in(text),
        gross=gross,
        fee=fee,
        net=net,
        currency=row.text(*CURRENCY).upper(),
        on=row.day(*DATE),
        payout=row.text(*PAYOUT) or (row.text(*SOURCES) if kind == "payout" else ""),
        text=text[:80] if kind in ("fee", "other") else "",
    )
