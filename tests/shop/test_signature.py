"""Signatures: the same bytes as the Standard Webhooks library, and nothing else gets in."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from ledgerbridge.errors import Refused
from ledgerbridge.shop import signature

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NEW, OLD, OTHERS = ("whsec_" + base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2, 3))
BODY = b'{"type":"ping"}'
VECTORS = json.loads((Path(__file__).parents[1] / "samples" / "signature.json").read_text())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["why"]))
def test_signs_as_the_shared_vectors_say(vector: dict[str, Any]) -> None:
    made = signature.sign(vector["secret"], vector["id"], vector["timestamp"], vector["body"].encode())
    assert made == vector["signature"]


@given(st.binary(min_size=24, max_size=64), st.from_regex(r"[A-Za-z0-9_\-]{1,80}", fullmatch=True), st.text())
def test_signs_as_the_standard_library_does(key: bytes, id: str, body: str) -> None:
    secret = "whsec_" + base64.b64encode(key).decode()
    assert signature.sign(secret, id, int(NOW.timestamp()), body.encode()) == Webhook(secret).sign(id, NOW, body)


def test_a_signed_request_is_known_by_its_id() -> None:
    assert signature.verify(signed(NEW), BODY, [NEW], NOW) == "msg_1"


def test_the_older_secret_works_while_rotating() -> None:
    assert signature.verify(signed(OLD), BODY, [NEW, OLD], NOW) == "msg_1"


def test_one_good_signature_among_several_is_enough() -> None:
    headers = signed(NEW)
    headers["webhook-signature"] = f"v2,abc v1,AAAA {headers['webhook-signature']} junk"
    assert signature.verify(headers, BODY, [OLD, NEW], NOW) == "msg_1"


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
@pytest.mark.parametrize("emptied", [True, False])
def test_an_absent_header_is_refused(name: str, emptied: bool) -> None:
    headers = signed(NEW)
    if emptied:
        headers[name] = ""
    else:
        del headers[name]
    assert refusal(headers) == (401, "signature_missing", name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("webhook-id", "msg.1"),
        ("webhook-id", "msg 1"),
        ("webhook-id", "m" * 81),
        ("webhook-id", "bericht-é"),
        ("webhook-id", "msg_2"),
        ("webhook-id", "msg_1\n"),
        ("webhook-timestamp", "now"),
        ("webhook-timestamp", "1e9"),
        ("webhook-timestamp", "-1795400000"),
        ("webhook-timestamp", "01795400000"),
        ("webhook-timestamp", "١٧٩٥٤٠٠٠٠٠"),
        ("webhook-timestamp", "9" * 40),
        ("webhook-timestamp", "1795400000.5"),
        ("webhook-signature", "v1"),
        ("webhook-signature", ",,,"),
        ("webhook-signature", "v1,"),
        ("webhook-signature", "v1,not base64 €"),
        ("webhook-signature", "v1,\udcff"),
        ("webhook-signature", "v1a," + "A" * 43 + "="),
        ("webhook-signature", " "),
    ],
)
def test_a_malformed_header_is_refused_and_never_a_crash(name: str, value: str) -> None:
    status, code, _ = refusal({**signed(NEW), name: value})
    assert (status, code) == (401, "signature_wrong")


@given(st.text(), st.text(), st.text())
def test_no_text_in_the_headers_gets_in_or_crashes(id: str, time: str, given_: str) -> None:
    headers = {"webhook-id": id, "webhook-timestamp": time, "webhook-signature": given_}
    status, code, _ = refusal(headers)
    assert status == 401 and code in ("signature_wrong", "signature_missing")


def test_a_changed_body_is_refused() -> None:
    with pytest.raises(Refused, match="does not fit"):
        signature.verify(signed(NEW), BODY + b" ", [NEW], NOW)


def test_another_shops_secret_is_refused() -> None:
    assert refusal(signed(OTHERS))[1] == "signature_wrong"


def test_a_shop_without_secrets_lets_nobody_in() -> None:
    with pytest.raises(Refused, match="does not fit"):
        signature.verify(signed(NEW), BODY, [], NOW)


@pytest.mark.parametrize("seconds", [-300, -1, 0, 1, 300])
def test_a_clock_within_five_minutes_is_taken(seconds: int) -> None:
    assert signature.verify(signed(NEW, NOW + timedelta(seconds=seconds)), BODY, [NEW], NOW) == "msg_1"


@pytest.mark.parametrize(("seconds", "side"), [(-301, "behind"), (301, "ahead"), (-86400, "behind")])
def test_a_clock_further_off_is_told_so(seconds: int, side: str) -> None:
    with pytest.raises(Refused, match=side) as caught:
        signature.verify(signed(NEW, NOW + timedelta(seconds=seconds)), BODY, [NEW], NOW)
    assert (caught.value.status, caught.value.code) == (401, "clock_skew")


def test_a_stranger_does_not_hear_about_clocks() -> None:
    assert refusal(signed(OTHERS, NOW - timedelta(hours=1)))[1] == "signature_wrong"


def signed(secret: str, at: datetime = NOW) -> dict[str, str]:
    return signature.signed_headers("shop1", secret, "msg_1", at, BODY)


def refusal(headers: dict[str, str]) -> tuple[int, str, str]:
    with pytest.raises(Refused) as caught:
        signature.verify(headers, BODY, [NEW, OLD], NOW)
    return caught.value.status, caught.value.code, caught.value.field
