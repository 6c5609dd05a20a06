"""The ledger: an order of opaque leaves that only grows, and the static files by which all can check it.

`ledger` keeps the order, in a database file of its own or in PostgreSQL (`sqlite`, `postgres`); `public`
writes tiles and checkpoints for everybody to copy; `remote` reads those of others. What a leaf stands for,
who signs and when is not decided here.
"""
