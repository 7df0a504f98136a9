"""What comes from Exact by itself.

    notices.py (the door)  →  a mark on a cursor, a ring         Exact says that something changed
    listen.py                                                    subscribes to those words, checks them daily
    pull.py                                                      reads the due feeds page by page
    links.py, documents.py                                       what is done with the rows

Which feeds there are: ``flows.FEEDS``.
"""
