"""Words of Exact's that nobody understands: passed on verbatim, counted over processes, without personal data."""

from __future__ import annotations

import pytest
import responses

from exact_samples import DIVISION, EXACT, SHOP
from ledgerbridge.errors import Permanent
from ledgerbridge.exact.client import ExactClient
from ledgerbridge.exact.limits import Budget
from ledgerbridge.state.models import Unexplained

ENTRIES = f"{EXACT}/api/v1/{DIVISION}/salesentry/SalesEntries"


def say(text):
    return {"error": {"code": "", "message": {"lang": "", "value": text}}}


def test_they_are_counted_over_processes_and_hold_no_values(db, clock, tokens):
    with responses.RequestsMock() as mock:
        mock.post(ENTRIES, status=500, json=say("Iets heel vreemds [Jansen, 0612345678]"))
        for _ in range(2):  # two processes, one row
            client = ExactClient(EXACT, DIVISION, tokens, Budget(db, SHOP, DIVISION, clock), clock)
            with pytest.raises(Permanent) as no:
                client.post("salesentry/SalesEntries", {})
            assert no.value.problem.detail == "Iets heel vreemds [Jansen, 0612345678]"
            client.close()
    with db.read() as session:
        (row,) = session.query(Unexplained)
    assert (row.text, row.endpoint, row.count) == ("Iets heel vreemds", "salesentry/SalesEntries", 2)


def test_what_is_understood_is_not_counted(db, client):
    with responses.RequestsMock() as mock:
        mock.post(ENTRIES, status=500, json=say("Periode is afgesloten: 2025 - 12"))
        with pytest.raises(Permanent):
            client.post("salesentry/SalesEntries", {})
    with db.read() as session:
        assert session.query(Unexplained).count() == 0
