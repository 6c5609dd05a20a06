"""Plain age files of the disk: sealed to post-quantum recipients, opened with an identity file.

What is opened goes to a name of its own beside the target and gets the target's name only after the last
chunk was authentic: a file that was cut or changed leaves nothing behind.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from crimebook.sealing.agefile import Random, Sealer
from crimebook.sealing.recipients import Recipient
from crimebook.terms.errors import CrimebookError
from crimebook.unsealing.agefile import open_stream
from crimebook.unsealing.armor import ArmorReader, looks_armored
from crimebook.unsealing.errors import IdentityError
from crimebook.unsealing.identities import Identity, make_identity, parse_identity_file

BLOCK_BYTES = 1 << 20
_MAX_IDENTITY_FILE_BYTES = 1 << 20

Progress = Callable[[int, int], None]
"""Told how many bytes of how many were read."""


class AgeFileError(CrimebookError):
    """A file that cannot be read or written."""


def seal_file(
    source: Path,
    target: Path,
    recipients: Sequence[Recipient],
    *,
    random: Random,
    progress: Progress | None = None,
) -> None:
    """Write ``source`` sealed to ``recipients`` as ``target``."""
    sealer = Sealer(recipients, random)
    with _reading(source, progress) as read, writing_file(target, random) as file:
        file.write(sealer.header())
        while block := read(BLOCK_BYTES):
            file.write(sealer.update(block))
        file.write(sealer.finish())


def open_file(
    source: Path,
    target: Path,
    identities: Sequence[Identity],
    *,
    random: Random,
    progress: Progress | None = None,
) -> None:
    """Write what is in the age file ``source`` as ``target``; raise `UnsealError` and write nothing."""
    with _reading(source, progress) as read, writing_file(target, random) as file:
        beginning = read(BLOCK_BYTES)
        held = [beginning]

        def read_again(count: int) -> bytes:
            if not held[0]:
                return read(count)
            taken, held[0] = held[0][:count], held[0][count:]
            return taken

        is_armored = looks_armored(beginning)
        open_stream(ArmorReader(read_again).read if is_armored else read_again, file.write, identities)


def read_identity_file(path: Path) -> tuple[Identity, ...]:
    """Return the identities in a file of text, or raise `IdentityError`."""
    try:
        with path.open("rb") as file:
            return parse_identity_file(file.read(_MAX_IDENTITY_FILE_BYTES).decode())
    except UnicodeDecodeError as error:
        raise IdentityError("expected a file of text with an identity a line, got other bytes") from error
    except OSError as error:
        raise AgeFileError(f"expected to read {path.name}, got: {error.strerror}") from error


def make_identity_file(target: Path, random: Random) -> Recipient:
    """Write a new identity to a file for its owner alone, and return the recipient that others seal to."""
    identity = make_identity(random)
    with writing_file(target, random) as file:
        file.write(f"{identity}\n".encode())
    return identity.recipient


@contextmanager
def _reading(source: Path, progress: Progress | None) -> Iterator[Callable[[int], bytes]]:
    try:
        file = source.open("rb")
    except OSError as error:
        raise AgeFileError(f"expected to read {source.name}, got: {error.strerror}") from error
    with file:
        total, done = os.fstat(file.fileno()).st_size, 0

        def read(count: int) -> bytes:
            nonlocal done
            block = file.read(count)
            done += len(block)
            if progress:
                progress(done, total)
            return block

        yield read


@contextmanager
def writing_file(target: Path, random: Random) -> Iterator[BinaryIO]:
    """Give a new file that only its owner can read, and its name only if nothing was raised."""
    hidden = target.with_name(f".{target.name}.{random(6).hex()}")
    try:
        handle = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            hidden.replace(target)
        except BaseException:
            hidden.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise AgeFileError(f"expected to write {target.name}, got: {error.strerror}") from error
