"""Orders as WooCommerce would make them, at random: its own rounding rules (facts/woocommerce B4) over the shapes of
facts B1-B12. What is written here is the shop's arithmetic, not ours: of ``ledgerbridge`` only the door is called.

``generate(seed)`` gives the same order for the same seed. ``expected`` says what must become of it:

    book        a document per VAT code to the cent, and credit notes for its refunds
    skip        no document, for a reason
    attention   a person must look (only of orders that are no valid ones, or that say so themselves)
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from ledgerbridge.order.shapes import Snapshot
from order import make

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
CENT, STORED = Decimal("0.01"), Decimal("1e-6")
RATE_IDS = {  # name → (rate id, country, percent)
    **{name: (number, country, Decimal(percent)) for name, (number, country, percent) in make.RATES.items()},
    "DE7": (5, "DE", Decimal(7)), "FR20": (6, "FR", Decimal(20)), "FR5.5": (7, "FR", Decimal("5.5")),
    "BE6": (9, "BE", Decimal(6)),
}  # fmt: skip
PLACES = {  # where goods go → the rates of the shop there, dear and cheap
    "NL": ("21", "9"), "DE": ("DE19", "DE7"), "FR": ("FR20", "FR5.5"), "BE": ("BE21", "BE6"),
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    seed: int
    kind: str  # what it is about: plain, oss, reverse_charge …
    expected: str  # book | skip | attention
    message: dict[str, Any] = field(repr=False)

    @property
    def order(self) -> Snapshot:
        return make.through_the_door(self.message)


@dataclass
class Shop:
    """How the shop counts."""

    inclusive: bool
    at_subtotal: bool
    decimals: int

    @property
    def unit(self) -> Decimal:
        return ONE.scaleb(-self.decimals)

    def amount(self, value: Decimal) -> Decimal:
        return value.quantize(self.unit, ROUND_HALF_UP)

    def tax(self, value: Decimal) -> Decimal:
        """Half-down when prices include tax (WC_TAX_ROUNDING_MODE)."""
        return value.quantize(self.unit, ROUND_HALF_DOWN if self.inclusive else ROUND_HALF_UP)


def generate(seed: int) -> Made:
    dice = random.Random(seed)
    shop = Shop(dice.random() < 0.7, dice.random() < 0.25, dice.choices((2, 4, 3, 0), (90, 6, 3, 1))[0])
    kind, weight = zip(*KINDS.items(), strict=True)
    return MAKERS[dice.choices(kind, weight)[0]](seed, dice, shop)


KINDS = {
    "plain": 46, "oss": 12, "reverse_charge": 6, "export": 4, "no_tax": 3, "pickup": 3, "gift_card": 5, "bundle": 3,
    "free": 2, "foreign_currency": 3, "long": 2, "unpaid": 2, "test_mode": 1, "sub_order": 1, "deposit": 1,
    "bad_number": 2, "does_not_add_up": 2, "refunded_too_much": 2,
}  # fmt: skip


# --- the cart -------------------------------------------------------------------------------------------------


def cart(
    dice: random.Random, shop: Shop, rates: tuple[str | None, ...], count: int | None = None
) -> list[dict[str, Any]]:
    """Lines before taxes: rate, quantity, net as stored (six decimals), after coupons."""
    lines = []
    for _ in range(count or dice.choices((1, 2, 3, 5, 8), (40, 25, 18, 12, 5))[0]):
        quantity = Decimal(dice.choices((1, 2, 3, 7, 24), (60, 20, 10, 7, 3))[0])
        if dice.random() < 0.03:
            quantity = Decimal(dice.randint(1, 40)) / 8  # sold by weight
        price = Decimal(dice.randint(1, 30_000)).scaleb(-2) if shop.decimals <= 2 else Decimal(
            dice.randint(1, 3_000_000)).scaleb(-shop.decimals)  # fmt: skip
        rate = dice.choice(rates)
        lines.append({"rate": rate, "quantity": quantity, "worth": shop.amount(price) * quantity})
    coupons(dice, lines)
    for line in lines:
        percent = RATE_IDS[line["rate"]][2] if line["rate"] else ZERO
        net = line["worth"] * HUNDRED / (HUNDRED + percent) if shop.inclusive else line["worth"]
        line["net"] = net.quantize(STORED, ROUND_HALF_UP)
    return lines


def coupons(dice: random.Random, lines: list[dict[str, Any]]) -> None:
    """A percentage is floored per line in cents and the spare cents handed out; a fixed amount is shared by worth."""
    what = dice.choices(("", "percent", "cart", "product"), (70, 15, 10, 5))[0]
    if what == "percent":
        percent = Decimal(dice.choice(("5", "7.5", "10", "15", "33", "50")))
        off = [(line["worth"] * percent / HUNDRED).quantize(CENT, ROUND_DOWN) for line in lines]
        whole = sum((line["worth"] for line in lines), ZERO) * percent / HUNDRED
        spare = int((whole.quantize(CENT, ROUND_HALF_UP) - sum(off, ZERO)) / CENT)
        for number in range(min(spare, len(off))):
            off[number] += CENT
    elif what == "cart":
        whole = min(Decimal(dice.randint(100, 2500)).scaleb(-2), sum((line["worth"] for line in lines), ZERO))
        worth = sum((line["worth"] for line in lines), ZERO)
        off = [(whole * line["worth"] / worth).quantize(CENT, ROUND_DOWN) if worth else ZERO for line in lines]
    elif what == "product":
        off = [min(line["worth"], Decimal(dice.randint(10, 500)).scaleb(-2)) for line in lines]
    else:
        return
    for line, less in zip(lines, off, strict=True):
        line["worth"] = max(line["worth"] - less, ZERO)


def taxed(net: Decimal, rates: list[tuple[str, Decimal]], shop: Shop) -> tuple[str, list[dict[str, Any]], Decimal]:
    """(total_tax as stored, taxes, what it counts in the order total). ``rates``: name and share of the net."""
    taxes, counted = [], ZERO
    for name, share in rates:
        number, _, percent = RATE_IDS[name]
        raw = (net * share * percent / HUNDRED).quantize(STORED, ROUND_HALF_UP)
        stored = raw if shop.at_subtotal else shop.tax(raw)
        taxes.append({"id": number, "total": f"{stored:f}"})
        counted += stored
    return f"{counted:f}", taxes, counted


# --- the order ------------------------------------------------------------------------------------------------


def order_of(
    seed: int, kind: str, dice: random.Random, shop: Shop, rates: tuple[str | None, ...], expected: str = "book",
    *, count: int | None = None, off: Decimal = ZERO, extra: dict[str, Any] | None = None, refunds: bool = True,
    money: dict[str, Any] | None = None, **more: Any,
) -> Made:  # fmt: skip
    whole, items, fees, ships, used = ZERO, [], [], [], dict[str, None]()
    number = iter(range(1, 1000))

    def stored(
        name: str, net: Decimal, shares: list[tuple[str, Decimal]], counts: Decimal, **values: Any
    ) -> dict[str, Any]:
        nonlocal whole
        total_tax, taxes, tax = taxed(net, shares, shop)
        used.update(dict.fromkeys(rate for rate, _ in shares))
        whole += counts + tax
        return {"id": next(number), "name": name, "total": f"{net:f}", "total_tax": total_tax, "taxes": taxes, **values}

    lines = cart(dice, shop, rates, count)
    for place, line in enumerate(lines):
        shares = [(line["rate"], ONE)] if line["rate"] else []
        counts = line["net"] if shop.at_subtotal else shop.amount(line["net"])
        sku = dice.choice((f"SKU-{place}", "", f"LANG-{'x' * 40}"))
        product = 0 if dice.random() < 0.03 else 11 + place  # deleted since
        items.append(stored(f"Artikel {place}", line["net"], shares, counts, product_id=product, variation_id=0,
                            quantity=float(line["quantity"]), sku=sku))  # fmt: skip
    goods = [line["rate"] for line in lines if line["rate"]]
    dear = goods[0] if goods else None
    for _ in range(dice.choices((0, 1, 2), (30, 60, 10))[0]):
        net = Decimal(dice.choice(("0", "3.3058", "4.0909", "5.7438", "6.95", "12.40"))).quantize(STORED)
        ships.append(stored("Verzending", net, [(dear, ONE)] if dear else [], shop.amount(net), method_id="flat_rate"))
    if dice.random() < 0.12:
        net = Decimal(dice.randint(10, 400)).scaleb(-2).quantize(STORED)
        fees.append(stored("Toeslag", net, [(dear, ONE)] if dear else [], net))
    worth = sum((line["net"] for line in lines), ZERO)
    if dice.random() < 0.06 and worth > 2:  # a discount as a fee: its tax is split over the goods' rates
        by_rate: dict[str, Decimal] = {}
        for line in lines:
            if line["rate"]:
                by_rate[line["rate"]] = by_rate.get(line["rate"], ZERO) + line["net"]
        base = sum(by_rate.values(), ZERO)
        if base == worth and base:
            net = -(worth * Decimal(dice.randint(1, 30)) / HUNDRED).quantize(CENT)
            fees.append(stored("Korting", net, [(rate, part / base) for rate, part in by_rate.items()], net))
    total = shop.amount(whole).quantize(CENT, ROUND_HALF_UP) + off
    counts = {"tax_round_at_subtotal": shop.at_subtotal, "num_decimals": shop.decimals}
    raw = make.message(total=f"{total:f}", shop=counts, extra=extra or {})
    raw["order"] |= {
        "id": 1000 + seed, "number": dice.choice((f"{1000 + seed}", f"2026-{seed:06}", f"WEB{seed}")),
        "line_items": items, "shipping_lines": ships, "fee_lines": fees, "prices_include_tax": shop.inclusive,
        "total_tax": f"{sum((Decimal(one['total_tax']) for one in (*items, *ships, *fees)), ZERO):f}",
        "tax_lines": [
            {"rate_id": RATE_IDS[name][0], "rate_code": f"{RATE_IDS[name][1]}-BTW-1",
             "rate_percent": f"{RATE_IDS[name][2]:f}", "label": f"BTW {RATE_IDS[name][2]:f}%"} for name in used
        ],
        **more,
    } | (money or {})  # fmt: skip
    rates_now = RATE_IDS.values()
    raw["tax_rates"] = [{"id": i, "country": country, "rate": f"{percent:f}"} for i, country, percent in rates_now]
    raw["sequence"] = 1
    if expected == "book" and refunds and total > 0:
        raw["refunds"] = give_back(dice, shop, raw["order"], total)
    if expected == "book" and not items_count(raw, total):
        expected = "skip"
    return Made(seed, kind, expected, raw)


def items_count(raw: dict[str, Any], total: Decimal) -> bool:
    """Is there anything to book? An order of nothing is skipped by setting."""
    return bool(total or Decimal(raw["order"]["total_tax"]) or raw["extra"].get("tenders"))


def give_back(dice: random.Random, shop: Shop, order: dict[str, Any], total: Decimal) -> list[dict[str, Any]]:
    """Refunds as the shop makes them: a whole line, part of one, an amount, the tax only, everything by status."""
    found: list[dict[str, Any]] = []
    left = total
    for number in range(dice.choices((0, 1, 2, 3), (72, 20, 6, 2))[0]):
        line = dice.choice(order["line_items"])
        net, tax = Decimal(line["total"]), Decimal(line["total_tax"])
        what = dice.choice(("line", "part", "amount", "tax", "all"))
        rate = {"taxes": [{"id": one["id"], "total": f"-{one['total']}"} for one in line["taxes"]]}
        taken = {"id": 9000 + number, "name": line["name"], "product_id": line["product_id"], "variation_id": 0,
                 "meta_data": [{"key": "_refunded_item_id", "value": str(line["id"])}]}  # fmt: skip
        if what == "line" and not any(line["id"] == int(one["line_items"][0]["meta_data"][0]["value"])
                                      for one in found if one["line_items"]):  # fmt: skip
            gross = (net + tax).quantize(CENT, ROUND_HALF_UP)
            lines = [{**taken, "quantity": -line["quantity"], "total": f"-{net:f}", "total_tax": f"-{tax:f}", **rate}]
        elif what == "part" and line["taxes"] and len(line["taxes"]) == 1:
            share = Decimal(dice.randint(1, 5)) / 10
            part = (net * share).quantize(CENT, ROUND_HALF_UP)
            vat = (tax * share).quantize(CENT, ROUND_HALF_UP)
            gross = part + vat
            own = {"taxes": [{"id": line["taxes"][0]["id"], "total": f"-{vat:f}"}]}
            lines = [{**taken, "quantity": 0, "total": f"-{part:f}", "total_tax": f"-{vat:f}", **own}]
        elif what == "amount":
            gross, lines = (total * dice.randint(1, 40) / HUNDRED).quantize(CENT), []
        elif what == "all" and not found:
            gross, lines = total, []
        else:
            continue
        if not ZERO < gross <= left:
            continue
        left -= gross
        found.append({"id": 500_000 + 10 * order["id"] + number, "date_created": f"2026-11-2{2 + number}T10:00:00",
                      "amount": f"{gross:f}", "reason": "", "refunded_payment": dice.random() < 0.8,
                      "line_items": lines})  # fmt: skip
    return found


# --- kinds ----------------------------------------------------------------------------------------------------


def plain(seed: int, dice: random.Random, shop: Shop) -> Made:
    return order_of(seed, "plain", dice, shop, ("21", "21", "21", "9", "9", "0"))


def oss(seed: int, dice: random.Random, shop: Shop) -> Made:
    land = dice.choice(("DE", "FR", "BE"))
    there = {"country": land}
    return order_of(seed, "oss", dice, shop, PLACES[land], shipping=there, billing=who(land))


def reverse_charge(seed: int, dice: random.Random, shop: Shop) -> Made:
    number = {"vat_number": {"number": "BE0123456749"}}
    metas = [{"key": "is_vat_exempt", "value": "yes"}]
    return order_of(seed, "reverse_charge", dice, shop, (None,), extra=number, shipping={"country": "BE"},
                    billing=who("BE", company="Bakkerij BV"), meta_data=metas)  # fmt: skip


def export(seed: int, dice: random.Random, shop: Shop) -> Made:
    land = dice.choice(("CH", "US", "NO"))
    return order_of(seed, "export", dice, shop, (None,), shipping={"country": land}, billing=who(land))


def no_tax(seed: int, dice: random.Random, shop: Shop) -> Made:
    """Exempt goods at home, beside taxed ones."""
    return order_of(seed, "no_tax", dice, shop, (None, None, "21"))


def pickup(seed: int, dice: random.Random, shop: Shop) -> Made:
    made = order_of(seed, "pickup", dice, shop, ("21", "9"), billing=who("DE"), shipping={"country": "DE"})
    for line in made.message["order"]["shipping_lines"]:
        line["method_id"] = "local_pickup"
    if not made.message["order"]["shipping_lines"]:
        made.message["order"]["shipping"] = {"country": "NL"}
    return made


def gift_card(seed: int, dice: random.Random, shop: Shop) -> Made:
    """A card paid part of it: the total is lower, the lines are whole."""
    made = order_of(seed, "gift_card", dice, shop, ("21", "9"), refunds=False)
    total = Decimal(made.message["order"]["total"])
    paid = min(total, Decimal(dice.randint(100, 5000)).scaleb(-2))
    if paid <= 0:
        return made
    made.message["order"]["total"] = f"{total - paid:f}"
    made.message["extra"] = {"tenders": [{"kind": "gift_card", "code": "ABCD", "amount": f"{paid:f}"}]}
    return made


def bundle(seed: int, dice: random.Random, shop: Shop) -> Made:
    """The bundle's own line and its parts, of which some cost nothing by themselves."""
    made = order_of(seed, "bundle", dice, shop, ("21", "9"), count=2)
    child = {**made.message["order"]["line_items"][0], "id": 800, "total": "0", "total_tax": "0",
             "meta_data": [{"key": "_bundled_by", "value": "x"}]}  # fmt: skip
    child["taxes"] = [{"id": one["id"], "total": "0"} for one in child["taxes"]]
    made.message["order"]["line_items"].append(child)
    return made


