"""Whom the verifier believes: a policy or a manifest in force, and the log's keys of before."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.custody.logs import AT
from tests.custody.signers import LOG, ORIGIN, POLICY, WITNESS_KEYS, WITNESSES
from tests.zones.verify.cast import LEAVES, Given, give, policy, signed_note, verify

from crimebook.custody.checkpoints import (
    Checkpoint,
    MlDsa44Key,
    SigningKey,
    check_checkpoint,
    cosign,
    sign_checkpoint,
    with_cosignatures,
)
from crimebook.custody.keychanges import change_path, sign_key_change
from crimebook.custody.merkle import leaf_hash, tree_root
from crimebook.terms.canonical import canonical_json
from crimebook.terms.instants import format_instant
from crimebook.unsealing.manifest import RootKey, sign_note
from crimebook.zones.verify.app import run
from crimebook.zones.verify.findings import Outcome

PROVEN, REFUTED, UNCHECKED = Outcome.PROVEN, Outcome.REFUTED, Outcome.UNCHECKED
Shown = pytest.CaptureFixture[str]
ROOT = RootKey("book.example/root", b"1" * 32, b"2" * 32)
NEW = SigningKey(ORIGIN, b"n" * 32)
SECOND = MlDsa44Key("second.example", b"2" * 32)


@pytest.fixture
def given(tmp_path: Path) -> Given:
    return give(tmp_path)


def by_manifest(given: Given, root: RootKey = ROOT, *, days: int = 1, title: str = "manifest") -> Outcome:
    """Check the log by a manifest that ends in so many days, signed by ``root``."""
    told = policy(expires=format_instant(datetime.now(UTC) + timedelta(days=days)))
    note = sign_note(f"crimebook/{title}/v1\n{canonical_json(told).decode()}\n", root)
    path, pinned = given.path("manifest.txt", note), given.path("root.txt", str(ROOT.root))
    return run(["log", str(given.log), "--manifest", str(path), "--manifest-root", str(pinned)])


def test_a_manifest_in_force_is_a_policy(given: Given):
    assert by_manifest(given) is PROVEN


def test_an_expired_manifest_is_none(given: Given, capsys: Shown):
    assert by_manifest(given, days=-1) is UNCHECKED
    assert "is no manifest in force that this root signed" in capsys.readouterr().out


@pytest.mark.parametrize("part", ["ed25519_seed", "mldsa65_seed"])
def test_a_manifest_of_another_root_is_none_though_half_of_it_is_the_same(
    given: Given, capsys: Shown, part: str
):
    seeds = {"ed25519_seed": b"1" * 32, "mldsa65_seed": b"2" * 32} | {part: b"3" * 32}
    assert by_manifest(given, RootKey(ROOT.name, *seeds.values())) is UNCHECKED
    assert "is no manifest in force that this root signed" in capsys.readouterr().out


def test_another_note_of_the_root_is_no_manifest(given: Given):
    assert by_manifest(given, title="root-change") is UNCHECKED


def test_a_damaged_root_or_manifest_checks_nothing(given: Given):
    by_manifest(given)
    names = ("manifest.txt", "root.txt")
    for damaged in names:
        whole = (given.folder / damaged).read_bytes()
        for content in (b"", whole[:-2], whole.replace(b"A", b"B", 1)):
            given.path(damaged, content)
            files = [str(given.folder / name) for name in names]
            assert (
                run(["log", str(given.log), "--manifest", files[0], "--manifest-root", files[1]]) is UNCHECKED
            )
        given.path(damaged, whole)


def changed_key(given: Given, **differences: object) -> None:
    """The log signs its second interval by another key, and its policy names that."""
    first = check_checkpoint(given.prior.read_bytes(), POLICY).checkpoint
    given.files[change_path(1)] = sign_key_change(first, LOG, NEW)
    root = tree_root(map(leaf_hash, given.entries))
    note = sign_checkpoint(Checkpoint(ORIGIN, len(given.entries), root), NEW)
    added = [cosign(note, key, AT + timedelta(hours=2)) for key in WITNESSES]
    given.files["checkpoint"] = with_cosignatures(note, added, WITNESS_KEYS)
    given.path("policy.json", json.dumps(policy(log_key=str(NEW.of_log), **differences)))
    given.write_log()


def test_what_the_log_signed_by_its_key_of_before_counts_on(given: Given, capsys: Shown):
    changed_key(given)
    assert verify(given, "log", given.log, "--since", given.prior) is PROVEN
    assert "begins with all 300" in capsys.readouterr().out


def test_what_the_key_of_before_signs_later_is_refuted(given: Given, capsys: Shown):
    changed_key(given)
    given.files["checkpoint"] = signed_note(given.entries, hours=2)
    assert verify(given, "log", given.write_log(), "--since", given.prior) is REFUTED
    assert "by a key that counts no more" in capsys.readouterr().out


def test_without_the_log_the_policy_may_name_the_key_of_before(given: Given, capsys: Shown):
    receipt = given.receipt()
    path = given.path("old.txt", str(receipt))
    changed_key(given)
    assert verify(given, "receipt", path) is REFUTED
    capsys.readouterr()
    for leaves, outcome in ((2 * LEAVES, PROVEN), (LEAVES, REFUTED)):
        former = [{"key": str(LOG.of_log), "leaves": leaves}]
        given.path("policy.json", json.dumps(policy(log_key=str(NEW.of_log), former_log_keys=former)))
        assert verify(given, "receipt", path) is outcome
        assert verify(given, "log", given.log) is PROVEN


def test_a_policy_of_before_the_change_is_said_to_be_old(given: Given, capsys: Shown):
    changed_key(given)
    given.path("policy.json", json.dumps(policy()))
    assert verify(given, "log", given.log) is UNCHECKED
    assert (
        "The log's key was changed since this policy was written, or somebody says so"
        in capsys.readouterr().out
    )


def test_a_change_that_the_key_of_now_does_not_vouch_for_changes_nothing(given: Given):
    first = check_checkpoint(given.prior.read_bytes(), POLICY).checkpoint
    thief = SigningKey(ORIGIN, b"t" * 32)
    given.files[change_path(1)] = sign_key_change(first, thief, NEW)
    assert verify(given, "log", given.write_log()) is PROVEN


def test_damaged_changes_are_said(given: Given, capsys: Shown):
    given.files[change_path(1)] = b"no change"
    assert verify(given, "log", given.write_log()) is UNCHECKED
    assert "that should tell of its keys are damaged" in capsys.readouterr().out


def test_a_mirror_that_lags_behind_a_change_of_the_key_is_extended(given: Given):
    behind = given.files | {"checkpoint": given.prior.read_bytes()}
    changed_key(given)
    newest, given.files = given.files, behind
    lagging = given.write_log("behind")
    given.files = newest
    assert verify(given, "mirror", given.log, lagging) is PROVEN
    assert verify(given, "mirror", lagging, given.log) is PROVEN


def test_a_witness_may_sign_by_ml_dsa_44(given: Given, capsys: Shown):
    keys = (SECOND.of_witness, WITNESS_KEYS[0])
    told = {"quorum": 2, "keys": [str(each) for each in keys]}
    given.path("policy.json", json.dumps(policy(witnesses=told)))
    assert verify(given, "log", given.log) is REFUTED
    assert "signatures of 2 of the witnesses, got 1" in capsys.readouterr().out
    note = given.files["checkpoint"]
    given.files["checkpoint"] = with_cosignatures(note, [cosign(note, SECOND, AT)], keys)
    assert verify(given, "log", given.write_log()) is PROVEN
    assert "second.example saw the log grow" in capsys.readouterr().out
