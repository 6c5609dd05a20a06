"""A hardware key in memory, that says what it is told to say."""

import hashlib
import json
from base64 import urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from crimebook.custody.webauthn import Assertion, RelyingParty

PARTY = RelyingParty("desk.example", ("https://desk.example",))
TOUCHED_AND_UNLOCKED = 0x05
P256, ED25519 = generate_private_key(SECP256R1()), Ed25519PrivateKey.from_private_bytes(b"h" * 32)


def public_of(key: Any) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def client_data(challenge: bytes, /, **differences: Any) -> bytes:
    fields = {
        "type": "webauthn.get",
        "challenge": urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "origin": PARTY.origins[0],
        "crossOrigin": False,
    }
    return json.dumps(
        {name: value for name, value in (fields | differences).items() if value != "no"}
    ).encode()


def assertion(
    challenge: bytes,
    key: Any = P256,
    *,
    data: bytes | None = None,
    flags: int = TOUCHED_AND_UNLOCKED,
    rp_id: str = PARTY.rp_id,
    rest: bytes = b"",
) -> Assertion:
    """What a browser gives after a touch, over ``challenge``."""
    client = client_data(challenge) if data is None else data
    of_key = hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + bytes(4) + rest
    signed = of_key + hashlib.sha256(client).digest()
    is_p256 = isinstance(key, EllipticCurvePrivateKey)
    return Assertion(of_key, client, key.sign(signed, ECDSA(SHA256())) if is_p256 else key.sign(signed))
