"""Assertions of a person's hardware key (WebAuthn, W3C, section 7.2): that it signed a challenge.

Only assertions, of ES256 and Ed25519 keys, with the digest of a custody event as the challenge. The public
key is a DER SubjectPublicKeyInfo, as browsers give it at registration, so nothing of CBOR is read; a library
for the whole protocol would bring far more into the offline verifier than these checks. No attestation.
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from enum import IntFlag
from typing import Any, Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from crimebook.terms.errors import InvalidValueError

HEAD_BYTES: Final = 37
"""The hash of the relying party's id, a byte of flags, a counter of four bytes (section 6.1)."""
MAX_BYTES: Final = 4096


class SignatureError(InvalidValueError):
    """A signature that does not stand for what it should, or is of nobody who may give it."""


class Flag(IntFlag):
    """What an authenticator says of the moment and of its key (section 6.1)."""

    USER_PRESENT = 0x01
    USER_VERIFIED = 0x04
    BACKUP_ELIGIBLE = 0x08
    BACKED_UP = 0x10
    HAS_CREDENTIAL = 0x40
    HAS_EXTENSIONS = 0x80


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """For whom a key signs: the desk's domain and addresses, and what is asked of the key.

    Unless ``may_be_synced``, a key that can leave its device is refused: it is not the person's own then.
    """

    rp_id: str
    origins: tuple[str, ...]
    needs_verification: bool = True
    may_be_synced: bool = False


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a browser gives: ``authenticatorData``, ``clientDataJSON`` and the signature, as bytes."""

    authenticator_data: bytes
    client_data: bytes
    signature: bytes


def check_assertion(assertion: Assertion, challenge: bytes, public: bytes, party: RelyingParty) -> None:
    """Check that the key ``public`` signed ``challenge`` for ``party``; raise `SignatureError`."""
    if max(len(assertion.authenticator_data), len(assertion.client_data)) > MAX_BYTES:
        raise SignatureError(f"an assertion of at most {MAX_BYTES} bytes a part", "a longer one")
    _check_client_data(_read_client_data(assertion.client_data), challenge, party)
    _check_authenticator_data(assertion.authenticator_data, party)
    signed = assertion.authenticator_data + hashlib.sha256(assertion.client_data).digest()
    try:
        _verify(load_key(public), assertion.signature, signed)
    except InvalidSignature as error:
        raise SignatureError("a signature by this key over this event", "another") from error


def load_key(public: bytes) -> EllipticCurvePublicKey | Ed25519PublicKey:
    """Return the key of a DER SubjectPublicKeyInfo on P-256 or of Ed25519, or raise `SignatureError`."""
    try:
        key = load_der_public_key(public)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SignatureError("a public key as DER SubjectPublicKeyInfo", "other bytes") from error
    if isinstance(key, Ed25519PublicKey):
        return key
    if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        return key
    raise SignatureError("a key on P-256 or of Ed25519", type(key).__name__)


def _verify(key: EllipticCurvePublicKey | Ed25519PublicKey, signature: bytes, signed: bytes) -> None:
    if isinstance(key, Ed25519PublicKey):
        key.verify(signature, signed)
    else:
        key.verify(signature, signed, ECDSA(SHA256()))


def _read_client_data(content: bytes) -> dict[str, Any]:
    """Return the fields that the browser signed (section 5.8.1), each of which may stand there once."""
    try:
        found = json.loads(content.decode(), object_pairs_hook=_fields_once)
    except (ValueError, RecursionError) as error:
        raise SignatureError("client data as JSON with every field once", "something else") from error
    if not isinstance(found, dict):
        raise SignatureError("client data as an object", "something else")
    return found


def _fields_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError
    return fields


def _check_client_data(found: dict[str, Any], challenge: bytes, party: RelyingParty) -> None:
    """Take steps 10 to 13 of section 7.2. Unknown fields may come: browsers are free to add them."""
    if found.get("type") != "webauthn.get":
        raise SignatureError("client data of an assertion", "of something else")
    if found.get("challenge") != urlsafe_b64encode(challenge).rstrip(b"=").decode():
        raise SignatureError("an assertion over this event", "one over something else")
    if found.get("origin") not in party.origins:
        raise SignatureError("an assertion made on a page of the desk", "one made elsewhere")
    if found.get("crossOrigin", False) is not False or "topOrigin" in found:
        raise SignatureError("an assertion made on a page of its own", "one made within another page")


def _check_authenticator_data(content: bytes, party: RelyingParty) -> None:
    """Take steps 14 to 18 of section 7.2."""
    if len(content) < HEAD_BYTES or content[:32] != hashlib.sha256(party.rp_id.encode()).digest():
        raise SignatureError(f"an assertion for {party.rp_id}", "one for somebody else")
    flags = content[32]
    has_rest = len(content) > HEAD_BYTES
    if flags & Flag.HAS_CREDENTIAL or has_rest != bool(flags & Flag.HAS_EXTENSIONS):
        raise SignatureError("the data of an authenticator as its flags say", "other data")
    if not flags & Flag.USER_PRESENT:
        raise SignatureError("a person who touched the key", "none")
    if party.needs_verification and not flags & Flag.USER_VERIFIED:
        raise SignatureError("a person who unlocked the key", "one who only touched it")
    if flags & Flag.BACKED_UP and not flags & Flag.BACKUP_ELIGIBLE:
        raise SignatureError("flags that can be together", "a copy of a key that cannot be copied")
    if flags & Flag.BACKUP_ELIGIBLE and not party.may_be_synced:
        raise SignatureError("a key that cannot leave its device", "one that can be copied")
