"""The order flow against a real sandbox over HTTP, on both databases: once, to the cent, and what goes wrong."""

from __future__ import annotations

import copy
import json
from datetime import timedelta
from typing import Any

import pytest

import world
from exact_sandbox.server import SandboxConfig, SandboxServer
from ledgerbridge.demo import consent
from ledgerbridge.demo.run import bundled_samples, message_of
from ledgerbridge.order import drain, oss
from ledgerbridge.state.models import Attempt, Document, Order
from shop_stand_in import StandIn
from world import World

pytestmark = pytest.mark.server

DIVISION = 3000001


class Place(World):
    """A paired and connected shop, a sandbox, and words for what tests do with them."""

    exact: SandboxServer
    listener: StandIn  # the shop's side: what it was told

    def send(self, message: dict[str, Any], id: str) -> None:
        assert self.post("/v1/messages", message, id=id).status_code == 202

    def work(self) -> None:
        drain.drain("shop1", self.tools)

    def order_row(self, order_id: int) -> Order:
        found: Order = self.get(Order, ("shop1", order_id))
        return found

    def books(self, kind: str = "sales_entries") -> list[dict[str, Any]]:
        answer = self.exact.app.test_client().get("/_sandbox/books").json
        return list(answer["divisions"][0][kind])

    def fault(self, name: str, path: str = "salesentry/SalesEntries", **more: Any) -> None:
        planned = {"fault": name, "match": {"method": "POST", "path": path}, **more}
        assert self.exact.app.test_client().post("/_sandbox/faults", json=planned).status_code == 200

    def seed(self, **what: Any) -> None:
        self.exact.app.test_client().post("/_sandbox/seed", json=what)


@pytest.fixture
def place(database: Any, clock: Any, key: str) -> Any:
    with SandboxServer(SandboxConfig(minutely_limit=6000)) as exact, StandIn() as shop:
        clock.at = clock.at  # the sandbox's own clock runs by itself; tokens live ten minutes of it
        made = world.make(database, clock, key, EXACT_URL=exact.url, EXACT_CLIENT_ID="sandbox-client",
                          EXACT_CLIENT_SECRET="sandbox-secret", LOST_ANSWER_QUIET_SECONDS="300")  # fmt: skip
        here = Place(made.tools, made.rung, made.secrets)
        here.exact, here.listener = exact, shop
        here.shop("shop1", rest_url=shop.rest_url)
        connect(here)
        yield here


def give_consent(here: Place) -> None:
    """The one click: to Exact and back."""
    start = here.desk("connect.start", country="nl", return_url=here.get(world.Shop, "shop1").url + "/wp-admin/")
    back = consent.give(start["authorize_url"], world.URL)
    assert here.client.get(back.removeprefix(world.URL)).status_code == 302


def connect(here: Place, style: str = "entry") -> None:
    give_consent(here)
    here.desk("connect.choose", division=DIVISION)
    save(here, style=style)


def save(here: Place, **values: Any) -> None:
    form = here.desk("settings.form")
    assert here.desk("settings.save", version=form["version"], values=values)["saved"]


def sample(name: str, order_id: int = 1042, **order: Any) -> dict[str, Any]:
    made = copy.deepcopy(message_of(bundled_samples() / f"{name}.json"))
    made["order"] |= {"id": order_id, "number": str(order_id), **order}
    return made


def changed(sequence: int = 2, total: str = "125.950000", **order: Any) -> dict[str, Any]:
    """The sample of one line after an edit in the shop: 100.00 + 21.00 instead of 24.67 + 5.18."""
    message = sample("incl-single-line", **order)
    taxes = [{"id": 1, "total": "21.000000"}]
    message["order"]["line_items"][0] |= {"total": "100.000000", "total_tax": "21.000000", "taxes": taxes}
    message["order"] |= {"total": total, "total_tax": "21.860000"}
    return message | {"sequence": sequence}


