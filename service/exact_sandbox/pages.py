"""/_sandbox for people: the books as tables."""

from __future__ import annotations

import base64
import mimetypes
from contextlib import suppress
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request

from .books import Context, archive, ledger, vat
from .books.money import pay
from .faults import NAMES
from .sandbox import Sandbox
from .store import Division

KINDS = {  # word in URLs: (endpoint, key, number, collection, customer, title)
    "orders": ("salesorder/SalesOrders", "OrderID", "OrderNumber", "SalesOrderLines", "OrderedBy", "Verkooporders"),
    "invoices": (
        "salesinvoice/SalesInvoices", "InvoiceID", "InvoiceNumber", "SalesInvoiceLines", "OrderedBy", "Verkoopfacturen",
    ),
    "entries": ("salesentry/SalesEntries", "EntryID", "EntryNumber", "SalesEntryLines", "Customer", "Verkoopboekingen"),
}  # fmt: skip
SINGULAR = {"order": "orders", "invoice": "invoices", "entry": "entries"}


def pages(sandbox: Sandbox) -> Blueprint:
    door = Blueprint("pages", __name__)

    @door.app_template_filter("money")
    def money(value: Any) -> str:
        return f"{Decimal(value or 0):,.2f}".replace(",", "\u202f").replace(".", ",")

    def of(code: int) -> Division:
        if code not in sandbox.divisions:
            abort(404)
        return sandbox.divisions[code]

    @door.get("/")
    def root() -> Response:
        return redirect("/_sandbox/")  # type: ignore[return-value]

    @door.get("/_sandbox/")
    def overview() -> str:
        now = sandbox.clock.seconds()
        used = {one: sandbox.limits.used(sandbox.config.client_id, one, now) for one in sandbox.divisions}
        return render_template("overview.html", sandbox=sandbox, kinds=KINDS, used=used, balance=ledger.balance)

    @door.route("/_sandbox/<int:code>/periods", methods=["GET", "POST"])
    def periods(code: int) -> str | Response:
        division = of(code)
        if request.method == "POST":
            period = (request.form.get("year", 0, int), request.form.get("month", 0, int))
            with sandbox.lock:
                division.closed ^= {period}  # open ↔ closed
                sandbox.changes += 1
            return redirect(request.path)  # type: ignore[return-value]
        years: dict[int, list[int]] = {}
        for row in division.all("financial/FinancialPeriods"):
            years.setdefault(row["FinYear"], []).append(row["FinPeriod"])
        return render_template("periods.html", division=division, years=years, kinds=KINDS)

    @door.route("/_sandbox/<int:code>/receivables", methods=["GET", "POST"])
    def receivables(code: int) -> str | Response:
        division = of(code)
        if request.method == "POST":
            context = Context(sandbox.language, sandbox.config.assumptions)
            with sandbox.lock, suppress(LookupError):  # paid meanwhile: the page will say so
                pay(division, context, request.form.get("pay", 0, int))
                sandbox.changes += 1
            return redirect(request.path)  # type: ignore[return-value]
        rows = list(reversed(division.all("cashflow/Receivables")))
        return render_template("receivables.html", division=division, rows=rows, kinds=KINDS)

    @door.get("/_sandbox/<int:code>/vat")
    def vat_totals(code: int) -> str:
        division = of(code)
        lines = [line for entry in division.all("salesentry/SalesEntries") for line in entry["SalesEntryLines"]]
        codes = {str(one["Code"]).strip(): one for one in division.all("vat/VATCodes")}
        totals = sorted(vat.per_code(lines), key=lambda row: row["code"])
        return render_template("vat.html", division=division, totals=totals, codes=codes, kinds=KINDS)

    @door.get("/_sandbox/<int:code>/ledgers/<ledger_code>")
    def card(code: int, ledger_code: str) -> str:
        division = of(code)
        account = division.by_code("financial/GLAccounts", ledger_code)
        if account is None:
            abort(404)
        lines, balance = [], Decimal(0)
        for line in division.all("financialtransaction/TransactionLines"):
            if line["GLAccount"] == account["ID"]:
                balance += line["AmountDC"]
                lines.append((line, balance))
        return render_template("card.html", division=division, account=account, lines=lines, kinds=KINDS)

    @door.get("/_sandbox/<int:code>/<kind>")
    def listed(code: int, kind: str) -> str:
        division = of(code)
        if kind == "balance":
            lines, balance = ledger.trial_balance(division), ledger.balance(division)
            return render_template("balance.html", division=division, lines=lines, balance=balance, kinds=KINDS)
        if kind in ("accounts", "items"):
            path = {"accounts": "crm/Accounts", "items": "logistics/Items"}[kind]
            return render_template(f"{kind}.html", division=division, rows=division.all(path), kinds=KINDS)
        if kind not in KINDS:
            abort(404)
        path, key, number, _, customer, title = KINDS[kind]
        names = {account["ID"]: account.get("Name") for account in division.all("crm/Accounts")}
        rows = list(reversed(division.all(path)))
        return render_template("documents.html", division=division, rows=rows, kind=kind, key=key, number=number,
                               customer=customer, names=names, title=title, kinds=KINDS)  # fmt: skip

    @door.get("/_sandbox/<int:code>/<kind>/<exact_id>")
    def one(code: int, kind: str, exact_id: str) -> str:
        division = of(code)
        if kind not in KINDS:
            abort(404)
        path, key, number, lines, customer, title = KINDS[kind]
        record = division.find(path, key, exact_id.lower())
        if record is None:
            abort(404)
        account = division.find("crm/Accounts", "ID", record[customer]) or {}
        booked = [line for line in division.all("financialtransaction/TransactionLines") if line["EntryID"] == exact_id]
        document = record.get("Document")
        files = [file for file in division.all(archive.ATTACHMENTS) if document and file["Document"] == document]
        return render_template("document.html", division=division, record=record, lines=record[lines], number=number,
                               account=account, per_code=vat.per_code(record[lines]), title=title, kind=kind,
                               booked=booked, files=files, kinds=KINDS)  # fmt: skip

    @door.get("/_sandbox/<int:code>/files/<exact_id>")
    def file(code: int, exact_id: str) -> Response:
        found = of(code).find(archive.ATTACHMENTS, "ID", exact_id.lower())
        if found is None:
            abort(404)
        return Response(base64.b64decode(found["Attachment"]), 200, {
            "Content-Type": mimetypes.guess_type(found["FileName"])[0] or "application/octet-stream",
            "Content-Security-Policy": "sandbox",  # whatever it is, it runs nothing here
        })  # fmt: skip

    @door.get("/open")
    def open_link() -> Response:
        kind = SINGULAR.get(request.args.get("kind", ""), "")
        code, exact_id = request.args.get("division", type=int), request.args.get("id", "")
        if not kind or code is None:
            shown = "items" if request.args.get("kind") == "item" else "accounts"
            return redirect(f"/_sandbox/{code}/{shown}" if code else "/_sandbox/")  # type: ignore[return-value]
        return redirect(f"/_sandbox/{code}/{kind}/{exact_id}")  # type: ignore[return-value]

    @door.get("/_sandbox/calls")
    def calls() -> str:
        return render_template("calls.html", calls=list(reversed(sandbox.log))[:300], kinds=KINDS)

    @door.get("/_sandbox/troubles")
    def troubles() -> str:
        return render_template("troubles.html", faults=sandbox.faults.planned, names=NAMES, kinds=KINDS)

    @door.post("/_sandbox/troubles")
    def plan_trouble() -> Response:
        form = request.form
        if form.get("clear"):
            sandbox.faults.clear()
        else:
            match = {"method": form.get("method", "POST"), "path": form.get("path", "")}
            try:
                numbers = {"times": int(form.get("times") or 1), "seconds": float(form.get("seconds") or 0)}
                text = form.get("text", "")
                sandbox.faults.plan({"fault": form.get("fault"), "match": match, "text": text, **numbers})
            except ValueError:
                abort(400)
        return redirect("/_sandbox/troubles")  # type: ignore[return-value]

    return door
