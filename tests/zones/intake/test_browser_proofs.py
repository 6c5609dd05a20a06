"""Proofs in the browser: the scripts believe what our engine believes, and nothing else."""

from dataclasses import asdict, replace
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from tests.zones.intake.houses import House
from tests.zones.intake.provers import (
    ENVELOPE,
    KEYS_OF_2,
    LEAF,
    LOG,
    NEXT_LOG,
    POLICY,
    POST_QUANTUM,
    WITNESSES,
    Log,
    name_log,
)
from tests.zones.intake.scripts import ScriptError, call, call_all, needs_node
from tests.zones.intake.test_mailbox import KEYS
from tests.zones.intake.test_proofs_shown import OTHERS

from crimebook.custody.checkpoints import (
    Checkpoint,
    SigningKey,
    cosign,
    parse_checkpoint,
    sign_checkpoint,
    with_cosignatures,
)
from crimebook.custody.merkle import inclusion_proof, leaf_hash, node_hash, reader_of, tree_root
from crimebook.custody.proofs import LogProof, check_proof
from crimebook.custody.receiptproofs import ReceiptProof
from crimebook.sealing.manifest import FormerLogKey, Manifest, WitnessPolicy
from crimebook.sealing.messages import Message, MessageKind
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.notes import MLDSA44_COSIGNATURE_TYPE, VerifierKey
from crimebook.work.policies import log_alone, policy_of
from crimebook.work.receiving.standing import in_book

pytestmark = needs_node
AT = datetime(2022, 1, 2, tzinfo=UTC)
RECEIPT = str(ReceiptProof(ENVELOPE, KEYS.leaf, Log().prove()))
ROOT = parse_checkpoint(Log().prove().note).root
OTHER_LOG = SigningKey(LOG.name, b"o" * 32)


@pytest.fixture
def manifest(house: House) -> Manifest:
    return name_log(house)


def check(text: str, manifest: Manifest, entry: bytes = LEAF) -> tuple[Any, ...]:
    return "checkProof", text, entry, asdict(manifest)


def stands(manifest: Manifest, **values: Any) -> tuple[Any, ...]:
    said = {"at_day": "2020-08-20", "values": {"envelope": ENVELOPE, **values}}
    return "inBook", said, KEYS.leaf.hex(), asdict(manifest), AT.isoformat()


def python_says(manifest: Manifest, **values: Any) -> str:
    told = {"envelope": ENVELOPE, **values}
    message = Message(KEYS.mailbox_id, MessageKind.COLLECTED, "", "2020-08-20", "ab" * 32, told)
    return in_book(message, KEYS.leaf, manifest, AT).standing.value


def test_every_leaf_of_every_small_tree_is_proven_and_no_other(house: House):
    calls = []
    for size in range(1, 20):
        hashes = [leaf_hash(bytes([each]) * 32) for each in range(size)]
        root = tree_root(hashes)
        for index in range(size):
            path = inclusion_proof(index, size, reader_of(hashes))
            right = ("checkInclusion", str(index), str(size), hashes[index], path, root)
            wrong = [
                ("checkInclusion", str((index + 1) % (size + 1)), str(size), hashes[index], path, root),
                ("checkInclusion", str(index), str(size), b"\1" * 32, path, root),
                ("checkInclusion", str(index), str(size), hashes[index], (*path, root), root),
                ("checkInclusion", str(size), str(size), hashes[index], path, root),
            ]
            if path:
                wrong.append(("checkInclusion", str(index), str(size), hashes[index], path[:-1], root))
            calls += [right, *wrong]
    for told, result in zip(calls, call_all(*calls), strict=True):
        _, index, size, leaf, path, root = told
        hashes = [leaf_hash(bytes([each]) * 32) for each in range(int(size))]
        is_right = int(index) < int(size) and leaf == hashes[int(index)]
        is_right = is_right and path == inclusion_proof(int(index), int(size), reader_of(hashes))
        assert isinstance(result, ScriptError) != is_right, (index, size, len(path))


def test_a_proof_is_believed_with_its_witnesses_and_times(manifest: Manifest):
    proof = Log().prove(3)
    seen = call(*check(str(proof), manifest))
    expected = check_proof(proof, LEAF, POLICY).seen
    assert [(name, datetime.fromtimestamp(time, UTC)) for name, time in seen] == list(expected)


def test_no_changed_sign_of_a_proof_is_believed_that_our_engine_refuses(manifest: Manifest):
    text = str(Log().prove())
    chance = Random(5)  # noqa: S311 - repeatable
    changed = [text[:at] + chance.choice("AZaz09+/= \n—") + text[at + 1 :] for at in range(len(text))]
    changed += [text[:at] + text[at + 1 :] for at in range(0, len(text), 7)]
    results = call_all(*(check(each, manifest) for each in changed))
    for each, result in zip(changed, results, strict=True):
        try:
            seen = check_proof(LogProof.parse(each), LEAF, log_alone(POLICY)).seen
        except InvalidValueError:
            assert isinstance(result, ScriptError), each
        else:
            assert [name for name, _ in result] == [name for name, _ in seen], each


