"""Custody events: who did what to which object, when and why, in a chain for each object.

An event is canonical JSON (RFC 8785); its digest is tagged, and ``prev`` names the digest of the object's
last event, so that a dropped or rewritten event shows. ``blind`` keeps a published digest from being guessed.
Events are not signed yet: keys come with the ledger.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from crimebook.terms.canonical import canonical_json
from crimebook.terms.digests import Purpose, tagged_digest
from crimebook.terms.errors import CrimebookError
from crimebook.terms.ids import Digest
from crimebook.terms.instants import check_aware, format_instant

VERSION = 1
FIRST = ""
"""The ``prev`` of an object's first event."""


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
    IDENTITY_APPROVED = "identity-approved"
    IDENTITY_DENIED = "identity-denied"
    IDENTITY_OPENED = "identity-opened"
    IDENTITY_HANDED_OVER = "identity-handed-over"
    SIGN_IN_OFFERED = "sign-in-offered"
    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"


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


@dataclass(frozen=True, slots=True)
class Event:
    """A deed in its chain, with the bytes that stand for it and their digest."""

    deed: Deed
    previous: str
    body: bytes
    digest: Digest


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
    return Event(deed, previous, body, digest_of(body))


def digest_of(body: bytes) -> Digest:
    """Return the digest by which an event is known."""
    return tagged_digest(Purpose.CUSTODY_EVENT, body)


def check_chain(bodies: Sequence[bytes]) -> None:
    """Check the bodies of one object's events, oldest first; raise `ChainError` at the first bad link.

    What counts is the ``prev`` inside each body: a column beside it could be rewritten to hide a gap. That
    the last events were dropped shows only against a head that somebody kept elsewhere.
    """
    expected = FIRST
    for position, body in enumerate(bodies):
        previous = _previous_in(body, position)
        if previous != expected:
            raise ChainError(f"event {position}: expected to follow {expected!r}, follows {previous!r}")
        expected = digest_of(body)


def _previous_in(body: bytes, position: int) -> str:
    try:
        return str(json.loads(body)["prev"])
    except (ValueError, KeyError, TypeError) as error:
        raise ChainError(f"event {position}: expected an event, got something else") from error
