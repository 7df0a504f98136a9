"""An order that stands, and about which a person must know something."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from ..errors import Problem
from .models import Order


def call(
    session: Session, shop_id: str, order_id: int, problem: Problem, of: Collection[str] = ("booked", "credited")
) -> None:
    """The order needs attention, if its state is one ``of`` these: one that has its own trouble keeps that."""
    order = session.get(Order, (shop_id, order_id), with_for_update=True)
    if order is not None and order.state in of:
        order.state, order.problem, order.cause = "attention", problem.as_dict(), problem.cause or problem.code
        order.version += 1