def test_the_same_snapshot_twice_books_once(place: Place) -> None:
    place.send(sample("incl-mixed-rates-8-lines"), "msg_1")
    place.work()
    place.send(sample("incl-mixed-rates-8-lines") | {"sequence": 2}, "msg_2")
    place.work()
    booked = place.books()
    assert [entry["AmountFC"] for entry in booked] == ["268.43"]
    assert [total["vat"] for total in booked[0]["per_code"]] == ["20.62", "8.23", "0.00"]
    assert place.order_row(1042).state == "booked"


@pytest.mark.parametrize("style, kind", [("order", "sales_orders"), ("invoice", "sales_invoices"),
                                         ("entry", "sales_entries")])  # fmt: skip
def test_every_style_books_to_the_cent_and_is_proved(place: Place, style: str, kind: str) -> None:
    save(place, style=style)
    place.send(sample("excl-subtotal-mixed-rates-8-lines"), "msg_1")
    place.work()
    assert [entry["AmountFC"] for entry in place.books(kind)] == ["301.30"]
    document = documents(place)[0]
    assert (document.difference, document.read_back["gross"]) == ("0.00", "301.30")


def documents(place: Place) -> list[Document]:
    with place.tools.db.read() as session:
        return list(session.query(Document).filter(Document.kind.like("sales_%")))


def test_a_refund_that_comes_later_is_a_credit_note_of_its_own(place: Place) -> None:
    whole = sample("refund-itemised-partial")
    place.send(whole | {"refunds": []}, "msg_1")
    place.work()
    place.send(whole | {"sequence": 2}, "msg_2")
    place.work()
    assert [entry["AmountFC"] for entry in place.books()] == ["42.77", "-3.33"]
    assert place.order_row(1042).state == "booked"


def test_an_order_changed_after_booking_needs_attention_and_nothing_is_booked(place: Place) -> None:
    place.send(sample("incl-single-line"), "msg_1")
    place.work()
    place.send(changed(), "msg_2")
    place.work()
    row = place.order_row(1042)
    assert (row.state, row.problem["code"]) == ("attention", "changed_after_booking")
    assert "= 34.80 EUR" in row.problem["arithmetic"]
    assert len(place.books()) == 1


def test_totals_that_do_not_add_up_show_the_sum_and_can_be_retried_after_mending(place: Place) -> None:
    place.send(sample("incl-single-line", total="99.00"), "msg_1")
    place.work()
    row = place.order_row(1042)
    assert (row.state, row.problem["code"]) == ("attention", "total_does_not_add_up")
    assert row.problem["arithmetic"][-1] == "order total 99.00, difference 64.20"
    assert not place.books()
    place.send(sample("incl-single-line") | {"sequence": 2}, "msg_2")
    place.work()
    assert place.order_row(1042).state == "booked"


def test_an_unknown_sku_is_held_named_and_booked_after_the_item_was_made(place: Place) -> None:
    save(place, style="invoice", missing_item="hold", fallback_item="ADVIES", shipping_item="EMBALLAGE")
    place.send(sample("incl-single-line"), "msg_1")
    place.work()
    row = place.order_row(1042)
    assert (row.state, row.problem["code"]) == ("attention", "item_unknown")
    sku = row.cause.removeprefix("item_unknown:")
    assert sku in row.problem["what"]["nl"]
    place.seed(items=[{"Code": sku, "Description": "Nu wel", "IsSalesItem": True, "SalesVatCode": "2"}])
    place.desk("order.retry", cause=row.cause)
    place.work()
    assert place.order_row(1042).state == "booked"


def test_an_unknown_vat_rate_names_rate_and_country(place: Place) -> None:
    message = sample("oss-de")
    for rate in message["tax_rates"]:
        if rate["country"] == "DE":
            rate["country"] = "SE"
    message["order"]["shipping"]["country"] = message["order"]["billing"]["country"] = "SE"
    place.send(message, "msg_1")
    place.work()
    row = place.order_row(1042)
    assert (row.state, row.problem["code"], row.problem["action"]) == ("attention", "vat_rule_missing", "settings")
    assert "19 % SE" in row.problem["what"]["en"]


