"""RFC 3161 timestamps, against an authority that ``openssl ts`` plays."""

import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rfc3161_client._rust import parse_timestamp_request
from tests.custody.authority import Authority, digest_of, make_authority, make_root, make_signer

from crimebook.custody.timestamps import (
    Timestamp,
    TimestampError,
    check_timestamp,
    make_request,
    read_roots,
)
from crimebook.terms.ids import Digest

DIGEST = Digest(digest_of(b"a checkpoint"))
NONCE = 0xC0FFEE_0123456789


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def response(authority: Authority) -> bytes:
    return authority.answer(make_request(DIGEST, NONCE))


def check(authority: Authority, response: bytes, **differing: object) -> Timestamp:
    values = {
        "digest": DIGEST,
        "roots": [authority.root.certificate],
        "nonce": NONCE,
        "at": datetime.now(UTC),
    }
    values |= differing
    return check_timestamp(
        response, values["digest"], values["roots"], at=values["at"], nonce=values["nonce"]
    )


def test_a_token_tells_time_accuracy_authority_and_end(authority: Authority, response: bytes):
    stamp = check(authority, response)
    assert abs(stamp.time - datetime.now(UTC)) < timedelta(hours=1)
    assert stamp.time.utcoffset() == timedelta(0)
    assert stamp.accuracy == timedelta(seconds=1, milliseconds=500)
    assert stamp.authority == "CN=Test authority"
    assert stamp.policy == "1.3.6.1.4.1.57264.2"
    assert stamp.serial > 0
    assert stamp.ends == authority.signer.certificate.not_valid_after_utc


