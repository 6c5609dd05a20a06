"""Signatures under custody events: by the zone that wrote one, and by the person who did it (spec 0005, 7).

What is signed is an event's tagged digest: Ed25519 signs its 32 bytes, a hardware key signs it as a WebAuthn
challenge. Whose keys count, and since when, is given by the caller: of zones the key manifest says it, of
persons `custody.ownkeys`. Every event needs the zone's signature, and grave acts also that of the person, if
they have a key.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from crimebook.custody.events import Event
from crimebook.custody.webauthn import Assertion, RelyingParty, SignatureError, check_assertion
from crimebook.terms.canonical import canonical_json, parse_canonical
from crimebook.terms.digests import Purpose, parse_digest, tagged_digest
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Digest
from crimebook.terms.instants import format_instant

VERSION: Final = 1


class KeyKind(StrEnum):
    """How a key signs."""

    ED25519 = "ed25519"
    WEBAUTHN = "webauthn"


class Role(StrEnum):
    """For whom a key signs."""

    ZONE = "zone"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that counts, of whom, and for events of which time (``until`` not included).

    ``name`` is the event's ``zone`` for a zone and its ``actor`` for a person. ``public`` is 32 bytes of
    Ed25519, or a hardware key's DER SubjectPublicKeyInfo, which signs for ``party``: None where the checker
    says for whom.
    """

    name: str
    role: Role
    kind: KeyKind
    public: bytes
    since: datetime
    until: datetime | None = None
    party: RelyingParty | None = None

    @property
    def key_id(self) -> Digest:
        """By what a signature names this key."""
        return key_id(self.kind, self.public)


@dataclass(frozen=True, slots=True)
class EventSignature:
    """One signature: of which key, and Ed25519's 64 bytes or a hardware key's assertion."""

    key_id: Digest
    content: bytes | Assertion

    def to_json(self) -> bytes:
        """Return it as canonical JSON."""
        fields = {"v": VERSION, "key": self.key_id}
        if isinstance(self.content, Assertion):
            parts = {
                "authenticator_data": self.content.authenticator_data.hex(),
                "client_data": self.content.client_data.hex(),
                "signature": self.content.signature.hex(),
            }
            return canonical_json(fields | {"kind": KeyKind.WEBAUTHN.value} | parts)
        return canonical_json(fields | {"kind": KeyKind.ED25519.value, "signature": self.content.hex()})

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Read what `to_json` wrote, or raise `SignatureError`."""
        try:
            found = parse_canonical(content)
            signed: bytes | Assertion = bytes.fromhex(found["signature"])
            if KeyKind(found["kind"]) is KeyKind.WEBAUTHN:
                parts = (found["authenticator_data"], found["client_data"], found["signature"])
                signed = Assertion(*map(bytes.fromhex, parts))
            signature = cls(parse_digest(found["key"]), signed)
        except (InvalidValueError, ValueError, KeyError, TypeError) as error:
            raise SignatureError("a signature in canonical JSON", "something else") from error
        if signature.to_json() != content:
            raise SignatureError("a signature in its one right writing", "another writing")
        return signature


def key_id(kind: KeyKind, public: bytes) -> Digest:
    """Return 64 hexadecimal digits that name a key: a key of 32 bytes itself, as a manifest lists it."""
    return Digest(public.hex()) if kind is KeyKind.ED25519 else tagged_digest(Purpose.CUSTODY_KEY, public)


class EventKey(Protocol):
    """A secret Ed25519 key, wherever it is kept."""

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""

    def sign(self, message: bytes, /) -> bytes:
        """Return the signature over ``message``, 64 bytes."""


def sign_event(digest: Digest, key: EventKey) -> EventSignature:
    """Return the signature of ``key`` over an event's digest: its 32 bytes."""
    signature = key.sign(bytes.fromhex(parse_digest(digest)))
    return EventSignature(key_id(KeyKind.ED25519, key.public), signature)


def check_signature(
    event: Event, signature: EventSignature, signers: Iterable[Signer], party: RelyingParty | None = None
) -> Signer:
    """Return who of ``signers`` signed ``event``, or raise `SignatureError`.

    The signer must be the event's zone or its actor, and their key must have counted at the event's time.
    ``party`` is needed for hardware keys.
    """
    signer, challenge = _signer_of(event, signature, signers), bytes.fromhex(event.digest)
    if isinstance(signature.content, Assertion):
        _check_hardware(signature.content, challenge, signer, signer.party or party)
    else:
        _check_ed25519(signature.content, challenge, signer)
    return signer


def check_signed(
    event: Event,
    signatures: Sequence[EventSignature],
    signers: Sequence[Signer],
    party: RelyingParty | None = None,
) -> tuple[Signer, ...]:
    """Return all who signed ``event``: its zone at least, and the person who did it, if they signed.

    Raises `SignatureError` if the zone's is not there, or if any that is there is wrong. Whether a person had
    to sign says `custody.ownkeys.check_own`.
    """
    found = tuple(check_signature(event, each, signers, party) for each in signatures)
    if Role.ZONE not in {each.role for each in found}:
        raise SignatureError(f"an event signed by the zone {event.zone}", "one that it did not sign")
    return found


def _signer_of(event: Event, signature: EventSignature, signers: Iterable[Signer]) -> Signer:
    same = [each for each in signers if each.key_id == signature.key_id]
    if not same:
        raise SignatureError("a key of the event's zone or actor", "another key, which is not known")
    mine = [each for each in same if each.name == _name_of(each.role, event)]
    if not mine:
        raise SignatureError("a key of the event's zone or actor", f"one of {same[0].name}")
    for each in mine:
        if _counts_at(each, event.deed.at):
            return each
    at = format_instant(event.deed.at)
    raise SignatureError(f"a key that counted then, at {at}", "one that came later or had ended")


def _name_of(role: Role, event: Event) -> str:
    return event.zone if role is Role.ZONE else event.deed.actor


def _counts_at(signer: Signer, at: datetime) -> bool:
    return signer.since <= at and (signer.until is None or at < signer.until)


def _check_ed25519(content: bytes, challenge: bytes, signer: Signer) -> None:
    if signer.kind is not KeyKind.ED25519:
        raise SignatureError("an assertion of a hardware key", "a bare signature")
    try:
        Ed25519PublicKey.from_public_bytes(signer.public).verify(content, challenge)
    except (InvalidSignature, ValueError) as error:
        raise SignatureError("a signature by this key over this event", "another") from error


def _check_hardware(content: Assertion, challenge: bytes, signer: Signer, party: RelyingParty | None) -> None:
    if signer.kind is not KeyKind.WEBAUTHN:
        raise SignatureError("a bare signature of Ed25519", "an assertion")
    if party is None:
        raise SignatureError("the domain and addresses of the desk, to check a hardware key", "none")
    check_assertion(content, challenge, signer.public, party)
