"""What of the program is installed: an intake's machine has no desk, and should not."""

from importlib.util import find_spec

DESK_NEEDS = ("duckdb", "numpy", "pyarrow", "scipy", "tantivy", "snowballstemmer", "defusedxml")
"""What the extra ``desk`` brings, as the modules that are asked for."""


def has_desk() -> bool:
    """Whether the commands of the desk can run here."""
    return all(find_spec(name) is not None for name in DESK_NEEDS)
