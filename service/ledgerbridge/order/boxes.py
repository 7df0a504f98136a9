"""The box of the VAT return that a line lands in, by the shop's country. Pure.

Netherlands: rubriek. Belgium: grid of the turnover, and of its VAT behind the stroke; credit notes have grids of their
own. Germany: Kennzahl of the Umsatzsteuer-Voranmeldung. [A] Belgium and Germany from general knowledge of the returns,
not yet looked over by an accountant there; nothing is booked by them, they are only shown.
"""

from __future__ import annotations

from decimal import Decimal

Boxes = dict[str, str]
"""By VatReason (shapes.py)."""

# A service to a customer outside the EU is taxed there, and in no box of the Dutch return.
NL_RATES = {Decimal(21): "1a", Decimal(9): "1b"}
NL: Boxes = {"zero": "1e", "reverse_charge_home": "1e", "reverse_charge": "3b", "reverse_charge_services": "3b",
             "export": "3a", "oss": "OSS"}  # fmt: skip
BE_RATES = {Decimal(21): "03/54", Decimal(12): "02/54", Decimal(6): "01/54"}
BE: Boxes = {"zero": "00", "reverse_charge_home": "45", "reverse_charge": "46", "reverse_charge_services": "44",
             "export": "47", "export_services": "47", "oss": "OSS"}  # fmt: skip
BE_CREDIT = {"44": "48", "46": "48", "00": "49", "45": "49", "47": "49", "01/54": "49/64", "02/54": "49/64",
             "03/54": "49/64"}  # fmt: skip
DE_RATES = {Decimal(19): "Kz 81", Decimal(7): "Kz 86"}
DE: Boxes = {"zero": "Kz 87", "exempt": "Kz 48", "reverse_charge_home": "Kz 60", "reverse_charge": "Kz 41",
             "reverse_charge_services": "Kz 21", "export": "Kz 43", "export_services": "Kz 45",
             "oss": "OSS"}  # fmt: skip
RATES: dict[str, tuple[dict[Decimal, str], str]] = {
    "NL": (NL_RATES, "1c"), "BE": (BE_RATES, ""), "DE": (DE_RATES, "Kz 35"),
}  # fmt: skip
OTHERS: dict[str, Boxes] = {"NL": NL, "BE": BE, "DE": DE}


def box(reason: str, percent: Decimal, home: str) -> str:
    """"" for none, and for shops of other countries."""
    if reason == "domestic":
        rates, others = RATES.get(home, ({}, ""))
        return rates.get(percent, others)
    return OTHERS.get(home, {}).get(reason, "")


def of_credit(found: str) -> str:
    """Where a credit note of that sale lands: the same box with less in it, but for Belgium's."""
    return BE_CREDIT.get(found, found)
