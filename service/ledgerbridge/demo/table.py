"""What the demo prints."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table

NAMES = {"order": "sales orders", "invoice": "sales invoices", "entry": "sales entries"}
COLOURS = {"booked": "green", "credited": "cyan", "skipped": "dim", "attention": "yellow", "refused": "yellow"}


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=190)


def heading(style: str, division: str, count: int, exact_url: str) -> None:
    _console().print(
        f"\n[bold]{count} real WooCommerce orders as {NAMES[style]}[/bold] in “{division}” at {exact_url}"
    )


def rows(found: Sequence[dict[str, Any]]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, right in (
        ("order", False), ("total", True), ("state", False), ("documents in Exact", False), ("in Exact", True),
        ("difference", True), ("calls", True), ("reason", False),
    ):  # fmt: skip
        table.add_column(name, justify="right" if right else "left", no_wrap=name != "reason")
    for row in found:
        colour = "red" if row["in_doubt"] else COLOURS.get(row["status"], "")
        total = row["total"] + (f" − {row['refunded']}" if row.get("refunded", "0.00") != "0.00" else "")
        table.add_row(
            row["case"], total, f"[{colour}]{row['status']}[/]" if colour else row["status"],
            ", ".join(_name(document) for document in row["documents"]), row.get("in_exact", ""), row["difference"],
            str(row["calls"]) if row["calls"] else "", row["reason"],
        )  # fmt: skip
    _console().print(table)


def _name(document: dict[str, Any]) -> str:
    kind = document["kind"].removeprefix("sales_")
    return ("credit " if document["credit"] else "") + f"{kind} {document['number']}"


def closing(found: Sequence[dict[str, Any]], seconds: float) -> None:
    count = {
        state: sum(row["status"] == state for row in found)
        for state in ("booked", "credited", "skipped", "attention", "refused")
    }
    off = sum((abs(Decimal(row["difference"])) for row in found if row["difference"]), Decimal("0.00"))
    doubt = sum(row["in_doubt"] for row in found)
    writes = sum(row["writes"] for row in found)
    done = f"{count['booked']} booked, {count['credited']} booked and credited, {count['skipped']} not to be booked"
    open_ = f"{count['attention']} need attention, {count['refused']} refused at the door, {doubt} in doubt"
    _console().print(
        f"[bold]{done}, {open_}.[/bold]\nDifference {off:.2f} (what Exact holds, read back, against the shop). "
        f"{writes} writes to Exact, {seconds:.1f} s."
    )


def keep(service_url: str, exact_url: str) -> None:
    _console().print(f"The books: {exact_url}/_sandbox/   The service: {service_url}/health")
