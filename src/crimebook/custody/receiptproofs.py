"""Receipts as one text: what a report's leaf is made of, and the proof that it is in the log (spec 0005, 11).

The text holds the receipt's ``leaf`` secret, which opens nothing: with it one can tell which leaf of the log
is this report's, and no more. So it is for who has the words, and for whom they show it to.
"""

import re
from dataclasses import dataclass, field
from typing import Final, Self

from crimebook.custody.leaves import SECRET_BYTES, report_leaf
from crimebook.custody.merkle import ProofError
from crimebook.custody.proofs import LogProof
from crimebook.terms.ids import Digest

TITLE: Final = "crimebook/receipt-proof/v1"
_HEAD = re.compile(rf"{TITLE}\nenvelope ([0-9a-f]{{64}})\nleaf ([0-9a-f]{{64}})", re.ASCII)


@dataclass(frozen=True, slots=True)
class ReceiptProof:
    """The SHA-256 of an envelope, the receipt's ``leaf`` of 32 bytes, and the proof of the leaf of both."""

    envelope: Digest
    secret: bytes = field(repr=False)
    proof: LogProof

    def __post_init__(self) -> None:
        if len(self.secret) != SECRET_BYTES:
            raise ProofError(f"a secret of {SECRET_BYTES} bytes", f"{len(self.secret)} bytes")

    def __str__(self) -> str:
        return f"{TITLE}\nenvelope {self.envelope}\nleaf {self.secret.hex()}\n\n{self.proof}"

    @property
    def entry(self) -> bytes:
        """The entry of the log that it proves."""
        return report_leaf(self.envelope, self.secret)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text in its one right writing; raise `ProofError`, or `NoteError` for its checkpoint."""
        head, _, proof = text.partition("\n\n")
        found = _HEAD.fullmatch(head)
        if found is None:
            raise ProofError(f"a text that begins with {TITLE}", "another text")
        return cls(Digest(found[1]), bytes.fromhex(found[2]), LogProof.parse(proof))
