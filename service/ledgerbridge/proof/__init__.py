"""Store against books: what the shop sold in a period beside what Exact holds of it, and every difference with its
cause.

    due row ─read.py (documents of the period, anew from Exact)─▶ store.py + books.py ─compare.py (pure)─▶ made
"""
