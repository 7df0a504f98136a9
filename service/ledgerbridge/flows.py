"""Everything that can happen, in one place.

MESSAGES  a shop's word → the flow it rings
FLOWS     a flow's name on the queue → the function that does it (shop id, tools)
FEEDS     what Exact tells by itself → what is done with it (docs/contracts.md 8)
CLOCK     what the clock does, and how often (seconds)
"""

from __future__ import annotations

from collections.abc import Callable

from . import housekeeping
from .daily import flow as daily
from .delivery import feed as goods
from .delivery import flow as delivery
from .exact.feeds import ACCOUNTS, ITEMS, SALES_INVOICES, SALES_ORDERS, STOCK_POSITIONS, Feed
from .feed import documents, links, listen, pull
from .life import flow as life
from .order import drain
from .payment import open_items, receipts
from .proof import flow as proof
from .status import tell
from .stock import flow as stock
from .stock import positions
from .tools import Tools
from .vies import flow as vies

Flow = Callable[[str, Tools], object]

MESSAGES = {"order.snapshot": "drain", "order.deleted": "drain"}

FEEDS: dict[str, Feed] = {
    "items": Feed(
        "sync/Logistics/Items", "ID,Code", ("Items",), links.items, ITEMS, links.gone("item"), missed=links.missed
    ),
    "accounts": Feed("sync/CRM/Accounts", "ID,Code", ("Accounts",), links.accounts, ACCOUNTS, links.gone("account")),
    "orders": Feed(
        "sync/SalesOrder/SalesOrderHeaders", "OrderID,AmountFC", ("SalesOrders",), documents.orders,
        SALES_ORDERS, documents.gone("sales_order"), then="drain",
    ),
    "invoices": Feed(  # one row per line
        "sync/SalesInvoice/SalesInvoices", "InvoiceID", ("SalesInvoices",),
        documents.seen("InvoiceID", "sales_invoice", "order_invoice"), SALES_INVOICES,
        documents.gone("sales_invoice", "order_invoice"), then="drain", history=False,
    ),
    "entries": Feed(  # entries have no feed of their own: every line of the ledgers, since the shop was connected
        "sync/Financial/TransactionLines", "EntryID", ("SalesEntries",),
        documents.seen("EntryID", "sales_entry", "day_entry"),
        told=documents.gone("sales_entry", "day_entry"), then="drain", history=False,
    ),
    "deliveries": Feed(  # one row per line
        "sync/SalesOrder/GoodsDeliveryLines", goods.SELECT, ("GoodsDeliveries",), goods.take, then="deliveries",
        history=False, wanted=goods.wanted,
    ),
    "stock": Feed(
        "sync/Inventory/StockPositions", positions.SELECT, ("StockPositions",), positions.take, STOCK_POSITIONS,
        positions.gone, then="stock", wanted=positions.wanted, alone=True,
    ),
}  # fmt: skip

FLOWS: dict[str, Flow] = {
    "drain": drain.drain,  # book what is due, prove it, tell the shop
    "receipts": receipts.book_due,  # what was paid: one bank or cash entry per journal and day
    "daily": daily.book_days,  # one entry for a day's sales to consumers, by choice
    "vies": vies.check,  # are the VAT numbers of reverse-charged sales in force, by choice
    "life": life.go_on,  # deliver and invoice sales orders, process and send invoices, by choice
    "deliveries": delivery.push,  # tell the shop which goods left Exact's warehouse, by choice
    "stock": stock.push,  # tell the shop how its stock changed in Exact, by choice
    "proof": proof.make,  # store against books of a period, read anew from Exact
    "open_items": open_items.ask,  # which invoices left open are paid
    "report": tell.tell,  # tell the shop what it does not know yet
    "feeds": pull.puller(FEEDS),  # read what changed in Exact
    "listen": listen.listener(FEEDS),  # subscribe to Exact's webhooks, look whether they still stand
    "keep_alive": housekeeping.keep_alive,  # a token that is not used dies after 30 days
}

CLOCK: dict[str, int] = {
    "sweep": 15,  # ring for everything that is due
    "feeds": 60,  # ring for feeds that are due: marked by Exact, or polled
    "housekeeping": 3600,  # empty old bodies, ring keep_alive
}
