"""A change of the root: the old root and the new one both sign one note (``docs/spec/0007-manifest.md``, 4).

It lets everybody who pinned the old root pin the new one without comparing it anew. It says nothing once the
old root's secrets are in other hands: whoever has them can sign such a note too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from crimebook.sealing.errors import EnvelopeError, ManifestError
from crimebook.sealing.strict import check_that, read_value, write_value
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.instants import parse_instant
from crimebook.terms.notes import NoteError, Root, check_note, is_signed_by

VERSION: Final = 1
TITLE: Final = "crimebook/root-change/v1"


@dataclass(frozen=True, slots=True)
class RootChange:
    """Which root follows which, for the book of an ``origin``; each root is its text of two lines."""

    origin: str
    issued: str
    old: str
    new: str
    version: int = VERSION


def root_change_text(change: RootChange) -> str:
    """Return the text that both roots sign; raise `EnvelopeError` if nobody could parse it."""
    _check(change)
    return f"{TITLE}\n{write_value(change).decode()}\n"


def parse_root_change(note: bytes, pinned: Sequence[Root], origin: str) -> tuple[Root, Root]:
    """Return the old and the new root of a note; raise `ManifestError` unless it is good for ``pinned``.

    The old root must be a pinned one, both must have signed, and the book must be that of ``origin``.
    """
    try:
        text = check_note(note, pinned)
        change = _parse(text)
        old, new = Root.parse(change.old), Root.parse(change.new)
        for each in (old, new):
            check_note(note, [each])
    except (EnvelopeError, NoteError) as error:
        raise ManifestError(error.fault.expected, error.fault.got, error.fault.remedy) from error
    if old not in pinned:
        raise ManifestError("a change of the root that is pinned", "a change of another root")
    if change.origin != origin:
        raise ManifestError(f"a change of the root of {origin}", "of another book's")
    return old, new


def check_has_signed(old: Root, in_force: bytes) -> None:
    """Raise `ManifestError` unless the root that goes signed the manifest in force.

    Of two changes one behind the other, with no manifest between, the root of what is in force would count no
    more, and nobody could read it.
    """
    if not is_signed_by(in_force, old):
        raise ManifestError(
            "a change of the root that signed the manifest in force",
            "of one that signed none yet",
            "install a manifest that it signed, then the change",
        )


def _parse(text: str) -> RootChange:
    title, _, content = text.partition("\n")
    check_that(title == TITLE and content.endswith("\n"), f"a note that begins with {TITLE}")
    change = read_value(content[:-1].encode(), RootChange, VERSION)
    _check(change)
    return change


def _check(change: RootChange) -> None:
    check_that(change.version == VERSION and bool(change.origin), "version 1 and an origin")
    check_that(change.old != change.new, "another root")
    try:
        parse_instant(change.issued)
    except InvalidValueError as error:
        raise EnvelopeError("an RFC 3339 time", "something else") from error
