"""How the money came in, and where it went.

1. ``wanted.py``     (snapshot, settings, documents) → the receipts wanted for one order. Pure.
   ``keep.py``       what is wanted becomes rows; what stands and is no longer right is said
   ``receipts.py``   the flow: due rows per journal and day → one bank or cash entry, once
   ``bodies.py``     a batch of receipts as the JSON Exact takes. Pure.
2. ``files/``        a provider's settlement file → entries, the same for all providers. Pure.
   ``match.py``      entries ↔ receipts: what the clearing account should be, is, and why. Pure.
   ``settlement.py`` kept once, reported, and by choice booked
3. ``open_items.py`` which invoices left open are paid, from Exact's receivables

``shapes.py`` holds the nouns, ``reasons.py`` the sentences.
"""
