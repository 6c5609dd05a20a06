"""OpenTimestamps proofs, made with the protocol's own library and a calendar in the test."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentimestamps.core.notary import BitcoinBlockHeaderAttestation, PendingAttestation
from opentimestamps.core.op import OpAppend, OpHexlify, OpSHA1, OpSHA256
from opentimestamps.core.serialize import BytesDeserializationContext
from opentimestamps.core.timestamp import DetachedTimestampFile
from tests.custody.calendar import BLOCK_TIME, Calendar, answer_with, digest_of

from crimebook.custody.opentimestamps import (
    MAX_RESPONSE_BYTES,
    BlockHeader,
    StampError,
    UnconfirmedError,
    check_covers,
    check_proof,
    commitment_of,
    list_claims,
    list_pending,
    make_proof,
    merge_proofs,
    read_header,
    upgrade_proof,
)

DIGEST = digest_of(b"a checkpoint")
NONCE = bytes(range(16))
COMMITMENT = commitment_of(DIGEST, NONCE)
GENESIS = bytes.fromhex(
    "01000000" + "00" * 32 + "3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a"
    "29ab5f49ffff001d1dac2b7c"
)


def calendars() -> tuple[Calendar, Calendar]:
    return Calendar("https://one.test.invalid"), Calendar("https://two.test.invalid", 900_007)


def fresh(*asked: Calendar) -> bytes:
    return make_proof(DIGEST, NONCE, tuple(each.submit(COMMITMENT) for each in asked))


def upgraded(proof: bytes, *asked: Calendar) -> bytes:
    by_uri = {each.uri: each for each in asked}
    for pending in list_pending(proof):
        if calendar := by_uri.get(pending.calendar):
            calendar.confirmed = True
            proof = upgrade_proof(proof, pending, calendar.timestamp(pending.commitment))
    return proof


def test_a_fresh_proof_is_a_promise_of_each_calendar():
    one, two = calendars()
    proof = fresh(one, two)
    assert [each.calendar for each in list_pending(proof)] == [one.uri, two.uri]
    assert list_claims(proof) == ()
    with pytest.raises(UnconfirmedError, match="0 claims and 2 promises"):
        check_proof(proof, DIGEST, one.header_of)


def test_an_upgraded_proof_is_confirmed_by_its_block():
    one, two = calendars()
    proof = upgraded(fresh(one, two), one)
    header = check_proof(proof, DIGEST, one.header_of)
    assert (header.height, header.time) == (900_000, BLOCK_TIME)


def test_the_first_block_counts_where_several_confirm():
    one, two = calendars()
    proof = upgraded(fresh(one, two), one, two)
    headers = {**one.roots, **two.roots}
    header = check_proof(proof, DIGEST, lambda height: BlockHeader(height, headers[height], BLOCK_TIME))
    assert header.height == 900_000


def test_a_proof_is_read_by_the_protocols_own_library():
    one, _ = calendars()
    read = DetachedTimestampFile.deserialize(BytesDeserializationContext(fresh(one)))
    assert read.file_digest.hex() == DIGEST


def test_a_block_that_is_not_at_hand_is_no_confirmation():
    one, _ = calendars()
    with pytest.raises(UnconfirmedError, match="1 claims"):
        check_proof(upgraded(fresh(one), one), DIGEST, lambda _: None)


def test_a_header_with_another_root_is_a_contradiction():
    one, _ = calendars()
    proof = upgraded(fresh(one), one)
    with pytest.raises(StampError, match="proof or the header is false"):
        check_proof(proof, DIGEST, lambda height: BlockHeader(height, b"\1" * 32, BLOCK_TIME))


def test_one_contradiction_is_not_outweighed_by_another_block():
    one, two = calendars()
    proof = upgraded(fresh(one, two), one, two)
    with pytest.raises(StampError, match="false"):
        check_proof(
            proof, DIGEST, lambda height: one.header_of(height) or BlockHeader(height, b"\1" * 32, BLOCK_TIME)
        )


def test_a_proof_over_another_digest_is_refused():
    one, _ = calendars()
    other = digest_of(b"another checkpoint")
    with pytest.raises(StampError, match=f"expected a proof over {other[:16]}"):
        check_covers(fresh(one), other)


def test_two_proofs_over_one_digest_are_merged():
    one, two = calendars()
    merged = merge_proofs(fresh(one), fresh(two))
    assert merged == fresh(one, two) == merge_proofs(fresh(two), fresh(one))


def test_proofs_over_two_digests_are_not_merged():
    one, _ = calendars()
    other = make_proof(digest_of(b"x"), NONCE, (one.submit(commitment_of(digest_of(b"x"), NONCE)),))
    with pytest.raises(StampError, match="two proofs over"):
        merge_proofs(fresh(one), other)


def test_a_promise_of_another_proof_upgrades_nothing():
    one, two = calendars()
    two.confirmed = True
    (elsewhere,) = list_pending(make_proof(DIGEST, b"\7" * 16, (two.submit(b"\1" * 32),)))
    with pytest.raises(StampError, match="holds the commitment"):
        upgrade_proof(fresh(one), elsewhere, two.timestamp(elsewhere.commitment))


def test_an_upgrade_keeps_the_promise_and_can_be_done_again():
    one, _ = calendars()
    proof = upgraded(fresh(one), one)
    assert upgraded(proof, one) == proof


@pytest.mark.parametrize("operation", [OpSHA1(), OpHexlify()])
def test_an_operation_that_no_calendar_uses_is_refused(operation: object):
    answer = answer_with(COMMITMENT, operation, attestation=BitcoinBlockHeaderAttestation(1))
    with pytest.raises(StampError, match="SHA-256, append and prepend"):
        make_proof(DIGEST, NONCE, (answer,))


def test_a_proof_over_another_kind_of_digest_is_refused():
    one, _ = calendars()
    proof = fresh(one)
    header = DetachedTimestampFile.HEADER_MAGIC + b"\x01"
    sha1 = header + OpSHA1.TAG + proof[len(header) + 1 : len(header) + 21] + proof[len(header) + 33 :]
    with pytest.raises(StampError):
        check_covers(sha1, DIGEST)


@given(st.integers(min_value=0, max_value=400))
def test_a_cut_proof_is_refused(size: int):
    proof = fresh(*calendars())
    if size < len(proof):
        with pytest.raises(StampError):
            check_covers(proof[:size], DIGEST)


@given(st.binary(max_size=300))
def test_bytes_that_are_no_proof_are_refused(content: bytes):
    with pytest.raises(StampError):
        check_covers(content, DIGEST)


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_no_changed_byte_confirms_anything(position: int, flip: int):
    one, _ = calendars()
    proof = bytearray(upgraded(fresh(one), one))
    proof[position % len(proof)] ^= flip
    try:
        header = check_proof(bytes(proof), DIGEST, one.header_of)
    except StampError:
        return
    # What a promise says is not part of the way to the block.
    assert header.merkle_root == one.roots[header.height]


def test_something_behind_a_proof_or_an_answer_is_refused():
    one, _ = calendars()
    with pytest.raises(StampError):
        check_covers(fresh(one) + b"\0", DIGEST)
    with pytest.raises(StampError):
        make_proof(DIGEST, NONCE, (one.submit(COMMITMENT) + b"\0",))


def test_a_nest_of_operations_is_refused_before_it_exhausts_the_stack():
    deep = OpSHA256.TAG * (MAX_RESPONSE_BYTES - 100)
    with pytest.raises(StampError):
        make_proof(DIGEST, NONCE, (deep,))


def test_an_answer_larger_than_any_is_refused():
    with pytest.raises(StampError, match="at most"):
        make_proof(DIGEST, NONCE, (b"\0" * (MAX_RESPONSE_BYTES + 1),))


def test_a_promise_with_a_hostile_address_is_refused():
    answer = answer_with(
        COMMITMENT, OpAppend(b"x"), attestation=PendingAttestation("https://one.test.invalid")
    )
    with pytest.raises(StampError):
        make_proof(DIGEST, NONCE, (answer.replace(b"one.test", b"one?test"),))


def test_a_proof_needs_an_answer_and_a_whole_nonce():
    with pytest.raises(StampError, match="answer of one calendar"):
        make_proof(DIGEST, NONCE, ())
    with pytest.raises(StampError, match="nonce of 16 bytes"):
        commitment_of(DIGEST, b"short")


def test_bitcoins_first_header_is_read():
    header = read_header(0, GENESIS, least_work_bits=32)
    assert header.time == datetime(2009, 1, 3, 18, 15, 5, tzinfo=UTC)
    assert header.merkle_root[::-1].hex().startswith("4a5e1e4baab89f3a32518a88c31bc87f")


def test_a_header_that_was_cheap_to_make_is_refused():
    with pytest.raises(StampError, match="hashes of work"):
        read_header(0, GENESIS)


def test_a_header_that_misses_its_own_target_is_refused():
    with pytest.raises(StampError, match="hashes of work"):
        read_header(0, GENESIS[:-1] + b"\0", least_work_bits=1)
    with pytest.raises(StampError, match="80 bytes"):
        read_header(0, GENESIS[:-1])