def free(seed: int, dice: random.Random, shop: Shop) -> Made:
    line = {"id": 1, "name": "Gratis", "product_id": 11, "variation_id": 0, "quantity": 1, "sku": "GRATIS",
            "total": "0", "total_tax": "0", "taxes": [{"id": 1, "total": "0"}]}  # fmt: skip
    raw = make.message(total="0.00")
    raw["order"] |= {"id": 1000 + seed, "line_items": [line], "total_tax": "0"}
    return Made(seed, "free", "skip", raw)


def foreign_currency(seed: int, dice: random.Random, shop: Shop) -> Made:
    return order_of(seed, "foreign_currency", dice, shop, ("21", "9"), currency=dice.choice(("USD", "GBP", "CHF")))


def long(seed: int, dice: random.Random, shop: Shop) -> Made:
    return order_of(seed, "long", dice, shop, ("21", "9", "0"), count=60)


def unpaid(seed: int, dice: random.Random, shop: Shop) -> Made:
    return order_of(seed, "unpaid", dice, shop, ("21",), "skip", status=dice.choice(("pending", "failed", "cancelled")))


def test_mode(seed: int, dice: random.Random, shop: Shop) -> Made:
    return order_of(seed, "test_mode", dice, shop, ("21",), "skip",
                    meta_data=[{"key": "_mollie_payment_mode", "value": "test"}])  # fmt: skip


