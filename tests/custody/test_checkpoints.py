"""Checkpoints: strict texts, the log's signature, and k of m witnesses."""

import hashlib
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
from hypothesis import given
from hypothesis import strategies as st
from tests.custody.logs import AT, entries_of
from tests.custody.signers import ALONE, LOG, ORIGIN, POLICY, WITNESS_KEYS, WITNESSES, checkpoint_of, signed
from tlog_scales import signing, tlog

from crimebook.custody.checkpoints import (
    Checkpoint,
    CheckpointError,
    FormerKey,
    MlDsa44Key,
    Policy,
    SigningKey,
    check_checkpoint,
    check_extends,
    cosign,
    parse_checkpoint,
    sign_checkpoint,
    with_cosignatures,
)
from crimebook.custody.merkle import (
    EMPTY_ROOT,
    MAX_SIZE,
    ProofError,
    consistency_proof,
    leaf_hash,
    reader_of,
)
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.notes import NoteError, Signature, VerifierKey, join_note, split_note

ROOT = b"r" * 32
ROOT_LINE = b64encode(ROOT).decode()
HASHES = [leaf_hash(entry) for entry in entries_of(20)]
LINES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1).filter(
    str.isprintable
)


@given(LINES, st.integers(1, MAX_SIZE), st.binary(min_size=32, max_size=32), st.lists(LINES, max_size=3))
def test_a_checkpoint_is_read_as_it_is_written(origin: str, size: int, root: bytes, extensions: list[str]):
    checkpoint = Checkpoint(origin, size, root, tuple(extensions))
    assert Checkpoint.parse(checkpoint.text) == checkpoint


def test_the_text_is_that_of_the_specification():
    """The example of tlog-checkpoint."""
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    checkpoint = Checkpoint.parse(text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert checkpoint.root.hex().startswith("0ac5186a91863e8e")
    assert checkpoint.text == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(f"{ORIGIN}\n5\n", id="no root"),
        pytest.param(f"{ORIGIN}\n5\n{ROOT_LINE}", id="no line feed at the end"),
        pytest.param(f"\n5\n{ROOT_LINE}\n", id="no origin"),
        pytest.param(f"{ORIGIN}\n05\n{ROOT_LINE}\n", id="a zero before the size"),
        pytest.param(f"{ORIGIN}\n+5\n{ROOT_LINE}\n", id="a sign before the size"),
        pytest.param(f"{ORIGIN}\n-5\n{ROOT_LINE}\n", id="fewer than none"),
        pytest.param(f"{ORIGIN}\n 5\n{ROOT_LINE}\n", id="a space before the size"),
        pytest.param(f"{ORIGIN}\n5_0\n{ROOT_LINE}\n", id="a size as programs write it"),
        pytest.param(f"{ORIGIN}\n٥\n{ROOT_LINE}\n", id="digits of another script"),
        pytest.param(f"{ORIGIN}\n9223372036854775808\n{ROOT_LINE}\n", id="too many leaves"),
        pytest.param(f"{ORIGIN}\n5\n{ROOT_LINE[:-1]}\n", id="a root without its padding"),
        pytest.param(f"{ORIGIN}\n5\n{b64encode(ROOT[1:]).decode()}\n", id="a short root"),
        pytest.param(f"{ORIGIN}\n5\n{b64encode(ROOT + b'r').decode()}\n", id="a long root"),
        pytest.param(f"{ORIGIN}\n5\n{ROOT_LINE[:-2]}J=\n", id="base64 that is not canonical"),
        pytest.param(f"{ORIGIN}\n5\n{ROOT_LINE}\n\n", id="an empty extension line"),
        pytest.param(f"{ORIGIN}\n5\n{ROOT_LINE}\r\n", id="lines of another system"),
        pytest.param(f"{ORIGIN}\n0\n{ROOT_LINE}\n", id="an empty tree with another root"),
    ],
)
def test_another_text_is_no_checkpoint(text: str):
    with pytest.raises(CheckpointError):
        Checkpoint.parse(text)


def test_a_log_s_own_signature_is_enough_where_no_witness_is_asked():
    seen = check_checkpoint(signed(7), ALONE)
    assert (seen.checkpoint, seen.seen) == (checkpoint_of(7), ())


def test_witnesses_say_when_they_saw_it():
    seen = check_checkpoint(signed(7, witnesses=3), POLICY)
    assert seen.seen == tuple((key.name, AT + timedelta(minutes=at)) for at, key in enumerate(WITNESSES))
    assert seen.note == signed(7, witnesses=3)


