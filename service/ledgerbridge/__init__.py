"""Ledgerbridge: WooCommerce orders into Exact Online, once, to the cent.  (map: see README and docs/)"""

__version__ = "0.1.0"
