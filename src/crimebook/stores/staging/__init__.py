"""Staging: files on their way in, and the rows that could not come in."""
