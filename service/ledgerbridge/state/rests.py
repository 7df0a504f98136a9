"""A flow's turn at one shop: under a lease, and with a rest where it can do nothing now.

A rest is a row (``Beat``): until its moment the clock does not ring for that flow and shop.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ..clock import Clock
from ..errors import Parked, Permanent, Temporary
from . import lease
from .db import Database
from .lease import Held, LeaseLost
from .models import Beat

PAUSE, LOOK = timedelta(minutes=1), timedelta(minutes=10)  # after what passes by itself; after what a person must mend


def in_turn(
    work: Callable[[Held], int], under: str, name: str, db: Database, clock: Clock, log: logging.Logger
) -> int:
    """What the work returns; 0 while another holds the lease ``under``, or takes it over. What stands in its way is
    logged, and the flow ``name`` rests until it may be worth another try."""
    held = lease.take(db, under, clock)
    if held is None:
        return 0
    try:
        return work(held)
    except LeaseLost:
        return 0
    except Temporary as later:
        log.info("%s waits: %s", name, later)
        rest(db, name, later.until or clock.now() + (LOOK if isinstance(later, Parked) else PAUSE))
        return 0
    except Permanent as no:
        log.error("%s cannot go on: %s", name, no)
        rest(db, name, clock.now() + LOOK)
        return 0
    finally:
        lease.release(db, held, clock)


def rest(db: Database, name: str, until: datetime) -> None:
    """Not before then."""
    with db.write() as session:
        session.merge(Beat(name=name, at=until, info={}))


def rests(session: Session, name: str, now: datetime) -> bool:
    row = session.get(Beat, name)
    return row is not None and row.at > now
