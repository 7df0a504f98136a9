"""The settings as a form, and saving what was filled in: a new version that says who changed it."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ..errors import Temporary
from ..exact.priorities import Priority
from ..order.vat_number import judged
from ..setup import choices, filled, kept
from ..setup import settings as settings_document
from ..setup.form import METHOD, Form
from ..state.models import Connection
from ..state.models import Settings as SettingsRow
from ..stock import flow as stock
from . import connection, proposal, wake
from .asker import Asker

RESKIP = {"statuses": "status_not_booked", "zero_totals": "zero_total"}
"""A setting → the reason to skip an order that it can take away."""


STOCK = ("stock", "stock_figure", "stock_warehouses", "stock_margin")  # a change of these is a change of every item


class _Method(Schema):
    class Meta:
        unknown = EXCLUDE

    id = fields.String(required=True)
    title = fields.String(load_default="")


class _Status(Schema):
    class Meta:
        unknown = EXCLUDE

    value = fields.String(required=True)
    label = fields.String(load_default="")


class Names(Schema):
    """What the shop has, by the names it gives them."""

    payment_methods = fields.List(fields.Nested(_Method), load_default=list)
    statuses = fields.List(fields.Nested(_Status), load_default=list)


class _Save(Schema):
    version = fields.Integer(required=True, validate=validate.Range(0, 2**31 - 1))
    values = fields.Dict(keys=fields.String(), required=True)


def form(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """What can be set, with what is set now and what is proposed."""
    given = asker.read(Names, args)
    with asker.tools.db.read() as session:
        drawn, version = form_of(session, asker, *named(given))
    return {"version": version, "sections": drawn.sections()}


def named(given: dict[str, Any]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Payment methods and statuses of the shop with their titles."""
    methods = [(one["id"], one["title"] or one["id"]) for one in given["payment_methods"]]
    statuses = [(one["value"], one["label"] or one["value"]) for one in given["statuses"]]
    return [(id, title) for id, title in methods if METHOD.fullmatch(id)], statuses


def save(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """Save what was filled in, or say per field what is wrong. Orders that waited for it go on."""
    given, tools = asker.read(_Save, args), asker.tools
    values = given["values"]
    with tools.db.read() as session:
        shown, version = form_of(session, asker, *_posted_names(values))
    if given["version"] != version:
        return {"saved": False, "errors": {"version": asker.say("wrong.version")}}
    document, errors = filled.read(shown, values)
    errors |= looked_up(asker, shown, document) if not errors else {}
    if errors:
        return {"saved": False, "errors": errors}
    try:
        with tools.db.write() as session:
            keep(session, asker, version + 1, document, shown)
    except IntegrityError:
        return {"saved": False, "errors": {"version": asker.say("wrong.version")}}
    ring(asker, shown, document)
    return {"version": version + 1, "saved": True}


def ring(asker: Asker, before: Form, document: dict[str, Any]) -> None:
    """New settings: orders that waited for them go on, and what Exact should tell of may be something else."""
    asker.tools.ring("drain", asker.shop_id)
    if (document["stock"], document["deliveries"]) != (before.settings.stock, before.settings.deliveries):
        asker.tools.ring("listen", asker.shop_id)


def form_of(
    session: Session, asker: Asker, methods: list[tuple[str, str]], statuses: list[tuple[str, str]]
) -> tuple[Form, int]:
    """The form as it is now, and its version. Raises Refused when no administration was chosen yet."""
    newest = kept.newest_version(session, asker.shop_id)
    row = session.get(Connection, asker.shop_id)
    if newest is None or row is None or row.division is None:
        raise asker.no("not_set_up", 409)
    offered = choices.load(session, asker.shop_id, row.division)
    return Form(
        settings=settings_document.load(newest.document, newest.version),
        proposed=proposal.propose(row, offered),
        choices=offered,
        styles=connection.styles(row),
        lacks=frozenset(name for name, allowed in row.modules.items() if not allowed),
        locale=asker.locale,
        methods=methods,
        statuses=statuses,
    ), newest.version


def division_name(row: Connection) -> str:
    """The chosen administration's name; "" when it is out of reach now."""
    return next((str(one["name"]) for one in row.divisions or [] if one["code"] == row.division), "")


def _posted_names(values: dict[str, Any]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Payment methods and statuses that only the shop knows: taken at their word, if they look like one."""
    named = [name.partition(".") for name in values]
    methods = list(dict.fromkeys(method for kind, _, method in named if kind in ("payment", "clearing")))
    posted = values.get("statuses")
    statuses = [str(one) for one in posted] if isinstance(posted, list) else []
    return (
        [(one, one) for one in methods if METHOD.fullmatch(one)],
        [(one, one) for one in statuses if re.fullmatch(r"[a-z0-9_\-]{1,20}", one)],
    )


def looked_up(asker: Asker, shown: Form, document: dict[str, Any]) -> dict[str, str]:
    """What the form alone cannot know to be wrong, by field."""
    own = document["shop_vat_number"]
    if own and not judged(own, document["shop_country"])[1]:
        return {"shop_vat_number": asker.say("wrong.vat_number")}
    return _unknown_account(asker, shown, document)


def _unknown_account(asker: Asker, shown: Form, document: dict[str, Any]) -> dict[str, str]:
    """A new collective account is looked up in Exact: a typing error would stop every order of a consumer."""
    if not filled.collective(document):
        return {}
    checked = {shown.settings.collective_account, *_codes(shown.settings.collective_countries)}
    asked = dict.fromkeys(_codes(document["collective_countries"]), "collective_countries")
    asked[document["collective_account"]] = "collective_account"
    errors = {}
    for code, name in asked.items():
        if code in checked:
            continue
        try:
            with asker.tools.exact(asker.shop_id, Priority.PERSON) as exact:
                known = exact.account_by_code(code) is not None
        except Temporary:
            return {name: f"{asker.say('no.exact_away')} {asker.say('no.exact_away.do')}"}
        if not known:
            errors[name] = asker.say("wrong.account", code=code)
    return errors


def _codes(countries: str) -> list[str]:
    return list(settings_document.by_country(countries).values())


def keep(session: Session, asker: Asker, version: int, document: dict[str, Any], before: Form) -> None:
    """The new version, and the orders that it may help, in one transaction."""
    try:
        after = settings_document.load(document, version)
    except ValidationError as wrong:  # the form lets nothing through that the schema refuses; if it does: a bug
        raise RuntimeError(f"the form made a settings document that its schema refuses: {wrong}") from wrong
    now = asker.tools.clock.now()
    session.add(
        SettingsRow(
            shop_id=asker.shop_id,
            version=version,
            document=settings_document.dump(after),
            changed_at=now,
            changed_by=asker.user_name,
        )
    )
    session.flush()
    changed = [reason for name, reason in RESKIP.items() if getattr(after, name) != getattr(before.settings, name)]
    wake.wake(session, asker.shop_id, now, changed)
    if any(getattr(after, name) != getattr(before.settings, name) for name in STOCK):
        stock.begin(session, asker.shop_id, now, anew=before.settings.stock == "no")
