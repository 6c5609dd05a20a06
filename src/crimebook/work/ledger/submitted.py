"""Answering a log that asks a witness for its signature over HTTP (C2SP tlog-witness, ``add-checkpoint``).

The order of the checks is that of the specification, so that who asks can tell from the status what is wrong:
400 no request, 404 an unknown log, 403 not signed by it, 400 a size that shrinks, 409 not from where the
witness stands, 422 a proof that does not hold. Only a checkpoint that passed all is remembered, durably, and
only then the signature is given away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

from crimebook.custody.checkpoints import Checkpoint, Policy, check_checkpoint, check_extends
from crimebook.custody.merkle import ProofError
from crimebook.custody.submissions import SIZE_KIND, Submission, cosignature_lines, size_line
from crimebook.terms.notes import NoteError, join_note, split_note
from crimebook.work.ledger.witnessing import Witness

TEXT_KIND: Final = "text/plain; charset=utf-8"
Logs = Mapping[str, Sequence[Policy]]
"""The logs that a witness knows by their origins, a policy for each key that a log may sign by."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, a body, and the body's content type."""

    status: HTTPStatus
    body: bytes = b""
    kind: str = TEXT_KIND


def take_submission(body: bytes, by: Witness, logs: Logs, at: datetime) -> Answer:
    """Return the answer to a log's request; raise `LedgerBusyError` where another process answers one."""
    try:
        asked = Submission.parse(body)
    except NoteError as error:
        return _refusal(HTTPStatus.BAD_REQUEST, str(error))
    policies = logs.get(asked.checkpoint.origin)
    if policies is None:
        return _refusal(HTTPStatus.NOT_FOUND, "expected a log that this witness knows, got another")
    policy = next((each for each in policies if _is_signed(asked.note, each)), None)
    if policy is None:
        return _refusal(HTTPStatus.FORBIDDEN, "expected a checkpoint that its log signed, got another")
    if asked.old_size > asked.checkpoint.size:
        return _refusal(HTTPStatus.BAD_REQUEST, "expected an old size up to the new one, got a larger one")
    with by.memory_of(policy.origin).claimed():
        return _take(asked, by, policy, at)


def _take(asked: Submission, by: Witness, policy: Policy, at: datetime) -> Answer:
    """Compare with what is remembered, remember, and sign. To be called while the memory is claimed."""
    memory, newer = by.memory_of(policy.origin), asked.checkpoint
    older = by.find_last(policy.origin)
    last_size = older.size if older else 0
    note = _own_note(asked.note, policy)
    if asked.old_size != last_size:
        return _conflict(last_size)
    if older is not None and newer.size == older.size and newer.root != older.root:
        memory.put_refused(note)
        return _conflict(last_size)
    if not _extends(older, asked):
        if older is not None and older.size:
            memory.put_refused(note)
        return _refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "expected a proof from the old size, got none")
    signed = by.sign(note, at)
    # Remembered before it is given away: a witness that forgets would sign a second past.
    memory.put_note(signed)
    _, signatures = split_note(signed)
    return Answer(HTTPStatus.OK, cosignature_lines(signatures[1:]))


def _extends(older: Checkpoint | None, asked: Submission) -> bool:
    newer = asked.checkpoint
    if older is None or not older.size:
        return not asked.proof
    try:
        check_extends(older, newer, asked.proof)
    except ProofError:
        return False
    return True


def _own_note(note: bytes, policy: Policy) -> bytes:
    """Return the note with the log's own signature alone: others may be anybody's, and many."""
    text, signatures = split_note(note)
    return join_note(text, [each for each in signatures if each.is_by(policy.log_key)])


def _is_signed(note: bytes, policy: Policy) -> bool:
    try:
        check_checkpoint(note, policy)
    except NoteError:
        return False
    return True


def _conflict(size: int) -> Answer:
    return Answer(HTTPStatus.CONFLICT, size_line(size), SIZE_KIND)


def _refusal(status: HTTPStatus, said: str) -> Answer:
    return Answer(status, f"{said}\n".encode())
