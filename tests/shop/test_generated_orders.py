"""The generator's arithmetic (tests/order/generate) against a real WooCommerce: the same carts, line by line."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import copies
import pytest

from order.generate import carts, woocommerce
from order.generate.woocommerce import Cart, Counts, Stored
from shop import Shop

pytestmark = pytest.mark.shop

BUILD = (Path(__file__).parent / "php" / "carts.php").read_text()
EACH = 130  # carts for each way prices are entered
COUNTRIES = ("NL", "NL", "NL", "DE", "FR", "BE", "GB", "CH", "CA")
DIGIT = Decimal("0.000001")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    if not copies.is_named("woocommerce"):
        pytest.skip("skipped: no WOOCOMMERCE_DIR")
    with Shop(tmp_path_factory.mktemp("generated"), activate=False) as running:
        yield running


def some(inclusive: bool) -> list[Cart]:
    """Carts of every kind: more odd shops than there are."""
    found = []
    for seed in range(EACH):
        dice = random.Random(f"{inclusive} {seed}")
        counts = Counts(inclusive, dice.random() < 0.4, dice.choices((2, 4, 3, 0), (70, 12, 10, 8))[0])
        classes = (*carts.CLASSES, None)
        found.append(carts.cart(dice, counts, dice.choice(COUNTRIES), classes=classes, exempt=dice.random() < 0.08))
    return found


def built(shop: Shop, wanted: list[Cart], inclusive: bool) -> list[dict[str, Any]]:
    yes = "yes" if inclusive else "no"
    shop.php(f"update_option( 'woocommerce_prices_include_tax', '{yes}' );")
    given = json.dumps([asdict(cart) for cart in wanted])
    said = shop.php(f"$ledgerbridge_carts = json_decode( <<<'JSON'\n{given}\nJSON\n, true );\n{BUILD}")
    return [json.loads(row) for row in said.splitlines()]


def amount(text: str) -> Decimal:
    return Decimal(text or "0").quantize(DIGIT)


def ours(stored: Stored) -> tuple[Decimal, Decimal, dict[int, Decimal]]:
    return amount(stored.total), amount(stored.total_tax), {id: amount(tax) for id, tax in stored.taxes.items()}


def theirs(line: dict[str, Any], ids: dict[int, int]) -> tuple[Decimal, Decimal, dict[int, Decimal]]:
    taxes = {ids.get(one["id"], one["id"]): amount(one["total"]) for one in line["taxes"] if one["total"] != ""}
    return amount(line["total"]), amount(line["total_tax"]), taxes


def differences(cart: Cart, real: dict[str, Any]) -> list[str]:
    ids = dict(zip(real["compound"], (21, 22), strict=True))
    made = woocommerce.order_of(cart)
    found = []
    for name, group in (("line_items", made.items), ("shipping_lines", made.shipping), ("fee_lines", made.fees)):
        mine, there = [ours(one) for one in group], [theirs(line, ids) for line in real[name]]
        found += [f"{name}: {one} is {other}" for one, other in zip(mine, there, strict=False) if one != other]
        if len(mine) != len(there):
            found.append(f"{name}: {len(mine)} are {len(there)}")
    there = {ids.get(row["rate_id"], row["rate_id"]): row for row in real["tax_lines"]}
    for field, mine in (("tax_total", made.tax_totals), ("shipping_tax_total", made.shipping_tax_totals)):
        for rate, tax in mine.items():
            if rate not in there or amount(tax) != amount(there[rate][field]):
                found.append(f"{field} of rate {rate}: {tax} is {there.get(rate)}")
    if set(there) != set(made.tax_totals):
        found.append(f"rates: {set(made.tax_totals)} are {there}")
    for field, one in (("total", made.total), ("total_tax", made.total_tax)):
        if amount(one) != amount(real[field]):
            found.append(f"{field}: {one} is {real[field]}")
    return found


@pytest.mark.parametrize("inclusive", [True, False], ids=["prices-with-tax", "prices-without"])
def test_the_generator_counts_as_woocommerce_does(shop: Shop, inclusive: bool) -> None:
    wanted = some(inclusive)
    real = built(shop, wanted, inclusive)
    assert len(real) == EACH and all(one["prices_include_tax"] is inclusive for one in real)
    wrong = {n: (wanted[n], found) for n, one in enumerate(real) if (found := differences(wanted[n], one))}
    told = "\n".join(f"{n} {cart}\n   " + "\n   ".join(found) for n, (cart, found) in wrong.items())
    assert not wrong, f"{len(wrong)} of {EACH} orders differ:\n{told}"
