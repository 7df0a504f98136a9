"""Random orders, built by WooCommerce's own rounding rules (facts B4): what holds for every one of them."""

from __future__ import annotations

from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

from hypothesis import assume, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from ledgerbridge.order.plan import make
from order.make import STYLES, booked, line, order, plan_text, refund, settings, takes

CENT, CAP = Decimal("0.01"), Decimal("0.05")
PERCENT = {"21": Decimal(21), "9": Decimal(9), "0": Decimal(0), None: Decimal(0)}

rates = st.sampled_from(["21", "21", "9", "0", None])
gross_prices = st.decimals(min_value=Decimal("0.01"), max_value=500, places=2)
net_prices = st.decimals(min_value=Decimal("0.0001"), max_value=500, places=4)
carts = st.lists(st.tuples(rates, st.integers(1, 12), gross_prices, net_prices), min_size=1, max_size=8)


def woocommerce(cart, inclusive, subtotal):
    """(lines, total) as WooCommerce would store them; its rules written down again, not ours called."""
    down = ROUND_HALF_DOWN if inclusive else ROUND_HALF_UP
    lines, whole = [], Decimal(0)
    for number, (rate, quantity, gross, net) in enumerate(cart, 1):
        percent = PERCENT[rate]
        amount = (gross * quantity * 100 / (100 + percent) if inclusive else net * quantity).quantize(Decimal("1e-6"))
        vat = (amount * percent / 100).quantize(Decimal("1e-6"))
        stored_vat = vat if subtotal else vat.quantize(CENT, down)
        whole += (amount if subtotal else amount.quantize(CENT, ROUND_HALF_UP)) + stored_vat
        lines.append(line(f"{amount}", f"{stored_vat}", rate, id=number, quantity=quantity))
    return lines, whole.quantize(CENT, ROUND_HALF_UP)


def an_order(cart, inclusive, subtotal, refunds=(), off=Decimal(0), **more):
    lines, total = woocommerce(cart, inclusive, subtotal)
    shop = {"tax_round_at_subtotal": subtotal}
    return order(*lines, total=f"{total + off}", prices_include_tax=inclusive, shop=shop, refunds=refunds, **more)


def net_and_vat_left(documents):
    left = {}
    for one in documents:
        for total in one.per_code:
            net, vat = left.get(total.code, (Decimal(0), Decimal(0)))
            sign = -1 if one.credit else 1
            left[total.code] = (net + sign * total.net, vat + sign * total.vat)
    return left


@effort(max_examples=60, deadline=None)
@given(carts, st.booleans(), st.booleans(), st.sampled_from(STYLES))
def test_every_order_is_booked_to_the_cent(cart, inclusive, subtotal, style):
    found = an_order(cart, inclusive, subtotal)
    assume(found.total)
    plan = make(found, settings(style))
    assert plan.decision == "book", plan.problem
    (invoice,) = plan.documents
    assert invoice.gross == found.total
    rounding = [one for one in invoice.lines if one.kind == "rounding"]
    assert len(rounding) <= 1 and all(abs(one.net) <= CAP for one in rounding)


@effort(max_examples=60, deadline=None)
@given(carts, st.booleans(), st.booleans())
def test_vat_per_rate_is_the_shops(cart, inclusive, subtotal):
    found = an_order(cart, inclusive, subtotal)
    assume(found.total)
    down = ROUND_HALF_DOWN if inclusive else ROUND_HALF_UP
    invoice = make(found, settings()).documents[0]
    for rate, percent in (("21", Decimal(21)), ("9", Decimal(9))):
        stored = sum((one.vat for one, (used, *_) in zip(found.lines, cart, strict=True) if used == rate), Decimal(0))
        booked_vat = sum((one.vat for one in invoice.lines if one.choice.percent == percent), Decimal(0))
        assert booked_vat == stored.quantize(CENT, down)


@effort(max_examples=60, deadline=None)
@given(carts, st.booleans(), st.booleans(), st.integers(-40, 40))
def test_a_remainder_is_rounding_or_shown_and_never_lost(cart, inclusive, subtotal, off):
    found = an_order(cart, inclusive, subtotal, off=CENT * off)
    assume(found.total > 0)
    plan = make(found, settings())
    if plan.decision == "book":
        assert plan.documents[0].gross == found.total
        assert abs(off) <= 10  # our own rounding and the shop's, five cents each at most
    else:
        assert plan.problem.code == "total_does_not_add_up" and abs(off) > 0
        assert plan.problem.arithmetic[-1].startswith(f"order total {found.total}")


