"""A row before a call: every way a claim can go, on both databases."""

from datetime import timedelta

import pytest

from ledgerbridge.state import lease, migrate
from ledgerbridge.state.claims import Claims, Unsettled, Wish
from ledgerbridge.state.lease import LeaseLost
from ledgerbridge.state.models import Document, Shop

QUIET = timedelta(minutes=5)
WISH = Wish("shop", 3000001, 1042, "order-1042/invoice", "sales_entry", "K7Q2-1042", {"gross": "54.68"})


@pytest.fixture
def db(database, clock):
    migrate.upgrade(database)
    with database.write() as session:
        now = clock.now()
        session.add(Shop(id="shop", url="u", rest_url="r", marker="K7Q2", secrets=b"", rest_key=b"", paired_at=now))
    return database


@pytest.fixture
def claims(db, clock):
    return Claims(db, clock, lease.take(db, "drain:shop", clock), QUIET)


def state(db):
    with db.read() as session:
        return [(row.state, row.attempt) for row in session.query(Document)]


def test_the_row_is_there_before_the_call(db, claims):
    claim = claims.claim(WISH)
    assert state(db) == [("sending", 1)]
    assert not claim.look_first and not claim.booked


def test_what_is_booked_is_never_claimed_again(db, claims):
    claims.booked(claims.claim(WISH), "guid", "1042")
    again = claims.claim(WISH)
    assert again.booked and again.exact_id == "guid"
    assert state(db) == [("booked", 1)]


def test_a_lost_answer_is_left_alone_for_the_quiet_period_then_looked_for(db, claims, clock):
    until = claims.lost(claims.claim(WISH))
    assert until == clock.now() + QUIET
    with pytest.raises(Unsettled) as early:
        claims.claim(WISH)
    assert early.value.until == until
    clock.move(minutes=5)
    assert claims.claim(WISH).look_first


def test_a_process_that_died_while_sending_counts_as_a_lost_answer(db, claims, clock):
    claims.claim(WISH)
    with pytest.raises(Unsettled):
        claims.claim(WISH)
    clock.move(minutes=5)
    assert claims.claim(WISH).look_first


def test_looked_and_not_there_is_a_new_attempt_with_a_new_quiet_period(db, claims, clock):
    claims.lost(claims.claim(WISH))
    clock.move(minutes=5)
    claims.again(claims.claim(WISH), WISH)
    assert state(db) == [("sending", 2)]
    with pytest.raises(Unsettled):
        claims.claim(WISH)


@pytest.mark.parametrize("ending", ["refused", "unsent"])
def test_a_certain_no_may_be_claimed_again_at_once(db, claims, ending):
    getattr(claims, ending)(claims.claim(WISH))
    assert not claims.claim(WISH).look_first
    assert state(db) == [("sending", 2)]


def test_a_late_no_of_an_old_attempt_does_not_undo_a_newer_one(db, claims, clock):
    old = claims.claim(WISH)
    clock.move(minutes=5)
    claims.again(claims.claim(WISH), WISH)
    claims.refused(old)
    assert state(db) == [("sending", 2)]


def test_a_holder_whose_lease_was_taken_over_cannot_claim(db, claims, clock):
    clock.move(seconds=91)
    assert lease.take(db, "drain:shop", clock) is not None
    with pytest.raises(LeaseLost):
        claims.claim(WISH)
    assert state(db) == []


def test_a_lease_is_held_once_and_given_back(db, clock):
    held = lease.take(db, "drain:x", clock)
    assert lease.take(db, "drain:x", clock) is None
    lease.release(db, held, clock)
    newer = lease.take(db, "drain:x", clock)
    assert newer.epoch == held.epoch + 1


def test_giving_back_a_lost_lease_does_not_hurt_the_new_holder(db, clock):
    old = lease.take(db, "drain:x", clock)
    clock.move(seconds=91)
    new = lease.take(db, "drain:x", clock)
    lease.release(db, old, clock)
    with db.write() as session:
        new.confirm(session, clock.now())


def test_working_prolongs_the_lease(db, claims, clock):
    clock.move(seconds=80)
    claims.claim(WISH)
    clock.move(seconds=80)
    assert lease.take(db, "drain:shop", clock) is None
