"""Whether a log only grew between two looks at it, and plain words where it did not."""

from crimebook.custody.checkpoints import Checkpoint, check_extends
from crimebook.custody.merkle import ProofError
from crimebook.custody.tilereader import TileReader
from crimebook.terms.errors import CrimebookError


class LogRefusedError(CrimebookError):
    """A log that is not the one that was seen before. Nothing of it was taken."""


class RollbackError(LogRefusedError):
    """A log that became shorter."""


class ForkError(LogRefusedError):
    """A log that says something else now of leaves that it had."""


def check_grew(older: Checkpoint, newer: Checkpoint, reader: TileReader) -> None:
    """Check that ``newer`` extends ``older``, by a proof out of the newer log's tiles.

    Raises `RollbackError` or `ForkError`, and `ProofError` or `NotFoundError` for tiles that are not the
    newer checkpoint's.
    """
    if newer.size < older.size:
        raise RollbackError(
            f"expected {older.origin} with {older.size} leaves or more, got {newer.size}: leaves that were "
            "published are gone, or this is an older copy. Nothing was taken; ask its keepers, and the "
            "others who watch it"
        )
    if newer.size == older.size:
        proof: tuple[bytes, ...] = ()
    else:
        proof = reader.consistency_proof(older.size) if older.size else ()
    try:
        check_extends(older, newer, proof)
    except ProofError as error:
        raise ForkError(
            f"expected {older.origin} to begin with the {older.size} leaves that were seen "
            f"({older.root.hex()[:16]}), got another tree of {newer.size} ({newer.root.hex()[:16]}): its "
            "keeper has signed two different pasts. Nothing was taken; keep both checkpoints and show them"
        ) from error
