"""Store against books over HTTP against the sandbox, on both databases: equal, and then not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from daily.test_daily_flow import book, midnight
from ledgerbridge.demo.run import bundled_samples, message_of
from ledgerbridge.proof import flow
from ledgerbridge.state.models import Document, Report
from order.test_flow import DIVISION, Place, place, save

pytestmark = pytest.mark.server
__all__ = ["place"]

ENTRIES = "salesentry/SalesEntries"
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def report(here: Place, first: date = YEAR[0], last: date = YEAR[1]) -> Report:
    with here.tools.db.write() as session:
        asked = flow.ask(session, "shop1", DIVISION, first, last, here.tools.clock.now())
    assert flow.due_shops(here.tools) == ["shop1"]
    assert flow.make("shop1", here.tools) == 1
    made: Report = here.get(Report, asked.id)
    assert made.state == "made", made.problem
    return made


def send_samples(here: Place) -> None:
    for number, path in enumerate(sorted(bundled_samples().glob("*.json")), 5001):
        message = message_of(path)
        message["order"] |= {"id": number, "number": str(number)}
        for refund in message["refunds"]:
            refund["id"] += 100_000
        here.send(message, f"msg_{number}")
    for _ in range(4):
        here.work()


def causes(made: Report) -> list[tuple[str, str, str]]:
    assert made.content is not None
    return [(one["cause"], one["number"], one["gross"]) for one in made.content["differences"]]


def adds_up(made: Report) -> None:
    content: Any = made.content
    for total in content["totals"]:
        told = sum(Decimal(one["gross"]) for one in content["differences"] if one["currency"] == total["currency"])
        assert told == Decimal(total["differs"])


def test_every_sample_is_equal_in_totals_of_days(place: Place) -> None:
    save(place, style="daily", collective_account="1000")
    send_samples(place)
    midnight(place)
    book(place)
    for _ in range(3):
        place.work()
    content: Any = report(place).content
    assert content["differences"] == [] and len(content["rates"]) > 5


@pytest.mark.parametrize("style", ["entry", "invoice", "order"])
def test_every_sample_is_equal_and_then_what_is_deleted_or_altered_is_named(place: Place, style: str) -> None:
    save(place, style=style)
    send_samples(place)
    calls = len(place.exact.sandbox.log)
    made = report(place)
    content: Any = made.content
    assert (causes(made), [total["differs"] for total in content["totals"]]) == ([], ["0.00"] * len(content["totals"]))
    assert Decimal(content["totals"][0]["store"]["gross"]) > 1000 and len(content["rates"]) > 5
    assert made.reading["calls"] == len(place.exact.sandbox.log) - calls <= 4
    assert {row["code"] for row in content["left_out"]} >= {"status_no_sale"}
    assert {row["box"] for row in content["rates"]} >= {"1a", "1b", "3a", "3b", "OSS"}
    gone, other = invoices(place)[:2]
    path, key = {"entry": (ENTRIES, "EntryID"), "invoice": ("salesinvoice/SalesInvoices", "InvoiceID"),
                 "order": ("salesorder/SalesOrders", "OrderID")}[style]  # fmt: skip
    place.seed(division=DIVISION, delete=[[path, key, gone.exact_id]])
    alter(place, style, other)
    made = report(place)
    named = {one["number"]: one for one in made.content["differences"]}  # type: ignore[index]
    first, second = named[str(gone.order_id)], named[str(other.order_id)]
    assert (first["cause"], first["gross"]) == ("deleted", f"-{gone.wanted['gross']}")
    assert (second["cause"], second["gross"], second["entry"]) == ("altered", "10.00", other.exact_number)
    assert len(named) == 2
    adds_up(made)
    shown = place.desk("report.read", period="own", first="2026-01-01", last="2026-12-31", locale="nl_NL")
    assert shown["notices"][0]["kind"] == "warning" and "2 verschillen" in shown["notices"][0]["text"]
    rows = next(one for one in shown["sections"] if one["title"] == "Verschillen")["tables"][0]["rows"]
    assert {(row[0]["order_id"], row[1]["text"]) for row in rows} == {
        (gone.order_id, "In Exact verwijderd"), (other.order_id, "In Exact gewijzigd"),
    }  # fmt: skip
    row = place.order_row(gone.order_id)
    assert (row.state, row.problem["code"]) == ("attention", "read_back_differs")  # type: ignore[index]


def invoices(here: Place) -> list[Document]:
    """What was sold in euros and stands."""
    with here.tools.db.read() as session:
        rows = session.query(Document).filter(Document.kind.like("sales_%")).order_by(Document.id)
        return [row for row in rows if not row.credit and row.wanted["currency"] == "EUR"]


def alter(here: Place, style: str, row: Document) -> None:
    """Somebody makes it ten euros more in Exact: in its header and in its first line."""
    path, key, lines = {
        "entry": (ENTRIES, "EntryID", "SalesEntryLines"),
        "invoice": ("salesinvoice/SalesInvoices", "InvoiceID", "SalesInvoiceLines"),
        "order": ("salesorder/SalesOrders", "OrderID", "SalesOrderLines"),
    }[style]
    record = next(one for one in here.exact.sandbox.divisions[DIVISION].all(path) if one[key] == row.exact_id)
    for part in (record, record[lines][0]):
        for name in ("AmountFC", "AmountDC", "AmountFCExclVat", "NetPrice"):
            part.update({name: part[name] + 10} if part.get(name) else {})
