"""Codes of the plan → ids of Exact: items (found, created, replaced or held, as the settings say) and ledgers.

Known ids cost nothing; unknown item codes of one document are asked for in one read.
"""

from __future__ import annotations

from ..errors import Permanent, Problem, Temporary
from ..setup import choices
from ..state import links
from ..state.claims import Unsettled, Wish
from .bodies import Ids
from .case import Case
from .lines import ENTRIES
from .shapes import WantedDocument, WantedLine


def ids_for(wanted: WantedDocument, case: Case, account_id: str) -> Ids:
    """Everything ``bodies.body`` needs. Raises Permanent naming the item or ledger that is missing."""
    if wanted.kind in ENTRIES:
        return Ids(account=account_id, ledgers=_ledgers(wanted, case), items={})
    return Ids(account=account_id, ledgers={}, items=_items(wanted, case))


def _ledgers(wanted: WantedDocument, case: Case) -> dict[str, str]:
    codes = {line.ledger for line in wanted.lines}
    with case.tools.db.read() as session:
        known = choices.ids_by_code(session, case.shop_id, case.division, "ledgers")
    missing = sorted(codes - known.keys())
    if missing:
        raise Permanent(_ledger_unknown(missing[0]))
    return {code: known[code] for code in codes}


def _items(wanted: WantedDocument, case: Case) -> dict[str, str]:
    lines = {line.item: line for line in wanted.lines}
    known = _linked(case, list(lines))
    missing = [code for code in lines if code not in known]
    if missing:
        known |= _found(case, missing)
    for code in missing:
        if code not in known:
            known[code] = _make_or_replace(lines[code], case)
    return known


def _linked(case: Case, codes: list[str]) -> dict[str, str]:
    with case.tools.db.read() as session:
        rows = links.find_many(session, case.shop_id, case.division, "item", [f"sku:{code}" for code in codes])
    return {key.removeprefix("sku:"): row.exact_id for key, row in rows.items()}


def _found(case: Case, codes: list[str]) -> dict[str, str]:
    """Items that Exact has; linked from now on. Codes are compared to the letter: a SKU that differs only in
    case is another item in Exact."""
    there = {item.code: item.exact_id for item in case.exact.items_by_code(codes) if item.code in codes}
    for code, exact_id in there.items():
        _link(case, code, exact_id)
    return there


def _link(case: Case, code: str, exact_id: str) -> None:
    with case.tools.db.write() as session:
        links.put(session, case.tools.clock, case.shop_id, case.division, "item", f"sku:{code}", exact_id, code)


def _make_or_replace(line: WantedLine, case: Case) -> str:
    choice = case.settings.missing_item
    if choice == "hold":
        raise Permanent(_item_unknown(line))
    if choice == "fallback" and line.kind == "product" and line.item != case.settings.fallback_item:
        return _fallback(line, case)
    return _create(line, case)


def _fallback(line: WantedLine, case: Case) -> str:
    """The fallback item's id; the line keeps the product's own name. Not linked to the SKU: the item may come."""
    code = case.settings.fallback_item
    known = _linked(case, [code]) or _found(case, [code])
    if code not in known:
        raise Permanent(_item_unknown(line))
    return known[code]


def _create(line: WantedLine, case: Case) -> str:
    """A new item, once: its code is unique in Exact, and the row says so before the call."""
    order_id, code = case.snapshot.order_id, line.item
    wish = Wish(case.shop_id, case.division, order_id, f"item/{code}"[:80], "item", code[:80], {})
    try:
        claim = case.claims.claim(wish)
    except Unsettled as early:
        raise Temporary(str(early), early.until) from None
    if claim.look_first or claim.booked:
        # Looked for a moment ago (``_found``) and not there: what an earlier try made is gone or never came.
        claim = case.claims.again(claim, wish)
    try:
        with case.claims.sending(claim):
            exact_id = case.exact.create_item(line.item, line.description, vat_code=line.choice.code)
    except Permanent as no:
        if no.problem.code == "already_exists" and (there := _found(case, [line.item])):
            return there[line.item]
        raise
    case.claims.booked(claim, exact_id, line.item)
    _link(case, line.item, exact_id)
    return exact_id


def _item_unknown(line: WantedLine) -> Problem:
    return Problem(
        code="item_unknown",
        cause=f"item_unknown:{line.item}",
        what={
            "en": f"Item {line.item} ({line.description}) does not exist in Exact Online.",
            "nl": f"Artikel {line.item} ({line.description}) bestaat niet in Exact Online.",
        },
        why={
            "en": "The settings say that orders with an unknown item are held. Nothing was booked.",
            "nl": "De instellingen zeggen dat bestellingen met een onbekend artikel wachten. Er is niets geboekt.",
        },
        do={
            "en": f"Make an item with code {line.item} in Exact Online, or let missing items be created in the "
            "settings; then push the order again.",
            "nl": f"Maak in Exact Online een artikel met code {line.item}, of laat ontbrekende artikelen aanmaken "
            "bij de instellingen, en verstuur de bestelling opnieuw.",
        },
        action="retry",
    )


def _ledger_unknown(code: str) -> Problem:
    named = code or "(none)"
    return Problem(
        code="ledger_unknown",
        cause=f"ledger_unknown:{code}",
        what={
            "en": f"Ledger account {named} is not among the accounts of this administration.",
            "nl": f"Grootboekrekening {named} staat niet in deze administratie.",
        },
        why={
            "en": "The settings name an account that Exact Online does not have. Nothing was booked.",
            "nl": "De instellingen noemen een rekening die Exact Online niet heeft. Er is niets geboekt.",
        },
        do={
            "en": "Choose an existing account in the settings, or make it in Exact Online and choose the "
            "administration again to refresh the list.",
            "nl": "Kies bij de instellingen een bestaande rekening, of maak haar in Exact Online en kies de "
            "administratie opnieuw om de lijst te verversen.",
        },
        action="settings",
    )
