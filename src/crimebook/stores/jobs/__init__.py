"""Jobs: how far long work has come, in a database file of its own, so that a long write blocks no page."""
