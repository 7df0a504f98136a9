"""Query options on a list: $filter, $orderby, $skip, $top, $select, $expand, $inlinecount, paging by $skiptoken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from ..entities import Entity
from ..refusals import Refusal
from . import filter as filters
from .shape import key_literal

SYNTAX = "Bad Request - Error in query syntax."


@dataclass(frozen=True)
class Page:
    records: list[dict[str, Any]]
    next_token: str
    count: int
    array: bool  # d is the array itself: $top lay within the page


def wrong(text: str = SYNTAX) -> Refusal:
    return Refusal(400, [text])


def names(text: str | None, entity: Entity) -> list[str]:
    """$select or $expand as names. ``*`` and nothing mean all."""
    found = [name.strip() for name in (text or "").split(",") if name.strip()]
    if "*" in found:
        return []
    if any(name.split("/")[0] not in entity.fields for name in found):
        raise wrong()
    return [name.split("/")[0] for name in found]


def check_mandatory_filter(entity: Entity, asked: set[str]) -> None:
    if entity.filter_keys and not asked & set(entity.filter_keys):
        listed = ",".join(name for name in entity.filter_keys)
        raise wrong(
            "This endpoint has mandatory filtering applied. A GET request for this endpoint must have a $filter "
            f"parameter with one of the following fields in the url:{listed}."
        )


def select_page(
    records: Sequence[dict[str, Any]],
    entity: Entity,
    options: Mapping[str, str],
    trailing_blanks_equal: bool,
    array: bool,
) -> Page:
    """The records a GET answers with. Raises Refusal 400."""
    predicate, asked = None, set[str]()
    if options.get("$filter"):
        try:
            predicate, asked = filters.parse(options["$filter"], set(entity.fields), trailing_blanks_equal)
        except filters.SyntaxWrong:
            raise wrong() from None
    sync, bulk = entity.path.startswith("sync/"), entity.path.startswith("bulk/")
    if sync and asked - {"Timestamp"}:
        raise wrong()
    if bulk and not options.get("$select"):
        raise wrong()
    if not sync:
        check_mandatory_filter(entity, asked)
    try:
        found = [record for record in records if predicate is None or predicate(record)]
    except TypeError:
        raise wrong() from None
    found = _ordered(found, options.get("$orderby", "Timestamp" if sync else ""), entity)
    return _cut(found, entity, options, array)


def _ordered(records: list[dict[str, Any]], text: str, entity: Entity) -> list[dict[str, Any]]:
    for term in reversed([part.split() for part in text.split(",") if part.strip()]):
        if term[0] not in entity.fields:
            raise wrong()
        down = len(term) > 1 and term[1] == "desc"
        name = term[0]
        records = sorted(records, key=lambda r: (r.get(name) is None, r.get(name) or ""), reverse=down)
    return records


def _cut(records: list[dict[str, Any]], entity: Entity, options: Mapping[str, str], array: bool) -> Page:
    count, token = len(records), options.get("$skiptoken", "")
    if token:
        records = _after(records, entity.key, token.removeprefix("guid'").strip("'").removesuffix("L").lower())
    records = records[_number(options.get("$skip")) or 0 :]
    top = _number(options.get("$top"))
    if top is not None:
        records = records[:top]
    size = 1000 if entity.path.startswith(("sync/", "bulk/")) else 60
    page, more = records[:size], len(records) > size
    last = key_literal(entity, page[-1]) if more and page else ""
    counted = options.get("$inlinecount") == "allpages"  # asks for d.__count, so d is an object [C] django-exact
    return Page(page, last, count, array and top is not None and top <= size and not counted and not token)


def _after(records: list[dict[str, Any]], key: str, token: str) -> list[dict[str, Any]]:
    if key == "Timestamp":  # a record that changed meanwhile has moved to the end; none is missed
        if not token.isdigit():
            raise wrong()
        return [record for record in records if record["Timestamp"] > int(token)]
    place = next((i for i, record in enumerate(records) if str(record.get(key, "")).lower() == token), None)
    if place is None:  # deleted meanwhile: Exact would go on after it, we ask to begin again
        raise wrong()
    return records[place + 1 :]


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isdigit():
        raise wrong()
    return int(text)


def next_url(url: str, options: Mapping[str, str], token: str, given: int) -> str:
    """The address of the next page; a $top goes down by the ``given`` records."""
    kept = {name: value for name, value in options.items() if name not in ("$skiptoken", "$skip")}
    if "$top" in kept:
        kept["$top"] = str(int(kept["$top"]) - given)
    parts = [f"{name}={quote(value, safe=chr(39) + ',()$')}" for name, value in kept.items()]
    return f"{url}?{'&'.join([*parts, f'$skiptoken={token}'])}"
