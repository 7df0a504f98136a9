"""Who is the same customer, and what his account in Exact looks like. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import phonenumbers

from ..errors import Text
from ..exact.assumptions import (
    ADDRESS_LINE,
    CHAMBER_OF_COMMERCE,
    CITY,
    EMAIL,
    LANGUAGES,
    NAME,
    PHONE,
    POSTCODE,
    SEARCH_CODE,
    VAT_NUMBER,
)
from ..exact.found import AccountFound
from ..order.shapes import Address, Snapshot
from .address import postal
from .kind import company_of, is_anonymised
from .register import chamber_number
from .text import clean, cut, units

Body = dict[str, Any]

LOOKS_LIKE_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[A-Za-z0-9-]{2,}", re.ASCII)
"""Exact refuses a whole account for its e-mail address ("Ongeldig: Email []"), and half an address is worse than
none."""
LONGEST = {
    "Name": NAME, "Phone": PHONE, "AddressLine1": ADDRESS_LINE, "AddressLine2": ADDRESS_LINE,
    "AddressLine3": ADDRESS_LINE, "Postcode": POSTCODE, "City": CITY, "ChamberOfCommerce": CHAMBER_OF_COMMERCE,
}  # fmt: skip
LANGUAGE_OF_COUNTRY = {
    "NL": "nl", "BE": "nl", "SR": "nl", "DE": "de", "AT": "de", "FR": "fr", "ES": "es", "GB": "en", "IE": "en",
    "US": "en", "CA": "en", "AU": "en", "NZ": "en",
}  # fmt: skip
"""When the shop does not say in which language was bought. Countries of several languages get their largest;
Luxembourg and Switzerland none."""


def match_key(order: Snapshot) -> str:
    """The customer's key in the link table: the shop's own id, else the VAT number, else the e-mail (hashed: the
    table holds no personal data), else the order itself. All anonymised orders share one made-up e-mail address."""
    if order.customer_id:
        return f"customer-{order.customer_id}"
    if order.vat_number and order.vat_number_valid:
        return f"vat-{order.vat_number}"
    email = "" if is_anonymised(order) else clean(order.billing.email).lower()
    return f"email-{hashed(email)}" if email else f"order-{order.order_id}"


def search_code(marker: str, key: str) -> str:
    """Our mark on an account that we made, so that it is found again after a lost answer."""
    return f"{marker}-{hashed(key)[:12]}".upper()[:SEARCH_CODE]


def account_body(order: Snapshot, marker: str) -> Body:
    """The account to make: a customer (Status C), with the billing address as its visiting address."""
    body = {name: cut(value, LONGEST[name]) if name in LONGEST else value for name, value in _whole(order).items()}
    return {**body, "Status": "C", "SearchCode": search_code(marker, match_key(order))}


def _whole(order: Snapshot) -> dict[str, str]:
    """All that is known of the customer, uncut, blanks left out."""
    gone = is_anonymised(order)
    who = Address(country=order.billing.country) if gone else order.billing
    at = postal(who)
    found = {
        "Name": _name(replace(order, billing=who)),
        "Email": email(who.email),
        "Phone": _phone(clean(who.phone), at.country),
        "AddressLine1": at.line1,
        "AddressLine2": at.line2,
        "AddressLine3": at.line3,
        "Postcode": at.postcode,
        "City": at.city,
        "Country": at.country,
        "Language": "" if gone else language(order.locale, at.country),
        # A number with a wrong form would make Exact refuse the whole account; it stays with the order.
        "VATNumber": order.vat_number if order.vat_number_valid and len(order.vat_number) <= VAT_NUMBER else "",
        "ChamberOfCommerce": _chamber(order, at.country),
    }
    return {name: value for name, value in found.items() if value}


def _name(order: Snapshot) -> str:
    """Company, else person, else something the bookkeeper can find."""
    return (
        company_of(order) or person_of(order.billing) or clean(order.billing.email) or f"Webshop {clean(order.number)}"
    )


def person_of(who: Address) -> str:
    return f"{clean(who.first_name)} {clean(who.last_name)}".strip()


def email(raw: str) -> str:
    """The address, when Exact will take it; else ""."""
    text = clean(raw)
    return text if units(text) <= EMAIL and LOOKS_LIKE_EMAIL.fullmatch(text) else ""


def phone(raw: str, country: str) -> str:
    """In international form; as it was typed when it is no number."""
    return cut(_phone(clean(raw), country), PHONE)


def _phone(text: str, country: str) -> str:
    try:
        parsed = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_possible_number(parsed):
        return text
    plain = str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
    return f"{plain};ext={parsed.extension}" if parsed.extension else plain


def language(locale: str, country: str) -> str:
    """Exact's language code: by the language the customer bought in, else by his country; "" when neither says."""
    said = locale.replace("-", "_").split("_")[0].lower()
    return LANGUAGES.get(said or LANGUAGE_OF_COUNTRY.get(country, ""), "")


def _chamber(order: Snapshot, country: str) -> str:
    if is_anonymised(order):
        return clean(order.chamber_of_commerce)
    known = order.vat_number if order.vat_number_valid else ""
    return chamber_number(order.chamber_of_commerce, country, known)


def notes(order: Snapshot) -> tuple[Text, ...]:
    """What of the customer does not fit in Exact, in words for the owner; no personal data."""
    found = [_cut_note(name, LONGEST[name]) for name, value in _whole(order).items()
             if name in LONGEST and units(value) > LONGEST[name]]  # fmt: skip
    if is_anonymised(order):
        return ()
    who = order.billing
    if who.email.strip() and not email(who.email):
        found.append(_left_out("e-mail address", "e-mailadres"))
    if order.vat_number and not order.vat_number_valid:
        found.append(_left_out("VAT number", "btw-nummer"))
    if who.country.strip() and not postal(who).country:
        found.append(_left_out("country", "land"))
    return tuple(found)


FIELD_WORDS = {
    "Name": ("name", "naam"), "Phone": ("phone number", "telefoonnummer"), "Postcode": ("postcode", "postcode"),
    "AddressLine1": ("address", "adres"), "AddressLine2": ("second address line", "tweede adresregel"),
    "AddressLine3": ("state", "staat of provincie"), "City": ("city", "plaats"),
    "ChamberOfCommerce": ("trade register number", "handelsregisternummer"),
}  # fmt: skip


def _cut_note(name: str, most: int) -> Text:
    english, dutch = FIELD_WORDS[name]
    return {
        "en": f"The customer's {english} is longer than the {most} characters Exact Online holds; the end was cut off. "
        "The shop has it whole.",
        "nl": f"Van de klant is dit langer dan de {most} tekens die Exact Online bewaart, en aan het eind afgekapt: "
        f"{dutch}. In de winkel staat het heel.",
    }


def _left_out(english: str, dutch: str) -> Text:
    return {
        "en": f"The customer's {english} has a form Exact Online would refuse; the account goes without.",
        "nl": f"Van de klant heeft dit een vorm die Exact Online zou weigeren; de relatie gaat zonder: {dutch}.",
    }


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


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