@pytest.mark.parametrize("witnesses", [0, 1])
def test_fewer_witnesses_than_the_policy_asks_are_too_few(witnesses: int):
    with pytest.raises(CheckpointError, match=f"signatures of 2 of the witnesses, got {witnesses}"):
        check_checkpoint(signed(7, witnesses=witnesses), POLICY)


def test_witnesses_alone_are_not_the_log():
    text, signatures = split_note(signed(7, witnesses=3))
    with pytest.raises(CheckpointError, match="signed"):
        check_checkpoint(join_note(text, signatures[1:]), POLICY)


def test_a_checkpoint_of_another_log_is_refused():
    other = SigningKey("log.example/other", LOG.seed)
    note = sign_checkpoint(checkpoint_of(7, origin=other.name), other)
    with pytest.raises(CheckpointError, match=r"a checkpoint of log\.example/book"):
        check_checkpoint(note, ALONE)
    with pytest.raises(CheckpointError, match="the key of"):
        sign_checkpoint(checkpoint_of(7), other)


def test_another_key_of_the_same_name_is_not_the_log():
    note = sign_checkpoint(checkpoint_of(7), SigningKey(ORIGIN, b"x" * 32))
    with pytest.raises(CheckpointError, match="signed"):
        check_checkpoint(note, ALONE)


def test_signatures_of_strangers_count_for_nothing_and_harm_nothing():
    stranger = SigningKey("stranger.example", b"s" * 32)
    note = with_cosignatures(signed(7), [cosign(signed(7), stranger, AT)], [stranger.of_witness])
    assert check_checkpoint(note, ALONE).seen == ()
    with pytest.raises(CheckpointError, match="got 0 of them"):
        check_checkpoint(note, POLICY)


def test_every_bit_of_a_signed_checkpoint_counts():
    """Of the lines of the keys that the policy knows: no flipped bit leaves a note that it accepts."""
    note = signed(7, witnesses=2)
    for place in range(len(note)):
        for bit in range(8):
            spoiled = note[:place] + bytes([note[place] ^ 1 << bit]) + note[place + 1 :]
            with pytest.raises(InvalidValueError):
                check_checkpoint(spoiled, POLICY)


def test_a_wrong_signature_of_a_known_witness_refuses_the_note_though_enough_others_signed():
    text, signatures = split_note(signed(7, witnesses=3))
    bad = Signature(signatures[3].name, signatures[3].key_id, signatures[2].content)
    with pytest.raises(CheckpointError, match=r"a cosignature of witness3\.example"):
        check_checkpoint(join_note(text, [*signatures[:3], bad]), POLICY)


def test_one_witness_twice_is_one_too_many():
    text, signatures = split_note(signed(7, witnesses=1))
    again = cosign(signed(7), WITNESSES[0], AT + timedelta(days=1))
    for more in (signatures[1], again):
        with pytest.raises(CheckpointError, match="one signature of"):
            check_checkpoint(join_note(text, [*signatures, more]), POLICY)


def test_a_newer_cosignature_takes_the_place_of_the_older():
    again = cosign(signed(7), WITNESSES[0], AT + timedelta(days=1))
    note = with_cosignatures(signed(7, witnesses=2), [again], WITNESS_KEYS)
    assert dict(check_checkpoint(note, POLICY).seen)[WITNESSES[0].name] == AT + timedelta(days=1)


def test_only_true_cosignatures_of_known_witnesses_are_added():
    note, other = signed(7), cosign(signed(8), WITNESSES[0], AT)
    own = split_note(note)[1][0]
    for bad in (other, cosign(note, SigningKey("stranger.example", b"s" * 32), AT), own):
        with pytest.raises(CheckpointError, match="cosignature"):
            with_cosignatures(note, [bad], WITNESS_KEYS)


def test_a_cosignature_is_no_signature_of_a_log_and_the_reverse():
    """The same key and name in both roles: the messages differ, and so do the ids of the keys."""
    key = SigningKey(ORIGIN, LOG.seed)
    text, signatures = split_note(signed(7))
    cosigned = cosign(signed(7), key, AT)
    assert cosigned.key_id != signatures[0].key_id
    with pytest.raises(CheckpointError):
        check_checkpoint(join_note(text, [cosigned]), ALONE)


def test_a_time_that_no_calendar_has_is_refused():
    text, signatures = split_note(signed(7))
    for time_s in (1 << 62, (1 << 64) - 1, 253_402_300_800):
        message = f"cosignature/v1\ntime {time_s}\n{text}".encode()
        content = time_s.to_bytes(8) + WITNESSES[0].sign(message)
        bad = Signature(WITNESSES[0].name, WITNESS_KEYS[0].key_id, content)
        with pytest.raises(CheckpointError, match="a cosignature of"):
            check_checkpoint(join_note(text, [*signatures, bad]), POLICY)


