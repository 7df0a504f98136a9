"""The calls of Exact Online that this service makes, by name. Flows use these and nothing below them.

Bodies of documents come ready from ``order/bodies.py``: no amount is worked out here. Existence is asked with
a filtered list (200 and empty), never by a key that could answer 404 and count as an error (facts §2).
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import TracebackType
from typing import Any

from ..clock import Clock
from ..config import Config
from ..errors import Parked, Permanent, Problem
from ..state.db import Database
from ..state.models import Connection
from ..state.vault import Vault
from . import feeds, forecast, found, limits, login, query, webhooks
from .assumptions import ITEM_DESCRIPTION
from .client import ExactClient
from .found import (
    MONEY_SHAPES,
    OPEN_ORDER,
    SHAPES,
    AccountFound,
    Division,
    Found,
    ItemFound,
    ItemGroup,
    Journal,
    Ledger,
    Me,
    MoneyLine,
    OpenItem,
    PaymentCondition,
    Posted,
    Processed,
    ReadBack,
    Unit,
    VatCode,
)
from .limits import Budget
from .priorities import Priority

__all__ = [
    "AccountFound",
    "Division",
    "Exact",
    "Found",
    "ItemFound",
    "ItemGroup",
    "Journal",
    "Ledger",
    "Me",
    "MoneyLine",
    "OpenItem",
    "PaymentCondition",
    "Posted",
    "Processed",
    "ReadBack",
    "Unit",
    "VatCode",
    "open_exact",
]

MOST_READ_BACK = 20
ONE_PER_ORDER = 1  # CreateMode: 0 one a customer, 1 one an order [D]
DELIVERED, ORDERED = 0, 1  # InvoiceMode [D]
MODULES = {
    "orders": ("salesorder/SalesOrders", "OrderID"),
    "invoices": ("salesinvoice/SalesInvoices", "InvoiceID"),
    "entries": ("salesentry/SalesEntries", "EntryID"),
    "payments": ("financialtransaction/BankEntries", "EntryID"),
    "deliveries": ("salesorder/GoodsDeliveries", "Description"),  # only by this or the date may they be filtered [D]
    "stock": ("inventory/ItemWarehouses", "ID"),
    "documents": ("documents/Documents", "ID"),
}
"""What is found out at connecting: a name, and where an empty read shows whether it is allowed. Whether webhooks are
shows at subscribing (feed/listen.py)."""
DIVISION_GONE = "division_gone"  # found out by feed/administration.py, which also finds out that it is back
NOBODY = "00000000-0000-0000-0000-000000000000"


def open_exact(
    shop_id: str,
    db: Database,
    vault: Vault,
    clock: Clock,
    config: Config,
    *,
    division: int | None = None,
    patience: float = 0,
    priority: Priority = Priority.ORDERS,
) -> Exact:
    """Exact as this shop's connection sees it. Raises Parked when it is not connected, or has no administration or
    one that is gone: asking there order by order would only spend errors (facts §2).

    ``division``: another administration than the chosen one; 0 for "none yet" (then only ``me`` and
    ``divisions`` work). ``patience``: seconds to wait for a new minute instead of raising BudgetSpent.
    ``priority``: who asks; background leaves calls for orders."""
    with db.read() as session:
        row = session.get(Connection, shop_id)
    if row is None or row.tokens is None:
        raise Parked("The shop is not connected to Exact.", problem=login.NOT_CONNECTED)
    chosen = row.division if division is None else division
    if chosen is None:
        raise Parked("No administration is chosen.", problem=_NO_DIVISION)
    if division is None and row.problem and row.problem["code"] == DIVISION_GONE:
        raise Parked("The administration is gone.", problem=Problem.from_dict(row.problem))

    def token(refused: str = "") -> str:
        return login.access_token(shop_id, db, vault, clock, config, refused=refused)

    if row.state == "consent_lost":
        token()  # known already, so no order begins a try; a pair that waits in the spool may still mend it
    app = login.app_id(shop_id, row, vault, config)
    with db.read() as session:
        day = limits.state(session, app, chosen, clock.now()).day
        asks = forecast.standing(session, shop_id, priority, clock.now(), day.limit)
    budget = Budget(db, app, chosen, clock, timedelta(seconds=patience), asks)
    return Exact(ExactClient(row.base_url, chosen, token, budget, clock))


class Exact:
    """One administration. ``reads`` and ``writes`` count the calls made through this object."""

    def __init__(self, client: ExactClient) -> None:
        self._client = client

    @property
    def division(self) -> int:
        return self._client.division

    @property
    def base_url(self) -> str:
        return self._client.base_url

    @property
    def reads(self) -> int:
        return self._client.reads

    @property
    def writes(self) -> int:
        return self._client.writes

    @property
    def unknown(self) -> Counter[str]:
        """Refusals of Exact's that no entry of the catalogue explains, with how often."""
        return self._client.unknown

    def feed(self, path: str, select: str, after: int) -> Iterator[feeds.Page]:
        """A sync feed's pages after a Timestamp, one at a time."""
        return feeds.read(self._client, path, select, after)

    def feed_start(self, path: str, day: date) -> int:
        """The Timestamp from which a feed holds what changed since this day."""
        return feeds.start_at(self._client, path, day)

    def settle_webhooks(self, callback: str, whose: Callable[[str], webhooks.Whose], topics: Iterable[str]) -> int:
        """Subscribe to these topics and no longer to what this service once asked for; how many changes."""
        return webhooks.settle(self._client, callback, whose, topics)

    def asked_by_a_person(self, asked: bool) -> None:
        """Whether somebody waits in front of a screen for what is called from now on: then nothing is held back."""
        self._client.ask_as(Priority.PERSON if asked else Priority.ORDERS)

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> Exact:
        return self

    def __exit__(self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # --- who and where --------------------------------------------------------------------------------------

    def me(self) -> Me:
        """The user who consented; the only call without an administration in its path."""
        return found.me(self._client.get("current/Me", select="CurrentDivision,FullName,UserName,LanguageCode"))

    def divisions(self) -> list[Division]:
        """Every administration the user may reach, over all licences."""
        via = self.division or self.me().division
        select = "Code,Description,Status,BlockingStatus,Country,Currency,VATNumber,DivisionMoveDate"
        records = self._client.get("system/Divisions", select=select, division=via)
        return [found.division(record) for record in records]

    def modules(self) -> dict[str, bool]:
        """What licence, user and app allow, by one empty read each (``MODULES``). (That writing is allowed too shows
        only when something is written.)"""
        return {name: self._may_read(*place) for name, place in MODULES.items()}

    def _may_read(self, path: str, key: str) -> bool:
        nothing = query.equals(key, NOBODY) if key == "Description" else f"{key} eq {query.guid(NOBODY)}"
        try:
            self._client.get(path, select=key, filter=nothing, top=1)
        except Permanent as no:
            if no.context.get("status") in (403, 404):
                return False
            raise
        return True

    # --- choices ------------------------------------------------------------------------------------------------

    def vat_codes(self) -> list[VatCode]:
        select = "Code,Description,Percentage,Type,VATTransactionType,OssCountry,EUSalesListing,Charged,IsBlocked"
        return [found.vat_code(record) for record in self._client.get("vat/VATCodes", select=select)]

    def journals(self) -> list[Journal]:
        select = "ID,Code,Description,Type,Currency,IsBlocked,AllowVAT,AllowVariableCurrency,GLAccountCode"
        return [found.journal(record) for record in self._client.get("financial/Journals", select=select)]

    def ledgers(self) -> list[Ledger]:
        """All ledger accounts. Exact demands a filter here; every account has a balance side."""
        select = "ID,Code,Description,Type,BalanceSide,VATCode,IsBlocked"
        every = query.any_of(query.equals("BalanceSide", side) for side in ("D", "C"))
        records = self._client.get("financial/GLAccounts", select=select, filter=every)
        return [found.ledger(record) for record in records]

    def payment_conditions(self) -> list[PaymentCondition]:
        select = "ID,Code,Description,PaymentMethod,PaymentDays"
        records = self._client.get("cashflow/PaymentConditions", select=select)
        return [found.payment_condition(record) for record in records]

    def item_groups(self) -> list[ItemGroup]:
        records = self._client.get("logistics/ItemGroups", select="ID,Code,Description,IsDefault")
        return [found.item_group(record) for record in records]

    def units(self) -> list[Unit]:
        return [found.unit(one) for one in self._client.get("logistics/Units", select="Code,Description,Main")]

    # --- items --------------------------------------------------------------------------------------------------

    def items_by_code(self, codes: Iterable[str]) -> list[ItemFound]:
        """Those items that exist, in one read for about 25 codes."""
        wanted = list(dict.fromkeys(codes))
        select = "ID,Code,Description,IsSalesItem,SalesVatCode,Unit"
        records: list[dict[str, Any]] = []
        for portion in query.chunks([query.equals("Code", code) for code in wanted]):
            records += self._client.get("logistics/Items", select=select, filter=query.any_of(portion))
        return [found.item(record) for record in records]

    def create_item(
        self,
        code: str,
        description: str,
        *,
        vat_code: str = "",
        unit: str = "",
        item_group: str = "",
        fractions: bool = False,
    ) -> str:
        """A new sales item; its id. ``item_group``: an id, Exact's default group when left out."""
        body: dict[str, Any] = {
            "Code": code,
            "Description": (description or code)[:ITEM_DESCRIPTION],
            "IsSalesItem": True,
            "SalesVatCode": vat_code,
            "Unit": unit,
            "ItemGroup": item_group,
            "IsFractionAllowedItem": fractions,
        }
        made = self._client.post("logistics/Items", {name: value for name, value in body.items() if value != ""})
        return found.made_id(made)

    # --- accounts -----------------------------------------------------------------------------------------------

    def find_accounts(self, *, vat_number: str = "", email: str = "") -> list[AccountFound]:
        """Accounts with this VAT number or this e-mail address, in one read; none for two blanks."""
        terms = [query.equals(name, value) for name, value in (("VATNumber", vat_number), ("Email", email)) if value]
        return self._accounts(query.any_of(terms)) if terms else []

    def account_by_code(self, code: str) -> AccountFound | None:
        """The account with this code; Exact keeps codes 18 wide and compares them so."""
        return next(iter(self._accounts(query.equals("Code", query.padded(code)))), None)

    def account_by_marker(self, search_code: str) -> AccountFound | None:
        """The account that carries our marker in its search code."""
        return next(iter(self._accounts(query.equals("SearchCode", search_code))), None)

    def create_account(self, body: Mapping[str, Any]) -> str:
        return found.made_id(self._client.post("crm/Accounts", body))

    def update_account(self, exact_id: str, body: Mapping[str, Any]) -> None:
        """Change the fields given. Code is left out: sent unchanged it is refused as a duplicate (facts §4)."""
        self._client.put("crm/Accounts", exact_id, {name: value for name, value in body.items() if name != "Code"})

    def account_by_id(self, exact_id: str) -> AccountFound | None:
        return next(iter(self._accounts(f"ID eq {query.guid(exact_id)}")), None)

    def create_contact(self, body: Mapping[str, Any]) -> str:
        """A contact person of an account."""
        return str(self._client.post("crm/Contacts", body)["ID"])

    def update_contact(self, exact_id: str, body: Mapping[str, Any]) -> None:
        self._client.put("crm/Contacts", exact_id, body)

    def contact_of(self, account_id: str, first_name: str, last_name: str) -> str | None:
        """The id of an account's contact person of this name. Division stands in the filter because Exact demands
        one of its indexed fields, and Account is none."""
        condition = f"Account eq {query.guid(account_id)} and {query.equals('Division', self.division)}"
        records = self._client.get("crm/Contacts", select="ID,FirstName,LastName", filter=condition)
        wanted = (first_name, last_name)
        same = (one for one in records if (one.get("FirstName") or "", one.get("LastName") or "") == wanted)
        return next((str(one["ID"]) for one in same), None)

    def create_address(self, body: Mapping[str, Any]) -> str:
        """An address of an account. Exact gives an identical one back instead of making it twice (facts 4)."""
        return str(self._client.post("crm/Addresses", body)["ID"])

    def _accounts(self, condition: str) -> list[AccountFound]:
        select = ",".join(dict.fromkeys(["ID", "Code", "Status", "SearchCode", "Blocked", *found.ACCOUNT_DETAILS]))
        return [found.account(record) for record in self._client.get("crm/Accounts", select=select, filter=condition)]

    # --- documents ----------------------------------------------------------------------------------------------

    def create_sales_order(self, body: Mapping[str, Any]) -> Posted:
        return self._create("sales_order", body)

    def create_sales_invoice(self, body: Mapping[str, Any]) -> Posted:
        return self._create("sales_invoice", body)

    def create_sales_entry(self, body: Mapping[str, Any]) -> Posted:
        return self._create("sales_entry", body)

    def sales_order_is_open(self, exact_id: str) -> bool | None:
        """Neither delivered nor invoiced, not even in part; None when there is no such order (any more)."""
        records = self._client.get(
            "salesorder/SalesOrders", select="OrderID,DeliveryStatus,InvoiceStatus",
            filter=f"OrderID eq {query.guid(exact_id)}",
        )  # fmt: skip
        if not records:
            return None
        return (records[0].get("DeliveryStatus"), records[0].get("InvoiceStatus")) == (OPEN_ORDER, OPEN_ORDER)

    def delete_sales_order(self, exact_id: str) -> None:
        self._client.delete("salesorder/SalesOrders", exact_id)

    def delivered_orders(self, exact_ids: Iterable[str]) -> dict[str, bool]:
        """Of each sales order that is there: have all its goods left? Twenty a call."""
        select = "OrderID,DeliveryStatus"
        records = self._by_ids("salesorder/SalesOrders", "OrderID", exact_ids, select)
        return {str(one["OrderID"]): one.get("DeliveryStatus") == found.COMPLETE_ORDER for one in records}

    def undelivered_lines(self, order_ids: Iterable[str]) -> dict[str, list[tuple[str, Decimal]]]:
        """By sales order the (line, pieces) that are still to be delivered; twenty orders a call."""
        select = "ID,OrderID,Quantity,QuantityDelivered,DeliveryStatus"
        left: dict[str, list[tuple[str, Decimal]]] = {}
        for record in self._by_ids("salesorder/SalesOrderLines", "OrderID", order_ids, select):
            if (line := found.undelivered(record)) is not None:
                left.setdefault(str(record["OrderID"]), []).append(line)
        return left

    def deliver(self, lines: Iterable[tuple[str, Decimal]], on: date, text: str) -> tuple[str, str]:
        """One goods delivery of these order lines, on this day; its (id, number)."""
        body = {
            "DeliveryDate": on.isoformat(), "Description": text,
            "GoodsDeliveryLines": [{"SalesOrderLineID": line, "QuantityDelivered": pieces} for line, pieces in lines],
        }  # fmt: skip
        made = self._client.post("salesorder/GoodsDeliveries", body)
        return found.made_id(made, "EntryID"), str(made.get("DeliveryNumber") or "")

    def find_delivery(self, text: str) -> tuple[str, str] | None:
        """(id, number) of the goods delivery with this text: only by it or the day may they be filtered [D]."""
        condition = query.equals("Description", text)
        records = self._client.get("salesorder/GoodsDeliveries", select="EntryID,DeliveryNumber", filter=condition)
        return next(((str(one["EntryID"]), str(one.get("DeliveryNumber") or "")) for one in records), None)

    def invoice_orders(self, journal: str, exact_ids: Iterable[str], *, delivered_only: bool) -> str:
        """One invoice for each of these sales orders; Exact's words on those it made none of, a line each, or "".
        A success says nothing: look with ``invoices_of_orders``. At most 500 order lines [D]."""
        body = {
            "CreateMode": ONE_PER_ORDER, "InvoiceMode": DELIVERED if delivered_only else ORDERED,
            "JournalCode": journal, "SalesOrderIDs": [{"ID": one} for one in exact_ids],
        }  # fmt: skip
        return str(self._client.post("salesinvoice/InvoiceSalesOrders", body).get("Errors") or "").strip()

    def invoices_of_orders(self, exact_ids: Iterable[str]) -> dict[str, Found]:
        """By sales order, the invoice that was made of it; the first where there are several."""
        lines = self._by_ids("salesinvoice/SalesInvoiceLines", "SalesOrder", exact_ids, "ID,InvoiceID,SalesOrder")
        invoice_of: dict[str, str] = {}
        for line in lines:
            invoice_of.setdefault(str(line["SalesOrder"]), str(line["InvoiceID"]))
        shape = SHAPES["order_invoice"]
        headers = self._by_ids(shape.path, shape.key, dict.fromkeys(invoice_of.values()), shape.header)
        there = {str(one[shape.key]): found.found(shape, one) for one in headers}
        return {order: there[invoice] for order, invoice in invoice_of.items() if invoice in there}

    def process_invoice(self, exact_id: str, *, email: bool, peppol: bool, as_account: bool) -> Processed:
        """Process one invoice: it is final then. Raises Permanent ``already_processed`` for one that is."""
        body = {
            "InvoiceID": exact_id, "SendEmailToCustomer": email, "SendInvoiceViaPeppol": peppol,
            "SendOutputBasedOnAccount": as_account, "SendInvoiceToCustomerPostbox": False,
        }  # fmt: skip
        done = found.processed(self._client.post("salesinvoice/PrintedSalesInvoices", body))
        seen = self.processed_invoices([exact_id]).get(exact_id) if not done.document_id else None
        return replace(done, document_id=seen.document_id, number=seen.number) if seen else done

    def processed_invoices(self, exact_ids: Iterable[str]) -> dict[str, Processed]:
        """Those of these invoices that are processed, by id; twenty a call."""
        select = "InvoiceID,InvoiceNumber,Status,Document"
        records = self._by_ids("salesinvoice/SalesInvoices", "InvoiceID", exact_ids, select)
        return {
            str(one["InvoiceID"]): Processed(str(one.get("Document") or ""), str(one.get("InvoiceNumber") or ""))
            for one in records
            if one.get("Status") == found.PROCESSED
        }

    def pdf(self, document_id: str) -> tuple[str, bytes] | None:
        """(name, content) of the first attachment of a document; None when it has none."""
        select = "ID,Document,FileName,Url"
        records = self._client.get(
            "documents/DocumentAttachments", select=select, filter=f"Document eq {query.guid(document_id)}"
        )
        if not records:
            return None
        url = str(records[0]["Url"])
        content = self._client.download(url + ("&" if "?" in url else "?") + "Download=1")
        return str(records[0].get("FileName") or "invoice.pdf"), content

    def create_document(self, subject: str, account_id: str, on: date) -> str:
        """A document of the archive, of the type of sales invoices; its id."""
        body = {"Subject": subject, "Type": found.SALES_INVOICE_DOCUMENT, "Account": account_id,
                "DocumentDate": on.isoformat()}  # fmt: skip
        return str(self._client.post("documents/Documents", body)["ID"])

    def find_document(self, mark: str, on: date) -> str | None:
        """The document of this day whose subject ends with the mark; subjects cannot be asked for (facts 3)."""
        filter = query.on_day("DocumentDate", on)
        records = self._client.get("documents/Documents", select="ID,Subject", filter=filter)
        return next((str(one["ID"]) for one in records if str(one.get("Subject") or "").endswith(mark)), None)

    def has_attachment(self, document_id: str) -> bool:
        filter = f"Document eq {query.guid(document_id)}"
        return bool(self._client.get("documents/DocumentAttachments", select="ID,Document", filter=filter))

    def attach(self, document_id: str, name: str, content: bytes) -> None:
        body = {"Document": document_id, "FileName": name, "Attachment": base64.b64encode(content).decode()}
        self._client.post("documents/DocumentAttachments", body)

    def show_document(self, entry_id: str, document_id: str) -> None:
        """A sales entry shows this document [C]."""
        self._client.put("salesentry/SalesEntries", entry_id, {"Document": document_id})

    def _by_ids(self, path: str, key: str, exact_ids: Iterable[str], select: str) -> list[dict[str, Any]]:
        records: list[dict[str, Any]] = []
        for portion in query.chunks([f"{key} eq {query.guid(one)}" for one in exact_ids], MOST_READ_BACK):
            records += self._client.get(path, select=select, filter=query.any_of(portion))
        return records

    def find_sales_orders(self, *, number: int | None = None, your_ref: str = "") -> list[Found]:
        if number is not None:
            return self._find("sales_order", query.equals("OrderNumber", number))
        return self._find("sales_order", query.equals("YourRef", your_ref))

    def find_sales_entries(
        self, *, journal: str, number: int | None = None, entry_date: date | None = None
    ) -> list[Found]:
        """By entry number, or all of a day; Exact does not filter entries by reference (facts §3)."""
        if number is None and entry_date is None:
            raise ValueError("sales entries are found by number or by date")
        by = query.equals("EntryNumber", number) if number is not None else query.on_day("EntryDate", entry_date)  # type: ignore[arg-type]
        return self._find("sales_entry", f"{by} and {query.equals('Journal', journal)}")

    def find_sales_invoices(self, *, your_ref: str) -> list[Found]:
        return self._find("sales_invoice", query.equals("YourRef", your_ref))

    def read_documents(self, kind: str, exact_ids: Iterable[str]) -> list[ReadBack]:
        """Documents with their lines, twenty a call; those that Exact no longer has are absent."""
        shape = SHAPES[kind]
        select = f"{shape.header},{shape.lines}"
        records: list[dict[str, Any]] = []
        terms = [f"{shape.key} eq {query.guid(one)}" for one in exact_ids]
        for portion in query.chunks(terms, MOST_READ_BACK):
            condition = query.any_of(portion)
            records += self._client.get(shape.path, select=select, filter=condition, expand=shape.lines)
        return [found.read_back(shape, record) for record in records]

    def documents_of_days(self, kind: str, first: date, last: date, journal: str = "") -> list[ReadBack]:
        """Every document of these days with its lines, ours and others', sixty a call."""
        shape = SHAPES[kind]
        condition = query.on_days(shape.day, first, last)
        if journal and "Journal" in shape.own:
            condition += f" and {query.equals('Journal', journal)}"
        records = self._client.get(
            shape.path, select=f"{shape.header},{shape.lines}", filter=condition, expand=shape.lines
        )
        return [found.read_back(shape, record) for record in records]

    # --- money ------------------------------------------------------------------------------------------------

    def create_money_entry(self, kind: str, body: Mapping[str, Any]) -> Posted:
        """A bank_entry or cash_entry with all its lines, in one call."""
        made = self._client.post(MONEY_SHAPES[kind].path, body)
        return Posted(found.made_id(made, "EntryID"), str(made.get("EntryNumber") or ""), None, None, None, dict(made))

    def find_money_lines(self, kind: str, day: date, last: date | None = None) -> list[MoneyLine]:
        """Every line of bank or cash entries on this day, or up to ``last``: lines can be asked by date, entries cannot
        (facts §3)."""
        select = "ID,EntryID,EntryNumber,Description,AmountFC,Date"
        days = query.on_days("Date", day, last or day)
        records = self._client.get(MONEY_SHAPES[kind].lines_path, select=select, filter=days)
        return [found.money_line(record) for record in records]

    def receivables(self, entry_ids: Iterable[str], numbers: Iterable[str] = ()) -> list[OpenItem]:
        """What is open, or was, of these bookings and invoice numbers; about 20 a call. Needs $select [C]."""
        select = "ID,TransactionEntryID,InvoiceNumber,YourRef,AmountDC,AmountFC,Currency,IsFullyPaid,Status"
        terms = [f"TransactionEntryID eq {query.guid(one)}" for one in entry_ids]
        terms += [query.equals("InvoiceNumber", int(one)) for one in numbers if one.isascii() and one.isdigit()]
        records: list[dict[str, Any]] = []
        for portion in query.chunks(terms, MOST_READ_BACK):
            records += self._client.get("cashflow/Receivables", select=select, filter=query.any_of(portion))
        return [found.open_item(record) for record in records]

    def _create(self, kind: str, body: Mapping[str, Any]) -> Posted:
        shape = SHAPES[kind]
        return found.posted(shape, self._client.post(shape.path, body))

    def _find(self, kind: str, condition: str) -> list[Found]:
        shape = SHAPES[kind]
        records = self._client.get(shape.path, select=shape.header, filter=condition)
        return [found.found(shape, record) for record in records]


_NO_DIVISION = Problem(
    code="no_division",
    cause="no_division",
    what={"en": "No administration is chosen.", "nl": "Er is geen administratie gekozen."},
    why={
        "en": "Exact Online is connected, but it is not known in which administration to book.",
        "nl": "Exact Online is verbonden, maar het is niet bekend in welke administratie geboekt wordt.",
    },
    do={
        "en": "Choose the administration; all waiting orders then go on by themselves.",
        "nl": "Kies de administratie; alle wachtende bestellingen gaan dan vanzelf door.",
    },
    action="connect",
)
