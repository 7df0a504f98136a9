"""A delivery address that differs from the invoice's, for documents that have a place for it.

Exact gives an identical address back instead of making it twice (facts 4), so a lost answer is simply asked again.
A collection point is nobody's address and is never sent; nor are consumers' addresses put on a collective account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..exact.assumptions import ADDRESS_LINE, CITY, DELIVERY, PHONE, POSTCODE
from ..order.shapes import Address, Debtor, Snapshot
from ..state import links
from . import rules
from .address import Postal, postal
from .kind import is_anonymised
from .text import clean, cut

if TYPE_CHECKING:
    from ..order.case import Case

LONGEST = {
    "AddressLine1": ADDRESS_LINE, "AddressLine2": ADDRESS_LINE, "AddressLine3": ADDRESS_LINE, "Postcode": POSTCODE,
    "City": CITY, "Phone": PHONE,
}  # fmt: skip
Body = dict[str, str | int]


def body_of(order: Snapshot) -> dict[str, str]:
    """The separate address, without its account; {} when goods go where the invoice goes, or to a shop."""
    there, here = postal(order.shipping), postal(order.billing)
    if order.parcel_shop or is_anonymised(order) or not there.place:
        return {}
    who, known = _recipient(order.shipping), _recipient(order.billing)
    if _same(there, here) and (not who or who.casefold() == known.casefold()):
        return {}
    third = ", ".join(part for part in (who if who.casefold() != known.casefold() else "", there.line3) if part)
    found = {
        "AddressLine1": there.line1, "AddressLine2": there.line2, "AddressLine3": third, "Postcode": there.postcode,
        "City": there.city, "Country": there.country, "Phone": rules.phone(order.shipping.phone, there.country),
    }  # fmt: skip
    return {name: cut(value, LONGEST.get(name, 2)) for name, value in found.items() if value}


def _recipient(at: Address) -> str:
    return ", ".join(part for part in (clean(at.company), rules.person_of(at)) if part)


def _same(one: Postal, other: Postal) -> bool:
    def bare(at: Postal) -> list[str]:
        parts = (at.line1, at.line2, at.postcode, at.city, at.country)
        return ["".join(character for character in part.casefold() if character.isalnum()) for part in parts]

    return bare(one) == bare(other)


def ensure(debtor: Debtor, kind: str, credit: bool, account_id: str, case: Case) -> str:
    """The id of the delivery address, "" when the document needs none. One write for a new one."""
    if kind == "sales_entry" or credit or debtor.kind == "collective" or not case.settings.delivery_addresses:
        return ""
    body = body_of(case.snapshot)
    if not body:
        return ""
    key = f"{account_id}/{rules.hashed(repr(sorted(body.items())))}"
    with case.tools.db.read() as session:
        link = links.find(session, case.shop_id, case.division, "address", key)
    if link is not None:
        return link.exact_id
    sent: Body = {"Account": account_id, "Type": DELIVERY, **body}
    exact_id = case.exact.create_address(sent)
    with case.tools.db.write() as session:
        links.put(session, case.tools.clock, case.shop_id, case.division, "address", key, exact_id)
    return exact_id
