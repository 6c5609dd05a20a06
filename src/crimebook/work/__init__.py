"""Floor 4: use cases, one verb a module. Order and transactions; no request objects."""
