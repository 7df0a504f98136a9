"""Feeds end to end: Exact changes something, says so or not, and our links and documents follow."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from ledgerbridge import flows, jobs
from ledgerbridge.exact import login
from ledgerbridge.exact.feeds import Feed
from ledgerbridge.feed import pull
from ledgerbridge.state.models import Connection, Cursor, Document, Listener

SHOP, DIVISION = "shop1", 3000001


def path_of(place):
    return "/exact/webhooks/" + place.tools.vault.open(SHOP, place.listener().path)


def notice(topic="Items", division=DIVISION, action="Update", secret="sandbox-webhook", **more):
    content = json.dumps({"Topic": topic, "Division": division, "Action": action, **more}, separators=(",", ":"))
    signed = hmac.new(secret.encode(), content.encode(), hashlib.sha256).hexdigest().upper()
    return b'{"Content":' + content.encode() + b',"HashCode":"' + signed.encode() + b'"}'


def code_of(answer):
    return answer.status_code, answer.json["error"]["code"]


# --- subscribing ----------------------------------------------------------------------------------------------


def test_the_topics_are_subscribed_once_and_validated_through_our_door(place):
    place.flow("listen")
    subscribed = place.division.all("webhooks/WebhookSubscriptions")
    assert {one["Topic"] for one in subscribed} == {"Items", "Accounts", "SalesOrders", "SalesInvoices", "SalesEntries"}
    assert len({one["CallbackURL"] for one in subscribed}) == 1
    assert place.listener().state == "listening"
    place.sandbox.log.clear()
    place.flow("listen")
    assert [call["method"] for call in place.sandbox.log] == ["GET", "GET"]  # the administration, the subscriptions


def test_a_stale_callback_of_ours_goes_and_that_of_others_stays(place):
    door = place.tools.config.url + "/exact/webhooks/"
    for topic, url in (("Items", door + "of-a-shop-long-gone"), ("GLAccounts", "https://other.example/hook")):
        place.division.add("webhooks/WebhookSubscriptions", {"Topic": topic, "CallbackURL": url})
    place.flow("listen")
    urls = {one["Topic"]: one["CallbackURL"] for one in place.division.all("webhooks/WebhookSubscriptions")}
    assert urls["GLAccounts"] == "https://other.example/hook"
    assert urls["Items"].endswith(path_of(place))


def test_without_the_scope_the_feeds_are_polled_every_ten_minutes_and_the_overview_says_so(place):
    place.sandbox.faults.plan({"fault": "scope_violation", "match": {"path": "Webhook"}, "times": 9})
    place.flow("listen")
    place.flow("feeds")
    assert place.listener().state == "polling"
    assert place.cursor("items").next_at - place.world.now <= timedelta(minutes=10)
    said = place.world.desk("overview")["webhooks"]
    assert said["state"] == "polling" and said["problem"]["what"]["nl"]


def test_subscriptions_are_looked_at_again_after_a_day(listening):
    from ledgerbridge.feed import listen

    assert listen.unchecked_shops(listening.tools, listening.world.now) == []
    assert listen.unchecked_shops(listening.tools, listening.world.now + timedelta(hours=25)) == [SHOP]


# --- the door -------------------------------------------------------------------------------------------------


def test_a_change_in_exact_is_told_and_the_link_voided(listening):
    exact_id = listening.item("MOK-001")
    listening.change(exact_id, Code="MOK-XXX")
    listening.deliver()
    assert (SHOP, "feeds") in [(shop, flow) for flow, shop in listening.world.rung]
    assert listening.cursor("items").dirty_at is not None
    listening.flow("feeds")
    assert listening.link("sku:MOK-001") is None
    assert listening.cursor("items").dirty_at is None


def test_doubled_and_shuffled_notifications_are_one_pull(listening):
    listening.sandbox.webhooks.duplicate = listening.sandbox.webhooks.shuffle = True
    ids = [listening.item(f"S{n}") for n in range(10)]
    for n, exact_id in enumerate(ids):
        listening.change(exact_id, Code=f"T{n}")
    listening.deliver()
    assert listening.listener().counts["heard"] == 20
    listening.flow("feeds")
    assert len(listening.reads("sync/Logistics/Items")) == 1
    assert not any(listening.link(f"sku:S{n}") for n in range(10))


def test_an_echo_of_our_own_write_costs_one_read_and_changes_nothing(listening):
    exact_id = listening.item("MOK-002")
    listening.change(exact_id, Description="Mok")
    listening.deliver()
    listening.flow("feeds")
    assert listening.link("sku:MOK-002").exact_id == exact_id
    assert len(listening.reads("sync/Logistics/Items")) == 1
    listening.flow("feeds")
    assert len(listening.reads("sync/Logistics/Items")) == 1


def test_a_lost_notification_is_covered_by_the_hourly_poll(listening):
    listening.sandbox.webhooks.lose = 1
    exact_id = listening.item("MOK-003")
    listening.change(exact_id, Code="MOK-X")
    listening.deliver()
    assert listening.flow("feeds") == 0 and listening.link("sku:MOK-003")
    listening.sandbox.clock.advance(3601)
    listening.world.rung.clear()
    jobs.ring_feeds(listening.tools)
    assert listening.world.rung == [("feeds", SHOP)]
    listening.flow("feeds")
    assert listening.link("sku:MOK-003") is None


def test_a_deletion_in_exact_voids_the_link(listening):
    exact_id = listening.item("WEG-1")
    with listening.tools.exact(SHOP) as exact:
        exact._client.delete("logistics/Items", exact_id)
    listening.deliver()
    listening.flow("feeds")
    assert listening.link("sku:WEG-1") is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (notice().replace(b"Update", b"Upsate"), (401, "signature_wrong")),
        (notice(secret="another"), (401, "signature_wrong")),
        (notice().replace(b'"HashCode":"', b'"HashCode":"0'), (401, "signature_wrong")),
        (notice(topic="PurchaseOrders"), (422, "topic_unknown")),
        (notice(division=3000002), (422, "division_unknown")),
        (b"not json", (422, "not_a_notification")),
        (b'{"Content":nope,"HashCode":"00"}', (422, "not_json")),
        (b"[]", (422, "not_a_notification")),
        (b"x" * 70_000, (413, "too_large")),
    ],
)
def test_what_is_not_exacts_is_refused_and_counted(listening, body, expected):
    answer = listening.world.client.post(path_of(listening), data=body)
    assert code_of(answer) == expected
    assert listening.listener().counts == {expected[1]: 1}
    assert listening.cursor("items").dirty_at is None


def test_an_unknown_path_and_the_validation(listening):
    assert code_of(listening.world.client.post("/exact/webhooks/nobody", data=b"")) == (404, "listener_unknown")
    assert listening.world.client.post(path_of(listening), data=b"").status_code == 200


def test_a_late_notification_only_means_a_look(listening):
    body = notice(EventCreatedOn="2020-01-01T00:00:00")
    assert listening.world.client.post(path_of(listening), data=body).status_code == 200
    assert listening.cursor("items").dirty_at is not None


# --- pulling --------------------------------------------------------------------------------------------------


def test_a_crash_between_pages_goes_on_after_the_last_one(place):
    items = [{"Code": f"I{n}", "Description": "x"} for n in range(2500)]
    for item in items:
        place.division.add("logistics/Items", dict(item))
    seen = []

    def apply(taking, rows):
        if len(seen) == 1:
            seen.append([])
            raise RuntimeError("killed")
        seen.append([row["ID"] for row in rows])
        return 0

    feeds = {"items": Feed("sync/Logistics/Items", "ID,Code", ("Items",), apply)}
    place.flow("listen")
    with pytest.raises(RuntimeError):
        pull.puller(feeds)(SHOP, place.tools)
    stored = place.cursor("items").at
    assert stored > 1 and place.cursor("items").rows == 1000
    assert pull.puller(feeds)(SHOP, place.tools) == len(place.division.all("logistics/Items")) - 1000
    everything = [one for page in seen for one in page]
    assert sorted(everything) == sorted(one["ID"] for one in place.division.all("logistics/Items"))
    assert len(place.reads("sync/Logistics/Items")) == 2 + 2


def test_a_word_that_comes_while_reading_is_not_lost(place):
    from ledgerbridge.state import cursors

    def apply(taking, rows):
        cursors.mark(taking.session, SHOP, DIVISION, ["items"], taking.now)
        return 0

    place.flow("listen")
    pull.puller({"items": Feed("sync/Logistics/Items", "ID,Code", ("Items",), apply)})(SHOP, place.tools)
    assert place.cursor("items").dirty_at is not None
    assert ("feeds", SHOP) in place.world.rung


def test_a_moved_administration_starts_again(listening):
    from ledgerbridge.state import cursors

    before = listening.cursor("items").at
    with listening.tools.db.write() as session:
        assert cursors.start(session, listening.cursor("items"), None) == before
        assert cursors.start(session, listening.cursor("items"), listening.world.now) == 1


def test_a_refused_feed_is_noted_and_asked_seldom(place):
    place.flow("listen")
    place.sandbox.faults.plan({"fault": "business_error", "match": {"path": "sync/Deleted"}, "times": 9})
    place.flow("feeds")
    assert place.cursor("deleted").problem["detail"]
    assert place.cursor("deleted").next_at - place.world.now > timedelta(hours=5)
    assert place.cursor("items").rows > 0


# --- documents ------------------------------------------------------------------------------------------------


def booked(place, exact_id, kind, gross="12.10"):
    place.world.order(1042, state="booked")
    place.world.add(
        Document(
            shop_id=SHOP, order_id=1042, division=DIVISION, key="order-1042/invoice", kind=kind, state="booked",
            started_at=place.world.now, proved_at=place.world.now, exact_id=exact_id,
            wanted={"gross": gross, "per_code": []},
        )
    )  # fmt: skip


def document(place):
    with place.tools.db.read() as session:
        return session.query(Document).one()


@pytest.mark.parametrize(("gross", "again"), [("12.10", False), ("99.00", True)])
def test_an_altered_order_is_read_back_and_an_echo_is_not(place, gross, again):
    row = place.division.add("salesorder/SalesOrders", {"AmountFC": 12.10, "SalesOrderLines": []}, "OrderID")
    booked(place, row["OrderID"], "sales_order", gross)
    place.flow("listen")
    place.flow("feeds")
    assert (document(place).proved_at is None) is again
    assert (("drain", SHOP) in place.world.rung) is again


def test_a_deleted_invoice_is_read_back(listening):
    row = listening.division.add("salesinvoice/SalesInvoices", {"SalesInvoiceLines": []}, "InvoiceID")
    booked(listening, row["InvoiceID"], "sales_invoice")
    listening.division.remove("salesinvoice/SalesInvoices", row, "InvoiceID")
    listening.sandbox.clock.advance(3601)
    listening.flow("feeds")
    assert document(listening).proved_at is None
    assert ("drain", SHOP) in listening.world.rung


@pytest.mark.parametrize("kind, where, named", [
    ("sales_entry", "financialtransaction/TransactionLines", "EntryID"),
    ("sales_invoice", "salesinvoice/SalesInvoices", "InvoiceID"),
    ("order_invoice", "salesinvoice/SalesInvoices", "InvoiceID"),
])  # fmt: skip
def test_an_altered_invoice_or_entry_is_read_back(listening, kind, where, named):
    entry = {"EntryID": "0000000a-0000-4000-8000-000000000000"}
    line = {"SalesInvoiceLines": [{"LineNumber": 1, "ID": "x"}]} if kind.endswith("_invoice") else entry
    row = listening.division.add(where, line, "ID" if kind == "sales_entry" else named)
    listening.division.touch(row)
    booked(listening, row[named], kind)
    listening.sandbox.clock.advance(3601)
    listening.flow("feeds")
    assert document(listening).proved_at is None
    assert ("drain", SHOP) in listening.world.rung


def test_a_deleted_entry_is_known_by_the_notification_alone(listening):
    booked(listening, "0000000a-0000-4000-8000-000000000000", "sales_entry")
    body = notice("SalesEntries", action="Delete", Key="{0000000A-0000-4000-8000-000000000000}")
    assert listening.world.client.post(path_of(listening), data=body).status_code == 200
    assert document(listening).proved_at is None


def test_the_ledgers_history_is_not_read(place):
    for number in range(3000):
        place.division.add("financialtransaction/TransactionLines", {"EntryID": f"old-{number}"}, "ID")
    place.sandbox.clock.advance(86400 * 2)
    with place.tools.db.write() as session:
        session.get_one(Connection, SHOP).connected_at = place.world.now
    place.flow("listen")
    place.flow("feeds")
    assert len(place.reads("sync/Financial/TransactionLines")) == 1
    assert place.cursor("entries").at > 1


def test_who_was_away_for_longer_than_deletions_are_kept_looks_everything_up_again(listening):
    listening.item("MOK-009")
    listening.sandbox.clock.advance(86400 * 59)
    listening.flow("feeds")
    assert listening.link("sku:MOK-009") is None


# --- two shops, one administration ----------------------------------------------------------------------------


@pytest.fixture
def second(listening):
    """Another shop of the host's app that books in the same administration, connected by another user."""
    listening.world.shop("shop2")
    tools = listening.tools
    parts = tools.db, tools.vault, tools.clock, tools.config
    asked = parse_qs(urlsplit(login.authorize_url("shop2", "nl", "https://winkel.example/", *parts)).query)
    form = {name: asked[name][0] for name in ("client_id", "redirect_uri", "state")}
    form |= {"decision": "allow", "user": "Emma English"}
    url = f"{tools.config.exact_url}/api/oauth2/auth"
    back = requests.post(url, data=form, allow_redirects=False, timeout=20).headers["Location"]
    login.finish(form["state"], parse_qs(urlsplit(back).query)["code"][0], *parts)
    with tools.db.write() as session:
        session.get_one(Connection, "shop2").division = DIVISION
    return "shop2"


