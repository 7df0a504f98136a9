"""What public material does not settle about Exact Online, in one place, each with its mark.

[A] assumed, [U] unknown, [C] seen in other people's working code, [D] documented (facts/exact-online.md).
A live division corrects a line here and nowhere else.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

# --- credit notes (facts §4; open question 5) ---------------------------------------------------------------
TYPE_INVOICE = 8020  # [D] SalesInvoices.Type
TYPE_CREDIT = 8021  # [D]
INVOICE_CREDIT_SIGN = Decimal(1)  # [U] quantities and amounts of an 8021 note are sent positive

ENTRY_TYPE_INVOICE = 20  # [D] SalesEntries.Type; marked read-only, yet clients send it [C]
ENTRY_TYPE_CREDIT = 21
ENTRY_CREDIT_SIGN = Decimal(-1)  # [A] a credit entry is sent with negative AmountFC and VATAmountFC

ORDER_CREDIT_SIGN = Decimal(-1)  # [D] "negative quantity = trade-in"; orders have no credit type

CREDIT_TYPES = frozenset({TYPE_CREDIT, 8024, ENTRY_TYPE_CREDIT})

# --- receipts (facts §4, Money) -------------------------------------------------------------------------------
RECEIPT_SIGN = Decimal(1)  # [A] a bank line's AmountFC is positive when money comes in: opening + lines = closing
# [A] A bank entry's date is its lines' Date: the header has none. Opening and closing balance may be left out; Exact
# then goes on from the journal's last one. OurRef is the number of the invoice that is settled [D]; whether Exact
# matches the two by itself is unknown [U]: in its matching screen it proposes them.
# [A] A journal of type 16 (payment provider) takes BankEntries, as one of type 12.

# --- days (facts §4; open question 6) --------------------------------------------------------------------------
# [A] a date-only field (EntryDate, InvoiceDate, OrderDate, a line's Date) reads back as midnight UTC of its day. [A] A
# draft invoice has the InvoiceDate it was given as OrderDate; without one it counts on the day it was sent for.

# --- VAT amounts (facts §4) ---------------------------------------------------------------------------------
WITHOUT_VAT_AMOUNT = frozenset({"none", "rounding", "exempt"})
# [A] lines booked for these reasons may have a VAT code of type N, which refuses a VAT amount
# ("Een btw bedrag is niet toegestaan" [I]); whether 0.00 counts as one is unknown, so none is sent: it is 0 anyway

# --- lengths (facts §4: only Account.Code, Item.Description are published [D]; the others [A]) ----------------
ACCOUNT_CODE_WIDTH = 18  # [D] right-aligned, leading spaces
ITEM_DESCRIPTION = 60  # [D]
NAME = 50
ADDRESS_LINE = 100
CITY = 30
POSTCODE = 20
EMAIL = 100
YOUR_REF = 30
DESCRIPTION = 60
SEARCH_CODE = 20
ITEM_CODE = 30
VAT_NUMBER = 20
PHONE = 30
CHAMBER_OF_COMMERCE = 20
FIRST_NAME = 50
LAST_NAME = 50
# Counted in UTF-16 units [A]: a character outside the basic plane counts two.

# --- customers (facts §4) -----------------------------------------------------------------------------------
CLEARED = None  # [A] how a field of an account is emptied by a PUT
LANGUAGES = {"nl": "NL", "en": "EN", "de": "DE", "fr": "FR", "es": "ES"}
# [A] Account.Language takes two capitals; only languages Exact itself speaks are sent, since one it does not know
# could make it refuse the account
VISIT, DELIVERY = 1, 4  # [D] Addresses.Type

# --- tokens (facts §1) --------------------------------------------------------------------------------------
ACCESS_LIFE = timedelta(seconds=600)  # [D] when the answer does not say
REFRESH_AFTER = timedelta(seconds=571)  # [D] 570 s after the last success, and one for the clock
CONSENT_LIFE = timedelta(days=30)  # [D] of an unused refresh token

# --- limits (facts §2) --------------------------------------------------------------------------------------
MINUTE_LIMIT = 60  # [D] until the headers say
DAY_LIMIT = 5000
ERRORS_ALLOWED = 5  # [D] Exact closes an endpoint above ten an hour; we stop at half of it
ERROR_WINDOW = timedelta(hours=1)
BARE_429_CLOSES = timedelta(hours=1)  # [U] 429 without a limit header is taken for the error block

# --- what a header's amounts mean (facts §4) ----------------------------------------------------------------
# [A] AmountFC of a document's header includes VAT, in orders, invoices and entries alike; AmountFCExclVat and
# VATAmountFC stand beside it where they exist. Line amounts are without VAT for VAT codes of type E, with VAT
# for type I. Credit notes read back negative [C], or positive with a credit Type: both are turned positive.
