"""The story of a debtor: known → as he is (told what changed); unknown → searched once, else created once.

Match by rule: our own link → VAT number → e-mail → nothing else (design 4). Two customers are never one
because their names look alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import Permanent, Problem
from ..exact.calls import AccountFound
from ..state import links
from ..state.claims import Wish
from ..state.models import Link
from . import contact, once, owners, rules
from .kind import is_anonymised, is_company

if TYPE_CHECKING:  # only the nouns of the order flow, so that the arrow order → customer stays one-way
    from ..order.case import Case
    from ..order.shapes import Debtor


def ensure_account(debtor: Debtor, case: Case) -> str:
    """The account's id. One write for a new consumer, none for a known one."""
    if debtor.kind == "collective":
        return _collective(debtor.account_code, case)
    key = rules.match_key(case.snapshot)
    body = rules.account_body(case.snapshot, case.marker)
    with case.tools.db.read() as session:
        link = links.find(session, case.shop_id, case.division, "account", key)
    account_id = _up_to_date(link, body, case) if link else _found_or_created(key, body, case)
    if case.settings.contacts and is_company(case.snapshot) and not is_anonymised(case.snapshot):
        contact.ensure(key, account_id, case)
    return account_id


def _collective(code: str, case: Case) -> str:
    key = f"code:{code}"
    with case.tools.db.read() as session:
        link = links.find(session, case.shop_id, case.division, "account", key)
    if link is not None:
        return link.exact_id
    found = case.exact.account_by_code(code)
    if found is None:
        raise Permanent(_collective_unknown(code))
    _link(key, found.exact_id, {}, case)
    return found.exact_id


def _up_to_date(link: Link, body: dict[str, Any], case: Case) -> str:
    """Send the details that changed and are the shop's to say. An anonymised order never overwrites any."""
    if is_anonymised(case.snapshot):
        return link.exact_id
    if link.fields is None:  # linked before hashes were kept by field: from now on they are
        _link(link.key, link.exact_id, owners.hashes(body), case)
        return link.exact_id
    changed = owners.changed(body, link.fields, case.settings)
    if changed:
        send = _still_to_send(changed, link.exact_id, case)
        if send:
            case.exact.update_account(link.exact_id, send)
        _link(link.key, link.exact_id, owners.remembered(link.fields, changed, body), case)
    return link.exact_id


def _still_to_send(changed: dict[str, Any], exact_id: str, case: Case) -> dict[str, Any]:
    if not owners.asks_exact(changed, case.settings):
        return changed
    there = case.exact.account_by_id(exact_id)
    return owners.without_filled(changed, there.details if there else {}, case.settings)


def _found_or_created(key: str, body: dict[str, Any], case: Case) -> str:
    vat_number, email = body.get("VATNumber", ""), body.get("Email", "")
    if vat_number or email:
        hits = case.exact.find_accounts(vat_number=vat_number, email=email)
        same = rules.same_customer(hits, vat_number, email)
        if same is not None:
            return _adopt(key, same, body, case)
    return _create(key, body, case)


def _adopt(key: str, found: AccountFound, body: dict[str, Any], case: Case) -> str:
    """An account the bookkeeper already had: its details stay his; it is made a customer, and blanks are filled."""
    ours = found.search_code == body["SearchCode"]
    lacks = {} if ours or is_anonymised(case.snapshot) else owners.blanks(body, found.details, case.settings)
    if found.status != "C":
        lacks["Status"] = "C"
    if lacks:
        case.exact.update_account(found.exact_id, lacks)
    _link(key, found.exact_id, owners.hashes(body), case)
    return found.exact_id


def _create(key: str, body: dict[str, Any], case: Case) -> str:
    wish = Wish(
        case.shop_id, case.division, case.snapshot.order_id, f"account/{key}"[:80], "account",
        str(body.get("SearchCode", "")), {},
    )  # fmt: skip
    condition = {"PaymentConditionSales": case.settings.account_condition} if case.settings.account_condition else {}

    def look() -> str | None:
        found = case.exact.account_by_marker(wish.reference)
        return found.exact_id if found else None

    exact_id = once.made(wish, look, lambda: case.exact.create_account({**body, **condition}), case)
    _link(key, exact_id, owners.hashes(body), case)
    return exact_id


def _link(key: str, exact_id: str, fields: dict[str, str], case: Case) -> None:
    with case.tools.db.write() as session:
        links.put(session, case.tools.clock, case.shop_id, case.division, "account", key, exact_id, fields=fields)


def _collective_unknown(code: str) -> Problem:
    return Problem(
        code="collective_account_unknown",
        cause=f"collective_account_unknown:{code}",
        what={
            "en": f"The collective account {code} for consumers does not exist in Exact Online.",
            "nl": f"De verzamelrelatie {code} voor particulieren bestaat niet in Exact Online.",
        },
        why={
            "en": "The settings say that consumers are booked on it. Nothing was booked.",
            "nl": "De instellingen zeggen dat particulieren daarop geboekt worden. Er is niets geboekt.",
        },
        do={
            "en": "Choose an existing account in the settings; all orders that wait for it go on by themselves.",
            "nl": "Kies bij de instellingen een bestaande relatie; alle bestellingen die erop wachten gaan vanzelf.",
        },
        action="settings",
    )
