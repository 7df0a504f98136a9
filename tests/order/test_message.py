"""The door's check: what is refused, under which code, and which field it names."""

from __future__ import annotations

import copy
import json
from decimal import Decimal

import pytest

from ledgerbridge.errors import Refused
from ledgerbridge.order import snapshot
from order.make import line, message, refund, sample, sample_names

GOOD = message(
    line("8.22", "1.73"), shipping=(line("4.09", "0.86"),), refunds=(refund("1.00", line("-0.83", "-0.17", id=7)),)
)
DELETE = object()


def changed(path, value):
    """The good message with one place of it changed."""
    found = copy.deepcopy(GOOD)
    *way, last = path.split(".")
    inner = found
    for step in way:
        inner = inner[int(step) if step.isdigit() else step]
    if value is DELETE:
        del inner[last]
    else:
        inner[int(last) if last.isdigit() else last] = value
    return found


def refusal(body):
    with pytest.raises(Refused) as no:
        snapshot.read(body if isinstance(body, bytes) else json.dumps(body).encode())
    assert no.value.status == 422
    return no.value


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("order.total", DELETE, "missing"),
        ("order.line_items", DELETE, "missing"),
        ("order.billing", DELETE, "missing"),
        ("order.status", DELETE, "missing"),
        ("order.date_created", DELETE, "missing"),
        ("order", DELETE, "missing"),
        ("order.line_items.0.total", "abc", "not_a_number"),
        ("order.line_items.0.total", "", "not_a_number"),
        ("order.line_items.0.total", "NaN", "not_a_number"),
        ("order.line_items.0.total", "1e400", "not_a_number"),
        ("order.line_items.0.total", float("nan"), "not_a_number"),
        ("order.line_items.0.total", float("inf"), "not_a_number"),
        ("order.line_items.0.total", None, "not_a_number"),
        ("order.line_items.0.total", True, "not_a_number"),
        ("order.line_items.0.total", ["1"], "not_a_number"),
        ("order.line_items.0.total_tax", DELETE, "missing"),
        ("order.line_items.0.quantity", "two", "not_a_number"),
        ("order.line_items.0.taxes.0.total", "x", "not_a_number"),
        ("order.line_items.0.taxes.0.id", 1.5, "wrong_type"),
        ("order.line_items.0.id", "7a", "wrong_type"),
        ("order.line_items.0", "a line", "wrong_type"),
        ("order.line_items", "lines", "wrong_type"),
        ("order.shipping_lines.0.total", "4,09", "not_a_number"),
        ("order.tax_lines.0.rate_percent", "high", "not_a_number"),
        ("order.tax_lines.0.rate_id", DELETE, "missing"),
        ("order.id", -1042, "wrong_value"),
        ("order.id", 0, "wrong_value"),
        ("order.id", 2**63, "wrong_value"),
        ("order.id", True, "wrong_type"),
        ("order.id", "1042; DROP", "wrong_type"),
        ("order.id", None, "wrong_type"),
        ("order.currency", "EURO", "unknown_currency"),
        ("order.currency", "eur", "unknown_currency"),
        ("order.currency", 978, "wrong_type"),
        ("order.status", "", "wrong_type"),
        ("order.date_created", "yesterday", "wrong_type"),
        ("order.date_created", 1763596800, "wrong_type"),
        ("order.date_paid", [], "wrong_type"),
        ("order.billing", "Dorpsstraat", "wrong_type"),
        ("order.billing.email", {"a": 1}, "wrong_type"),
        ("refunds.0.amount", "-1.00", "wrong_value"),
        ("refunds.0.amount", DELETE, "missing"),
        ("refunds.0.id", "0", "wrong_value"),
        ("refunds.0.line_items.0.total", "?", "not_a_number"),
        ("sequence", -1, "wrong_value"),
        ("version", 2, "wrong_value"),
        ("extra", {"tenders": [{"amount": "x"}]}, "not_a_number"),
    ],
)
def test_a_wrong_field_is_refused_by_name(path, value, code):
    no = refusal(changed(path, value))
    assert no.code == code
    assert no.field == ("extra.tenders.0.amount" if path == "extra" else path)
    assert no.field in no.message and no.do


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        (b"", "not_json", ""),
        (b"order=1", "not_json", ""),
        (b'{"type": "ping"', "not_json", ""),
        (json.dumps(GOOD).encode("utf-16"), "not_json", ""),
        (b'{"type": "ping", "shop": {"url": "\xff"}}', "not_json", ""),
        (b'{"type": "ping", "type": "order.snapshot"}', "not_json", "type"),
        (b'{"type": "ping", "shop": {"url": 1, "url": 2}}', "not_json", "url"),
        (b"[1]", "wrong_type", ""),
        (b'{"type": "order.paid"}', "wrong_type", "type"),
        (b"{}", "wrong_type", "type"),
        (b'{"type": "ping", "x": ' + b"[" * 60 + b"]" * 60 + b"}", "wrong_type", ""),
        (b'{"type": "ping", "x": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "not_json", ""),
        (b'{"type": "ping", "x": ' + b"9" * 10_000 + b"}", "not_json", ""),
    ],
)
def test_what_is_no_message_is_refused(body, code, field):
    no = refusal(body)
    assert (no.code, no.field) == (code, field)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("refunds", {}),
        ("refunds", None),
        ("extra", []),
        ("extra", None),
        ("order.meta_data", {"12": {"key": "a", "value": 1}}),
        ("order.meta_data", {}),
        ("order.shipping", []),
        ("order.billing.phone", 301234567),
        ("order.billing.company", None),
        ("order.line_items.0.sku", None),
        ("order.line_items.0.sku", 4711),
        ("order.line_items.0.product_id", None),
        ("order.line_items.0.id", "51"),
        ("order.line_items.0.taxes", None),
        ("order.line_items.0.taxes.0.total", ""),
        ("order.tax_lines.0.rate_percent", None),
        ("order.tax_lines.0.rate_percent", ""),
        ("order.date_paid", ""),
        ("shop", DELETE),
        ("tax_rates", DELETE),
        ("sequence", DELETE),
    ],
)
def test_what_shops_really_send_is_taken(path, value):
    assert snapshot.snapshot(snapshot.read(json.dumps(changed(path, value)).encode())).order_id == 1042


def test_every_sample_passes_the_door():
    for name in sample_names():
        body = json.dumps(snapshot.message_from_sample(sample(name)), default=str).encode()
        assert snapshot.read(body)["order"]["id"] == sample(name)["order"]["id"]


def test_json_numbers_are_read_digit_by_digit():
    digits = "0.1000000000000000055511151231257827"
    body = json.dumps(changed("order.total", "TOTAL")).replace('"TOTAL"', digits).encode()
    assert snapshot.read(body)["order"]["total"] == Decimal(digits)


def test_text_is_freed_of_what_databases_and_xml_refuse():
    body = json.dumps(changed("order.line_items.0.name", "Mok\u0000 \ud800wit\u0007")).encode()
    assert snapshot.snapshot(snapshot.read(body)).lines[0].name == "Mok wit"


@pytest.mark.parametrize("kind", ["ping", "order.deleted"])
def test_the_other_messages_need_no_order_in_full(kind):
    body = {"type": kind, "version": 1, "sequence": 18, "order": {"id": 1042, "number": "1042"}, "shop": {}}
    assert snapshot.read(json.dumps(body).encode())["type"] == kind
