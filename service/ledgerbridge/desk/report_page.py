"""A report as a page: the answer in words first, then the VAT table, every difference, payments, days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from .. import texts
from ..proof.result import is_equal
from ..state.models import Report
from . import shown
from .asker import Asker
from .shown import Piece, cell, column, fact

MOST = 300  # differences on the screen; the CSV has them all
Json = Mapping[str, Any]


def notices(asker: Asker, making: Report | None, made: Report | None) -> list[dict[str, str]]:
    """What stands above: the answer, and what is under way. ``{"kind": success|warning|error|info, "text"}``."""
    found = []
    if making is not None:
        found.append({"kind": "info", "text": asker.say("report.making")})
    if made is None:
        return found or [{"kind": "info", "text": asker.say("report.none")}]
    if made.problem:
        what = [texts.pick(asker.locale, made.problem[name]) for name in ("what", "why", "do")]
        return [*found, {"kind": "error", "text": asker.say("report.failed", why=" ".join(filter(None, what)))}]
    if made.content is not None:
        kind = "success" if is_equal(made.content) else "warning"
        found.append({"kind": kind, "text": answer(asker, made.content)})
    return found


def answer(asker: Asker, content: Json) -> str:
    """Equal, or by how much not."""
    totals = content["totals"]
    if is_equal(content):
        sums = ", ".join(amount(total["store"]["gross"], total["currency"]) for total in totals)
        return asker.say("report.equal", sums=sums) if totals else asker.say("report.empty")
    count = len(content["differences"]) + len(content["payment_differences"])
    several = asker.say("report.one_difference") if count == 1 else asker.say("report.differences", count=count)
    said = [
        asker.say("report.more" if Decimal(total["differs"]) > 0 else "report.less",
                  sum=amount(total["differs"].lstrip("-"), total["currency"]))
        for total in totals
        if Decimal(total["differs"])
    ]  # fmt: skip
    return f"{' '.join(said) or asker.say('report.balances')} {several}"


def sections(asker: Asker, made: Report, titles: Mapping[str, str]) -> list[Piece]:
    """``titles``: what the shop calls its payment methods."""
    content: Json = made.content or {}
    title = asker.say("report.title", first=day(asker, made.first), last=day(asker, made.last))
    at = f"{made.made_at:%Y-%m-%d %H:%M} UTC" if made.made_at else ""
    about = [fact(asker.say("report.made"), at, asker.say("report.calls", count=made.reading.get("calls", 0)))]
    return [
        shown.section(title, about, [_totals(asker, content)], _notes(asker, content)),
        *_filled(asker, "report.differences_title", [_differences(asker, content["differences"])]),
        *_filled(asker, "report.rates_title", [_rates(asker, content)]),
        *_filled(
            asker, "report.payments_title",
            [_payments(asker, content, titles), _differences(asker, content["payment_differences"])],
            [asker.say("report.payments_note"), _open(asker, content)],
        ),
        *_filled(asker, "report.left_out_title", [_left_out(asker, content)]),
        *_filled(asker, "report.days_title", [_days(asker, content)]),
    ]  # fmt: skip


def _filled(asker: Asker, title: str, tables: Iterable[Piece], notes: Iterable[str] = ()) -> list[Piece]:
    """A section, unless there is nothing in it."""
    section = shown.section(asker.say(title), tables=tables, notes=notes)
    return [section] if section["tables"] else []


def _columns(asker: Asker, words: Iterable[str], numbers: Iterable[str]) -> list[Piece]:
    return [*(column(asker.say(f"report.{name}")) for name in words),
            *(column(asker.say(f"report.{name}"), number=True) for name in numbers)]  # fmt: skip


def _totals(asker: Asker, content: Json) -> Piece:
    rows = [
        [cell(f"{asker.say(f'report.{side}')} ({total['currency']})"),
         cell(total[side]["sold"], asker.say("report.documents", count=total[side]["documents"])),
         cell(total[side]["refunded"], asker.say("report.documents", count=total[side]["refunds"])),
         cell(total[side]["gross"])]
        for total in content["totals"]
        for side in ("store", "exact")
    ]  # fmt: skip
    return shown.table(asker.say("report.totals"), _columns(asker, ["side"], ["sold", "refunded", "total"]), rows)


def _rates(asker: Asker, content: Json) -> Piece:
    numbers = ("store_net", "store_vat", "exact_net", "exact_vat", "differs")
    rows = [
        [cell(place(asker, one), box(asker, one)), *(cell(one[name]) for name in numbers)] for one in content["rates"]
    ]
    return shown.table(asker.say("report.rates_title"), _columns(asker, ["rate"], numbers), rows)


def _differences(asker: Asker, found: list[Json]) -> Piece:
    rows = [
        [
            cell(one["number"] or "–") | ({"order_id": one["order_id"]} if one["order_id"] else {}),
            cell(cause(asker, one), texts.pick(asker.locale, one["what"]) if one["cause"] in OF_THE_ORDER else ""),
            cell(amount(one["gross"], one["currency"]), rates(asker, one)),
            cell(one["entry"] or "–") | ({"url": one["url"]} if one["url"] else {}),
            cell(day(asker, one["on"]), there(asker, one)),
            cell(do(asker, one)),
        ]
        for one in found[:MOST]
    ]
    if len(found) > MOST:
        more = cell(asker.say("report.more_rows", count=len(found) - MOST))
        rows.append([more, *([cell("")] * 5)])
    columns = [*_columns(asker, ["order", "cause"], ["amount"]), *_columns(asker, ["document", "day", "do"], [])]
    return shown.table(asker.say("report.differences_title"), columns, rows)


def _payments(asker: Asker, content: Json, titles: Mapping[str, str]) -> Piece:
    rows = [
        [cell(titles.get(one["method"], one["method"]), asker.say("report.journal", journal=one["journal"])),
         *(cell(one[name]) for name in ("currency", "store", "exact", "differs"))]
        for one in content["payments"]
    ]  # fmt: skip
    columns = _columns(asker, ["method", "currency"], ["store", "exact", "differs"])
    return shown.table(asker.say("report.payments_title"), columns, rows)


def _left_out(asker: Asker, content: Json) -> Piece:
    rows = [
        [cell(texts.pick(asker.locale, one["why"]) or one["code"], _numbers(one)), cell(one["count"]),
         cell(amount(one["total"], one["currency"]))]
        for one in content["left_out"]
    ]  # fmt: skip
    return shown.table(asker.say("report.left_out_title"), _columns(asker, ["why"], ["orders", "total"]), rows)


def _numbers(one: Json) -> str:
    return ", ".join(one["orders"]) + (" …" if one["count"] > len(one["orders"]) else "")


def _days(asker: Asker, content: Json) -> Piece:
    names = ("currency", "store", "exact", "differs")
    rows = [[cell(day(asker, one["on"])), *(cell(one[name]) for name in names)] for one in content["days"]]
    columns = _columns(asker, ["day", "currency"], ["store", "exact", "differs"])
    return shown.table(asker.say("report.days_title"), columns, rows)


def _notes(asker: Asker, content: Json) -> list[str]:
    rounded = [amount(text, currency) for currency, text in content["rounding"].items()]
    home = content["home"]
    return [
        asker.say("report.rounding", sums=", ".join(rounded)) if rounded else "",
        *(
            asker.say("report.home", sum=amount(text, home["currency"]), currency=currency)
            for currency, text in home["sums"].items()
            if home["currency"]
        ),
        asker.say("report.unread", count=content["unread"]) if content["unread"] else "",
    ]


def _open(asker: Asker, content: Json) -> str:
    waits = sum(count for state, count in content["open"].items() if state in ("open", "part"))
    return asker.say("report.open", count=waits) if waits else ""


# --- words, also for the CSV ------------------------------------------------------------------------------------


def place(asker: Asker, one: Json) -> str:
    """Netherlands 21 %; Belgium, reverse charge …"""
    country = texts.country(asker.locale, one["country"]) if one["country"] else asker.say("report.no_country")
    percent = one["percent"].replace(".", ",") if texts.language(asker.locale) == "nl" else one["percent"]
    if one["reason"] in ("reverse_charge", "reverse_charge_services", "export", "export_services", "none", "rounding"):
        words = asker.say(f"report.reason.{one['reason']}")
        return words if not one["country"] else f"{country}: {words}"
    if one["reason"] == "exempt":
        return f"{country}: {asker.say('report.reason.exempt')}"
    known = f"{country} {percent} %" if percent else country
    return known if one["reason"] != "reverse_charge_home" else f"{known}: {asker.say('report.reason.reverse_charge')}"


def box(asker: Asker, one: Json) -> str:
    """The currency, and the box of the return."""
    return f"{one['currency']}, {asker.say('report.box', box=one['box'])}" if one.get("box") else one["currency"]


def cause(asker: Asker, one: Json) -> str:
    return asker.say(f"report.cause.{one['cause']}")


def do(asker: Asker, one: Json) -> str:
    """What to do: what the order itself says where it waits for a person, else by the cause."""
    own = texts.pick(asker.locale, one["do"]) if one["cause"] in OF_THE_ORDER else ""
    return own or asker.say(f"report.cause.{one['cause']}.do")


OF_THE_ORDER = ("attention", "parked", "changed", "refund_not_credited", "payment_attention", "too_many")


def there(asker: Asker, one: Json) -> str:
    return asker.say("report.there", day=day(asker, one["there"])) if one["there"] else ""


def rates(asker: Asker, one: Json) -> str:
    """Which rates the difference is in."""
    return "; ".join(f"{place(asker, part)}: {part['net']} + {part['vat']}" for part in one["rates"])


def amount(text: str, currency: str) -> str:
    return f"{text} {currency}"


def day(asker: Asker, text: str) -> str:
    on = date.fromisoformat(text)
    return f"{on:%d-%m-%Y}" if texts.language(asker.locale) == "nl" else text
