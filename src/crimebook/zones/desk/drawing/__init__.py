"""Drawings as geometry: pure functions from a page's values to numbers that a template writes as SVG."""
