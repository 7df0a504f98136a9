"""Before a VAT return is due its report is made by itself, told to the shop once, and mailed there."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

import world
from ledgerbridge import jobs
from ledgerbridge.proof import flow
from ledgerbridge.proof.mail import mail
from ledgerbridge.setup import settings as settings_document
from ledgerbridge.setup.settings import Settings
from ledgerbridge.state.models import Report
from ledgerbridge.state.models import Settings as SettingsRow
from ledgerbridge.status import tell
from shop_stand_in import Reply, StandIn
from world import World

DUE = datetime(2026, 10, 24, 12, tzinfo=UTC)  # a week before 31 October


@pytest.fixture
def here(database: Any, clock: Any, key: str) -> Any:
    made = world.make(database, clock, key)
    with StandIn() as shop:
        made.shop("shop1", rest_url=shop.rest_url)
        made.connection(division=5, refreshed_at=made.now)
        keep(made)
        yield made, shop


def keep(made: World, version: int = 1, **changes: Any) -> None:
    document = settings_document.dump(Settings(**changes))
    made.add(SettingsRow(shop_id="shop1", version=version, document=document, changed_at=made.now))


def reports(made: World) -> list[Report]:
    with made.tools.db.read() as session:
        return list(session.query(Report).order_by(Report.id))


def told(shop: StandIn) -> list[Any]:
    return [asked.json["vat_return"] for asked in shop.asked if b"vat_return" in asked.body]


def test_it_is_asked_for_once_and_on_time(here: Any, clock: Any) -> None:
    made, _ = here
    clock.at = DUE.replace(day=23)
    assert flow.remind(made.tools) == 0
    clock.at = DUE
    assert [flow.remind(made.tools) for _ in range(3)] == [1, 0, 0]
    (row,) = reports(made)
    assert (row.first, row.last, row.deadline) == ("2026-07-01", "2026-09-30", "2026-10-31")
    jobs.sweep(made.tools)
    assert ("proof", "shop1") in made.rung


def test_by_choice_it_is_another_period_or_none(here: Any, clock: Any) -> None:
    made, _ = here
    clock.at = DUE
    keep(made, 2, vat_mail_days=0)
    assert flow.remind(made.tools) == 0
    keep(made, 3, vat_period="month", vat_mail_days=3, shop_country="DE")
    assert flow.remind(made.tools) == 0
    clock.at = datetime(2026, 11, 8, 12, tzinfo=UTC)
    assert flow.remind(made.tools) == 1
    assert (reports(made)[0].first, reports(made)[0].deadline) == ("2026-10-01", "2026-11-10")


def test_the_shop_hears_it_once_and_again_when_it_was_down(here: Any, clock: Any) -> None:
    made, shop = here
    clock.at = DUE
    said = mail(date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 31), None)
    made.add(Report(shop_id="shop1", division=5, first="2026-07-01", last="2026-09-30", deadline="2026-10-31",
                    state="failed", asked_at=made.now, mail=said))  # fmt: skip
    jobs.sweep(made.tools)
    assert ("report", "shop1") in made.rung
    shop.replies["status"] = Reply(503)
    tell.tell("shop1", made.tools)
    del shop.replies["status"]
    assert reports(made)[0].told_at is None
    clock.move(seconds=60)
    for _ in range(2):
        tell.tell("shop1", made.tools)
    assert told(shop)[-1]["subject"]["nl"].startswith("btw-aangifte uiterlijk 31-10-2026") and len(told(shop)) == 2
    assert reports(made)[0].told_at is not None


def test_a_report_that_cannot_be_made_says_why_and_is_mailed_too(here: Any, clock: Any) -> None:
    made, _ = here  # connected on paper only: there is no token
    clock.at = DUE
    flow.remind(made.tools)
    assert flow.make("shop1", made.tools) == 1
    (row,) = reports(made)
    assert (row.state, row.problem["code"], row.mail["deadline"]) == ("failed", "not_connected", "2026-10-31")  # type: ignore[index]


def test_the_words_of_the_mail() -> None:
    days = date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 31)
    made: dict[str, Any] = {
        "differences": [], "payment_differences": [],
        "totals": [{"currency": "EUR", "store": {"gross": "121.00"}, "differs": "0.00"}],
    }  # fmt: skip
    equal = mail(*days, made)
    assert "equal" in equal["subject"]["en"] and "Sold: 121.00 EUR" in equal["text"]["en"]
    made["differences"], made["totals"][0]["differs"] = [{}, {}], "-24.20"
    assert mail(*days, made)["subject"]["nl"].endswith("verschillen tussen winkel en boeken: 2")
    assert "Exact min winkel: -24.20 EUR" in mail(*days, made)["text"]["nl"]
