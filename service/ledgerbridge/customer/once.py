"""Making an account or a contact once: a row before the call, a look before a second try."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..errors import Temporary
from ..state.claims import Unsettled, Wish

if TYPE_CHECKING:
    from ..order.case import Case


def made(wish: Wish, look: Callable[[], str | None], post: Callable[[], str], case: Case) -> str:
    """The thing's id. ``look`` finds what a lost answer may have left. Raises Temporary while it is too early to
    look, and what the client raises."""
    try:
        claim = case.claims.claim(wish)
    except Unsettled as early:
        raise Temporary(str(early), early.until) from None
    if claim.look_first or claim.booked:
        there = look()
        if there is not None:
            case.claims.booked(claim, there)
            return there
        claim = case.claims.again(claim, wish)
    with case.claims.sending(claim):
        exact_id = post()
    case.claims.booked(claim, exact_id)
    return exact_id
