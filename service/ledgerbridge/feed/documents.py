"""Documents of ours that were changed or deleted in Exact: they are read back once more.

The proof (``order/prove.py``) then compares, and its finding is what the owner sees: the amounts that differ, or
that Exact no longer has the document. An echo of our own booking agrees with what was asked and costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from ..exact.feeds import Taking
from ..state.models import Document


def orders(taking: Taking, rows: list[dict[str, Any]]) -> int:
    """Sales orders whose total is no longer what was asked."""
    totals = {str(row["OrderID"]): row.get("AmountFC") for row in rows}
    altered = [
        document
        for document in _ours(taking, ("sales_order",), list(totals))
        if _other(totals[document.exact_id or ""], document.wanted)
    ]
    return _prove_again(altered)


def seen(key: str, *kinds: str) -> Callable[[Taking, list[dict[str, Any]]], int]:
    """Rows of documents of ours, named by ``key``. A feed by line holds no total to compare, and Created and Modified
    say nothing sure (their zone is unknown [U]): so the document is read back, twenty a call, also after our own
    booking. The proof then says nothing where nothing changed."""

    def look(taking: Taking, rows: list[dict[str, Any]]) -> int:
        return _prove_again(_ours(taking, kinds, list({str(row[key]) for row in rows})))

    return look


def gone(*kinds: str) -> Callable[[Taking, list[str]], int]:
    def look(taking: Taking, ids: list[str]) -> int:
        return _prove_again(_ours(taking, kinds, ids))

    return look


def _other(total: Any, wanted: dict[str, Any]) -> bool:
    """Credit notes may read back negative."""
    return total is not None and abs(Decimal(str(total))) != abs(Decimal(str(wanted.get("gross", "0"))))


def _ours(taking: Taking, kinds: Sequence[str], ids: list[str]) -> list[Document]:
    return list(
        taking.session.scalars(
            select(Document).where(
                Document.shop_id == taking.shop_id,
                Document.division == taking.division,
                Document.exact_id.in_(ids),
                Document.kind.in_(kinds),
                Document.state == "booked",
                Document.proved_at.is_not(None),
            )
        )
    )


def _prove_again(documents: list[Document]) -> int:
    for one in documents:
        one.proved_at = None
    return len(documents)
