"""The files of a report in one count: those that came with it, then those of the letters after it.

Numbers go on in the order in which things were taken, as the register's do, so that a number names one file
for good. Recordings of an interview (`recorded`) are counted alike.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from crimebook.sealing.parts import FileRef


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as whoever brought it names it, by its number in the report."""

    number: int
    name: str
    size_bytes: int
    sha256: str
    choice: str


def sent_files(files: Iterable[FileRef], first: int = 1) -> tuple[FileView, ...]:
    """Return files of a report or letter, numbered from ``first``."""
    return tuple(
        FileView(number, file.name, file.size, file.sha256, file.choice)
        for number, file in enumerate(files, start=first)
    )
