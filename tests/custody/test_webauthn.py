"""Hardware keys: what a signature must say besides being right."""

import hashlib
import json
from base64 import urlsafe_b64encode
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from tests.custody.authenticator import ED25519, P256, PARTY, assertion, client_data, public_of

from crimebook.custody.webauthn import (
    MAX_BYTES,
    Assertion,
    RelyingParty,
    SignatureError,
    check_assertion,
    load_key,
)

CHALLENGE = hashlib.sha256(b"an event").digest()


@pytest.mark.parametrize("key", [P256, ED25519], ids=["ES256", "EdDSA"])
def test_a_key_signs_an_event(key):
    check_assertion(assertion(CHALLENGE, key), CHALLENGE, public_of(key), PARTY)


def test_the_vector_of_the_specification_is_accepted():
    """W3C WebAuthn, section 16.1.1, "ES256 Credential with No Attestation", authentication."""
    challenge = "39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408"
    x = int("afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61", 16)
    y = int("930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220", 16)
    given = Assertion(
        bytes.fromhex("bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000"),
        b'{"type":"webauthn.get","challenge":"OcDnUhQXulTUPo3JUXT0I97pvzzYBP9tZchXyav01Ag",'
        b'"origin":"https://example.org","crossOrigin":false}',
        bytes.fromhex(
            "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd38"
            "0221008480ac0f0b93538174f575bf11a1dd5d78c6e486013f937295ea13653e331e87"
        ),
    )
    public = public_of(_Key(ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()))
    lax = RelyingParty("example.org", ("https://example.org",), needs_verification=False, may_be_synced=True)
    check_assertion(given, bytes.fromhex(challenge), public, lax)
    for strict in (replace(lax, needs_verification=True), replace(lax, may_be_synced=False)):
        with pytest.raises(SignatureError):
            check_assertion(given, bytes.fromhex(challenge), public, strict)


class _Key:
    def __init__(self, public: ec.EllipticCurvePublicKey) -> None:
        self._public = public

    def public_key(self) -> ec.EllipticCurvePublicKey:
        return self._public


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(client_data(CHALLENGE, type="webauthn.create"), "of an assertion", id="a registration"),
        pytest.param(client_data(b"x" * 32), "over this event", id="another event"),
        pytest.param(
            client_data(CHALLENGE, challenge=urlsafe_b64encode(CHALLENGE).decode()),
            "over this event",
            id="padding",
        ),
        pytest.param(client_data(CHALLENGE, challenge="no"), "over this event", id="no challenge"),
        pytest.param(client_data(CHALLENGE, origin="https://evil.example"), "page of the desk", id="origin"),
        pytest.param(client_data(CHALLENGE, origin=["https://desk.example"]), "page of the desk", id="list"),
        pytest.param(client_data(CHALLENGE, crossOrigin=True), "within another page", id="a frame"),
        pytest.param(client_data(CHALLENGE, crossOrigin=0), "within another page", id="nearly false"),
        pytest.param(client_data(CHALLENGE, topOrigin="https://a.example"), "another page", id="a top"),
        pytest.param(b"[]", "an object", id="a list"),
        pytest.param(b"{", "as JSON", id="half"),
        pytest.param(b"\xff{}", "as JSON", id="no text"),
        pytest.param(b"[" * 4_000, "as JSON", id="a tower"),
        pytest.param(b" " * (MAX_BYTES + 1), "at most", id="too long"),
        pytest.param(
            client_data(b"x" * 32)[:-1] + b',"challenge":' + json.dumps(
                urlsafe_b64encode(CHALLENGE).rstrip(b"=").decode()
            ).encode() + b"}",
            "every field once",
            id="a challenge twice",
        ),
    ],
)  # fmt: skip
def test_well_signed_client_data_that_says_something_else_is_refused(data: bytes, said: str):
    with pytest.raises(SignatureError, match=said):
        check_assertion(assertion(CHALLENGE, data=data), CHALLENGE, public_of(P256), PARTY)


def test_fields_that_browsers_add_are_ignored():
    for data in (client_data(CHALLENGE, more="x"), client_data(CHALLENGE, crossOrigin="no")):
        check_assertion(assertion(CHALLENGE, data=data), CHALLENGE, public_of(P256), PARTY)


@pytest.mark.parametrize(
    ("differences", "said"),
    [
        pytest.param({"flags": 0x04}, "touched", id="nobody there"),
        pytest.param({"flags": 0x01}, "unlocked", id="only touched"),
        pytest.param({"flags": 0x0D}, "cannot leave", id="can be copied"),
        pytest.param({"flags": 0x1D}, "cannot leave", id="copied"),
        pytest.param({"flags": 0x15}, "can be together", id="copied and cannot be"),
        pytest.param({"flags": 0x45}, "as its flags say", id="a new credential"),
        pytest.param({"flags": 0x85}, "as its flags say", id="extensions that are not there"),
        pytest.param({"rest": b"\xa0"}, "as its flags say", id="extensions that no flag announces"),
        pytest.param({"rp_id": "evil.example"}, "desk.example", id="for another domain"),
    ],
)
def test_a_well_signed_key_that_says_something_else_is_refused(differences: dict, said: str):
    with pytest.raises(SignatureError, match=said):
        check_assertion(assertion(CHALLENGE, **differences), CHALLENGE, public_of(P256), PARTY)


def test_extensions_that_are_announced_are_passed_over():
    given = assertion(CHALLENGE, flags=0x85, rest=b"\xa0")
    check_assertion(given, CHALLENGE, public_of(P256), PARTY)


@pytest.mark.parametrize("key", [P256, ED25519], ids=["ES256", "EdDSA"])
@pytest.mark.parametrize("part", ["authenticator_data", "client_data", "signature"])
def test_every_bit_of_an_assertion_counts(key, part: str):
    given = assertion(CHALLENGE, key)
    content = getattr(given, part)
    for place in range(len(content)):
        for bit in range(8):
            spoiled = content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]
            with pytest.raises(SignatureError):
                check_assertion(replace(given, **{part: spoiled}), CHALLENGE, public_of(key), PARTY)


def test_another_key_is_refused():
    for mine, other in ((P256, ED25519), (ED25519, P256), (P256, ec.generate_private_key(ec.SECP256R1()))):
        with pytest.raises(SignatureError, match="by this key"):
            check_assertion(assertion(CHALLENGE, mine), CHALLENGE, public_of(other), PARTY)


def test_keys_of_other_kinds_are_refused():
    others = [ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 2048)]
    for key in others:
        with pytest.raises(SignatureError, match="P-256"):
            load_key(public_of(key))
    for content in (b"", b"x" * 91, public_of(P256)[:-1]):
        with pytest.raises(SignatureError, match="DER"):
            load_key(content)
