"""Queries: what pages and commands ask of the register. Each returns frozen rows."""