@pytest.mark.parametrize("seen", [0, 1, 2, 3])
@pytest.mark.parametrize(("witnesses", "quorum"), [(3, 2), (3, 0), (0, 0), (1, 1)])
def test_both_sides_say_the_same_of_every_number_of_witnesses(
    house: House, seen: int, witnesses: int, quorum: int
):
    manifest = name_log(house, witnesses=witnesses, quorum=quorum)
    values = {"proof": str(Log().prove(seen))}
    assert call(*stands(manifest, **values))["standing"] == python_says(manifest, **values)


def test_both_sides_say_the_same_of_what_does_not_hold(manifest: Manifest):
    told: list[dict[str, Any]] = [{"proof": str(each)} for each in OTHERS.values()]
    told += [{}, {"proof": ""}, {"proof": 5}, {"proof": ["a"]}, {"envelope": 7, "proof": "x"}]
    told += [{"envelope": "ee" * 32, "proof": str(Log().prove())}, {"envelope": "EF" * 32, "proof": "x"}]
    results = call_all(*(stands(manifest, **each) for each in told))
    assert [each["standing"] for each in results] == [python_says(manifest, **each) for each in told]
    assert {each["standing"] for each in results} == {"broken", "collected"}


def test_both_sides_say_the_same_of_every_changed_sign(manifest: Manifest):
    text = str(Log().prove(2))
    chance = Random(7)  # noqa: S311 - repeatable
    changed = [text[:at] + chance.choice("AZaz09+/= \n—") + text[at + 1 :] for at in range(0, len(text), 3)]
    results = call_all(*(stands(manifest, proof=each) for each in changed))
    told = [each["standing"] for each in results]
    assert told == [python_says(manifest, proof=each) for each in changed]
    assert {"broken", "unchecked"} <= set(told) <= {"broken", "unchecked", "published", "proven"}


FORMER = {
    "that signed on": (FormerLogKey(str(LOG.of_log)), "proven"),
    "with its last tree": (FormerLogKey(str(LOG.of_log), 11, ROOT.hex()), "proven"),
    "with a later last tree": (FormerLogKey(str(LOG.of_log), 12, "ab" * 32), "proven"),
    "with another tree of that size": (FormerLogKey(str(LOG.of_log), 11, "ab" * 32), "broken"),
    "that had ended before": (FormerLogKey(str(LOG.of_log), 10, ROOT.hex()), "broken"),
    "that is another": (FormerLogKey(str(OTHER_LOG.of_log), 11, ROOT.hex()), "unchecked"),
}


@pytest.mark.parametrize("which", FORMER)
def test_both_sides_believe_the_log_s_key_of_before_up_to_its_last_tree(house: House, which: str):
    former, expected = FORMER[which]
    manifest = name_log(house, log_key=str(NEXT_LOG.of_log), former_log_keys=(former,))
    values = {"proof": str(Log().prove(2))}
    found = call(*stands(manifest, **values))
    assert found["standing"] == python_says(manifest, **values) == expected
    if expected == "proven":
        assert found["since"] == "2021-03-05", "the day stays"
    saved = call_all(("checkSaved", RECEIPT, KEYS.leaf.hex(), asdict(manifest), AT.isoformat()))[0]
    assert isinstance(saved, ScriptError) if expected == "broken" else saved["standing"] == expected


def test_a_page_of_before_the_change_calls_what_the_next_key_signed_unchecked(manifest: Manifest):
    values = {"proof": str(Log().prove(2, key=NEXT_LOG))}
    assert call(*stands(manifest, **values))["standing"] == python_says(manifest, **values) == "unchecked"


def test_both_sides_read_former_keys_in_the_manifest_that_the_root_signed(house: House):
    former = (FormerLogKey(str(LOG.of_log)), FormerLogKey(str(OTHER_LOG.of_log), 7, "ab" * 32))
    manifest = name_log(house, log_key=str(NEXT_LOG.of_log), former_log_keys=former)
    note, root = (house.path / "manifest.txt").read_bytes(), (house.path / "root.txt").read_text()
    read = call("readManifest", note, [root], AT.isoformat())
    assert read["former_log_keys"] == [asdict(each) for each in manifest.former_log_keys]
    assert policy_of(manifest) is not None


PQ = str(POST_QUANTUM.of_witness)
NOBODY_KNOWS = str(VerifierKey("witness-5.test", MLDSA44_COSIGNATURE_TYPE, bytes(1_312)))[:-4]


