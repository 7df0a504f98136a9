"""Attempts as a page and as a file. What may be shown of each stands here, in one place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from .. import texts
from ..exact.catalogue import RIGHTS, SAYINGS
from ..state.models import Attempt, Document, Order
from . import shown, spreadsheet
from .asker import Asker
from .overview_words import when
from .shown import Piece, cell, column

COLUMNS = ("attempt", "at", "seconds", "order", "order_id", "outcome", "cause", "kind", "credit", "document",
           "currency", "gross", "reads", "writes")  # fmt: skip

SAFE = frozenset({
    "item_unknown", "ledger_unknown", "vat_rule_missing", "vat_rate_unknown", "vat_country_unknown", "vat_outside_eu",
    "currency_not_supported", "receipt_journal", "receipt_ledger", "receipt_currency", "no_right", "not_found",
    "exact_refused_request", "number_taken", "day_not_booked", "not_processed", "not_attached",
})  # fmt: skip
"""Causes whose detail (after the colon) is a code of the books or of Exact. Of any other only the code is shown: its
detail may be a VAT number or a word of Exact's, which may be a person's."""

CATALOGUE = {entry.code: entry.what for entry in (*RIGHTS, *SAYINGS)}
"""Exact's refusals in fixed words, without the thing that Exact named."""


@dataclass(frozen=True)
class Tried:
    """One attempt, its order as it stands now (None: not known any more), and the documents that it made."""

    attempt: Attempt
    order: Order | None
    documents: Sequence[Document]


def section(asker: Asker, found: Sequence[Tried], zone: ZoneInfo) -> Piece:
    title = asker.say("activity.title")
    columns = [column(asker.say(f"activity.{name}")) for name in ("at", "order", "outcome", "cause", "document")]
    rows = [_row(asker, one, zone) for one in found]
    table = shown.table(title, [*columns, column(asker.say("activity.calls"), number=True)], rows)
    return shown.section(title, tables=[table], notes=["" if rows else asker.say("activity.none")])


def _row(asker: Asker, one: Tried, zone: ZoneInfo) -> list[Piece]:
    attempt = one.attempt
    url = {"url": one.documents[0].url} if len(one.documents) == 1 and one.documents[0].url else {}
    amounts = [f"{row.wanted.get('gross', '')} {row.wanted.get('currency', '')}".strip() for row in one.documents]
    calls = asker.say("activity.reads_writes", reads=attempt.reads, writes=attempt.writes)
    return [
        cell(when(asker, attempt.started_at, zone)),
        cell(_number(one)) | {"order_id": attempt.order_id},
        cell(outcome(asker, attempt.outcome or "open")),
        cell(cause(attempt.code), _words(asker, one)),
        cell(", ".join(row.exact_number for row in one.documents), ", ".join(amounts)) | url,
        cell(attempt.reads + attempt.writes, calls),
    ]


def outcome(asker: Asker, state: str) -> str:
    return asker.say("activity.open" if state == "open" else f"overview.state.{state}")


def cause(code: str) -> str:
    """A cause without what may be a person's."""
    kind, _, detail = code.partition(":")
    return code if kind in SAFE and detail else kind


def _words(asker: Asker, one: Tried) -> str:
    """The cause in words: as the order says it, where it still has it and may; else as the catalogue does."""
    code = one.attempt.code
    known = texts.pick(asker.locale, CATALOGUE.get(code.partition(":")[0], {}))
    if one.order is None or cause(code) != code:
        return known
    if one.order.problem and one.order.cause[:80] == code:
        return texts.pick(asker.locale, one.order.problem.get("what") or {})
    plan = one.order.plan or {}
    skipped = plan.get("reason") if code and plan.get("reason_code") == code else None
    return texts.pick(asker.locale, skipped or {}) or known


def _number(one: Tried) -> str:
    return one.order.number if one.order is not None and one.order.number else str(one.attempt.order_id)


# --- the file ---------------------------------------------------------------------------------------------------


def csv(asker: Asker, found: Sequence[Tried], zone: ZoneInfo, head: bool) -> str:
    """A row an attempt, and one more for each further document that it made."""
    begins = spreadsheet.head(asker.locale, [asker.say(f"activity.{name}") for name in COLUMNS]) if head else ""
    return begins + spreadsheet.body(asker.locale, COLUMNS, _rows(asker, found, zone), {"gross"})


def _rows(asker: Asker, found: Sequence[Tried], zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    for one in found:
        attempt = one.attempt
        took = f"{(attempt.finished_at - attempt.started_at).total_seconds():.0f}" if attempt.finished_at else ""
        about = {
            "attempt": attempt.id, "at": f"{attempt.started_at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
            "order": _number(one), "order_id": attempt.order_id, "outcome": outcome(asker, attempt.outcome or "open"),
            "cause": cause(attempt.code),
        }  # fmt: skip
        spent = {"seconds": took, "reads": attempt.reads, "writes": attempt.writes}
        first, *others = [_document(asker, document) for document in one.documents] or [{}]
        yield about | spent | first
        yield from (about | more for more in others)


def _document(asker: Asker, row: Document) -> dict[str, Any]:
    return {"kind": row.kind, "credit": asker.say("document.yes" if row.credit else "document.no"),
            "document": row.exact_number, "currency": row.wanted.get("currency", ""),
            "gross": row.wanted.get("gross", "")}  # fmt: skip
