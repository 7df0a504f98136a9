"""One HTTP call to Exact Online: token, budget, send, read. The only module here that knows ``requests``.

Calls go one after the other (Exact promises no integrity for parallel ones), over one keep-alive connection,
without cookies (they would carry over between administrations), without automatic retries (a write may have
got through) and without redirects (the token stays with Exact).
"""

from __future__ import annotations

import re
import ssl
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Protocol, TypedDict, Unpack
from urllib.parse import quote, urljoin, urlsplit

import requests
import simplejson
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, HTTPError, MaxRetryError, NewConnectionError, ProxyError

from ..clock import Clock
from ..errors import BudgetSpent, Parked, Problem, Temporary
from . import answers
from .answers import Answer
from .limits import Budget
from .messages import without_values
from .priorities import Priority, Standing

Session = requests.Session

CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 40.0  # between two bytes; with the wait for a token still shorter than a lease, which is 90 s
WHOLE = 45.0  # seconds for all of an answer: a server that sends a byte now and then must not hold a drainer
ERRORS_THAT_COUNT = frozenset({400, 401, 403, 404})  # towards Exact's hourly error limit (facts §2)
MOST_PAGES = 1000
LARGEST = 32 * 2**20  # bytes of one answer; a page of 1,000 full records is under 4 MB
FILES, LARGEST_FILE = "docs/SysAttachment.aspx", 10 * 2**20  # an attachment is under 10 MB [D]
TOKEN_CONNECT, TOKEN_READ, TOKEN_WHOLE, TOKEN_LARGEST = CONNECT_TIMEOUT, 15.0, 20.0, 2**16


class Token(Protocol):
    def __call__(self, refused: str = "") -> str:
        """A valid access token. ``refused``: this one just got a 401, so another one is needed.
        Raises Temporary while none is to be had, Parked when a person must consent again."""


class Asked(TypedDict, total=False):
    """What may be asked of a list. ``division``: another administration to look at; ``more``: parameters that stand
    beside $filter, of functions."""

    select: str
    filter: str
    expand: str
    top: int
    division: int
    more: Mapping[str, str]


