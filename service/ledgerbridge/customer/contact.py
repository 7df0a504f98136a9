"""The person who ordered for a company, as a contact of its account. The first one we make is its main contact.

A contact is known again by account and name. A new e-mail address or phone number is sent when the shop owns that
field; with any other owner a contact keeps what it was made with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..exact.assumptions import FIRST_NAME, LAST_NAME
from ..order.shapes import Snapshot
from ..state import links
from ..state.claims import Wish
from . import once, owners, rules
from .address import country_of
from .text import clean, cut

if TYPE_CHECKING:
    from ..order.case import Case

Body = dict[str, str]


def body_of(order: Snapshot) -> Body:
    """The contact; {} when the order names nobody."""
    who = order.billing
    country = country_of(who.country)
    person = {"FirstName": cut(clean(who.first_name), FIRST_NAME), "LastName": cut(clean(who.last_name), LAST_NAME)}
    person = {name: value for name, value in person.items() if value}
    if not person:
        return {}
    reach = {"Email": rules.email(who.email), "Phone": rules.phone(who.phone, country)}
    return person | {name: value for name, value in reach.items() if value}


def ensure(customer: str, account_id: str, case: Case) -> None:
    """The order's person stands with the company. No call when he does already, as he is."""
    body = body_of(case.snapshot)
    if not body:
        return
    first, last = body.get("FirstName", ""), body.get("LastName", "")
    key = f"{account_id}/{rules.hashed(f'{first} {last}'.casefold())[:24]}"
    with case.tools.db.read() as session:
        link = links.find(session, case.shop_id, case.division, "contact", key)
    if link is None:
        _create(key, account_id, body, case)
    else:
        changed = owners.of_the_shop(owners.changed(body, link.fields or {}, case.settings), case.settings)
        if changed:
            case.exact.update_contact(link.exact_id, changed)
            _link(key, link.exact_id, owners.remembered(link.fields or {}, changed, body), case)


def _create(key: str, account_id: str, body: Body, case: Case) -> None:
    wish = Wish(
        case.shop_id, case.division, case.snapshot.order_id, f"contact/{key}"[:80], "contact", account_id, {}
    )

    def look() -> str | None:
        return case.exact.contact_of(account_id, body.get("FirstName", ""), body.get("LastName", ""))

    ours = _made_here(account_id, case)
    there = None if ours else look()  # a bookkeeper's own account may have this person already
    if there is not None:
        _link(key, there, owners.hashes(body), case)
        return
    exact_id = once.made(wish, look, lambda: case.exact.create_contact({"Account": account_id, **body}), case)
    if ours and not _has_contact(account_id, case):
        case.exact.update_account(account_id, {"MainContact": exact_id})
    _link(key, exact_id, owners.hashes(body), case)


def _made_here(account_id: str, case: Case) -> bool:
    """Did we make the account? Whose main contact a bookkeeper's own account has is his to say."""
    with case.tools.db.read() as session:
        return links.was_made(session, case.shop_id, case.division, "account", account_id)


def _has_contact(account_id: str, case: Case) -> bool:
    with case.tools.db.read() as session:
        return links.any_with(session, case.shop_id, case.division, "contact", f"{account_id}/")


def _link(key: str, exact_id: str, fields: dict[str, str], case: Case) -> None:
    with case.tools.db.write() as session:
        links.put(session, case.tools.clock, case.shop_id, case.division, "contact", key, exact_id, fields=fields)
