"""The files of a report in one count: those that came with it, then those of the letters after it.

Numbers go on in the order in which things were taken, as the register's do, so that a number names one file
for good. Files that were recorded in an interview take the place of those that a report brings.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crimebook.sealing.parts import FileRef

MAX_SHOWN_BYTES = 64 << 20
"""A file that is larger comes out by the command line."""


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as whoever brought it names it, by its number in the report."""

    number: int
    name: str
    size_bytes: int
    sha256: str
    choice: str

    @property
    def is_small(self) -> bool:
        """Whether a page gives it out."""
        return self.size_bytes <= MAX_SHOWN_BYTES


def sent_files(files: Iterable[FileRef], first: int = 1) -> tuple[FileView, ...]:
    """Return files of a report or letter, numbered from ``first``."""
    return tuple(
        FileView(number, file.name, file.size, file.sha256, file.choice)
        for number, file in enumerate(files, start=first)
    )


def recorded_files(noted: Sequence[Mapping[str, Any]]) -> tuple[FileView, ...]:
    """Return the files of an interview, as its sealed notes name them."""
    return tuple(
        FileView(number, each["name"], each["size"], each["sha256"], "original")
        for number, each in enumerate(noted, start=1)
    )