def test_the_second_shop_hears_through_the_first(listening, second):
    flows.FLOWS["listen"](second, listening.tools)
    assert listening.world.get(Listener, second).state == "listening"
    assert len({one["CallbackURL"] for one in listening.division.all("webhooks/WebhookSubscriptions")}) == 1
    listening.world.client.post(path_of(listening), data=notice())
    assert listening.world.get(Cursor, (second, DIVISION, "items")).dirty_at is not None
    assert {shop for flow, shop in listening.world.rung if flow == "feeds"} == {SHOP, second}


def test_ending_the_connection_ends_the_subscriptions(listening, second):
    listening.world.desk("connect.end")
    assert listening.division.all("webhooks/WebhookSubscriptions") == []
    assert ("listen", second) in listening.world.rung
    assert listening.world.get(Connection, SHOP).state == "new"


def test_ending_the_connection_ends_also_when_exact_does_not_answer(listening):
    listening.sandbox.faults.plan({"fault": "status_503_html", "match": {"path": "Webhook"}, "times": 9})
    listening.world.desk("connect.end")
    assert listening.world.get(Connection, SHOP).state == "new"


def test_every_feed_that_is_told_can_be_read(place):
    with place.tools.exact(SHOP) as exact:
        for feed in flows.FEEDS.values():
            if feed.path:
                assert all(page.cursor > 1 for page in exact.feed(feed.path, feed.select, 1) if page.rows)
    assert place.world.get(Connection, SHOP).division == DIVISION
