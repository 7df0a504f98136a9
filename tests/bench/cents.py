"""Orders at random, made by WooCommerce's own rounding rules (tests/order/generate.py): is each booked to the cent?

Every order is planned in all booking styles; what the plan would send is worked out by the sandbox's own VAT
arithmetic in both of its rounding modes, and compared with the plan per VAT code, with the order's total, and with
the refunds. What a person must look at is counted, by reason; of valid orders it may be one in a thousand.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from exact_sandbox.assumptions import Assumptions
from exact_sandbox.books import vat
from exact_sandbox.books.context import Context
from exact_sandbox.books.documents import amount_of
from exact_sandbox.sandbox import Sandbox, SandboxConfig
from ledgerbridge.daily.total import entry as day_entry
from ledgerbridge.money import cents
from ledgerbridge.order import bodies
from ledgerbridge.order.lines import ENTRIES
from ledgerbridge.order.plan import make as plan
from ledgerbridge.order.shapes import Snapshot, WantedDocument
from order import generate, make

ORDERS = 50_000
PORTION = 500
LINES = {"sales_entry": ("SalesEntryLines", "VATAmountFC"), "sales_invoice": ("SalesInvoiceLines", "VATAmountFC"),
         "sales_order": ("SalesOrderLines", "VATAmount"), "day_entry": ("SalesEntryLines", "VATAmountFC")}  # fmt: skip
ROUNDINGS = ("line", "document_per_code")


class Anything(dict[str, str]):
    """Every code has an id."""

    def __missing__(self, key: str) -> str:
        return f"id-{key}"


def measure(orders: int = ORDERS) -> dict[str, Any]:
    begun = time.perf_counter()
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for counted, found in pool.map(portion, range(0, orders, PORTION)):
            counts += counted
            wrong += found
    valid = counts["valid"]
    asked = counts["valid orders that need attention"]
    said = {name: counts[name] for name in sorted(counts)}
    share = f"{asked / valid:.4%}"
    found = {**said, "share of valid orders that need attention": share, "not as it should be": len(wrong)}
    if wrong:
        raise AssertionError(f"{len(wrong)} of {orders} orders are wrong: {wrong[:5]}; {found}")
    if asked > valid / 1000:
        raise AssertionError(f"more than one in a thousand valid orders needs a person: {found}")
    return {**found, "seconds": round(time.perf_counter() - begun)}


def portion(first: int) -> tuple[Counter[str], list[str]]:
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for seed in range(first, first + PORTION):
        made = generate.generate(seed)
        counts["orders"] += 1
        counts["valid"] += made.valid
        counts["orders whose VAT of a rate is not the shop's own tax row"] += off_the_rows(made)
        needs_person = False
        for style in make.STYLES:
            problem, attention, documents, compared = one(made, style)
            needs_person |= attention
            counts["documents"] += documents
            counts["VAT codes compared"] += compared
            if problem:
                wrong.append(f"seed {seed} {made.kind} {style}: {problem}")
        if needs_person and made.valid:
            counts["valid orders that need attention"] += 1
    return counts, wrong


def one(made: generate.Made, style: str) -> tuple[str, bool, int, int]:
    """(what is wrong, does a person have to look, documents, VAT codes compared) for one order in one style."""
    order = made.order
    settings = make.settings(style, vat=RULES, gift_card_ledger="1610", currency="EUR")
    found = plan(order, settings)
    if found.decision == "attention":
        assert found.problem is not None
        told = bool(found.problem.what["nl"] and found.problem.do["nl"])
        if not told or (found.problem.code == "total_does_not_add_up" and not found.problem.arithmetic):
            return "a problem without words or without its arithmetic", True, 0, 0
        if not made.valid and found.problem.code != made.code:
            return f"{found.problem.code} instead of {made.code}", True, 0, 0
        return "", True, 0, 0
    if (found.decision, made.code) != (made.expected, made.code and found.reason_code):
        return f"{found.decision} ({found.reason_code}) instead of {made.expected} ({made.code})", False, 0, 0
    compared = 0
    for document in found.documents:
        for rounding in ROUNDINGS:
            there = books_of(document, settings, rounding)
            asked = {total.code: (total.net, total.vat) for total in document.per_code}
            if there != asked:
                return f"{document.key} {rounding}: wanted {asked}, the books say {there}", False, 0, 0
            compared += len(asked)
    return sums(order, found.documents), False, len(found.documents), compared


def off_the_rows(made: generate.Made) -> bool:
    """Is the VAT of a rate other than the order's tax row says, in cents? Rows have fractions (fees), stay behind
    (negative fees in the block checkout), and a tie of a shop with more decimals can go both ways: counted only."""
    order = made.order
    documents = plan(order, make.settings("entry", vat=RULES)).documents
    if made.expected != "book" or not documents:
        return False
    rows: dict[tuple[Decimal | None, str], Decimal] = {}
    ours: dict[tuple[Decimal | None, str], Decimal] = {}
    for rate in order.rates:
        group = (rate.percent, rate.country)
        rows[group] = rows.get(group, Decimal(0)) + rate.vat + rate.shipping_vat
    for line in documents[0].lines:
        group = (line.choice.percent, line.choice.country)
        ours[group] = ours.get(group, Decimal(0)) + line.vat
    return any(cents(row) != ours.get(group, Decimal(0)) for group, row in rows.items())


def sums(order: Snapshot, documents: tuple[WantedDocument, ...]) -> str:
    """The invoice is what the customer paid, by whatever means; what was given back is credited, and never more."""
    if not documents:
        return ""
    invoice, credits = documents[0], documents[1:]
    paid = cents(order.total) + sum((cents(tender.amount) for tender in order.tenders), Decimal(0))
    if invoice.gross != paid:
        return f"the invoice is {invoice.gross}, paid was {paid}"
    given = sum((cents(refund.amount) for refund in order.refunds), Decimal(0))
    credited = sum((one.gross for one in credits), Decimal(0))
    if credited != given:
        return f"credited {credited}, given back {given}"
    left = {total.code: [total.net, total.vat] for total in invoice.per_code}
    for credit in credits:
        for total in credit.per_code:
            pair = left.setdefault(total.code, [Decimal(0), Decimal(0)])
            pair[0] -= total.net
            pair[1] -= total.vat
    if credited == invoice.gross and any(net or tax for net, tax in left.values()):
        return f"all was credited, and {left} is left"
    return ""


def books_of(document: WantedDocument, settings: Any, rounding: str) -> dict[str, tuple[Decimal, Decimal]]:
    """Net and VAT per code as the sandbox would book the body that is sent; positive for credit notes, too."""
    division, context = administration(rounding)
    share, ledger = document, document.kind in ENTRIES
    if document.kind == "day_share":  # a day of this share alone
        document = day_entry("day-1", 1, [document])
    name, vat_name = LINES[document.kind]
    body = bodies.body(document, bodies.Ids("a", Anything(), Anything()), settings, "K7Q2")
    worked = []
    for line in body[name]:
        amount = line["AmountFC"] if ledger else amount_of(dict(line), context)
        explicit = line.get(vat_name)
        worked.append((vat.tax(amount, line["VATCode"], explicit, division, context), explicit is not None))
    found: dict[str, tuple[Decimal, Decimal]] = {}
    sign = -1 if ledger and share.credit else 1
    for taxed in vat.document_rounding(worked, context):
        net, tax = found.get(taxed.code, (Decimal("0.00"), Decimal("0.00")))
        found[taxed.code] = (net + sign * taxed.net, tax + sign * taxed.vat)
    return found


@cache
def administration(rounding: str) -> Any:
    """An administration of the sandbox with the codes of the settings."""
    sandbox = Sandbox(SandboxConfig(assumptions=Assumptions(vat_rounding=rounding)))
    division = next(iter(sandbox.divisions.values()))
    division.all("vat/VATCodes").clear()
    for rule in RULES:
        kind = "N" if rule.reason in ("none", "exempt") else "E"
        division.add("vat/VATCodes", {"Code": rule.code, "Description": rule.reason, "Type": kind,
                                      "VATTransactionType": "S",
                                      "Percentage": (rule.percent or Decimal(0)) / 100})  # fmt: skip
    return division, Context("nl-NL", sandbox.config.assumptions)


RULES = make.RULES
