"""Daily totals: what was sold to consumers on one day becomes one sales entry (docs/decisions/0013).

    an order's plan ─shares.py─▶ share, due ─flow.py, when the day is over─▶ held by a batch ─POST─▶ booked ─▶ proved

An order's share is a document of that order like any other: planned, kept to the cent, compared when the order
changes, taken back by a share of a later day. Until its batch is held it follows the order; after that it stands.
``total.py`` adds shares up; ``flow.py`` books them, once.
"""
