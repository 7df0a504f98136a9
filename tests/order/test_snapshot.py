"""What is read out of a message: dates, addresses, numbers and the metas of plugins."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from ledgerbridge.order.shapes import Tender
from order.make import line, message, order, refund, sample_order, through_the_door

MOK = line("8.22", "1.73")


def with_metas(found, **more):
    return order(MOK, meta_data=[{"key": key, "value": value} for key, value in found.items()], **more)


def test_dates_are_the_shops_wall_time():
    """00:12 in Amsterdam is the 20th; in UTC it would be the 19th, and at a month's end another VAT period."""
    assert order(MOK).paid_at == datetime(2026, 11, 20, 0, 12, 41)


def test_a_moment_with_a_zone_is_brought_to_the_shops():
    assert order(MOK, date_created="2026-11-30T23:30:00Z").created_at == datetime(2026, 12, 1, 0, 30)


def test_names_and_addresses_lose_entities_and_tags():
    raw = message(line("8.22", "1.73", name="Mok &amp; <b>lepel</b>\n wit"))
    raw["order"]["billing"] |= {"last_name": "O&#8217;Conner", "address_1": "Dorpsstraat 1 &amp; 2"}
    found = through_the_door(raw)
    assert found.lines[0].name == "Mok & lepel wit"
    assert (found.billing.last_name, found.billing.address_1) == ("O’Conner", "Dorpsstraat 1 & 2")


@pytest.mark.parametrize(
    ("street", "number", "suffix", "line_1", "expected"),
    [
        ("Dorpsstraat", "12", "A", "Voorbeeldlaan 12", "Dorpsstraat 12A"),
        ("Dorpsstraat", "12", "", "Dorpsstraat", "Dorpsstraat 12"),
        ("Dorpsstraat", "12", "3", "", "Dorpsstraat 12-3"),
        ("", "12", "bis", "Dorpsstraat", "Dorpsstraat 12bis"),
        ("", "12", "", "Dorpsstraat 12", "Dorpsstraat 12"),
        ("", "2", "", "Plein 12", "Plein 12 2"),
        ("", "12", "", "", ""),
        ("", "", "A", "Dorpsstraat 12", "Dorpsstraat 12"),
    ],
)
def test_house_numbers_kept_apart_come_behind_the_street(street, number, suffix, line_1, expected):
    raw = message(MOK)
    raw["order"]["billing"]["address_1"] = line_1
    found = {"street_name": street, "house_number": number, "house_number_suffix": suffix}
    raw["order"]["meta_data"] = [{"key": f"_billing_{key}", "value": value} for key, value in found.items()]
    assert through_the_door(raw).billing.address_1 == expected


@pytest.mark.parametrize(
    "key",
    [
        "_vat_number", "_billing_vat_number", "vat_number", "_billing_eu_vat_number", "VAT Number", "yweu_billing_vat",
        "_billing_yweu_vat", "_billing_vat_id", "_shipping_vat_id", "billing_vat", "_billing_dic", "_billing_nif",
        "_billing_vat", "_wc_billing/b2b/btw-nummer", "_wc_other/shop/vat", "_wc_billing/x/ust-id",
    ],
)  # fmt: skip
def test_a_vat_number_is_found_under_every_plugins_key(key):
    found = with_metas({key: " be 0123.456.749 "})
    assert (found.vat_number, found.vat_number_valid) == ("BE0123456749", True)


@pytest.mark.parametrize(
    ("key", "value"),
    [("_wc_other/shop/customer-note", "BE0123456749"), ("_wc_other/private/note", "x"), ("_billing_vat", ["a"])],
)
def test_other_metas_are_no_vat_number(key, value):
    assert with_metas({key: value}).vat_number == ""


def test_a_vat_number_without_its_country_gets_it():
    raw = message(MOK, meta_data=[{"key": "_vat_number", "value": "0123456749"}])
    raw["order"]["billing"]["country"] = "BE"
    assert through_the_door(raw).vat_number == "BE0123456749"


def test_greek_numbers_are_written_with_el():
    assert with_metas({"_vat_number": "GR094259216"}).vat_number == "EL094259216"


def test_aelias_evidence_holds_a_number_too():
    evidence = {"exemption": {"vat_number": "DE136695976"}}
    assert with_metas({"_eu_vat_evidence": evidence}).vat_number == "DE136695976"


