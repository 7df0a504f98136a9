"""What we would choose for an administration, and the first version of the settings that comes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from ..setup import kept, suggest
from ..setup import settings as settings_document
from ..setup.choices import Choices
from ..setup.settings import OWNERS, Settings, Suggestion
from ..state.models import Connection
from ..state.models import Settings as SettingsRow
from . import connection

KEPT = ("statuses", "order_rate", "after_booking", "booking_date", "missing_item", "consumers", "collective_account",
        "collective_countries", "contacts", "delivery_addresses", *OWNERS, "zero_totals", "own_numbers",
        "receipts_at", "number_base", "rounding_cap", "fallback_item", "shipping_item", "fee_item",
        "rounding_item")  # fmt: skip
"""Choices of the owner that mean the same in another administration."""


def settle(session: Session, chosen: Connection, offered: Choices, now: datetime) -> Suggestion:
    """The proposal for the chosen administration. It becomes the settings when there are none yet, or when the
    ones there are name codes that this administration does not have."""
    proposed = propose(chosen, offered)
    newest = kept.newest_version(session, chosen.shop_id)
    if newest is None:
        _keep(session, chosen.shop_id, 1, proposed.settings, now)
    else:
        present = settings_document.load(newest.document)
        if not fits(present, chosen, offered):
            own = {name: getattr(present, name) for name in KEPT}
            _keep(session, chosen.shop_id, newest.version + 1, replace(proposed.settings, **own), now)
    return proposed


def propose(chosen: Connection, offered: Choices) -> Suggestion:
    """Pure, from what was read of the administration."""
    return suggest.suggest(offered, connection.styles(chosen), country(chosen))


def country(chosen: Connection) -> str:
    """The administration's country, as Exact says; NL when it does not say."""
    found = [known for known in chosen.divisions if known["code"] == chosen.division]
    return str(found[0].get("country") or "NL")[:2].upper() if found else "NL"


def fits(settings: Settings, chosen: Connection, offered: Choices) -> bool:
    """Does the administration have every code that the settings name, and the licence their style?"""
    vat_codes = {one.code for one in offered.vat_codes}
    ledgers = {one.code for one in offered.ledgers}
    conditions = {one.code for one in offered.payment_conditions}
    named = {settings.revenue_ledger, settings.shipping_ledger, settings.fee_ledger, settings.rounding_ledger}
    named |= {rule.ledger for rule in settings.vat}
    named |= {settings.debtors_ledger, settings.gift_card_ledger, settings.store_credit_ledger}
    named |= {settings.provider_costs_ledger, settings.payout_ledger}
    journals = {settings.journal, *(rule.journal for rule in settings.payments)}
    return (
        settings.style in connection.styles(chosen)
        and {rule.code for rule in settings.vat} | ({settings.provider_vat_code} - {""}) <= vat_codes
        and named - {""} <= ledgers
        and {rule.condition for rule in settings.payments} - {""} <= conditions
        and journals - {""} <= {one.code for one in offered.journals}
    )


def _keep(session: Session, shop_id: str, version: int, settings: Settings, now: datetime) -> None:
    session.add(
        SettingsRow(
            shop_id=shop_id,
            version=version,
            document=settings_document.dump(settings),
            changed_at=now,
            changed_by="Ledgerbridge (proposed)",
        )
    )
