"""One HTTP call: what leaves, what is followed, and what each way of failing means."""

from __future__ import annotations

import socket
import threading
from datetime import timedelta
from decimal import Decimal

import pytest
import requests
import responses
import simplejson

from exact_samples import DIVISION, EXACT, SHOP
from ledgerbridge.errors import BudgetSpent, LostAnswer, Parked, Permanent, Temporary
from ledgerbridge.exact.client import ExactClient, to_json
from ledgerbridge.exact.limits import Budget
from ledgerbridge.state import models

ORDERS = f"{EXACT}/api/v1/{DIVISION}/salesorder/SalesOrders"


@pytest.fixture
def exact():
    with responses.RequestsMock() as mock:
        yield mock


def test_a_read_goes_bare_and_asks_for_json(client, exact):
    exact.get(ORDERS, json={"d": {"results": []}})
    client.get("salesorder/SalesOrders", select="OrderID", filter="YourRef eq 'a b'", top=1)
    sent = exact.calls[0].request
    assert sent.body is None
    assert "Content-Type" not in sent.headers
    assert sent.headers["Accept"] == "application/json"
    assert sent.headers["Authorization"] == "Bearer token-1"
    assert sent.url.endswith("?$select=OrderID&$filter=YourRef%20eq%20'a%20b'&$top=1")


def test_a_write_asks_for_the_whole_record_and_keeps_each_digit(client, exact):
    exact.post(ORDERS, body='{"d": {"OrderID": "a", "AmountFC": 54.68}}', status=201)
    made = client.post("salesorder/SalesOrders", {"AmountFC": Decimal("54.68"), "YourRef": "é"})
    sent = exact.calls[0].request
    assert sent.headers["Prefer"] == "return=representation"
    assert sent.headers["Content-Type"] == "application/json"
    assert sent.body == '{"AmountFC": 54.68, "YourRef": "é"}'.encode()
    assert made == {"OrderID": "a", "AmountFC": Decimal("54.68")}
    assert (client.reads, client.writes) == (0, 1)


def test_a_put_names_the_key_and_answers_nothing(client, exact):
    exact.put(f"{ORDERS}(guid'a')", status=204)
    client.put("salesorder/SalesOrders", "a", {"YourRef": "1042"})
    assert simplejson.loads(exact.calls[0].request.body) == {"YourRef": "1042"}


def test_a_delete_carries_no_body(client, exact):
    exact.delete(f"{ORDERS}(guid'a')", status=204)
    client.delete("salesorder/SalesOrders", "a")
    assert exact.calls[0].request.body is None


def test_not_a_number_never_leaves():
    with pytest.raises(ValueError):
        to_json({"AmountFC": Decimal("NaN")})


def test_me_names_no_administration(client, exact):
    exact.get(f"{EXACT}/api/v1/current/Me", json={"d": {"results": [{"CurrentDivision": 7}]}})
    assert client.get("current/Me", select="CurrentDivision") == [{"CurrentDivision": 7}]


def test_pages_are_followed_as_they_stand(client, exact):
    onward = f"{ORDERS}?$select=OrderID&$skiptoken=guid'a'"
    exact.get(ORDERS, json={"d": {"results": [{"OrderID": "a"}], "__next": onward}})
    exact.get(ORDERS, json={"d": {"results": [{"OrderID": "b"}]}})
    assert client.get("salesorder/SalesOrders", select="OrderID") == [{"OrderID": "a"}, {"OrderID": "b"}]
    assert exact.calls[1].request.url == onward
    assert client.reads == 2


def test_a_page_on_another_host_never_gets_the_token(client, exact):
    exact.get(ORDERS, json={"d": {"results": [{"OrderID": "a"}], "__next": "https://evil.example/api"}})
    with pytest.raises(Temporary):
        client.get("salesorder/SalesOrders")
    assert len(exact.calls) == 1


def test_a_redirect_is_not_followed(client, exact):
    exact.get(ORDERS, status=302, headers={"Location": "https://evil.example/"})
    with pytest.raises(Temporary):
        client.get("salesorder/SalesOrders")
    assert len(exact.calls) == 1


def test_no_cookie_is_carried_along(client, exact):
    exact.get(ORDERS, json={"d": []}, headers={"Set-Cookie": "ASP.NET_SessionId=x; Path=/"})
    client.get("salesorder/SalesOrders")
    client.get("salesorder/SalesOrders")
    assert "Cookie" not in exact.calls[1].request.headers


