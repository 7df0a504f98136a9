"""Store against books: the newest report of a period, asking for a new one, and its CSV. No call to Exact is made
here: the worker reads, and the screen shows what it found."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import select
from sqlalchemy.orm import Session

from ..clock import shop_zone
from ..proof import deadline, flow
from ..setup import kept
from ..setup.settings import Settings
from ..state.models import Connection, Report, Shop
from . import report_csv, report_page, settings
from .asker import Asker

NAMES = ("this_month", "last_month", "this_quarter", "last_quarter", "this_year", "last_year", "vat", "own")
ID = validate.Range(0, 2**63 - 1)


class _Asked(settings.Names):
    period = fields.String(load_default="this_month", validate=validate.OneOf(NAMES))
    first = fields.Date()
    last = fields.Date()


class _Csv(Schema):
    id = fields.Integer(required=True, validate=ID)


def read(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """The newest report of the period, and how far a newer one is. Raises Refused: 409 not_set_up, 422
    report_period."""
    given = asker.read(_Asked, args)
    with asker.tools.db.read() as session:
        chosen, division = _set_up(session, asker)
        first, last = _period(session, asker, given, chosen)
        newest = session.scalars(
            select(Report).where(
                Report.shop_id == asker.shop_id, Report.division == division,
                Report.first == first.isoformat(), Report.last == last.isoformat(),
            ).order_by(Report.id.desc()).limit(2)
        ).all()  # fmt: skip
    making = next((row for row in newest if row.state == "due"), None)
    made = next((row for row in newest if row.state != "due"), None)
    titles = dict(settings.named(given)[0])
    return {
        "period": {"name": given["period"], "first": first.isoformat(), "last": last.isoformat()},
        "periods": [{"value": name, "label": asker.say(f"report.period.{name}")} for name in NAMES],
        "making": making is not None,
        "id": made.id if made is not None and made.content is not None else 0,
        "notices": report_page.notices(asker, making, made),
        "sections": report_page.sections(asker, made, titles) if made is not None and made.content is not None else [],
    }


def make(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """Ask for the report of the period; one that is under way is not asked for twice."""
    given, tools = asker.read(_Asked, args), asker.tools
    with tools.db.write() as session:
        chosen, division = _set_up(session, asker)
        first, last = _period(session, asker, given, chosen)
        flow.ask(session, asker.shop_id, division, first, last, tools.clock.now(), asker.user_name)
    tools.ring("proof", asker.shop_id)
    return {"ringing": 1}


def csv(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """A report that was made as a file for a spreadsheet. Raises Refused 404 report_unknown."""
    with asker.tools.db.read() as session:
        row = session.get(Report, asker.read(_Csv, args)["id"])
    if row is None or row.shop_id != asker.shop_id or row.content is None:
        raise asker.no("report_unknown", 404, field="args.id")
    return {"name": f"exact-online-{row.first}-{row.last}.csv", "content": report_csv.write(asker, row)}


def _set_up(session: Session, asker: Asker) -> tuple[Settings, int]:
    chosen, connection = kept.in_force(session, asker.shop_id), session.get(Connection, asker.shop_id)
    if chosen is None or connection is None or connection.division is None:
        raise asker.no("not_set_up", 409)
    return chosen, connection.division


def _period(session: Session, asker: Asker, given: dict[str, Any], chosen: Settings) -> tuple[date, date]:
    """First and last day, by the shop's calendar."""
    zone = shop_zone(session.get_one(Shop, asker.shop_id).timezone)
    today, name = asker.tools.clock.now().astimezone(zone).date(), given["period"]
    if name == "vat":
        return deadline.before(today, chosen.vat_period)
    if name != "own":
        when, _, length = name.partition("_")
        return (deadline.period_of if when == "this" else deadline.before)(today, length)
    first, last = given.get("first"), given.get("last") or given.get("first")
    if first is None or last is None or not timedelta(0) <= last - first < flow.LONGEST:
        raise asker.no("report_period", field="args.first")
    return first, last
