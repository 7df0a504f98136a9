"""A booked document as it was stored, made whole again. Pure.

Credit notes are made from what *stands* in the books: other VAT codes, ledgers or customers' rules chosen since
then count for new orders only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from .shapes import Booked, Debtor, VatChoice, WantedDocument, WantedLine


def as_it_stands(planned: WantedDocument, stands: Sequence[Booked]) -> WantedDocument:
    """The document as it was booked, or as planned when it was not (rows of before 0.1 hold no lines)."""
    found = next((one for one in stands if one.key == planned.key), None)
    if found is None or not found.wanted.get("lines"):
        return planned
    kept = found.wanted
    return replace(
        planned,
        kind=found.kind,
        debtor=_debtor(planned.debtor, kept),
        on=date.fromisoformat(kept["on"]),
        meant=_meant(kept),
        currency=kept["currency"],
        rate=_rate(kept),
        reference=kept["reference"],
        journal=kept["journal"],
        payment_condition=kept["payment_condition"],
        lines=tuple(_line(line) for line in kept["lines"]),
        flags=tuple(kept["flags"]),
    )


def whole(one: Booked) -> WantedDocument:
    """A document that stands, from its row alone: for what the order itself says nothing about any more."""
    kept = one.wanted
    return WantedDocument(
        key=one.key,
        kind=one.kind,
        credit=one.credit,
        subject_id=int(kept["subject_id"]),
        debtor=_debtor(Debtor(kept["debtor"], kept.get("account", ""), {}), kept),
        on=date.fromisoformat(kept["on"]),
        currency=kept["currency"],
        reference=kept["reference"],
        description=kept.get("description", ""),
        journal=kept["journal"],
        payment_condition=kept["payment_condition"],
        payment_reference=kept.get("payment_reference", ""),
        lines=tuple(_line(line) for line in kept["lines"]),
        flags=tuple(kept["flags"]),
        turn=int(kept.get("turn", 1)),
        reverses=kept.get("reverses", ""),
        destination=kept.get("destination", ""),
        vat_number=kept.get("vat_number", ""),
        rate=_rate(kept),
        meant=_meant(kept),
    )


def reversed_key(one: Booked) -> str:
    """The key of what this document takes back; "" for others."""
    return str(one.wanted.get("reverses", ""))


def restored(stands: Sequence[Booked]) -> frozenset[str]:
    """Keys of credit notes that were taken back by themselves, and of what took them back (turns.py)."""
    pairs = [(one.key, reversed_key(one)) for one in stands if reversed_key(one) and not one.credit]
    return frozenset(key for pair in pairs for key in pair)


def fresh_key(key: str, stands: Sequence[Booked]) -> str:
    """The key under which a refund is booked now: a backup of the shop or another plugin can bring one back that was
    deleted, and what took its first credit note back stands."""
    back = restored(stands)
    names = (f"{key}+{times}" if times else key for times in count())
    return next(name for name in names if name not in back)


def _meant(kept: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(kept["meant"]) if kept.get("meant") else None


def _rate(kept: Mapping[str, Any]) -> Decimal | None:
    return Decimal(kept["rate"]) if kept.get("rate") else None


def _debtor(planned: Debtor, kept: Mapping[str, Any]) -> Debtor:
    """The account it was booked on, also when the customer's e-mail address or the rule for debtors changed since."""
    same = kept["debtor"] == planned.kind and kept.get("account", planned.account_code) == planned.account_code
    code = planned.account_code if same else kept.get("account", "")
    return Debtor(kept["debtor"], code, planned.why, bool(kept.get("company")), kept.get("account_id", ""))


def _line(kept: Mapping[str, Any]) -> WantedLine:
    choice = VatChoice(
        kept["vat_code"], Decimal(kept["percent"]), kept["country"], kept["reason"], kept["why"], kept["box"]
    )
    return WantedLine(
        kind=kept["kind"],
        source=kept["source"],
        description=kept["description"],
        item=kept["item"],
        ledger=kept["ledger"],
        quantity=Decimal(kept["quantity"]),
        net=Decimal(kept["net"]),
        vat=Decimal(kept["vat"]),
        choice=choice,
        why=kept["why"],
    )