class ExactClient:
    """HTTP verbs on one administration. ``reads`` and ``writes`` count the calls that left, for the bill."""

    def __init__(
        self,
        base_url: str,
        division: int,
        token: Token,
        budget: Budget,
        clock: Clock,
        session: requests.Session | None = None,
    ) -> None:
        self.base_url, self.division = base_url.rstrip("/"), division
        self._token, self._budget, self._clock = token, budget, clock
        self._session = session or new_session()
        self.reads = self.writes = 0
        self.unknown: Counter[str] = Counter()  # refusals that no catalogue entry explains

    def get(self, path: str, **asked: Unpack[Asked]) -> list[dict[str, Any]]:
        """All records of a list, over all its pages. ``path``: ``crm/Accounts``, or ``current/Me``."""
        return [row for page in self.pages(path, **asked) for row in page]

    def pages(self, path: str, **asked: Unpack[Asked]) -> Iterator[list[dict[str, Any]]]:
        """The same, page by page: one page in memory. Raises ValueError for bulk and sync without ``select``, and
        for a sync filter on anything but Timestamp: Exact refuses both, and a refusal costs (facts §2, §3)."""
        select, filter = asked.get("select", ""), asked.get("filter", "")
        if path.startswith(("bulk/", "sync/")) and not select:
            raise ValueError(f"{path} needs a $select")
        if path.startswith("sync/") and not _BY_TIMESTAMP.fullmatch(filter):
            raise ValueError(f"{path} is filtered by Timestamp only")
        options = {"$select": select, "$filter": filter, "$expand": asked.get("expand", "")}
        options |= asked.get("more", {})
        query = [f"{name}={quote(value, safe=_PLAIN)}" for name, value in options.items() if value]
        if top := asked.get("top", 0):
            query.append(f"$top={top}")
        url = self._url(path, asked.get("division")) + (f"?{'&'.join(query)}" if query else "")
        for page in self._pages(path, url):
            yield answers.rows(page, path)

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Create; the record as Exact made it, with all its fields."""
        made = self._call("POST", path, self._url(path), body)
        if made is None:
            raise answers.nothing_known(True, f"Exact's answer on {path} is empty.")
        records = answers.rows(made, path, writes=True)
        if len(records) != 1:
            raise answers.nothing_known(True, f"Exact's answer on {path} holds {len(records)} records instead of one.")
        return records[0]

    def put(self, path: str, exact_id: str, body: Mapping[str, Any]) -> None:
        """Change the fields given; Exact answers nothing."""
        self._call("PUT", path, f"{self._url(path)}(guid'{exact_id}')", body)

    def delete(self, path: str, exact_id: str) -> None:
        self._call("DELETE", path, f"{self._url(path)}(guid'{exact_id}')")

    def download(self, url: str) -> bytes:
        """A file that a record names by its ``Url``, on Exact's own host only. Raises Temporary, Permanent."""
        whole = urljoin(f"{self.base_url}/", url)
        if urlsplit(whole)[:2] != urlsplit(self.base_url)[:2]:
            raise Temporary("Exact's file lies on another host; it is not fetched.")
        token = self._token()
        status, content = self._file(whole, token)
        if status == 401:
            status, content = self._file(whole, self._token(refused=token))
        if status != 200:
            raise Temporary(f"Exact gave no file ({status}).")
        return content

    def _file(self, url: str, token: str) -> tuple[int, bytes]:
        self._budget.take(FILES)
        self.reads += 1
        end = time.monotonic() + WHOLE
        try:
            reply = self._session.request(
                "GET", url, auth=_Bearer(token), timeout=(CONNECT_TIMEOUT, READ_TIMEOUT), allow_redirects=False,
                stream=True,
            )  # fmt: skip
            return reply.status_code, _read(reply, end, LARGEST_FILE)
        except (requests.RequestException, Unread) as why:
            raise Temporary(f"Exact's file could not be fetched: {type(why).__name__}.") from why

    def ask_as(self, priority: Priority) -> None:
        self._budget.asks = Standing(priority)

    def close(self) -> None:
        self._session.close()

    def _url(self, path: str, division: int | None = None) -> str:
        place = path if path.startswith("current/") else f"{division or self.division}/{path}"
        return f"{self.base_url}/api/v1/{place}"

    def _pages(self, path: str, url: str) -> Iterator[Any]:
        """Page after page; ``__next`` is followed as it stands, but only on Exact's own host."""
        for _ in range(MOST_PAGES):
            page = self._call("GET", path, url)
            if page is None:  # an empty answer is no empty list: what is asked for here decides about writing
                raise Temporary(f"Exact's answer on {path} is empty.")
            yield page
            onward = answers.next_page(page)
            if not onward:
                return
            url = urljoin(url, onward)
            if urlsplit(url)[:2] != urlsplit(self.base_url)[:2]:
                raise Temporary(f"Exact's next page of {path} lies on another host; it is not followed.")
        raise Temporary(f"{path} has more than {MOST_PAGES} pages.")

    def _call(self, method: str, path: str, url: str, body: Mapping[str, Any] | None = None) -> Any:
        """One call and what it means. After a 401 once more with another token."""
        token = self._token()
        answer = self._send(method, path, url, body, token)
        if answer.status == 401:
            answer = self._send(method, path, url, body, self._token(refused=token))
        if answer.status == 401:
            raise Parked("Exact refuses a token that it gave a moment ago.", problem=_TOKEN_REFUSED)
        unknown = Counter[str]()
        try:
            return answers.payload(answer, unknown)
        finally:
            for text in unknown:
                self._budget.unexplained(without_values(text), path)
            self.unknown += unknown

    def _send(self, method: str, path: str, url: str, body: Mapping[str, Any] | None, token: str) -> Answer:
        self._budget.take(path)
        self._count(method)
        answer = self._answer(method, path, url, body, token)
        if answer.status == 429:
            until = self._budget.hit(path, answer.headers)
            raise BudgetSpent(f"Exact's call limit is used up until {until.isoformat()}.", until)
        self._budget.learn(answer.headers)
        if answer.status in ERRORS_THAT_COUNT:
            self._budget.refused(path)
        return answer

    def _answer(self, method: str, path: str, url: str, body: Mapping[str, Any] | None, token: str) -> Answer:
        writes, end = method != "GET", time.monotonic() + WHOLE
        try:
            reply = self._session.request(
                method,
                url,
                data=None if body is None else to_json(body),
                headers=_headers(method),
                auth=_Bearer(token),
                timeout=(CONNECT_TIMEOUT, READ_TIMEOUT),
                allow_redirects=False,
                stream=True,
            )
        except requests.RequestException as why:
            if not writes or certainly_unsent(why):
                raise Temporary(f"Exact cannot be reached for {path}: {type(why).__name__}.") from why
            raise answers.nothing_known(True, f"No answer came on {method} {path}: {type(why).__name__}.") from why
        try:
            text = _read(reply, end, LARGEST).decode("utf-8", "replace")
        except Unread as why:
            raise answers.nothing_known(writes, f"Exact's answer on {path} {why}.") from why
        return Answer(reply.status_code, reply.headers, text, path, writes)

    def _count(self, method: str) -> None:
        if method == "GET":
            self.reads += 1
        else:
            self.writes += 1


