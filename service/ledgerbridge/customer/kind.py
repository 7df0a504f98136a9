"""Company or consumer, and what a "company" field really says. Pure."""

from __future__ import annotations

import re

from ..order.shapes import Snapshot
from .text import clean

NO_COMPANY = frozenset(
    ("nvt", "geen", "niets", "none", "no", "nee", "na", "kein", "keine", "aucun", "aucune", "particulier", "privé",
     "prive", "privat", "private", "privaat", "privatperson", "consument", "consumer", "persoonlijk")
)  # fmt: skip
"""What consumers type when a checkout insists on a company."""
FORGOTTEN = frozenset(("[deleted]", "[verwijderd]", "[gelöscht]", "[supprimé]"))
"""What WordPress puts in the place of erased text, in its own languages [C]."""
FORGOTTEN_MAIL = "@site.invalid"


def company_of(order: Snapshot) -> str:
    """The company's name; "" when the field holds none."""
    name = clean(order.billing.company)
    bare = re.sub(r"[\W_]", "", name.lower())
    return "" if not bare or bare in NO_COMPANY else name


def is_company(order: Snapshot) -> bool:
    """A company says its name, or has a VAT number of the right form."""
    return bool(company_of(order)) or order.vat_number_valid


def is_anonymised(order: Snapshot) -> bool:
    """The shop's privacy eraser was here, whether or not it left its own mark on the order."""
    who = order.billing
    erased = any(text.strip().lower() in FORGOTTEN for text in (who.first_name, who.last_name, who.company))
    return order.anonymised or erased or who.email.strip().lower().endswith(FORGOTTEN_MAIL)
