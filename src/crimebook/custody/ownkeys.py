"""A person's own keys, as events tell them: since when they are bound to sign what is grave (spec 0005, 7.4).

Every person who may have to sign has a chain of their own, which holds nothing but this: that it began, that
a key was enrolled, which that key signed as well, and that one was ended. Who is bound to sign follows from
it alone. The keys themselves stand beside it, and are those that it names by their ids.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from crimebook.custody.events import Action, ChainError, Event, check_chain, is_grave, parse_event
from crimebook.custody.signatures import EventSignature, KeyKind, Role, Signer, check_signed, key_id
from crimebook.custody.webauthn import RelyingParty, SignatureError
from crimebook.terms.ids import Digest
from crimebook.terms.instants import format_instant

PREFIX: Final = "own-keys:"
"""How the name of such a chain begins; the actor's follows."""
_ACTIONS: Final = (Action.CREATED, Action.KEY_ENROLLED, Action.KEY_REVOKED)


def chain_name(actor: str) -> str:
    """Return the object whose chain tells the own keys of ``actor``."""
    return PREFIX + actor


@dataclass(frozen=True, slots=True)
class KeyTime:
    """From when until when (not included) a key counts, which only its id names."""

    key_id: Digest
    since: datetime
    until: datetime | None = None

    def covers(self, at: datetime) -> bool:
        """Whether the key counted at a moment."""
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class OwnKey:
    """A hardware key itself: DER SubjectPublicKeyInfo, and for whom it signs where that is known."""

    public: bytes
    party: RelyingParty | None = None

    @property
    def key_id(self) -> Digest:
        """By what events and signatures name it."""
        return key_id(KeyKind.WEBAUTHN, self.public)


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """What a person's chain tells: every key with its time, and as signers those that are there."""

    actor: str
    times: tuple[KeyTime, ...]
    signers: tuple[Signer, ...]


def read_times(actor: str, bodies: Sequence[bytes]) -> tuple[KeyTime, ...]:
    """Return the keys that the events of a person's chain, oldest first, enrolled and ended.

    Raises `ChainError` for a chain that does not hold, `SignatureError` for one that tells what cannot be.
    """
    check_chain(bodies)
    times: dict[Digest, KeyTime] = {}
    before: datetime | None = None
    for event in map(parse_event, bodies):
        _check_place(event, actor, before)
        before = event.deed.at
        for name in map(Digest, event.deed.outputs):
            _turn(times, name, event)
    return tuple(times.values())


def find_bound(times: Iterable[KeyTime], at: datetime) -> KeyTime | None:
    """Return a key that counted at a moment, so that its person is bound to sign; None where none did."""
    return next((each for each in times if each.covers(at)), None)


def signers_of(actor: str, times: Iterable[KeyTime], keys: Iterable[OwnKey]) -> tuple[Signer, ...]:
    """Return those of ``keys`` that events enrolled for ``actor``, each with its time."""
    by_id = {each.key_id: each for each in keys}
    return tuple(
        Signer(
            actor,
            Role.PERSON,
            KeyKind.WEBAUTHN,
            by_id[time.key_id].public,
            time.since,
            time.until,
            by_id[time.key_id].party,
        )
        for time in times
        if time.key_id in by_id
    )


def read_own_keys(
    actor: str,
    chain: Sequence[tuple[bytes, Sequence[EventSignature]]],
    keys: Iterable[OwnKey],
    zone: Sequence[Signer],
    party: RelyingParty | None = None,
) -> OwnKeys:
    """Return what a person's chain tells, once all of it was checked; its signatures stand beside each event.

    Raises `ChainError` and `SignatureError`: also for an enrolment that the new key did not sign.
    """
    times = read_times(actor, [body for body, _ in chain])
    signers = signers_of(actor, times, keys)
    for body, signatures in chain:
        event = parse_event(body)
        found = check_signed(event, signatures, (*zone, *signers), party)
        _check_signed_by_new(event, found)
    return OwnKeys(actor, times, signers)


def check_own(event: Event, found: Iterable[Signer], times: Iterable[KeyTime]) -> None:
    """Check that a grave act is signed by its person, if a key of theirs counted; raise `SignatureError`.

    ``found`` is who signed it, ``times`` are the keys of its actor.
    """
    bound = find_bound(times, event.deed.at) if is_grave(event.deed) else None
    if bound and not any(each.role is Role.PERSON for each in found):
        raise SignatureError(
            f"a grave act signed by {event.deed.actor}, who has a key of their own since "
            f"{format_instant(bound.since)}",
            "one that is only zone-signed",
        )


def _check_place(event: Event, actor: str, before: datetime | None) -> None:
    deed = event.deed
    if (deed.object_id, deed.actor) != (chain_name(actor), actor):
        raise ChainError(f"expected an event of {actor}'s own keys, got one of {deed.object_id}")
    if deed.action not in _ACTIONS or (deed.action is Action.CREATED) == bool(deed.outputs):
        raise ChainError(f"expected keys that were enrolled or ended, got {deed.action}")
    if before is not None and deed.at < before:
        # A key that was ended before the event before it would unbind its person in hindsight.
        raise ChainError("expected events of own keys in the order of their times, got an earlier time")


def _turn(times: dict[Digest, KeyTime], name: Digest, event: Event) -> None:
    known, at = times.get(name), event.deed.at
    if event.deed.action is Action.KEY_ENROLLED:
        if known is not None:
            raise SignatureError("a key that was not enrolled before", "one that was")
        times[name] = KeyTime(name, at)
    elif known is None or known.until is not None:
        raise SignatureError("the end of a key that counts", "of another")
    else:
        times[name] = replace(known, until=at)


def _check_signed_by_new(event: Event, found: Iterable[Signer]) -> None:
    if event.deed.action is not Action.KEY_ENROLLED:
        return
    own = {each.key_id for each in found if each.role is Role.PERSON}
    if not own.issuperset(event.deed.outputs):
        raise SignatureError("an enrolment that the enrolled key signed", "one that it did not sign")
