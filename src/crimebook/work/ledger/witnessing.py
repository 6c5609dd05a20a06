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
from crimebook.terms.notes import split_note
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.ledger.booklog import BookLog
from crimebook.work.ledger.mirroring import find_kept, refuse_unless_grown


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness: its key, and the folder in which it remembers."""

    key: SigningKey
    folder: Path

    def memory_of(self, origin: str) -> PublicLog:
        """Return what it remembers of the log called ``origin``: a folder with that log's checkpoint."""
        return PublicLog(self.folder / sha256_hex(origin.encode())[:16], FolderDisk())


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


def take_cosignatures(actor: Actor, log: BookLog, notes: list[bytes]) -> int:
    """Put the manifest's witnesses' signatures under our checkpoint; return how many of them it has now.

    ``notes`` are copies of it that witnesses signed. One of an older checkpoint is passed over, one that no
    witness of the manifest signed too; a wrong signature in a witness's name raises `NoteError`.
    """
    check_right(actor, Right.KEYS)
    public, terms = log.public, log.terms
    with public.claimed():
        ours = public.fetch(CHECKPOINT)
        text, _ = split_note(ours)
        known = {(key.name, key.key_id) for key in terms.witnesses}
        found = [split_note(each) for each in notes]
        added = [
            each
            for told, signatures in found
            if told == text
            for each in signatures
            if (each.name, each.key_id) in known
        ]
        note = with_cosignatures(ours, added, terms.witnesses)
        seen = check_checkpoint(note, Policy(terms.key.name, terms.key.of_log, terms.witnesses)).seen
        if len(seen) >= terms.quorum > 0:
            public.put_witnessed(note)
        if note != ours:
            public.put_note(note)
    return len(seen)
