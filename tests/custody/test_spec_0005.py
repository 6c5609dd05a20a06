"""The examples of specification 0005 are what the program makes, and are checked by it."""

import re
from pathlib import Path

import pytest

from crimebook.custody.checkpoints import Policy, SigningKey, check_checkpoint
from crimebook.custody.events import digest_of
from crimebook.custody.leaves import decoy_leaf, event_leaf, heads_leaf, heads_root, report_leaf
from crimebook.custody.merkle import leaf_hash, tree_root
from crimebook.custody.proofs import LogProof, check_proof
from crimebook.terms.digests import sha256_hex
from crimebook.terms.notes import VerifierKey

PAGE = (Path(__file__).parents[2] / "docs" / "spec" / "0005-ledger.md").read_text()
BLOCKS = re.findall(r"^```\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
VALUES = dict(line.split() for line in BLOCKS[0].splitlines())
LOG_KEY, WITNESS_KEY = (VerifierKey.parse(VALUES[name]) for name in ("log_key", "witness_key"))


@pytest.fixture
def entries() -> list[bytes]:
    envelope, event, blind = sha256_hex(b"envelope"), digest_of(b"event"), b"\x02" * 32
    heads = {"report:2": (envelope, 7), "report:1": (event, 1)}
    assert (envelope, event) == (VALUES["envelope"], VALUES["event"])
    assert heads_root(heads).hex() == VALUES["heads_root"]
    return [
        heads_leaf(blind, heads),
        report_leaf(envelope, b"\x01" * 32),
        event_leaf(event, blind),
        decoy_leaf(b"\x03" * 32),
    ]


def test_the_entries_of_the_page_are_made_as_it_says(entries: list[bytes]):
    shown = [value for name, value in VALUES.items() if name.startswith("entry_")]
    assert [each.hex() for each in entries] == shown
    assert tree_root(map(leaf_hash, entries)).hex() == VALUES["root"]


def test_the_keys_of_the_page_are_those_of_its_seeds():
    assert SigningKey(LOG_KEY.name, b"\x04" * 32).of_log == LOG_KEY
    assert SigningKey(WITNESS_KEY.name, b"\x05" * 32).of_witness == WITNESS_KEY


def test_the_proof_of_the_page_proves_its_report(entries: list[bytes]):
    proof = LogProof.parse(BLOCKS[1])
    policy = Policy(LOG_KEY.name, LOG_KEY, (WITNESS_KEY,), 1)
    assert check_proof(proof, entries[1], policy).checkpoint.root.hex() == VALUES["root"]
    assert check_checkpoint(proof.note, policy).seen[0][1].isoformat() == "2026-01-01T00:00:00+00:00"
