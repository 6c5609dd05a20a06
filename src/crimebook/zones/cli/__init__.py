"""The command line. Each command parses, asks one use case, prints."""
