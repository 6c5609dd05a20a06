"""The lake: columnar questions over many windows, answered by DuckDB. The only place that runs it."""

from crimebook.stores.lake.duck import Lake

__all__ = ["Lake"]
