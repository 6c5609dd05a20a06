"""The log as its keepers and others work on it: published, audited, mirrored and witnessed by commands."""

import os
import sqlite3
import subprocess
import time
from pathlib import Path

from tests.work.ledger.cast import WITNESS_KEY
from tests.work.ledger.test_witness_kills import served
from tests.work.opening import cast
from tests.zones.cli.conftest import PROGRAM, Program

from crimebook.custody.checkpoints import Policy, check_checkpoint
from crimebook.sealing.manifest import WitnessPolicy
from crimebook.stores.vault.folder import Vault
from crimebook.terms.notes import COSIGNATURE_TYPE, MLDSA44_COSIGNATURE_TYPE, VerifierKey
from crimebook.work.opening.keymaking import draft_manifest, make_keys
from crimebook.work.opening.publishing import install_manifest
from crimebook.work.opening.rooting import open_root, sign_draft

LEAVES = 300


def elsewhere(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the program on a machine without a book."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("CRIMEBOOK", "DJANGO"))
    }
    return subprocess.run(
        [PROGRAM, "ledger", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment,
        cwd="/",
    )


def promise(program: Program, *witnesses: str) -> None:
    """Put a manifest in force with an interval of a second, and these witnesses."""
    vault, root = Vault(program.book / "vault"), Vault(program.book / "root")
    order = cast.order()
    make_keys(vault, root, cast.passphrases(), order, os.urandom)
    policy = WitnessPolicy(len(witnesses), witnesses)
    draft = draft_manifest(
        vault, order, os.urandom, interval_s=1, leaves_per_interval=LEAVES, witnesses=policy
    )
    install_manifest(vault, sign_draft(root, draft, open_root(root, order.root_passphrase)), order.at)


def publish(program: Program) -> str:
    time.sleep(1)
    done = program.run("ledger", "publish", "--at-once")
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_a_log_is_published_audited_mirrored_witnessed_and_brought_back(program: Program, tmp_path: Path):
    witness, mirror, public = tmp_path / "witness", str(tmp_path / "mirror"), str(program.book / "ledger")
    witness_key = elsewhere("witness-key", str(witness), "witness.example").stdout.strip()
    promise(program, witness_key)
    key = program.run("ledger", "key").stdout.strip()
    assert key.startswith("test.invalid/log+")
    assert f"published: {LEAVES} leaves" in publish(program)
    assert "no faults" in program.run("ledger", "audit").stderr

    seen = elsewhere("witness", public, str(witness), "--key", key)
    assert seen.returncode == 0, seen.stderr
    assert f"{LEAVES} leaves, {LEAVES} more than before; signed" in seen.stderr
    taken = program.run("ledger", "cosignatures", seen.stdout.strip())
    assert "signed by 1 of 1 witnesses, 1 are needed" in taken.stderr

    copied = elsewhere("mirror", public, mirror, "--key", key)
    assert f"{LEAVES} leaves, {LEAVES} of them new" in copied.stderr
    publish(program)
    copied = elsewhere("mirror", public, mirror, "--key", key)
    assert f"{2 * LEAVES} leaves, {LEAVES} of them new" in copied.stderr

    with sqlite3.connect(program.book / "ledger.sqlite3") as order:
        (leaf,) = order.execute("SELECT leaf FROM ledger_leaf WHERE position = 7").fetchone()
    order.close()
    proof = program.run("ledger", "prove", leaf.hex()).stdout
    assert proof.startswith("c2sp.org/tlog-proof@v1\nindex 7\n")
    assert "\n— witness.example " in proof

    (program.book / "ledger.sqlite3").unlink()
    assert "crimebook ledger restore" in program.run("ledger", "publish", "--at-once").stderr
    assert f"restored: {2 * LEAVES} leaves" in program.run("ledger", "restore", mirror).stderr
    assert "no faults" in program.run("ledger", "audit").stderr
    with sqlite3.connect(program.book / "register.sqlite3") as register:
        for (name,) in register.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'register_custodyevent'"
        ).fetchall():
            register.execute(f"DROP TRIGGER {name}")
        register.execute("UPDATE register_custodyevent SET signature = 'believe me' WHERE id = 1")
    register.close()
    assert "event 1: the signature of its zone" in program.run("ledger", "audit").stdout