def test_a_closed_period_is_explained_in_plain_words_and_mended(place: Place) -> None:
    place.seed(closed_periods=[[2026, 11]])
    place.send(sample("incl-single-line"), "msg_1")
    place.work()
    row = place.order_row(1042)
    assert (row.state, row.problem["code"]) == ("attention", "period_closed")
    assert "Periode is afgesloten: 2026 - 11" in row.problem["detail"]
    place.seed(open_periods=[[2026, 11]])
    place.desk("order.retry", order_ids=[1042])
    place.work()
    assert place.order_row(1042).state == "booked"


def test_a_closed_month_moves_to_the_next_open_one_where_the_owner_said_so(place: Place, clock: Any) -> None:
    place.seed(closed_periods=[[2026, 11]])
    save(place, closed_period="next")
    place.send(sample("incl-single-line"), "msg_1")
    place.work()
    assert place.order_row(1042).state == "attention"  # it is still November: no open month has begun
    clock.move(days=10)
    place.exact.sandbox.clock.advance(10 * 86400)
    place.desk("order.retry", order_ids=[1042])
    place.work()
    place.send(sample("incl-single-line", 1043), "msg_2")  # the month is known by now: nothing is refused again
    place.work()
    assert [place.order_row(number).state for number in (1042, 1043)] == ["booked", "booked"]
    first, second = place.books()
    assert (first["EntryDate"][:10], second["EntryDate"][:10]) == ("2026-12-01", "2026-12-01")
    assert "d.d." in first["Description"] and "d.d." in second["Description"]


@pytest.mark.parametrize("fault", ["answer_lost_after_commit", "answer_lost_before_commit", "status_503_html",
                                   "status_500_generic", "truncate_body"])  # fmt: skip
def test_a_lost_answer_never_books_twice(place: Place, clock: Any, fault: str) -> None:
    place.fault(fault)
    place.send(sample("incl-single-line"), "msg_1")
    place.work()
    assert place.order_row(1042).state == "checking"
    place.desk("order.retry", order_ids=[1042])  # a person who is impatient cannot make it twice either
    place.work()
    assert place.order_row(1042).state == "checking"
    clock.move(seconds=301)
    place.work()
    assert place.order_row(1042).state == "booked"
    assert len(place.books()) == 1


def test_a_commit_that_comes_late_is_found_not_doubled(place: Place, clock: Any) -> None:
    place.fault("late_commit", seconds=120)
    place.send(sample("incl-single-line"), "msg_1")
    place.work()
    place.exact.app.test_client().post("/_sandbox/clock", json={"advance": 120})
    clock.move(seconds=301)
    place.work()
    assert (place.order_row(1042).state, len(place.books())) == ("booked", 1)


def test_a_lost_account_answer_makes_no_second_customer(place: Place, clock: Any) -> None:
    place.fault("answer_lost_after_commit", "crm/Accounts")
    place.send(sample("incl-single-line"), "msg_1")
    before = len(place.books("accounts"))
    place.work()
    clock.move(seconds=301)
    place.work()
    assert (place.order_row(1042).state, len(place.books("accounts"))) == ("booked", before + 1)


def test_our_number_taken_by_a_stranger_is_said_not_overwritten(place: Place) -> None:
    place.send(sample("incl-single-line", order_id=1), "msg_1")
    place.work()
    for entry in place.exact.sandbox.divisions[DIVISION].all("salesentry/SalesEntries"):
        entry |= {"Description": "Met de hand", "EntryNumber": 10_000_002}
    place.send(sample("incl-single-line", order_id=2), "msg_2")
    place.work()
    row = place.order_row(2)
    assert (row.state, row.problem["code"]) == ("attention", "number_taken")
    assert len(place.books()) == 1


