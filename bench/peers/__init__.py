"""Engines that a person could take instead of ours, each joining the same windows in a process of its own.

A peer is a module with ``run(rig)``: it loads the set, joins it by the best plan that we know of for it, and
says how many pairs it found and their checksum. `bench.peers.running` starts it and watches its time.
"""

PEERS = (
    "kernel",
    "kernel_best",
    "duckdb_grid",
    "postgis",
    "polars_grid",
    "strtree",
    "geopandas_sjoin",
    "sedona",
    "balltree",
    "duckdb_spatial",
)
"""Names of the modules, ours first."""
