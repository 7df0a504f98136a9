"""What a day's entry is called, and why it is not booked. Pure."""

from __future__ import annotations

from datetime import date

from ..errors import Problem
from ..order.shapes import VatChoice


def description(on: date) -> str:
    return f"Webshop {on:%d-%m-%Y}"


def line(choice: VatChoice, count: int, *, given_back: bool) -> str:
    """``21 % NL: 34 verkopen``. Texts of Exact are for the bookkeeping: Dutch, like the documents'."""
    what = ("creditering" if count == 1 else "crediteringen") if given_back else "verkoop" if count == 1 else "verkopen"
    percent = f"{choice.percent.normalize():f}".replace(".", ",")
    where = f" {choice.country}" if choice.country else ""
    return f"{percent} %{where}: {count} {what}"


def not_booked(on: date, said: Problem) -> Problem:
    """Exact refused the entry of the day: said at every order that is in it."""
    return Problem(
        code="day_not_booked",
        cause=f"day_not_booked:{on.isoformat()}:{said.code}",
        what={
            "en": f"The total of {on:%d-%m-%Y}, which this order is part of, was not booked. "
            + said.what.get("en", ""),
            "nl": f"Het dagtotaal van {on:%d-%m-%Y}, waar deze bestelling in zit, is niet geboekt. "
            + said.what.get("nl", ""),
        },
        why=said.why,
        do=said.do,
        who=said.who,
        action=said.action,
        detail=said.detail,
    )
