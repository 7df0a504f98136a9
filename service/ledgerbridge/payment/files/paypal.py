"""PayPal: the activity report's CSV ("balance affecting"), with English, Dutch and German headings and texts.

The fee stands negative in its own column beside gross and net. Rows that are not completed, and memos (the balance
does not move), are passed over. What kind a row is, its text says; texts that are not known fall back on its sign and
on whether it points at another row. Headings [C ×3 each language]; the texts of types are the weak side: [C] English
and German, [A] Dutch.
"""

from __future__ import annotations

import re
from decimal import Decimal

from ..shapes import Entry, EntryKind, SettlementFile
from .table import Row, Sheet
from .words import order_in

DATE = ("Date", "Datum")
KIND = ("Type", "Typ", "Description", "Omschrijving", "Beschreibung")
STATUS = ("Status",)
CURRENCY = ("Currency", "Valuta", "Währung")
GROSS = ("Gross", "Bruto", "Brutto")
FEE = ("Fee", "Fees", "Kosten", "Gebühr", "Entgelt")
NET = ("Net", "Netto")
ID = ("Transaction ID", "Transactiereferentie", "Transactie-ID", "Transaktionscode")
BELONGS_TO = ("Reference Txn ID", "Referentie-transactie-ID", "Zugehöriger Transaktionscode")
ORDERS = ("Invoice Number", "Invoice ID", "Factuurnummer", "Factuurreferentie", "Rechnungsnummer")
CUSTOM = ("Custom Number", "Custom", "Aangepast nummer", "Zollnummer")
IMPACT = ("Balance Impact", "Effect op saldo", "Auswirkung auf Guthaben")
TITLE = ("Item Title", "Subject", "Onderwerp", "Artikelbezeichnung", "Betreff")

COMPLETED = ("", "completed", "voltooid", "abgeschlossen")
PAYOUT = re.compile(
    r"withdraw|transfer to bank|opname|overboeking naar|geld opnemen|abbuchung vom|auszahlung|von nutzer eingeleitete"
    r"|allgemeine abbuchung",
    re.IGNORECASE,
)
CHARGEBACK = re.compile(r"chargeback(?! fee)|terugboeking|rücklastschrift|rückbuchung(?! von)", re.IGNORECASE)
CHARGEBACK_FEE = re.compile(r"chargeback fee|dispute fee|kosten (van|voor) (een )?(terugboeking|geschil)|rückbuchungsge"
                            r"|konfliktgeb", re.IGNORECASE)  # fmt: skip
REFUND = re.compile(r"refund|terugbetaling|rückzahlung|rückerstattung|erstattung", re.IGNORECASE)
CONVERSION = re.compile(r"conversion|valutaomrekening|omrekening|währungsumrechnung", re.IGNORECASE)
HOLD = re.compile(r"\bhold\b|release|reserve|reservering|vrijgave|einbehalt|freigabe", re.IGNORECASE)
FEES = re.compile(r"\bfees?\b|kosten|gebühr", re.IGNORECASE)
DEPOSIT = re.compile(r"deposit|bank.?gutschrift|storting|bijschrijving van|einzahlung", re.IGNORECASE)


def fits(sheet: Sheet) -> bool:
    named = (ID, GROSS, NET, CURRENCY, DATE)
    return all(sheet.has_one(*names) for names in named)


def read(sheet: Sheet) -> SettlementFile:
    month_first = sheet.month_first(*DATE)
    found, skipped = [], 0
    for row in sheet.rows:
        memo = row.text(*IMPACT).lower() == "memo"
        if memo or row.text(*STATUS).lower() not in COMPLETED or not row.money(*NET):
            skipped += 1
            continue
        found.append(_entry(row, month_first))
    return SettlementFile("paypal", tuple(found), skipped)


def _entry(row: Row, month_first: bool) -> Entry:
    gross, fee, net = row.money(*GROSS), -row.money(*FEE), row.money(*NET)
    said = row.text(*KIND)
    kind = _kind(said, gross, bool(row.text(*BELONGS_TO)))
    if kind == "fee":
        gross, fee = Decimal("0.00"), fee - gross
    own = row.text(*ID)
    return Entry(
        kind=kind,
        id=f"{own}:{row.text(*CURRENCY).upper()}" if kind == "other" else own,  # a conversion has two legs
        transactions=tuple(dict.fromkeys(one for one in (own, row.text(*BELONGS_TO)) if one)),
        order="" if kind in ("fee", "payout", "other") else _order(row),
        gross=gross,
        fee=fee,
        net=net,
        currency=row.text(*CURRENCY).upper(),
        on=row.day(*DATE, month_first=month_first),
        payout=own if kind == "payout" else "",
        text=said[:80] if kind in ("fee", "other") else "",
    )


def _kind(said: str, gross: Decimal, belongs: bool) -> EntryKind:
    if CHARGEBACK_FEE.search(said):
        return "fee"
    for words, kind in ((CHARGEBACK, "chargeback"), (REFUND, "refund"), (CONVERSION, "other"), (HOLD, "other"),
                        (PAYOUT, "payout"), (DEPOSIT, "other"), (FEES, "fee")):  # fmt: skip
        if words.search(said):
            return kind  # type: ignore[return-value]
    if gross > 0:
        return "payment"
    return "refund" if belongs else "other"


def _order(row: Row) -> str:
    """The invoice number; PayPal for WooCommerce writes the shop's prefix before it ("WC-1042") [C], and the order's
    id as "custom" [C]."""
    invoice = row.text(*ORDERS)
    return invoice or row.text(*CUSTOM) or order_in(row.text(*TITLE))