def sub_order(seed: int, dice: random.Random, shop: Shop) -> Made:
    return order_of(seed, "sub_order", dice, shop, ("21",), "skip", parent_id=77)


def deposit(seed: int, dice: random.Random, shop: Shop) -> Made:
    return order_of(seed, "deposit", dice, shop, ("21",), "attention",
                    meta_data=[{"key": "_wc_deposits_order_has_deposit", "value": "yes"}])  # fmt: skip


def bad_number(seed: int, dice: random.Random, shop: Shop) -> Made:
    """No VAT for a Belgian whose number is none: nobody may book that as a supply within the EU."""
    number, metas = {"vat_number": {"number": "BE0123456700"}}, [{"key": "is_vat_exempt", "value": "yes"}]
    return order_of(seed, "bad_number", dice, shop, (None,), "attention", shipping={"country": "BE"},
                    billing=who("BE"), extra=number, meta_data=metas)  # fmt: skip


def does_not_add_up(seed: int, dice: random.Random, shop: Shop) -> Made:
    # (A shop without decimals may be half a euro off: its own rounding.)
    off = Decimal(dice.choice(("0.16", "-0.37", "3.00", "-12.50") if shop.decimals else ("3.00", "-12.50")))
    return order_of(seed, "does_not_add_up", dice, shop, ("21", "9"), "attention", off=off)


def refunded_too_much(seed: int, dice: random.Random, shop: Shop) -> Made:
    made = order_of(seed, "refunded_too_much", dice, shop, ("21",), "attention")
    over = Decimal(made.message["order"]["total"]) + Decimal("1.00")
    made.message["refunds"] = [{"id": 700_000 + seed, "date_created": "2026-11-22T10:00:00", "amount": f"{over:f}",
                                "reason": "", "refunded_payment": True, "line_items": []}]  # fmt: skip
    return made


def who(country: str, **more: str) -> dict[str, str]:
    return {"first_name": "Mila", "last_name": "Mulder", "email": "mila@example.nl", "country": country, **more}


MAKERS = {maker.__name__: maker for maker in (
    plain, oss, reverse_charge, export, no_tax, pickup, gift_card, bundle, free, foreign_currency, long, unpaid,
    test_mode, sub_order, deposit, bad_number, does_not_add_up, refunded_too_much)}  # fmt: skip