def test_a_document_altered_in_exact_is_named_by_the_read_back(place: Place) -> None:
    place.fault("delay", seconds=0)
    place.send(sample("incl-single-line"), "msg_1")
    original = drain.prove.prove
    altered: list[int] = []

    def alter_first(*args: Any) -> int:
        for entry in place.exact.sandbox.divisions[DIVISION].all("salesentry/SalesEntries"):
            if not altered:
                altered.append(1)
                line = entry["SalesEntryLines"][0]
                line["AmountFC"] += 1
                entry["AmountFC"] += 1
        return original(*args)

    drain.prove.prove = alter_first  # type: ignore[assignment]
    try:
        place.work()
    finally:
        drain.prove.prove = original
    row = place.order_row(1042)
    assert (row.state, row.problem["code"]) == ("attention", "read_back_differs")
    assert any("Exact has" in line for line in row.problem["arithmetic"])


def test_a_document_turned_into_its_opposite_is_named_though_its_sums_are_the_same(place: Place) -> None:
    place.send(sample("incl-single-line"), "msg_1")
    place.work()
    (entry,) = place.exact.sandbox.divisions[DIVISION].all("salesentry/SalesEntries")
    for held in (entry, *entry["SalesEntryLines"]):
        held |= {name: -held[name] for name in ("AmountFC", "VATAmountFC")}
    with place.tools.db.write() as session:
        session.query(Document).update({"proved_at": None})  # as the feed does
    place.work()
    row = place.order_row(1042)
    assert (row.state, row.problem["code"]) == ("attention", "read_back_differs")
    assert row.problem["arithmetic"] == ["an invoice was wanted, Exact has a credit note of 34.80"]


def test_the_call_limit_makes_orders_late_not_lost(place: Place, clock: Any) -> None:
    place.fault("status_429_minutely")
    place.send(sample("incl-single-line"), "msg_1")
    place.work()
    row = place.order_row(1042)
    assert row.state == "waiting" and row.due_at > clock.now()
    clock.at = max(row.due_at, clock.now()) + timedelta(seconds=1)
    place.work()
    assert place.order_row(1042).state == "booked"


def test_consent_lost_parks_everything_and_a_new_consent_drains_it(place: Place, clock: Any) -> None:
    place.exact.sandbox.oauth.revoke()
    clock.move(seconds=601)
    place.send(sample("incl-single-line"), "msg_1")
    place.work()
    assert place.order_row(1042).state == "parked"
    connect(place)
    place.work()
    assert place.order_row(1042).state == "booked"


def test_one_write_for_a_known_customer_two_for_a_new_one(place: Place) -> None:
    place.send(sample("incl-single-line", 1), "msg_1")
    place.send(sample("incl-mixed-rates-8-lines", 2), "msg_2")
    place.work()
    place.send(sample("incl-mixed-rates-8-lines", 3), "msg_3")
    place.work()
    with place.tools.db.read() as session:
        writes = {row.order_id: row.writes for row in session.query(Attempt)}
    assert writes[1] == 2 and writes[3] == 1


def test_a_cancelled_order_that_was_booked_is_put_before_a_person(place: Place) -> None:
    place.send(sample("incl-single-line"), "msg_1")
    place.work()
    place.send(sample("incl-single-line", status="cancelled") | {"sequence": 2}, "msg_2")
    place.work()
    assert place.order_row(1042).problem["code"] == "cancelled_after_booking"


def test_collective_debtor_takes_consumers_and_leaves_companies(place: Place) -> None:
    save(place, consumers="collective", collective_account="1000")
    before = len(place.books("accounts"))
    place.send(sample("incl-single-line", 1), "msg_1")
    place.send(sample("reverse-charge-be", 2), "msg_2")
    place.work()
    customers = {entry["YourRef"]: entry["CustomerName"] for entry in place.books()}
    assert customers["1"].startswith("Webwinkelklanten") and customers["2"] == "Voorbeeld BVBA"
    assert len(place.books("accounts")) == before + 1


