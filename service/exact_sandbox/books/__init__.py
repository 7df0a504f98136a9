"""What writing a record means: checks, VAT, numbers, and double entry. ``WRITERS`` says who minds what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..store import Division, Record
from . import archive, counts, deliveries, goods, invoicing, master, money, sales_entry, sales_invoice, sales_order
from .context import Context

Create = Callable[[Record, Division, Context], Record]
Change = Callable[[Record, dict[str, Any], Division, Context], None]
Remove = Callable[[Record, Division, Context], None]

BANK, CASH = "financialtransaction/BankEntries", "financialtransaction/CashEntries"
GENERAL = "generaljournalentry/GeneralJournalEntries"

CREATORS: dict[str, Create] = {
    "crm/Accounts": master.create_account,
    "crm/Contacts": master.create_contact,
    "crm/Addresses": master.create_address,
    "crm/BankAccounts": master.create_bank_account,
    "documents/Documents": archive.create,
    "documents/DocumentAttachments": archive.attach,
    "documents/DocumentFolders": master.creating("documents/DocumentFolders"),
    "logistics/Items": goods.create_item,
    "logistics/SalesItemPrices": goods.create_price,
    "inventory/Warehouses": goods.create_warehouse,
    "inventory/ItemWarehouses": goods.create_place,
    "inventory/StockCounts": counts.create,
    "sales/SalesChannels": master.creating("sales/SalesChannels", Active=True),
    "cashflow/PaymentConditions": master.creating("cashflow/PaymentConditions"),
    "financial/GLAccounts": master.creating("financial/GLAccounts", Type=110, BalanceSide="C", IsBlocked=False),
    "financial/Journals": master.creating("financial/Journals", Type=90, IsBlocked=False, AllowVAT=True),
    "financial/ExchangeRates": master.create_rate,
    "vat/VATCodes": master.create_vat_code,
    "salesorder/SalesOrders": sales_order.create,
    "salesorder/CompleteSalesOrder": sales_order.complete,
    "salesorder/CompleteSalesOrderLine": sales_order.complete_line,
    "salesorder/GoodsDeliveries": deliveries.create,
    "salesentry/SalesEntries": sales_entry.create,
    "salesinvoice/SalesInvoices": sales_invoice.create,
    "salesinvoice/PrintedSalesInvoices": sales_invoice.print_invoice,
    "salesinvoice/InvoiceSalesOrders": invoicing.invoice_orders,
    BANK: money.bank,
    CASH: money.cash,
    GENERAL: money.general,
    "webhooks/WebhookSubscriptions": master.create_subscription,
}

CHANGERS: dict[str, Change] = {
    "crm/Accounts": master.change_account,
    "crm/Contacts": master.change,
    "crm/Addresses": master.change,
    "crm/BankAccounts": master.change,
    "documents/Documents": archive.change,
    "documents/DocumentFolders": master.change_coded("documents/DocumentFolders"),
    "logistics/Items": goods.change_item,
    "logistics/SalesItemPrices": goods.change_price,
    "inventory/Warehouses": goods.change_warehouse,
    "inventory/ItemWarehouses": goods.change_place,
    "inventory/StockCounts": counts.change,
    "sales/SalesChannels": master.change_coded("sales/SalesChannels"),
    "cashflow/Receivables": master.change,
    "financial/GLAccounts": master.change_coded("financial/GLAccounts"),
    "financial/Journals": master.change_coded("financial/Journals"),
    "financial/ExchangeRates": master.change,
    "vat/VATCodes": master.change_coded("vat/VATCodes"),
    "salesorder/SalesOrders": sales_order.change,
    "salesorder/GoodsDeliveries": deliveries.change,
    "salesinvoice/SalesInvoices": sales_invoice.change,
    "salesentry/SalesEntries": sales_entry.change,
}

USERS_OF_ACCOUNTS = (
    ("salesentry/SalesEntries", "Customer"), ("salesinvoice/SalesInvoices", "OrderedBy"),
    ("salesorder/SalesOrders", "OrderedBy"), ("cashflow/Receivables", "Account"),
    ("documents/Documents", "Account"),
)  # fmt: skip

REMOVERS: dict[str, Remove] = {
    "crm/Accounts": master.remove("crm/Accounts", USERS_OF_ACCOUNTS),
    "crm/Contacts": master.remove("crm/Contacts"),
    "crm/Addresses": master.remove("crm/Addresses", (("salesorder/SalesOrders", "DeliveryAddress"),)),
    "crm/BankAccounts": master.remove("crm/BankAccounts"),
    "documents/Documents": archive.remove,
    "documents/DocumentAttachments": master.remove("documents/DocumentAttachments"),
    "documents/DocumentFolders": master.remove(
        "documents/DocumentFolders", (("documents/Documents", "DocumentFolder"),)
    ),
    "logistics/Items": goods.remove_item,
    "logistics/SalesItemPrices": goods.remove_price,
    "inventory/Warehouses": goods.remove_warehouse,
    "inventory/ItemWarehouses": goods.remove_place,
    "inventory/StockCounts": counts.remove,
    "sales/SalesChannels": master.remove("sales/SalesChannels", (("salesorder/SalesOrders", "SalesChannel"),)),
    "financial/GLAccounts": master.remove(
        "financial/GLAccounts", (("financialtransaction/TransactionLines", "GLAccount"),)
    ),
    "financial/ExchangeRates": master.remove("financial/ExchangeRates"),
    "webhooks/WebhookSubscriptions": master.remove("webhooks/WebhookSubscriptions"),
    "salesentry/SalesEntries": sales_entry.remove,
    "salesinvoice/SalesInvoices": sales_invoice.remove,
    "salesorder/SalesOrders": sales_order.remove,
    BANK: money.remove(BANK),
    CASH: money.remove(CASH),
    GENERAL: money.remove(GENERAL),
}

__all__ = ["CHANGERS", "CREATORS", "REMOVERS", "Context"]
