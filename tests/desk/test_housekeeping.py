"""What can no longer be used is let go of, and nothing else."""

from __future__ import annotations

import itertools
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


def test_idle_consents_are_used_each_at_a_moment_of_its_own(database: Any, clock: Any, key: str) -> None:
    here = world.make(database, clock, key)
    shops = [f"shop{number}" for number in range(60)]
    for shop in shops:
        here.shop(shop)
        here.connection(shop, refreshed_at=here.now)  # none has chosen an administration yet
    due = []
    for _ in range(20):
        clock.move(hours=1)
        due.append(len(housekeeping.idle_shops(here.tools)))
    assert due[:11] == [0] * 11 and due[-1] == 60
    assert max(later - earlier for earlier, later in itertools.pairwise(due)) < 30


def test_keep_alive_works_before_an_administration_is_chosen(database: Any, clock: Any, key: str) -> None:
    asked: list[tuple[str, int]] = []

    class Me:
        def __enter__(self) -> Any:
            return self

        def __exit__(self, *_: object) -> None: ...

        def me(self) -> None:
            asked.append(("me", 0))

    class Tools:
        def exact(self, shop_id: str, division: int | None = None) -> Me:
            asked.append((shop_id, -1 if division is None else division))
            return Me()

    housekeeping.keep_alive("shop1", Tools())  # type: ignore[arg-type]
    assert asked == [("shop1", 0), ("me", 0)]
