"""A chain of custody is written to a file by a command, and another program proves it."""

import json
import os
from pathlib import Path

import pytest
from tests.work.opening import cast
from tests.zones.cli.conftest import Program
from tests.zones.cli.test_ledger import promise, publish

from crimebook.stores.vault.folder import Vault
from crimebook.work.opening.keymaking import draft_manifest
from crimebook.work.opening.publishing import install_manifest
from crimebook.work.opening.rooting import open_root, sign_draft
from crimebook.zones.verify.app import run


def keep_in_force(program: Program) -> None:
    """Put a manifest in force that the verifier, which asks the clock, takes as well."""
    vault, root, order = Vault(program.book / "vault"), Vault(program.book / "root"), cast.order()
    draft = draft_manifest(vault, order, os.urandom, expires="2099-01-01T00:00:00Z")
    install_manifest(vault, sign_draft(root, draft, open_root(root, order.root_passphrase)), order.at)


def test_a_chain_goes_out_with_its_proofs_and_that_it_did_is_told(
    program: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    promise(program)
    keep_in_force(program)
    object_id, out = "journal:operator", tmp_path / "chain.json"
    missing = program.run("custody", "export", "blob:nothing", str(out))
    assert missing.returncode == 1
    assert "expected an object with a chain of custody" in missing.stderr
    assert "Traceback" not in missing.stderr
    assert not out.exists()
    done = program.run("custody", "export", object_id, str(out))
    assert done.returncode == 0, done.stderr
    assert "1 events of journal:operator, 0 with a proof of the ledger" in done.stderr
    assert "nobody can see whether its end was cut off" in done.stderr
    publish(program)
    publish(program)
    done = program.run("custody", "export", object_id, str(out))
    assert done.returncode == 0, done.stderr
    events = [json.loads(each["event"]) for each in json.loads(out.read_bytes())["events"]]
    assert [each["action"] for each in events][:2] == ["read", "exported"]
    assert events[1]["inputs"] == [object_id]
    public = program.book / "vault/public"
    keys = ["--manifest", str(public / "manifest.note"), "--manifest-root", str(public / "root.pub")]
    run(["chain", str(out), *keys])
    said = capsys.readouterr().out
    assert "follow each other without a gap" in said, said
    assert "2 events and ends as it does here" in said, said
