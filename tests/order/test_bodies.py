"""What leaves for Exact: its field names, its signs, and amounts that say the same money whichever field wins."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
import simplejson
from hypothesis import given
from hypothesis import strategies as st

from ledgerbridge.money import cents
from ledgerbridge.order.bodies import Ids, body, describe, marker_text, own_number, priced
from ledgerbridge.order.lines import item_of
from ledgerbridge.order.plan import make
from ledgerbridge.order.shapes import VatChoice, WantedLine
from order.make import STYLES, line, order, refund, sample_names, sample_order, settings, takes

MARKER = "K7Q2"
SENT = STYLES[:3]  # a share of a day has no body: tests/daily/test_total.py
FOUND = order(
    line("24.66", "5.18", quantity=3), line("50.00", "0", None, name="Donatie", sku=""),
    shipping=(line("4.09", "0.86", method_title="PostNL", name=""),),
    refunds=(refund("9.95", takes(1, "-8.22", "-1.73")),), transaction_id="tr_1042",
)  # fmt: skip


def documents(style, **changes):
    return make(FOUND, settings(style, **changes)).documents


def ids(document):
    return Ids(
        account="guid-account",
        items={one.item: f"guid-{one.item}" for one in document.lines},
        ledgers={one.ledger: f"guid-{one.ledger}" for one in document.lines},
    )


def sent(document, **changes):
    """The body as it arrives: through the JSON that the client writes."""
    style = {"sales_order": "order", "sales_invoice": "invoice", "sales_entry": "entry"}[document.kind]
    made = body(document, ids(document), settings(style, **changes), MARKER)
    return simplejson.loads(simplejson.dumps(made, use_decimal=True), use_decimal=True)


def test_a_sales_entry_by_hand():
    assert sent(documents("entry")[0]) == {
        "Customer": "guid-account", "Journal": "70", "Type": 20, "EntryNumber": 10_001_042, "EntryDate": "2026-11-20",
        "YourRef": "1042", "Description": "Webshop 1042 [K7Q2-1042]", "Currency": "EUR", "PaymentCondition": "WEB",
        "PaymentReference": "tr_1042",
        "SalesEntryLines": [
            {"GLAccount": "guid-8000", "AmountFC": Decimal("24.66"), "VATCode": "2", "VATAmountFC": Decimal("5.18"),
             "Description": "3 × Mok wit"},
            {"GLAccount": "guid-8030", "AmountFC": Decimal("50.00"), "VATCode": "3", "Description": "Donatie"},
            {"GLAccount": "guid-8090", "AmountFC": Decimal("4.09"), "VATCode": "2", "VATAmountFC": Decimal("0.86"),
             "Description": "PostNL"},
        ],
    }  # fmt: skip


def test_a_sales_order_by_hand():
    found = sent(documents("order")[0])
    assert {name: found[name] for name in ("OrderedBy", "OrderNumber", "OrderDate", "YourRef", "Description")} == {
        "OrderedBy": "guid-account", "OrderNumber": 10_001_042, "OrderDate": "2026-11-20", "YourRef": "1042",
        "Description": "Webshop 1042 [K7Q2-1042]",
    }  # fmt: skip
    assert found["SalesOrderLines"][0] == {
        "Item": "guid-MOK-001", "Quantity": 3, "NetPrice": Decimal("8.22"), "AmountFC": Decimal("24.66"),
        "VATCode": "2", "VATAmount": Decimal("5.18"), "Description": "Mok wit",
    }  # fmt: skip
    assert "Journal" not in found and "Type" not in found


def test_a_sales_invoice_by_hand():
    found = sent(documents("invoice")[0])
    assert (found["Type"], found["Journal"], found["OrderedBy"]) == (8020, "70", "guid-account")
    assert "OrderNumber" not in found and "EntryNumber" not in found
    assert [one["Item"] for one in found["SalesInvoiceLines"]] == ["guid-MOK-001", "guid-WEBSHOP", "guid-VERZENDKOSTEN"]
    assert found["SalesInvoiceLines"][0]["VATAmountFC"] == Decimal("5.18")


def test_an_entry_is_credited_with_amounts_below_zero():
    found = sent(documents("entry")[1])
    assert (found["Type"], found["EntryNumber"], found["EntryDate"]) == (21, 10_001_060, "2026-11-22")
    (only,) = found["SalesEntryLines"]
    assert (only["AmountFC"], only["VATAmountFC"]) == (Decimal("-8.22"), Decimal("-1.73"))


@pytest.mark.parametrize("style", ["order", "invoice"])
def test_a_credit_invoice_says_so_by_its_type(style):
    found = sent(documents(style)[1])
    assert (found["Type"], found["Journal"], found["Description"]) == (8021, "70", "Credit webshop 1042 [K7Q2-1060]")
    assert found["SalesInvoiceLines"][0]["AmountFC"] == Decimal("8.22")


@pytest.mark.parametrize("style", SENT)
def test_bodies_of_all_samples_say_the_planned_money_twice(style):
    for name in sample_names():
        for document in make(sample_order(name), settings(style)).documents:
            found = sent(document)
            lines = found.get("SalesOrderLines") or found.get("SalesInvoiceLines") or found["SalesEntryLines"]
            assert abs(sum(one["AmountFC"] for one in lines)) == document.net, name
            for one in lines:
                if "Quantity" in one:
                    assert cents(Decimal(one["Quantity"] * one["NetPrice"])) == one["AmountFC"], name


def test_no_float_is_in_a_body_and_no_name_of_a_customer():
    for style in SENT:
        for document in documents(style):
            text = simplejson.dumps(sent(document), use_decimal=True)
            assert json.loads(text, parse_float=str) and "Mila" not in text and "Mulder" not in text


# --- price and quantity ---------------------------------------------------------------------------------------


def wanted(net, quantity):
    choice = VatChoice("2", Decimal(21), "NL", "domestic", {})
    return WantedLine("product", 1, "Mok wit", "MOK", "", Decimal(quantity), Decimal(net), Decimal(0), choice)


@given(
    st.decimals(min_value=-99999, max_value=99999, places=2),
    st.decimals(min_value=Decimal("0.001"), max_value=5000, places=3),
)
def test_price_times_quantity_is_the_amount_whatever_they_are(net, quantity):
    count, price, _ = priced(wanted(net, quantity))
    assert cents(count * price) == net and -price.as_tuple().exponent <= 6


@pytest.mark.parametrize(
    ("net", "quantity", "expected"),
    [
        ("24.66", "3", ("3", "8.22", "Mok wit")),
        ("10.00", "3", ("3", "3.333", "Mok wit")),
        ("10.00", "2.5", ("2.5", "4", "Mok wit")),
        ("100", "1", ("1", "100", "Mok wit")),
        ("0.00", "2", ("2", "0", "Mok wit")),
        ("-5.00", "1", ("1", "-5", "Mok wit")),
        ("12345.67", "90000", ("1", "12345.67", "90000 × Mok wit")),
    ],
)
def test_where_no_price_fits_the_quantity_is_one_and_the_text_says_how_many(net, quantity, expected):
    assert tuple(str(part) for part in priced(wanted(net, quantity))) == expected


# --- how it is found again --------------------------------------------------------------------------------------


def test_the_marker_survives_a_long_description():
    found = order(line("8.22", "1.73"), number="2026-" + "9" * 80)
    text = describe(make(found, settings()).documents[0], MARKER)
    assert len(text) == 60 and text.endswith(" [K7Q2-1042]")
    assert f"[{marker_text(MARKER, 1042)}]" in text


@pytest.mark.parametrize(
    ("style", "index", "changes", "expected"),
    [
        ("entry", 0, {}, 10_001_042),
        ("entry", 1, {}, 10_001_060),
        ("order", 0, {}, 10_001_042),
        ("order", 1, {}, None),  # a credit invoice: Exact numbers it
        ("invoice", 0, {}, None),
        ("entry", 0, {"own_numbers": False}, None),
        ("entry", 0, {"number_base": 2_147_483_000}, None),  # beyond what the field holds
    ],
)
def test_own_numbers_are_the_shops_ids_where_exact_takes_them(style, index, changes, expected):
    assert own_number(documents(style)[index], settings(style, **changes)) == expected


def test_items_of_lines_that_are_no_product_never_come_from_a_sku():
    assert item_of("shipping", "SKU", "sales_order", settings("order")) == "VERZENDKOSTEN"
