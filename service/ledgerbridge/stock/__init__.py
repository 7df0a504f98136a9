"""Stock from Exact to the shop, by choice of the owner (docs/decisions/0016).

    feed StockPositions ─positions.py─▶ what lies where ─reckon.py─▶ how much more or less than when the shop last
    heard ─flow.py─▶ one signed call for a hundred products ⇒ the plugin adds or takes away, once per change

Never a number to set, always a difference: what the shop sells meanwhile stays sold.
"""
