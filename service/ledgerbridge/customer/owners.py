"""Which of a customer's details are sent when they change: every field has an owner. Pure.

    shop    a change in the shop is sent
    exact   sent once, when the account is made; from then on the bookkeeper's
    empty   sent when Exact has nothing there
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..exact.assumptions import CLEARED
from ..setup.settings import Settings
from .rules import Body, hashed

ADDRESS = ("AddressLine1", "AddressLine2", "AddressLine3", "Postcode", "City", "Country")
"""One thing: half of an old address and half of a new one is nobody's."""
OWNER = {
    "Name": "owner_name", "Email": "owner_email", "Phone": "owner_phone", "VATNumber": "owner_vat_number",
    "ChamberOfCommerce": "owner_chamber", "Language": "owner_language", **dict.fromkeys(ADDRESS, "owner_address"),
}  # fmt: skip

Known = Mapping[str, str]  # hash of what was sent last, by field


def hashes(body: Body) -> dict[str, str]:
    """The fingerprint of every detail that may be sent again: not of his status, nor of our mark."""
    return {name: hashed(str(value))[:12] for name, value in body.items() if name in OWNER}


def changed(body: Body, known: Known, settings: Settings) -> Body:
    """The fields that differ from what was sent last and are not Exact's. A blank erases nothing, except within an
    address that moved; an address without street or place is none and moves nothing."""
    now = hashes(body)
    moved = {name: body[name] for name in now if name not in ADDRESS and now[name] != known.get(name)}
    if _says_where(body) and any(now.get(name) != known.get(name) for name in ADDRESS):
        moved |= {name: body.get(name, CLEARED) for name in ADDRESS if name in body or name in known}
    return {name: value for name, value in moved.items() if _owner(name, settings) != "exact"}


def asks_exact(fields: Body, settings: Settings) -> bool:
    """Is one of them sent only when empty, so that Exact's own value must be known?"""
    return any(_owner(name, settings) == "empty" for name in fields)


def of_the_shop(fields: Body, settings: Settings) -> Body:
    """Those that are sent without a look at what Exact has."""
    return {name: value for name, value in fields.items() if _owner(name, settings) == "shop"}


def without_filled(fields: Body, there: Mapping[str, Any], settings: Settings) -> Body:
    """Drop "only when empty" fields that Exact has. An address counts as filled when any line of it is."""
    return {
        name: value
        for name, value in fields.items()
        if _owner(name, settings) != "empty" or not _filled(name, there)
    }


def blanks(body: Body, there: Mapping[str, Any], settings: Settings) -> Body:
    """What an account that Exact had already lacks, and is not Exact's to say."""
    details = {name: value for name, value in body.items() if name in OWNER and _owner(name, settings) != "exact"}
    if not _says_where(body):
        details = {name: value for name, value in details.items() if name not in ADDRESS}
    return {name: value for name, value in details.items() if not _filled(name, there)}


def remembered(known: Known, sent: Body, body: Body) -> dict[str, str]:
    """The hashes to keep after ``sent`` was settled. A cleared field is forgotten."""
    now = hashes(body)
    kept = {name: value for name, value in known.items() if name not in sent}
    return kept | {name: now[name] for name in sent if name in now}


def _says_where(body: Body) -> bool:
    return bool(body.get("AddressLine1") and (body.get("City") or body.get("Postcode")))


def _filled(name: str, there: Mapping[str, Any]) -> bool:
    """Has Exact something here? A country alone is no address yet."""
    if name in ADDRESS:
        return any(there.get(one) for one in ADDRESS if one != "Country")
    return bool(there.get(name))


def _owner(name: str, settings: Settings) -> str:
    return str(getattr(settings, OWNER[name]))
