"""RFC 3161 timestamps: ask an authority for one over a SHA-256 digest, and check what it answers.

Signature and chain are checked by ``rfc3161-client``, with every certificate valid at the moment that the
token names; the only roots are those that the caller trusts. What the library leaves open is checked here:
that the imprint is SHA-256, that the token is not from the future, and until when its certificates last.

A token proves that the digest existed at its time, as long as one believes the authority and its algorithms.
It is worth stamping again before `Timestamp.ends`. Whether a certificate was revoked is not asked: that takes
a network.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response
from rfc3161_client.tsp import Accuracy, PKIStatus, SignedData, TimeStampResponse, TimeStampTokenInfo

from crimebook.terms.digests import parse_digest
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Digest
from crimebook.terms.instants import check_aware

MAX_RESPONSE_BYTES = 64 * 1024
"""A token with its certificates takes 2 to 8 kB."""

NONCE_BITS = 128
CLOCK_SLACK = timedelta(minutes=5)
"""How far our own clock may lag behind an authority's before its token counts as from the future."""

_MALFORMED = (ValueError, x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)
"""What the libraries raise on bytes that are not what they should be."""

_OPENSSL_SAYS = re.compile(r'Verify error: ([^"]{1,120})"')
_SHA256_OID = "2.16.840.1.101.3.4.2.1"
_SHA256_ALGORITHM = bytes.fromhex("300d06096086480165030402010500")
_INTEGER, _BOOLEAN, _OCTETS, _OID, _SEQUENCE = 0x02, 0x01, 0x04, 0x06, 0x30
_CERTIFICATES = 0xA0
"""``certificates [0]`` of SignedData (RFC 5652, 5.1)."""


class TimestampError(InvalidValueError):
    """A timestamp that does not prove what it should."""


@dataclass(frozen=True, slots=True)
class Timestamp:
    """What a checked token says.

    ``time`` is the authority's, in UTC, right to ``accuracy`` where it says so; ``authority`` is the subject
    of the certificate that signed (RFC 4514); ``serial`` and ``policy`` are the token's; ``ends`` is the
    moment when the first certificate between signer and root expires.
    """

    time: datetime
    accuracy: timedelta | None
    authority: str
    serial: int
    policy: str
    ends: datetime


def make_request(digest: Digest, nonce: int) -> bytes:
    """Return a TimeStampReq (RFC 3161, 2.4.1) in DER that asks for the certificates as well.

    ``nonce`` is a random number of at most 128 bits; the answer must repeat it.
    """
    if not 0 < nonce < 1 << NONCE_BITS:
        raise TimestampError(f"a nonce of 1 to {NONCE_BITS} bits", f"{nonce.bit_length()} bits")
    imprint = _der(_SEQUENCE, _SHA256_ALGORITHM + _der(_OCTETS, bytes.fromhex(parse_digest(digest))))
    return _der(
        _SEQUENCE,
        _der(_INTEGER, b"\x01") + imprint + _der(_INTEGER, _integer(nonce)) + _der(_BOOLEAN, b"\xff"),
    )


def read_roots(pem: bytes) -> tuple[x509.Certificate, ...]:
    """Return the certificates of a PEM file; raise `TimestampError`."""
    try:
        return tuple(x509.load_pem_x509_certificates(pem))
    except ValueError as error:
        raise TimestampError("root certificates in PEM", "something else") from error


def check_timestamp(
    content: bytes,
    digest: Digest,
    roots: Iterable[x509.Certificate],
    *,
    at: datetime,
    nonce: int | None = None,
) -> Timestamp:
    """Check a response or a bare token over ``digest`` and return what it says; raise `TimestampError`.

    ``at`` is the present; ``nonce`` is that of the request, None where a kept token is checked again.
    """
    response = _decode(content)
    _check_status(response)
    info, trusted = response.tst_info, tuple(roots)
    _check_imprint(info, digest)
    if nonce is not None and info.nonce != nonce:
        raise TimestampError("the nonce of the request", "another or none", "ask again: it may be a replay")
    _check_signature(response, digest, trusted)
    return _read(response, trusted, check_aware(at))


def check_imprint(content: bytes, digest: Digest) -> None:
    """Check that a response or a token is granted and over ``digest``; raise `TimestampError`.

    Who signed it is not asked: for who copies it and has no roots.
    """
    response = _decode(content)
    _check_status(response)
    _check_imprint(response.tst_info, digest)


def _decode(content: bytes) -> TimeStampResponse:
    if len(content) > MAX_RESPONSE_BYTES:
        raise TimestampError(f"at most {MAX_RESPONSE_BYTES} bytes", f"{len(content)}")
    try:
        response = decode_timestamp_response(_in_order(_as_response(content)))
        if response.status == PKIStatus.GRANTED:
            # The library reads these when they are first asked for, and raises only then.
            _ = response.tst_info.message_imprint, _certificates(response.signed_data)
    except _MALFORMED as error:
        raise TimestampError("a timestamp response in DER", "something else, or part of one") from error
    return response


def _certificates(signed: SignedData) -> list[x509.Certificate]:
    return [x509.load_der_x509_certificate(each) for each in signed.certificates]


def _as_response(content: bytes) -> bytes:
    """Wrap a bare token (a ContentInfo, which begins with an OID) as the granted response it came in."""
    if _inside(content)[:1] != bytes((_OID,)):
        return content
    granted = _der(_SEQUENCE, _der(_INTEGER, b"\x00"))
    return _der(_SEQUENCE, granted + content)


