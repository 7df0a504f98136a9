"""The settings as a document: read as a page, exported, imported after a look at what changes, and their history."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ..setup import compare, exported, filled
from ..setup import settings as settings_document
from ..setup.compare import Change
from ..setup.form import STATUSES, Form
from ..setup.settings import Settings
from ..state.models import Connection, Shop
from ..state.models import Settings as SettingsRow
from . import settings, shown
from .asker import Asker
from .shown import Piece, cell, column, fact

MOST_VERSIONS = 50
VERSION = validate.Range(0, 2**31 - 1)


class _Export(Schema):
    version = fields.Integer(validate=VERSION)


class _Import(settings.Names):
    content = fields.String(validate=validate.Length(0, 250_000))
    back_to = fields.Integer(validate=VERSION)
    version = fields.Integer(validate=VERSION)


def read(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """How this shop is booked, as a page for owner and accountant, and every version with who changed what."""
    given = asker.read(settings.Names, args)
    with asker.tools.db.read() as session:
        form, version = settings.form_of(session, asker, *settings.named(given))
        newest = session.get_one(SettingsRow, (asker.shop_id, version))
        row = session.get_one(Connection, asker.shop_id)
        versions = _versions(session, asker.shop_id)
    about = shown.section(
        asker.say("document.title"),
        [
            fact(asker.say("document.administration"), f"{row.division} {settings.division_name(row)}".strip()),
            fact(asker.say("document.version"), newest.version, _who(asker, newest)),
        ],
    )
    return {"version": version, "sections": [about, *_page(asker, form)], "history": [_history(asker, form, versions)]}


def export(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """A version of the settings as a file; the newest unless one is named. 404 version_unknown."""
    version = asker.read(_Export, args).get("version")
    with asker.tools.db.read() as session:
        _, newest = settings.form_of(session, asker, [], [])
        row = _version(session, asker, newest if version is None else version)
        shop, connection = session.get_one(Shop, asker.shop_id), session.get_one(Connection, asker.shop_id)
        about = {
            "shop": shop.url,
            "administration": {"code": connection.division, "name": settings.division_name(connection)},
            "version": row.version,
            "changed_at": row.changed_at.isoformat(),
            "changed_by": row.changed_by,
        }
        content = exported.write(settings_document.load(row.document), about)
    return {"name": f"exact-online-settings-{row.version}.json", "content": content}


def import_(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """What a file (or ``back_to`` an older version) would change, and with ``version`` (of the settings the changes
    were shown for) the change itself. Nothing is saved while a single value is wrong. Raises Refused: 422
    settings_unreadable, 404 version_unknown."""
    given, tools = asker.read(_Import, args), asker.tools
    with tools.db.read() as session:
        form, version = settings.form_of(session, asker, *settings.named(given))
        asked = _asked(session, asker, given, form.settings)
    form = replace(form, methods=_methods(form, asked), statuses=_statuses(form, asked))
    document, errors = _checked(form, asked)
    if not errors:
        errors = settings.looked_up(asker, form, document)
    after = settings_document.load(document) if not errors else asked
    found = compare.changes(form, form.settings, after)
    told = {
        "version": version,
        "saved": False,
        "changes": len(found),
        "errors": errors,
        "sections": _told(asker, form, found, errors),
    }
    if errors or "version" not in given or not found:
        return told
    if given["version"] != version:
        return told | {"errors": {"version": asker.say("wrong.version")}}
    try:
        with tools.db.write() as session:
            settings.keep(session, asker, version + 1, document, form)
    except IntegrityError:
        return told | {"errors": {"version": asker.say("wrong.version")}}
    settings.ring(asker, form, document)
    return told | {"version": version + 1, "saved": True}


# --- what is asked for ------------------------------------------------------------------------------------------


def _asked(session: Session, asker: Asker, given: dict[str, Any], now: Settings) -> Settings:
    if "back_to" in given:
        return settings_document.load(_version(session, asker, given["back_to"]).document)
    try:
        return exported.read(given.get("content", ""), now)
    except exported.Unreadable as why:
        said = asker.say(f"document.unreadable.{why.key}", **why.values)
        raise asker.no("settings_unreadable", field="args.content", why=said) from None


def _version(session: Session, asker: Asker, version: int) -> SettingsRow:
    row = session.get(SettingsRow, (asker.shop_id, version))
    if row is None:
        raise asker.no("version_unknown", 404, field="args.version", version=version)
    return row


def _methods(form: Form, asked: Settings) -> list[tuple[str, str]]:
    """The shop's own with their titles, and those the file knows besides."""
    named = dict(form.methods)
    others = [rule.method for rule in asked.payments if rule.method != "*" and rule.method not in named]
    return [*form.methods, *((method, method) for method in dict.fromkeys(others))]