def test_a_customer_who_moved_is_updated_and_an_anonymised_one_is_not(place: Place) -> None:
    place.send(sample("registered-customer", 1), "msg_1")
    place.work()
    moved = sample("registered-customer", 2)
    moved["order"]["billing"]["city"] = "Gouda"
    place.send(moved, "msg_2")
    place.work()
    gone = sample("registered-customer", 3)
    gone["order"]["billing"]["city"] = "[deleted]"
    gone["order"]["meta_data"].append({"key": "_anonymized", "value": "yes"})
    place.send(gone, "msg_3")
    place.work()
    assert [account["City"] for account in place.books("accounts") if account.get("City")] == ["Gouda"]


def test_plan_and_status_carry_no_personal_data(place: Place) -> None:
    place.send(sample("incl-single-line"), "msg_1")
    place.work()
    kept = json.dumps(place.order_row(1042).plan) + json.dumps([row.wanted for row in documents(place)])
    for private in ("Sanne", "Dorpsstraat", "example.nl", "3511"):
        assert private not in kept




def test_a_push_that_changes_nothing_is_reported_all_the_same(place: Place) -> None:
    place.send(sample("incl-single-line", total="99.00"), "msg_1")
    place.work()
    before = place.order_row(1042).version
    place.desk("order.retry", order_ids=[1042])
    place.work()
    after = place.order_row(1042)
    assert (after.state, after.version, after.told_version) == ("attention", before + 1, before + 1)


def test_an_order_deleted_in_the_shop_is_skipped_or_put_before_a_person(place: Place) -> None:
    place.send(sample("incl-single-line", 1), "msg_1")
    place.work()
    for order_id in (1, 2):
        gone = {"id": order_id, "number": str(order_id)}
        place.send({"type": "order.deleted", "version": 1, "sequence": 9, "order": gone}, f"msg_gone_{order_id}")
    place.work()
    assert (place.order_row(1).state, place.order_row(1).problem["code"]) == ("attention", "deleted_after_booking")
    assert "10000001" in place.order_row(1).problem["what"]["nl"]
    assert (place.order_row(2).state, place.order_row(2).plan["reason_code"]) == ("skipped", "deleted")


def test_a_shop_that_is_down_is_left_alone_longer_each_time_and_told_in_the_end(place: Place, clock: Any) -> None:
    from ledgerbridge.errors import Temporary
    from ledgerbridge.status import report, tell

    tries: list[Any] = []

    def away(shop_id: str, tools: Any) -> int:
        tries.append(clock.now())
        raise Temporary("no answer")

    place.send(sample("incl-single-line"), "msg_1")
    real, report.report = report.report, away
    try:
        place.work()
        for _ in range(60):
            clock.move(seconds=15)
            tell.tell("shop1", place.tools)
    finally:
        report.report = real
    assert place.order_row(1042).state == "booked" and 4 <= len(tries) <= 8
    clock.move(minutes=10)
    assert tell.tell("shop1", place.tools) == 1


def test_the_overview_warns_near_the_threshold_of_distance_sales(place: Place) -> None:
    big = changed(total="9004.95")
    big["order"]["line_items"][0] |= {"total": "7437.982645", "total_tax": "1561.98",
                                      "taxes": [{"id": 1, "total": "1561.976355"}]}  # fmt: skip
    big["order"] |= {"total": "9004.910000", "total_tax": "1562.840000", "shipping": {"country": "BE"}}
    place.send(big, "msg_1")
    place.work()
    assert place.order_row(1042).state == "booked", place.order_row(1042).problem
    assert place.desk("overview")["distance_sales"] is None  # looked at once an hour
    oss.look(place.tools)
    found = place.desk("overview")["distance_sales"]
    assert found is None  # 7,442: below four fifths
    big["order"]["line_items"][0] |= {"total": "9000.00", "total_tax": "1890.00",
                                      "taxes": [{"id": 1, "total": "1890.00"}]}  # fmt: skip
    big["order"] |= {"id": 1043, "number": "1043", "total": "10894.950000", "total_tax": "1890.860000"}
    place.send(big | {"sequence": 3}, "msg_2")
    place.work()
    oss.look(place.tools)
    found = place.desk("overview")["distance_sales"]
    assert found and found["over"] and float(found["sold"]) > 16_000
