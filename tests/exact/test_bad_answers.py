"""Whatever Exact, or a proxy in its place, sends: a clear Temporary or LostAnswer, never a stack trace."""

from __future__ import annotations

import pytest
import responses
from hypothesis import given
from hypothesis import strategies as st

from exact_samples import DIVISION, EXACT
from ledgerbridge.errors import LostAnswer, Temporary
from ledgerbridge.exact import client as clients
from ledgerbridge.exact import found
from ledgerbridge.exact.answers import rows
from ledgerbridge.exact.calls import Exact
from ledgerbridge.exact.found import SHAPES

NO_RECORDS = ["null", "[]", '"text"', "1", "{}", '{"d": null}', '{"d": "x"}', '{"d": {"results": null}}',
              '{"d": {"results": {}}}', '{"d": [1]}', '{"d": [null]}', '{"d": {"results": [[]]}}',
              "[" * 100_000, '{"d": ' * 50_000, "<html></html>", '{"d": {"results": [']  # fmt: skip
ITEMS = f"{EXACT}/api/v1/{DIVISION}/logistics/Items"
ACCOUNTS = f"{EXACT}/api/v1/{DIVISION}/crm/Accounts"


@pytest.fixture
def exact():
    with responses.RequestsMock() as mock:
        yield mock


@pytest.mark.parametrize("body", NO_RECORDS)
def test_an_answer_without_records_is_temporary_for_a_read(client, exact, body):
    exact.get(ITEMS, body=body)
    with pytest.raises(Temporary):
        client.get("logistics/Items", filter="Code eq 'X'")


@pytest.mark.parametrize("body", [*NO_RECORDS, '{"d": []}', '{"d": {"results": []}}'])
def test_and_lost_for_a_write(client, exact, body):
    exact.post(ACCOUNTS, status=201, body=body)
    with pytest.raises(LostAnswer):
        client.post("crm/Accounts", {"Name": "Jansen"})


@pytest.mark.parametrize("given", ['{"d": {}}', '{"d": {"ID": null}}', '{"d": {"ID": ""}}', '{"d": {"ID": 7}}'])
def test_a_record_without_its_id_is_a_lost_answer(client, exact, given):
    exact.post(ACCOUNTS, status=201, body=given)
    with pytest.raises(LostAnswer):
        Exact(client).create_account({"Name": "Jansen"})


def test_a_body_without_end_is_not_read_on(client, exact, monkeypatch):
    monkeypatch.setattr(clients, "LARGEST", 1000)
    exact.get(ITEMS, body='{"d": "' + "x" * 2000 + '"}')
    with pytest.raises(Temporary, match="is over"):
        client.get("logistics/Items", filter="Code eq 'X'")


NAMES = ["ID", "Code", "results", "d", "Percentage", "AmountFC", "VATCode", "Type", "SalesEntryLines", "EntryID",
         "SalesInvoiceLines", "InvoiceID", "OrderID", "CurrentDivision", "Status", "PaymentDays",
         "VATAmountFC", "DivisionMoveDate", "Timestamp"]  # fmt: skip
json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=8),
    max_leaves=12,
)
READERS = [found.division, found.vat_code, found.journal, found.ledger, found.payment_condition, found.item_group,
           found.unit, found.item, found.account, lambda record: found.me([record])]  # fmt: skip


@given(st.dictionaries(st.sampled_from(NAMES), json, max_size=10))
def test_no_record_can_break_a_reader(record):
    for reader in READERS:
        try:
            reader(record)
        except Temporary:
            pass
    for shape in SHAPES.values():
        for reader in (found.posted, found.found, found.read_back):
            try:
                reader(shape, record)
            except Temporary:
                pass


@given(json)
def test_no_content_can_break_the_rows(content):
    try:
        assert all(isinstance(record, dict) for record in rows(content, "crm/Accounts"))
    except Temporary as later:
        assert "no records" in str(later)
