"""Views: each parses an address, asks one use case, and renders."""
