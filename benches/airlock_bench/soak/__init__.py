"""The soak test: one server under a mix of all it can be asked for, and of all that clients and handlers do to it.

`command.py` is the face, `session.py` the order of things. The kinds of requests are in `innocents.py`, `uploads.py`,
`unfriendly.py` and `departures.py`; `ledger.py` holds them against the server's log.
"""
