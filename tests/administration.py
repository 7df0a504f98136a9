"""What a Dutch administration offers to choose from, in the shapes Exact's answers are read into."""

from __future__ import annotations

from decimal import Decimal

from ledgerbridge.exact.found import Journal, Ledger, PaymentCondition, VatCode
from ledgerbridge.setup.choices import Choices


def vat(code: str, percent: str, description: str, **values: object) -> VatCode:
    usual = {"type": "E", "transaction": "S", "country": "", "eu_listing": "N", "charged": False, "blocked": False}
    return VatCode(code=code, description=description, percent=Decimal(percent), **{**usual, **values})  # type: ignore[arg-type]


def ledger(code: str, description: str, type: int = 110, vat_code: str = "", blocked: bool = False) -> Ledger:
    return Ledger(f"id-{code}", code, description, type, "C", vat_code, blocked)


def journal(code: str, description: str, type: int = 20, blocked: bool = False) -> Journal:
    return Journal(f"id-{code}", code, description, type, "EUR", blocked, True, True)


OFFERED = Choices(
    vat_codes=(
        vat("0", "0", "Geen btw", type="N", transaction="B"),
        vat("1", "9", "Btw laag, exclusief"),
        vat("2", "21", "Btw hoog, exclusief"),
        vat("3", "9", "Btw laag, inclusief", type="I"),
        vat("4", "21", "Btw hoog, inclusief", type="I"),
        vat("5", "0", "Btw 0%"),
        vat("6", "0", "Export buiten de EU"),
        vat("7", "0", "Leveringen binnen de EU (ICP)", eu_listing="L"),
        vat("8", "21", "Inkoop hoog", transaction="P"),
        vat("9", "21", "Oud hoog", blocked=True),
        vat("B21", "21", "OSS België", country="BE"),
        vat("D19", "19", "OSS Duitsland", country="DE"),
        vat("F5", "5.5", "OSS Frankrijk laag", country="FR"),
    ),
    journals=(
        journal("70", "Verkoopboek"),
        journal("71", "Verkoopboek webwinkel"),
        journal("72", "Oud verkoopboek", blocked=True),
        journal("20", "Bank", type=12),
    ),
    ledgers=(
        ledger("8000", "Omzet hoog", vat_code="2"),
        ledger("8010", "Omzet laag", vat_code="1"),
        ledger("8090", "Oude omzet", blocked=True),
        ledger("4990", "Afrondingsverschillen", type=121),
        ledger("1300", "Debiteuren", type=20),
    ),
    payment_conditions=(
        PaymentCondition("id-00", "00", "Direct betaald", "B", 0),
        PaymentCondition("id-14", "14", "14 dagen", "B", 14),
    ),
)