def _in_order(response: bytes) -> bytes:
    """Return the response with its certificates in the order of DER's SET OF (X.690, 11.6).

    Authorities write them signer first, as OpenSSL does, and the library takes DER's order alone. No
    signature covers them, and sorting changes no length.
    """
    token = _elements(_inside(response))[1:]
    signed = [_inside(_inside(each)) for part in token for each in _elements(_inside(part))[1:]]
    for field in (field for part in signed for field in _elements(part)):
        if field[0] == _CERTIFICATES:
            certificates = _elements(_inside(field))
            return response.replace(b"".join(certificates), b"".join(sorted(certificates)), 1)
    return response


def _check_status(response: TimeStampResponse) -> None:
    if response.status != PKIStatus.GRANTED:
        # The authority's own words stay out: they may hold anything.
        raise TimestampError("a granted timestamp", f"PKI status {response.status}", "ask again, or another")


def _check_imprint(info: TimeStampTokenInfo, digest: Digest) -> None:
    imprint = info.message_imprint
    if imprint.hash_algorithm.dotted_string != _SHA256_OID:
        raise TimestampError("an imprint by SHA-256", imprint.hash_algorithm.dotted_string)
    if imprint.message.hex() != parse_digest(digest):
        raise TimestampError(f"a token over {digest[:16]}", f"one over {imprint.message.hex()[:16]}")


def _check_signature(
    response: TimeStampResponse, digest: Digest, roots: tuple[x509.Certificate, ...]
) -> None:
    if not roots:
        raise TimestampError("a root to trust", "none", "name the authority's root certificate")
    # Lists of its own: the builder keeps and changes the list that it is given.
    verifier = VerifierBuilder(roots=list(roots)).build()
    try:
        verifier.verify(response, bytes.fromhex(digest))
    except (VerificationError, *_MALFORMED) as error:
        # OpenSSL's whole stack of errors is in there; one sentence of it speaks to a person.
        said = _OPENSSL_SAYS.search(str(error))
        raise TimestampError(
            "a token signed by a timestamping authority under a trusted root",
            f"one refused: {said.group(1) if said else str(error)[:120]}",
        ) from error


def _read(response: TimeStampResponse, roots: tuple[x509.Certificate, ...], at: datetime) -> Timestamp:
    info = response.tst_info
    time = info.gen_time if info.gen_time.tzinfo else info.gen_time.replace(tzinfo=UTC)
    if time > at + CLOCK_SLACK:
        raise TimestampError(
            "a time that has been", f"{time.isoformat()}, ahead of the clock", "set the clock"
        )
    chain = _chain(response.signed_data, roots)
    return Timestamp(
        time=time,
        accuracy=_accuracy(info),
        authority=chain[0].subject.rfc4514_string(),
        serial=info.serial_number,
        policy=info.policy.dotted_string,
        ends=min(each.not_valid_after_utc for each in chain),
    )


def _accuracy(info: TimeStampTokenInfo) -> timedelta | None:
    # The library's types leave out that a token need not say it.
    said: Accuracy | None = info.accuracy
    if said is None:
        return None
    return timedelta(seconds=said.seconds or 0, milliseconds=said.millis or 0, microseconds=said.micros or 0)


def _chain(signed: SignedData, roots: tuple[x509.Certificate, ...]) -> tuple[x509.Certificate, ...]:
    """Return signer, issuers and root; the signature over each was checked before."""
    known = _certificates(signed)
    signer = next(iter(signed.signer_infos))
    chain = [
        each for each in known if (each.issuer, each.serial_number) == (signer.issuer, signer.serial_number)
    ][:1]
    pool = [*roots, *known]
    while chain and chain[-1] not in roots and len(chain) <= len(pool):
        issuer = next((each for each in pool if _issued(each, chain[-1])), None)
        if issuer is None:
            break
        chain.append(issuer)
    if not chain or chain[-1] not in roots:
        raise TimestampError("a chain from the signer to a trusted root", "one that breaks off")
    return tuple(chain)


def _issued(issuer: x509.Certificate, subject: x509.Certificate) -> bool:
    try:
        subject.verify_directly_issued_by(issuer)
    except (InvalidSignature, TypeError, *_MALFORMED):
        return False
    return True


def _elements(content: bytes) -> list[bytes]:
    """Return the elements that stand one after the other; the last may be cut, for the library to refuse."""
    elements = []
    while content:
        head, size = _head(content)
        elements.append(content[: head + size])
        content = content[head + size :]
    return elements


def _inside(element: bytes) -> bytes:
    head, size = _head(element)
    return element[head : head + size]


def _head(element: bytes) -> tuple[int, int]:
    """Return how long tag and length are, and what the length says."""
    if len(element) < 2 or not element[1] & 0x80:
        return 2, element[1] if len(element) > 1 else 0
    count = element[1] & 0x7F
    return 2 + count, int.from_bytes(element[2 : 2 + count], "big")


def _integer(value: int) -> bytes:
    return value.to_bytes(value.bit_length() // 8 + 1, "big")


def _der(tag: int, content: bytes) -> bytes:
    """Return a DER element (X.690, 8.1.3): short length below 128, the long form from there."""
    size = len(content)
    if size < 128:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content
