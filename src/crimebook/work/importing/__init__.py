"""Importing: other people's lists become records, each citing its source's own words."""
