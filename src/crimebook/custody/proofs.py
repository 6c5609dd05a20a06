"""Proofs in one text (C2SP tlog-proof): that a leaf is in a log, checked without a network.

A proof holds the leaf's index, the hashes up to the root, and the checkpoint with its witnesses' signatures.
What is proven is only as good as the policy by which it is checked. The leaf itself is not in the text: who
checks it makes it from what they hold.
"""

import binascii
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Final, Self

from crimebook.custody.checkpoints import Policy, Witnessed, check_checkpoint, parse_checkpoint
from crimebook.custody.merkle import HASH_BYTES, ProofError, check_inclusion, leaf_hash
from crimebook.terms.notes import MAX_NOTE_BYTES

TITLE: Final = "c2sp.org/tlog-proof@v1"
SUFFIX: Final = ".tlog-proof"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})", re.ASCII)
_EXTRA: Final = "extra "


@dataclass(frozen=True, slots=True)
class LogProof:
    """Where a leaf is, the way up from it, and the note of the checkpoint. ``extra`` is signed by nobody."""

    index: int
    path: tuple[bytes, ...]
    note: bytes
    extra: bytes = b""

    def __str__(self) -> str:
        head = [TITLE, *([_EXTRA + _encode(self.extra)] if self.extra else []), f"index {self.index}"]
        lines = [*head, *map(_encode, self.path), ""]
        return "".join(f"{line}\n" for line in lines) + self.note.decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a proof in its one right writing, or raise `ProofError`; `NoteError` for its checkpoint."""
        if len(text) > 2 * MAX_NOTE_BYTES:
            raise ProofError("a proof of at most 2 MiB", f"{len(text)} characters")
        head, gap, note = text.partition("\n\n")
        lines = head.split("\n")
        if not gap or lines.pop(0) != TITLE:
            raise ProofError(f"a text that begins with {TITLE}", "another text")
        extra = _decode(lines.pop(0).removeprefix(_EXTRA)) if head.startswith(f"{TITLE}\n{_EXTRA}") else b""
        found = _INDEX.fullmatch(lines.pop(0)) if lines else None
        if found is None:
            raise ProofError("a line with the leaf's index", "another line")
        proof = cls(int(found[1]), tuple(map(_decode, lines)), note.encode(), extra)
        parse_checkpoint(proof.note)
        if any(len(each) != HASH_BYTES for each in proof.path) or str(proof) != text:
            raise ProofError("a proof in its one right writing", "another writing")
        return proof


def check_proof(proof: LogProof, entry: bytes, policy: Policy) -> Witnessed:
    """Check that ``entry`` is in the log that ``policy`` describes; return the checkpoint that says so.

    ``entry`` is the leaf's data, with us 32 bytes of `custody.leaves`. Raises `ProofError` if it is not in
    the tree, `NoteError` if those who must sign the checkpoint did not.
    """
    witnessed = check_checkpoint(proof.note, policy)
    checkpoint = witnessed.checkpoint
    check_inclusion(proof.index, checkpoint.size, leaf_hash(entry), proof.path, checkpoint.root)
    return witnessed


def _encode(content: bytes) -> str:
    return b64encode(content).decode()


def _decode(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ProofError("a line in base64", "another line") from error
