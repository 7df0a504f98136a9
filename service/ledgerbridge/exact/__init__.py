"""Exact Online as this service uses it; imports no flow and no door.

login.py      consent and tokens: one refresh at a time over all processes, committed before use
tokens.py     the token row: who may refresh, what is kept when, the spool
client.py     one HTTP call: budget, token, send; the only module here that knows ``requests``
answers.py    what an answer means: a payload, or the right kind of error
limits.py     calls left this minute and day, refused calls per endpoint this hour
calls.py      typed, named calls: what the flows use
found.py      what those calls give back, read from Exact's JSON
query.py      OData: filters, keys, quoting, padding
messages.py   Exact's refusals, Dutch and English, in plain words
instances.py  one Exact per country
links.py      where a person opens a document in the browser
assumptions.py  what nobody could confirm yet, each with its mark
"""
