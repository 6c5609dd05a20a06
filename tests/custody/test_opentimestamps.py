"""OpenTimestamps proofs, made with the protocol's own library and a calendar in the test."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentimestamps.core.notary import BitcoinBlockHeaderAttestation, PendingAttestation
from opentimestamps.core.op import OpAppend, OpHexlify, OpPrepend, OpSHA1, OpSHA256
from opentimestamps.core.serialize import BytesDeserializationContext, BytesSerializationContext
from opentimestamps.core.timestamp import DetachedTimestampFile, Timestamp
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


COINBASE = bytes.fromhex(
    "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054"
    "696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420"
    "666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61"
    "deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000"
)
"""Bitcoin's first transaction, alone in its first block: hashed twice it is that block's merkle root."""


def claimed(digest: bytes, height: int, *operations: object) -> bytes:
    """A proof that operations lead from a digest to the root of a block."""
    stamp = Timestamp(digest)
    node = stamp
    for operation in operations:
        node = node.ops.add(operation)
    node.attestations.add(BitcoinBlockHeaderAttestation(height))
    context = BytesSerializationContext()
    DetachedTimestampFile(OpSHA256(), stamp).serialize(context)
    return bytes(context.getbytes())


def first_header(height: int) -> BlockHeader | None:
    return read_header(0, GENESIS, least_work_bits=32) if height == 0 else None


def test_bitcoins_first_transaction_was_there_by_its_first_block():
    """A true way into a true block, each step of which anybody can hash again."""
    digest = digest_of(COINBASE)
    proof = claimed(bytes.fromhex(digest), 0, OpSHA256())
    assert proof[:31] == b"\0OpenTimestamps\0\0Proof\0\xbf\x89\xe2\xe8\x84\xe8\x92\x94"
    assert proof[31:] == b"\x01\x08" + bytes.fromhex(digest) + b"\x08\0\x05\x88\x96\x0d\x73\xd7\x19\x01\x01\0"
    found = check_proof(proof, digest, first_header)
    assert found.time == datetime(2009, 1, 3, 18, 15, 5, tzinfo=UTC)
    changed = digest_of(COINBASE.replace(b"Chancellor", b"chancellor"))
    with pytest.raises(StampError, match="a proof over"):
        check_proof(proof, changed, first_header)
    with pytest.raises(StampError, match="merkle root of block 0"):
        check_proof(claimed(bytes.fromhex(changed), 0, OpSHA256()), changed, first_header)


def test_the_last_steps_of_the_protocols_own_example_lead_to_its_block():
    """``hello-world.txt.ots`` of the protocol's clients, from the last node but two up to block 358391."""
    node = "3f10376d0aebb4647ff550b60d69ba5ad6b6809d51af6a6476e0312a9433a3bf"
    beside = OpPrepend(bytes.fromhex("0be23709859913babd4460bbddf8ed213e7c8773a4b1face30f8acfdf093b705"))
    (claim,) = list_claims(claimed(bytes.fromhex(node), 358_391, beside, OpSHA256(), OpSHA256()))
    assert claim.height == 358_391
    assert claim.merkle_root.hex() == "007ee445d23ad061af4a36b809501fab1ac4f2d7e7a739817dd0cbb7ec661b8a"


def test_a_true_header_of_much_work_is_read():
    """Block 125552, the example of the protocol's description: its hash is below 2**192."""
    header = bytes.fromhex(
        "0100000081cd02ab7e569e8bcd9317e2fe99f2de44d49ab2b8851ba4a308000000000000e320b6c2fffc8d750423db8b1eb942ae71"
        "0e951ed797f7affc8892b0f1fc122bc7f5d74df2b9441a42a14695"
    )
    found = read_header(125_552, header)
    assert found.time == datetime(2011, 5, 21, 17, 26, 31, tzinfo=UTC)
    assert found.merkle_root[::-1].hex().startswith("2b12fcf1b09288fcaff797d71e950e71")
    for at in range(80):
        with pytest.raises(StampError, match="hashes of work"):
            read_header(125_552, header[:at] + bytes([header[at] ^ 1]) + header[at + 1 :])
