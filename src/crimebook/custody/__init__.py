"""Custody events: what happened to what, by whom, in a chain that shows a gap. Stores nothing."""
