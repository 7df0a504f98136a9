"""A payment provider's settlement: read a file, see what the clearing account should be and why, book the rest."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import select
from sqlalchemy.orm import Session

from ..errors import Refused
from ..payment import files, receipts, settlement
from ..setup import choices
from ..setup import kept as kept_settings
from ..setup import settings as settings_document
from ..setup.suggest import MONEY_JOURNALS
from ..state import lease
from ..state.claims import Unsettled
from ..state.models import Connection, Receipt, Settlement
from .asker import Asker

LARGEST = 8 * 1024 * 1024  # of a file, unpacked
NEWEST = 50
ID = validate.Range(1, 2**63 - 1)


class _Read(Schema):
    text = fields.String(validate=validate.Length(1))
    content = fields.String(validate=validate.Length(1))  # base64 of the file's bytes, or of them gzipped
    journal = fields.String(validate=validate.Length(1, 20))
    id = fields.Integer(validate=ID)


class _Book(Schema):
    id = fields.Integer(required=True, validate=ID)


def read(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """With a file: keep it and report. With an id: report again. With neither: the settlements that were read."""
    given = asker.read(_Read, args)
    if "text" in given or "content" in given:
        return _taken(asker, given)
    with asker.tools.db.read() as session:
        division = _division(asker, session)
        if "id" in given:
            return {"settlements": [_shown(_settlement(asker, given["id"], division, session), session)]}
        rows = session.scalars(
            select(Settlement)
            .where(Settlement.shop_id == asker.shop_id, Settlement.division == division)
            .order_by(Settlement.id.desc())
            .limit(NEWEST)
        ).all()
        return {"settlements": [_head(row, session) for row in rows]}


def _taken(asker: Asker, given: dict[str, Any]) -> dict[str, Any]:
    content = given["text"] if "text" in given else _bytes(asker, given["content"])
    try:
        found = files.read(content)
    except Refused as why:
        raise asker.no(why.code, field=why.field, why=why.message) from why
    with asker.tools.db.read() as session:
        division = _division(asker, session)
        newest = kept_settings.newest_version(session, asker.shop_id)
        offered = choices.load(session, asker.shop_id, division)
    if newest is None:
        raise asker.no("not_set_up", 409)
    codes = {one.code for one in offered.journals if one.type in MONEY_JOURNALS}
    journal = given.get("journal") or settlement.journal_of(
        found.provider, settings_document.load(newest.document), offered
    )
    if journal not in codes:
        raise asker.no("settlement_journal", field="args.journal", provider=found.provider.capitalize())
    kept = settlement.keep(found, journal, asker.shop_id, division, asker.user_name, asker.tools)
    with asker.tools.db.read() as session:
        shown = [
            _shown(session.get_one(Settlement, id), session) | {"new": new, "known_rows": known}
            for id, new, known in kept
        ]
    return {"settlements": shown, "skipped": found.skipped}


def _bytes(asker: Asker, content: str) -> bytes:
    """The file's bytes; unpacked when they are gzip, up to a limit."""
    try:
        raw = base64.b64decode(content, validate=True)
        if not raw.startswith(b"\x1f\x8b"):
            return raw
        unpacking = zlib.decompressobj(wbits=31)
        plain = unpacking.decompress(raw, LARGEST)
        if unpacking.unconsumed_tail:
            raise asker.no("settlement_large", 413, field="args.content")
    except (binascii.Error, ValueError, zlib.error):
        raise asker.no("wrong_type", field="args.content", name="content") from None
    return plain


def book(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """Book fees and payouts of one settlement, once; and the report after it."""
    id, tools = asker.read(_Book, args)["id"], asker.tools
    with tools.db.read() as session:
        row = _settlement(asker, id, _division(asker, session), session)
    held = lease.take(tools.db, f"drain:{asker.shop_id}", tools.clock)
    if held is None:
        raise asker.no("busy", 409)
    try:
        with asker.exact_may_fail():
            desk = receipts.open_desk(asker.shop_id, held, tools)
            if desk is None:
                raise asker.no("not_set_up", 409)
            settlement.book(row, desk)
    except Unsettled:
        raise asker.no("settlement_checking", 409) from None
    finally:
        lease.release(tools.db, held, tools.clock)
    with tools.db.read() as session:
        return {"settlements": [_shown(session.get_one(Settlement, id), session)]}


def book_receipts(asker: Asker, args: dict[str, Any]) -> dict[str, Any]:
    """Close the batches now: book what waits for the end of the day. How many receipts that are."""
    tools, now = asker.tools, asker.tools.clock.now()
    with tools.db.write() as session:
        rows = session.scalars(select(Receipt).where(Receipt.shop_id == asker.shop_id, Receipt.state == "due")).all()
        for row in rows:
            row.due_at = min(row.due_at, now)
    if rows:
        tools.ring("receipts", asker.shop_id)
    return {"ringing": len(rows)}


def _division(asker: Asker, session: Session) -> int:
    row = session.get(Connection, asker.shop_id)
    if row is None or row.division is None:
        raise asker.no("not_set_up", 409)
    return row.division


def _settlement(asker: Asker, id: int, division: int, session: Session) -> Settlement:
    row = session.get(Settlement, id)
    if row is None or (row.shop_id, row.division) != (asker.shop_id, division):
        raise asker.no("settlement_gone", 404, field="args.id")
    return row


def _head(row: Settlement, session: Session) -> dict[str, Any]:
    stands = settlement.standing(row, session)
    return {
        "id": row.id,
        "provider": row.provider,
        "journal": row.journal,
        "currency": row.currency,
        "last_day": row.last_day,
        "read_at": row.read_at.isoformat(),
        "read_by": row.read_by,
        "booked": None if stands is None else {
            "number": stands.exact_number, "url": stands.url, "difference": stands.difference,
        },
    }


def _shown(row: Settlement, session: Session) -> dict[str, Any]:
    found = settlement.report(row, session)
    return _head(row, session) | {"report": None if found is None else settlement.as_json(found)}
