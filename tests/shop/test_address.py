"""Which addresses the service calls: public https ones by name, and nothing else."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest

from ledgerbridge.shop import address
from ledgerbridge.shop.address import Forbidden


@pytest.mark.parametrize(
    "url",
    [
        "https://winkel.example.nl/wp-json/wc-ledgerbridge/v1/",
        "https://winkel.example.nl:443/",
        "https://WINKEL.example.nl/?rest_route=/wc-ledgerbridge/v1/",
        "https://xn--caf-dma.example/",
    ],
)
def test_a_public_https_name_has_an_allowed_form(url: str) -> None:
    assert address.check(url).scheme == "https"


@pytest.mark.parametrize(
    "url",
    [
        "http://winkel.example.nl/",
        "ftp://winkel.example.nl/",
        "file:///etc/passwd",
        "//winkel.example.nl/",
        "winkel.example.nl",
        "",
        "https://",
        "https:///wp-json/",
        "https://winkel.example.nl:8443/",
        "https://winkel.example.nl:0/",
        "https://winkel.example.nl:99999/",
        "https://winkel.example.nl:x/",
        "https://user@winkel.example.nl/",
        "https://user:pass@winkel.example.nl/",
        "https://winkel.example.nl/#part",
        "https://winkel.example.nl\\@10.0.0.1/",
        "https://winkel.example.nl/ x",
        "https://winkel.example.nl/\r\nHost: elsewhere",
        "https://127.0.0.1/",
        "https://8.8.8.8/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.01/",
        "https://[::1]/",
        "https://[2606:4700::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[fe80::1%25eth0]/",
        "https://localhost/",
        "https://intranet/",
        "https://winkel.example.nl./",
    ],
)
def test_any_other_form_is_refused(url: str) -> None:
    with pytest.raises(Forbidden):
        address.check(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8081/", "http://shop.test/", "https://localhost:8443/"])
def test_development_shops_may_live_anywhere(url: str) -> None:
    assert address.check(url, development=True).hostname


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://a@localhost/", "gopher://localhost/"])
def test_development_does_not_allow_nonsense(url: str) -> None:
    with pytest.raises(Forbidden):
        address.check(url, development=True)


@pytest.mark.parametrize("ip", ["8.8.8.8", "93.184.215.14", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_global_addresses_are_public(ip: str) -> None:
    assert address.is_public(ipaddress.ip_address(ip))


@pytest.mark.parametrize(
    "ip",
    [
        "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.0.0.1",
        "192.0.2.1", "192.168.1.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1",
        "2002:7f00:1::", "2001::1", "2001:db8::1", "fc00::1", "fd12::1", "fe80::1", "fec0::1", "ff02::1",
    ],
)  # fmt: skip
def test_all_other_addresses_are_not(ip: str) -> None:
    assert not address.is_public(ipaddress.ip_address(ip))


def test_one_private_address_among_public_ones_spoils_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, ["93.184.215.14", "10.0.0.1"])
    with pytest.raises(Forbidden, match="not on the public internet"):
        address.resolve("winkel.example.nl", 443)


def test_a_refusal_does_not_tell_what_the_name_leads_to(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, ["10.11.12.13"])
    with pytest.raises(Forbidden) as caught:
        address.resolve("winkel.example.nl", 443)
    assert "10.11" not in str(caught.value)


def test_public_addresses_are_given_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, ["93.184.215.14", "93.184.215.14", "2606:4700::1"])
    assert address.resolve("winkel.example.nl", 443) == ["93.184.215.14", "2606:4700::1"]


def names(monkeypatch: pytest.MonkeyPatch, ips: list[str]) -> None:
    """Every name leads to these addresses."""
    found: list[Any] = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ips]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: found)
