"""What can no longer be used is let go of, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import world
from ledgerbridge import housekeeping
from ledgerbridge.shop import pairing
from ledgerbridge.state.models import Message, OAuthState, PairingCode


def test_spent_ids_codes_and_consents_are_forgotten_after_a_day(database: Any, clock: Any, key: str) -> None:
    here = world.make(database, clock, key)
    here.shop("shop1")
    pairing.make_code(here.tools.db, clock)
    here.desk("overview")
    here.desk("connect.start", country="nl", return_url="https://winkel.example/")
    here.add(Message(shop_id="shop1", webhook_id="msg_1", type="ping", sha256="", body=None, received_at=here.now))
    clock.move(hours=23)
    assert housekeeping.forget_spent(here.tools) == 0
    clock.at += timedelta(hours=2)
    assert housekeeping.forget_spent(here.tools) == 4
    with here.tools.db.read() as session:
        assert [row.type for row in session.query(Message)] == ["ping"]
        assert (session.query(PairingCode).count(), session.query(OAuthState).count()) == (0, 0)
