"""Anchors in time of the ledger's checkpoints: their files, the plan of whom to ask, and the asking itself.

It is a room because anchoring is the one thing of the ledger that other people's machines do: their answers
come over HTTP, are checked by ``custody`` before they are kept, and lie beside the ledger's public files.
"""
