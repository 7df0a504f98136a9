"""Give consent at an Exact without a browser: what a person does on the consent page, by its form.

Works on the sandbox and on any stand-in that either redirects at once or shows one form with an allow button.
"""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin

import requests


class NoConsent(RuntimeError):
    """The page was not one we can answer."""


class _Form(HTMLParser):
    """The first form's action, method, fields and buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.action, self.method = "", ""
        self.fields: list[tuple[str, str]] = []
        self.buttons: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form" and not self.method:
            self.action, self.method = has.get("action", ""), has.get("method", "get").lower()
        kind = has.get("type", "text" if tag == "input" else "submit").lower()
        if tag == "button" or (tag == "input" and kind == "submit"):
            self.buttons.append(has)
        elif tag == "input" and has.get("name") and (kind not in ("checkbox", "radio") or "checked" in has):
            self.fields.append((has["name"], has.get("value", "on")))


def give(authorize_url: str, redirect_uri_start: str) -> str:
    """Say yes; the URL that Exact sends the browser back to (not yet opened)."""
    browser = requests.Session()
    answer = browser.get(authorize_url, allow_redirects=False, timeout=20)
    for _ in range(6):
        if answer.is_redirect:
            there = urljoin(answer.url, answer.headers["Location"])
            if there.startswith(redirect_uri_start):
                return there
            answer = browser.get(there, allow_redirects=False, timeout=20)
        elif answer.ok and "<form" in answer.text.lower():
            answer = _allow(browser, answer)
        else:
            break
    raise NoConsent(f"The consent page at {authorize_url.split('?')[0]} answered {answer.status_code}, without a form.")


def _allow(browser: requests.Session, page: requests.Response) -> requests.Response:
    form = _Form()
    form.feed(page.text)
    fields = list(form.fields)
    allow = next((button for button in form.buttons if _says_yes(button)), None) or (form.buttons or [{}])[0]
    if allow.get("name"):
        fields.append((allow["name"], allow.get("value", "")))
    where = urljoin(page.url, form.action or page.url)
    if form.method == "post":
        return browser.post(where, data=fields, allow_redirects=False, timeout=20)
    return browser.get(where, params=fields, allow_redirects=False, timeout=20)


def _says_yes(button: dict[str, str]) -> bool:
    said = " ".join(button.values()).lower()
    return any(word in said for word in ("allow", "approve", "accept", "toestaan", "yes", "grant"))
