"""Who is the same customer, and what his account in Exact looks like. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any

import phonenumbers

from ..exact.assumptions import ADDRESS_LINE, CITY, EMAIL, NAME, POSTCODE, SEARCH_CODE, VAT_NUMBER
from ..exact.found import AccountFound
from ..order.shapes import Address, Snapshot

Body = dict[str, Any]

LOOKS_LIKE_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[A-Za-z0-9-]{2,}", re.ASCII)
"""Exact refuses a whole account for its e-mail address ("Ongeldig: Email []"), and half an address is worse than
none."""
PHONE = 30  # [A]


def match_key(order: Snapshot) -> str:
    """The customer's key in the link table: the shop's own id, else the VAT number, else the e-mail (hashed: the
    table holds no personal data), else the order itself. All anonymised orders share one made-up e-mail address."""
    if order.customer_id:
        return f"customer-{order.customer_id}"
    if order.vat_number and order.vat_number_valid:
        return f"vat-{order.vat_number}"
    email = "" if order.anonymised else order.billing.email.lower()
    return f"email-{_hash(email)}" if email else f"order-{order.order_id}"


def search_code(marker: str, key: str) -> str:
    """Our mark on an account that we made, so that it is found again after a lost answer."""
    return f"{marker}-{_hash(key)[:12]}".upper()[:SEARCH_CODE]


def account_body(order: Snapshot, marker: str) -> Body:
    """The account to make: a customer (Status C), with the billing address as its visiting address."""
    who = Address(country=order.billing.country) if order.anonymised else order.billing
    found = {
        "Name": name_of(who, order.number)[:NAME],
        "Status": "C",
        "SearchCode": search_code(marker, match_key(order)),
        "Email": who.email if len(who.email) <= EMAIL and LOOKS_LIKE_EMAIL.fullmatch(who.email) else "",
        "Phone": phone(who.phone, who.country),
        "AddressLine1": who.address_1[:ADDRESS_LINE],
        "AddressLine2": who.address_2[:ADDRESS_LINE],
        "Postcode": who.postcode[:POSTCODE],
        "City": who.city[:CITY],
        "Country": who.country,
        # A number with a wrong form would make Exact refuse the whole account; it stays with the order.
        "VATNumber": order.vat_number[:VAT_NUMBER] if order.vat_number_valid else "",
        "ChamberOfCommerce": order.chamber_of_commerce,
    }
    return {name: value for name, value in found.items() if value}


def name_of(who: Address, number: str) -> str:
    """Company, else person, else something the bookkeeper can find."""
    person = f"{who.first_name} {who.last_name}".strip()
    return who.company or person or who.email or f"Webshop {number}"


def phone(raw: str, country: str) -> str:
    """In international form; as it was typed when it is no number."""
    try:
        parsed = phonenumbers.parse(raw, country or None)
    except phonenumbers.NumberParseException:
        return raw[:PHONE]
    if not phonenumbers.is_possible_number(parsed):
        return raw[:PHONE]
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def update_body(body: Body) -> Body:
    """What is sent when a known customer changed: not his status, and not our mark."""
    return {name: value for name, value in body.items() if name not in ("Status", "SearchCode")}


def fingerprint(body: Body) -> str:
    """Changes when the customer's details do."""
    return _hash(json.dumps(update_body(body), sort_keys=True))


def same_customer(hits: Iterable[AccountFound], vat_number: str, email: str) -> AccountFound | None:
    """The account that is this customer: by VAT number, else by e-mail, never by anything else. Of several the one
    with the lowest code, so that every run chooses the same."""
    usable = sorted((hit for hit in hits if not hit.blocked), key=lambda hit: (hit.code.rjust(18), hit.exact_id))
    if vat_number:
        same = [hit for hit in usable if _bare(hit.vat_number) == _bare(vat_number)]
        # A company's e-mail address may belong to another company of the group: the number decides alone.
        return same[0] if same else None
    return next((hit for hit in usable if email and hit.email.lower() == email.lower()), None)


def _bare(number: str) -> str:
    return "".join(character for character in number.upper() if character.isalnum())


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
