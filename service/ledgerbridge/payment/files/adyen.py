"""Adyen: the settlement detail report [D docs.adyen.com, C ×10]. One row a journal entry; ``Type`` says which.

Money in or out is told by the net columns: published samples write the gross of a settled payment in the debit
column, the reference calls it a credit [U], so its sign is taken from the net (or, without one, from the type).
Fees are what lies between gross and net; where gross and net differ in currency, the named fee columns.
"""

from __future__ import annotations

from decimal import Decimal

from ...money import ZERO
from ..shapes import Entry, EntryKind, SettlementFile
from .table import Row, Sheet

FEES = ("Commission (NC)", "Markup (NC)", "Scheme Fees (NC)", "Interchange (NC)")
KINDS: dict[str, EntryKind] = {
    "settled": "payment", "settledbulk": "payment", "settledinstallment": "payment", "settledexternally": "payment",
    "settledreversed": "payment", "capturereversed": "payment",
    "refunded": "refund", "refundedbulk": "refund", "refundedreversed": "refund", "refundedexternally": "refund",
    "chargeback": "chargeback", "secondchargeback": "chargeback", "chargebackreversed": "chargeback",
    "chargebackexternally": "chargeback", "chargebackreversedexternally": "chargeback",
    "fee": "fee", "misccosts": "fee", "paymentcost": "fee", "invoicededuction": "fee", "transactioncosts": "fee",
    "merchantpayout": "payout", "payoutinternal": "payout", "payout": "payout",
}  # fmt: skip
OUTWARD = ("refunded", "refundedbulk", "chargeback", "secondchargeback", "settledreversed", "capturereversed")
EXTERNAL = "externally"  # settled by another party: never on this balance


def fits(sheet: Sheet) -> bool:
    return sheet.has("Psp Reference", "Type", "Net Currency", "Net Debit (NC)", "Net Credit (NC)")


def read(sheet: Sheet) -> SettlementFile:
    found, skipped = [], 0
    for row in sheet.rows:
        kind, net = row.text("Type").lower(), _net(row)
        if kind.endswith(EXTERNAL) or not (net or _gross(row)):
            skipped += 1
            continue
        found.append(_entry(row, kind, net))
    return SettlementFile("adyen", tuple(found), skipped)


def _net(row: Row) -> Decimal:
    return row.money("Net Credit (NC)") - row.money("Net Debit (NC)")


def _gross(row: Row) -> Decimal:
    """Without its sign."""
    return abs(row.money("Gross Credit (GC)") - row.money("Gross Debit (GC)"))


def _entry(row: Row, said: str, net: Decimal) -> Entry:
    kind = KINDS.get(said, "other")
    currency, charged_currency = row.text("Net Currency").upper(), row.text("Gross Currency").upper()
    outward = net < 0 if net else said in OUTWARD
    charged = -_gross(row) if outward else _gross(row)
    same = charged_currency in ("", currency)
    named = sum((row.money(name) for name in FEES), ZERO)
    if kind == "fee":
        gross, fee = ZERO, -net
    elif kind in ("payout", "other"):
        gross, fee = net, ZERO
    else:
        gross, fee = (charged, charged - net) if same else (net + named, named)
    reference, change, batch = (row.text(one) for one in ("Psp Reference", "Modification Reference", "Batch Number"))
    return Entry(
        kind=kind,
        id=":".join([batch, said, reference, change, row.text("Booking Date", "Creation Date")]),
        transactions=tuple(dict.fromkeys(one for one in (reference, change) if one)) if kind != "payout" else (),
        order="" if kind in ("fee", "payout", "other") else row.text("Merchant Reference"),
        gross=gross,
        fee=fee,
        net=net,
        currency=currency,
        on=row.day("Booking Date", "Creation Date"),
        payout=batch,
        text=row.text("Type")[:80] if kind in ("fee", "other") else "",
        charged=None if same or kind not in ("payment", "refund", "chargeback") else charged,
        charged_currency="" if same else charged_currency,
    )
