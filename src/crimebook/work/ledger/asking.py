"""Asking a witness for its signature under the book's own checkpoint, with the proof that it only grew."""

from http import HTTPStatus
from typing import Final

from crimebook.custody.checkpoints import Checkpoint, check_checkpoint, parse_checkpoint
from crimebook.custody.submissions import SIZE_KIND, Submission, parse_size, with_answer
from crimebook.custody.tilereader import TileReader
from crimebook.custody.tiles import CHECKPOINT
from crimebook.stores.ledger.errors import LedgerError
from crimebook.stores.ledger.witnesses import Submit, WitnessAnswer
from crimebook.work.ledger.booklog import BookLog
from crimebook.work.ledger.growth import ForkError, RollbackError

TRIES: Final = 4
"""So often is a witness asked that was meanwhile asked by somebody else."""


def ask_witness(log: BookLog, submit: Submit) -> bytes:
    """Return our checkpoint's text with what a witness put under it, to be taken by `take_cosignatures`.

    Raises `RollbackError` where the witness has seen more leaves than we publish, `ForkError` where it has
    seen others, and `LedgerError` where it does not take us. Changes nothing: not a custody event.
    """
    public = log.public
    note = public.fetch(CHECKPOINT)
    checkpoint = check_checkpoint(note, log.terms.signed).checkpoint
    reader = TileReader(public.fetch, checkpoint.size, checkpoint.root)
    witnessed = public.find_witnessed()
    old_size = min(parse_checkpoint(witnessed).size, checkpoint.size) if witnessed else 0
    for _ in range(TRIES):
        is_grown = 0 < old_size < checkpoint.size
        proof = reader.consistency_proof(old_size) if is_grown else ()
        answer = submit(Submission(old_size, proof, note).body)
        if answer.status == HTTPStatus.OK:
            return with_answer(note, answer.body)
        old_size = _next_size(answer, old_size, checkpoint)
    raise LedgerError("a witness that stays where it says that it is", f"another size {TRIES} times")


def _next_size(answer: WitnessAnswer, asked: int, ours: Checkpoint) -> int:
    """Return the size that the witness stands at; raise where it does not take our checkpoint at all."""
    if answer.status == HTTPStatus.UNPROCESSABLE_ENTITY:
        raise ForkError(_other_past(ours, asked))
    if answer.status != HTTPStatus.CONFLICT or answer.kind != SIZE_KIND:
        raise LedgerError(
            "a witness that signs", f"status {answer.status}", "does it know the log's key of now? Ask it"
        )
    stands = parse_size(answer.body)
    if stands > ours.size:
        raise RollbackError(
            f"expected a witness of at most {ours.size} leaves, got one that has signed {stands}: the book's "
            "log is an older copy, or somebody else signs with its key. Publish nothing; audit, and compare"
        )
    if stands == asked:
        raise ForkError(_other_past(ours, stands))
    return stands


def _other_past(ours: Checkpoint, size: int) -> str:
    return (
        f"expected a witness that has seen our log with {size} leaves, got one that has seen another: "
        f"two trees were signed in the name of {ours.origin}. Publish nothing; audit, and compare"
    )