@pytest.mark.parametrize("number", ["BE0123456748", "FR123", "n.v.t.", "NL001234567B01"])
def test_a_number_with_wrong_check_digits_is_kept_but_not_valid(number):
    found = with_metas({"_vat_number": number})
    assert found.vat_number and not found.vat_number_valid


def test_what_the_plugin_found_wins_over_metas():
    extra = {"vat_number": {"number": "DE136695976"}, "chamber_of_commerce": {"number": "1234 5678"}}
    found = with_metas({"_vat_number": "BE0123456749", "_billing_kvk": "99999999"}, extra=extra)
    assert (found.vat_number, found.chamber_of_commerce) == ("DE136695976", "12345678")


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("_billing_kvk", "12345678", "12345678"),
        ("_wc_other/b2b/kvk-nummer", "12345678", "12345678"),
        ("_kvk_checked", "yes", ""),
        ("cocktail", "12345678", ""),
    ],
)
def test_a_trade_register_number_looks_like_one(key, value, expected):
    assert with_metas({key: value}).chamber_of_commerce == expected


@pytest.mark.parametrize(
    ("found", "deposit"),
    [
        ({}, False),
        ({"_wc_deposits_order_has_deposit": "yes"}, True),
        ({"_wc_deposits_order_has_deposit": "yes", "_wc_deposits_second_payment_paid": "yes"}, False),
        ({"_wc_deposits_order_has_deposit": "no"}, False),
    ],
)
def test_a_deposit_waits_for_its_last_part(found, deposit):
    assert with_metas(found).deposit is deposit


@pytest.mark.parametrize("key", ["_mollie_payment_mode", "_wcpay_mode"])
def test_test_payments_are_known_by_their_metas(key):
    assert with_metas({key: "test"}).test_payment
    assert not with_metas({key: "live"}).test_payment


def test_gift_cards_are_found_in_three_places_and_counted_once():
    card = {"code": "ABCD-EFGH-1234", "amount": "20.00"}
    yith = {"_ywgc_applied_gift_cards": {"ABCD-EFGH-1234": "20.00"}}
    told = {"tenders": [{"kind": "gift_card", "code": "…1234", "amount": "20.00"}]}
    one = (Tender("gift_card", "…1234", Decimal("20.00")),)
    assert order(MOK, extra=told).tenders == one
    assert order(MOK, gift_cards=[card]).tenders == one
    assert with_metas(yith).tenders == one
    assert with_metas(yith, gift_cards=[card], extra=told).tenders == one
    assert with_metas(yith | {"ywgc_gift_card_updated_as_fee": "yes"}).tenders == ()


def test_a_blank_tax_is_another_rates_business_and_zero_is_the_zero_rate():
    taxes = [{"id": 1, "total": ""}, {"id": 3, "total": "0"}, {"id": 2, "total": "1.00"}]
    assert [share.rate_id for share in order({**MOK, "taxes": taxes}).lines[0].taxes] == [3, 2]


def test_a_rates_country_comes_from_the_table_else_from_its_code():
    found = sample_order("oss-de").rates
    assert {(rate.country, rate.percent) for rate in found} == {("DE", Decimal(19)), ("DE", Decimal(7))}
    raw = message(MOK)
    raw["tax_rates"] = []
    assert through_the_door(raw).rates[0].country == "NL"


def test_a_rate_without_percent_takes_that_of_the_table():
    raw = message(MOK)
    raw["order"]["tax_lines"][0] |= {"rate_percent": None, "tax_total": "1.73"}
    assert through_the_door(raw).rates[0].percent == Decimal(21)
    raw["tax_rates"] = []
    assert through_the_door(raw).rates[0].percent is None


def test_refunds_are_told_oldest_first_and_know_what_they_take_back():
    found = order(MOK, refunds=(refund("1", id=1070), refund("2", id=1061))).refunds
    assert [one.id for one in found] == [1061, 1070]
    taken = sample_order("refund-full").refunds[0].lines
    assert [one.kind for one in taken] == ["product", "product", "shipping"]
    assert all(one.refunded_line_id for one in taken)


def test_a_bin_order_says_so_whatever_its_status():
    assert order(MOK, status="completed", extra={"trashed": True}).status == "trash"
    assert order(MOK, status="wc-completed").status == "completed"


def test_an_anonymised_order_is_known():
    assert with_metas({"_anonymized": "yes"}).anonymised
