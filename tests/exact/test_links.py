"""Addresses that a person opens; and which Exact serves which country."""

import dataclasses

import pytest

from ledgerbridge.errors import Refused
from ledgerbridge.exact.instances import base_url, is_exact
from ledgerbridge.exact.links import document_url

GUID = "6f1c0a3e-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("kind", "word"),
    [("sales_order", "order"), ("sales_invoice", "invoice"), ("sales_entry", "entry"), ("account", "account")],
)
def test_the_sandbox_opens_what_it_holds(kind, word):
    url = document_url("http://127.0.0.1:8100", 123456, kind, GUID)
    assert url == f"http://127.0.0.1:8100/open?division=123456&kind={word}&id={GUID}"


def test_exact_opens_the_account_itself_and_else_the_administration():
    assert document_url("https://start.exactonline.be", 7, "account", GUID) == (
        f"https://start.exactonline.be/docs/CRMAccountCard.aspx?_Division_=7&AccountID=%7b{GUID}%7d"
    )
    assert document_url("https://start.exactonline.nl", 7, "sales_order", GUID) == (
        "https://start.exactonline.nl/docs/MenuPortal.aspx?_Division_=7"
    )


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        ("https://start.exactonline.nl", True),
        ("https://start.exactonline.co.uk", True),
        ("http://127.0.0.1:8100", False),
        ("https://start.exactonline.nl.evil.example", False),
        ("https://notexactonline.nl", False),
    ],
)
def test_only_exacts_own_hosts_are_exact(url, answer):
    assert is_exact(url) is answer


def test_each_country_has_its_own_exact(config):
    assert base_url("co.uk", config) == "https://start.exactonline.co.uk"


def test_a_stand_in_serves_every_country(config):
    with_sandbox = dataclasses.replace(config, exact_url="http://127.0.0.1:8100")
    assert base_url("be", with_sandbox) == "http://127.0.0.1:8100"


def test_a_country_without_exact_is_refused(config):
    with pytest.raises(Refused) as no:
        base_url("evil.example/x", config)
    assert no.value.field == "args.country"
