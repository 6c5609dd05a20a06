"""A draft: the answers so far, and what makes the report the same one however often it is sent.

It exists in the sealed token of the page alone. The parts of its files lie in the spool already, sealed; the
token keeps their digests, packed, since a long video has thousands.
"""

import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

import msgspec

from crimebook.asking.questionnaire import Questionnaire
from crimebook.sealing.parts import PART_BYTES, FileRef, PartRef
from crimebook.zones.intake.keyring import Ring
from crimebook.zones.intake.tokens import Purpose, TokenError, open_token, seal_token

_DIGEST_BYTES = 32

Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Draft:
    """The answers, by question, to the form of this name in this way, and the files put down so far."""

    form: str
    way: str
    submission_id: str
    nonce: str
    leaf: str
    entropy: bytes = field(repr=False)
    answers: Mapping[str, Any] = field(default_factory=dict, hash=False, repr=False)
    files: tuple[FileRef, ...] = ()

    @classmethod
    def begin(cls, form: Questionnaire, way: str, random: Random = os.urandom) -> Self:
        """Return an empty draft of a way."""
        return cls(
            form.name,
            form.way(way).id,
            submission_id=random(16).hex(),
            nonce=random(32).hex(),
            leaf=random(32).hex(),
            entropy=random(16),
        )

    def with_answer(self, question_id: str, value: Any) -> Self:
        """Return the draft with an answer in the place of what was answered before."""
        return replace(self, answers={**self.answers, question_id: value})

    def without_answer(self, question_id: str) -> Self:
        """Return the draft as if a question had not been answered."""
        return replace(self, answers={key: each for key, each in self.answers.items() if key != question_id})

    def with_files(self, files: tuple[FileRef, ...]) -> Self:
        """Return the draft with these files."""
        return replace(self, files=files)

    def seal(self, ring: Ring) -> str:
        """Return the token."""
        return seal_token(ring, Purpose.DRAFT, msgspec.json.encode(self._packed()))

    @classmethod
    def open(cls, ring: Ring, token: str) -> Self:
        """Read a token, or raise `TokenError`."""
        try:
            packed = msgspec.json.decode(open_token(ring, Purpose.DRAFT, token), type=_Packed)
        except msgspec.MsgspecError as error:
            raise TokenError("a draft of another version of the program") from error
        return cls(
            packed.form,
            packed.way,
            packed.submission_id,
            packed.nonce,
            packed.leaf,
            b64decode(packed.entropy),
            packed.answers,
            tuple(unpack_file(each) for each in packed.files),
        )

    def _packed(self) -> dict[str, Any]:
        return {
            "form": self.form,
            "way": self.way,
            "submission_id": self.submission_id,
            "nonce": self.nonce,
            "leaf": self.leaf,
            "entropy": b64encode(self.entropy).decode(),
            "answers": dict(self.answers),
            "files": [pack_file(each) for each in self.files],
        }


class PackedFile(msgspec.Struct, forbid_unknown_fields=True):
    """A file that lies sealed in the spool, as a token carries it; ``parts`` are digests, in base64."""

    name: str
    size: int
    sha256: str
    parts: str
    choice: Literal["original", "cleaned"] = "original"


class _Packed(msgspec.Struct, forbid_unknown_fields=True):
    form: str
    way: str
    submission_id: str
    nonce: str
    leaf: str
    entropy: str
    answers: dict[str, Any]
    files: list[PackedFile]


def pack_file(file: FileRef) -> dict[str, Any]:
    """Return a file as a token carries it."""
    digests = b"".join(bytes.fromhex(part.sha256) for part in file.parts)
    return {
        "name": file.name,
        "size": file.size,
        "sha256": file.sha256,
        "parts": b64encode(digests).decode(),
        "choice": file.choice,
    }


def unpack_file(packed: PackedFile) -> FileRef:
    """Return the file that `pack_file` was given."""
    digests = b64decode(packed.parts)
    parts = tuple(
        PartRef(digests[at : at + _DIGEST_BYTES].hex(), PART_BYTES)
        for at in range(0, len(digests), _DIGEST_BYTES)
    )
    return FileRef(packed.name, packed.size, packed.sha256, parts, packed.choice)
