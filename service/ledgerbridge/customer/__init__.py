"""WooCommerce customer → Exact account.

``rules.py`` (pure): who is the same customer, and what an account looks like. ``account.py``: the story.
"""
