"""Views: each parses what came, asks one use case, and renders. None keeps anything."""
