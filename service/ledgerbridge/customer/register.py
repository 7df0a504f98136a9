"""Trade register numbers in the form of their country: KvK, KBO/BCE, SIREN, Handelsregister. Pure."""

from __future__ import annotations

import re

from stdnum.be import vat as belgian
from stdnum.exceptions import ValidationError
from stdnum.fr import siren

from .text import clean


def chamber_number(raw: str, country: str, vat_number: str = "") -> str:
    """The number as it is written without points: 8 digits (NL), 10 (BE), 9 (FR); as typed elsewhere, and where the
    form is not the country's. A Belgian VAT number is the company's KBO number [D], so it fills a blank."""
    text = clean(raw)
    digits = re.sub(r"\D", "", text)
    if country == "NL" and not re.search(r"[A-Za-z]{3}", re.sub(r"(?i)kvk", "", text)):
        if len(digits) == 12:  # with the old branch number behind it
            return digits[:8]
        if 7 <= len(digits) <= 8:
            return digits.zfill(8)
    if country == "BE":
        return _compact(belgian, text) or (vat_number[2:] if not text and vat_number[:2] == "BE" else text)
    if country == "FR" and len(digits) in (9, 14):
        return _compact(siren, digits[:9]) or text
    return text


def _compact(kind: object, text: str) -> str:
    try:
        return str(kind.validate(text))  # type: ignore[attr-defined]
    except ValidationError:
        return ""