class Unread(Exception):
    """An answer that broke off, did not end, or is too large. Says which; the request did leave."""


def _read(reply: requests.Response, end: float, largest: int) -> bytes:
    """The whole body. ``end``: of the patience, by the monotonic clock. ``read1`` gives what is there; iter_content
    would wait for a full buffer, byte by byte. Read to its end the connection is free for the next call."""
    taken = bytearray()
    with reply:
        try:
            while part := reply.raw.read1(65_536, decode_content=True):
                taken += part
                if len(taken) > largest:
                    raise Unread(f"is over {largest} bytes")
                if time.monotonic() > end:
                    raise Unread("did not end in time")
        except (HTTPError, OSError) as why:
            raise Unread(f"broke off ({type(why).__name__})") from why
    return bytes(taken)


_BY_TIMESTAMP = re.compile(r"Timestamp g[te] \d+L?")
_PLAIN = "'(),/"  # what OData leaves readable in a query

_TOKEN_REFUSED = Problem(
    code="token_refused",
    cause="token_refused",
    what={
        "en": "Exact Online refuses the connection.",
        "nl": "Exact Online weigert de verbinding.",
    },
    why={
        "en": "It refuses even a token that it gave a moment ago. No order is lost; they wait.",
        "nl": "Het weigert zelfs een token dat het zojuist gaf. Er gaat geen bestelling verloren; ze wachten.",
    },
    do={
        "en": "Connect Exact Online again.",
        "nl": "Verbind Exact Online opnieuw.",
    },
    action="connect",
)


def new_session() -> requests.Session:
    """A keep-alive session without cookies and without retries."""
    session = requests.Session()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(pool_connections=1, pool_maxsize=1, max_retries=0))
    return session


def post_form(session: requests.Session, url: str, fields: Mapping[str, str]) -> tuple[int, str]:
    """(status, text) of a form sent to the token endpoint, within 20 s or one wait for a byte more. Raises Temporary
    when it certainly never left, LostAnswer when nobody knows."""
    end = time.monotonic() + TOKEN_WHOLE
    try:
        reply = session.post(
            url,
            data=fields,
            headers={"Accept": "application/json"},
            auth=lambda request: request,  # as _Bearer: nothing from a .netrc
            timeout=(TOKEN_CONNECT, TOKEN_READ),
            allow_redirects=False,
            stream=True,
        )
    except requests.RequestException as why:
        said = f"No answer came from Exact's token endpoint: {type(why).__name__}."
        raise answers.nothing_known(not certainly_unsent(why), said) from why
    try:
        return reply.status_code, _read(reply, end, TOKEN_LARGEST).decode("utf-8", "replace")
    except Unread as why:
        raise answers.nothing_known(True, f"The answer of Exact's token endpoint {why}.") from why


def to_json(body: Mapping[str, Any]) -> bytes:
    """A body as JSON; Decimals become numbers digit by digit. NaN raises ValueError."""
    text: str = simplejson.dumps(body, use_decimal=True, allow_nan=False, ensure_ascii=False)
    return text.encode()


def certainly_unsent(why: requests.RequestException) -> bool:
    """Did the request never leave: no name, no connection, a certificate that does not fit? Only what is
    certain counts; a reset or a broken TLS stream may have come after the request."""
    if isinstance(why, requests.ConnectTimeout):
        return True
    if not isinstance(why, requests.ConnectionError):
        return isinstance(why, (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema))
    cause = why.args[0] if why.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    if isinstance(reason, (NewConnectionError, ConnectTimeoutError, ProxyError)):
        return True
    inner = reason.args[0] if isinstance(reason, Exception) and reason.args else None
    return isinstance(inner, ssl.SSLCertVerificationError)


def _headers(method: str) -> dict[str, str]:
    """Reads go bare; writes say what they send, and POST asks for the whole record back (facts §3)."""
    headers = {"Accept": "application/json"}
    if method in ("POST", "PUT"):
        headers["Content-Type"] = "application/json"
    if method == "POST":
        headers["Prefer"] = "return=representation"
    return headers


class _Bearer(requests.auth.AuthBase):
    """The token as an auth object: a .netrc on the host can then not put its own in its place."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request
