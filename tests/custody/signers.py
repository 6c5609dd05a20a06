"""Keys of a log and of its witnesses, and checkpoints that they sign."""

from datetime import timedelta

from tests.custody.logs import AT, entries_of

from crimebook.custody.checkpoints import (
    Checkpoint,
    Policy,
    SigningKey,
    cosign,
    sign_checkpoint,
    with_cosignatures,
)
from crimebook.custody.merkle import leaf_hash, tree_root

ORIGIN = "log.example/book"
LOG = SigningKey(ORIGIN, b"l" * 32)
WITNESSES = tuple(SigningKey(f"witness{number}.example", bytes([number]) * 32) for number in (1, 2, 3))
WITNESS_KEYS = tuple(key.of_witness for key in WITNESSES)
POLICY = Policy(ORIGIN, LOG.of_log, WITNESS_KEYS, 2)
ALONE = Policy(ORIGIN, LOG.of_log)


def checkpoint_of(size: int, **differences: object) -> Checkpoint:
    """The checkpoint of the log of so many entries."""
    given = {"origin": ORIGIN, "size": size, "root": tree_root(map(leaf_hash, entries_of(size)))}
    return Checkpoint(**(given | differences))


def signed(size: int, *, witnesses: int = 0) -> bytes:
    """The note of a checkpoint, signed by the log and by the first of the witnesses, a minute apart."""
    note = sign_checkpoint(checkpoint_of(size), LOG)
    added = [cosign(note, key, AT + timedelta(minutes=at)) for at, key in enumerate(WITNESSES[:witnesses])]
    return with_cosignatures(note, added, WITNESS_KEYS)
