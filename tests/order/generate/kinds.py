"""The shapes of orders (facts/woocommerce B1-B12): a cart worked out, put into the message the plugin sends.

``generate(seed)`` gives the same order for the same seed. What must become of it stands beside it:

    book        documents to the cent per VAT code, and credit notes for its refunds
    skip        no document, for the reason ``code``
    attention   a person must look, with the problem ``code``: only of orders that are not valid
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from ledgerbridge.order.shapes import Snapshot
from order import make

from . import carts, woocommerce
from .refunds import give_back
from .woocommerce import Cart, Counts, Coupon, Stored

CENT = Decimal("0.01")
ALL = ("", "reduced-rate", "zero-rate")
TAXED = ("", "", "reduced-rate")
TWO = ("", "reduced-rate")
GOODS = ("MOK-001", "KOF-001", "LANG-" + "x" * 40, "", "é-1", "A B")
METHODS = ("mollie_wc_gateway_ideal", "stripe", "ppcp-gateway", "klarna_payments", "bacs", "woocommerce_payments")


@dataclass(frozen=True)
class Made:
    seed: int
    kind: str  # what it is about: plain, oss, reverse_charge …
    expected: str  # book | skip | attention
    message: dict[str, Any] = field(repr=False)
    cart: Cart = field(repr=False)
    code: str = ""  # why it is skipped or what the problem is; "" of what is booked

    @property
    def valid(self) -> bool:
        """An order that a shop may well have, and that nobody should have to look at."""
        return self.expected != "attention"

    @property
    def order(self) -> Snapshot:
        return make.through_the_door(self.message)


def generate(seed: int) -> Made:
    dice = random.Random(seed)
    counts = carts.shop(dice)
    names, weights = zip(*((name, weight) for name, (weight, _) in SHAPES.items()), strict=True)
    return of_kind(dice.choices(names, weights)[0], seed, dice, counts)


def of_kind(kind: str, seed: int, dice: random.Random, counts: Counts) -> Made:
    return SHAPES[kind][1](_Maker(kind, seed, dice, counts))


# --- the message ----------------------------------------------------------------------------------------------


@dataclass
class _Maker:
    kind: str
    seed: int
    dice: random.Random
    counts: Counts

    def cart(self, country: str = "NL", classes: tuple[str | None, ...] = ALL, **more: Any) -> Cart:
        return carts.cart(self.dice, self.counts, country, classes=classes, **more)

    def made(
        self, cart: Cart, *, billing: dict[str, str] | None = None, extra: dict[str, Any] | None = None,
        metas: dict[str, Any] | None = None, refunds: bool = True, expected: str = "book", code: str = "", **order: Any,
    ) -> Made:  # fmt: skip
        dice, number = self.dice, iter(range(1, 1000))
        found = woocommerce.order_of(cart)
        where = billing or who(cart.country)
        raw = make.message(total=found.total, shop={
            "tax_round_at_subtotal": cart.counts.at_subtotal, "num_decimals": cart.counts.decimals,
            "prices_include_tax": cart.counts.inclusive,
        }, extra=extra or {})  # fmt: skip
        raw["order"] |= {
            "id": 1000 + self.seed,
            "number": dice.choice((f"{1000 + self.seed}", f"2026-{self.seed:06}", f"WEB{self.seed}")),
            "created_via": {"classic": "checkout", "block": "store-api", "order": "admin"}[cart.via],
            "prices_include_tax": cart.counts.inclusive,
            "payment_method": "" if cart.via == "order" else dice.choice(METHODS),
            "total_tax": found.total_tax,
            "billing": where,
            "shipping": {"country": cart.country},
            "line_items": [self._item(next(number), one, line.quantity)
                           for one, line in zip(found.items, cart.lines, strict=True)],
            "shipping_lines": [_line(next(number), one, method_title="Verzending", method_id="flat_rate")
                               for one in found.shipping],
            "fee_lines": [_line(next(number), one, name="Toeslag") for one in found.fees],
            "tax_lines": [rate_row(rate, found.tax_totals[rate], found.shipping_tax_totals.get(rate, "0"))
                          for rate in found.tax_totals],
            "coupon_lines": [{"code": f"korting{n}", "discount_type": one.kind} for n, one in enumerate(cart.coupons)],
            "meta_data": [{"key": "is_vat_exempt", "value": "yes" if cart.exempt else "no"},
                          *({"key": key, "value": value} for key, value in (metas or {}).items())],
        }  # fmt: skip
        raw["order"] |= order
        percents = ((rate, *woocommerce.PERCENTS[rate]) for rate in found.tax_totals)
        raw["tax_rates"] = [{"id": rate, "country": land, "rate": f"{percent:.4f}"} for rate, land, percent in percents]
        if expected == "book" and refunds:
            raw["refunds"] = give_back(dice, cart.counts, raw["order"], dice.choices((0, 1, 2, 3), (70, 21, 7, 2))[0])
        if expected == "book" and raw["order"]["status"] == "refunded" and not raw["order"]["date_paid"]:
            expected, code = "skip", "refunded_unpaid"
        if expected == "book" and not raw["refunds"] and is_nothing(raw):
            expected, code = "skip", "zero_total"
        return Made(self.seed, self.kind, expected, raw, cart, code)

    def _item(self, id: int, stored: Stored, quantity: float) -> dict[str, Any]:
        dice, product = self.dice, 10 + id
        found = {"name": f"Artikel {id}", "product_id": product, "variation_id": 0, "sku": dice.choice(GOODS)}
        what = dice.random()
        if what < 0.10:
            found |= {"variation_id": 5000 + id, "sku": dice.choice((f"TS-{id}-M", "")), "parent_name": "T-shirt"}
        elif what < 0.13:
            found |= {"product_id": 0, "sku": None}  # deleted since
        return _line(id, stored, quantity=int(quantity) if quantity == int(quantity) else quantity, **found)


def _line(id: int, stored: Stored, **more: Any) -> dict[str, Any]:
    taxes = [{"id": rate, "total": tax} for rate, tax in stored.taxes.items()]
    return {"id": id, "total": stored.total, "total_tax": stored.total_tax, "taxes": taxes, **more}


def rate_row(rate: int, tax: str, shipping_tax: str) -> dict[str, Any]:
    country, percent = woocommerce.PERCENTS[rate]
    return {"rate_id": rate, "rate_code": f"{country}-BTW-1", "rate_percent": f"{percent:.4f}", "tax_total": tax,
            "label": f"BTW {percent:g}%", "shipping_tax_total": shipping_tax, "compound": rate == 22}  # fmt: skip


def is_nothing(raw: dict[str, Any]) -> bool:
    """Neither a total, nor tax, nor a card that paid: skipped by setting."""
    order = raw["order"]
    worth = any(Decimal(order[name]).quantize(CENT) for name in ("total", "total_tax"))
    return not worth and not raw["extra"].get("tenders")


def who(country: str, **more: str) -> dict[str, str]:
    return {"first_name": "Mila", "last_name": "Mulder", "email": "mila@example.nl", "country": country, **more}


# --- shapes ---------------------------------------------------------------------------------------------------


def plain(m: _Maker) -> Made:
    return m.made(m.cart())


def oss(m: _Maker) -> Made:
    return m.made(m.cart(m.dice.choice(("DE", "FR", "BE")), TWO))


def reverse_charge(m: _Maker) -> Made:
    number = {"vat_number": {"number": "BE0123456749"}}
    return m.made(m.cart("BE", TWO, exempt=True), extra=number, billing=who("BE", company="Bakkerij BV"))


def bad_number(m: _Maker) -> Made:
    """No VAT for a Belgian whose number is none: nobody may book that as a supply within the EU."""
    cart = m.cart("BE", TWO, exempt=True, plain=True)
    return m.made(cart, extra={"vat_number": {"number": "BE0123456700"}}, expected="attention",
                  code="eu_sale_without_vat")  # fmt: skip


def export(m: _Maker) -> Made:
    """Great Britain has a row of 0 % in the shop's table, the others have none."""
    return m.made(m.cart(m.dice.choice(("CH", "US", "NO", "GB")), TWO))


