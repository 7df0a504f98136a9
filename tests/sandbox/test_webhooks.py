"""Webhooks: the empty validation post, the signature over the raw content, retries; nothing leaves this test."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from sandbox.goods import deliver, invoice, order, stock_item

CALLBACK = "https://winkel.example/exact/webhook"


@pytest.fixture
def ear(exact):
    """What the callback URL got, and what it answers."""

    class Ear:
        heard: list = []
        answer = 200

        def send(self, url, body, timeout):
            self.heard.append((url, body))
            return self.answer

    made = Ear()
    made.heard = []
    exact.sandbox.webhooks.send = made.send
    return made


def subscribe(exact, topic="Accounts"):
    return exact.post("webhooks/WebhookSubscriptions", {"CallbackURL": CALLBACK, "Topic": topic})


def later(exact, seconds=6):
    exact.advance(seconds)
    exact.sandbox.tick()


def test_a_subscription_is_validated_with_an_empty_post(exact, ear):
    assert subscribe(exact).status == 201
    assert ear.heard == [(CALLBACK, b"")]


def test_a_callback_that_says_no_gets_no_subscription(exact, ear):
    ear.answer = 500
    refused = subscribe(exact)
    assert refused.status == 500
    assert refused.error.startswith("Invalid: Post to callback URL endpoint returns 500")


def test_a_topic_is_subscribed_once(exact, ear):
    subscribe(exact)
    assert subscribe(exact).error == "Gegeven bestaat reeds."


def test_a_write_is_told_with_a_signature_over_the_raw_content(exact, ear):
    subscribe(exact)
    customer = exact.customer()
    later(exact)
    body = ear.heard[-1][1]
    content = body[len(b'{"Content":') : body.index(b',"HashCode":')]
    hash_code = body[body.index(b'"HashCode":"') + 12 : -2].decode()
    assert hash_code == hmac.new(b"sandbox-webhook", content, hashlib.sha256).hexdigest().upper()
    assert f'"Key":"{customer}"'.encode() in content and b'"Action":"Create"' in content


def test_changes_and_deletions_are_told_and_other_topics_not(exact, ear):
    subscribe(exact)
    customer = exact.customer()
    exact.put(f"crm/Accounts(guid'{customer}')", {"Email": "a@example.nl"})
    exact.call("DELETE", f"crm/Accounts(guid'{customer}')")
    exact.item()
    later(exact)
    actions = [body.split(b'"Action":"')[1].split(b'"')[0] for _, body in ear.heard[1:]]
    assert actions == [b"Create", b"Update", b"Delete"]


def test_a_failed_delivery_is_tried_again_and_given_up(exact, ear):
    subscribe(exact)
    exact.customer()
    ear.answer = 503
    for wait in (6, 301, 1801, 7201, 90_000):
        later(exact, wait)
    assert len(ear.heard) == 1 + 4
    assert exact.web.get("/_sandbox/webhooks").json["done"][0]["status"] == 503


def test_deliveries_can_be_lost_and_doubled(exact, ear):
    subscribe(exact)
    exact.web.post("/_sandbox/webhooks", json={"lose": 1})
    exact.customer()
    later(exact)
    assert len(ear.heard) == 1
    exact.web.post("/_sandbox/webhooks", json={"duplicate": True})
    exact.customer()
    later(exact)
    assert len(ear.heard) == 3


def heard_topics(ear):
    return [body.split(b'"Topic":"')[1].split(b'"')[0].decode() for _, body in ear.heard if body]


def test_goods_money_and_documents_have_topics_too(exact, ear):
    for topic in ("SalesOrders", "SalesInvoices", "SalesEntries", "StockPositions", "BankEntries", "Documents"):
        assert subscribe(exact, topic).status == 201
    instant = {"CallbackURL": CALLBACK, "Topic": "GoodsDeliveries", "IsInstant": True}
    assert exact.post("webhooks/WebhookSubscriptions", instant).status == 201
    order_id = order(exact, (stock_item(exact), 1))["OrderID"]
    deliver(exact, order_id, 1)
    later(exact, 2)
    assert heard_topics(ear) == ["GoodsDeliveries"]  # the others come later
    invoice(exact, order_id)
    made = exact.get("salesinvoice/SalesInvoices", filter="Type eq 8020").results[0]
    exact.post("salesinvoice/PrintedSalesInvoices", {"InvoiceID": made["InvoiceID"]})
    exact.post("financialtransaction/BankEntries", {
        "JournalCode": "20", "BankEntryLines": [{"GLAccount": exact.ledger("4990"), "AmountFC": 1}],
    })  # fmt: skip
    later(exact)
    assert set(heard_topics(ear)) == {
        "SalesOrders", "SalesInvoices", "SalesEntries", "StockPositions", "BankEntries", "Documents", "GoodsDeliveries",
    }  # fmt: skip


def test_only_deliveries_are_told_at_once_and_only_known_topics_at_all(exact, ear):
    asked = {"CallbackURL": CALLBACK, "Topic": "Accounts", "IsInstant": True}
    assert exact.post("webhooks/WebhookSubscriptions", asked).error == "Ongeldig: IsInstant"
    assert subscribe(exact, "Weather").status == 500
    assert ear.heard == []  # refused before anything was sent
