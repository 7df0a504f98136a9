"""What passes at a glance passes marshmallow's check too, and what is odd is left to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerbridge.demo.run import bundled_samples, message_of, sample_files
from ledgerbridge.errors import Refused
from ledgerbridge.order import glance, message

MESSAGE = message_of(bundled_samples() / "refund-itemised-partial.json")
PLACES = [
    ("order",), ("order", "id"), ("order", "total"), ("order", "currency"), ("order", "date_created"),
    ("order", "line_items"), ("order", "line_items", 0), ("order", "line_items", 0, "total"),
    ("order", "line_items", 0, "taxes"), ("order", "line_items", 0, "quantity"), ("order", "billing"),
    ("order", "billing", "email"), ("order", "meta_data"), ("refunds", 0, "id"), ("refunds", 0, "amount"),
    ("tax_rates", 0, "rate"), ("shop", "base_country"), ("version",), ("sequence",), ("extra",), ("type",),
]  # fmt: skip
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.sampled_from(["12.50", "-3", "1e5", "NaN", "", "EUR", "2026-11-23T09:00:00", 0, -1, 2**63, 10**15, 1.5]),
)  # fmt: skip


@pytest.mark.parametrize("path", sample_files(bundled_samples()), ids=lambda path: path.stem)
def test_every_sample_passes_at_a_glance(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message, "check", lambda said: pytest.fail("it went the long way"))
    assert glance.read(json.dumps(message_of(path)).encode())["type"] == "order.snapshot"


@given(place=st.sampled_from(PLACES), odd=ODD)
def test_the_two_checks_say_the_same(place: tuple[Any, ...], odd: Any) -> None:
    changed = json.loads(json.dumps(MESSAGE))
    inner = changed
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = odd
    body = json.dumps(changed).encode()
    assert _verdict(glance.read, body) == _verdict(message.read, body)


def _verdict(read: Any, body: bytes) -> Any:
    try:
        said = read(body)
        return said["type"], said.get("order", {}).get("id"), said.get("sequence", 0)
    except Refused as no:
        return no.code, no.field
