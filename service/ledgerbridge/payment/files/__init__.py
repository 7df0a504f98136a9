"""A provider's settlement file as its users have it: which provider, and what each row says.

The headings decide, not the file's name. Headings are matched by name and never by place: users choose and reorder
columns. Where every heading was seen is written in docs/settlements.md, with marks.
"""

from __future__ import annotations

from collections.abc import Callable

from ...errors import Refused
from ..shapes import SettlementFile
from . import adyen, mollie, paypal, stripe, table
from .table import Sheet

PROVIDERS: tuple[tuple[Callable[[Sheet], bool], Callable[[Sheet], SettlementFile]], ...] = tuple(
    (one.fits, one.read) for one in (adyen, stripe, mollie, paypal)
)


def read(content: bytes | str) -> SettlementFile:
    """The file's entries. Raises Refused 422: ``settlement_unknown`` (no provider's headings), ``settlement_wrong``
    (a row that cannot be read, with its line number)."""
    sheet = table.read(content)
    reader = next((read for fits, read in PROVIDERS if fits(sheet)), None)
    if reader is None:
        shown = ", ".join(sheet.headings[:8])
        raise Refused(422, "settlement_unknown", f"These headings are of no provider that is known here: {shown}")
    found = reader(sheet)
    if not found.entries:
        raise Refused(422, "settlement_empty", "The file holds no row that moved money.")
    return found