def test_a_log_that_forked_is_refused_by_all_who_watch_it(program: Program, tmp_path: Path):
    witness, mirror, public = tmp_path / "witness", str(tmp_path / "mirror"), str(program.book / "ledger")
    elsewhere("witness-key", str(witness), "witness.example")
    promise(program)
    key = program.run("ledger", "key").stdout.strip()
    publish(program)
    program.run("ledger", "audit")
    elsewhere("mirror", public, mirror, "--key", key)
    elsewhere("witness", public, str(witness), "--key", key)

    for path in (program.book / "ledger.sqlite3", program.book / "ledger/checkpoint"):
        path.unlink()
    with sqlite3.connect(program.book / "register.sqlite3") as register:
        for (name,) in register.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'register_ledgerinterval'"
        ).fetchall():
            register.execute(f"DROP TRIGGER {name}")
        register.execute("DELETE FROM register_ledgerinterval")
    register.close()
    publish(program)
    publish(program)
    for refused in (
        elsewhere("mirror", public, mirror, "--key", key),
        elsewhere("witness", public, str(witness), "--key", key),
    ):
        assert refused.returncode == 1
        assert "signed two different pasts" in refused.stderr
    audit = program.run("ledger", "audit")
    assert audit.returncode == 1
    assert "signed two different pasts" in audit.stdout


def test_what_cannot_be_done_is_said_in_a_sentence(program: Program, tmp_path: Path):
    assert "a manifest in force" in program.run("ledger", "publish", "--at-once").stderr
    promise(program)
    assert "checkpoint" in program.run("ledger", "anchor").stderr
    publish(program)
    assert "anchors.toml" in program.run("ledger", "anchor").stderr
    assert "expected a leaf of a published interval" in program.run("ledger", "prove", "0" * 64).stderr
    key = program.run("ledger", "key").stdout.strip()
    assert (
        "witness-key"
        in elsewhere("witness", str(program.book / "ledger"), str(tmp_path), "--key", key).stderr
    )
    assert "NAME+ID+KEY" in elsewhere("mirror", str(tmp_path), str(tmp_path / "m"), "--key", "nothing").stderr


def test_a_witness_that_is_asked_signs_what_grew(program: Program, tmp_path: Path):
    folder = tmp_path / "witness"
    keys = elsewhere("witness-key", str(folder), WITNESS_KEY.name, "--post-quantum").stdout.split()
    assert [VerifierKey.parse(each).kind for each in keys] == [COSIGNATURE_TYPE, MLDSA44_COSIGNATURE_TYPE]
    promise(program, keys[0])
    key = program.run("ledger", "key").stdout.strip()
    with served(folder, key) as url:
        prefix = url.removesuffix("/add-checkpoint")
        for size in (LEAVES, 2 * LEAVES):
            assert f"published: {size} leaves" in publish(program)
            asked = program.run("ledger", "cosignatures", "--ask", prefix)
            assert asked.returncode == 0, asked.stderr
            assert "signed by 1 of 1 witnesses, 1 are needed" in asked.stderr
        both = program.run("ledger", "cosignatures", "--ask", "http://127.0.0.1:1", "--ask", prefix)
        assert both.returncode == 1
        assert "http://127.0.0.1:1: expected the submission prefix of a witness" in both.stderr
        assert "signed by 1 of 1 witnesses" in both.stderr
    policy = Policy("test.invalid/log", VerifierKey.parse(key), (VerifierKey.parse(keys[0]),), 1)
    noted = (program.book / "ledger/witnessed").read_bytes()
    assert check_checkpoint(noted, policy).checkpoint.size == 2 * LEAVES
