"""Credit notes: the refund's own amounts, the invoice's own VAT, and never a cent more than was invoiced."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ledgerbridge.order.plan import make
from ledgerbridge.setup.settings import VatRule
from order.make import RULES, STYLES, booked, line, order, refund, settings, takes

TWO = (line("30.67", "6.44", quantity=3), line("40.78", "3.67", "9", quantity=5, product_id=12, sku="OLIE-5"))
SHIPPING = (line("4.09", "0.86"),)


def credits(*refunds, style="entry", changes=None, **more):
    plan = make(order(*TWO, shipping=SHIPPING, refunds=refunds, **more), settings(style, **(changes or {})))
    assert plan.decision == "book", plan.problem
    return plan.documents


def amounts(document):
    return [(one.kind, str(one.quantity), str(one.net), str(one.vat), one.choice.code) for one in document.lines]


def per_code(document):
    return {total.code: (total.net, total.vat) for total in document.per_code}


def left(documents):
    """Net and VAT per VAT code that stay, invoice less credit notes."""
    found = {}
    for one in documents:
        for total in one.per_code:
            net, vat = found.get(total.code, (Decimal(0), Decimal(0)))
            sign = -1 if one.credit else 1
            found[total.code] = (net + sign * total.net, vat + sign * total.vat)
    return found


def test_an_itemised_refund_takes_its_own_amounts():
    _, credit = credits(refund("12.37", takes(1, "-10.22", "-2.15")))
    assert amounts(credit) == [("product", "1", "10.22", "2.15", "2")]
    assert (credit.key, credit.subject_id, credit.credit) == ("order-1042/refund-1060", 1060, True)
    assert (credit.reference, str(credit.on)) == ("1042", "2026-11-22")


@pytest.mark.parametrize(
    ("style", "kind"), [("order", "sales_invoice"), ("invoice", "sales_invoice"), ("entry", "sales_entry")]
)
def test_the_style_decides_the_kind_of_credit_note(style, kind):
    _, credit = credits(refund("12.37", takes(1, "-10.22", "-2.15")), style=style)
    assert (credit.kind, credit.journal) == (kind, "70")


def test_a_zero_rate_lost_on_the_refund_comes_from_the_line_it_takes_back():
    found = order(line("50.00", "0", "0"), refunds=(refund("50.00", takes(1, "-50.00", "0", None)),))
    assert amounts(make(found, settings()).documents[1]) == [("product", "1", "50.00", "0.00", "0")]


def test_a_price_correction_without_pieces_is_one_piece_of_its_amount():
    _, credit = credits(refund("5.00", takes(1, "-4.13", "-0.87", quantity=0)))
    assert amounts(credit) == [("product", "1", "4.13", "0.87", "2")]


def test_only_tax_can_go_back():
    _, credit = credits(refund("6.44", takes(1, "0", "-6.44", quantity=0)))
    assert amounts(credit) == [("product", "1", "0.00", "6.44", "2")]


def test_an_old_refund_that_names_no_line_is_matched_by_its_one_product():
    bare = line("-8.16", "-0.73", "9", id=7, product_id=12, quantity=-1)
    _, credit = credits(refund("8.89", bare))
    assert amounts(credit) == [("product", "1", "8.16", "0.73", "1")]


# --- amounts without lines ------------------------------------------------------------------------------------


def test_a_lump_sum_is_split_over_the_invoiced_rates():
    """86.51 = 42.06 at 21 % and 44.45 at 9 %; 10.00 falls apart into 4.86 and 5.14."""
    _, credit = credits(refund("10.00"))
    assert {one.code: str(one.gross) for one in credit.per_code} == {"2": "4.86", "1": "5.14"}
    assert per_code(credit) == {"2": (Decimal("4.02"), Decimal("0.84")), "1": (Decimal("4.72"), Decimal("0.42"))}
    assert "split" in credit.flags[0]["en"] and "verdeeld" in credit.flags[0]["nl"]


@pytest.mark.parametrize("style", STYLES)
def test_the_last_lump_sum_leaves_nothing_in_any_code(style):
    documents = credits(refund("10.00"), refund("33.33", id=1061), refund("43.18", id=1062), style=style)
    assert left(documents) == {"2": (0, 0), "1": (0, 0)}


def test_all_of_it_without_lines_goes_back_line_by_line():
    """Status set to refunded by hand: WooCommerce makes one refund of everything, without lines, and moves no money."""
    invoice, credit = credits(refund("86.51", refunded_payment=False), status="refunded")
    assert credit.lines == invoice.lines
    assert len(credit.flags) == 1 and "no money" in credit.flags[0]["en"]


def test_lines_and_a_different_amount_the_amount_wins():
    """12.37 of goods taken back, 10.00 paid back: the 2.37 that was kept back lowers the same rate."""
    _, credit = credits(refund("10.00", takes(1, "-10.22", "-2.15")))
    assert credit.gross == Decimal("10.00") and per_code(credit) == {"2": (Decimal("8.26"), Decimal("1.74"))}
    _, credit = credits(refund("20.00", takes(1, "-10.22", "-2.15")))
    assert credit.gross == Decimal("20.00") and set(per_code(credit)) == {"2", "1"} and credit.flags


def test_a_cent_between_lines_and_amount_is_rounding():
    _, credit = credits(refund("12.38", takes(1, "-10.22", "-2.15")))
    assert amounts(credit)[1] == ("rounding", "1", "0.01", "0.00", "N")


def test_goods_after_a_lump_sum_take_back_what_it_took():
    """First 10.00 as a favour, then everything is returned: 76.51 more, and each rate ends at nothing."""
    everything = (takes(1, "-30.67", "-6.44", quantity=-3), takes(2, "-40.78", "-3.67", "9", quantity=-5))
    ship = {"shipping_lines": [takes(3, "-4.09", "-0.86")]}
    documents = credits(refund("10.00"), refund("76.51", *everything, id=1061, **ship))
    assert [one.gross for one in documents] == [Decimal("86.51"), Decimal("10.00"), Decimal("76.51")]
    assert left(documents) == {"2": (0, 0), "1": (0, 0)}


# --- limits ---------------------------------------------------------------------------------------------------


def test_a_cent_too_much_stops_at_what_was_invoiced():
    """WooCommerce can refund 86.52 of 86.51 (its issue 64668)."""
    invoice, credit = credits(refund("86.52"))
    assert credit.gross == invoice.gross and "0.01 more" in credit.flags[0]["en"]


def test_more_than_was_sold_is_not_credited():
    plan = make(order(*TWO, shipping=SHIPPING, refunds=(refund("50.00"), refund("50.00", id=1061))), settings())
    assert (plan.decision, plan.problem.code) == ("attention", "refunded_too_much")
    assert plan.problem.arithmetic == ("86.51  sold", "− 50.00  refund 1060", "− 50.00  refund 1061", "= -13.49")


def test_a_refund_of_nothing_is_no_document():
    assert len(credits(refund("0.00"))) == 1
    assert len(credits(refund("0.00", takes(1, "-10.22", "-2.15")))) == 1


def test_vat_that_its_line_cannot_carry_is_split_instead():
    """A refund line with 21 % VAT that names a line sold at 0 %."""
    wrong = refund("12.10", takes(1, "-10", "-2.10"))
    found = order(line("50.00", "0", "0"), line("100.00", "21.00"), refunds=(wrong,))
    _, credit = make(found, settings()).documents
    assert credit.gross == Decimal("12.10") and all(one.choice.percent or not one.vat for one in credit.lines)


def test_the_rounding_line_goes_back_too():
    found = order(*TWO, shipping=SHIPPING, total="86.53", status="refunded", refunds=(refund("86.53"),))
    assert left(make(found, settings()).documents) == {"2": (0, 0), "1": (0, 0), "N": (0, 0)}


def test_a_whole_line_gives_back_its_very_cents_also_where_the_shop_keeps_fractions():
    shop = {"tax_round_at_subtotal": True}
    three = [line("1.595", "0.335") for _ in range(3)]
    back = [takes(n, "-1.595", "-0.335") for n in (1, 2, 3)]
    found = order(*three, total="5.79", prices_include_tax=False, shop=shop, refunds=(refund("5.79", *back),))
    documents = make(found, settings()).documents
    assert all(pair == (0, 0) for pair in left(documents).values())


# --- gift cards -----------------------------------------------------------------------------------------------

CARD = {"tenders": [{"kind": "gift_card", "code": "…1234", "amount": "20.00"}]}


def test_what_goes_back_on_a_gift_card_is_credited_as_well():
    """Lines of 86.51 come back, 66.51 in money: the card gets its 20.00 (facts F8)."""
    everything = (takes(1, "-30.67", "-6.44", quantity=-3), takes(2, "-40.78", "-3.67", "9", quantity=-5))
    ship = {"shipping_lines": [takes(3, "-4.09", "-0.86")]}
    invoice, credit = credits(refund("66.51", *everything, **ship), total="66.51", extra=CARD)
    assert invoice.gross == credit.gross == Decimal("86.51") and left([invoice, credit]) == {"2": (0, 0), "1": (0, 0)}
    assert "20.00 EUR" in credit.flags[0]["en"] and "gift card" in credit.flags[0]["en"]


def test_a_lump_sum_is_only_its_amount_with_a_gift_card_too():
    invoice, credit = credits(refund("66.51"), total="66.51", extra=CARD)
    assert (invoice.gross, credit.gross) == (Decimal("86.51"), Decimal("66.51"))


# --- from the books, not from today's settings ------------------------------------------------------------------


def test_a_credit_note_uses_the_codes_that_were_booked():
    """Booked on code 2 and ledger 8000; since then the owner chose code 5 and ledger 8001."""
    before = make(order(*TWO, shipping=SHIPPING), settings())
    newer = settings(vat=(VatRule("domestic", "NL", Decimal(21), "5", "8001"), *RULES[1:]))
    found = order(*TWO, shipping=SHIPPING, refunds=(refund("12.37", takes(1, "-10.22", "-2.15")), refund("5", id=1061)))
    plan = make(found, newer, booked(*before.documents))
    assert plan.documents[0] == before.documents[0]
    assert {one.choice.code for document in plan.documents for one in document.lines} == {"2", "1"}
    assert {one.ledger for one in plan.documents[1].lines} == {"8000"}


def test_a_credit_note_has_the_kind_and_the_debtor_of_its_invoice():
    before = make(order(*TWO), settings("entry", consumers="collective", collective_account="WEB1"))
    plan = make(order(*TWO, refunds=(refund("10.00"),)), settings("invoice"), booked(*before.documents))
    credit = plan.documents[1]
    assert (credit.kind, credit.debtor.kind, credit.debtor.account_code) == ("sales_entry", "collective", "WEB1")
    assert all(one.ledger for one in credit.lines)


def test_a_second_refund_counts_the_first_as_it_was_booked():
    first = make(order(*TWO, refunds=(refund("10.00"),)), settings())
    both = order(*TWO, refunds=(refund("10.00"), refund("71.56", id=1061)))
    plan = make(both, settings(), booked(*first.documents))
    assert plan.documents[:2] == first.documents
    assert left(plan.documents) == {"2": (0, 0), "1": (0, 0)}


def test_documents_without_stored_lines_are_planned_anew():
    """Rows that hold totals only (nothing of ours writes them) do not stop a credit note."""
    before = make(order(*TWO), settings())
    thin = [replace(one, wanted={"gross": one.wanted["gross"], "currency": "EUR"}) for one in booked(*before.documents)]
    assert make(order(*TWO, refunds=(refund("10.00"),)), settings(), thin).documents[1].gross == Decimal("10.00")
