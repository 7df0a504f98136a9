"""WooCommerce's own arithmetic, written after its source: what it stores for a cart, to the last digit.

WooCommerce counts in PHP's floats and rounds as PHP 8.2 does, so floats it is here, in the one place where they are
right: this is the shop, not our money path. What comes out is text, as the shop stores it. tests/shop/
test_generated_orders.py builds the same carts in a real WooCommerce and compares every line.

Three ways an order comes about, each with sums of its own:

    classic   totals of the cart are copied (class-wc-cart-totals, class-wc-checkout)
    block     lines of the cart, then the order works out taxes and totals anew (OrderController)
    order     made by hand or over REST: lines from the products' prices, then the same (abstract-wc-order)
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

UP, DOWN = ROUND_HALF_UP, ROUND_HALF_DOWN
CLASSES = ("", "reduced-rate", "zero-rate")
BASE = "NL"


@dataclass(frozen=True)
class Rate:
    id: int
    percent: float
    compound: bool = False


Rates = tuple[Rate, ...]
TABLE: dict[tuple[str, str], Rates] = {  # (country, tax class) → rates; the rows of the shop of tests/samples
    ("NL", ""): (Rate(1, 21.0),), ("NL", "reduced-rate"): (Rate(2, 9.0),), ("NL", "zero-rate"): (Rate(3, 0.0),),
    ("DE", ""): (Rate(4, 19.0),), ("DE", "reduced-rate"): (Rate(5, 7.0),),
    ("FR", ""): (Rate(6, 20.0),), ("FR", "reduced-rate"): (Rate(7, 5.5),),
    ("BE", ""): (Rate(8, 21.0),), ("BE", "reduced-rate"): (Rate(9, 6.0),),
    ("GB", ""): (Rate(10, 0.0),), ("GB", "reduced-rate"): (Rate(11, 0.0),),
    ("CA", ""): (Rate(21, 5.0), Rate(22, 9.975, compound=True)),
}  # fmt: skip
PERCENTS = {rate.id: (country, rate.percent) for (country, _), rates in TABLE.items() for rate in rates}


@dataclass(frozen=True)
class Counts:
    """How the shop counts: woocommerce_prices_include_tax, …_tax_round_at_subtotal, …_price_num_decimals."""

    inclusive: bool
    at_subtotal: bool
    decimals: int

    @property
    def precision(self) -> int:  # wc_get_rounding_precision
        return max(self.decimals + 2, 6)

    @property
    def in_unit(self) -> float:
        return float(10**self.decimals)

    @property
    def mode(self) -> str:  # WC_TAX_ROUNDING_MODE
        return DOWN if self.inclusive else UP


@dataclass(frozen=True)
class CartLine:
    price: str  # as entered in the shop: with or without tax
    quantity: float  # WooCommerce's own type; whole in most shops
    tax_class: str = ""
    taxable: bool = True


@dataclass(frozen=True)
class Fee:
    amount: str  # always without tax; below zero it is a discount
    taxable: bool = True
    tax_class: str = ""


@dataclass(frozen=True)
class Coupon:
    kind: str  # percent, fixed_cart, fixed_product
    amount: str


@dataclass(frozen=True)
class Cart:
    """All that decides the amounts of an order."""

    counts: Counts
    via: str  # classic, block, order
    country: str
    lines: tuple[CartLine, ...]
    coupons: tuple[Coupon, ...] = ()
    fees: tuple[Fee, ...] = ()
    shipping: tuple[str, ...] = ()  # costs, always without tax
    exempt: bool = False


@dataclass(frozen=True)
class Stored:
    """A line as the shop stores it."""

    total: str
    total_tax: str
    taxes: dict[int, str]


@dataclass(frozen=True)
class Order:
    items: tuple[Stored, ...]
    shipping: tuple[Stored, ...]
    fees: tuple[Stored, ...]
    tax_totals: dict[int, str]  # of goods and fees, per rate
    shipping_tax_totals: dict[int, str]
    total: str
    total_tax: str


def order_of(cart: Cart) -> Order:
    if cart.via == "order":
        return _Worked(cart).order()
    return _Totals(cart).classic() if cart.via == "classic" else _Worked(cart).block()


# --- PHP ------------------------------------------------------------------------------------------------------


def php_round(value: float, places: int = 0, mode: str = UP) -> float:
    """round() of PHP before 8.4: first to fifteen digits, then to the places."""
    if value == int(value):
        return value
    return float(Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-places), mode))


def text(value: float, precision: int) -> str:
    """wc_format_decimal() of a float."""
    found = f"{value:.{precision}f}"
    return found.rstrip("0").rstrip(".") if "." in found else found


# --- WC_Tax ---------------------------------------------------------------------------------------------------


def rates_of(country: str, tax_class: str) -> Rates:
    return TABLE.get((country, tax_class), ())


def calc_tax(price: float, rates: Rates, inclusive: bool, precision: int) -> dict[int, float]:
    found = _inside(price, rates) if inclusive else _on_top(price, rates)
    return {rate: php_round(tax, precision) for rate, tax in found.items()}


def _inside(price: float, rates: Rates) -> dict[int, float]:
    taxes = {rate.id: 0.0 for rate in rates}
    plain = price
    for rate in reversed([rate for rate in rates if rate.compound]):
        tax = plain - (plain / (1 + (rate.percent / 100)))
        taxes[rate.id] += tax
        plain -= tax
    regular = [rate for rate in rates if not rate.compound]
    whole = 1 + (sum(rate.percent for rate in regular) / 100)
    for rate in regular:
        share = (rate.percent / 100) / whole
        taxes[rate.id] += price - (price - (share * plain))
    return taxes


def _on_top(price: float, rates: Rates) -> dict[int, float]:
    taxes = {rate.id: price * (rate.percent / 100) for rate in rates if not rate.compound}
    before = sum(taxes.values())
    for rate in (rate for rate in rates if rate.compound):
        taxes[rate.id] = (price + before) * (rate.percent / 100)
        before = sum(taxes.values())
    return taxes


def shipping_class(cart: Cart) -> str | None:
    """"Shipping tax class based on cart items": standard if any goods have it; None: no goods are taxable."""
    found = {line.tax_class for line in cart.lines if line.taxable}
    return next((name for name in CLASSES if name in found), None)


# --- WC_Cart_Totals, WC_Discounts -----------------------------------------------------------------------------


@dataclass
class _Row:
    """A cart line while it is worked out; amounts in the shop's smallest unit, as WooCommerce does."""

    line: CartLine
    price: float
    inclusive: bool
    rates: Rates
    total: float = 0.0
    taxes: dict[int, float] | None = None
    off: float = 0.0


