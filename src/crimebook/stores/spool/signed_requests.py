"""Signed requests: how a desk shows an intake, over HTTP, that it is the book's own.

One strict profile of HTTP Message Signatures (RFC 9421) with Ed25519, and of Content-Digest (RFC 9530). What
is signed: method, authority, path, the body's SHA-256, the second, and a number that rises with every
request. There is one writing of a request; whatever differs is refused. A signature of this profile begins
with ``"@method"``, so it is never taken for an acknowledgement (which begins with its tag) nor for a message
(32 bytes), though one key signs all three.

The number is the request's time in microseconds. An intake that remembers the highest it has seen refuses
every repetition with eight bytes of memory, after a restart too: see ``zones.intake.freshness``.
"""

import hashlib
import re
from base64 import b64decode, b64encode
from binascii import Error as BinasciiError
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from crimebook.stores.spool.refusals import SpoolError

TAG = "crimebook/collecting/v1"
WINDOW_S = 300
"""How far a request's time may be from the intake's clock, in either direction."""

DIGEST, INPUT, SIGNATURE = "Content-Digest", "Signature-Input", "Signature"
MICROSECONDS = 1_000_000
_COVERED = '("@method" "@authority" "@path" "content-digest")'
_PARAMETERS = re.compile(
    r'desk=(\("@method" "@authority" "@path" "content-digest"\);created=(\d{10});nonce="(\d{16})";'
    r'keyid="([0-9a-f]{64})";alg="ed25519";tag="crimebook/collecting/v1")'
)
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")
_SIGNATURE = re.compile(r"desk=:([A-Za-z0-9+/]{86}==):")


class RequestError(SpoolError):
    """A request that is not the desk's, or not from now; ``code`` says which to a program."""

    def __init__(self, code: str, expected: str, got: str, remedy: str = "") -> None:
        self.code = code
        super().__init__(expected, got, remedy)


@dataclass(frozen=True, slots=True)
class Target:
    """What a request asks of whom: method, ``authority`` (host and port as written), path without a query."""

    method: str
    authority: str
    path: str


@dataclass(frozen=True, slots=True)
class Signed:
    """A request whose signature is the desk's: its number, and the digest that its body must have."""

    number_us: int
    body_sha256: bytes

    def check_time(self, now_us: int) -> None:
        """Raise `RequestError` where the request is not from now."""
        away_s = abs(self.number_us - now_us) // MICROSECONDS
        if away_s > WINDOW_S:
            raise RequestError(
                "stale", f"a request within {WINDOW_S} s of now", f"{away_s} s away", "set both clocks"
            )

    def check_body(self, body: bytes) -> None:
        """Raise `RequestError` where the body is another than was signed."""
        if hashlib.sha256(body).digest() != self.body_sha256:
            raise RequestError("body", "the body that was signed", "another", "send the request again")


def sign_request(
    target: Target, body: bytes, number_us: int, *, public: bytes, sign: Callable[[bytes], bytes]
) -> dict[str, str]:
    """Return the headers that make a request the desk's; ``sign`` is its Ed25519 key, given as an act."""
    digest = f"sha-256=:{b64encode(hashlib.sha256(body).digest()).decode()}:"
    parameters = (
        f"{_COVERED};created={number_us // MICROSECONDS};"
        f'nonce="{number_us:016d}";keyid="{public.hex()}";alg="ed25519";tag="{TAG}"'
    )
    signature = sign(_base(target, digest, parameters))
    return {
        DIGEST: digest,
        INPUT: f"desk={parameters}",
        SIGNATURE: f"desk=:{b64encode(signature).decode()}:",
    }


def check_request(target: Target, headers: Mapping[str, str], keys: tuple[bytes, ...]) -> Signed:
    """Return what one of the desk's public keys signed, before the body is read; raise `RequestError`.

    The caller checks the time, the number and the body.
    """
    digest, parameters, signature = (headers.get(name, "") for name in (DIGEST, INPUT, SIGNATURE))
    found, hashed = _PARAMETERS.fullmatch(parameters), _DIGEST.fullmatch(digest)
    signed = _SIGNATURE.fullmatch(signature)
    if found is None or hashed is None or signed is None:
        raise RequestError("unsigned", "a request that a desk signed", "one without such a signature")
    text, created, number, key = found[1], int(found[2]), int(found[3]), bytes.fromhex(found[4])
    if key not in keys:
        raise RequestError(
            "key", "the key that the manifest in force names", "another", "hand the newest manifest in"
        )
    if created != number // MICROSECONDS:
        raise RequestError("unsigned", "a number of the same second", "one of another")
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(_decode(signed[1]), _base(target, digest, text))
    except InvalidSignature as error:
        raise RequestError(
            "signature",
            "a signature over this method, host, path and digest",
            "one over something else",
            "check that a server in front leaves the host and the path as they are",
        ) from error
    return Signed(number, _decode(hashed[1]))


def _base(target: Target, digest: str, parameters: str) -> bytes:
    """Return the signature base of RFC 9421, section 2.5."""
    lines = (
        f'"@method": {target.method}',
        f'"@authority": {target.authority.lower()}',
        f'"@path": {target.path}',
        f'"content-digest": {digest}',
        f'"@signature-params": {parameters}',
    )
    return "\n".join(lines).encode()


def _decode(text: str) -> bytes:
    try:
        content = b64decode(text, validate=True)
    except BinasciiError as error:
        raise RequestError("unsigned", "base64", "something else") from error
    if b64encode(content).decode() != text:
        raise RequestError("unsigned", "base64 in its one writing", "another")
    return content
