"""Measurements: each prints times and ratios of the same run, and asserts results, never times."""
