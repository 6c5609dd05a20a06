"""A mark: how far work has come that is begun again where it was broken off. Losing one costs only time."""

import json
from pathlib import Path


class Mark:
    """A small file of JSON: a list of numbers and texts, whole or not there."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> list[str | int] | None:
        """Return what was marked; None where there is nothing, or nothing that can be read."""
        try:
            told = json.loads(self._path.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        return told if isinstance(told, list) else None

    def write(self, told: list[str | int]) -> None:
        """Put another mark in the place of the one before."""
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(told), "utf-8")
        fresh.replace(self._path)

    def remove(self) -> None:
        """Take the mark away: the work is done."""
        self._path.unlink(missing_ok=True)
