"""Checks of a receipt: that a sealed report is in the log, unaltered since a checkpoint."""

from collections.abc import Iterator
from pathlib import Path

from crimebook.custody.checkpoints import Witnessed
from crimebook.custody.merkle import ProofError
from crimebook.custody.proofs import check_proof
from crimebook.custody.receiptproofs import ReceiptProof
from crimebook.terms.notes import NoteError
from crimebook.terms.reasons import reason
from crimebook.zones.verify.findings import Finding, UncheckedError, not_proven, proven, refuted
from crimebook.zones.verify.logs import OpenLog, check_against, check_in_log, tell_checkpoint
from crimebook.zones.verify.policies import Trust
from crimebook.zones.verify.sources import hash_file, read_file


def check_receipt(
    path: Path, trust: Trust, prior: Witnessed | None, log: OpenLog | None, envelope: Path | None
) -> Iterator[Finding]:
    """Check the proof of a receipt; with ``envelope`` also that it is of these very bytes."""
    receipt = _read(path)
    try:
        witnessed = check_proof(receipt.proof, receipt.entry, trust.log)
    except ProofError as error:
        yield refuted(
            reason("This report is not where the proof says: report, receipt or proof is another."), error
        )
        return
    except NoteError as error:
        yield refuted(reason("The proof's checkpoint is not signed as the policy asks for."), error)
        return
    yield from tell_checkpoint(witnessed, trust)
    yield proven(
        reason(
            "The sealed report {envelope} is in the book at place {index}, unaltered since that checkpoint.",
            envelope=receipt.envelope,
            index=receipt.proof.index,
        )
    )
    if envelope is not None:
        yield _check_envelope(envelope, receipt)
    yield from check_in_log(log, witnessed.checkpoint)
    yield from check_against(witnessed.checkpoint, prior, log)
    yield not_proven(reason("What is in the report, who made it, and that anybody read it."))


def _check_envelope(path: Path, receipt: ReceiptProof) -> Finding:
    if hash_file(path) == receipt.envelope:
        return proven(reason("The file {name} is this sealed report, byte for byte.", name=path.name))
    return refuted(reason("The file {name} is not this sealed report, or was changed.", name=path.name))


def _read(path: Path) -> ReceiptProof:
    try:
        return ReceiptProof.parse(read_file(path).decode())
    except (ProofError, NoteError, UnicodeDecodeError) as error:
        said = reason("{path} is no receipt's proof, or a damaged one. It proves nothing.", path=str(path))
        raise UncheckedError(said, str(error)) from error