@pytest.mark.parametrize("seen", [0, 1, 2])
@pytest.mark.parametrize(
    ("keys", "quorum"),
    [
        ((*KEYS_OF_2, PQ), 2),
        ((*KEYS_OF_2, PQ), 3),
        ((*KEYS_OF_2, NOBODY_KNOWS), 1),
        ((PQ,), 0),
        ((PQ, KEYS_OF_2[0]), 1),
        (("none",), 1),
    ],
)
def test_both_sides_leave_out_witnesses_whom_a_browser_cannot_check(
    house: House, keys: tuple[str, ...], quorum: int, seen: int
):
    manifest = name_log(house, policy=WitnessPolicy(quorum, keys))
    proof = Log().prove(seen)
    also = cosign(proof.note, POST_QUANTUM, AT)
    note = with_cosignatures(proof.note, [also], [POST_QUANTUM.of_witness, *POLICY.witnesses])
    values = {"proof": str(replace(proof, note=note))}
    found = call(*stands(manifest, **values))
    assert found["standing"] == python_says(manifest, **values)
    count = sum(key in KEYS_OF_2 for key in keys)
    assert (found["standing"] == "unchecked") == (count < max(quorum, 1))
    assert "file" in found


def test_both_sides_name_the_same_days(manifest: Manifest):
    found = call(*stands(manifest, proof=str(Log().prove(3))))
    assert (found["since"], found["seen"], found["witnesses"]) == ("2021-03-05", 3, 3)
    assert found["file"] == str(ReceiptProof(ENVELOPE, KEYS.leaf, Log().prove(3)))
    assert call(*stands(manifest))["comeBack"] == "2022-01-03"
    slow = replace(manifest, interval_s=1000 * 86_400)
    message = Message(KEYS.mailbox_id, MessageKind.COLLECTED, "", "2020-08-20", "ab" * 32, {})
    expected = in_book(message, KEYS.leaf, slow, AT).come_back
    assert expected is not None
    assert call(*stands(slow))["comeBack"] == expected.isoformat() == "2023-05-18"


def test_keys_that_are_none_make_no_log(manifest: Manifest):
    own, witness = LOG.of_log, WITNESSES[0].of_witness
    wrong = [
        replace(manifest, log_key=""),
        replace(manifest, log_key="book.test/log"),
        replace(manifest, log_key=str(witness)),
        replace(manifest, log_key=str(own)[:-4] + "AAAA"),
        replace(manifest, witnesses=WitnessPolicy(1, (str(own),))),
        replace(manifest, witnesses=WitnessPolicy(1, (str(witness), str(witness)))),
        replace(manifest, former_log_keys=(FormerLogKey(str(own)),)),
        replace(manifest, former_log_keys=(FormerLogKey(str(witness)),)),
        replace(manifest, former_log_keys=(FormerLogKey(str(SigningKey("other.test", b"x" * 32).of_log)),)),
    ]
    values = {"proof": str(Log().prove(3))}
    results = call_all(*(stands(each, **values) for each in wrong))
    assert [each["standing"] for each in results] == [python_says(each, **values) for each in wrong]
    # The log's own key among its witnesses is none of a witness, and is left out like others of no use.
    assert [each["standing"] for each in results] == ["collected"] * 4 + ["unchecked"] + ["collected"] * 4


def test_a_saved_proof_is_for_its_own_words_alone(manifest: Manifest):
    told = asdict(manifest)
    found = call("checkSaved", RECEIPT, KEYS.leaf.hex(), told, AT.isoformat())
    assert (found["standing"], found["since"]) == ("proven", "2021-03-05")
    others = call_all(
        ("checkSaved", RECEIPT, "00" * 32, told, AT.isoformat()),
        ("checkSaved", RECEIPT + "x", KEYS.leaf.hex(), told, AT.isoformat()),
        ("checkSaved", RECEIPT.replace("ef", "ee"), KEYS.leaf.hex(), told, AT.isoformat()),
        ("checkSaved", "", KEYS.leaf.hex(), told, AT.isoformat()),
    )
    assert all(isinstance(each, ScriptError) for each in others)


def test_a_deep_log_is_no_harder(manifest: Manifest):
    # A tree of 2^62 leaves, of which only the way up is known.
    index, size, path, root = 1 << 61, 1 << 62, [], leaf_hash(LEAF)
    for level in range(62):
        other = leaf_hash(bytes([level]) * 32)
        path.append(other)
        pair = (other, root) if index >> level & 1 else (root, other)
        root = node_hash(*pair)
    note = sign_checkpoint(Checkpoint(LOG.name, size, root), LOG)
    note = with_cosignatures(note, [cosign(note, each, AT) for each in WITNESSES], POLICY.witnesses)
    proof = LogProof(index, tuple(path), note)
    assert check_proof(proof, LEAF, POLICY)
    assert len(call(*check(str(proof), manifest))) == 3
