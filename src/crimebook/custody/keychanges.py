"""Changes of a log's key: notes in which the old key and the new one say from when on (spec 0005, 5).

The moment is a size of the log and not a time: what the old key signed up to there counts on, and whatever it
signs of a larger tree counts for nothing, whoever has it. A reader believes the new key because a manifest or
a policy names it, and the old one because the new one does; never the other way round.
"""

from base64 import b64encode
from dataclasses import dataclass, replace
from typing import Final, Self

from crimebook.custody.checkpoints import (
    Checkpoint,
    CheckpointError,
    FormerKey,
    Policy,
    SigningKey,
)
from crimebook.custody.tilereader import Fetch
from crimebook.terms.errors import NotFoundError
from crimebook.terms.notes import Signature, VerifierKey, join_note, split_note

TITLE: Final = "crimebook/log-key-change/v1"
FOLDER: Final = "key-changes"
MAX_CHANGES: Final = 64


class KeyChangeError(CheckpointError):
    """A change of a log's key that is not of the specification, or that its keys did not both sign."""


@dataclass(frozen=True, slots=True)
class KeyChange:
    """From ``last``, the last checkpoint by ``old``, the log signs by ``new``."""

    last: Checkpoint
    old: VerifierKey
    new: VerifierKey

    @property
    def text(self) -> str:
        """The text that both keys sign."""
        size, root = str(self.last.size), b64encode(self.last.root).decode()
        lines = (TITLE, self.last.origin, size, root, str(self.old), str(self.new))
        return "".join(f"{line}\n" for line in lines)

    @property
    def former(self) -> FormerKey:
        """The old key, and up to where it counts."""
        return FormerKey(self.old, self.last.size, self.last.root)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text in its one right writing, or raise `NoteError`."""
        lines = text.split("\n")
        if len(lines) != 7 or lines[0] != TITLE:
            raise KeyChangeError(f"six lines, the first {TITLE}", "another text")
        last = Checkpoint.parse("".join(f"{line}\n" for line in lines[1:4]))
        change = cls(last, VerifierKey.parse(lines[4]), VerifierKey.parse(lines[5]))
        if change.text != text or change.old == change.new:
            raise KeyChangeError("two keys of one log in the one right writing", "another text")
        return change


def sign_key_change(last: Checkpoint, old: SigningKey, new: SigningKey) -> bytes:
    """Return the note of a change, signed by both keys, whose name must be the log's origin."""
    if not old.name == new.name == last.origin:
        raise KeyChangeError(f"two keys of {last.origin}", "others")
    change = KeyChange(last, old.of_log, new.of_log)
    signed = change.text.encode()
    return join_note(
        change.text, [Signature(key.name, key.of_log.key_id, key.sign(signed)) for key in (old, new)]
    )


def check_key_change(note: bytes, origin: str) -> KeyChange:
    """Return the change of a log's key that both keys signed; raise `NoteError`.

    That one of the keys is the log's is for the caller to know.
    """
    text, signatures = split_note(note)
    change = KeyChange.parse(text)
    if change.last.origin != origin:
        raise KeyChangeError(f"a change of the key of {origin}", f"one of {change.last.origin}")
    for key in (change.old, change.new):
        found = [each for each in signatures if each.is_by(key)]
        if len(found) != 1 or not key.has_signed(text.encode(), found[0].content):
            raise KeyChangeError("a change that both keys signed", "one that they did not both sign")
    return change


def read_key_changes(fetch: Fetch, origin: str) -> tuple[KeyChange, ...]:
    """Return the changes that lie beside a log's public files, oldest first; raise `NoteError`."""
    changes: list[KeyChange] = []
    for number in range(1, MAX_CHANGES + 1):
        try:
            note = fetch(change_path(number))
        except NotFoundError:
            break
        changes.append(check_key_change(note, origin))
    return tuple(changes)


def with_former(policy: Policy, changes: tuple[KeyChange, ...]) -> Policy:
    """Return the policy with the keys that its log's key took the place of.

    Raises `KeyChangeError` where the policy's key is itself one of before: its reader must ask who keeps the
    log, and by another way than from the log itself.
    """
    key, former, limit = policy.log_key, [], None
    ended = next((each for each in changes if each.old == key), None)
    if ended is not None:
        raise KeyChangeError(
            f"the log's key {key.key_id.hex()}, which you trust",
            f"a log that signs by {ended.new} after {ended.last.size} leaves",
            "ask its keepers by another way whether that is theirs; a stolen key could say so too",
        )
    for change in reversed(changes):
        if change.new != key or (limit is not None and change.last.size > limit):
            break
        key, limit = change.old, change.last.size
        if change.old not in {each.key for each in policy.former}:
            former.append(change.former)
    return replace(policy, former=(*policy.former, *former))


def change_path(number: int) -> str:
    """Return where a change lies beside a log's public files, the first being 1."""
    return f"{FOLDER}/{number}"
