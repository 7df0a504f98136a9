"""One question to VIES: ``POST {url}/check-vat-number``.

Answers as public clients read them [C]; nothing of it was tried against the live register from here:

    {"valid": true, "requestIdentifier": "WAPI…", …}           in force; the identifier where the asker named himself
    {"valid": false, "userError": "INVALID", …}                not in force
    {"valid": false, "userError": "MS_UNAVAILABLE", …}         no answer: the member state does not reply
    {"actionSucceed": false, "errorWrappers": [{"error": …}]}  no answer
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Literal

from ..shop import wire
from ..shop.address import Forbidden

Outcome = Literal["valid", "invalid", "no_answer"]
IN_WORDS = re.compile(r"[A-Z][A-Z_]{1,60}")
SAYS_NO = frozenset({"INVALID", ""})  # userError of a number that is not in force; all others are no answer


@dataclass(frozen=True)
class Answer:
    """``consultation``: the number under which VIES can confirm that it was asked. ``said``: why there is no answer,
    in VIES's own code, or what went wrong."""

    outcome: Outcome
    consultation: str = ""
    said: str = ""


def ask(number: str, asker: str, url: str, development: bool = False) -> Answer:
    """Both numbers with their prefix (``EL`` for Greece, ``XI`` for Northern Ireland); ``asker`` may be "". Never
    raises for what the register does."""
    question = {"countryCode": number[:2], "vatNumber": number[2:]}
    if asker:
        question |= {"requesterMemberStateCode": asker[:2], "requesterNumber": asker[2:]}
    try:
        answer = wire.fetch("POST", f"{url}/check-vat-number", development, body=json.dumps(question).encode())
        said = json.loads(answer.body)
    except (wire.NoAnswer, Forbidden) as why:
        return Answer("no_answer", said=str(why)[:80])
    except (ValueError, RecursionError):
        return Answer("no_answer", said="no JSON")
    return read(said) if isinstance(said, dict) else Answer("no_answer", said="no JSON object")


def read(said: dict[str, Any]) -> Answer:
    """What the register's answer means. Anything but a clear yes or no is no answer."""
    wrappers = said.get("errorWrappers")
    if said.get("actionSucceed") is False or wrappers:
        first = wrappers[0] if isinstance(wrappers, list) and wrappers and isinstance(wrappers[0], dict) else {}
        return Answer("no_answer", said=_code(first.get("error")) or "an error without a code")
    valid, error = said.get("valid"), _code(said.get("userError"))
    if valid is True:
        return Answer("valid", str(said.get("requestIdentifier") or "")[:40])
    if valid is False and error in SAYS_NO:
        return Answer("invalid", str(said.get("requestIdentifier") or "")[:40])
    return Answer("no_answer", said=error or "neither yes nor no")


def _code(value: Any) -> str:
    return value if isinstance(value, str) and IN_WORDS.fullmatch(value) else ""