def _statuses(form: Form, asked: Settings) -> list[tuple[str, str]]:
    """The same of statuses; WooCommerce's own have their words in the form."""
    named = {*STATUSES, *dict(form.statuses)}
    others = [one for one in (*form.settings.statuses, *asked.statuses) if one not in named]
    return [*form.statuses, *((one, one) for one in dict.fromkeys(others))]


def _checked(form: Form, asked: Settings) -> tuple[dict[str, Any], dict[str, str]]:
    """The document, and what is wrong by field: whatever differs must be something that can be chosen here."""
    then, now = replace(form, settings=asked), form.fields()
    values = {
        name: field.value
        for name, field in then.fields().items()
        if name not in now or now[name].value != field.value
    }
    return filled.read(then, values)


# --- in words ---------------------------------------------------------------------------------------------------


def _told(asker: Asker, form: Form, found: list[Change], errors: dict[str, str]) -> list[Piece]:
    """What changes, and what is in the way."""
    labels = {field.name: field.label for field in form.fields().values()} | {one.name: one.label for one in found}
    wrong = [[cell(labels.get(name, name)), cell(why)] for name, why in errors.items()]
    made = []
    if wrong:
        columns = [column(asker.say("document.setting")), column(asker.say("document.wrong"))]
        made.append(shown.section(asker.say("document.wrong"), tables=[
            shown.table(asker.say("document.wrong"), columns, wrong)]))  # fmt: skip
    notes = [] if found else [asker.say("document.same")]
    return [*made, shown.section(asker.say("document.changes"), tables=[_changes(asker, found)], notes=notes)]


def _changes(asker: Asker, found: list[Change]) -> Piece:
    columns = [column(asker.say(f"document.{name}")) for name in ("setting", "before", "after")]
    rows = [[cell(one.label, one.section), cell(one.before), cell(one.after)] for one in found]
    return shown.table(asker.say("document.changes"), columns, rows)


def _page(asker: Asker, form: Form) -> list[Piece]:
    """Every setting that counts for the style, as it is set."""
    yes, no = asker.say("document.yes"), asker.say("document.no")
    return [
        shown.section(title, [
            fact(field.label, compare.words(field, yes, no)) for field in fields if form.settings.style in field.styles
        ])
        for title, fields in form.titled()
    ]  # fmt: skip


def _versions(session: Session, shop_id: str) -> list[SettingsRow]:
    """The newest, newest first, and one more to compare the oldest of them with."""
    return list(
        session.scalars(
            select(SettingsRow)
            .where(SettingsRow.shop_id == shop_id)
            .order_by(SettingsRow.version.desc())
            .limit(MOST_VERSIONS + 1)
        )
    )


def _history(asker: Asker, form: Form, rows: list[SettingsRow]) -> Piece:
    """A row a version: who changed what, and when. ``version`` of a row is what export and back_to take."""
    columns = [column(asker.say(f"document.{name}")) for name in ("version", "who", "changed")]
    made = []
    for row, before in zip(rows[:MOST_VERSIONS], [*rows[1:], None], strict=False):
        first = cell(asker.say("document.first"))
        said = first if before is None else cell(_sentence(asker, compare.changes(form, _of(before), _of(row))))
        made.append([cell(row.version), cell(row.changed_by or "–", _when(row)), said])
    versions = [row.version for row in rows[:MOST_VERSIONS]]
    return shown.section(asker.say("document.history"), tables=[
        shown.table(asker.say("document.history"), columns, made) | {"versions": versions}])  # fmt: skip


def _sentence(asker: Asker, found: list[Change]) -> str:
    return "; ".join(f"{one.label}: {one.before} → {one.after}" for one in found) or asker.say("document.same")


def _of(row: SettingsRow) -> Settings:
    return settings_document.load(row.document, row.version)


def _who(asker: Asker, row: SettingsRow) -> str:
    return asker.say("document.by", when=_when(row), who=row.changed_by or "–")


def _when(row: SettingsRow) -> str:
    return f"{row.changed_at:%Y-%m-%d %H:%M} UTC"
