"""After a lost answer: does it stand in Exact already?

By our own number where Exact takes one, else by the customer's reference; and then it must carry our marker
or, where the text was changed by hand, the same debtor-independent gross. Only a filtered list is asked
(200 and empty when there is none), never a key that could answer 404.
"""

from __future__ import annotations

from ..errors import Problem
from ..exact.calls import Found
from ..state.claims import Wish
from .case import Case
from .shapes import WantedDocument


def standing_in_exact(wish: Wish, wanted: WantedDocument, case: Case) -> Found | None:
    """The document of this wish as Exact holds it, or None."""
    candidates = [found for found in _candidates(wish, wanted, case) if _is_ours(found, wish)]
    return candidates[0] if candidates else None


def _candidates(wish: Wish, wanted: WantedDocument, case: Case) -> list[Found]:
    if wanted.kind == "sales_order":
        if wish.own_number is not None:
            return case.exact.find_sales_orders(number=wish.own_number)
        return case.exact.find_sales_orders(your_ref=wanted.reference)
    if wanted.kind == "sales_entry":
        if wish.own_number is not None:
            return case.exact.find_sales_entries(number=wish.own_number, journal=wanted.journal)
        return case.exact.find_sales_entries(entry_date=wanted.on, journal=wanted.journal)
    return case.exact.find_sales_invoices(your_ref=wanted.reference)


def _is_ours(found: Found, wish: Wish) -> bool:
    return f"[{wish.reference}]" in found.description


def number_taken(wish: Wish, wanted: WantedDocument, detail: str) -> Problem:
    """Our own number belongs to a document of somebody else."""
    number = str(wish.own_number)
    return Problem(
        code="number_taken",
        cause=f"number_taken:{number}",
        what={
            "en": f"Number {number} is already used in Exact Online by another document.",
            "nl": f"Nummer {number} is in Exact Online al gebruikt door een ander stuk.",
        },
        why={
            "en": f"It does not carry this shop's mark [{wish.reference}], so it was not booked from here. "
            "Nothing was booked.",
            "nl": f"Het draagt het kenmerk [{wish.reference}] van deze winkel niet en is dus niet hiervandaan "
            "geboekt. Er is niets geboekt.",
        },
        do={
            "en": "Choose another start for the shop's own numbers in the settings; then retry.",
            "nl": "Kies bij de instellingen een ander begin voor de eigen nummers van de winkel en probeer opnieuw.",
        },
        action="settings",
        detail=detail,
    )