def no_tax(m: _Maker) -> Made:
    """Exempt goods at home, beside taxed ones; a gift card is sold so as well (it is worth many things)."""
    return m.made(m.cart("NL", (None, None, "")))


def pickup(m: _Maker) -> Made:
    """A German fetches it: the shop taxes at home (woocommerce_local_pickup_methods)."""
    cart = replace(m.cart("NL", TWO), shipping=(m.dice.choice(("0", "2.50")),))
    made = m.made(cart, billing=who("DE"), shipping={"country": "DE"})
    for line in made.message["order"]["shipping_lines"]:
        line["method_id"] = m.dice.choice(("local_pickup", "pickup_location"))
    return made


def gift_card(m: _Maker) -> Made:
    """A card or credit paid part of it, or all: the total is lower, the lines are whole."""
    made = m.made(m.cart(), refunds=False)
    total = Decimal(made.message["order"]["total"])
    paid = min(total, Decimal(m.dice.randint(100, 5000)).scaleb(-2))
    if paid <= 0 or not m.counts.decimals:
        return made
    kind = m.dice.choice(("gift_card", "gift_card", "store_credit"))
    made.message["order"]["total"] = f"{total - paid:f}"
    made.message["extra"] = {"tenders": [{"kind": kind, "code": "ABCD", "amount": f"{paid:f}"}]}
    return made


