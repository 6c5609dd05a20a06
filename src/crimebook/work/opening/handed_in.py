"""A sealed report that was handed in as one file: on a stick, by a courier, from the form without a server.

The file is that of ``docs/spec/0003-sealed-file.md``. It is put on both shelves as if it had been collected,
under the name that the intake would have given it: the same report by both ways is one. Nothing is kept of
the file's name, its times or its bearer. Stopped anywhere, the same file may be handed in again.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from crimebook.sealing.parts import PART_BYTES
from crimebook.sealing.sealedfile import read_sealed_file
from crimebook.stores.spool.collect import Name, Shelf
from crimebook.stores.spool.items import Heading, Item
from crimebook.stores.spool.layout import ItemKind, report_name
from crimebook.terms.errors import CrimebookError
from crimebook.terms.ids import Digest
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.opening.arrivals import note_arrival
from crimebook.work.opening.desk import Desk


class HandedInError(CrimebookError):
    """A file that cannot be read."""


def take_in(desk: Desk, actor: Actor, path: Path, *, at: datetime) -> Digest:
    """Put a handed-in file on both shelves; return the envelope's digest.

    The whole file is checked before anything is kept. Raises `EnvelopeError` or `FutureVersionError`.
    """
    check_right(actor, Right.KEYS)
    try:
        name, item, places = _look_through(path)
        brought = [_keep(desk, folder, name, item, path, places) for folder in desk.folders.shelves]
    except OSError as error:
        raise HandedInError(f"expected to read the file, got: {error.strerror}") from error
    note_arrival(actor, item.heading, at=at, is_new=any(brought))
    return item.heading.envelope_sha256


def _look_through(path: Path) -> tuple[Name, Item, dict[str, int]]:
    """Read a file to its end, one part at a time; return what is in it and where each part begins."""
    places: dict[str, int] = {}
    with path.open("rb") as file:
        sealed = read_sealed_file(file.read)
        for digest, _ in sealed.parts:
            places[digest] = file.tell() - PART_BYTES
    head = sealed.head
    parts = tuple(Digest(part) for part in head.parts)
    item = Item(Heading(ItemKind.REPORT, Digest(head.envelope), parts), sealed.envelope)
    return Name(ItemKind.REPORT, report_name(head.submission_id)), item, places


def _keep(desk: Desk, folder: Path, name: Name, item: Item, path: Path, places: dict[str, int]) -> bool:
    def read_part(_hold: str, sha256: str) -> Iterator[bytes]:
        with path.open("rb") as file:
            file.seek(places[sha256])
            yield file.read(PART_BYTES)

    shelf = Shelf(folder, random=desk.random)
    try:
        return shelf.keep(name, item, read_part)
    finally:
        shelf.close()
