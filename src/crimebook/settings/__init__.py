"""Floor 6: one module a zone. Nobody imports them; programs name them."""
