"""The story of a debtor: known → as he is (updated when he changed); unknown → searched once, else created once.

Match by rule: our own link → VAT number → e-mail → nothing else (design 4). Two customers are never one
because their names look alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import Permanent, Problem, Temporary
from ..exact.calls import AccountFound
from ..state import links
from ..state.claims import Claim, Unsettled, Wish
from . import rules

if TYPE_CHECKING:  # only the nouns of the order flow, so that the arrow order → customer stays one-way
    from ..order.case import Case
    from ..order.shapes import Debtor


def ensure_account(debtor: Debtor, case: Case) -> str:
    """The account's id. One write for a new customer, none for a known one."""
    if debtor.kind == "collective":
        return _collective(debtor.account_code, case)
    key = rules.match_key(case.snapshot)
    body = rules.account_body(case.snapshot, case.marker)
    with case.tools.db.read() as session:
        link = links.find(session, case.shop_id, case.division, "account", key)
    if link is not None:
        return _up_to_date(key, link.exact_id, link.fingerprint, body, case)
    return _found_or_created(key, body, case)


def _collective(code: str, case: Case) -> str:
    key = f"code:{code}"
    with case.tools.db.read() as session:
        link = links.find(session, case.shop_id, case.division, "account", key)
    if link is not None:
        return link.exact_id
    found = case.exact.account_by_code(code)
    if found is None:
        raise Permanent(_collective_unknown(code))
    _link(key, found.exact_id, "", case)
    return found.exact_id


def _up_to_date(key: str, exact_id: str, known: str, body: dict[str, Any], case: Case) -> str:
    """Send the customer's new details. An anonymised order never overwrites them."""
    fresh = rules.fingerprint(body)
    if fresh != known and not case.snapshot.anonymised:
        case.exact.update_account(exact_id, rules.update_body(body))
        _link(key, exact_id, fresh, case)
    return exact_id


def _found_or_created(key: str, body: dict[str, Any], case: Case) -> str:
    vat_number, email = body.get("VATNumber", ""), body.get("Email", "")
    if vat_number or email:
        hits = case.exact.find_accounts(vat_number=vat_number, email=email)
        same = rules.same_customer(hits, vat_number, email)
        if same is not None:
            return _adopt(key, same, body, case)
    return _create(key, body, case)


def _adopt(key: str, found: AccountFound, body: dict[str, Any], case: Case) -> str:
    """An account the bookkeeper already had: its details stay his, only "is a customer" is made true."""
    if found.status != "C":
        case.exact.update_account(found.exact_id, {"Status": "C"})
    _link(key, found.exact_id, rules.fingerprint(body), case)
    return found.exact_id


def _create(key: str, body: dict[str, Any], case: Case) -> str:
    wish = Wish(
        case.shop_id, case.division, case.snapshot.order_id, f"account/{key}"[:80], "account",
        str(body.get("SearchCode", "")), {},
    )
    try:
        claim = case.claims.claim(wish)
    except Unsettled as early:
        raise Temporary(str(early), early.until) from None
    if claim.look_first or claim.booked:
        found = case.exact.account_by_marker(wish.reference)
        if found is not None:
            return _done(key, claim, found.exact_id, body, case)
        claim = case.claims.again(claim, wish)
    with case.claims.sending(claim):
        exact_id = case.exact.create_account(body)
    return _done(key, claim, exact_id, body, case)


def _done(key: str, claim: Claim, exact_id: str, body: dict[str, Any], case: Case) -> str:
    case.claims.booked(claim, exact_id)
    _link(key, exact_id, rules.fingerprint(body), case)
    return exact_id


def _link(key: str, exact_id: str, fingerprint: str, case: Case) -> None:
    with case.tools.db.write() as session:
        links.put(session, case.tools.clock, case.shop_id, case.division, "account", key, exact_id, "", fingerprint)


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
