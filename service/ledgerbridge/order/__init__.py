"""An order's way into the books.

1. ``snapshot.py``  the shop's message becomes a Snapshot (checked field by field)
2. ``plan.py``      (Snapshot, Settings, Booked) → Plan: the documents wanted, to the cent, with reasons. Pure.
   ``vat.py``       which VAT code, and why. Pure.
3. ``book.py``      the story: claim a row, send what the plan wants, finish the row, read back, compare
   ``bodies.py``    a wanted document as the JSON Exact takes. Pure.
   ``find.py``      after a lost answer: does it stand in Exact already?
4. ``status/``      back to the order screen

``shapes.py`` holds the nouns that pass between them.
"""
