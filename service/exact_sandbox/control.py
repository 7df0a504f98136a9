"""/_sandbox as JSON: books, log, clock, faults, seed. For tests and demos; Exact has nothing like it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, jsonify, request

from .books import CREATORS, Context, ledger, money, stock, vat
from .refusals import Refusal
from .sandbox import Sandbox
from .store import Division, Record

DOCUMENTS = {
    "sales_orders": ("salesorder/SalesOrders", "SalesOrderLines"),
    "sales_invoices": ("salesinvoice/SalesInvoices", "SalesInvoiceLines"),
    "sales_entries": ("salesentry/SalesEntries", "SalesEntryLines"),
}


def control(sandbox: Sandbox) -> Blueprint:
    door = Blueprint("control", __name__, url_prefix="/_sandbox")

    @door.get("/books")
    def books() -> Response:
        wanted = request.args.get("division", type=int)
        with sandbox.lock:
            sandbox.catch_up()
            chosen = [one for one in sandbox.divisions.values() if wanted in (None, one.code)]
            return jsonify(divisions=[books_of(one) for one in chosen])

    @door.get("/log")
    def log() -> Response:
        counts: dict[str, int] = {}
        for call in sandbox.log:
            counts[call["method"]] = counts.get(call["method"], 0) + 1
        return jsonify(requests=sandbox.log, counts=counts)

    @door.delete("/log")
    def clear_log() -> Response:
        sandbox.log.clear()
        return jsonify(cleared=True)

    @door.route("/clock", methods=["GET", "POST"])
    def clock() -> Response:
        said = request.get_json(silent=True) or {}
        with sandbox.lock:
            if "speed" in said:
                sandbox.clock.run_at(float(said["speed"]))
            if "advance" in said:
                sandbox.clock.advance(float(said["advance"]))
            sandbox.catch_up()
        time = sandbox.clock
        return jsonify(now=time.now().isoformat() + "Z", seconds=time.seconds(), speed=time.speed)

    @door.route("/faults", methods=["GET", "POST", "DELETE"])
    def faults() -> tuple[Response, int]:
        if request.method == "DELETE":
            sandbox.faults.clear()
        if request.method == "POST":
            try:
                sandbox.faults.plan(request.get_json())
            except (ValueError, TypeError) as wrong:
                return jsonify(error=str(wrong)), 400
        return jsonify(faults=sandbox.faults.as_list()), 200

    @door.route("/webhooks", methods=["GET", "POST"])
    def webhooks() -> Response:
        """What was delivered and what waits; POST sets ``lose``, ``duplicate``, ``shuffle``."""
        said, courier = request.get_json(silent=True) or {}, sandbox.webhooks
        with sandbox.lock:
            courier.lose = int(said.get("lose", courier.lose))
            courier.duplicate = bool(said.get("duplicate", courier.duplicate))
            courier.shuffle = bool(said.get("shuffle", courier.shuffle))
            queues = {"waiting": list(courier.waiting), "done": list(courier.done)}
        shown = {
            name: [
                {"url": one.url, "body": one.body.decode(), "tries": one.tries, "status": one.status} for one in queue
            ]
            for name, queue in queues.items()
        }
        return jsonify(lose=courier.lose, duplicate=courier.duplicate, shuffle=courier.shuffle, **shown)

    @door.post("/seed")
    def seed() -> tuple[Response, int]:
        said = request.get_json()
        try:
            with sandbox.lock:
                plant(sandbox, sandbox.divisions[int(said.get("division", 3000001))], said)
                sandbox.changes += 1
        except (LookupError, Refusal) as wrong:
            return jsonify(error=str(wrong)), 400
        return jsonify(seeded=True), 200

    return door


def plant(sandbox: Sandbox, division: Division, said: dict[str, Any]) -> None:
    """Records and states that a test wants to find."""
    context = Context(sandbox.language, sandbox.config.assumptions)
    for name, path in (("items", "logistics/Items"), ("accounts", "crm/Accounts")):
        for record in said.get(name, []):
            CREATORS[path](dict(record), division, context)
    for one in said.get("stock", []):
        item = division.by_code("logistics/Items", str(one["item"]))
        house = division.by_code("inventory/Warehouses", str(one.get("warehouse", "1")))
        if item is None or house is None:
            raise LookupError(f"no such item or warehouse: {one}")
        stock.seed(item, Decimal(str(one["quantity"])), division, house)
    for record in said.get("vat_codes", []):
        percent = Decimal(str(record.get("Percentage", "0")))
        plain = {"VATTransactionType": "S", "EUSalesListing": "N", "Charged": False, "IsBlocked": False, "Type": "E"}
        division.add("vat/VATCodes", {**plain, **record, "Percentage": percent})
    division.closed |= {(int(year), int(period)) for year, period in said.get("closed_periods", [])}
    division.closed -= {(int(year), int(period)) for year, period in said.get("open_periods", [])}
    for name, blocked in (("block_journal", True), ("unblock_journal", False)):
        journal = division.by_code("financial/Journals", str(said.get(name, "")))
        if journal:
            journal["IsBlocked"] = blocked
    for payment in said.get("pay", []):
        amount = Decimal(str(payment["amount"])) if "amount" in payment else None
        money.pay(division, context, int(payment["entry"]), amount)
    if said.get("language"):
        sandbox.language = str(said["language"])
    for path, key, exact_id in said.get("delete", []):
        record = division.find(path, key, exact_id)
        if record:
            division.all(path).remove(record)
    for path, key, exact_id, changes in said.get("alter", []):
        found = division.find(path, key, exact_id)
        if found:
            found.update({name: Decimal(value) if _is_amount(value) else value for name, value in changes.items()})


def _is_amount(value: Any) -> bool:
    return isinstance(value, str) and value.replace("-", "").replace(".", "").isdigit() and "." in value


def books_of(division: Division) -> dict[str, Any]:
    found: dict[str, Any] = {"division": division.code, "name": division.name}
    found["accounts"] = [plain(record) for record in division.all("crm/Accounts")]
    found["items"] = [plain(record) for record in division.all("logistics/Items")]
    for name, (path, lines) in DOCUMENTS.items():
        found[name] = [document(record, lines) for record in division.all(path)]
    found["journal_entries"] = [plain(line) for line in division.all("financialtransaction/TransactionLines")]
    found["trial_balance"] = {"lines": ledger.trial_balance(division), "balance": f"{ledger.balance(division):.2f}"}
    found["receivables"] = [plain(record) for record in division.all("cashflow/Receivables")]
    return found


def document(record: Record, lines: str) -> dict[str, Any]:
    shown = plain({name: value for name, value in record.items() if name != lines})
    shown["lines"] = [plain(line) for line in record[lines]]
    shown["per_code"] = vat.per_code(record[lines])
    return shown


def plain(record: Record) -> dict[str, Any]:
    return {name: _plain(value) for name, value in record.items() if not name.startswith("_")}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, datetime) else value
