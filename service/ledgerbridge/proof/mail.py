"""What is mailed before a VAT return is due. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ..errors import Text
from .result import is_equal


def mail(first: date, last: date, deadline: date, made: Mapping[str, Any] | None) -> dict[str, Any]:
    """Contracts 5, ``vat_return``. ``made``: the report's content; None: it could not be made."""
    return {"first": first.isoformat(), "last": last.isoformat(), "deadline": deadline.isoformat(),
            "subject": _subject(deadline, made), "text": _text(first, last, deadline, made)}  # fmt: skip


def _subject(deadline: date, made: Mapping[str, Any] | None) -> Text:
    if made is None:
        return {
            "en": f"VAT return due {deadline}: store and books could not be compared",
            "nl": f"btw-aangifte uiterlijk {deadline:%d-%m-%Y}: winkel en boeken konden niet worden vergeleken",
        }
    if is_equal(made):
        return {
            "en": f"VAT return due {deadline}: store and books are equal",
            "nl": f"btw-aangifte uiterlijk {deadline:%d-%m-%Y}: winkel en boeken zijn gelijk",
        }
    count = len(made["differences"]) + len(made["payment_differences"])
    return {
        "en": f"VAT return due {deadline}: differences between store and books: {count}",
        "nl": f"btw-aangifte uiterlijk {deadline:%d-%m-%Y}: verschillen tussen winkel en boeken: {count}",
    }


def _text(first: date, last: date, deadline: date, made: Mapping[str, Any] | None) -> Text:
    head = {
        "en": f"The VAT return of {first} to {last} is due on {deadline}.",
        "nl": f"De btw-aangifte over {first:%d-%m-%Y} tot en met {last:%d-%m-%Y} moet uiterlijk {deadline:%d-%m-%Y} "
        "binnen zijn.",
    }
    body = _body(made)
    return {language: f"{head[language]}\n\n{body[language]}" for language in head}


def _body(made: Mapping[str, Any] | None) -> Text:
    if made is None:
        return {
            "en": "Exact Online could not be read. Open the report, see why, and make it anew.",
            "nl": "Exact Online kon niet worden gelezen. Open het rapport, kijk waarom en maak het opnieuw.",
        }
    if is_equal(made):
        return {
            "en": f"Everything the shop sold stands in Exact Online, to the cent.\n{_sums(made, 'Sold')}".rstrip(),
            "nl": "Alles wat de winkel verkocht staat in Exact Online, tot op de cent.\n"
            f"{_sums(made, 'Verkocht')}".rstrip(),
        }
    return {
        "en": f"Something differs. The report names every order and its cause.\n{_differs(made, 'Exact minus shop')}",
        "nl": "Er zijn verschillen. Het rapport noemt elke bestelling en de oorzaak.\n"
        f"{_differs(made, 'Exact min winkel')}",
    }  # fmt: skip


def _sums(made: Mapping[str, Any], label: str) -> str:
    return "\n".join(f"{label}: {total['store']['gross']} {total['currency']}" for total in made["totals"])


def _differs(made: Mapping[str, Any], label: str) -> str:
    return "\n".join(f"{label}: {total['differs']} {total['currency']}" for total in made["totals"])
