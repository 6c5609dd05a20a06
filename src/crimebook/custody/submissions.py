"""What a log sends a witness, and what it gets back (C2SP tlog-witness, ``add-checkpoint``).

The request is the size of the tree that the witness signed last, a proof that the new one extends it, and the
note of the new checkpoint. The answer is one line of a signed note for each key of the witness.
"""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from crimebook.custody.checkpoints import Checkpoint, parse_checkpoint
from crimebook.custody.merkle import HASH_BYTES
from crimebook.terms.notes import NoteError, Signature, join_note, split_note

PATH: Final = "add-checkpoint"
SIZE_KIND: Final = "text/x.tlog.size"
"""The content type of the answer that tells the size of the tree that was signed last."""

MAX_HASHES: Final = 63
MAX_REQUEST_BYTES: Final = 1 << 16
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})", re.ASCII)
_SIZE = re.compile(rb"(0|[1-9][0-9]{0,18})\n")


class SubmissionError(NoteError):
    """A request or an answer that is not of the specification."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A request: the witness's last size, the hashes of the proof, and the note of the new checkpoint."""

    old_size: int
    proof: tuple[bytes, ...]
    note: bytes

    @property
    def checkpoint(self) -> Checkpoint:
        """What the note says, whoever signed it."""
        return parse_checkpoint(self.note)

    @property
    def body(self) -> bytes:
        """The request's bytes."""
        lines = [f"old {self.old_size}", *(b64encode(each).decode() for each in self.proof), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.note

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """Read a request in its one right writing; raise `SubmissionError`, `NoteError` for its note."""
        if len(body) > MAX_REQUEST_BYTES:
            raise SubmissionError(f"a request of at most {MAX_REQUEST_BYTES} bytes", str(len(body)))
        head, gap, note = body.partition(b"\n\n")
        lines = head.decode("ascii", "replace").split("\n")
        old = _OLD.fullmatch(lines[0])
        if not gap or old is None or len(lines) > 1 + MAX_HASHES:
            raise SubmissionError(f"a line of the old size and at most {MAX_HASHES} hashes", "another text")
        made = cls(int(old[1]), tuple(map(_decode, lines[1:])), note)
        if any(len(each) != HASH_BYTES for each in made.proof) or made.body != body:
            raise SubmissionError("hashes of 32 bytes in their one right writing", "others")
        _ = made.checkpoint
        return made


def cosignature_lines(signatures: Sequence[Signature]) -> bytes:
    """Return the answer to a checkpoint that was taken."""
    return "".join(f"{each}\n" for each in signatures).encode()


def with_answer(note: bytes, answer: bytes) -> bytes:
    """Return the note with the lines of a witness's answer under it, whoever made them; raise `NoteError`."""
    text, _ = split_note(note)
    read, added = split_note(text.encode() + b"\n" + answer)
    if read != text:
        raise SubmissionError("lines of signatures", "more than these")
    return join_note(text, added)


def size_line(size: int) -> bytes:
    """Return the answer to a request of another old size than the witness signed last."""
    return f"{size}\n".encode()


def parse_size(answer: bytes) -> int:
    """Read it; raise `SubmissionError`."""
    found = _SIZE.fullmatch(answer)
    if found is None:
        raise SubmissionError("the size that a witness signed last", "another answer")
    return int(found[1])


def _decode(line: str) -> bytes:
    try:
        return b64decode(line, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SubmissionError("hashes in base64", "another line") from error
