"""A sealed report that was handed in as one file: on a stick, by a courier, from the offline sealer.

The file is the envelope and behind it the parts of its files, nothing else: no name, no number, no length in
clear. Where the envelope ends follows from the file's size, because an envelope has one of five sizes and
every part has exactly 1 MiB; the order of the parts does not matter.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crimebook.custody.events import Action, Deed
from crimebook.sealing.agefile import sealed_size
from crimebook.sealing.padding import PADDED_SIZES
from crimebook.sealing.parts import MAX_PARTS, PART_BYTES
from crimebook.stores.register.events import append_event
from crimebook.stores.register.transactions import noting
from crimebook.stores.spool.collect import Name, Shelf
from crimebook.stores.spool.items import Heading, Item
from crimebook.stores.spool.layout import ItemKind, report_name
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import CrimebookError
from crimebook.terms.ids import Digest
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.opening.desk import Desk

ReadPart = Callable[[str, str], Iterator[bytes]]


class HandedInError(CrimebookError):
    """A file that is no sealed report."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The places of an envelope and its parts in a file."""

    envelope_bytes: int
    parts: int


def measure(size: int) -> HandedIn:
    """Return where the envelope of a file of ``size`` bytes ends; raise `HandedInError`."""
    for padded in PADDED_SIZES:
        envelope = sealed_size(padded)
        parts, rest = divmod(size - envelope, PART_BYTES)
        if size >= envelope and rest == 0 and parts <= MAX_PARTS:
            return HandedIn(envelope, parts)
    raise HandedInError(
        f"expected the size of a sealed report with its files, got {size} bytes; is the file whole?"
    )


def take_in(desk: Desk, actor: Actor, path: Path, *, at: datetime) -> Digest:
    """Put a handed-in file on both shelves, as if it had been collected; return the envelope's digest."""
    check_right(actor, Right.KEYS)
    try:
        found = measure(path.stat().st_size)
        with path.open("rb") as file:
            envelope = file.read(found.envelope_bytes)
            places = {
                sha256_hex(file.read(PART_BYTES)): found.envelope_bytes + number * PART_BYTES
                for number in range(found.parts)
            }
    except OSError as error:
        raise HandedInError(f"expected to read {path.name}, got: {error.strerror}") from error
    if len(places) != found.parts:
        raise HandedInError("expected parts that differ, got one twice")
    item = Item(Heading(ItemKind.REPORT, sha256_hex(envelope), tuple(places)), envelope)
    name = Name(ItemKind.REPORT, report_name(item.heading.envelope_sha256))

    def read_part(_hold: str, sha256: str) -> Iterator[bytes]:
        with path.open("rb") as file:
            file.seek(places[Digest(sha256)])
            yield file.read(PART_BYTES)

    brought = [_keep(desk, folder, name, item, read_part) for folder in desk.folders.shelves]
    if any(brought):
        deed = Deed(
            f"envelope:{item.heading.envelope_sha256}",
            Action.RECEIVED,
            actor.key,
            at,
            reason=f"handed in as a file with {found.parts} parts",
            inputs=tuple(places),
        )
        with noting():
            append_event(deed)
    return item.heading.envelope_sha256


def _keep(desk: Desk, folder: Path, name: Name, item: Item, read_part: ReadPart) -> bool:
    shelf = Shelf(folder, random=desk.random)
    try:
        return shelf.keep(name, item, read_part)
    finally:
        shelf.close()
