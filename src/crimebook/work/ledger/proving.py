"""Proving that a leaf is in the log, in a text that anybody can check without us (C2SP tlog-proof)."""

from crimebook.custody.checkpoints import parse_checkpoint
from crimebook.custody.proofs import LogProof
from crimebook.stores.ledger.ledger import Ledger
from crimebook.stores.ledger.public import PublicLog
from crimebook.terms.errors import NotFoundError
from crimebook.work.ledger.booklog import BookLog


class NotPublishedError(NotFoundError):
    """A leaf that no published checkpoint covers: it waits for its interval, or it was never made."""


def prove(log: BookLog, leaf: bytes) -> LogProof:
    """Return the proof that ``leaf`` is in the log; raise `NotPublishedError`.

    Taken is the newest checkpoint that enough witnesses signed, where that has the leaf, else the newest.
    Not a custody event: it reads nothing but what is public.
    """
    with log.open() as ledger:
        return prove_from(ledger, log.public, leaf)


def prove_from(ledger: Ledger, public: PublicLog, leaf: bytes) -> LogProof:
    """Do the same with an order that is open, for many leaves at a time."""
    index = ledger.find(leaf)
    for note in (public.find_witnessed(), public.find_note()):
        size = parse_checkpoint(note).size if note else 0
        if note and index is not None and index < size:
            return LogProof(index, ledger.inclusion_proof(index, size), note)
    raise NotPublishedError("expected a leaf of a published interval, got one that waits, or none of ours")
