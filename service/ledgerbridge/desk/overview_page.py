"""The overview as a page: what needs attention first, then whether all is alive, today's bookings, what waits, and the
calls that Exact allows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from .. import texts
from . import overview_today, shown
from .asker import Asker
from .overview_words import ago, length, number, when
from .shown import Piece, cell, column, fact

Json = Mapping[str, Any]

STATES = ("attention", "parked", "waiting", "checking", "booked", "credited", "skipped")
MOST_CAUSES = 50
ASKS = ("reverse",)  # actions that need a word on each order: trying all again would ask again


def page(asker: Asker, told: Json, today: overview_today.Totals, zone: ZoneInfo) -> dict[str, Any]:
    """``{"notices": [{"kind", "text"}], "sections": [Shown]}``."""
    sections = [
        *_attention(asker, told["attention"]),
        _alive(asker, told, zone),
        overview_today.section(asker, today),
        _orders(asker, told, zone),
        *_budget(asker, told["budget"], zone),
    ]
    return {"notices": _notices(asker, told), "sections": sections}


def _notices(asker: Asker, told: Json) -> list[dict[str, str]]:
    found = []
    if still := told["service"]["still_since"]:
        text = asker.say("overview.still", length=_since(asker, still))
        found.append({"kind": "error", "text": text})
    if not told["attention"] and told["connection"]["division"] and not still:
        found.append({"kind": "success", "text": asker.say("overview.fine")})
    if sales := told["distance_sales"]:
        text = f"{texts.pick(asker.locale, sales['what'])} {texts.pick(asker.locale, sales['do'])}"
        found.append({"kind": "warning", "text": text})
    return found


# --- what needs a person ----------------------------------------------------------------------------------------


def _attention(asker: Asker, causes: list[Json]) -> list[Piece]:
    """A row a cause. ``causes`` beside the rows: what the button tries again, "" where there is none."""
    if not causes:
        return []
    title = asker.say("overview.attention")
    rows = [
        [
            cell(_said(asker, one, "what") or one["cause"], _said(asker, one, "why")),
            cell(_said(asker, one, "do")),
            cell(number(asker, one["count"])),
            cell(one["newest"]) | {"order_id": one["orders"][0]},
        ]
        for one in causes
    ]
    columns = [column(asker.say("overview.cause")), column(asker.say("overview.do")),
               column(asker.say("overview.orders"), number=True), column(asker.say("overview.newest"))]  # fmt: skip
    table = shown.table(title, columns, rows)
    table["causes"] = ["" if one["action"] in ASKS else one["cause"] for one in causes]
    many = asker.say("overview.most_causes", count=len(causes)) if len(causes) >= MOST_CAUSES else ""
    return [shown.section(title, tables=[table], notes=[many])]


def _said(asker: Asker, one: Json, name: str) -> str:
    return texts.pick(asker.locale, one[name] or {})


# --- alive? -----------------------------------------------------------------------------------------------------


def _alive(asker: Asker, told: Json, zone: ZoneInfo) -> Piece:
    connection = told["connection"]
    named = asker.say("overview.books_in", name=connection["division_name"], code=connection["division"])
    facts = [
        fact(asker.say("overview.service"), _works(asker, told["service"], zone), told["service"]["url"]),
        fact(asker.say("overview.shop_to_service"), _heard(asker, told["shop"]["heard_at"], "heard", zone)),
        fact(asker.say("overview.service_to_shop"), *_told(asker, told["shop"], zone)),
        fact(asker.say("overview.exact"), named if connection["division"] else asker.say("overview.not_connected")),
        fact(asker.say("overview.changes"), *_changes(asker, told["webhooks"], zone)),
    ]
    return shown.section(asker.say("overview.alive"), facts)


def _works(asker: Asker, service: Json, zone: ZoneInfo) -> str:
    if service["clock_seen_at"] is None:
        return asker.say("overview.never_worked")
    return asker.say("overview.worked", ago=ago(asker, _moment(service["clock_seen_at"]), zone))


def _heard(asker: Asker, at: str | None, what: str, zone: ZoneInfo) -> str:
    return asker.say(f"overview.{what}", ago=ago(asker, _moment(at), zone)) if at else asker.say("overview.never")


def _told(asker: Asker, shop: Json, zone: ZoneInfo) -> tuple[str, str]:
    waits = "overview.untold_one" if shop["untold"] == 1 else "overview.untold"
    untold = asker.say(waits, count=number(asker, shop["untold"])) if shop["untold"] else ""
    return _heard(asker, shop["told_at"], "told", zone), untold


def _changes(asker: Asker, webhooks: Json, zone: ZoneInfo) -> tuple[str, str]:
    how = asker.say(f"overview.webhooks.{webhooks['state']}")
    if webhooks["heard_at"]:
        how += f" {asker.say('overview.last_heard', ago=ago(asker, _moment(webhooks['heard_at']), zone))}"
    return how, texts.pick(asker.locale, (webhooks["problem"] or {}).get("why") or {})


# --- what waits, and what Exact allows --------------------------------------------------------------------------


def _orders(asker: Asker, told: Json, zone: ZoneInfo) -> Piece:
    title = asker.say("overview.orders_title")
    rows = [
        [cell(asker.say(f"overview.state.{state}")) | {"orders": state}, cell(number(asker, told["counts"][state]))]
        for state in STATES
        if told["counts"].get(state)
    ]
    columns = [column(asker.say("overview.state")), column(asker.say("overview.orders"), number=True)]
    backlog = _backlog(asker, told, zone)
    return shown.section(
        title, [fact(asker.say("overview.backlog"), *backlog)], [shown.table(title, columns, rows)]
    )  # fmt: skip


def _backlog(asker: Asker, told: Json, zone: ZoneInfo) -> tuple[str, str]:
    """How many, the oldest, and when all will be done."""
    oldest, forecast = told["oldest_waiting_at"], told["forecast"]
    since = asker.say("overview.oldest", length=_since(asker, oldest)) if oldest else ""
    if forecast is None:
        return since or asker.say("overview.nothing_waits"), ""
    count = forecast["waiting"]
    done = asker.say("overview.done_one" if count == 1 else "overview.done", count=number(asker, count),
                     calls=number(asker, forecast["calls"]),
                     at=when(asker, _moment(forecast["done_at"]), zone))  # fmt: skip
    over = asker.say("overview.over_midnight") if forecast["over_midnight"] else ""
    return done, " ".join(filter(None, (since, over)))


def _budget(asker: Asker, budget: Json | None, zone: ZoneInfo) -> list[Piece]:
    if budget is None:
        return []
    left = {name: number(asker, budget[name]) for name in ("minute_left", "minute_limit", "day_left", "day_limit")}
    said = asker.say("overview.calls_left", **left)
    others = asker.say("overview.others", count=budget["others"]) if budget["others"] else ""
    closed = [
        asker.say("overview.closed", endpoint=endpoint, at=when(asker, _moment(until), zone))
        for endpoint, until in budget["closed"].items()
    ]
    facts = [fact(asker.say("overview.budget"), said, others),
             fact(asker.say("overview.closed_title"), " ".join(closed),
                  asker.say("overview.closed_why") if closed else "")]  # fmt: skip
    return [shown.section(asker.say("overview.budget_title"), facts)]


def _since(asker: Asker, at: str) -> str:
    return length(asker, asker.tools.clock.now() - _moment(at))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