def test_a_naive_time_is_no_time_of_a_cosignature():
    with pytest.raises(InvalidValueError, match="offset"):
        cosign(signed(7), WITNESSES[0], datetime(2026, 1, 1))


def test_a_witness_signs_no_other_note():
    with pytest.raises(NoteError):
        cosign(join_note("a text\n", [Signature("a", b"abcd", b"e")]), WITNESSES[0], AT)


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(lambda: Policy("other.example", LOG.of_log), id="a key of another name"),
        pytest.param(lambda: Policy(ORIGIN, LOG.of_witness), id="a witness's key for the log"),
        pytest.param(lambda: Policy(ORIGIN, LOG.of_log, (LOG.of_log,), 1), id="a log's key for a witness"),
        pytest.param(lambda: Policy(ORIGIN, LOG.of_log, (LOG.of_witness,), 1), id="the log as witness"),
        pytest.param(
            lambda: Policy(
                ORIGIN, LOG.of_log, (WITNESS_KEYS[0], SigningKey("b", WITNESSES[0].seed).of_witness), 2
            ),
            id="one witness under two names",
        ),
        pytest.param(lambda: Policy(ORIGIN, LOG.of_log, WITNESS_KEYS, 4), id="more than there are"),
        pytest.param(lambda: Policy(ORIGIN, LOG.of_log, WITNESS_KEYS, -1), id="fewer than none"),
    ],
)
def test_a_policy_that_promises_more_than_it_asks_is_refused(made):
    with pytest.raises(CheckpointError):
        made()


def test_a_log_may_only_grow():
    proof = consistency_proof(7, 12, reader_of(HASHES))
    check_extends(checkpoint_of(7), checkpoint_of(12), proof)
    check_extends(checkpoint_of(7), checkpoint_of(7), ())
    check_extends(checkpoint_of(0), checkpoint_of(12), ())
    with pytest.raises(ProofError):
        check_extends(checkpoint_of(12), checkpoint_of(7), proof)
    with pytest.raises(ProofError, match="same size"):
        check_extends(checkpoint_of(7), checkpoint_of(7, root=ROOT), ())
    with pytest.raises(ProofError):
        check_extends(checkpoint_of(7, root=ROOT), checkpoint_of(12), proof)
    with pytest.raises(ProofError, match="two checkpoints of"):
        check_extends(checkpoint_of(7), checkpoint_of(12, origin="other.example"), proof)
    with pytest.raises(ProofError):
        check_extends(checkpoint_of(0), checkpoint_of(12), proof)


def test_another_program_reads_and_believes_our_notes():
    note = signed(7, witnesses=2).decode()
    theirs = tlog.Checkpoint.from_text(note)
    assert (theirs.origin, theirs.size, theirs.root_hash) == (ORIGIN, 7, checkpoint_of(7).root)
    assert theirs.serialize() == note
    keys = [signing.Vkey.from_string(str(key)) for key in (LOG.of_log, *WITNESS_KEYS)]
    assert len(signing.VkeySet(*keys).verify(theirs.signatures, theirs)) == 3
    stamp = signing.Ed25519CosignatureVerifier.get_timestamp(theirs.signatures[1].payload)
    assert datetime.fromtimestamp(stamp, UTC) == AT


def test_we_read_and_believe_the_notes_of_another_program():
    signer = signing.PlainEd25519Signer(ORIGIN, LOG.seed)
    note = tlog.Checkpoint.make_signed(ORIGIN, 7, checkpoint_of(7).root, [signer]).serialize().encode()
    assert check_checkpoint(note, ALONE).checkpoint == checkpoint_of(7)
    assert note == signed(7)


def test_the_empty_log_has_a_checkpoint():
    assert parse_checkpoint(signed(0)) == Checkpoint(ORIGIN, 0, EMPTY_ROOT)


SECOND = MlDsa44Key("second.example", b"2" * 32)
QUANTUM = Policy(ORIGIN, LOG.of_log, (SECOND.of_witness, WITNESS_KEYS[0]), 2)


def test_a_witness_may_sign_by_ml_dsa_44_as_well():
    note = with_cosignatures(
        signed(5), [cosign(signed(5), key, AT) for key in (SECOND, WITNESSES[0])], QUANTUM.witnesses
    )
    seen = check_checkpoint(note, QUANTUM).seen
    assert seen == (("second.example", AT), ("witness1.example", AT))
    with pytest.raises(CheckpointError):
        check_checkpoint(signed(5, witnesses=1), QUANTUM)


