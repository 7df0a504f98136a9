"""A report as a table for a spreadsheet: one row an amount, with the part of the report it belongs to.

Excel opens a file by the language of its computer: a Dutch one wants semicolons and decimal commas. A cell that a
spreadsheet would take for a formula gets an apostrophe before it: texts may come from a customer.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from .. import texts
from ..state.models import Report
from . import report_page as page
from .asker import Asker

BOM = "\ufeff"  # by which Excel knows UTF-8
COLUMNS = ("part", "order", "document", "cause", "day", "currency", "rate", "store_net", "store_vat", "exact_net",
           "exact_vat", "store", "exact", "differs", "do")  # fmt: skip
AMOUNTS = frozenset({"store_net", "store_vat", "exact_net", "exact_vat", "store", "exact", "differs"})
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(asker: Asker, report: Report) -> str:
    dutch = texts.language(asker.locale) == "nl"
    out = io.StringIO()
    made = csv.writer(out, delimiter=";" if dutch else ",", lineterminator="\r\n")
    made.writerow([_text(asker.say(f"report.{name}")) for name in COLUMNS])
    for row in _rows(asker, report.content or {}):
        made.writerow([_cell(name, str(row.get(name, "")), dutch) for name in COLUMNS])
    return BOM + out.getvalue()


def _cell(name: str, text: str, dutch: bool) -> str:
    if name in AMOUNTS:
        return text.replace(".", ",") if dutch else text
    return _text(text)


def _text(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


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
