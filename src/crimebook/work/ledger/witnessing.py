"""Witnessing: somebody else sees the log grow, signs what they saw, and refuses a log that shrank or forked.

A witness remembers the last checkpoint that it signed of each log, durably, before it gives the signature
away (C2SP tlog-cosignature). What it refuses it keeps: two signed checkpoints that exclude each other are
proof against whoever signed them. It knows its memory by its own signature: a log may change its key.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crimebook.custody.checkpoints import (
    Checkpoint,
    MlDsa44Key,
    Policy,
    SigningKey,
    check_checkpoint,
    check_cosigned,
    cosign,
    with_cosignatures,
)
from crimebook.custody.tilereader import Fetch, TileReader
from crimebook.custody.tiles import CHECKPOINT
from crimebook.stores.ledger.disk import FolderDisk
from crimebook.stores.ledger.errors import LedgerError
from crimebook.stores.ledger.public import PublicLog
from crimebook.terms.digests import sha256_hex
from crimebook.terms.notes import NoteError
from crimebook.work.ledger.mirroring import refuse_unless_grown


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness: its key, the folder in which it remembers, and a second key of ML-DSA-44 if it has one."""

    key: SigningKey
    folder: Path
    second: MlDsa44Key | None = None

    def sign(self, note: bytes, at: datetime) -> bytes:
        """Return the note with the witness's signatures under it, beside those that are there."""
        keys: list[SigningKey | MlDsa44Key] = [self.key, *([self.second] if self.second else [])]
        return with_cosignatures(
            note, [cosign(note, each, at) for each in keys], [each.of_witness for each in keys]
        )

    def folder_of(self, origin: str) -> Path:
        """Return where it remembers the log called ``origin``; the log's keepers may fetch from there."""
        return self.folder / sha256_hex(origin.encode())[:16]

    def memory_of(self, origin: str) -> PublicLog:
        """Return what it remembers of a log: that log's checkpoint, with its own signature."""
        return PublicLog(self.folder_of(origin), FolderDisk())

    def find_last(self, origin: str) -> Checkpoint | None:
        """Return the checkpoint of a log that it signed last; raise `LedgerError` for a damaged memory."""
        note = self.memory_of(origin).find_note()
        try:
            return None if note is None else check_cosigned(note, self.key.of_witness)
        except NoteError as error:
            raise LedgerError(
                f"a checkpoint that {self.key.name} signed where it remembers {origin}",
                "another",
                "sign nothing: put its memory back from a copy",
            ) from error


@dataclass(frozen=True, slots=True)
class Witnessing:
    """A checkpoint that was signed: the note with the witness's signature under it, and the size before."""

    checkpoint: Checkpoint
    note: bytes
    since: int


def witness(fetch: Fetch, by: Witness, policy: Policy, at: datetime) -> Witnessing:
    """Look at the log behind ``fetch``, check that it only grew, and sign its checkpoint.

    ``policy`` needs the log's key alone. Raises `NoteError` for a checkpoint that the log did not sign,
    `LogRefusedError` for a rollback or a fork, `ProofError` for tiles that are not the checkpoint's.
    """
    memory = by.memory_of(policy.origin)
    with memory.claimed():
        note = fetch(CHECKPOINT)
        newer = check_checkpoint(note, policy).checkpoint
        reader = TileReader(fetch, newer.size, newer.root)
        older = by.find_last(policy.origin)
        if older is not None:
            refuse_unless_grown(older, newer, reader, memory, note)
        signed = by.sign(note, at)
        # Remembered before it is given away: a witness that forgets would sign a second past.
        memory.put_note(signed)
    return Witnessing(newer, signed, older.size if older else 0)
