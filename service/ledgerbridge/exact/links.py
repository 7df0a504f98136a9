"""Where a person opens something of Exact in the browser: the one place that knows."""

from __future__ import annotations

from urllib.parse import urlencode

from .instances import is_exact

_SANDBOX = {"sales_order": "order", "sales_invoice": "invoice", "sales_entry": "entry", "day_entry": "entry"}


def document_url(base_url: str, division: int, kind: str, exact_id: str) -> str:
    """The address of a sales_order, sales_invoice, sales_entry, account or item."""
    if not is_exact(base_url):
        query = {"division": division, "kind": _SANDBOX.get(kind, kind), "id": exact_id}
        return f"{base_url}/open?{urlencode(query)}"
    if kind == "account":  # [C] in several public clients and a help page
        return f"{base_url}/docs/CRMAccountCard.aspx?_Division_={division}&AccountID=%7b{exact_id}%7d"
    # [U] No source gives the page of an order, invoice or entry. The administration's own start page is sure
    # to open [C]; a guessed page would show the owner an error. The document's number stands next to the link.
    return f"{base_url}/docs/MenuPortal.aspx?_Division_={division}"
