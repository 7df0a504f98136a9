"""What the flow works with: one shop, one administration, one lease."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..errors import Problem
from ..exact.calls import Exact
from ..setup.settings import Settings
from ..state import attention
from ..state.claims import Claims, Wish
from ..state.models import Document, Order
from ..tools import Tools


@dataclass(frozen=True)
class Desk:
    shop_id: str
    settings: Settings
    exact: Exact
    claims: Claims
    tools: Tools

    @property
    def division(self) -> int:
        return self.exact.division

    def wish(self, document: Document, step: str, kind: str, wanted: dict[str, Any]) -> Wish:
        """The step of a document that should be done once; its row has the document's key and the step's name."""
        return Wish(
            shop_id=self.shop_id, division=self.division, order_id=document.order_id, key=f"{document.key}{step}",
            kind=kind, credit=document.credit, reference=document.reference, wanted=wanted,
        )  # fmt: skip

    def say(self, document: Document, problem: Problem) -> None:
        """The order needs attention; one that has its own trouble already keeps that."""
        with self.tools.db.write() as session:
            attention.call(session, self.shop_id, document.order_id, problem)

    def tell(self, documents: Iterable[Document]) -> None:
        """The shop should hear what became of these documents."""
        with self.tools.db.write() as session:
            for order_id in {document.order_id for document in documents}:
                order = session.get(Order, (self.shop_id, order_id), with_for_update=True)
                if order is not None:
                    order.version += 1
