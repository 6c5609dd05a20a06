"""Compiles the message catalogues when the package is built: an installed zone speaks its languages."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileMessages(BuildHookInterface):
    """The build's own step; `tools/messages.py` does the same in a work tree."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's names
        """Write a binary catalogue beside each text."""
        for path in Path(self.root, "src").rglob("*.po"):
            with path.open("rb") as text, path.with_suffix(".mo").open("wb") as out:
                write_mo(out, read_po(text))
