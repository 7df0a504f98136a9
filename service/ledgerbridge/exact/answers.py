"""What an answer of Exact means: its rows, or the right kind of error. Pure; the one place that decides it.

| answer                                   | a read       | a write      |
| ---------------------------------------- | ------------ | ------------ |
| 2xx with JSON (204 without)              | the payload  | the payload  |
| 2xx that cannot be read, 3xx             | Temporary    | LostAnswer   |
| 400, 404, 405 and other 4xx              | Permanent    | Permanent    |
| 403: user, licence, administration       | Parked       | Parked       |
| 403: scope, right                        | Permanent    | Permanent    |
| 408, 5xx without a message, generic 500  | Temporary    | LostAnswer   |
| 500 with a message                       | Permanent    | Permanent    |

Business errors are 500 with a message (facts §3). 401 and 429 need the token and the budget: ``client.py``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import simplejson

from ..errors import LostAnswer, Parked, Permanent, Temporary
from . import messages


@dataclass(frozen=True)
class Answer:
    """What came back. ``endpoint``: salesorder/SalesOrders, without key; ``writes``: the call may have an effect."""

    status: int
    headers: Mapping[str, str]
    text: str
    endpoint: str
    writes: bool


def payload(answer: Answer, unknown: Counter[str]) -> Any:
    """The answer's JSON with Decimals, None for an empty 204; or raises as the table says."""
    if 200 <= answer.status < 300:
        return _read(answer)
    said = message(answer.text)
    if answer.status < 400 or answer.status == 408 or _is_their_fault(answer.status, said):
        raise nothing_known(answer.writes, f"Exact answered {answer.status} on {answer.endpoint} without a reason.")
    reason = answer.headers.get("Reason", "")
    problem = messages.explain(said or "", answer.status, answer.endpoint, reason, unknown)
    if problem.code in messages.PARKING:
        raise Parked(f"Exact refuses this administration: {problem.code}.", problem=problem)
    raise Permanent(problem, {"status": answer.status, "endpoint": answer.endpoint})


def nothing_known(writes: bool, why: str) -> Temporary:
    """After a write that may have got through: look before writing again. After a read: just later."""
    return LostAnswer(why) if writes else Temporary(why)


def rows(content: Any, endpoint: str, writes: bool = False) -> list[dict[str, Any]]:
    """The records of ``d``, in whichever of its three shapes (facts §3): results, a bare list, one object.
    Anything else is no answer: raises as ``nothing_known``."""
    data = content.get("d") if isinstance(content, dict) else None
    found = data.get("results", [data]) if isinstance(data, dict) else data
    if not isinstance(found, list) or not all(isinstance(record, dict) for record in found):
        raise nothing_known(writes, f"Exact's answer on {endpoint} holds no records.")
    return found


def next_page(content: Any) -> str:
    """The address of the next page, "" on the last. After ``rows`` found records in it."""
    data = content["d"]
    return str(data.get("__next") or "") if isinstance(data, dict) else ""


def message(text: str) -> str | None:
    """Exact's words from an error body; None when the body is not Exact's (an HTML page of a proxy, nothing)."""
    try:
        words = simplejson.loads(text)["error"]["message"]["value"]
        return words if isinstance(words, str) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _read(answer: Answer) -> Any:
    if answer.status == 204 or not answer.text.strip():
        return None
    try:
        return simplejson.loads(answer.text, use_decimal=True)
    except (ValueError, RecursionError):
        raise nothing_known(answer.writes, f"Exact's answer on {answer.endpoint} is not JSON.") from None


def _is_their_fault(status: int, said: str | None) -> bool:
    return status >= 500 and (status != 500 or said is None or messages.is_generic(said))
