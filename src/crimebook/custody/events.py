"""Custody events: who did what to which object, when and why, in a chain for each object.

An event is canonical JSON (RFC 8785); its digest is tagged, and ``prev`` names the digest of the object's
last event, so that a dropped or rewritten event shows. ``blind`` keeps a published digest from being guessed.
What is signed is the digest: see `custody.signatures`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from crimebook.terms.canonical import canonical_json, parse_canonical
from crimebook.terms.digests import Purpose, tagged_digest
from crimebook.terms.errors import CrimebookError, InvalidValueError
from crimebook.terms.ids import Digest
from crimebook.terms.instants import check_aware, format_instant, parse_instant

VERSION = 1
FIRST = ""
"""The ``prev`` of an object's first event."""
_TEXTS = ("object", "actor", "reason", "prev", "zone", "tool")


class ChainError(CrimebookError):
    """A chain of events that was cut, reordered or rewritten."""


class Action(StrEnum):
    """What can happen to an object."""

    CREATED = "created"
    RECEIVED = "received"
    OPENED = "opened"
    SEALED = "sealed"
    DERIVED = "derived"
    DISCARDED = "discarded"
    READ = "read"
    SEARCHED = "searched"
    JUDGED = "judged"
    MERGED = "merged"
    UNMERGED = "unmerged"
    CONSENTED = "consented"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    ERASED = "erased"
    REKEYED = "rekeyed"
    VERIFIED = "verified"
    TIMESTAMPED = "timestamped"
    RETIMESTAMPED = "retimestamped"
    IDENTITY_REQUESTED = "identity-requested"
    IDENTITY_NOTIFIED = "identity-notified"
    IDENTITY_APPROVED = "identity-approved"
    IDENTITY_DENIED = "identity-denied"
    IDENTITY_VETOED = "identity-vetoed"
    IDENTITY_OPENED = "identity-opened"
    IDENTITY_HANDED_OVER = "identity-handed-over"
    EXPORTED = "exported"
    PUBLISHED = "published"
    KEY_ENROLLED = "key-enrolled"
    KEY_REVOKED = "key-revoked"
    SIGN_IN_OFFERED = "sign-in-offered"
    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"


REPORTER = "reporter"
"""The actor of a withdrawal that a reporter's letter says: not the member who happened to open it."""
PROGRAM = "program"
"""The actor of a withdrawal by a rule, where nobody decides: of an account that was sent twice."""
GRAVE = frozenset(
    {
        Action.EXPORTED,
        Action.WITHDRAWN,
        Action.IDENTITY_REQUESTED,
        Action.IDENTITY_VETOED,
        Action.IDENTITY_OPENED,
    }
)
"""What a person signs with their own key: the zone's signature alone is only the book's word for it.

Of an erasure it is the decision that counts, which is the withdrawal: what is due after it runs by itself.
Custodians sign approvals and handovers with keys of their own, elsewhere; the event names what they signed.
"""


@dataclass(frozen=True, slots=True)
class Deed:
    """What is to be told, before it stands in a chain. ``inputs`` and ``outputs`` are digests or refs."""

    object_id: str
    action: Action
    actor: str
    at: datetime
    reason: str = ""
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()


def is_grave(deed: Deed) -> bool:
    """Whether ``deed`` is one that a person signs with their own key, if they have one."""
    is_by_nobody = deed.action is Action.WITHDRAWN and deed.actor in {REPORTER, PROGRAM}
    return deed.action in GRAVE and not is_by_nobody


@dataclass(frozen=True, slots=True)
class Event:
    """A deed in its chain, with the bytes that stand for it and their digest.

    ``zone`` and ``tool`` say where and by what it was written, ``blind`` hides it in the log.
    """

    deed: Deed
    previous: str
    body: bytes
    digest: Digest
    zone: str
    tool: str
    blind: bytes


def make_event(deed: Deed, *, previous: str, zone: str, tool: str, blind: bytes) -> Event:
    """Return the event for ``deed`` after ``previous``. ``blind`` is 32 random bytes."""
    body = canonical_json(
        {
            "v": VERSION,
            "object": deed.object_id,
            "action": deed.action.value,
            "actor": deed.actor,
            "at": format_instant(check_aware(deed.at).astimezone(UTC)),
            "zone": zone,
            "tool": tool,
            "reason": deed.reason,
            "inputs": list(deed.inputs),
            "outputs": list(deed.outputs),
            "prev": previous,
            "blind": blind.hex(),
        }
    )
    return Event(deed, previous, body, digest_of(body), zone, tool, blind)


def parse_event(body: bytes) -> Event:
    """Return the event that `make_event` wrote as ``body``, or raise `ChainError` for all else."""
    try:
        found = parse_canonical(body)
        deed = Deed(
            found["object"],
            Action(found["action"]),
            found["actor"],
            parse_instant(found["at"]),
            found["reason"],
            tuple(found["inputs"]),
            tuple(found["outputs"]),
        )
        blind = bytes.fromhex(found["blind"])
        event = make_event(deed, previous=found["prev"], zone=found["zone"], tool=found["tool"], blind=blind)
        is_text = all(isinstance(found[name], str) for name in _TEXTS)
        is_text = is_text and all(isinstance(each, str) for each in (*deed.inputs, *deed.outputs))
    except (InvalidValueError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ChainError("expected an event in canonical JSON, got something else") from error
    if event.body != body or not is_text:
        raise ChainError("expected an event in its one right writing, got another")
    return event


def digest_of(body: bytes) -> Digest:
    """Return the digest by which an event is known."""
    return tagged_digest(Purpose.CUSTODY_EVENT, body)


def check_chain(bodies: Sequence[bytes]) -> None:
    """Check the bodies of one object's events, oldest first; raise `ChainError` at the first bad link.

    What counts is the ``prev`` inside each body: a column beside it could be rewritten to hide a gap. That
    the last events were dropped shows only against a head that somebody kept elsewhere.
    """
    expected, object_id = FIRST, ""
    for position, body in enumerate(bodies):
        event = _parsed(body, position)
        if event.previous != expected:
            raise ChainError(f"event {position}: expected to follow {expected!r}, follows {event.previous!r}")
        object_id = object_id or event.deed.object_id
        if event.deed.object_id != object_id:
            raise ChainError(f"event {position}: expected one of {object_id}, got one of another object")
        expected = event.digest


def _parsed(body: bytes, position: int) -> Event:
    try:
        return parse_event(body)
    except ChainError as error:
        raise ChainError(f"event {position}: {error}") from error