class _Totals:
    def __init__(self, cart: Cart) -> None:
        self.cart, self.counts = cart, cart.counts
        self.rows = [self._row(line) for line in cart.lines]
        self._discounts()
        for row in self.rows:
            self._taxed(row)

    # what the helpers of WooCommerce are called: wc_add_number_precision, round_line_tax, round_item_subtotal

    def add(self, value: float, rounded: bool = True) -> float:
        places = self.counts.precision - (self.counts.decimals if rounded else 0)
        return php_round(value * self.counts.in_unit, places)

    def line_tax(self, value: float) -> float:
        return value if self.counts.at_subtotal else php_round(value, 0, self.counts.mode)

    def subtotal(self, value: float) -> float:
        return value if self.counts.at_subtotal else php_round(value)

    def tax(self, price: float, rates: Rates, inclusive: bool = False) -> dict[int, float]:
        return calc_tax(price, rates, inclusive, self.counts.precision)

    def text(self, value: float) -> str:
        return text(value / self.counts.in_unit, self.counts.precision)

    def _row(self, line: CartLine) -> _Row:
        price = self.add(float(line.price) * line.quantity)
        here = rates_of(self.cart.country, line.tax_class) if line.taxable else ()
        row = _Row(line, price, self.counts.inclusive, here)
        base = rates_of(BASE, line.tax_class)
        if row.inclusive and line.taxable:
            if self.cart.exempt:  # remove_item_base_taxes
                row.price = php_round(price - sum(self.tax(price, base, True).values()))
                row.inclusive = False
            elif here != base:  # adjust_non_base_location_price
                net = price - sum(self.tax(price, base, True).values())
                row.price = net + sum(self.tax(net, here).values())
        return row

    def _taxed(self, row: _Row) -> None:
        row.total, row.taxes = row.price - row.off, {}
        if row.line.taxable and not self.cart.exempt:
            row.taxes = self.tax(row.total, row.rates, row.inclusive)
            if row.inclusive:
                row.total -= sum(row.taxes.values())

    # --- coupons

    def _discounts(self) -> None:
        order = ("fixed_product", "percent", "fixed_cart")
        for coupon in sorted(self.cart.coupons, key=lambda one: order.index(one.kind)):
            dearest = sorted(self.rows, key=lambda row: -row.price / max(row.line.quantity, 1.0))  # sort_by_price
            rows = [row for row in dearest if self._left(row) and row.line.quantity > 0]
            if coupon.kind == "percent":
                self._percent(rows, float(coupon.amount))
            elif coupon.kind == "fixed_product":
                self._per_piece(rows, self.add(float(coupon.amount)))
            else:
                self._whole_cart(rows, self.add(float(coupon.amount)))

    def _left(self, row: _Row) -> float:
        return float(abs(int(php_round(row.price - row.off))))

    def _percent(self, rows: list[_Row], percent: float) -> None:
        given = whole = 0.0
        for row in rows:
            price = (php_round(row.price) / row.line.quantity) * row.line.quantity
            off = php_round(min(self._left(row), math.floor(price * (percent / 100))), 0, DOWN)
            row.off += off
            given += off
            whole += price
        wanted = php_round(whole * (percent / 100), 0, DOWN)
        if given < wanted:
            self._spare(rows, wanted - given)

    def _per_piece(self, rows: list[_Row], amount: float) -> float:
        given = 0.0
        for row in rows:
            off = min(self._left(row), amount * row.line.quantity)
            row.off += off
            given += off
        return given

    def _whole_cart(self, rows: list[_Row], amount: float) -> float:
        rows = [row for row in rows if self._left(row) > 0]
        pieces = sum(row.line.quantity for row in rows)
        if not pieces or not amount:
            return 0.0
        each = float(abs(int(amount / pieces)))
        if each <= 0:
            return self._spare(rows, amount)
        given = self._per_piece(rows, each)
        if 0 < given < amount:
            given += self._whole_cart(rows, amount - given)
        return given

    def _spare(self, rows: list[_Row], amount: float) -> float:
        given = 0.0
        for row in rows:
            for _ in range(math.ceil(row.line.quantity)):
                off = min(self._left(row), 1.0)
                row.off += off
                given += off
                if given >= amount:
                    return given
        return given

    # --- shipping, fees, totals

    def shipping_taxes(self, cost: str) -> dict[int, float]:
        """Of a shipping rate, in whole currency units; no tax at all where none of the goods are taxable."""
        name = shipping_class(self.cart)
        if name is None or self.cart.exempt or float(cost) <= 0:
            return {}
        rates = rates_of(self.cart.country, name) or rates_of(self.cart.country, "")
        return calc_tax(float(cost), rates, False, self.counts.precision)

    def fee_rows(self) -> list[tuple[Fee, float, dict[int, float]]]:
        """In the order of their amounts, largest first; a negative one takes its share of each rate's tax."""
        found: list[tuple[Fee, float, dict[int, float]]] = []
        goods = sum(self.subtotal(row.total) for row in self.rows)
        sent = sum(self.add(float(cost)) for cost in self.cart.shipping)
        running = 0.0
        for fee in sorted(self.cart.fees, key=lambda one: -float(one.amount)):
            total = self.add(float(fee.amount))
            if total < 0:
                total = max(total, -php_round(goods + running + sent))
            running += total
            taxes: dict[int, float] = {}
            if not self.cart.exempt:
                if total < 0:
                    taxes = self._shared(total, found)
                elif fee.taxable:
                    taxes = self.tax(total, rates_of(self.cart.country, fee.tax_class))
            found.append((fee, total, taxes))
        return found

    def _shared(self, total: float, fees: list[tuple[Fee, float, dict[int, float]]]) -> dict[int, float]:
        costs: dict[str | None, float] = {row.line.tax_class: 0.0 for row in self.rows}
        parts: list[tuple[str | None, float]] = [
            *((row.line.tax_class if row.line.taxable else None, row.total) for row in self.rows),
            *((fee.tax_class if fee.taxable else None, amount) for fee, amount, _ in fees if amount >= 0),
            *((self.rows[0].line.tax_class, self.add(float(cost))) for cost in self.cart.shipping),
        ]
        for name, amount in parts:
            costs[name] = costs.get(name, 0.0) + amount
        whole = sum(costs.values())
        taxes: dict[int, float] = {}
        for name, cost in costs.items():
            if name is not None and cost:
                for rate, tax in self.tax(total * (cost / whole), rates_of(self.cart.country, name)).items():
                    taxes[rate] = taxes.get(rate, 0.0) + tax
        return taxes

    def stored(self, total: float, taxes: dict[int, float]) -> Stored:
        return stored(self.text(total), {rate: self.text(tax) for rate, tax in taxes.items()}, self.counts)

    def stored_shipping(self) -> tuple[Stored, ...]:
        places = self.counts.precision
        return tuple(
            stored(cost, {rate: text(tax, places) for rate, tax in self.shipping_taxes(cost).items()}, self.counts)
            for cost in self.cart.shipping
        )

    def classic(self) -> Order:
        fees = self.fee_rows()
        shipping = [
            {rate: self.subtotal(self.add(tax, False)) for rate, tax in self.shipping_taxes(cost).items()}
            for cost in self.cart.shipping
        ]
        goods = sum(self.subtotal(row.total) for row in self.rows)
        sent = sum(self.add(float(cost)) for cost in self.cart.shipping)
        of_goods = self._merged([row.taxes or {} for row in self.rows])
        of_fees, of_shipping = self._sums([taxes for *_, taxes in fees]), self._merged(shipping)
        merged = self._merged([row.taxes or {} for row in self.rows], [taxes for *_, taxes in fees], shipping)
        total = php_round(goods + sum(amount for _, amount, _ in fees) + sent + sum(merged.values()))
        fee_tax = sum(sum(self.line_tax(tax) for tax in taxes.values()) for *_, taxes in fees)
        tax = (sum(of_goods.values()) + fee_tax + sum(of_shipping.values())) / self.counts.in_unit
        return Order(
            items=tuple(self.stored(row.total, row.taxes or {}) for row in self.rows),
            shipping=self.stored_shipping(),
            fees=tuple(self.stored(amount, taxes) for _, amount, taxes in fees),
            tax_totals={rate: self.text(of_goods.get(rate, 0.0) + of_fees.get(rate, 0.0)) for rate in merged},
            shipping_tax_totals={rate: self.text(of_shipping.get(rate, 0.0)) for rate in merged},
            total=f"{max(0.0, total) / self.counts.in_unit:.{self.counts.decimals}f}",
            total_tax=text(php_round(tax, self.counts.decimals), self.counts.precision),
        )

    def _sums(self, group: list[dict[int, float]]) -> dict[int, float]:
        """Unrounded: so the row of a rate has fractions of a cent where a fee was taxed."""
        found: dict[int, float] = {}
        for taxes in group:
            for rate, tax in taxes.items():
                found[rate] = found.get(rate, 0.0) + tax
        return found

    def _merged(self, *groups: list[dict[int, float]]) -> dict[int, float]:
        found: dict[int, float] = {}
        for taxes in (taxes for group in groups for taxes in group):
            for rate, tax in taxes.items():
                found[rate] = found.get(rate, 0.0) + self.line_tax(tax)
        return found


