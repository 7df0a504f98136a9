"""A stand-in for Exact Online: OAuth, OData, books that balance, limits, and faults on demand.

Independent of ledgerbridge: it knows public facts about Exact (docs/sandbox.md), not our client. In memory; a
clock of its own; every assumption that could not be checked on a live division is a switch in ``assumptions.py``.

    server.py    the Flask app and how it is served        oauth.py   codes, token chain (consent.py: its pages)
    api.py       /api/v1: the way of one call              limits.py  minute, day, errors per endpoint
    odata/       filter, query, shapes on the wire         faults.py  what shall go wrong
    entities/    fields of every endpoint                  control.py /_sandbox: books, log, clock, seed as JSON
    store.py     a division's records                      pages.py   /_sandbox: the books for people
    books/       what writing a record means               seed.py    what a new division holds
    views.py     which records stand behind an endpoint    webhooks.py  telling those who subscribed
    keep.py      --data: over a restart                    refusals.py  how Exact says no
"""
