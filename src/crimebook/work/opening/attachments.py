"""Files of a report: opened part by part, checked against the testimony, sealed again as one blob.

Constant memory: one part is in clear at a time, and nothing in clear is written. A blob gets its name only if
the whole file had the size and the SHA-256 that the testimony says.
"""

import hashlib
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from crimebook.custody.events import Action, Deed
from crimebook.sealing.agefile import Sealer
from crimebook.sealing.parts import FileRef, PartRef
from crimebook.sealing.recipients import Recipient
from crimebook.stores.blobs.blob import Sealed
from crimebook.stores.register.events import append_events
from crimebook.stores.register.evidence import blob_object
from crimebook.stores.register.reports import may_name
from crimebook.terms.errors import CrimebookError
from crimebook.terms.ids import Digest
from crimebook.unsealing.agefile import open_bytes, open_chunks, open_stream
from crimebook.unsealing.identities import Identity
from crimebook.work.actors import Actor
from crimebook.work.opening.desk import Desk

ReadPart = Callable[[str], Iterator[bytes]]
"""Gives the ciphertext of a part by its SHA-256, in pieces."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A report's file as a blob: its name, its size in clear, and the sealed bytes by their digest."""

    name: Digest
    size_bytes: int
    sealed: Sealed


class AttachmentError(CrimebookError):
    """A file that is not what the testimony says. The report is not opened for it."""


@dataclass(frozen=True, slots=True)
class Bringing:
    """How files come to a report: from which parts, by which keys, and to whom they are sealed again.

    ``known`` are the blobs that the report has already: what is sent once more is kept once.
    """

    ref: str
    read_part: ReadPart
    identities: tuple[Identity, ...]
    to: Recipient
    known: frozenset[Digest] = frozenset()


def check_parts(files: Sequence[FileRef], decoys: Sequence[PartRef], came: Iterable[str]) -> None:
    """Raise `AttachmentError` unless the parts that came are those that files and decoys name."""
    named = [*(part.sha256 for file in files for part in file.parts), *(part.sha256 for part in decoys)]
    brought = sorted(came)
    if sorted(named) != brought:
        raise AttachmentError(
            f"expected the {len(named)} parts that the report names, got {len(brought)} others"
        )


@contextmanager
def keeping_files(desk: Desk, files: Sequence[FileRef], by: Bringing) -> Iterator[tuple[KeptFile, ...]]:
    """Keep files as blobs; where anything is raised, those that no report names are taken away."""
    kept: list[KeptFile] = []
    try:
        # One by one into the list: what was kept before one is refused is taken away again below.
        kept.extend(keep_file(desk, by.ref, each, by.read_part, by.identities, by.to) for each in files)
        yield tuple(kept)
    except BaseException:
        made = {each.name for each in kept} - by.known
        for name in made - may_name(made):
            desk.blobs.remove(name)
        raise


def note_files(
    actor: Actor, ref: str, kept: Iterable[KeptFile], *, at: datetime, known: Collection[Digest] = ()
) -> None:
    """Begin the chain of every blob that was not ``known``, inside the caller's transaction."""
    new = {each.name: each for each in kept if each.name not in known}
    append_events(
        Deed(
            blob_object(each.name),
            Action.CREATED,
            actor.key,
            at,
            reason=f"{each.sealed.size} bytes",
            inputs=(f"report:{ref}",),
            outputs=(each.sealed.sha256,),
        )
        for each in new.values()
    )


def keep_file(
    desk: Desk, ref: str, file: FileRef, read_part: ReadPart, identities: tuple[Identity, ...], to: Recipient
) -> KeptFile:
    """Keep a report's file as a blob and return what became of it."""
    name = desk.keyring.blob_name(ref, file.sha256)
    hashed, size = hashlib.sha256(), 0
    with desk.blobs.creating(name) as blob:
        sealer = Sealer([to], desk.random)
        blob.write(sealer.header())
        for plain in _plain_parts(file, read_part, identities):
            hashed.update(plain)
            size += len(plain)
            blob.write(sealer.update(plain))
        blob.write(sealer.finish())
        if (hashed.hexdigest(), size) != (file.sha256, file.size):
            raise AttachmentError(
                f"expected a file of {file.size} bytes and the digest {file.sha256[:16]}, got {size} bytes "
                f"of {hashed.hexdigest()[:16]}"
            )
    return KeptFile(name, size, blob.sealed)


def read_file(desk: Desk, ref: str, blob: Digest, write: Callable[[bytes], object]) -> None:
    """Write a file in clear to where nobody reads before this returns; raise `UnsealError`."""
    with desk.blobs.reading(blob) as sealed:
        open_stream(sealed.read, write, [desk.keyring.report_identity(ref)])


def stream_file(desk: Desk, ref: str, blob: Digest) -> Generator[bytes]:
    """Yield a file in clear, chunk by chunk; raise `UnsealError` at a chunk that was changed.

    The first that is yielded is empty, once the file is found, and opened by its key as far as its first
    chunk: whoever asks for it before an answer begins hears of what is missing while it can be said.
    """
    with desk.blobs.reading(blob) as sealed:
        chunks = open_chunks(sealed.read, [desk.keyring.report_identity(ref)])
        first = next(chunks)
        yield b""
        yield first
        yield from chunks


def _plain_parts(file: FileRef, read_part: ReadPart, identities: tuple[Identity, ...]) -> Iterator[bytes]:
    left = file.size
    for part in file.parts:
        plain = open_bytes(b"".join(read_part(part.sha256)), identities)
        content, rest = plain[:left], plain[left:]
        if rest.strip(b"\0"):
            raise AttachmentError(f"part {part.sha256[:16]}: expected zeros behind the file, got more of it")
        left -= len(content)
        yield content
