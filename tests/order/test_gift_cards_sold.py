"""Gift cards that are sold: a debt without VAT when they can buy anything, a sale when VAT was charged."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ledgerbridge.order.plan import make
from order.make import STYLES, booked, line, message, order, refund, settings, takes, through_the_door

CARD = line("50.00", "0", None, id=7, name="Cadeaubon", sku="BON", tax_status="none")
MUG = line("24.66", "5.18")
LIABILITY = {"gift_card_ledger": "1610"}


def sold(*products, key="pw_gift_card_amount", **more):
    card = {**CARD, "meta_data": [{"key": key, "value": "50.00"}]}
    return order(card, *products, **more)


def card_line(found, style="entry"):
    return next(one for one in make(found, settings(style, **LIABILITY)).documents[0].lines if one.source == 7)


@pytest.mark.parametrize("style", ["entry", "daily"])
@pytest.mark.parametrize("key", ["pw_gift_card_amount", "wc_gc_giftcard_amount", "_ywgc_gift_card_code"])
def test_it_is_booked_as_a_debt_and_not_as_revenue(style, key):
    found = card_line(sold(MUG, key=key), style)
    assert (found.kind, found.ledger, found.choice.code, found.choice.reason) == ("gift_card", "1610", "N", "none")
    assert (found.net, found.vat, found.choice.box) == (Decimal("50.00"), Decimal("0"), "")
    mug = make(sold(MUG, key=key), settings(style, **LIABILITY)).documents[0].lines[1]
    assert (mug.ledger, mug.choice.code) == ("8000", "2")


@pytest.mark.parametrize("style", ["order", "invoice"])
def test_where_items_are_booked_it_keeps_its_own_item(style):
    found = card_line(sold(MUG), style)
    assert (found.item, found.ledger, found.choice.code) == ("BON", "", "N")


def test_the_shop_may_say_so_itself():
    raw = message(CARD)
    raw["extra"] = {"cards_sold": [7]}
    assert card_line(through_the_door(raw)).kind == "gift_card"
    raw["extra"] = {}
    assert card_line(through_the_door(raw)).kind == "product"


def test_one_that_was_sold_with_vat_is_that_sale():
    card = {**line("41.32", "8.68", id=7, name="Theebon"), "meta_data": [{"key": "pw_gift_card_amount", "value": "50"}]}
    found = card_line(order(card))
    assert (found.kind, found.ledger, found.choice.code) == ("product", "8000", "2")


def test_without_an_account_for_it_the_order_waits():
    for style in ("entry", "daily"):
        plan = make(sold(MUG), settings(style))
        assert plan.problem is not None and plan.problem.cause == "setting_missing:gift_card_ledger"
        assert "cadeaubonnen" in plan.problem.what["nl"] and plan.problem.action == "settings"


def test_without_a_code_outside_vat_it_says_so():
    rules = tuple(rule for rule in settings().vat if rule.reason not in ("none", "exempt"))
    plan = make(sold(), settings(vat=rules, **LIABILITY))
    assert plan.problem is not None and plan.problem.code == "vat_rule_missing"


@pytest.mark.parametrize("style", STYLES)
def test_one_that_is_given_back_leaves_the_debt_at_nothing(style):
    chosen = settings(style, **LIABILITY)
    first = make(sold(MUG), chosen)
    refunded = sold(MUG, refunds=(refund("50.00", takes(7, "-50.00", "0", None)),))
    plan = make(refunded, chosen, booked(*first.documents))
    credit = plan.documents[1]
    assert credit.credit and credit.gross == Decimal("50.00") and [one.choice.code for one in credit.lines] == ["N"]
    assert [one.ledger for one in credit.lines] == (["1610"] if style in ("entry", "daily") else [""])


def test_to_a_customer_abroad_it_is_no_supply_without_vat():
    """An EU consumer's order of a gift card alone carries no VAT, and nothing is wrong with that."""
    raw = message({**CARD, "meta_data": [{"key": "pw_gift_card_amount", "value": "50.00"}]})
    raw["order"]["billing"]["country"] = raw["order"]["shipping"]["country"] = "BE"
    found = through_the_door(raw)
    assert make(found, settings(**LIABILITY)).decision == "book"
    as_goods = replace(found, cards_sold=frozenset())
    assert make(as_goods, settings(**LIABILITY)).decision == "attention"
