"""What can be chosen in an administration: read from Exact when it is chosen, kept in one row a kind.

The screens and the bookings look only here; a code that is new in Exact appears after choosing the
administration again.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..exact import found
from ..exact.calls import Exact, Journal, Ledger, PaymentCondition, VatCode
from ..state.models import Choice

Rows = dict[str, list[dict[str, Any]]]
"""By kind (vat_codes, journals, ledgers, payment_conditions): rows as plain JSON, Decimals as text."""

Thing = TypeVar("Thing", VatCode, Journal, Ledger, PaymentCondition)


@dataclass(frozen=True)
class Choices:
    """Everything that can be chosen in one administration."""

    vat_codes: tuple[VatCode, ...] = ()
    journals: tuple[Journal, ...] = ()
    ledgers: tuple[Ledger, ...] = ()
    payment_conditions: tuple[PaymentCondition, ...] = ()


def fetch(exact: Exact) -> Choices:
    """Ask Exact: four reads. Raises what the client raises."""
    return Choices(
        vat_codes=tuple(exact.vat_codes()),
        journals=tuple(exact.journals()),
        ledgers=tuple(exact.ledgers()),
        payment_conditions=tuple(exact.payment_conditions()),
    )


def keep(session: Session, shop_id: str, division: int, choices: Choices, now: datetime) -> None:
    """Replace what was known of this administration."""
    for kind in fields(choices):
        rows = [found.row(thing) for thing in getattr(choices, kind.name)]
        session.merge(Choice(shop_id=shop_id, division=division, kind=kind.name, rows=rows, read_at=now))


def load(session: Session, shop_id: str, division: int) -> Choices:
    """What was read last; empty before the first time."""
    rows: Rows = {
        choice.kind: choice.rows
        for choice in session.scalars(select(Choice).where(Choice.shop_id == shop_id, Choice.division == division))
    }
    return Choices(
        vat_codes=_things(VatCode, rows.get("vat_codes", [])),
        journals=_things(Journal, rows.get("journals", [])),
        ledgers=_things(Ledger, rows.get("ledgers", [])),
        payment_conditions=_things(PaymentCondition, rows.get("payment_conditions", [])),
    )


def ids_by_code(session: Session, shop_id: str, division: int, kind: str) -> dict[str, str]:
    """Code → Exact's id, for kinds that have one (journals, ledgers, payment_conditions)."""
    choice = session.get(Choice, (shop_id, division, kind))
    return {row["code"]: row["exact_id"] for row in choice.rows} if choice else {}


def _things(kind: type[Thing], rows: list[dict[str, Any]]) -> tuple[Thing, ...]:
    return tuple(_thing(kind, row) for row in rows)


def _thing(kind: type[Thing], row: dict[str, Any]) -> Thing:
    """One row as its dataclass. Fields that a newer version dropped are passed over."""
    known = {field.name: row[field.name] for field in fields(kind) if field.name in row}
    if kind is VatCode:
        known["percent"] = Decimal(known["percent"])
    return kind(**known)
