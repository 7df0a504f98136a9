"""May this address be called? A shop's URL is typed by somebody we do not know.

Without this, a "shop" could make the service knock on machines inside the host's own network. Pure rules for
the URL; for the name behind it every address is judged at the moment of connecting, and exactly the judged
addresses are connected to: a name that resolves differently the second time (rebinding) gains nothing.
Switched off for development by DEVELOPMENT_SHOPS.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import SplitResult, urlsplit

from ..errors import LedgerbridgeError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# IPv6 ranges that carry an IPv4 address inside; ``is_global`` judges only the outside (RFC 6052, 8215, 3056, 4380).
_CARRIERS = tuple(
    ipaddress.IPv6Network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")
)
_NUMBER = re.compile(r"(0[xX][0-9a-fA-F]*|[0-9]+)")  # 127.1, 0x7f.1, 2130706433: other spellings of an address


class Forbidden(LedgerbridgeError):
    """An address that the service does not call. The text says which rule, never what was found there."""


def check(url: str, development: bool = False) -> SplitResult:
    """The URL's parts, when its form is allowed. Raises Forbidden; asks no name server."""
    if re.search(r"[\s\\\x00-\x1f\x7f]", url):
        raise Forbidden("the URL has a character that does not belong in one")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Forbidden("this is no URL") from None
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise Forbidden("the URL has no host, or is not http(s)")
    if "@" in parts.netloc or parts.fragment:
        raise Forbidden("the URL holds a user name, a password or a fragment")
    if not development:
        _strict(parts.scheme, parts.hostname, port)
    return parts


def _strict(scheme: str, host: str, port: int | None) -> None:
    if scheme != "https":
        raise Forbidden("the URL does not start with https://")
    if port not in (None, 443):
        raise Forbidden("the URL names a port other than 443")
    last = host.rsplit(".", 1)[-1]
    if ":" in host or _NUMBER.fullmatch(last):
        raise Forbidden("the URL names an IP address instead of a host")
    if "." not in host or not last:
        raise Forbidden("the host name is not one of the public internet")


def resolve(host: str, port: int) -> list[str]:
    """Every address of the host, all of them public. Raises Forbidden when one is not; OSError when none is known."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if not is_public(ipaddress.ip_address(address.split("%")[0])):
            raise Forbidden("the host name leads to an address that is not on the public internet")
    return list(dict.fromkeys(addresses))


def is_public(address: IPAddress) -> bool:
    """Global unicast, also when it is an IPv4 address in IPv6 clothes."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in carrier for carrier in _CARRIERS):
            return False
    if isinstance(address, ipaddress.IPv6Address) and address.is_site_local:
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved
