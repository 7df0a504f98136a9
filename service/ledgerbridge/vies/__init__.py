"""Is a VAT number in force? Asked at VIES, the European Commission's register, by choice of the owner.

It never holds up a booking: documents on reverse-charged sales are looked at after they were booked. ``client.py``
asks, ``flow.py`` keeps the answer with the document, ``reasons.py`` says what a wrong number means.
"""