def stored(total: str, taxes: dict[int, str], counts: Counts) -> Stored:
    """set_taxes() of an order's line: what it says of its tax follows from the texts it stores."""
    values = [float(tax) for tax in taxes.values()]
    if not counts.at_subtotal:
        values = [php_round(value, counts.decimals, counts.mode) for value in values]
    return Stored(total, text(sum(values, 0.0), counts.precision), taxes)


# --- WC_Abstract_Order::calculate_totals ----------------------------------------------------------------------


class _Worked:
    """An order that works out its taxes itself, from the nets it stores."""

    def __init__(self, cart: Cart) -> None:
        self.cart, self.counts = cart, cart.counts

    def block(self) -> Order:
        """The cart's lines; a negative fee gets no tax, as the order is not stored yet when it is asked."""
        totals = _Totals(self.cart)
        fees = [(fee, float(totals.text(amount))) for fee, amount, _ in totals.fee_rows()]
        worked = self._of([totals.text(row.total) for row in totals.rows], fees, share_discounts=False)
        # Rows of rates that only a negative fee had stay as the cart made them: they have no id to be removed by.
        cart = totals.classic()
        return replace(worked, tax_totals=cart.tax_totals | worked.tax_totals,
                       shipping_tax_totals=cart.shipping_tax_totals | worked.shipping_tax_totals)  # fmt: skip

    def order(self) -> Order:
        nets = []
        for line in self.cart.lines:  # wc_get_price_excluding_tax
            price = float(line.price) * line.quantity
            if self.counts.inclusive and line.taxable:
                price -= sum(calc_tax(price, rates_of(BASE, line.tax_class), True, self.counts.precision).values())
            nets.append(text(price, self.counts.precision))
        return self._of(nets, [(fee, float(fee.amount)) for fee in self.cart.fees], share_discounts=True)

    def _of(self, nets: list[str], fees: list[tuple[Fee, float]], share_discounts: bool) -> Order:
        counts, unit = self.counts, self.counts.in_unit
        in_units = [php_round(float(net) * unit, counts.precision) for net in nets]
        goods = sum(in_units if counts.at_subtotal else [php_round(one) for one in in_units]) / unit
        sent = sum(php_round(float(cost), counts.decimals) for cost in self.cart.shipping)
        extra, kept = 0.0, []
        for fee, amount in fees:
            most = -php_round(goods + extra + sent, counts.decimals)
            amount = most if amount < 0 and amount < most < 0 else amount
            extra += amount
            kept.append((fee, text(amount, counts.precision)))
        items = [self._line(net, line.tax_class, line.taxable) for net, line in zip(nets, self.cart.lines, strict=True)]
        charged = []
        for fee, net in kept:
            if float(net) < 0:
                taxes = self._shared(float(net), nets, kept) if share_discounts and not self.cart.exempt else {}
                charged.append(self._stored(net, taxes))
            else:
                charged.append(self._line(net, fee.tax_class, fee.taxable))
        name = shipping_class(self.cart)
        ships = [self._line(cost, name or "", name is not None) for cost in self.cart.shipping]
        of_goods = self._sums([*items, *charged])
        of_shipping = self._sums(ships)
        cart_tax, shipping_tax = sum(of_goods.values()), sum(of_shipping.values())
        total = php_round(goods + extra + sent + cart_tax + shipping_tax, counts.decimals)
        used = {**of_goods, **of_shipping}
        return Order(
            tuple(items), tuple(ships), tuple(charged),
            {rate: text(of_goods.get(rate, 0.0), counts.precision) for rate in used},
            {rate: text(of_shipping.get(rate, 0.0), counts.precision) for rate in used},
            f"{total:.{counts.decimals}f}",
            text(php_round(cart_tax + shipping_tax, counts.decimals), counts.precision),
        )  # fmt: skip

    def _line(self, net: str, tax_class: str, taxable: bool) -> Stored:
        rates = rates_of(self.cart.country, tax_class) if taxable and not self.cart.exempt else ()
        return self._stored(net, calc_tax(float(net), rates, False, self.counts.precision))

    def _stored(self, net: str, taxes: dict[int, float]) -> Stored:
        return stored(net, {rate: text(tax, self.counts.precision) for rate, tax in taxes.items()}, self.counts)

    def _shared(self, net: float, nets: list[str], fees: list[tuple[Fee, str]]) -> dict[int, float]:
        taxable = [line.tax_class for line in self.cart.lines if line.taxable]
        costs: dict[str | None, float] = dict.fromkeys(taxable, 0.0)
        parts: list[tuple[str | None, float]] = [
            *((line.tax_class if line.taxable else None, float(one))
              for one, line in zip(nets, self.cart.lines, strict=True)),
            *((fee.tax_class if fee.taxable else None, float(one)) for fee, one in fees if float(one) >= 0),
            *((taxable[0] if taxable else None, float(cost)) for cost in self.cart.shipping),
        ]  # fmt: skip
        for name, amount in parts:
            costs[name] = costs.get(name, 0.0) + amount
        whole = sum(costs.values())
        taxes: dict[int, float] = {}
        for name, cost in costs.items():
            if name is not None and cost:
                rates = rates_of(self.cart.country, name)
                for rate, tax in calc_tax(net * (cost / whole), rates, False, self.counts.precision).items():
                    taxes[rate] = taxes.get(rate, 0.0) + tax
        return taxes

    def _sums(self, lines: list[Stored]) -> dict[int, float]:
        found: dict[int, float] = {}
        for line in lines:
            for rate, tax in line.taxes.items():
                value = float(tax)
                if not self.counts.at_subtotal:
                    value = php_round(value, self.counts.decimals, self.counts.mode)
                found[rate] = found.get(rate, 0.0) + value
        return found