def card_sold(m: _Maker) -> Made:
    """A gift card among the goods, sold without VAT as those that can buy anything are."""
    made = m.made(m.cart(), refunds=False)
    if made.expected != "book":
        return made
    order, worth = made.message["order"], m.dice.choice(("10.00", "25.00", "50.00"))
    order["line_items"].append({
        **order["line_items"][0], "id": 810, "name": "Cadeaubon", "sku": "BON", "quantity": 1, "total": worth,
        "total_tax": "0", "taxes": [], "tax_status": "none",
        "meta_data": [{"key": "pw_gift_card_amount", "value": worth}],
    })  # fmt: skip
    order["total"] = f"{Decimal(order['total']) + Decimal(worth):f}"
    return made


def bundle(m: _Maker) -> Made:
    """The bundle's own line and its parts, of which some cost nothing by themselves."""
    made = m.made(m.cart(count=2), refunds=False)
    first = made.message["order"]["line_items"][0]
    nothing = {"total": "0", "total_tax": "0", "taxes": [{"id": one["id"], "total": "0"} for one in first["taxes"]]}
    for number, key in ((800, "_bundled_by"), (801, "_composite_parent")):
        meta = [{"key": key, "value": "x"}]
        made.message["order"]["line_items"].append({**first, **nothing, "id": number, "meta_data": meta})
    return made


def free(m: _Maker) -> Made:
    """Everything off, nothing to send."""
    cart = replace(m.cart(via="block", plain=True), coupons=(Coupon("percent", "100"),), shipping=())
    return m.made(cart)


def foreign_currency(m: _Maker) -> Made:
    """With the rate of the day as three plugins write it down, and without one."""
    metas = m.dice.choice((
        {}, {"_wcpay_multi_currency_order_exchange_rate": "1.0842", "_order_default_currency": "EUR"},
        {"_base_currency_exchange_rate": "0.9213"}, {"_woocs_order_rate": "1.08"},
    ))  # fmt: skip
    return m.made(m.cart(), metas=metas, currency=m.dice.choice(("USD", "GBP", "CHF", "SEK")))


def three_decimals(m: _Maker) -> Made:
    return m.made(_worth_something(m), currency="KWD", expected="attention", code="currency_not_supported")


def long(m: _Maker) -> Made:
    return m.made(m.cart(count=60))


def renewal(m: _Maker) -> Made:
    made = m.made(m.cart("NL", TAXED, via="order"), metas={"_subscription_renewal": "812"}, created_via="subscription")
    made.message["order"]["number"] = f"{1000 + m.seed}"
    return made


def by_hand(m: _Maker) -> Made:
    """Made by an administrator: no payment method."""
    return m.made(m.cart(via="order"), status=m.dice.choice(("processing", "completed")))


def on_delivery(m: _Maker) -> Made:
    """Cash on delivery has no moment of payment while it is on its way (facts F3)."""
    return m.made(m.cart(), payment_method="cod", date_paid=None)


def completed(m: _Maker) -> Made:
    return m.made(m.cart(), status="completed", date_completed="2026-11-24T09:00:00")


def unpaid(m: _Maker) -> Made:
    status = m.dice.choice(("pending", "failed", "cancelled", "checkout-draft"))
    return m.made(m.cart("NL", TWO), status=status, date_paid=None, expected="skip", code="status_no_sale")


def waiting(m: _Maker) -> Made:
    """A bank transfer that has not come, a status of another plugin, a payment taken back by the bank."""
    metas: dict[str, Any] = m.dice.choice(({}, {"_mollie_processed_chargeback_ids": ["chb_1"]}))
    status = "on-hold" if metas else m.dice.choice(("on-hold", "shipped"))
    return m.made(m.cart("NL", TWO), status=status, metas=metas, expected="skip", code="status_not_booked")


