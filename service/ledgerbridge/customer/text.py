"""Texts of customers as a ledger can hold them: decoded, one line, no control characters or emoji, not too long. Pure.

Lengths are counted as Exact's database most likely does, in UTF-16 units [A]: a rare Chinese character counts two.
"""

from __future__ import annotations

import html
import re
import unicodedata

KEEP_SYMBOLS = frozenset("°§©®™№+&|~^`$€£<>=")
"""Symbols that do occur in names and addresses (N°, R&D, A+B)."""
MOST_ROUNDS = 10
JOINERS = frozenset("\u200c\u200d")
"""Format characters that change how Persian or Hindi is read; between emoji they go with the emoji."""


def clean(raw: str) -> str:
    """The text a person typed: HTML entities decoded (also those encoded twice), NFC, blanks collapsed.

    Repeated until nothing changes: what is taken out can leave something new to decode."""
    text = raw
    for _ in range(MOST_ROUNDS):
        better = _cleaner(text)
        if better == text:
            break
        text = better
    return text


def _cleaner(raw: str) -> str:
    text = html.unescape(raw)
    text = re.sub(r"[\u0000-\u001f\u007f-\u009f\u2028\u2029]", " ", text)
    kept = "".join(one for one in unicodedata.normalize("NFC", text) if _belongs(one))
    kept = re.sub(r"(?<![^\W\d_])[\u200c\u200d]+|[\u200c\u200d]+(?![^\W\d_])", "", kept)
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", kept)).strip()


def _belongs(character: str) -> bool:
    """Letters, digits, signs; no emoji and other pictures, no halves of characters, no direction marks."""
    if character in KEEP_SYMBOLS or character in JOINERS:
        return True
    kind = unicodedata.category(character)
    if kind in ("So", "Sk", "Cs", "Cf", "Co", "Cn", "Cc"):
        return False
    return not "\ufe00" <= character <= "\ufe0f" and character not in "\u20e3"  # variation selectors, keycap ring


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """At most so many units; no character is cut in two, and no mark is torn from its letter."""
    if units(text) <= most:
        return text
    short = text
    while units(short) > most:
        short = short[:-1]
    while short and unicodedata.combining(text[len(short)]):
        short = short[:-1]
    return short.rstrip()
