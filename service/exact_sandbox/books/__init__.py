"""What writing a record means: checks, VAT, numbers, and double entry. ``WRITERS`` says who minds what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..store import Division, Record
from . import master, sales_entry, sales_invoice, sales_order
from .context import Context

Create = Callable[[Record, Division, Context], Record]
Change = Callable[[Record, dict[str, Any], Division, Context], None]
Remove = Callable[[Record, Division, Context], None]

CREATORS: dict[str, Create] = {
    "crm/Accounts": master.create_account,
    "crm/Contacts": master.create_contact,
    "crm/Addresses": master.create_address,
    "logistics/Items": master.create_item,
    "cashflow/PaymentConditions": master.creating("cashflow/PaymentConditions"),
    "financial/GLAccounts": master.creating("financial/GLAccounts", Type=110, BalanceSide="C", IsBlocked=False),
    "financial/ExchangeRates": master.create_rate,
    "logistics/SalesItemPrices": master.create_price,
    "salesorder/CompleteSalesOrder": sales_order.complete,
    "webhooks/WebhookSubscriptions": master.create_subscription,
    "salesentry/SalesEntries": sales_entry.create,
    "salesinvoice/SalesInvoices": sales_invoice.create,
    "salesinvoice/PrintedSalesInvoices": sales_invoice.print_invoice,
    "salesinvoice/InvoiceSalesOrders": sales_invoice.invoice_orders,
    "salesorder/SalesOrders": sales_order.create,
}

CHANGERS: dict[str, Change] = {
    "crm/Accounts": master.change_account,
    "crm/Contacts": master.change,
    "crm/Addresses": master.change,
    "logistics/Items": master.change_item,
    "logistics/SalesItemPrices": master.change,
    "salesorder/SalesOrders": sales_order.change,
    "salesinvoice/SalesInvoices": sales_invoice.change,
    "salesentry/SalesEntries": sales_entry.change,
}

USERS_OF_ACCOUNTS = (
    ("salesentry/SalesEntries", "Customer"), ("salesinvoice/SalesInvoices", "OrderedBy"),
    ("salesorder/SalesOrders", "OrderedBy"),
)  # fmt: skip

REMOVERS: dict[str, Remove] = {
    "crm/Accounts": master.remove("crm/Accounts", USERS_OF_ACCOUNTS),
    "crm/Contacts": master.remove("crm/Contacts"),
    "crm/Addresses": master.remove("crm/Addresses"),
    "logistics/Items": master.remove("logistics/Items"),
    "logistics/SalesItemPrices": master.remove("logistics/SalesItemPrices"),
    "webhooks/WebhookSubscriptions": master.remove("webhooks/WebhookSubscriptions"),
    "salesentry/SalesEntries": sales_entry.remove,
    "salesinvoice/SalesInvoices": sales_invoice.remove,
    "salesorder/SalesOrders": sales_order.remove,
}

__all__ = ["CHANGERS", "CREATORS", "REMOVERS", "Context"]