def test_a_401_is_tried_once_more_with_another_token(client, exact, tokens):
    exact.post(ORDERS, status=401)
    exact.post(ORDERS, json={"d": {"OrderID": "a"}}, status=201)
    assert client.post("salesorder/SalesOrders", {})["OrderID"] == "a"
    assert tokens.refused == ["token-1"]
    assert exact.calls[1].request.headers["Authorization"] == "Bearer token-2"
    assert client.writes == 2


def test_a_second_401_parks_the_shop(client, exact):
    exact.get(ORDERS, status=401)
    with pytest.raises(Parked) as parked:
        client.get("salesorder/SalesOrders")
    assert parked.value.problem.action == "connect"
    assert len(exact.calls) == 2


def test_429_says_until_when_and_is_not_earned_twice(client, exact, clock):
    reset = int((clock.now() + timedelta(seconds=40)).timestamp() * 1000)
    exact.post(ORDERS, status=429, headers={
        "X-RateLimit-Minutely-Limit": "60", "X-RateLimit-Minutely-Remaining": "0",
        "X-RateLimit-Minutely-Reset": str(reset)})  # fmt: skip
    for _ in range(3):
        with pytest.raises(BudgetSpent) as spent:
            client.post("salesorder/SalesOrders", {})
        assert spent.value.until == clock.now() + timedelta(seconds=43)
    assert len(exact.calls) == 1


def test_what_an_answer_says_of_the_limits_is_believed(client, exact, clock):
    reset = str(int((clock.now() + timedelta(seconds=60)).timestamp() * 1000))
    foreign = {"X-RateLimit-Minutely-Limit": "60", "X-RateLimit-Minutely-Remaining": "1"}
    exact.get(ORDERS, json={"d": []}, headers={**foreign, "X-RateLimit-Minutely-Reset": reset})
    client.get("salesorder/SalesOrders")
    with pytest.raises(BudgetSpent):
        client.get("salesorder/SalesOrders")
    assert len(exact.calls) == 1


def test_refused_calls_count_towards_the_hourly_limit_and_business_errors_do_not(client, exact, db):
    exact.get(ORDERS, status=403, json={"error": {"message": {"value": "Forbidden"}}})
    with pytest.raises(Permanent):
        client.get("salesorder/SalesOrders")
    exact.post(ORDERS, status=500, json={"error": {"message": {"value": "Verplicht: Dagboek"}}})
    with pytest.raises(Permanent):
        client.post("salesorder/SalesOrders", {})
    with db.read() as session:
        errors = session.get(models.Budget, (SHOP, DIVISION)).errors
    assert {name: len(times) for name, times in errors.items()} == {"salesorder/SalesOrders": 1}


@pytest.mark.parametrize(
    "failure",
    [
        requests.ReadTimeout(),
        requests.ConnectionError(ConnectionResetError()),
        requests.exceptions.ChunkedEncodingError(),
        requests.exceptions.SSLError(),
    ],
)
def test_a_failure_after_sending_is_a_lost_answer_only_for_a_write(client, exact, failure):
    exact.get(ORDERS, body=failure)
    exact.post(ORDERS, body=failure)
    with pytest.raises(Temporary) as read:
        client.get("salesorder/SalesOrders")
    assert not isinstance(read.value, LostAnswer)
    with pytest.raises(LostAnswer):
        client.post("salesorder/SalesOrders", {})


def test_a_write_that_could_not_connect_has_no_effect(client, exact):
    exact.post(ORDERS, body=requests.ConnectTimeout())
    with pytest.raises(Temporary) as unsent:
        client.post("salesorder/SalesOrders", {})
    assert not isinstance(unsent.value, LostAnswer)


def test_an_empty_answer_to_a_create_is_a_lost_answer(client, exact):
    exact.post(ORDERS, status=201, body="")
    with pytest.raises(LostAnswer):
        client.post("salesorder/SalesOrders", {})


def real_client(port, db, clock, tokens):
    return ExactClient(f"http://127.0.0.1:{port}", DIVISION, tokens, Budget(db, SHOP, DIVISION, clock), clock)


@pytest.mark.server
def test_a_closed_port_is_certainly_unsent(db, clock, tokens):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(Temporary) as unsent:
        real_client(port, db, clock, tokens).post("salesorder/SalesOrders", {})
    assert not isinstance(unsent.value, LostAnswer)


@pytest.mark.server
def test_a_connection_cut_after_the_request_is_a_lost_answer(db, clock, tokens):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def cut():
            taken, _ = server.accept()
            taken.recv(65536)
            taken.close()

        thread = threading.Thread(target=cut)
        thread.start()
        with pytest.raises(LostAnswer):
            real_client(server.getsockname()[1], db, clock, tokens).post("salesorder/SalesOrders", {})
        thread.join()
