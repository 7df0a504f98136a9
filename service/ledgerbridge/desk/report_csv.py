"""A report as a table for a spreadsheet: one row an amount, with the part of the report it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .. import texts
from ..state.models import Report
from . import report_page as page
from . import spreadsheet
from .asker import Asker

COLUMNS = ("part", "order", "document", "cause", "day", "currency", "rate", "store_net", "store_vat", "exact_net",
           "exact_vat", "store", "exact", "differs", "do")  # fmt: skip
AMOUNTS = frozenset({"store_net", "store_vat", "exact_net", "exact_vat", "store", "exact", "differs"})


def write(asker: Asker, report: Report) -> str:
    head = spreadsheet.head(asker.locale, [asker.say(f"report.{name}") for name in COLUMNS])
    return head + spreadsheet.body(asker.locale, COLUMNS, _rows(asker, report.content or {}), AMOUNTS)


def _rows(asker: Asker, content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield {"part": asker.say("report.answer"), "cause": page.answer(asker, content)}
    for total in content["totals"]:
        yield {"part": asker.say("report.totals"), "currency": total["currency"], "store": total["store"]["gross"],
               "exact": total["exact"]["gross"], "differs": total["differs"]}  # fmt: skip
    for one in content["rates"]:
        names = ("currency", "store_net", "store_vat", "exact_net", "exact_vat", "differs")
        part = {"part": asker.say("report.rates_title"), "rate": page.place(asker, one)}
        yield part | {name: one[name] for name in names}
    for one in content["payments"]:
        yield {"part": asker.say("report.payments_title"), "document": one["journal"], "cause": one["method"],
               **{name: one[name] for name in ("currency", "store", "exact", "differs")}}  # fmt: skip
    for name in ("differences", "payment_differences"):
        for one in content[name]:
            yield {
                "part": asker.say("report.differences_title"), "order": one["number"], "document": one["entry"],
                "cause": page.cause(asker, one), "day": one["on"], "currency": one["currency"],
                "rate": page.rates(asker, one), "differs": one["gross"], "do": page.do(asker, one),
            }  # fmt: skip
    for one in content["left_out"]:
        yield {"part": asker.say("report.left_out_title"), "order": ", ".join(one["orders"]),
               "cause": texts.pick(asker.locale, one["why"]), "currency": one["currency"],
               "store": one["total"]}  # fmt: skip
    for one in content["days"]:
        yield {"part": asker.say("report.days_title"), "day": one["on"],
               **{name: one[name] for name in ("currency", "store", "exact", "differs")}}  # fmt: skip
