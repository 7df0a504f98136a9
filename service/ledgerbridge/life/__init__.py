"""A document's life after it was booked, by choice of the owner (docs/decisions/0012).

    sales order ─invoicing.py─▶ sales invoice ─processing.py─▶ processed: PDF, entry in the ledger, sent
                 InvoiceSalesOrders            PrintedSalesInvoices

    sales entry ─attaching.py─▶ the shop's own invoice beside it: Documents, DocumentAttachments

Only what was read back from Exact and is right to the cent goes on. Each step has a row of its own (``state/claims``),
so that a lost answer is looked for and never repeated blindly.

``due.py`` says what is to be done, ``desk.py`` what the flow works with, ``reasons.py`` holds the sentences.
"""
