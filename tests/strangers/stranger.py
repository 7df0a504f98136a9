"""What the Python drivers share: the person at the browser, the sandbox's clock, and the report they print.

Runs under the throw-away interpreter of each client, so it uses the standard library only and nothing of this project.
"""

from __future__ import annotations

import json
import os
import re
import sys
from importlib.metadata import version
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

SANDBOX = os.environ["SANDBOX"]  # plain http: for the browser and the control doors
EXACT = os.environ["EXACT"]  # https: what a client with a setting for it is pointed at
APP, SECRET = "sandbox-client", "sandbox-secret"
BACK = "https://winkel.example/exact/callback"
DIVISION = 3000001


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None  # the shop's address leads nowhere: its Location is all we need


_browser = build_opener(ProxyHandler({}), _Stay)


def agree(url: str) -> str:
    """A person opens the address the client made, and says yes. Returns where the browser is sent: code and state."""
    asked = urlsplit(url)
    assert asked.path == "/api/oauth2/auth", url
    page = _browser.open(f"{SANDBOX}{asked.path}?{asked.query}").read().decode()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert hidden["redirect_uri"] == BACK, hidden
    form = urlencode({**hidden, "decision": "allow", "division": str(DIVISION)}).encode()
    try:
        _browser.open(Request(f"{SANDBOX}/api/oauth2/auth", data=form))
    except HTTPError as answer:
        with answer:
            assert answer.code == 302, answer.code
            return answer.headers["Location"]
    raise AssertionError("the consent page did not send the browser back")


def code_of(location: str) -> str:
    """The code, URL-decoded as a web framework would hand it over."""
    return parse_qs(urlsplit(location).query)["code"][0]


def later(seconds: int) -> None:
    """Exact's clock goes on; the client's own does not."""
    said = json.dumps({"advance": seconds}).encode()
    _browser.open(Request(f"{SANDBOX}/_sandbox/clock", said, {"Content-Type": "application/json"})).close()


class Report:
    """Each step is tried; what it gave or how it failed is printed as JSON at the end."""

    def __init__(self, package: str) -> None:
        self._said = {"client": package, "version": version(package), "steps": {}, "failed": {}}

    def step(self, name, work) -> None:
        try:
            self._said["steps"][name] = work()
        except Exception as error:  # whatever a stranger's code raises is the finding
            self._said["failed"][name] = f"{type(error).__name__}: {error}"[:1500]

    def show(self) -> None:
        sys.stdout.write("\n" + json.dumps(self._said) + "\n")
