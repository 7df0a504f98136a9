"""Exact's own words → a Problem in plain Dutch and English. Unknown words pass verbatim and are counted."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from ..errors import Problem, Text
from .catalogue import GENERIC, RIGHTS, SAYINGS, Entry

# Refusals that hold for everything the shop does: orders wait together until a person acts.
PARKING = frozenset({"licence_expired", "no_division_access", "division_blocked", "customer_blocked", "user_blocked"})

# Of several lines the one that a person must mend first; everything else is in the catalogue's order.
_LEAST = ("field_missing", "value_invalid", "not_allowed")


def explain(text: str, status: int, endpoint: str, reason: str = "", unknown: Counter[str] | None = None) -> Problem:
    """What a refusal means. ``text``: Exact's message, several problems on lines of their own; ``reason``: the
    Reason header of a 403. ``detail`` always holds Exact's own words; ``unknown`` counts those not understood.
    """
    said = text.strip()
    if status == 403:
        return _right(said, reason, endpoint)
    hits = [hit for line in said.splitlines() if (hit := _find(line.strip(), SAYINGS)) is not None]
    if hits:
        entry, thing = min(hits, key=lambda hit: _LEAST.index(hit[0].code) + 1 if hit[0].code in _LEAST else 0)
        return _problem(entry, thing, said)
    if unknown is not None:
        unknown[said] += 1
    return _verbatim(said, status, endpoint)


def is_generic(text: str) -> bool:
    """A 500 whose text says nothing about the data: Exact's own fault, which may pass."""
    return any(pattern.fullmatch(text.strip()) for pattern in _compiled(GENERIC))


def _right(said: str, reason: str, endpoint: str) -> Problem:
    for words in (reason.strip(), said):
        if hit := _find(words, RIGHTS):
            return _problem(hit[0], hit[1], said or reason, cause=f"{hit[0].code}:{endpoint}")
    return Problem(
        code="no_right",
        cause=f"no_right:{endpoint}",
        what=_t("The Exact user may not do this.", "De Exact-gebruiker mag dit niet."),
        why=_t(
            f"Exact refuses {endpoint}: the user who gave consent lacks the right, or the licence lacks the module.",
            f"Exact weigert {endpoint}: de gebruiker die toestemming gaf mist het recht, of de licentie de module.",
        ),
        do=_t(
            "Give the user the right in Exact Online, or choose a booking style that the licence allows.",
            "Geef de gebruiker het recht in Exact Online, of kies een boekwijze die de licentie toestaat.",
        ),
        action="settings",
        detail=said or reason,
    )


def _find(line: str, entries: tuple[Entry, ...]) -> tuple[Entry, str] | None:
    """The first entry that fits the line, and the thing the line names."""
    for entry in entries:
        for pattern in _compiled(entry.patterns):
            if match := pattern.fullmatch(line.rstrip(". ")):
                return entry, without_values(next((group for group in match.groups() if group), ""))
    return None


def without_values(thing: str) -> str:
    """Exact puts the refused value in brackets; it may be a person's, so it stays out of codes and causes."""
    return re.sub(r"\s*\[[^\]]*\]", "", thing).strip()


@cache
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def _problem(entry: Entry, thing: str, said: str, cause: str = "") -> Problem:
    named = {
        language: f"{text[:-1]}: {thing}." if thing and text.endswith(".") else text
        for language, text in entry.what.items()
    }
    return Problem(
        code=entry.code,
        cause=cause or (f"{entry.code}:{thing}" if thing else entry.code),
        what=named,
        why=entry.why,
        do=entry.do,
        who=entry.who,
        action=entry.action,
        detail=said,
    )


def _verbatim(said: str, status: int, endpoint: str) -> Problem:
    if status == 404:
        return Problem(
            code="not_found",
            cause=f"not_found:{endpoint}",
            what=_t("Exact Online does not have it.", "Exact Online heeft het niet."),
            why=_t(
                f"{endpoint} does not exist there: it was deleted, or the licence does not hold this part.",
                f"{endpoint} bestaat daar niet: het is verwijderd, of de licentie bevat dit onderdeel niet.",
            ),
            do=_t(
                "Look in Exact Online, then push the order again.",
                "Kijk in Exact Online en verstuur de bestelling opnieuw.",
            ),
            action="open_exact",
            detail=said,
        )
    if status != 500:
        return Problem(
            code="exact_refused_request",
            cause=f"exact_refused_request:{endpoint}",
            what=_t("Exact Online did not understand the request.", "Exact Online begreep het verzoek niet."),
            why=_t(
                f"It answered {status} on {endpoint}. This is most likely a fault of Ledgerbridge. Nothing was booked.",
                f"Het antwoordde {status} op {endpoint}. Dit is waarschijnlijk een fout van Ledgerbridge. "
                "Er is niets geboekt.",
            ),
            do=_t(
                "Send the text below to whoever runs the service.",
                "Stuur de tekst hieronder aan de beheerder van de dienst.",
            ),
            who="host",
            detail=said,
        )
    return Problem(
        code="exact_said_no",
        cause=f"exact_said_no:{without_values(said)[:120]}",
        what=_t("Exact Online refused the order.", "Exact Online weigerde de bestelling."),
        why=_t("It gives the reason below. Nothing was booked.", "Het geeft de reden hieronder. Er is niets geboekt."),
        do=_t("Mend what it names, then retry.", "Verhelp wat het noemt en probeer opnieuw."),
        detail=said,
    )


def _t(en: str, nl: str) -> Text:
    return {"en": en, "nl": nl}
