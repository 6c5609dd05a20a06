"""Witnessing: somebody else sees the log grow, signs what they saw, and refuses a log that shrank or forked.

A witness remembers the last checkpoint that it signed of each log, durably, before it gives the signature
away (C2SP tlog-cosignature). What it refuses it keeps: two signed checkpoints that exclude each other are
proof against whoever signed them.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crimebook.custody.checkpoints import (
    Checkpoint,
    Policy,
    SigningKey,
    check_checkpoint,
    cosign,
    with_cosignatures,
)
from crimebook.custody.tilereader import Fetch, TileReader
from crimebook.custody.tiles import CHECKPOINT
from crimebook.stores.ledger.disk import FolderDisk
from crimebook.stores.ledger.public import PublicLog
from crimebook.terms.digests import sha256_hex
from crimebook.work.ledger.mirroring import find_kept, refuse_unless_grown


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness: its key, and the folder in which it remembers."""

    key: SigningKey
    folder: Path

    def folder_of(self, origin: str) -> Path:
        """Return where it remembers the log called ``origin``; the log's keepers may fetch from there."""
        return self.folder / sha256_hex(origin.encode())[:16]

    def memory_of(self, origin: str) -> PublicLog:
        """Return what it remembers of a log: that log's checkpoint, with its own signature."""
        return PublicLog(self.folder_of(origin), FolderDisk())


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
        older = find_kept(memory, policy)
        if older is not None:
            refuse_unless_grown(older, newer, reader, memory, note)
        signed = with_cosignatures(note, [cosign(note, by.key, at)], [by.key.of_witness])
        # Remembered before it is given away: a witness that forgets would sign a second past.
        memory.put_note(signed)
    return Witnessing(newer, signed, older.size if older else 0)
