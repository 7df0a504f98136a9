"""An order's way into the books.

1. ``message.py``   the door's check of the shop's message, field by field (``glance.py``: the same, fast)
   ``snapshot.py``  a checked message becomes a Snapshot (``metas.py``: what plugins write; ``vat_number.py``)
2. ``plan.py``      (Snapshot, Settings, Booked) → Plan: the documents wanted, to the cent, with reasons. All pure:
   ``lines.py``     stored amounts → cents per line and VAT rate
   ``vat.py``       which VAT code, and why
   ``refunds.py``   credit notes, from the invoice as it stands (``stored.py``)
   ``changes.py``   what stands in Exact and is no longer what the shop says
   ``reasons.py``   every sentence of it
3. ``book.py``      the story: claim a row, send what the plan wants, finish the row, read back, compare
   ``bodies.py``    a wanted document as the JSON Exact takes. Pure.
   ``find.py``      after a lost answer: does it stand in Exact already?
4. ``status/``      back to the order screen

``shapes.py`` holds the nouns that pass between them.
"""
