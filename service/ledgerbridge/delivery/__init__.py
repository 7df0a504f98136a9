"""Goods that left the warehouse in Exact: the shop hears of them, with track & trace, and completes the order.

    feed.py   Exact's feed of deliveries → rows, per delivery and order
    flow.py   rows the shop was not told of → the shop, a hundred orders a call
"""
