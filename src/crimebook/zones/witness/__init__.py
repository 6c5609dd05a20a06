"""The zone of a witness: another organisation's machine, which answers logs and has no book."""
