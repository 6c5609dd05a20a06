"""What is anchored in time: the text of a checkpoint, or a list of older anchors whose certificates end.

A checkpoint's text (C2SP tlog-checkpoint) says origin, size and root; signatures and cosignatures under it
may come later, so the SHA-256 of the text alone is stamped. Whoever has the checkpoint can compute it.

An old token is worth nothing once its authority's key may have leaked or its algorithm is broken. Before that
its bytes are stamped anew (RFC 4998, 5.2, in its spirit): a list of SHA-256 digests as ``sha256sum`` writes
and checks it, and new timestamps over that list.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from crimebook.custody.checkpoints import parse_checkpoint
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Digest

_LINE = re.compile(r"([0-9a-f]{64})  ([a-zA-Z0-9./-]{1,200})")


class AnchorError(InvalidValueError):
    """A list of anchors that is none."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What timestamps are asked over: ``name`` is ``SIZE-ROOT`` of a checkpoint, root in hexadecimal."""

    name: str
    digest: Digest


def subject_of(checkpoint: bytes) -> Subject:
    """Return what is anchored of a checkpoint, a signed note; raise `CheckpointError` or `NoteError`.

    Signatures are not checked here: whoever trusts the anchor checks the checkpoint first.
    """
    read = parse_checkpoint(checkpoint)
    return Subject(f"{read.size}-{read.root.hex()}", sha256_hex(read.text.encode()))


def format_sums(files: Mapping[str, Digest]) -> bytes:
    """Return the list of files' digests, by path, as ``sha256sum --check`` takes it."""
    return "".join(f"{files[path]}  {path}\n" for path in sorted(files)).encode()


def parse_sums(content: bytes) -> dict[str, Digest]:
    """Read a list in its one right writing; raise `AnchorError`."""
    found = [_LINE.fullmatch(line) for line in content.decode("ascii", "replace").splitlines()]
    files = {each.group(2): Digest(each.group(1)) for each in found if each}
    if not files or format_sums(files) != content:
        raise AnchorError("digests and paths, sorted, a line each", "another text")
    return files