def test_a_request_is_what_openssl_reads(tmp_path: Path, authority: Authority):
    (tmp_path / "request.tsq").write_bytes(make_request(DIGEST, NONCE))
    said = subprocess.run(
        ["openssl", "ts", "-query", "-in", "request.tsq", "-text"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "Hash Algorithm: sha256" in said
    assert f"Nonce: 0x{NONCE:X}" in said
    assert "Certificate required: yes" in said


@given(st.integers(min_value=1, max_value=2**128 - 1))
def test_every_nonce_makes_a_request_that_the_library_reads(nonce: int):
    request = parse_timestamp_request(make_request(DIGEST, nonce))
    assert request.nonce == nonce
    assert request.message_imprint.message.hex() == DIGEST


@pytest.mark.parametrize("nonce", [0, -1, 2**128])
def test_a_nonce_out_of_bounds_is_refused(nonce: int):
    with pytest.raises(TimestampError, match="expected a nonce"):
        make_request(DIGEST, nonce)


def test_a_bare_token_is_checked_as_well(authority: Authority, response: bytes):
    assert check(authority, authority.token(response)) == check(authority, response)


def test_fractions_of_a_second_are_kept(tmp_path: Path):
    fine = make_authority(tmp_path / "fine", digits=3)
    stamp = check(fine, fine.answer(make_request(DIGEST, NONCE)))
    assert stamp.time.microsecond % 1000 == 0


def test_a_kept_token_is_checked_without_its_nonce(authority: Authority, response: bytes):
    assert check(authority, response, nonce=None) == check(authority, response)


def test_a_token_over_another_digest_is_refused(authority: Authority, response: bytes):
    with pytest.raises(TimestampError, match="expected a token over"):
        check(authority, response, digest=digest_of(b"another checkpoint"))


def test_a_token_with_another_nonce_is_refused(authority: Authority, response: bytes):
    with pytest.raises(TimestampError, match="expected the nonce of the request"):
        check(authority, response, nonce=NONCE + 1)


def test_an_authority_of_a_foreign_root_is_refused(authority: Authority, response: bytes):
    with pytest.raises(TimestampError, match="under a trusted root"):
        check(authority, response, roots=[make_root("Another root").certificate])


def test_a_foreign_root_of_the_same_name_is_refused(authority: Authority, response: bytes):
    with pytest.raises(TimestampError, match="under a trusted root"):
        check(authority, response, roots=[make_root().certificate])


def test_without_a_root_nothing_is_trusted(authority: Authority, response: bytes):
    with pytest.raises(TimestampError, match="expected a root to trust"):
        check(authority, response, roots=[])


@pytest.mark.parametrize("part", [0, 1, 20, 0.5, -1])
def test_a_cut_token_is_refused(authority: Authority, response: bytes, part: float):
    cut = int(len(response) * part) if isinstance(part, float) else part
    with pytest.raises(TimestampError):
        check(authority, response[:cut])


def test_a_token_with_something_behind_it_is_refused(authority: Authority, response: bytes):
    with pytest.raises(TimestampError):
        check(authority, response + b"\0")


def test_any_changed_byte_of_what_is_signed_is_refused(authority: Authority, response: bytes):
    token = authority.token(response)
    inside = authority.info(token)
    start = response.index(inside)
    for position in range(start, start + len(inside), 3):
        changed = bytearray(response)
        changed[position] ^= 1
        with pytest.raises(TimestampError):
            check(authority, bytes(changed))


def test_a_certificate_that_had_expired_is_refused(tmp_path: Path):
    sound = make_authority(tmp_path / "a")
    late = replace(sound, signer=make_signer(sound.root, days=(-20, -1)))
    with pytest.raises(TimestampError, match="refused"):
        check(late, late.answer(make_request(DIGEST, NONCE)))


def test_a_certificate_that_is_not_valid_yet_is_refused(tmp_path: Path):
    sound = make_authority(tmp_path / "a")
    early = replace(sound, signer=make_signer(sound.root, days=(1, 20)))
    with pytest.raises(TimestampError, match="refused"):
        check(early, early.answer(make_request(DIGEST, NONCE)))


def test_a_certificate_that_expired_since_still_proves_its_time(tmp_path: Path):
    brief = make_authority(tmp_path / "a")
    response = brief.answer(make_request(DIGEST, NONCE))
    stamp = check(brief, response, at=datetime.now(UTC) + timedelta(days=400))
    assert stamp.ends < datetime.now(UTC) + timedelta(days=400)


def test_a_certificate_not_made_for_timestamps_is_refused(
    tmp_path: Path, authority: Authority, response: bytes
):
    info = authority.info(authority.token(response))
    other = Authority(tmp_path / "b", authority.root, make_signer(authority.root, usage=False))
    with pytest.raises(TimestampError, match="purpose"):
        check(authority, other.sign_again(info))


def test_a_purpose_that_is_not_critical_is_refused(tmp_path: Path, authority: Authority, response: bytes):
    info = authority.info(authority.token(response))
    other = Authority(tmp_path / "b", authority.root, make_signer(authority.root, critical=False))
    with pytest.raises(TimestampError, match="purpose"):
        check(authority, other.sign_again(info))


def test_the_way_of_those_two_tests_accepts_a_sound_certificate(
    tmp_path: Path, authority: Authority, response: bytes
):
    info = authority.info(authority.token(response))
    other = Authority(tmp_path / "b", authority.root, make_signer(authority.root))
    assert check(authority, other.sign_again(info)).authority == "CN=Test authority"


def test_a_token_from_the_future_is_refused(authority: Authority, response: bytes):
    with pytest.raises(TimestampError, match="ahead of the clock"):
        check(authority, response, at=datetime.now(UTC) - timedelta(hours=1))


def test_an_authority_that_refuses_is_not_taken_for_one_that_grants(authority: Authority):
    refused = authority.answer(b"\x30\x03\x02\x01\x01")
    with pytest.raises(TimestampError, match="expected a granted timestamp"):
        check(authority, refused)


def test_an_answer_larger_than_any_token_is_refused(authority: Authority):
    with pytest.raises(TimestampError, match="at most"):
        check(authority, b"\x30" * 70_000)


def test_roots_are_read_from_pem(authority: Authority):
    other = make_root("Another")
    assert read_roots(authority.root.pem + other.pem) == (authority.root.certificate, other.certificate)
    with pytest.raises(TimestampError):
        read_roots(b"no certificate")