def test_mode(m: _Maker) -> Made:
    key = m.dice.choice(("_mollie_payment_mode", "_wcpay_mode"))
    return m.made(m.cart("NL", TWO), metas={key: "test"}, expected="skip", code="test_payment")


def sub_order(m: _Maker) -> Made:
    return m.made(m.cart("NL", TWO), parent_id=77, expected="skip", code="sub_order")


def refunded_unpaid(m: _Maker) -> Made:
    return m.made(m.cart("NL", TWO), status="refunded", date_paid=None, expected="skip", code="refunded_unpaid")


def deposit(m: _Maker) -> Made:
    metas = m.dice.choice(({"_wc_deposits_order_has_deposit": "yes"}, {}))
    status = "processing" if metas else "partially-paid"
    expected = ("attention", "deposit") if metas else ("skip", "status_not_booked")
    return m.made(m.cart("NL", TWO, plain=True), metas=metas, status=status, expected=expected[0], code=expected[1])


def old_rates(m: _Maker) -> Made:
    """Orders of old versions do not say the percentage; the shop's table still does."""
    made = m.made(m.cart("NL", TWO))
    for row in made.message["order"]["tax_lines"]:
        row["rate_percent"] = None
    return made


def rates_gone(m: _Maker) -> Made:
    """The same, and the rate was deleted since: nobody can say what was charged."""
    made = m.made(_worth_something(m), expected="attention", code="vat_rate_unknown")
    for row in made.message["order"]["tax_lines"]:
        row["rate_percent"] = None
    made.message["tax_rates"] = []
    return made


def compound(m: _Maker) -> Made:
    """Canada: a tax on a tax, for which a line of Exact has no place."""
    return m.made(replace(_worth_something(m), country="CA"), expected="attention", code="taxes_stacked")


def does_not_add_up(m: _Maker) -> Made:
    made = m.made(_worth_something(m), expected="attention", code="total_does_not_add_up")
    # (Five cents more than the cap, as the order may be off by itself; without decimals by half a euro.)
    off = m.dice.choice(("0.11", "-0.37", "3.00", "-12.50") if m.counts.decimals else ("3.00", "-12.50"))
    made.message["order"]["total"] = f"{Decimal(made.message['order']['total']) + Decimal(off):f}"
    return made


def refunded_too_much(m: _Maker) -> Made:
    made = m.made(_worth_something(m), expected="attention", code="refunded_too_much")
    over = Decimal(made.message["order"]["total"]) + Decimal("1.00")
    made.message["refunds"] = [{"id": 700_000 + m.seed, "date_created": "2026-11-22T10:00:00", "amount": f"{over:f}",
                                "reason": "", "refunded_payment": True, "line_items": []}]  # fmt: skip
    return made


def _worth_something(m: _Maker) -> Cart:
    """Goods at the high rate, dear enough for whatever is to be wrong with them."""
    cart = m.cart("NL", ("",), plain=True)
    return replace(cart, lines=tuple(replace(line, price=f"{Decimal(line.price) + 20:f}") for line in cart.lines))


SHAPES: dict[str, tuple[float, Callable[[_Maker], Made]]] = {
    "plain": (38, plain), "oss": (11, oss), "reverse_charge": (5, reverse_charge), "export": (4, export),
    "no_tax": (4, no_tax), "pickup": (3, pickup), "gift_card": (5, gift_card), "card_sold": (2, card_sold),
    "bundle": (3, bundle), "free": (1, free),
    "foreign_currency": (3, foreign_currency), "long": (2, long), "renewal": (3, renewal), "by_hand": (2, by_hand),
    "on_delivery": (1, on_delivery),
    "completed": (3, completed), "unpaid": (1.5, unpaid), "waiting": (1.5, waiting), "test_mode": (1, test_mode),
    "sub_order": (1, sub_order), "refunded_unpaid": (1, refunded_unpaid), "old_rates": (1, old_rates),
    "deposit": (1, deposit), "bad_number": (1, bad_number), "does_not_add_up": (1.5, does_not_add_up),
    "refunded_too_much": (1.5, refunded_too_much), "compound": (1, compound), "rates_gone": (1, rates_gone),
    "three_decimals": (1, three_decimals),
}  # fmt: skip
KINDS = tuple(SHAPES)
