"""Where a document goes whose month is closed in Exact. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from . import reasons
from .shapes import WantedDocument


def moved(document: WantedDocument, closed: Iterable[date], today: date) -> WantedDocument:
    """The document in the first month that is open, its first day, with the date it should have had in its text.
    Unmoved when its month is open, and when none is up to ``today``: nothing is booked in the future.

    ``closed``: first days of months."""
    shut, on = set(closed), document.on
    while on.replace(day=1) in shut:
        on = (on.replace(day=1) + timedelta(days=31)).replace(day=1)
    if on == document.on or on > today:
        return document
    return replace(
        document,
        on=on,
        meant=document.on,
        description=reasons.moved_description(document.description, document.on),
        flags=(*document.flags, reasons.moved_flag(document.on, on)),
    )
