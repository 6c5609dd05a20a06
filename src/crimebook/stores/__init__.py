"""Floor 3: the only code that touches files, SQL and DuckDB. Stores never import each other."""