def test_the_message_of_ml_dsa_44_is_that_of_the_specification():
    """The structure ``cosigned_message`` of tlog-cosignature, made here by hand."""
    found = cosign(signed(5), SECOND, AT)
    time = int(AT.timestamp()).to_bytes(8)
    message = b"subtree/v1\n\0" + b"\x0esecond.example" + time + b"\x10log.example/book"
    message += bytes(8) + (5).to_bytes(8) + checkpoint_of(5).root
    key = MLDSA44PublicKey.from_public_bytes(SECOND.of_witness.public)
    assert found.content[:8] == time
    assert len(found.content) == 8 + 2420
    key.verify(found.content[8:], message)
    material = b"second.example\n\x06" + SECOND.of_witness.public
    assert found.key_id == hashlib.sha256(material).digest()[:4]
    assert VerifierKey.parse(str(SECOND.of_witness)) == SECOND.of_witness


@pytest.mark.parametrize("at", [0, 7, 8, 500, 2427])
def test_a_changed_signature_of_ml_dsa_44_refuses_the_note(at: int):
    one = cosign(signed(5), SECOND, AT)
    content = one.content[:at] + bytes([one.content[at] ^ 1]) + one.content[at + 1 :]
    note = join_note(
        checkpoint_of(5).text, [*split_note(signed(5))[1], Signature(one.name, one.key_id, content)]
    )
    with pytest.raises(CheckpointError, match="did not make"):
        check_checkpoint(note, replace(QUANTUM, quorum=0))


def test_a_signature_of_ml_dsa_44_says_when_the_tree_was_the_largest():
    name = b"\x0esecond.example" + bytes(8) + b"\x10log.example/book"
    message = b"subtree/v1\n\0" + name + bytes(8) + (5).to_bytes(8) + checkpoint_of(5).root
    timeless = Signature(SECOND.name, SECOND.of_witness.key_id, bytes(8) + SECOND.sign(message))
    with pytest.raises(CheckpointError, match="did not make"):
        with_cosignatures(signed(5), [timeless], QUANTUM.witnesses)


def test_one_witness_with_a_key_of_either_kind_is_not_two():
    twin = MlDsa44Key(WITNESSES[0].name, b"t" * 32)
    with pytest.raises(CheckpointError, match="count twice"):
        Policy(ORIGIN, LOG.of_log, (WITNESS_KEYS[0], twin.of_witness), 2)


def test_a_key_of_before_counts_for_what_it_signed_then_and_for_nothing_later():
    new = SigningKey(ORIGIN, b"n" * 32)
    policy = Policy(ORIGIN, new.of_log, former=(FormerKey(LOG.of_log, 7),))
    for size in (1, 6, 7):
        assert check_checkpoint(signed(size), policy).checkpoint.size == size
    with pytest.raises(CheckpointError, match="a key that counts no more"):
        check_checkpoint(signed(8), policy)
    with pytest.raises(CheckpointError, match="did not sign"):
        check_checkpoint(sign_checkpoint(checkpoint_of(7), SigningKey(ORIGIN, b"e" * 32)), policy)
    assert check_checkpoint(sign_checkpoint(checkpoint_of(8), new), policy).checkpoint.size == 8
    both = join_note(
        checkpoint_of(9).text,
        [*split_note(signed(9))[1], *split_note(sign_checkpoint(checkpoint_of(9), new))[1]],
    )
    assert check_checkpoint(both, policy).checkpoint.size == 9
    with pytest.raises(CheckpointError, match="one key several times"):
        Policy(ORIGIN, LOG.of_log, former=(FormerKey(LOG.of_log, 7),))


def test_another_program_believes_our_ml_dsa_44_and_we_believe_its():
    note = with_cosignatures(signed(7), [cosign(signed(7), SECOND, AT)], QUANTUM.witnesses).decode()
    theirs = tlog.Checkpoint.from_text(note)
    keys = signing.VkeySet(*(signing.Vkey.from_string(str(key)) for key in (LOG.of_log, SECOND.of_witness)))
    assert len(keys.verify(theirs.signatures, theirs)) == 2
    signers = [
        signing.PlainEd25519Signer(ORIGIN, LOG.seed),
        signing.MLDSA44CosignatureSigner(SECOND.name, SECOND.seed),
    ]
    made = tlog.Checkpoint.make_signed(ORIGIN, 7, checkpoint_of(7).root, signers).serialize().encode()
    seen = check_checkpoint(made, replace(QUANTUM, quorum=1)).seen
    assert [name for name, _ in seen] == [SECOND.name]