@effort(max_examples=50, deadline=None)
@given(carts, st.booleans(), st.booleans(), st.lists(st.integers(1, 100), min_size=1, max_size=4), st.booleans())
def test_bare_refunds_are_their_amounts_and_the_last_empties_every_code(cart, inclusive, subtotal, parts, all_of_it):
    """Refunds without lines that together are part of the order, or all of it."""
    total = an_order(cart, inclusive, subtotal).total
    assume(total >= Decimal("0.20"))
    amounts = [(total * part / (sum(parts) * (1 if all_of_it else 2))).quantize(CENT) for part in parts]
    if all_of_it:
        amounts[-1] += total - sum(amounts)
    assume(all(amount > 0 for amount in amounts))
    refunds = tuple(refund(f"{amount}", id=1060 + n) for n, amount in enumerate(amounts))
    invoice, *credits = make(an_order(cart, inclusive, subtotal, refunds), settings()).documents
    assert [one.gross for one in credits] == amounts
    left = net_and_vat_left([invoice, *credits])
    if all_of_it:
        assert all(pair == (0, 0) for pair in left.values())
    assert sum(net + vat for net, vat in left.values()) == invoice.gross - sum(amounts)


@effort(max_examples=50, deadline=None)
@given(carts, st.booleans(), st.booleans())
def test_returning_every_line_empties_every_code(cart, inclusive, subtotal):
    whole = an_order(cart, inclusive, subtotal)
    assume(whole.total)
    back = [
        takes(one.id, f"{-one.net}", f"{-one.vat}", None, quantity=f"{-one.quantity}") for one in whole.lines
    ]
    found = an_order(cart, inclusive, subtotal, (refund(f"{whole.total}", *back),), status="refunded")
    documents = make(found, settings("invoice")).documents
    assert all(pair == (0, 0) for pair in net_and_vat_left(documents).values())


@effort(max_examples=40, deadline=None)
@given(carts, st.booleans(), st.booleans(), st.sampled_from(STYLES), st.integers(1, 99))
def test_the_same_order_again_is_the_same_plan(cart, inclusive, subtotal, style, part):
    """Byte for byte; also when it stands in the books, and when another refund came since."""
    total = an_order(cart, inclusive, subtotal).total
    amount = (total * part / 100).quantize(CENT)
    assume(amount > 0)
    found = an_order(cart, inclusive, subtotal, (refund(f"{amount}"),))
    plan = make(found, settings(style))
    assert plan_text(make(found, settings(style))) == plan_text(plan)
    assert plan_text(make(found, settings(style), booked(*plan.documents))) == plan_text(plan)
    before = make(an_order(cart, inclusive, subtotal), settings(style))
    assert plan_text(make(found, settings(style), booked(*before.documents))) == plan_text(plan)


@effort(max_examples=60, deadline=None)
@given(carts, st.booleans(), st.booleans(), st.lists(st.integers(0, 100), min_size=8, max_size=8), st.integers(0, 30))
def test_some_of_each_line_then_a_favour_then_the_rest(cart, inclusive, subtotal, percents, favour):
    """Parts of lines with a little kept back or added, then everything that is left without lines."""
    whole = an_order(cart, inclusive, subtotal)
    assume(whole.total >= 1)
    back, given_back = [], Decimal(0)
    for one, percent in zip(whole.lines, percents, strict=False):
        net, vat = (one.net * percent / 100).quantize(CENT), (one.vat * percent / 100).quantize(CENT)
        back.append(takes(one.id, f"{-net}", f"{-vat}", None, quantity=0))
        given_back += net + vat
    first = min(given_back + CENT * favour - CENT * 15, whole.total - CENT).quantize(CENT)
    assume(first > 0)
    refunds = (refund(f"{first}", *back), refund(f"{whole.total - first}", id=1061))
    plan = make(an_order(cart, inclusive, subtotal, refunds), settings())
    assert plan.decision == "book", plan.problem
    assert [one.gross for one in plan.documents[1:]] == [first, whole.total - first]
    assert all(pair == (0, 0) for pair in net_and_vat_left(plan.documents).values())
